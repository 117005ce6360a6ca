"""blocks.py - which commands does README.md show, and what does it say that they print?

SPDX-License-Identifier: GPL-2.0-or-later

A command whose output is checked stands in a block that begins with "$ ". Where
TCPLENS_UPDATE_README is 1, what it prints now is written behind it.
"""

import os
import re

from lens import TOP

README = TOP / "README.md"
BLOCK = re.compile(r"```\n\$ (.*)\n((?:.*\n)*?)```\n")


def section(name):
    """The text of a section, from its headline to the next one of its level."""
    pattern = rf"^## {re.escape(name)}\n.*?(?=^## |\Z)"
    return re.search(pattern, README.read_text(), re.DOTALL | re.MULTILINE).group()


def commands(text):
    return [command for command, _ in BLOCK.findall(text)]


def assert_printed(command, output):
    """README.md says that the command prints this, but for blanks at the ends of lines."""
    printed = re.sub(r" +$", "", output, flags=re.MULTILINE).strip("\n")
    block = f"```\n$ {command}\n"
    if "TCPLENS_UPDATE_README" in os.environ:
        text = README.read_text()
        old = re.search(re.escape(block) + r"(?:.*\n)*?```\n", text).group()
        README.write_text(text.replace(old, block + printed + "\n```\n"))
    assert block + printed + "\n```\n" in README.read_text()
