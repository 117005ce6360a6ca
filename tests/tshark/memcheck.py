"""memcheck.py - what does valgrind find while tshark or sharkd runs with the plugin?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import pathlib
import re
import shutil
import xml.etree.ElementTree

import pytest

SUPPRESSIONS = pathlib.Path(__file__).with_name("memcheck.supp")

# So that each piece of memory is a block of its own, whose bounds and owner valgrind knows.
PLAIN_MEMORY = ["G_SLICE=always-malloc", "WIRESHARK_DEBUG_WMEM_OVERRIDE=simple"]

# Wireshark unloads the plugin before valgrind looks for leaks: without --keep-debuginfo no stack
# would have a frame of it. A block is told apart by its whole stack.
VALGRIND = ["valgrind", "--tool=memcheck", "--keep-debuginfo=yes", "--leak-check=full",
            "--show-leak-kinds=all", "--leak-resolution=high", "--num-callers=100",
            f"--suppressions={SUPPRESSIONS}", "--error-limit=no", "--xml=yes"]

LOST = {"Leak_DefinitelyLost", "Leak_IndirectlyLost"}


class Error:
    """One of valgrind's findings: a misuse of memory, or blocks that were never freed."""

    def __init__(self, element):
        self.kind = element.findtext("kind")
        self.what = element.findtext("what") or element.findtext("xwhat/text")
        self.bytes = int(element.findtext("xwhat/leakedbytes") or 0)
        self.stack = [(frame.findtext("fn") or "?", frame.findtext("obj") or "",
                       frame.findtext("file") or "", frame.findtext("line") or "")
                      for frame in element.iter("frame")]
        self.is_leak = self.kind.startswith("Leak_")
        self.is_ours = any(obj.endswith("/tcplens.so") for _, obj, _, _ in self.stack)

    def __str__(self):
        frames = (f"    {function} ({file}:{line})" for function, _, file, line in self.stack)
        return "\n".join([f"{self.kind}: {self.what}", *frames])


def is_possible():
    """The plugin must not be one that has its own sanitizers, and valgrind must be there."""
    return "TCPLENS_PRELOAD" not in os.environ and shutil.which("valgrind") is not None


needed = pytest.mark.skipif(not is_possible(), reason="valgrind is not installed, or another "
                                                      "sanitizer is at work")


def run(lens, *command, **options):
    """(what the program says, valgrind's errors). In front of it may stand settings: NAME=VALUE."""
    report = lens.writable_folder() / "report.xml"
    settings = [part for part in command if re.match("[A-Z_]+=", str(part))]
    done = lens.run(*PLAIN_MEMORY, *settings, *VALGRIND, f"--xml-file={report}",
                    *command[len(settings):], program="env", timeout=1200, **options)
    root = xml.etree.ElementTree.parse(report).getroot()
    return done, [Error(element) for element in root.findall("error")]
