"""told.py - does the window say what `tshark -2` says?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess
from xml.etree import ElementTree

from conftest import CAPTURES
from display import wait_for


def tree_of(lens, capture, frame, *options):
    """The plugin's lines of a frame, as tshark prints them."""
    printed = lens.read(capture, "-Y", f"frame.number == {frame}", "-O", "tcplens", *options,
                        two_pass=True)
    lines = printed[printed.index("TCP Lens") - 1:].rstrip().split("\n")
    return [line.strip() for line in lines]


def assert_tree(window, lens, frame, *options):
    expected = tree_of(lens, window.capture, frame, *options)
    try:
        wait_for("the tree", lambda: window.tree() == expected, seconds=30)
    except AssertionError:
        assert window.tree() == expected
    assert len(expected) > 20


def packet_list(lens, capture, *options):
    """The texts of all columns, a list a frame, without the blanks around them."""
    printed = lens.read(capture, "-T", "psml", *options, two_pass=True)
    return [[(section.text or "").strip() for section in packet]
            for packet in ElementTree.fromstring(printed.encode()).iter("packet")]


def merged(lens, *names):
    """One capture of several folders of tests/captures, or of files there; one behind another."""
    path = lens.folder / "merged.pcapng"
    parts = [part / "capture.pcap" if part.is_dir() else part
             for part in map(CAPTURES.joinpath, names)]
    subprocess.run(["mergecap", "-a", "-w", path, *parts], check=True)
    path.chmod(0o644)
    return path
