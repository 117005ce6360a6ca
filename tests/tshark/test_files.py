"""test_files.py - is each of several files opened in one process shown as if it were the only one?

SPDX-License-Identifier: GPL-2.0-or-later

sharkd opens one file behind the other, as Wireshark's window does: nothing that the plugin knew of
one may be left with the next, and the memory that it holds may not grow with their number.
"""

import json
import shutil

import pytest

import memcheck

TEN = ["tutorial.pcapng", "refused/capture.pcap", "time-wait-reuse/capture.pcap",
       "half-open-scan/capture.pcap", "encapsulations/icmp-errors.pcap",
       "forged-rst-in-window/capture.pcap", "client-restarted/capture.pcap",
       "encapsulations/vlan-mpls-gre-ipv6.pcap", "keep-alives/capture.pcap",
       "abort-linger0/capture.pcap"]
TAPS = {"tap0": "stat:tcplens", "tap1": "nstat:tcplens,table", "tap2": "nstat:tcplens,resets",
        "tap3": "expert"}
FRAMES = range(1, 9)


def requests(capture):
    """Open it, draw all statistics twice, and look at some frames."""
    yield "load", {"file": str(capture)}
    yield "tap", TAPS
    for frame in FRAMES:
        yield "frame", {"frame": frame, "proto": True}
    yield "tap", TAPS


def spoken(captures):
    """One line of JSON-RPC a request, and how many of them each capture has."""
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": arguments})
             for capture in captures
             for number, (method, arguments) in enumerate(requests(capture), 1)]
    return "\n".join(lines) + "\n", len(lines) // len(captures)


def layers(nodes):
    """The plugin's part of a frame's tree, as sharkd shows it."""
    return [node for node in nodes if node.get("f", "").startswith("tcplens")]


def seen(answer):
    """What an answer says, of a frame only the plugin's part."""
    result = answer.get("result", {})
    return layers(result["tree"]) if "tree" in result else result


@pytest.fixture(scope="module")
def session(lens):
    """session(captures): for each of them, what sharkd says when it opens them one by one."""
    def run(captures, program=None):
        text, each = spoken(captures)
        asked = lens.writable_folder() / "requests"
        asked.write_text(text)
        asked.chmod(0o644)
        with open(asked) as stdin:
            if program is None:
                done = lens.run("-", program="sharkd", stdin=stdin)
            else:
                done = program(lens, "sharkd", "-", stdin=stdin)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == each * len(captures), done.stderr[-2000:]
        said = [seen(answer) for answer in answers]
        return [said[at:at + each] for at in range(0, len(said), each)]
    return run


@pytest.fixture(scope="module")
def shared(lens, captures):
    """The captures, where sharkd may read them."""
    folder = lens.folder / "captures"
    shutil.copytree(captures, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def ten(shared):
    return [shared / name for name in TEN]


@pytest.fixture(scope="module")
def in_a_row(session, ten):
    return session(ten)


@pytest.mark.parametrize("number", range(len(TEN)), ids=TEN)
def test_as_if_it_were_the_only_one(session, ten, in_a_row, number):
    assert in_a_row[number] == session([ten[number]])[0]


def test_in_whatever_order(session, shared):
    """Every capture, then all of them again the other way round."""
    every = sorted(shared.rglob("*.pcap*"))
    said = session(every + every[::-1])
    for number, capture in enumerate(every):
        assert said[number] == said[-1 - number], capture


def test_statistics_are_the_same_when_asked_for_again(in_a_row):
    for load, first, *_, last in in_a_row:
        assert load == {"status": "OK"} and first == last


def test_there_is_something_to_see(in_a_row):
    """The layer in the frames, and rows in the tables of each file."""
    for _, taps, *frames, _ in in_a_row:
        assert sum(len(frame) > 0 for frame in frames) >= 2
        tables = {tap["tap"]: tap for tap in taps["taps"]}
        assert len(tables["nstat:tcplens,table"]["tables"][0]["i"]) > 0
    assert len({json.dumps(said) for said in in_a_row}) == len(TEN)


def held(lens, session, captures):
    """Octets that the plugin holds at the end, of whatever kind, and valgrind's other findings."""
    found = []

    def program(*arguments, **options):
        done, errors = memcheck.run(*arguments, **options)
        found.extend(errors)
        return done
    session(captures, program)
    ours = sum(error.bytes for error in found if error.is_ours and error.is_leak)
    return ours, [str(error) for error in found if not error.is_leak]


@memcheck.needed
def test_memory_does_not_grow_with_the_number_of_files(lens, session, ten):
    few, wrong_with_few = held(lens, session, ten[-1:] * 2)
    many, wrong_with_many = held(lens, session, ten + ten[-1:])
    assert wrong_with_few == wrong_with_many == []
    assert 0 < many <= few
