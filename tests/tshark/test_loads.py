"""test_loads.py - does Wireshark take the plugin, and is it silent about it?

SPDX-License-Identifier: GPL-2.0-or-later
"""


def test_tshark_loads_the_plugin_without_a_word(lens):
    done = lens.run("-G", "plugins")
    assert "tcplens.so" in done.stdout
    assert done.stderr == ""


def test_without_the_plugin_the_protocol_is_unknown(lens):
    done = lens.run("-G", "protocols", plugin=False)
    assert "tcplens" not in done.stdout


def test_every_frame_of_the_tutorial_has_the_protocol(fields, captures):
    names = ["frame.number", "tcplens", "tcplens.explain", "tcp.flags.str"]
    for two_pass in False, True:
        rows = fields(captures / "tutorial.pcapng", names, "-Y", "tcp", two_pass=two_pass)
        assert len(rows) > 50
        assert all(row["tcplens.explain"] for row in rows)
