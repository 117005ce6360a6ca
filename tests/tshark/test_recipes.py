"""test_recipes.py - do the commands of README.md print what README.md says?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
import shutil
import subprocess

import pytest

from blocks import assert_printed, commands, section

SCRIPT = re.compile(r"```sh\n(.*?)```\n", re.DOTALL)
NAMES = ["refused", "syn-unanswered", "close-wait", "data-after-close", "forged-rst-exact"]
SECTIONS = "".join(map(section, ["One row a connection", "At scale", "In CI"]))
COMMANDS = commands(SECTIONS)
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
    assert_printed(command, done[command].stdout)


TREES = re.findall(r"```\nFrame (\d+)\n.*\n((?:.*\n)*?)```\n", section("What it shows"))


def test_the_trees_are_there():
    assert len(TREES) == 3


@pytest.mark.parametrize("frame, tree", TREES)
def test_tree(lens, captures, frame, tree):
    """Its lines stand in tshark's tree in their order, though not all of them."""
    drawn = iter(lens.read(captures / "tutorial.pcapng", "-O", "tcplens", "-Y",
                           f"frame.number == {frame}", two_pass=True).splitlines())
    missing = [line for line in tree.splitlines() if line not in drawn]
    assert missing == []
