"""test_core.py - is the core pure: no Wireshark, no GLib, no memory of its own, no output?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re

from conftest import TOP, files, name, without_comments

LIBC = {"assert.h", "inttypes.h", "limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"}
INCLUDE = re.compile(r"^\s*#\s*include\s*([<\"])([^>\"]+)", re.MULTILINE)
FORBIDDEN = re.compile(r"\b(malloc|calloc|realloc|free|alloca|strdup|v?f?printf|v?sn?printf|puts"
                       r"|fputs|putchar|perror|exit|abort|getenv|g_[a-z_]+|wmem_[a-z_]+)\s*\(")
CORE = files("plugin/core", endings={".c", ".h"})


def foreign_include(match):
    bracket, header = match.groups()
    if bracket == "<":
        return header not in LIBC
    return "/" in header or not (TOP / "plugin" / "core" / header).exists()


def test_core_includes_its_own_headers_and_a_little_of_libc():
    wrong = [f"{name(path)}: {match.group(2)}" for path in CORE
             for match in INCLUDE.finditer(path.read_text()) if foreign_include(match)]
    assert not wrong, "\n".join(wrong)


def test_core_neither_allocates_nor_prints():
    wrong = [f"{name(path)}: {match.group(1)}" for path in CORE
             for match in FORBIDDEN.finditer(without_comments(path.read_text()))]
    assert not wrong, "\n".join(wrong)
