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
SECTION = re.compile(r"^## (?:One row a connection|At scale|In CI)\n.*?(?=^## )",
                     re.DOTALL | re.MULTILINE)
SCRIPT = re.compile(r"```sh\n(.*?)```\n", re.DOTALL)
BLOCK = re.compile(r"```\n\$ (.*)\n((?:.*\n)*?)```\n")
NAMES = ["refused", "syn-unanswered", "close-wait", "data-after-close", "forged-rst-exact"]
SECTIONS = "".join(SECTION.findall(README.read_text()))
COMMANDS = [command for command, _ in BLOCK.findall(SECTIONS)]
TOOLS = ["mergecap", "tcpdump", "parallel", "sqlite3", "jq"]


@pytest.fixture(scope="module")
def done(lens, captures):
    """What the scripts, and then all commands in their order, do where capture.pcapng is."""
    if shutil.which("mergecap") is None:
        pytest.fail("mergecap is not installed")
    folder = lens.writable_folder()
    parts = [captures / "tutorial.pcapng", *(captures / name / "capture.pcap" for name in NAMES)]
    subprocess.run(["mergecap", "-a", "-w", folder / "capture.pcapng", *parts], check=True)
    (folder / "capture.pcapng").chmod(0o644)

    def run(command):
        home = f"cd {folder}; export HOME={folder}; "
        return lens.run("-c", home + command, program="sh", check=False)
    return {command: run(command) for command in [*SCRIPT.findall(SECTIONS), *COMMANDS]}


def test_the_sections_have_their_commands():
    assert len(COMMANDS) >= 12 and len(SCRIPT.findall(SECTIONS)) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_command(done, command):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if re.search(r"\b(parallel|sqlite3|jq|rows\.json)\b", command) and missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert done[command].returncode == 0, done[command].stderr
    printed = re.sub(r" +$", "", done[command].stdout, flags=re.MULTILINE)
    block = f"```\n$ {command}\n"
    if "TCPLENS_UPDATE_README" in os.environ:
        text = README.read_text()
        old = re.search(re.escape(block) + r"(?:.*\n)*?```\n", text).group()
        README.write_text(text.replace(old, block + printed.strip("\n") + "\n```\n"))
    assert block + printed.strip("\n") + "\n```\n" in README.read_text()
