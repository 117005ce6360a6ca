"""test_teaching.py - is what the teaching page says of its captures true?

SPDX-License-Identifier: GPL-2.0-or-later

The output of its commands is test_recipes.py's; here are its questions, answers and numbers.
"""

import re

import pytest

from conftest import TOP

PAGE = (TOP / "plugin" / "teaching" / "README.md").read_text()
QUESTION = re.compile(r"^(\d+)\. ", re.MULTILINE)
ANSWER = re.compile(r"^\| (\d+) \| (.+?) \| `(.+)` \| ([\w-]+) \| ([\d, ]+) \|$", re.MULTILINE)
LESSONS, ANSWERS = PAGE.split("\n## Answers\n", 1)
LESSONS = LESSONS.split("\n## The header\n", 1)[1]


def capture_of(captures, name):
    path = captures / f"{name}.pcapng"
    return path if path.exists() else captures / name / "capture.pcap"


def test_each_question_has_an_answer():
    asked, answered = QUESTION.findall(LESSONS), [row[0] for row in ANSWER.findall(ANSWERS)]
    assert asked == answered == [str(number) for number in range(1, len(asked) + 1)]
    assert len(asked) >= 12 and len(answered) == ANSWERS.count("\n| ") - 2


@pytest.mark.parametrize("row", ANSWER.findall(ANSWERS), ids=lambda row: row[0])
def test_filter_shows_the_frames(fields, captures, row):
    _, _, text, name, frames = row
    rows = fields(capture_of(captures, name), ["frame.number"], "-Y", text.replace("\\|", "|"),
                  two_pass=True)
    assert ", ".join(shown["frame.number"] for shown in rows) == frames


def test_each_number_is_one_of_the_capture(fields, captures):
    """Seq, Ack, or the number of a segment's last byte; of the tutorial, but for what commands
    print of other captures."""
    rows = fields(captures / "tutorial.pcapng", ["tcp.seq_raw", "tcp.ack_raw", "tcp.len"])
    known = {int(row[name]) for row in rows for name in ("tcp.seq_raw", "tcp.ack_raw")}
    known |= {int(row["tcp.seq_raw"]) + int(row["tcp.len"]) - 1 for row in rows}
    told = set(map(int, re.findall(r"\b\d{10}\b", PAGE)))
    assert len(told) >= 10
    assert told - known == set()
