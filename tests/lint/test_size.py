"""test_size.py - is every function, file and line short enough to be read?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import subprocess

import pytest

from conftest import TOP, files, lines, name, tool

FUNCTION, SOURCE, HEADER, COLUMNS = 60, 400, 180, 100

# Functions that only register arrays may be as long as the arrays.
REGISTERS = re.compile(r"(^|_)register(_|$)")

C_FILES = files("plugin", "tests", endings={".c", ".h"})
TEXT_FILES = C_FILES + files("plugin", "tests", endings={".py", ".txt", ".sh"}) + [
    TOP / "CMakeLists.txt", TOP / "plugin" / "run", TOP / "tests" / "run",
    TOP / "tests" / "fuzz" / "run", TOP / ".ci" / "run"]


def functions():
    """(file, name, length) of every function, as ctags sees them."""
    tags = subprocess.run(
        [tool("ctags"), "--output-format=json", "--fields=+ne", "--kinds-C=f", "--languages=C",
         "-o", "-", *map(str, C_FILES)], capture_output=True, text=True, check=True, cwd=TOP)
    for line in tags.stdout.splitlines():
        tag = json.loads(line)
        yield tag["path"], tag["name"], tag["end"] - tag["line"] + 1


def test_no_function_is_too_long():
    seen = list(functions())
    assert len(seen) > 10, "ctags found hardly any function"
    wrong = [f"{path}: {function} has {length} lines" for path, function, length in seen
             if length > FUNCTION and not REGISTERS.search(function)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("endings, most", [({".c"}, SOURCE), ({".h"}, HEADER)])
def test_no_file_is_too_long(endings, most):
    counted = [(name(path), len(lines(path)) - 1) for path in C_FILES if path.suffix in endings]
    wrong = [f"{path} has {length} lines" for path, length in counted if length > most]
    assert not wrong, "\n".join(wrong)


def test_no_line_is_too_long():
    wrong = [f"{name(path)}:{number}" for path in TEXT_FILES
             for number, line in enumerate(lines(path), 1) if len(line) > COLUMNS]
    assert not wrong, "\n".join(wrong)
