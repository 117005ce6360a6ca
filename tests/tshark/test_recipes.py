"""test_recipes.py - do the commands of the pages print what the pages say?

SPDX-License-Identifier: GPL-2.0-or-later

All that a page has to type is typed into one shell, in its order: commands, whose output stands
below them, and scripts, which have none.
"""

import collections
import re
import shutil
import subprocess

import pytest

from blocks import README, assert_printed, commands, section, steps
from conftest import TOP

CAPTURES = TOP / "tests" / "captures"
NAMES = ["refused", "syn-unanswered", "close-wait", "data-after-close", "forged-rst-exact"]
TOOLS = ["mergecap", "tcpdump", "parallel", "sqlite3", "jq"]


def merge_captures(folder):
    """capture.pcapng, of which the examples of README.md are."""
    if shutil.which("mergecap") is None:
        pytest.fail("mergecap is not installed")
    parts = [CAPTURES / "tutorial.pcapng", *(CAPTURES / name / "capture.pcap" for name in NAMES)]
    subprocess.run(["mergecap", "-a", "-w", folder / "capture.pcapng", *parts], check=True)


def copy_captures(folder):
    """The captures, at their places below the top of the repository."""
    for path in CAPTURES.rglob("*.pcap*"):
        copy = folder / path.relative_to(TOP)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


# A page, what of it is typed, and how the folder is made in which its reader types.
Page = collections.namedtuple("Page", "path text prepare")
TEACHING = TOP / "plugin" / "teaching" / "README.md"
SECTIONS = "".join(map(section, ["One row a connection", "At scale", "In CI"]))
PAGES = {"README.md": Page(README, SECTIONS, merge_captures),
         "teaching": Page(TEACHING, TEACHING.read_text(), copy_captures)}
COMMANDS = [(name, command) for name, page in PAGES.items() for command in commands(page.text)]


def type_into_shell(lens, folder, typed):
    """Step -> (what it prints, its exit status), and what all of them complain of."""
    script = "".join(f"{step}\nprintf '\\036%d\\036' $?\n" for step in typed)
    done = lens.run("-c", f"cd {folder}; export HOME={folder}\n{script}", program="sh", check=False,
                    timeout=900)
    said = done.stdout.split("\x1e")
    assert len(said) == 2 * len(typed) + 1, done.stderr
    return dict(zip(typed, zip(said[0::2], map(int, said[1::2])))), done.stderr


@pytest.fixture(scope="module")
def typed(lens):
    """Name of a page -> what its steps print and complain of."""
    results = {}
    for name, page in PAGES.items():
        folder = lens.writable_folder()
        page.prepare(folder)
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        results[name] = type_into_shell(lens, folder, steps(page.text))
    return results


@pytest.mark.parametrize("name, least", [("README.md", 12), ("teaching", 15)])
def test_the_pages_have_their_commands(name, least):
    text = PAGES[name].text
    assert len(commands(text)) >= least and len(steps(text)) > len(commands(text))


@pytest.mark.parametrize("name, command", COMMANDS)
def test_command(typed, name, command):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if re.search(r"\b(parallel|sqlite3|jq|rows\.json)\b", command) and missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    said, complaints = typed[name]
    printed, status = said[command]
    assert status == 0, complaints
    assert_printed(command, printed, PAGES[name].path)
