"""blocks.py - which commands does a page show, and what does it say that they print?

SPDX-License-Identifier: GPL-2.0-or-later

A command whose output is checked stands in a block that begins with "$ "; a script, which has no
output, in a block of sh. Where TCPLENS_UPDATE_README is 1, what a command prints now is written
behind it.
"""

import os
import re

from lens import TOP

README = TOP / "README.md"
SCRIPT = re.compile(r"```sh\n(.*?)```\n", re.DOTALL)
BLOCK = re.compile(r"```\n\$ (.*)\n((?:.*\n)*?)```\n")


def section(name):
    """The text of a section of README.md, from its headline to the next one of its level."""
    pattern = rf"^## {re.escape(name)}\n.*?(?=^## |\Z)"
    return re.search(pattern, README.read_text(), re.DOTALL | re.MULTILINE).group()


def commands(text):
    return [command for command, _ in BLOCK.findall(text)]


def steps(text):
    """Scripts and commands, in their order."""
    found = [*SCRIPT.finditer(text), *BLOCK.finditer(text)]
    return [match[1] for match in sorted(found, key=lambda match: match.start())]


def assert_printed(command, output, page=README):
    """The page says that the command prints this, but for blanks at the ends of lines."""
    printed = re.sub(r" +$", "", output, flags=re.MULTILINE).strip("\n")
    block = f"```\n$ {command}\n"
    if "TCPLENS_UPDATE_README" in os.environ:
        text = page.read_text()
        old = re.search(re.escape(block) + r"(?:.*\n)*?```\n", text).group()
        page.write_text(text.replace(old, block + printed + "\n```\n"))
    assert block + printed + "\n```\n" in page.read_text()
