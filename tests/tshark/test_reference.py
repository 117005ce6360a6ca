"""test_reference.py - does README.md explain every field, word and preference, and no others?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pathlib
import re
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
import diagram
import reference


def test_readme_has_the_reference_of_this_build(lens):
    """To bring it up to date: python3 tests/reference/reference.py --write"""
    stands = reference.stands_in(reference.README.read_text())
    assert stands == reference.reference(lens)


def test_diagram_shows_the_tables_of_this_build():
    """To bring it up to date: python3 tests/reference/diagram.py --write"""
    assert diagram.SVG.read_text() == diagram.diagram()


def test_readme_has_the_preferences_of_this_build(lens):
    stands = reference.stands_in(reference.README.read_text(), reference.BEGIN_PREFERENCES,
                                 reference.END_PREFERENCES)
    assert stands.count("\n| `tcplens.") == 7
    assert stands == reference.preferences(lens)


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
    with lens.readable(captures / "tutorial.pcapng") as copy:
        for text in filters:
            done = lens.run("-r", copy.name, "-Y", text, check=False)
            assert (text, done.returncode, done.stderr) == (text, 0, "")


def anomalies_of(readme):
    """Every word of tcplens.anomaly, from the generated table of findings."""
    table = readme.split("| `tcplens.expert.…` | severity | `tcplens.anomaly` |", 1)[1]
    rows = table.split("\n\n", 1)[0].splitlines()[2:]
    words = {row.split(" | ")[2].strip("` ") for row in rows}
    return words - {""}


def test_table_of_other_tools_names_our_words():
    readme = reference.README.read_text()
    section = readme.split("## Anomalies beside Suricata", 1)[1].split("\n## ", 1)[0]
    ours = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)[1:]
    assert len(ours) == len(set(ours)) > 40
    assert set(ours) <= anomalies_of(readme)


def test_every_anomaly_has_a_scenario():
    """The positive case; all other lines of all scenarios are negative ones, since a line names
    every anomaly that it shows."""
    folder = reference.TOP / "tests" / "scenarios"
    told = {word.removeprefix("anomaly=") for path in folder.glob("*/*.seg")
            for line in path.read_text().splitlines()
            for word in shlex.split(line, comments=True) if word.startswith("anomaly=")}
    anomalies = anomalies_of(reference.README.read_text())
    assert len(anomalies) > 50
    assert told == anomalies
