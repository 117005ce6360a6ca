"""test_pictures.py - do the pictures of README.md show what they should?

SPDX-License-Identifier: GPL-2.0-or-later

They are made anew each time; `tests/gui/update` keeps them.
"""

import os
import pathlib
import subprocess

import pytest

from conftest import CAPTURES
from display import missing, wait_for
from lens_profile import NAME, put_into
from told import merged

if not missing():
    from nodes import find, is_within, rows

# Picture, its capture in tests/captures, its frame, the lines that are opened one below another,
# and more that must be in sight then, all by their beginnings.
TREES = [
    ("handshake", "normal-close-client-first", 3, ["[TCP Lens", "[Handshake: ", "[Step: 3]"], [
        "[Client state: ESTABLISHED", "[Server state: ESTABLISHED", "[Transition: client SYN-SENT",
        "[Transition: server SYN-RECEIVED", "[Kind: three-way", "[SYN in frame: 1]",
        "[SYN,ACK in frame: 2]", "[Round-trip time: ", "[Client offers: ", "[Agreed: "]),
    ("reset", "forged-rst-exact", 8,
     ["[TCP Lens", "[Reset: injected", "[Origin: on-path", "[Clue: "], [
         "[Cause: injected", "[Confidence: ", "[Evidence: ", "[Takes effect: ",
         "[Expert Info (Error/Security): "]),
]

# The connections of the examples in README.md.
CONNECTIONS = ["tutorial.pcapng", "refused", "syn-unanswered", "close-wait", "data-after-close",
               "forged-rst-exact"]


@pytest.fixture
def profile(settings):
    """With the packet details as wide as the window."""
    folder = put_into(settings)
    for name, line in [("recent", "gui.geometry_main_upper_pane: 140\n"),
                       ("preferences", "gui.layout_content_3: NONE\n")]:
        with (folder / name).open("a") as file:
            file.write(line)
    return ["-C", NAME]


@pytest.fixture
def folder(lens):
    return pathlib.Path(os.environ.get("TCPLENS_PICTURES", lens.folder))


def assert_picture(path):
    """Of a window full of something, not of an empty one."""
    seen = subprocess.run(["identify", "-format", "%w %k", path], check=True, text=True,
                          capture_output=True).stdout
    width, colours = map(int, seen.split())
    assert width > 1000 and colours > 30 and 10000 < path.stat().st_size < 150000, seen


@pytest.mark.parametrize("name, capture, frame, lines, wanted", TREES)
def test_picture_of_a_tree(opened, profile, folder, name, capture, frame, lines, wanted):
    window = opened(CAPTURES / capture / "capture.pcap", *profile, name=f"{capture}.pcap")
    assert window.main.get_name() == f"{capture}.pcap"
    number = window.place(window.title, 1270, 830)
    window.go_to(frame)
    window.reveal_line(*lines)
    for start in wanted:
        window.show(window.line(start))
    window.xdotool("mousemove", 0, 0)
    window.picture(number, folder / f"{name}.png")
    assert_picture(folder / f"{name}.png")
    assert [start for start in lines[1:] + wanted
            if not is_within(window.line(start), window.details)] == []


def test_picture_of_the_connections(opened, lens, folder):
    window = opened(merged(lens, *CONNECTIONS))
    window.menu("Statistics", "TCP Lens Connections")
    table = find(window.dialog("TCP Lens Connections"), "tree")
    wait_for("all connections", lambda: len(rows(table)) == 8)
    number = window.place("TCP Lens Connections", 1270, 300)
    window.picture(number, folder / "connections.png")
    assert_picture(folder / "connections.png")
