"""test_format.py - is the source formatted as .clang-format says?

SPDX-License-Identifier: GPL-2.0-or-later

    clang-format-14 -i FILE     puts a file in order
"""

import re
import shutil
import subprocess

import pytest

from conftest import files

VERSION = 14  # each version of clang-format has its own ideas; .clang-format was made for this one


def clang_format():
    for program in f"clang-format-{VERSION}", "clang-format":
        if shutil.which(program):
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {VERSION}\.", said):
                return program
    pytest.skip(f"clang-format {VERSION} is not installed")


def test_every_c_file_is_formatted():
    c_files = files("plugin", "tests", endings={".c", ".h"})
    done = subprocess.run([clang_format(), "--dry-run", "-Werror", *map(str, c_files)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
