"""conftest.py - which files does a lint test look at?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import pathlib
import re
import shutil

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TCPLENS_BUILD_DIR", TOP / "build"))


def files(*folders, endings):
    """The files below the folders whose names end so; never none, which would prove nothing."""
    found = sorted(path for folder in folders for path in (TOP / folder).rglob("*")
                   if path.suffix in endings and path.is_file())
    assert found, f"no {endings} in {folders}"
    return found


def name(path):
    return str(path.relative_to(TOP))


def lines(path):
    return path.read_text(encoding="utf-8").split("\n")


def without_comments(text):
    """C source with its comments and strings blanked, line by line where it was."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(\\.|[^"\\\n])*"', blank, text, flags=re.DOTALL)


def tool(program):
    """The path of a program; the test is skipped where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path
