"""test_report.py - do tshark's statistics tell every connection, for people and for machines?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import csv
import io
import json
import re

import pytest

PASSES = pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])

# How the connections of a capture went, and who closed them, as its README line tells.
WENT = {
    "normal-close-client-first": ["orderly client"],
    "normal-close-server-first": ["orderly server"],
    "three-segment-close": ["orderly client"],
    "simultaneous-close": ["orderly both"],
    "simultaneous-open": ["orderly client"],
    "half-close": ["orderly client"],
    "half-close-by-server": ["orderly server"],
    "refused": ["refused server"],
    "refused-ipv6": ["refused server"],
    "refused-then-accepted": ["refused server", "orderly client"],
    "syn-unanswered": ["unanswered None"],
    "synack-unanswered": ["abandoned None"],
    "half-open-scan": ["abandoned client", "refused server"],
    "unreachable-icmp": ["unreachable network"],
    "abort-after-fin": ["reset client"],
    "abort-linger0": ["reset client"],
    "abort-unread-data": ["reset server"],
    "data-after-close": ["reset server"],
    "keep-alive-timeout": ["reset client"],
    "data-unanswered": ["timed out None"],
    "fin-unanswered": ["timed out client"],
    "forged-rst-exact": ["reset network"],
    "forged-rst-in-window": ["orderly client"],
    "forged-rst-out-of-window": ["orderly client"],
    "scan-fin": ["probe None"] * 2,
    "scan-null": ["probe None"] * 2,
    "scan-xmas": ["probe None"] * 2,
    "time-wait-reuse": ["orderly server", "orderly client"],
    "mid-stream": ["orderly client"],
}

# Columns of a row, and the field that says the same on each frame of the connection.
SAME = {
    "stream": "tcplens.stream", "first_frame": "tcplens.conn.first_frame",
    "last_frame": "tcplens.conn.last_frame", "duration": "tcplens.conn.duration",
    "verdict": "tcplens.verdict", "closed_by": "tcplens.closed_by",
    "conn_state": "tcplens.conn_state", "history": "tcplens.history",
    "client_bytes": "tcplens.conn.client_bytes", "server_bytes": "tcplens.conn.server_bytes",
    "client_packets": "tcplens.conn.client_packets",
    "server_packets": "tcplens.conn.server_packets",
    "previous_stream": "tcplens.previous_stream", "next_stream": "tcplens.next_stream",
    "icmp_frame": "tcplens.icmp_frame",
}


@pytest.fixture(scope="module")
def report(lens):
    """What `-z tcplens,KIND,-` prints of a capture."""
    def ask(kind, capture, *rest, **options):
        request = ",".join(["tcplens", kind, "-", *rest])
        return lens.read(capture, "-q", "-z", request, **options)
    return ask


def rows_of(text):
    return [json.loads(line) for line in text.splitlines()]


@PASSES
@pytest.mark.parametrize("name", WENT)
def test_verdicts(report, captures, name, two_pass):
    rows = rows_of(report("json", captures / name / "capture.pcap", two_pass=two_pass))
    assert [f"{row['verdict']} {row['closed_by']}" for row in rows] == WENT[name]


@pytest.mark.parametrize("name", ["tutorial.pcapng", "time-wait-reuse/capture.pcap",
                                  "unreachable-icmp/capture.pcap", "scan-fin/capture.pcap"])
def test_rows_and_fields_say_the_same(lens, report, captures, name):
    rows = {row["first_frame"]: row for row in rows_of(report("json", captures / name))}
    frames = lens.fields(captures / name, [*SAME.values(), "tcplens.abnormal", "tcplens.icmp"],
                         "-Y", "tcplens && !tcplens.icmp", two_pass=True)
    assert frames
    for frame in frames:
        row = rows[int(frame["tcplens.conn.first_frame"])]
        spelled = {column: "" if row[column] is None else f"{row[column]:.9f}"
                   if column == "duration" else str(row[column]) for column in SAME}
        assert {column: frame[field] for column, field in SAME.items()} == spelled
        assert frame["tcplens.abnormal"] == str(int(row["abnormal"]))


@pytest.mark.parametrize("name", ["tutorial.pcapng", "encapsulations/ipv6.pcap",
                                  "unreachable-icmp/capture.pcap"])
def test_csv_and_json_say_the_same(report, captures, name):
    text = report("csv", captures / name)
    words = {None: "", True: "true", False: "false"}
    rows = [{key: words[value] if value is None or isinstance(value, bool) else str(value)
             for key, value in json.loads(line, parse_float=str).items()}
            for line in report("json", captures / name).splitlines()]
    assert list(csv.DictReader(io.StringIO(text))) == rows


@PASSES
def test_csv_is_rfc_4180(lens, captures, two_pass):
    """Read as octets: lines end in CRLF, the last one, too, and all have as many values."""
    folder = lens.writable_folder()
    lens.read(captures / "tutorial.pcapng", "-q", "-z", f"tcplens,csv,{folder}/rows.csv",
              two_pass=two_pass)
    octets = (folder / "rows.csv").read_bytes()
    lines = octets.split(b"\r\n")
    assert lines.pop() == b"" and len(lines) == 3
    assert b"\n" not in octets.replace(b"\r\n", b"") and octets.isascii()
    assert len({line.count(b",") for line in lines}) == 1
    assert lines[0].startswith(b"version,stream,first_frame,last_frame,start,duration,client,")
    assert lines[1].startswith(b"1,0,1,112,1700000000.000000000,3.678235464,192.0.2.10,58842,")


def test_tutorial_row(report, captures):
    """By hand, from the figures that the tutorial gives."""
    row = rows_of(report("json", captures / "tutorial.pcapng"))[1]
    wanted = {
        "stream": 1, "first_frame": 3, "last_frame": 116, "duration": 5.928307880,
        "client": "192.0.2.10", "client_port": 42942, "server": "198.51.100.7", "server_port": 80,
        "roles_inferred": False, "verdict": "orderly", "abnormal": False, "closed_by": "server",
        "client_state": "CLOSED", "server_state": "TIME-WAIT", "conn_state": "SF",
        "handshake_kind": "three-way", "handshake_status": "complete", "syn_retransmits": 0,
        "teardown_kind": "four-way", "teardown_status": "complete", "client_bytes": 430,
        "server_bytes": 96356, "client_time_in_close_wait": 5.891095824 - 5.288363338,
        "reset_cause": None, "next_stream": None,
    }
    assert {key: row[key] for key in wanted} == pytest.approx(wanted, abs=1e-9)


@PASSES
def test_filter(report, captures, two_pass):
    """A comma in it is a part of it. The row tells of the whole connection all the same."""
    rows = rows_of(report("json", captures / "tutorial.pcapng", "tcp.port in {58842, 1}",
                          two_pass=two_pass))
    assert [row["client_port"] for row in rows] == [58842]
    first = rows_of(report("json", captures / "tutorial.pcapng", "frame.number == 3"))
    assert [row["last_frame"] for row in first] == [116]
    assert report("json", captures / "tutorial.pcapng", "udp", two_pass=two_pass) == ""


@PASSES
def test_table(lens, captures, two_pass):
    text = lens.read(captures / "tutorial.pcapng", "-q", "-z", "tcplens,conns", two_pass=two_pass)
    lines = text.splitlines()
    assert lines[:2] == ["TCP connections: 2", "Filter: none"]
    cells = [re.split(r"  +", line.strip()) for line in lines[3:]]
    assert cells[0][:5] == ["Stream", "Frame", "Duration", "Client", "Server"]
    assert cells[2] == ["1", "3", "5.928307880", "192.0.2.10:42942", "198.51.100.7:80", "orderly",
                        "server", "CLOSED", "TIME-WAIT", "430", "96356", "SF"]


def test_table_filter(lens, captures):
    text = lens.read(captures / "tutorial.pcapng", "-q", "-z",
                     'tcplens,conns,tcplens.verdict == "reset"')
    assert text.startswith('TCP connections: 1\nFilter: tcplens.verdict == "reset"\n')


def test_rows_come_in_the_order_of_first_frames(lens, report, captures):
    """Also where the filter meets them in another order: only ends are looked at."""
    rows = rows_of(report("json", captures / "tutorial.pcapng",
                          "tcplens.teardown.step == 4 || tcp.flags.reset == 1"))
    assert [row["first_frame"] for row in rows] == [1, 3]


@pytest.mark.parametrize("request_text, message", [
    ("tcplens,csv,/nowhere/rows.csv", "/nowhere/rows.csv: No such file or directory"),
    ("tcplens,json,/nowhere/rows.json", "/nowhere/rows.json: No such file or directory"),
    ("tcplens,csv", "a file name must follow"),
    ("tcplens,json,", "a file name must follow"),
    ("tcplens,conns,tcp.nothing ==", "filter: "),
])
def test_what_goes_wrong(lens, captures, request_text, message):
    with lens.readable(captures / "tutorial.pcapng") as copy:
        done = lens.run("-r", copy.name, "-q", "-z", request_text, check=False)
    assert done.returncode != 0 and done.stdout == ""
    assert [line for line in done.stderr.splitlines() if line.startswith("tcplens: ")] \
        and message in done.stderr


def test_a_full_disk(lens, captures):
    """/dev/full takes nothing."""
    with lens.readable(captures / "tutorial.pcapng") as copy:
        done = lens.run("-r", copy.name, "-q", "-z", "tcplens,csv,/dev/full", check=False)
    assert done.returncode != 0 and "tcplens: /dev/full: No space left" in done.stderr


def test_switched_off(lens, captures):
    text = lens.read(captures / "tutorial.pcapng", "-q", "-z", "tcplens,csv,-",
                     "--disable-protocol", "tcplens")
    assert text.startswith("version,stream,") and text.count("\n") == 1


def counts_of(text):
    """What stands in the lines of a stats tree: its levels and counts."""
    lines = [line for line in text.splitlines() if re.match(r" *[A-Za-z0-9].* {2,}\d+ ", line)]
    return [(len(line) - len(line.lstrip()), *re.match(r" *(\S.*?) {2,}(\d+) ", line).groups())
            for line in lines]


@PASSES
def test_tree(lens, captures, two_pass):
    """In one pass, too, each connection is counted where it stands in the end."""
    text = lens.read(captures / "tutorial.pcapng", "-q", "-z", "tcplens,tree", two_pass=two_pass)
    counted = [entry for entry in counts_of(text) if entry[2] != "0"]
    assert counted[0] == (0, "TCP connections", "2")
    assert sorted(counted[1:]) == sorted([
        (1, "Verdict", "2"), (2, "reset", "1"), (2, "orderly", "1"),
        (1, "Handshake", "1"), (2, "complete", "1"),
        (1, "Handshake, SYN to ACK", "1"), (2, "10 to 100 ms", "1"),
        (1, "Teardown", "1"), (2, "four-way", "1"),
        (1, "Reset, by cause, stage and origin", "1"), (2, "application abort", "1"),
        (3, "later", "1"), (4, "endpoint", "1"),
        (1, "Longest time in CLOSE-WAIT", "1"), (2, "below 1 s", "1"),
        (1, "Longest time in FIN-WAIT-2", "1"), (2, "below 1 s", "1"),
    ])


@PASSES
def test_tree_filter(lens, captures, two_pass):
    text = lens.read(captures / "tutorial.pcapng", "-q", "-z", "tcplens,tree,tcp.port == 58842",
                     two_pass=two_pass)
    assert (0, "TCP connections", "1") in counts_of(text)


def cells_of(text):
    return [[cell.strip() for cell in line.split("|")[:-1]] for line in text.splitlines()
            if line.endswith("|")]


@PASSES
def test_resets(lens, captures, two_pass):
    """The forged one as well: what its "sender" did afterwards tells of it."""
    text = lens.read(captures / "forged-rst-exact" / "capture.pcap", "-q", "-z", "tcplens,resets",
                     two_pass=two_pass)
    rows = cells_of(text)
    assert rows[0] == ["Sender", "Role", "Cause", "Resets"]
    assert sorted(row for row in rows[1:] if row[3] != "0") == [
        ["192.0.2.1", "client", "no connection", "1"], ["192.0.2.2", "server", "injected", "1"]]


@PASSES
def test_table_of_the_window(lens, report, captures, two_pass):
    path = captures / "half-open-scan" / "capture.pcap"
    rows = cells_of(lens.read(path, "-q", "-z", "tcplens,table", two_pass=two_pass))
    names = {"Stream": "stream", "Frame": "first_frame", "Client": "client",
             "Client port": "client_port", "Server port": "server_port", "Verdict": "verdict",
             "Closed by": "closed_by", "Reset cause": "reset_cause", "Zeek": "conn_state"}
    shown = [dict(zip(rows[0], row)) for row in rows[1:]]
    assert [{name: row[name] for name in names} for row in shown] == [
        {name: str(row[column]) for name, column in names.items()}
        for row in rows_of(report("json", path))]


def test_half_closed_a_moment_ago(lens, captures):
    """The capture ends with the ACK of the first FIN: nobody is late, but it says who is due. One
    pass does not know that the capture ends there."""
    folder = lens.writable_folder()
    with lens.readable(captures / "normal-close-client-first" / "capture.pcap") as copy:
        lens.run("-r", copy.name, "-w", f"{folder}/cut.pcap", "-Y", "frame.number < 10",
                 plugin=False)
    names = ["tcplens.verdict", "tcplens.abnormal", "tcplens.expert.end_half_closed"]
    path = f"{folder}/cut.pcap"
    last = lens.fields(path, [*names, "_ws.expert.message"], two_pass=True)[-1]
    assert [last[name] for name in names[:2]] == ["half-closed", "0"]
    assert "(the server owes its FIN)" in last["_ws.expert.message"]
    shown = lens.fields(path, names, two_pass=True)
    assert [bool(row[names[2]]) for row in shown] == [False] * 8 + [True]
    assert not any(row[names[2]] for row in lens.fields(path, names))
