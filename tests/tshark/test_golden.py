"""test_golden.py - is every capture still told as a reviewer has read and accepted it?

SPDX-License-Identifier: GPL-2.0-or-later

tests/golden/<case>.txt tells every frame of a capture in a few lines, as frame() below writes
them. After a change that is meant, tests/golden/update writes the files anew; what `git diff` then
shows is to be read before it is committed. What is told holds as of its frame, so it is the same in
one pass and in two, but for what FINAL lists; where that differs, the file ends by the frames as
two passes show them.
"""

import concurrent.futures
import difflib
import os
import re
import subprocess
import textwrap

import pytest

from conftest import TOP

CAPTURES = TOP / "tests" / "captures"
GOLDEN = TOP / "tests" / "golden"
UPDATE = "TCPLENS_UPDATE_GOLDEN" in os.environ

# Judged again when later frames prove more: in two passes a frame shows the final judgement, and
# the explanation of an RST tells it in words.
FINAL = ["tcplens.reset.cause", "tcplens.reset.effective"]
FINAL_OF_RESETS = ["tcplens.explain"]
# Only the end of the capture tells.
FINAL_EXPERTS = "tcplens.expert.end_"
NAMES = ["frame.number", "tcplens.role", "tcplens.phase", "tcplens.client.state",
         "tcplens.server.state", "tcplens.transition", "tcplens.anomaly", "tcplens.reset",
         "tcplens.reset.acceptability", "tcplens.explain", *FINAL]

CASES = {path.parent.name: path for path in sorted(CAPTURES.glob("*/capture.pcap"))}
CASES["tutorial"] = CAPTURES / "tutorial.pcapng"

# One connection in many encapsulations: told once, and of the others what is not so; PLAIN comes
# first.
ENCAPSULATIONS = sorted((CAPTURES / "encapsulations").glob("*.pcap"))
PLAIN = CAPTURES / "encapsulations" / "raw-ip.pcap"


def experts(row):
    """The names of the plugin's expert information, without "tcplens.expert."."""
    prefix = "tcplens.expert."
    return [name.removeprefix(prefix) for name, value in row.items()
            if name.startswith(prefix) and value != ""]


def reset(row):
    if row["tcplens.reset.cause"] == "":
        return []
    effect = {"1": "takes effect", "0": "has no effect", "": "effect unknown"}
    return [f"reset: {row['tcplens.reset.cause']}, {row['tcplens.reset.acceptability']}, "
            f"{effect[row['tcplens.reset.effective']]}"]


def facts(row):
    """All that a frame shows, a fact a line, and what it does in words at the end."""
    changes = row["tcplens.transition"].split("\n") if row["tcplens.transition"] else []
    anomalies = row["tcplens.anomaly"].split("\n") if row["tcplens.anomaly"] else []
    return [*changes, *(f"anomaly: {word}" for word in anomalies), *reset(row),
            *(f"expert: {name}" for name in experts(row)),
            *(line for words in row["tcplens.explain"].split("\n")
              for line in textwrap.wrap(words, 92))]


def headlines(row):
    """One for each segment of the frame."""
    shown = zip(*((row[name] or "-").split("\n") for name in (
        "tcplens.role", "tcplens.phase", "tcplens.client.state", "tcplens.server.state")))
    return ["{} from {} | {} | client {} | server {}".format(row["frame.number"], *words)
            for words in shown]


def frame(row):
    """A frame in a few lines, the first of which begin with its number."""
    if row["tcplens.explain"] == "":
        return f"{row['frame.number']} -\n"
    return "\n".join(headlines(row)) + "".join(f"\n    {fact}" for fact in facts(row)) + "\n"


def told(rows):
    return "".join(map(frame, rows))


def as_of_frame(rows):
    """The frames without what later frames may change."""
    resets = dict.fromkeys([*FINAL, *FINAL_OF_RESETS], "")
    ends = {name: "" for row in rows for name in row if name.startswith(FINAL_EXPERTS)}
    return [{**row, **ends, **(resets if row["tcplens.reset"] else {})} for row in rows]


def told_twice(one_pass, two_passes):
    """A golden file: all frames, and those that two passes tell otherwise."""
    final = told([late for early, late in zip(one_pass, two_passes) if late != early])
    return told(one_pass) + ("\nIn two passes:\n\n" + final if final else "")


def told_of_encapsulation(capture, rows, before):
    """The frames of one of ENCAPSULATIONS, unless they are as in a capture before it. `before`
    leads from what was told of segments, if anything, to the capture."""
    segments = told([{**row, "frame.number": ""} for row in rows if row["tcplens.explain"]])
    same = before.setdefault(segments or capture, capture)
    if same != capture:
        return f"= {capture.name}: as {same.name}\n"
    return f"\n= {capture.name}\n\n{told(rows)}\n"


def assert_golden(name, text):
    path = GOLDEN / f"{name}.txt"
    if UPDATE:
        path.write_text(text)
    golden = path.read_text() if path.exists() else ""
    changes = difflib.unified_diff(golden.splitlines(), text.splitlines(), path.name, "now",
                                   lineterm="")
    assert golden == text, "\n".join(list(changes)[:80])


@pytest.fixture(scope="module")
def names(lens):
    """NAMES and every field of the plugin's expert information."""
    listed = lens.run("-G", "fields").stdout
    return NAMES + sorted(set(re.findall(r"\t(tcplens\.expert\.\w+)\t", listed)))


@pytest.fixture(scope="module")
def encapsulations(lens):
    """All of ENCAPSULATIONS in one file, to be read twice in less time."""
    path = lens.folder / "encapsulations.pcapng"
    subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", path, *ENCAPSULATIONS], check=True)
    return path


@pytest.fixture(scope="module")
def frames(fields, names, request):
    """What tshark says of each case that is asked for, as futures by capture and two_pass."""
    wanted = {CASES[item.callspec.params["case"]]: None for item in request.session.items
              if item.parent is request.node and hasattr(item, "callspec")}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {(capture, two_pass): pool.submit(fields, capture, names, two_pass=two_pass)
               for capture in wanted for two_pass in (False, True)}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("case", CASES)
def test_case_is_told_as_before(frames, case):
    one_pass, two_passes = (frames[CASES[case], two_pass].result() for two_pass in (False, True))
    assert any(row["tcplens.explain"] for row in one_pass)
    assert_golden(case, told_twice(one_pass, two_passes))


def test_encapsulations_are_told_as_before(fields, names):
    captures = sorted(ENCAPSULATIONS, key=lambda path: path != PLAIN)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        frames = list(pool.map(lambda capture: fields(capture, names), captures))
    before = {}
    text = "".join(told_of_encapsulation(capture, rows, before)
                   for capture, rows in zip(captures, frames))
    assert text.count(f": as {PLAIN.name}\n") > 50
    assert_golden("encapsulations", text)


def assert_agreed(one_pass, two_passes):
    pairs = list(zip(as_of_frame(one_pass), as_of_frame(two_passes)))
    changes = [told(pair) for pair in pairs if pair[0] != pair[1]]
    assert not changes, "".join(changes[:5])
    assert len(one_pass) == len(two_passes) == len(pairs) > 0


@pytest.mark.parametrize("case", CASES)
def test_one_pass_and_two_agree(frames, case):
    assert_agreed(frames[CASES[case], False].result(), frames[CASES[case], True].result())


def test_one_pass_and_two_agree_on_encapsulations(fields, names, encapsulations):
    assert_agreed(fields(encapsulations, names), fields(encapsulations, names, two_pass=True))


def test_there_is_no_golden_file_without_a_capture():
    spare = {path for path in GOLDEN.glob("*.txt")
             if path.stem not in CASES and path.stem != "encapsulations"}
    if UPDATE:
        for path in spare:
            path.unlink()
    assert not [path.name for path in spare if path.exists()]
