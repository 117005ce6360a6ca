"""test_reference.py - does README.md explain every field and every word, and no others?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
import reference


def test_readme_has_the_reference_of_this_build(lens):
    """To bring it up to date: python3 tests/reference/reference.py --write"""
    stands = reference.stands_in(reference.README.read_text())
    assert stands == reference.reference(lens)


def test_every_field_has_an_explanation(lens):
    rows = reference.fields_of(lens.run("-G", "fields").stdout)
    assert len(rows) > 50
    assert [name for name, _, what in rows if not what.strip()] == []


def filters_of(readme):
    """The filters of the table that users copy from; a pipe is escaped in a table."""
    section = readme.split("## Filters to copy", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| [^|]+ \| `(.+)` \|$", section, re.MULTILINE)
    return [row.replace("\\|", "|") for row in rows]


def test_filters_to_copy_are_taken(lens, captures):
    filters = filters_of(reference.README.read_text())
    assert len(filters) > 10
    for text in filters:
        done = lens.run("-r", captures / "tutorial.pcapng", "-Y", text, check=False)
        assert (text, done.returncode, done.stderr) == (text, 0, "")
