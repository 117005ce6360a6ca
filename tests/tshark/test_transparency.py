"""test_transparency.py - does Wireshark say of everything else what it says without the plugin?

SPDX-License-Identifier: GPL-2.0-or-later

All captures, one behind the other in one file, are shown by tshark with the plugin, without it, and
with the plugin there but disabled. Apart from the layer of TCP Lens it must be the same text.
"""

import concurrent.futures
import os
import re

import pytest

FOLLOW = [part for stream in range(4) for part in ("-z", f"follow,tcp,ascii,{stream}")]
VIEWS = {
    "summary": ["-z", "conv,tcp", *FOLLOW],
    "details": ["-P", "-V", "-z", "conv,tcp"],
    "json": ["-T", "json"],
    "expert": ["-q", "-z", "expert"],
}
PASSES = {"one pass": False, "two passes": True}
MODES = {
    "stock": (["-n"], False),
    "plugin": (["-n"], True),
    "disabled": (["--disable-protocol", "tcplens"], True),
}
LAYER = {
    "details": re.compile(r"^\[TCP Lens[^\n]*\n(?: +[^\n]*\n)*", re.MULTILINE),
    "json": re.compile(r',\n        "tcplens": \{\n.*?\n        \}', re.DOTALL),
    "expert": re.compile(r"^.* TCP Lens  .*\n", re.MULTILINE),
}
EVERY = pytest.mark.parametrize("view, passes", [(view, passes) for view in VIEWS
                                                 for passes in PASSES])


@pytest.fixture(scope="module")
def shown(lens, everything):
    """What tshark prints, as futures by view, passes and mode."""
    def show(view, passes, mode):
        arguments, plugin = MODES[mode]
        return lens.run("-n", *(["-2"] if PASSES[passes] else []), "-r", everything,
                        *arguments, *VIEWS[view], plugin=plugin).stdout

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {key: pool.submit(show, *key)
               for key in ((view, passes, mode) for view in VIEWS for passes in PASSES
                           for mode in MODES)}
        pool.shutdown(cancel_futures=True)


def first_change(before, after):
    """The first line that differs, and what stands around it; a diff of all takes minutes."""
    lines = before.splitlines(), after.splitlines()
    at = next((number for number, pair in enumerate(zip(*lines)) if pair[0] != pair[1]),
              min(map(len, lines)))
    around = slice(max(at - 4, 0), at + 8)
    return "\n".join(["stock:", *lines[0][around], "", "plugin:", *lines[1][around]])


def without_counts(text):
    """Expert statistics without the headings, which hold totals."""
    return "\n".join(line for line in text.splitlines() if re.match(r" +\d+ ", line))


def assert_same(before, after):
    if before != after:
        pytest.fail(first_change(before, after))


@EVERY
def test_all_but_the_layer_is_as_without_the_plugin(shown, view, passes):
    stock, plugin = (shown[view, passes, mode].result() for mode in ("stock", "plugin"))
    others = LAYER[view].sub("", plugin) if view in LAYER else plugin
    assert len(stock) > 10000 or view == "expert"
    assert (plugin != stock) == (view in LAYER), "the layer is not where it should be"
    if view == "expert":
        stock, others = without_counts(stock), without_counts(others)
    assert_same(stock, others)


@EVERY
def test_disabled_it_leaves_no_trace(shown, view, passes):
    assert_same(shown[view, passes, "stock"].result(), shown[view, passes, "disabled"].result())


def test_the_file_holds_every_capture(shown):
    """Every frame is in the details, with thousands of layers of TCP Lens taken out again."""
    stock, plugin = (shown["details", "two passes", mode].result() for mode in ("stock", "plugin"))
    frames = len(re.findall(r"^Frame \d+:", stock, re.MULTILINE))
    layers = len(LAYER["details"].findall(plugin))
    assert frames > 1500 and frames > layers > 0.9 * len(re.findall(r"^Transmission", stock,
                                                                    re.MULTILINE))


def test_follow_tcp_stream(lens, captures):
    for two_pass in False, True:
        said = lens.read(captures / "tutorial.pcapng", "-q", "-z", "follow,tcp,ascii,1",
                         two_pass=two_pass)
        assert "GET /notes/tcp.txt HTTP/1.1" in said
        assert "Line 0001 of a text" in said


def test_wireshark_lists_the_protocol(lens):
    assert "TCP Lens\tTCP Lens\ttcplens\n" in re.sub(
        r"(?<=tcplens)\t.*", "", lens.run("-G", "protocols").stdout)
    assert "tcplens.so" in lens.run("-G", "plugins").stdout
