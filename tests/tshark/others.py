"""others.py - what does tshark say of everything but TCP Lens?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
import subprocess

import pytest

from lens import TOP

CAPTURES = sorted((TOP / "tests" / "captures").rglob("*.pcap*"))

# Where each view has the layer of TCP Lens, which is not there without the plugin.
LAYER = {
    "details": re.compile(r"^\[TCP Lens[^\n]*\n(?: +[^\n]*\n)*", re.MULTILINE),
    "json": re.compile(r',\n        "tcplens": \{\n.*?\n        \}', re.DOTALL),
    "expert": re.compile(r"^.* TCP Lens  .*\n", re.MULTILINE),
}


def merged(path):
    """Writes one file with the frames of all captures, one capture behind the other."""
    subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", path, *CAPTURES], check=True)
    path.chmod(0o644)
    return path


def without_layer(view, text):
    return LAYER[view].sub("", text) if view in LAYER else text


def first_change(before, after):
    """The first line that differs, and what stands around it; a diff of all takes minutes."""
    lines = before.splitlines(), after.splitlines()
    at = next((number for number, pair in enumerate(zip(*lines)) if pair[0] != pair[1]),
              min(map(len, lines)))
    around = slice(max(at - 4, 0), at + 8)
    return "\n".join(["stock:", *lines[0][around], "", "plugin:", *lines[1][around]])


def assert_same(before, after):
    if before != after:
        pytest.fail(first_change(before, after))
