"""test_probe.py - what is said of a scanner's probes and of the answers of real kernels?

SPDX-License-Identifier: GPL-2.0-or-later

In the captures of scans, port 8080 is open and port 8081 is closed. Errors come from
tests/captures/encapsulations' layers, as in test_icmp.py.
"""

import pytest

from conftest import TOP
from test_icmp import ACK, CLIENT_ISN, FRAME, MSS, SERVER_ISN, SYN, Segment, error, pcap

PASSES = pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
PARTS = ("kind", "port", "window_hint", "frame", "answer_frame")
NAMES = [f"tcplens.probe.{part}" for part in PARTS]
FIN, PSH, URG = 0x01, 0x08, 0x20

# By capture: what the frames show once all is known. A kernel that follows RFC 9293 3.10.7.2
# answers ACK and Maimon probes from its open port as it does from a closed one.
SCANS = {
    "half-open-scan": {1: ("SYN", "open", "", "1", "2"), 2: ("SYN", "open", "", "1", "2"),
                       3: ("SYN", "open", "", "1", "2"), 4: ("SYN", "closed", "", "4", "5"),
                       5: ("SYN", "closed", "", "4", "5")},
    "scan-fin": {1: ("FIN", "open or filtered", "", "1", ""), 2: ("FIN", "closed", "", "2", "3"),
                 3: ("FIN", "closed", "", "2", "3")},
    "scan-null": {1: ("NULL", "open or filtered", "", "1", ""), 2: ("NULL", "closed", "", "2", "3"),
                  3: ("NULL", "closed", "", "2", "3")},
    "scan-xmas": {1: ("Xmas", "open or filtered", "", "1", ""), 2: ("Xmas", "closed", "", "2", "3"),
                  3: ("Xmas", "closed", "", "2", "3")},
    "scan-ack": {1: ("ACK", "unfiltered", "closed", "1", "2"),
                 2: ("ACK", "unfiltered", "closed", "1", "2"),
                 3: ("ACK", "unfiltered", "closed", "3", "4"),
                 4: ("ACK", "unfiltered", "closed", "3", "4")},
    "scan-maimon": {1: ("Maimon", "closed", "", "1", "2"), 2: ("Maimon", "closed", "", "1", "2"),
                    3: ("Maimon", "closed", "", "3", "4"), 4: ("Maimon", "closed", "", "3", "4")},
}

# Kernels talk to kernels in all others; encapsulations are written by hand.
ORDINARY = sorted(path.parent.name for path in (TOP / "tests" / "captures").glob("*/capture.pcap")
                  if path.parent.name not in SCANS)


def shown(rows):
    return {number: tuple(row[name] for name in NAMES)
            for number, row in enumerate(rows, 1) if row[NAMES[0]]}


@pytest.mark.parametrize("case", SCANS)
def test_scan_of_a_kernel(fields, captures, case):
    assert shown(fields(captures / case / "capture.pcap", NAMES, two_pass=True)) == SCANS[case]


@pytest.mark.parametrize("case", SCANS)
def test_one_pass_says_no_more_than_is_known(fields, captures, case):
    """The answer shows all of it; the probe shows nothing that it does not say itself."""
    rows = shown(fields(captures / case / "capture.pcap", NAMES))
    for number, (kind, port, *_) in rows.items():
        final = SCANS[case][number]
        assert (kind, port) in {final[:2], (final[0], "open or filtered")}
    answered = [number for number, row in SCANS[case].items() if row[4] == str(number)]
    if case != "half-open-scan":
        assert [rows[number] for number in answered] == [SCANS[case][n] for n in answered]


@pytest.mark.parametrize("case", ORDINARY)
def test_ordinary_traffic_is_no_scan(fields, captures, case):
    assert shown(fields(captures / case / "capture.pcap", NAMES, two_pass=True)) == {}


def test_ordinary_cases_are_many():
    assert len(ORDINARY) > 30


@pytest.mark.parametrize("version", [4, 6], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("kind, flags", [
    ("SYN", SYN), ("FIN", FIN), ("NULL", 0), ("Xmas", FIN | PSH | URG), ("ACK", ACK),
    ("Maimon", FIN | ACK)])
def test_icmp_error_says_filtered(fields, tmp_path, version, kind, flags):
    """Network, host, protocol and port unreachable, and what a policy forbids: RFC 792, 4443."""
    probe = Segment(True, CLIENT_ISN, SERVER_ISN if flags & ACK else 0, flags,
                    MSS if flags == SYN else b"")
    codes = {4: [(3, code) for code in (0, 1, 2, 3, 9, 10, 13)],
             6: [(1, code) for code in (0, 1, 3, 4)]}[version]
    for numbers in codes:
        path = tmp_path / "probe.pcap"
        path.write_bytes(pcap([FRAME[version](probe), error(version, probe, numbers)]))
        rows = shown(fields(path, NAMES, two_pass=True))
        assert rows == {1: (kind, "filtered", "", "1", "2"), 2: (kind, "filtered", "", "1", "2")}


def test_icmp_error_that_delivers_nothing_new(fields, tmp_path):
    """A redirect and "fragmentation needed" say nothing of the port."""
    probe = Segment(True, CLIENT_ISN, 0, FIN)
    for numbers in [(5, 1), (3, 4)]:
        path = tmp_path / "probe.pcap"
        path.write_bytes(pcap([FRAME[4](probe), error(4, probe, numbers)]))
        rows = shown(fields(path, NAMES, two_pass=True))
        assert rows == {1: ("FIN", "open or filtered", "", "1", "")}


EXPERTS = {
    "scan-fin": {2: ("fin_probe", "a FIN scan reads the port as closed"),
                 3: ("reset_probe_reply", "a FIN scan reads the port as closed"),
                 1: ("fin_probe", "a FIN scan reads the port as open or filtered")},
    "scan-ack": {2: ("reset_probe_reply", "an ACK scan reads the port as unfiltered")},
    "half-open-scan": {3: ("reset_abandoned_handshake", "a SYN scan reads the port as open")},
}


@pytest.mark.parametrize("case", EXPERTS)
def test_expert_text_says_what_is_known_of_the_port(fields, captures, case):
    names = [f"tcplens.expert.{name}" for name, _ in EXPERTS[case].values()]
    rows = fields(captures / case / "capture.pcap", ["_ws.expert.message", *names], two_pass=True)
    for number, (name, text) in EXPERTS[case].items():
        row = rows[number - 1]
        assert row[f"tcplens.expert.{name}"] != ""
        assert text.split(" ", 1)[1] in row["_ws.expert.message"]
