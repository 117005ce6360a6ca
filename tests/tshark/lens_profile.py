"""lens_profile.py - what stands in the profile "TCP Lens"?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import ast
import re
import shutil

from lens import TOP

NAME = "TCP Lens"
FOLDER = TOP / "plugin" / "profile"
RULE = re.compile(r"@([^@]*)@([^@]*)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]")
COLUMN = re.compile(r'^\t"([^"]*)", "([^"]*)"', re.MULTILINE)
WIDTH = re.compile(r'^\t"([^"]*)", (\d+)', re.MULTILINE)


def entries(name):
    lines = (FOLDER / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rules():
    """(name, filter, background, foreground) of each, in their order; colours as parts of 1."""
    for line in entries("colorfilters"):
        name, text, *colours = RULE.fullmatch(line).groups()
        parts = [int(part) / 65535 for part in colours]
        yield name, text, parts[:3], parts[3:]


def buttons():
    """(label, filter) of each."""
    for line in entries("dfilter_buttons"):
        enabled, label, text, comment = ast.literal_eval(f"[{line}]")
        assert enabled == "TRUE" and comment
        yield label, text


def columns():
    """(title, format) of each."""
    return COLUMN.findall((FOLDER / "preferences").read_text())


def widths():
    """(format, pixels) of each column of the packet list."""
    return WIDTH.findall((FOLDER / "recent").read_text())


def put_into(settings):
    """Where a user has it, in a folder of settings; Wireshark may write there."""
    folder = settings / "profiles" / NAME
    shutil.copytree(FOLDER, folder)
    for path in [folder.parent, folder]:
        path.chmod(0o777)
    for path in folder.iterdir():  # one that may be executed would be: as a capture helper
        path.chmod(0o666)
    return folder
