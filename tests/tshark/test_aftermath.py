"""test_aftermath.py - is the signature of resets shown, in both directions, and what came behind?

SPDX-License-Identifier: GPL-2.0-or-later

The frames come from tests/captures/encapsulations' layers, as in test_icmp.py.
"""

import pytest

from test_icmp import (ACK, CLIENT_ISN, FRAME, OPEN, RST, SERVER_ISN, SYN_SEGMENT, Segment, data,
                       pcap)

SIGNATURE, AFTERWARDS = "tcplens.reset.signature", "tcplens.reset.afterwards"


def reset(from_client, flags, ahead=0):
    mine, other = (CLIENT_ISN, SERVER_ISN) if from_client else (SERVER_ISN, CLIENT_ISN)
    return Segment(from_client, mine + 1 + ahead, other + 1 if flags & ACK else 0, flags)


STORIES = {
    "post-syn: RST,ACK": ([SYN_SEGMENT, Segment(False, 0, CLIENT_ISN + 1, RST | ACK)], [2]),
    "post-ack: RST": ([*OPEN, reset(False, RST)], [4]),
    "post-ack: RST,ACK; RST,ACK": ([*OPEN, *[reset(True, RST | ACK)] * 2], [4, 5]),
    "post-psh: RST; RST,ACK": ([*OPEN, data(0), reset(False, RST), reset(False, RST | ACK)],
                               [5, 6]),
    "later: RST,ACK": ([*OPEN, data(0), data(100), reset(False, RST | ACK)], [6]),
}


@pytest.mark.parametrize("signature", STORIES)
def test_signature(fields, tmp_path, signature):
    """All resets of a sender carry it once all are known; in one pass, what was known by then."""
    segments, places = STORIES[signature]
    path = tmp_path / "signature.pcap"
    path.write_bytes(pcap([FRAME[4](segment) for segment in segments]))
    rows = fields(path, [SIGNATURE, AFTERWARDS], two_pass=True)
    shown = {number: row[SIGNATURE] for number, row in enumerate(rows, 1) if row[SIGNATURE]}
    assert shown == {place: signature for place in places}
    assert rows[-1][AFTERWARDS] == "both silent"
    first = fields(path, [SIGNATURE, AFTERWARDS])
    assert first[places[0] - 1][SIGNATURE] == signature.split(";")[0]
    assert first[places[0] - 1][AFTERWARDS] == ""


def test_each_sender_has_its_own(fields, tmp_path):
    segments = [*OPEN, data(0), reset(False, RST | ACK), reset(True, RST, 100)]
    path = tmp_path / "signature.pcap"
    path.write_bytes(pcap([FRAME[4](segment) for segment in segments]))
    rows = fields(path, [SIGNATURE], two_pass=True)
    assert [row[SIGNATURE] for row in rows[4:]] == ["post-psh: RST,ACK", "after close: RST"]


def test_a_storm_has_none(fields, tmp_path):
    path = tmp_path / "signature.pcap"
    path.write_bytes(pcap([FRAME[4](segment) for segment in [*OPEN, *[reset(True, RST)] * 9]]))
    rows = fields(path, [SIGNATURE], two_pass=True)
    assert {row[SIGNATURE] for row in rows} == {""}
