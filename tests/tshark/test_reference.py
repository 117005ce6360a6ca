"""test_reference.py - does README.md explain every field, word and preference, and no others?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pathlib
import re
import shlex
import sys

import pytest

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


def test_diagram_forgets_no_change():
    assert set(diagram.changes()) == set(diagram.DRAWN) | diagram.LEFT_OUT
    assert not set(diagram.DRAWN) & diagram.LEFT_OUT


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


# What a filter to copy is to find, where it does, and where it must not.
FOUND = [
    ("connections that were refused", "refused", "syn-unanswered"),
    ("all that a person should look at", "syn-unanswered", "close-wait"),
    ("SYNs without an answer", "syn-unanswered", "refused"),
    ("resets that a person should look at", "data-after-close", "abort-after-fin"),
    ("resets that the receiver must not take", "forged-rst-out-of-window", "forged-rst-exact"),
    ("resets that neither end sent", "forged-rst-exact", "data-after-close"),
    ("given up: nothing answered", "keep-alive-timeout", "abort-linger0"),
    ("who closes first: the server", "normal-close-server-first", "normal-close-client-first"),
    ("half-closed connections with data", "half-close", "close-wait"),
    ("crossing FINs or SYNs", "simultaneous-close", "three-segment-close"),
    ("attempts that an ICMP error answered", "unreachable-icmp", "refused"),
    ("ports that a scan found open", "half-open-scan", "normal-close-client-first"),
]


@pytest.mark.parametrize("what, found, missed", FOUND)
def test_filter_to_copy_finds_what_it_says(lens, captures, what, found, missed):
    row = re.search(rf"^\| {re.escape(what)} \| `(.+)` \|$", reference.README.read_text(),
                    re.MULTILINE)
    text = row[1].replace("\\|", "|")
    assert lens.read(captures / found / "capture.pcap", "-Y", text, two_pass=True) != ""
    assert lens.read(captures / missed / "capture.pcap", "-Y", text, two_pass=True) == ""


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
