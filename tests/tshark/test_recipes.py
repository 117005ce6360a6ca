"""test_recipes.py - do the commands of README.md print what README.md says?

SPDX-License-Identifier: GPL-2.0-or-later

TCPLENS_UPDATE_README=1 has it write there what they print now.
"""

import os
import re
import shutil
import subprocess

import pytest

from conftest import TOP

README = TOP / "README.md"
SECTION = re.compile(r"## One row a connection\n.*?(?=\n## )", re.DOTALL)
BLOCK = re.compile(r"```\n\$ (.*)\n((?:.*\n)*?)```\n")
NAMES = ["refused", "syn-unanswered", "close-wait", "data-after-close", "forged-rst-exact"]


def section():
    return SECTION.search(README.read_text()).group()


@pytest.fixture(scope="module")
def shell(lens, captures):
    """Runs a command where capture.pcapng is."""
    if shutil.which("mergecap") is None:
        pytest.fail("mergecap is not installed")
    path = lens.folder / "capture.pcapng"
    parts = [captures / "tutorial.pcapng", *(captures / name / "capture.pcap" for name in NAMES)]
    subprocess.run(["mergecap", "-a", "-w", path, *parts], check=True)
    path.chmod(0o644)
    return lambda command: lens.run("-c", command, program="sh").stdout


def test_the_section_has_its_commands():
    assert len(BLOCK.findall(section())) >= 7


@pytest.mark.parametrize("command", [command for command, _ in BLOCK.findall(section())])
def test_command(shell, command):
    printed = re.sub(r" +$", "", shell(command), flags=re.MULTILINE)
    block = f"```\n$ {command}\n"
    if "TCPLENS_UPDATE_README" in os.environ:
        text = README.read_text()
        old = re.search(re.escape(block) + r"(?:.*\n)*?```\n", text).group()
        README.write_text(text.replace(old, block + printed.strip("\n") + "\n```\n"))
    assert block + printed.strip("\n") + "\n```\n" in README.read_text()
