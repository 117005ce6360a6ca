"""test_compare.py - do TCP Lens and Wireshark's own tools answer as README.md's comparison says?

SPDX-License-Identifier: GPL-2.0-or-later

Those tools that do not come with Wireshark are not run.
"""

import copy
import json
import re
import shutil

import pytest

from blocks import assert_printed, commands, section

SECTION = section("Beside other tools")
ROW = re.compile(r"^\| `([\w-]+)`: [^|]* \|" + r" ([^|]*) \|" * 4, re.MULTILINE)
ROWS = ROW.findall(SECTION.split("### ")[0])
TRANSUM = ["--enable-protocol", "transum", "-o", "transum.tcp_port_ranges:80,8080"]
WORDS = ["icmp.code", "probe.kind", "probe.port", "reset.acceptability"]


def test_the_table_is_there():
    assert len(ROWS) >= 10


@pytest.fixture(scope="module")
def both(lens):
    """A Lens with TRANSUM besides."""
    transum = lens.others_plugins() / "epan" / "transum.so"
    if not transum.exists():
        pytest.skip("this Wireshark came without TRANSUM")
    other = copy.copy(lens)
    other.plugins = lens.folder / "with-transum"
    shutil.copytree(lens.plugins, other.plugins)
    folder, = other.plugins.glob("*/epan")
    shutil.copy(transum, folder)
    return other


def path_of(captures, case):
    return captures / case / "capture.pcap"


def words(cell):
    return re.findall(r"`([^`]+)`", cell)


def first_row(lens, capture):
    """Of the first connection."""
    return json.loads(lens.read(capture, "-q", "-z", "tcplens,json,-").split("\n")[0])


@pytest.mark.parametrize("case, ours", [(row[0], row[1]) for row in ROWS])
def test_ours(lens, captures, case, ours):
    capture = path_of(captures, case)
    row = first_row(lens, capture)
    names = [f"tcplens.{name}" for name in WORDS]
    frames = lens.fields(capture, names, "-Y", "tcp.stream == 0", two_pass=True)
    said = {*map(str, row.values()), *(value for frame in frames for value in frame.values())}
    assert words(ours) and set(words(ours)) <= said
    for seconds in re.findall(r"([\d.]+) s in CLOSE-WAIT", ours):
        assert float(seconds) == round(row["server_time_in_close_wait"], 2)


@pytest.mark.parametrize("case, completeness, zeek", [(row[0], row[2], row[4]) for row in ROWS])
def test_completeness_and_the_word_of_zeek(lens, captures, case, completeness, zeek):
    capture = path_of(captures, case)
    rows = lens.fields(capture, ["tcp.completeness"], "-Y", "tcp.stream == 0", two_pass=True)
    assert f"`{rows[-1]['tcp.completeness']}`" == completeness
    assert f"`{first_row(lens, capture)['conn_state']}`" == zeek


@pytest.mark.parametrize("case, status", [(row[0], row[3]) for row in ROWS])
def test_transum(both, captures, case, status):
    rows = both.fields(path_of(captures, case), ["transum.status"], *TRANSUM, "-Y",
                       "tcp.stream == 0 && transum", two_pass=True)
    assert f"`{rows[-1]['transum.status']}`" == status


@pytest.mark.parametrize("command", commands(SECTION))
def test_command(both, captures, command):
    folder = both.writable_folder()
    for case in re.findall(r"tests/captures/([\w-]+)/", command):
        (folder / "tests/captures" / case).mkdir(parents=True)
        target = folder / "tests/captures" / case / "capture.pcap"
        shutil.copy(path_of(captures, case), target)
        target.chmod(0o644)
    done = both.run("-c", f"cd {folder}; {command}", program="sh")
    assert_printed(command, done.stdout)
