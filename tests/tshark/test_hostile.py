"""test_hostile.py - are floods, storms and lies told right, and within bounds?

SPDX-License-Identifier: GPL-2.0-or-later

The captures are made by hostile.py, most of them smaller here than by hand, where a million is the
measure. Nothing is measured by the clock.
"""

import ipaddress
import itertools
import json
import operator
import struct

import hostile
import pytest
from conftest import TOP
from test_pickup import ETHERNET, IPV4, moved, records_of, source_of

MOST = 10_000  # notes of a connection, usually: plugin/notes.h
HALF = MOST // 2

PASSES = pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])


@pytest.fixture(scope="module")
def capture(lens):
    """capture(name, packets) is the path of a file with these packets; each is written once."""
    made = {}

    def make(name, packets):
        if name not in made:
            made[name] = lens.folder / f"hostile-{len(made)}.pcap"
            hostile.write(made[name], packets, snap=96)
            made[name].chmod(0o644)
        return made[name]
    return make


@pytest.fixture(scope="module")
def conns(lens):
    """conns(path) are the connections of a file as objects."""
    def read(path, two_pass=False):
        passes = ["-2"] if two_pass else []
        lines = lens.run("-n", *passes, "-r", path, "-q", "-z", "tcplens,json,-").stdout
        return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    return read


def column(rows, name):
    return [row[name] for row in rows]


# --- floods --------------------------------------------------------------------------------------

@PASSES
def test_flood(capture, conns, two_pass):
    rows = conns(capture("flood", hostile.flood(50_000)), two_pass)
    assert len(rows) == 50_000
    assert set(column(rows, "verdict")) == {"unanswered"}
    assert column(rows, "stream") == list(range(50_000))


@PASSES
def test_four_tuple_used_again(capture, conns, two_pass):
    rows = conns(capture("reuse", hostile.reuse(5_000)), two_pass)
    assert len(rows) == 5_000
    assert set(column(rows, "verdict")) == {"orderly"}
    assert set(column(rows, "conn_state")) == {"SF"}
    assert set(column(rows, "client_packets")) == {6}
    assert [row.get("next_stream") for row in rows] == [*range(1, 5_000), None]
    assert [row.get("previous_stream") for row in rows] == [None, *range(4_999)]


@PASSES
def test_four_tuple_refused_again(capture, conns, two_pass):
    rows = conns(capture("reuse_refused", hostile.reuse_refused(10_000)), two_pass)
    assert len(rows) == 10_000
    assert set(column(rows, "verdict")) == {"refused"}


def test_frames_of_four_tuple_used_again(capture, fields):
    """In the second pass, each frame finds its own connection of the many."""
    rows = fields(capture("reuse", hostile.reuse(5_000)),
                  ["tcplens.conn.first_frame", "tcplens.client.state", "tcplens.history"],
                  two_pass=True)
    assert column(rows, "tcplens.conn.first_frame") == [
        str(10 * i + 1) for i in range(5_000) for _ in range(10)]
    assert set(column(rows[9::10], "tcplens.client.state")) == {"TIME-WAIT"}
    assert len(set(column(rows, "tcplens.history"))) == 1


# --- storms --------------------------------------------------------------------------------------

COUNT = 30_000
STORMS = {  # storm -> what its one row says
    "rst_storm": {"verdict": "reset", "closed_by": "client", "reset_cause": "application abort",
                  "reset_frame": 7, "client_state": "CLOSED", "client_packets": COUNT + 4},
    "rst_and_on": {"verdict": "orderly", "closed_by": "client", "client_state": "TIME-WAIT",
                   "server_state": "CLOSED", "reset_cause": "injected",
                   "client_bytes": 6 + COUNT // 2 * 4},
    "rst_of_both": {"verdict": "orderly", "closed_by": "client", "reset_effective": False,
                    "client_packets": COUNT // 2 + 8, "server_packets": COUNT // 2 + 5},
    "syn_storm": {"verdict": "orderly", "client_packets": COUNT + 8, "server_packets": 5},
    "syn_and_on": {"verdict": "orderly", "client_packets": COUNT + 8},
    "syn_again": {"verdict": "unanswered", "client_packets": COUNT},
    "fin_storm": {"verdict": "orderly", "client_state": "TIME-WAIT", "server_state": "CLOSED",
                  "client_packets": COUNT + 6},
}


@PASSES
@pytest.mark.parametrize("name", STORMS)
def test_storm(capture, conns, name, two_pass):
    path = capture(name, hostile.MAKERS[name](COUNT))
    rows = conns(path, two_pass)
    assert len(rows) == 1
    assert {key: rows[0].get(key) for key in STORMS[name]} == STORMS[name]


STATES = ["frame.number", "tcplens.client.state", "tcplens.server.state", "tcplens.phase",
          "tcplens.notes_dropped", "tcplens.expert.not_kept", "tcplens.client.time_in.established",
          "tcplens.reset.cause", "tcplens.explain"]


def test_storm_in_one_pass_is_told_as_it_comes(capture, fields):
    rows = fields(capture("rst_and_on", hostile.rst_and_on(COUNT)), STATES)
    storm = rows[6:6 + COUNT]
    assert set(column(storm[0::2], "tcplens.client.state")) == {"CLOSED"}
    assert set(column(storm[1::2], "tcplens.client.state")) == {"ESTABLISHED"}
    assert set(column(rows, "tcplens.expert.not_kept")) == {""}
    dropped = [int(row["tcplens.notes_dropped"] or 0) for row in rows]
    assert dropped == sorted(dropped) and dropped[MOST - 10] == 0
    assert dropped[-1] > COUNT - MOST - 100


def test_storm_in_two_passes_keeps_both_ends(capture, fields):
    """Of the notes in between nothing is told but that they are not kept."""
    path = capture("rst_and_on", hostile.rst_and_on(COUNT))
    first, second = fields(path, STATES), fields(path, STATES, two_pass=True)
    dropped = int(first[-1]["tcplens.notes_dropped"])
    assert set(column(second, "tcplens.notes_dropped")) == {str(dropped)}
    lost = [i for i, row in enumerate(second) if row["tcplens.expert.not_kept"]]
    assert lost == list(range(lost[0], lost[0] + dropped))  # each segment of it has a note
    assert lost[0] <= HALF + 6 and len(rows_behind(second, lost)) >= HALF - 6
    for i, row in enumerate(second):
        if i in range(lost[0], lost[-1] + 1):
            assert row["tcplens.client.state"] == row["tcplens.server.state"] == "UNKNOWN"
            assert row["tcplens.phase"] == row["tcplens.reset.cause"] == ""
            assert "not kept" in row["tcplens.explain"]
        else:
            assert row["tcplens.client.state"] == first[i]["tcplens.client.state"]
            assert row["tcplens.phase"] == first[i]["tcplens.phase"]
    sums = set(column(second, "tcplens.client.time_in.established"))
    assert sums == {first[-1]["tcplens.client.time_in.established"]}


def rows_behind(rows, lost):
    return rows[lost[-1] + 1:]


def test_fewer_than_the_bound_are_all_kept(capture, fields):
    path = capture("rst_and_on, fewer", hostile.rst_and_on(MOST - 20))
    rows = fields(path, STATES, two_pass=True)
    assert set(column(rows, "tcplens.notes_dropped")) == {""}
    assert "UNKNOWN" not in column(rows, "tcplens.client.state")


@PASSES
def test_icmp_errors_are_bounded(capture, fields, two_pass):
    """The first count; of those behind them only the error itself is told."""
    path = capture("unreachable", hostile.unreachable(150))
    rows = fields(path, ["tcplens.icmp.type", "tcplens.icmp.quoted_frame", "tcplens.stream",
                         "tcplens.verdict", "tcplens.explain"],
                  "-o", "tcplens.notes_kept:100", two_pass=two_pass)[1:]
    assert set(column(rows, "tcplens.icmp.type")) == {"destination unreachable"}
    assert set(column(rows, "tcplens.stream")) == {"0"}
    assert column(rows, "tcplens.icmp.quoted_frame") == 100 * ["1"] + 50 * [""]
    assert column(rows, "tcplens.verdict") == 100 * ["unreachable"] + 50 * [""]
    told = ["than are kept" in row["tcplens.explain"] for row in rows]
    assert told == 100 * [False] + 50 * [True]


def test_zeek_parts_are_bounded(capture, fields):
    """Zeek gives a SYN up after 5 seconds: each is a connection of its own to it."""
    path = capture("syn_again, few", hostile.syn_again(300))
    rows = fields(path, ["tcplens.conn_state", "tcplens.history"], two_pass=True)
    told = [i for i, row in enumerate(rows) if row["tcplens.conn_state"] == "S0"]
    assert told == [*range(63), 299]
    assert set(column(rows, "tcplens.history")) == {"S", ""}


# --- options -------------------------------------------------------------------------------------

@PASSES
def test_bad_options(capture, fields, two_pass):
    """They are reported, and the rest of the segment counts."""
    path = capture("options", hostile.odd_options())
    rows = fields(path, ["tcplens.client.state", "tcplens.server.state", "tcplens.anomaly",
                         "tcplens.verdict"], two_pass=two_pass)
    cases = [what for what, _ in hostile.bad_options()]
    assert len(rows) == 6 * len(cases)
    for i, what in enumerate(cases):
        life = rows[6 * i:6 * i + 6]
        for row in life:
            assert "malformed options" in row["tcplens.anomaly"].split("\n"), what
        assert [row["tcplens.client.state"] for row in life] == [
            "SYN-SENT", "SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"], what
        assert life[-1]["tcplens.server.state"] == "CLOSED"
        assert life[-1]["tcplens.verdict"] == "orderly"


# --- fragments -----------------------------------------------------------------------------------

def overlapping_6():
    return hostile.overlapping(hostile.fragments_6_of, hostile.HOSTS_6)


@PASSES
@pytest.mark.parametrize("make", [hostile.overlapping, overlapping_6], ids=["IPv4", "IPv6"])
def test_overlapping_fragments(capture, conns, make, two_pass):
    """Where the pieces make a whole, the segment is read, once."""
    rows = conns(capture(make.__name__, make()), two_pass)
    assert len(rows) == len(hostile.CUTS)
    assert set(column(rows, "verdict")) == {"orderly"}
    assert set(column(rows, "client_bytes")) == {44}
    assert set(column(rows, "client_packets")) == {5}
    assert set(column(rows, "server_state")) == {"CLOSED"}


# --- long streams --------------------------------------------------------------------------------

@PASSES
def test_stream_of_more_than_8_gib(capture, conns, two_pass):
    """The numbers wrap three times; what was snapped off counts."""
    count = 140_000
    rows = conns(capture("stream", hostile.stream(count)), two_pass)
    assert len(rows) == 1
    assert rows[0]["server_bytes"] == count * hostile.LARGE + len("answer") > 2 * 2**32
    assert rows[0]["client_bytes"] == len("ask")
    assert rows[0]["verdict"] == "orderly" and rows[0]["conn_state"] == "SF"
    assert (rows[0]["client_state"], rows[0]["server_state"]) == ("TIME-WAIT", "CLOSED")


def test_nothing_is_odd_in_a_long_stream(lens, capture):
    path = capture("stream", hostile.stream(140_000))
    told = lens.run("-n", "-r", path, "-q", "-z", "tcplens,tree").stdout
    assert "orderly" in told
    odd = lens.run("-n", "-r", path, "-Y", "tcplens.anomaly", "-T", "fields", "-e",
                   "tcplens.anomaly").stdout
    assert odd == ""


# --- clocks --------------------------------------------------------------------------------------

TIMES = ["tcplens.conn.duration", "tcplens.handshake.rtt", "tcplens.handshake.server_rtt",
         "tcplens.handshake.client_rtt", "tcplens.teardown.duration",
         "tcplens.teardown.half_closed_for", "tcplens.reset.after_idle"]
TIMES_IN = ["tcplens.client.time_in.established", "tcplens.server.time_in.established",
         "tcplens.client.time_in.syn_sent", "tcplens.server.time_in.syn_received",
         "tcplens.client.time_in.fin_wait_2", "tcplens.server.time_in.close_wait"]
VERDICTS = ["orderly", "refused", "reset", "timed out"]


@PASSES
@pytest.mark.parametrize("name", hostile.CLOCKS)
def test_clock(capture, conns, fields, name, two_pass):
    """No time is negative, or longer than the clock ever went on, whatever it says. How long an end
    is in a state goes up to the latest time of all, which may have come before."""
    path = capture(name, hostile.clock(name))
    times = [time for time, _, _ in hostile.clock(name)]
    forth = max(map(operator.sub, times, itertools.accumulate(times, min))) / hostile.SECOND
    back = (max(times) - min(times)) / hostile.SECOND
    told = fields(path, TIMES + TIMES_IN, two_pass=two_pass)
    for names, longest in (TIMES, forth), (TIMES_IN, max(forth, back)):
        seen = [float(row[name]) for row in told for name in names if row[name]]
        assert all(0 <= time <= longest for time in seen)
    assert seen or back == 0
    rows = conns(path, two_pass)
    assert sorted(column(rows, "verdict")) == sorted(VERDICTS)
    for row in rows:
        for key, value in row.items():
            assert not isinstance(value, (int, float)) or value >= 0, (key, value)


@pytest.mark.parametrize("name", hostile.CLOCKS)
def test_clock_in_texts(lens, capture, name):
    path = capture(name, hostile.clock(name))
    text = lens.run("-n", "-2", "-r", path, "-V", "-O", "tcplens").stdout
    own = [line for line in text.splitlines() if line.startswith("    ")]
    assert not [line for line in own if " -0." in line or ": -" in line]
    table = lens.run("-n", "-r", path, "-q", "-z", "tcplens,conns", "-z", "tcplens,csv,-").stdout
    assert " -" not in table and ",-" not in table and ".-" not in table


# --- each packet twice ---------------------------------------------------------------------------

CASES = sorted(path.parent for path in (TOP / "tests" / "captures").glob("*/truth.json"))
APART = 3_000  # nanoseconds from one side of a router to the other: less than any answer takes
ASIDE = {"stream", "first_frame", "last_frame", "start", "duration", "reset_frame", "icmp_frame",
         "client_bytes", "server_bytes", "client_packets", "server_packets", "previous_stream",
         "next_stream", "server_rtt", "client_rtt", "history",
         *(f"{side}_time_in_{state}" for side in ("client", "server")
           for state in ("fin_wait_2", "close_wait"))}


def passed_on(packet):
    """As it leaves a router: it has one hop less to go."""
    place = ETHERNET + (8 if packet[12:14] == IPV4 else 7)
    return packet[:place] + bytes([packet[place] - 1]) + packet[place + 1:]


def sides_of_router(records):
    """What leaves the first sender passes the far side later; what answers passed it before."""
    first = source_of(records[0][1])
    for time, packet, wire in records:
        is_near = source_of(packet) == first
        yield time if is_near else time - APART, packet, wire
        yield time + APART if is_near else time, passed_on(packet), wire


TWICE = {
    "once": lambda records: records,
    "exact": lambda records: [record for record in records for _ in range(2)],
    "one hop apart": lambda records: [(time, each, wire) for time, packet, wire in records
                                      for each in (packet, passed_on(packet))],
    "both sides of a router": lambda records: sorted(sides_of_router(records),
                                                     key=lambda record: record[0]),
}


def timed(case):
    for record in records_of(case / "capture.pcap"):
        seconds, rest, _, wire = struct.unpack("<4I", record.header)
        yield seconds * hostile.SECOND + rest, record.packet, wire


@pytest.fixture(scope="module")
def twice(lens, conns):
    """(case, how) -> its connections, without what must differ."""
    keys = [(case, how) for case in CASES for how in TWICE]
    path = lens.folder / "twice.pcap"
    hostile.write(path, ((time, moved(packet, index), wire)
                         for index, (case, how) in enumerate(keys)
                         for time, packet, wire in TWICE[how](list(timed(case)))), link_type=1)
    path.chmod(0o644)
    found = {key: [] for key in keys}
    for row in conns(path):
        host = ipaddress.ip_address(row["client"]).packed
        index = int.from_bytes(host[1:3] if len(host) == 4 else host[6:8], "big")
        found[keys[index]].append({k: v for k, v in row.items()
                                   if k not in ASIDE | {"client", "server"}})
    return found


@pytest.mark.parametrize("how", [how for how in TWICE if how != "once"])
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_packet_twice(twice, case, how):
    """The same story as with each packet once: no retransmission, no alarm, no other cause."""
    assert twice[case, "once"] and twice[case, how] == twice[case, "once"]
