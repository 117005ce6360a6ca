"""test_recipes.py - do the commands of the pages print what the pages say?

SPDX-License-Identifier: GPL-2.0-or-later

All that a page has to type is typed into one shell, in its order: commands, whose output stands
below them, and scripts, which have none. TCPLENS_UPDATE_README=1 writes there what is printed now.
"""

import os
import re
import shutil
import subprocess

import pytest

from conftest import TOP

SECTION = re.compile(r"^## (?:One row a connection|At scale|In CI)\n.*?(?=^## )",
                     re.DOTALL | re.MULTILINE)
SCRIPT = re.compile(r"```sh\n(.*?)```\n", re.DOTALL)
BLOCK = re.compile(r"```\n\$ (.*)\n((?:.*\n)*?)```\n")
NAMES = ["refused", "syn-unanswered", "close-wait", "data-after-close", "forged-rst-exact"]
TOOLS = ["mergecap", "tcpdump", "parallel", "sqlite3", "jq"]


def merge_captures(folder):
    """capture.pcapng, of which the examples of README.md are."""
    if shutil.which("mergecap") is None:
        pytest.fail("mergecap is not installed")
    captures = TOP / "tests" / "captures"
    parts = [captures / "tutorial.pcapng", *(captures / name / "capture.pcap" for name in NAMES)]
    subprocess.run(["mergecap", "-a", "-w", folder / "capture.pcapng", *parts], check=True)


def copy_captures(folder):
    """The captures, at their places below the top of the repository."""
    for path in (TOP / "tests" / "captures").rglob("*.pcap*"):
        copy = folder / path.relative_to(TOP)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


class Page:
    """A page, or some sections of it, and how the folder is made in which its reader types."""

    def __init__(self, name, prepare, sections=None):
        self.path, self.prepare = TOP / name, prepare
        text = self.path.read_text()
        self.text = "".join(sections.findall(text)) if sections else text
        found = [*SCRIPT.finditer(self.text), *BLOCK.finditer(self.text)]
        self.steps = [match[1] for match in sorted(found, key=lambda match: match.start())]
        self.commands = [command for command, _ in BLOCK.findall(self.text)]

    def told(self, command):
        """What the page says that the command prints."""
        return dict(BLOCK.findall(self.path.read_text()))[command]

    def renew(self, command, printed):
        block, end = f"```\n$ {command}\n", "```\n"
        old, new = block + self.told(command) + end, block + printed + end
        self.path.write_text(self.path.read_text().replace(old, new))


PAGES = {"README.md": Page("README.md", merge_captures, SECTION),
         "teaching": Page("plugin/teaching/README.md", copy_captures)}
COMMANDS = [(name, command) for name, page in PAGES.items() for command in page.commands]


def type_into_shell(lens, folder, steps):
    """Step -> (what it prints, its exit status), and what all of them complain of."""
    typed = "".join(f"{step}\nprintf '\\036%d\\036' $?\n" for step in steps)
    done = lens.run("-c", f"cd {folder}; export HOME={folder}\n{typed}", program="sh", check=False,
                    timeout=900)
    said = done.stdout.split("\x1e")
    assert len(said) == 2 * len(steps) + 1, done.stderr
    return dict(zip(steps, zip(said[0::2], map(int, said[1::2])))), done.stderr


@pytest.fixture(scope="module")
def typed(lens):
    """Name of a page -> what its steps print and complain of."""
    results = {}
    for name, page in PAGES.items():
        folder = lens.writable_folder()
        page.prepare(folder)
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        results[name] = type_into_shell(lens, folder, page.steps)
    return results


def test_the_pages_have_their_commands():
    counts = {name: (len(page.commands), len(page.steps) - len(page.commands))
              for name, page in PAGES.items()}
    assert counts["README.md"] >= (12, 1) and counts["teaching"] >= (15, 1)


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_command(typed, name, command):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if re.search(r"\b(parallel|sqlite3|jq|rows\.json)\b", command) and missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    said, complaints = typed[name]
    printed, status = said[command]
    assert status == 0, complaints
    printed = re.sub(r" +$", "", printed, flags=re.MULTILINE).strip("\n") + "\n"
    if "TCPLENS_UPDATE_README" in os.environ:
        PAGES[name].renew(command, printed)
    assert PAGES[name].told(command) == printed
