"""test_source.py - does the source keep to its own rules?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re

from conftest import TOP, files, lines, name

OURS = files("plugin", endings={".c", ".h"})
C_FILES = OURS + files("tests", endings={".c", ".h"})
ALL = C_FILES + files("tests", "plugin", endings={".py", ".txt", ".sh", ".md", ".seg"}) + [
    path for path in TOP.glob("*") if path.suffix in {".md", ".txt", ""} and path.is_file()]

# Where somebody happened to have the checkout, or a folder of a home, is nobody's business.
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|work|Users|mnt|media)/\w")


def assert_nowhere(pattern, paths):
    wrong = [f"{name(path)}:{number}: {line.strip()}" for path in paths
             for number, line in enumerate(lines(path), 1) if re.search(pattern, line)]
    assert not wrong, "\n".join(wrong)


def test_the_version_of_wireshark_is_asked_for_in_one_place():
    elsewhere = [path for path in OURS if name(path) != "plugin/compat.h"]
    assert_nowhere(r"WIRESHARK_VERSION_(MAJOR|MINOR|MICRO)\s*([=!<>]=?|\)\s*[=!<>])"
                   r"|#\s*(el)?if.*(WIRESHARK|VERSION)", elsewhere)


def test_no_path_of_a_machine():
    assert_nowhere(MACHINE_PATH, [path for path in ALL if path.name != "test_source.py"])


def test_every_file_names_itself_and_its_licence():
    wrong = []
    for path in C_FILES:
        head = path.read_text().split("*/")[0]
        if not head.startswith(f"/* {path.name} - ") or \
                "SPDX-License-Identifier: GPL-2.0-or-later" not in head:
            wrong.append(name(path))
    assert not wrong, "\n".join(wrong)


def test_no_dead_code_and_no_loose_ends():
    assert_nowhere(r"^\s*#\s*if 0\b|\bgoto\b|\b(XXX|FIXME|HACK)\b|\bTODO\b(?!.*#\d)", C_FILES)


def test_no_trailing_blanks_and_no_tabs():
    assert_nowhere(r"[ \t]$|\t", C_FILES)
