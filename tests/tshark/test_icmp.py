"""test_icmp.py - are ICMP errors tied to the connection and to the frame that they quote?

SPDX-License-Identifier: GPL-2.0-or-later

The captures are made here, over IPv4 and IPv6, from the segments and layers of
tests/captures/encapsulations.
"""

import dataclasses
import json
import struct
import sys

import pytest

from conftest import TOP

sys.path.insert(0, str(TOP / "tests" / "captures" / "encapsulations"))
import layers
from segments import ACK, CLIENT_ISN, MSS, PSH, RST, SERVER_ISN, SYN, Segment, connection

PASSES = pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
VERSIONS = pytest.mark.parametrize("version", [4, 6], ids=["IPv4", "IPv6"])
ROUTER = {4: "203.0.113.9", 6: "2001:db8:9::1"}
CLIENT = {4: "192.0.2.10:50001", 6: "[2001:db8:1::10]:50001"}
SERVER = {4: "198.51.100.20:80", 6: "[2001:db8:2::20]:80"}
FRAME = {4: layers.eth4, 6: layers.eth6}
IP_HEADER = {4: 20, 6: 40}

SYN_SEGMENT = Segment(True, CLIENT_ISN, 0, SYN, MSS)
REFUSAL = Segment(False, 0, CLIENT_ISN + 1, RST | ACK)
OPEN = connection()[:3]
STATES = [f"tcplens.{side}.state{when}" for side in ("client", "server")
          for when in (".before", "")]
ICMP = [f"tcplens.icmp.{name}" for name in ("type", "code", "reporter", "to", "quoted_frame",
                                            "quoted_seq")]
EXPERTS = [f"tcplens.expert.icmp_{name}" for name in (
    "unreachable", "prohibited", "too_big", "time_exceeded", "parameter_problem", "advice")]
LINKS = ["tcplens.icmp_frame", "tcplens.quoted_by"]
NAMES = ["frame.number", "tcp.stream", "tcplens.stream", "tcplens.client", "tcplens.server",
         "tcplens.phase", "tcplens.transition", "tcplens.anomaly", "tcplens.explain",
         "tcplens.handshake.status", "tcplens.expert.unanswered", *STATES, *ICMP, *EXPERTS, *LINKS]

# version, type, code -> the words of both, what is reported, can it end an attempt?
UNREACHABLE, TIME_EXCEEDED = "destination unreachable", "time exceeded"
KINDS = {
    (4, 3, 0): (UNREACHABLE, "network unreachable", "unreachable", True),
    (4, 3, 1): (UNREACHABLE, "host unreachable", "unreachable", True),
    (4, 3, 3): (UNREACHABLE, "port unreachable", "unreachable", True),
    (4, 3, 4): (UNREACHABLE, "fragmentation needed", "too_big", False),
    (4, 3, 10): (UNREACHABLE, "host prohibited", "prohibited", True),
    (4, 3, 13): (UNREACHABLE, "communication prohibited", "prohibited", True),
    (4, 3, 99): (UNREACHABLE, "code 99", "unreachable", True),
    (4, 4, 0): ("source quench", "code 0", "advice", False),
    (4, 5, 1): ("redirect", "for the host", "advice", False),
    (4, 11, 0): (TIME_EXCEEDED, "time to live exceeded in transit", "time_exceeded", True),
    (4, 12, 0): ("parameter problem", "bad octet in the header", "parameter_problem", True),
    (6, 1, 0): (UNREACHABLE, "no route to destination", "unreachable", True),
    (6, 1, 1): (UNREACHABLE, "communication prohibited", "prohibited", True),
    (6, 1, 3): (UNREACHABLE, "address unreachable", "unreachable", True),
    (6, 1, 4): (UNREACHABLE, "port unreachable", "unreachable", True),
    (6, 2, 0): ("packet too big", "packet too big", "too_big", False),
    (6, 3, 0): (TIME_EXCEEDED, "hop limit exceeded in transit", "time_exceeded", True),
    (6, 4, 1): ("parameter problem", "unknown next header", "parameter_problem", True),
}
PORT_UNREACHABLE = {4: (3, 3), 6: (1, 4)}


def icmp(version, kind, quoted, ends):
    """A message with its checksum, from the second of `ends` to the first."""
    start = struct.pack("!BB", *kind)
    body = bytes(4) + quoted
    pseudo = b""
    if version == 6:
        pseudo = layers.pseudo_header(b"".join(map(layers.address, ends[::-1])), layers.ICMP6,
                                      4 + len(body))
    total = layers.checksum(pseudo + start + bytes(2) + body)
    return start + struct.pack("!H", total) + body


def error(version, segment, kind=None, quoted=None):
    """The frame of an error about a segment; `quoted` octets of its packet are quoted."""
    hosts, packet, wrap, protocol, ethertype = {
        4: (layers.HOSTS4, layers.v4, layers.ip4, 1, layers.IP4),
        6: (layers.HOSTS6, layers.v6, layers.ip6, layers.ICMP6, layers.IP6)}[version]
    ends = (hosts[0] if segment.from_client else hosts[1], ROUTER[version])
    back = dataclasses.replace(segment, from_client=False)
    message = icmp(version, kind or PORT_UNREACHABLE[version], packet(segment)[:quoted], ends)
    return layers.ether(back, ethertype, wrap(back, protocol, message, ends))


def data(at, size=100, from_client=True):
    """A data segment of an open connection whose payload begins at this offset, from 0."""
    mine, other = (CLIENT_ISN, SERVER_ISN) if from_client else (SERVER_ISN, CLIENT_ISN)
    return Segment(from_client, mine + 1 + at, other + 1, PSH | ACK, payload=b"x" * size)


def pcap(frames):
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for index, frame in enumerate(frames):
        parts.append(struct.pack("<IIII", 1_700_000_000 + index, 0, len(frame), len(frame)) + frame)
    return b"".join(parts)


@pytest.fixture
def show(fields, tmp_path):
    """What tshark shows of these frames, the first at index 1."""
    def rows(frames, *arguments, names=NAMES, **options):
        path = tmp_path / "icmp.pcap"
        path.write_bytes(pcap(frames))
        return [None, *fields(path, names, *arguments, **options)]
    return rows


@pytest.fixture
def capture(tmp_path):
    def write(frames):
        path = tmp_path / "icmp.pcap"
        path.write_bytes(pcap(frames))
        return path
    return write


def states(row):
    return [row[name] for name in STATES]


def experts(row):
    return [name.rsplit("icmp_")[1] for name in EXPERTS if row[name] != ""]


@PASSES
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "ICMPv{} {}/{}".format(*kind))
def test_error_about_a_syn(show, kind, two_pass):
    version, *numbers = kind
    type_word, code_word, expert, may_end = KINDS[kind]
    quoted = 28 if version == 4 else None
    rows = show([FRAME[version](SYN_SEGMENT), error(version, SYN_SEGMENT, numbers, quoted)],
                two_pass=two_pass)
    assert [rows[2][name] for name in ICMP] == [
        type_word, code_word, ROUTER[version], "client", "1", str(CLIENT_ISN)]
    assert (rows[2]["tcplens.stream"], rows[2]["tcplens.phase"]) == ("0", "handshake")
    assert (rows[2]["tcplens.client"], rows[2]["tcplens.server"]) == (
        CLIENT[version], SERVER[version])
    assert states(rows[2]) == ["SYN-SENT", "UNKNOWN" if may_end else "SYN-SENT", "LISTEN", "LISTEN"]
    assert ("SYN-SENT -> UNKNOWN: rcv ICMP error" in rows[2]["tcplens.transition"]) == may_end
    assert experts(rows[2]) == [expert] and experts(rows[1]) == []
    said = rows[2]["tcplens.explain"]
    assert said.startswith(f"{ROUTER[version]} reports to the client: ")
    assert ", for the SYN of frame 1" in said
    assert ("gives up now, or sends its SYN again" in said) == may_end
    final = "unreachable" if may_end else "in progress"
    assert rows[1]["tcplens.handshake.status"] == (final if two_pass else "in progress")
    assert rows[1]["tcplens.quoted_by"] == ("2" if two_pass else "")
    assert rows[1]["tcplens.icmp_frame"] == ("2" if two_pass and may_end else "")


def in_flight(version, from_client):
    """Five segments on their way, then an error about one of them, then the connection goes on."""
    sent = [data(100 * i, from_client=from_client) for i in range(5)]
    def frames(about, quoted=None):
        frame = FRAME[version]
        answer = data(0, 10, not from_client)
        return [*map(frame, OPEN), *map(frame, sent),
                error(version, sent[about], quoted=quoted), frame(answer)]
    return frames


@VERSIONS
@PASSES
@pytest.mark.parametrize("from_client", [True, False], ids=["client", "server"])
@pytest.mark.parametrize("about", [0, 2, 4])
def test_error_about_data_changes_nothing(show, version, two_pass, from_client, about):
    frames = in_flight(version, from_client)(about)
    rows = show(frames, two_pass=two_pass)
    told = rows[9]
    sender = "client" if from_client else "server"
    assert told["tcplens.icmp.quoted_frame"] == str(4 + about)
    assert told["tcplens.icmp.to"] == sender
    assert states(told) == ["ESTABLISHED"] * 4 and told["tcplens.transition"] == ""
    assert told["tcplens.phase"] == "data" and experts(told) == ["unreachable"]
    assert told["tcplens.explain"] == (
        f"{ROUTER[version]} reports to the {sender}: port unreachable, for the segment of frame "
        f"{4 + about}; that changes no state.")
    assert rows[4 + about]["tcplens.quoted_by"] == ("9" if two_pass else "")
    assert [row["tcplens.quoted_by"] for row in rows[1:]].count("9") == two_pass
    assert states(rows[10]) == ["ESTABLISHED"] * 4
    # The other end was heard from behind the error: nothing has ended.
    assert [row["tcplens.icmp_frame"] for row in rows[1:]] == [""] * 10


@PASSES
def test_error_that_nothing_follows_has_ended_it(show, two_pass):
    rows = show([*in_flight(4, True)(4)[:9], layers.eth4(data(400))], two_pass=two_pass)
    assert rows[10]["tcplens.icmp_frame"] == "9"
    assert rows[1]["tcplens.icmp_frame"] == ("9" if two_pass else "")


@pytest.mark.parametrize("preference, frame", [
    ("tcp.relative_sequence_numbers:FALSE", "6"),
    ("tcp.analyze_sequence_numbers:TRUE", "6"),
    ("tcp.analyze_sequence_numbers:FALSE", ""),
])
@pytest.mark.parametrize("from_client", [True, False], ids=["client", "server"])
def test_quoted_frame_with_other_settings_of_tcp(show, preference, frame, from_client):
    """Without TCP's own analysis, only the last segment, SYN and FIN are known."""
    for two_pass in False, True:
        frames = in_flight(4, from_client)
        rows = show(frames(2), "-o", preference, two_pass=two_pass)
        assert rows[9]["tcplens.icmp.quoted_frame"] == frame
        assert ("of which the frame is not known" in rows[9]["tcplens.explain"]) == (frame == "")
        rows = show(frames(4), "-o", preference, two_pass=two_pass)
        assert rows[9]["tcplens.icmp.quoted_frame"] == "8"


@VERSIONS
@PASSES
def test_connection_that_was_not_captured(show, version, two_pass):
    other = dataclasses.replace(SYN_SEGMENT, client_port=50999)
    for frames in ([error(version, SYN_SEGMENT)],
                   [FRAME[version](other), error(version, SYN_SEGMENT)]):
        told = show(frames, two_pass=two_pass)[-1]
        assert told["tcplens.icmp.code"] == "port unreachable"
        assert told["tcplens.icmp.reporter"] == ROUTER[version]
        assert told["tcplens.icmp.quoted_seq"] == str(CLIENT_ISN)
        assert experts(told) == ["unreachable"]
        assert told["tcplens.explain"] == (
            f"{ROUTER[version]} reports to {CLIENT[version]}: port unreachable, for a segment to "
            f"{SERVER[version]}; nothing of its connection was captured.")
        assert states(told) == [""] * 4
        for name in ("tcplens.stream", "tcplens.icmp.quoted_frame", "tcplens.icmp.to"):
            assert told[name] == ""


@PASSES
def test_connection_captured_only_behind_the_error(show, two_pass):
    rows = show([error(4, SYN_SEGMENT), *map(layers.eth4, OPEN)], two_pass=two_pass)
    assert rows[1]["tcplens.stream"] == "" and rows[1]["tcplens.icmp.code"] != ""
    assert states(rows[4])[1::2] == ["ESTABLISHED"] * 2


@VERSIONS
@pytest.mark.parametrize("octets, is_read", [(8, True), (7, False), (20, True)])
def test_truncated_quote(show, version, octets, is_read):
    """RFC 792: the IP header and 8 octets are quoted at least: the ports and Seq."""
    frames = [FRAME[version](SYN_SEGMENT),
              error(version, SYN_SEGMENT, quoted=IP_HEADER[version] + octets)]
    for two_pass in False, True:
        told = show(frames, two_pass=two_pass)[2]
        assert told["tcplens.icmp.quoted_frame"] == ("1" if is_read else "")
        assert (told["tcplens.explain"] != "") == is_read


TUNNELS = {
    "IP in IP": lambda s, packet, version: layers.in_ip4(s, 4 if version == 4 else 41, packet),
    "GRE": lambda s, packet, version: layers.in_ip4(
        s, layers.GRE, layers.gre(layers.IP4 if version == 4 else layers.IP6, packet)),
    "VXLAN": lambda s, packet, version: layers.in_udp4(s, 4789, layers.vxlan(
        layers.inner_ether(s, packet, layers.IP4 if version == 4 else layers.IP6))),
}


@VERSIONS
@PASSES
@pytest.mark.parametrize("tunnel", TUNNELS)
def test_error_inside_a_tunnel(show, version, two_pass, tunnel):
    wrap = TUNNELS[tunnel]
    ethernet = 14
    inner = [FRAME[version](SYN_SEGMENT)[ethernet:], error(version, SYN_SEGMENT)[ethernet:]]
    rows = show([wrap(SYN_SEGMENT, packet, version) for packet in inner], two_pass=two_pass)
    assert rows[2]["tcplens.icmp.quoted_frame"] == "1"
    assert rows[2]["tcplens.icmp.reporter"] == ROUTER[version]
    assert rows[2]["tcplens.stream"] == rows[1]["tcp.stream"] == "0"
    assert states(rows[2]) == ["SYN-SENT", "UNKNOWN", "LISTEN", "LISTEN"]


@PASSES
def test_error_with_another_number_ends_nothing(show, two_pass):
    """RFC 5927 4.1: it was not on the way of the SYN."""
    other = dataclasses.replace(SYN_SEGMENT, seq=CLIENT_ISN - 5000)
    rows = show([layers.eth4(SYN_SEGMENT), error(4, other, quoted=28)], two_pass=two_pass)
    assert rows[2]["tcplens.stream"] == "0" and rows[2]["tcplens.icmp.quoted_frame"] == ""
    assert states(rows[2]) == ["SYN-SENT", "SYN-SENT", "LISTEN", "LISTEN"]
    assert rows[1]["tcplens.handshake.status"] == "in progress"


@VERSIONS
@PASSES
def test_syn_again_behind_an_error(show, version, two_pass):
    frame = FRAME[version]
    rows = show([frame(SYN_SEGMENT), error(version, SYN_SEGMENT), frame(SYN_SEGMENT),
                 error(version, SYN_SEGMENT), frame(REFUSAL)], two_pass=two_pass)
    assert states(rows[3]) == ["UNKNOWN", "SYN-SENT", "LISTEN", "LISTEN"]
    assert rows[3]["tcplens.explain"].endswith(
        "; the ICMP error before has not ended its attempt.")
    assert rows[3]["tcplens.expert.unanswered"] == ""
    assert rows[4]["tcplens.icmp.quoted_frame"] == "3"
    assert rows[5]["tcplens.icmp_frame"] == "4"
    assert rows[3]["tcplens.icmp_frame"] == ("4" if two_pass else "2")
    assert rows[3]["tcplens.quoted_by"] == ("4" if two_pass else "")
    assert states(rows[5])[1::2] == ["CLOSED", "CLOSED"]
    assert rows[5]["tcplens.handshake.status"] == "refused"


@PASSES
def test_answer_behind_an_error_opens_the_connection(show, two_pass):
    syn, *rest = connection()
    rows = show([layers.eth4(syn), error(4, syn), *map(layers.eth4, rest)], two_pass=two_pass)
    assert states(rows[4])[1::2] == ["ESTABLISHED"] * 2
    assert rows[4]["tcplens.handshake.status"] == "complete"
    assert rows[4]["tcplens.icmp_frame"] == ""
    assert states(rows[-1])[1::2] == ["TIME-WAIT", "CLOSED"]


@PASSES
def test_error_about_an_earlier_attempt_on_the_same_ports(show, two_pass):
    later = dataclasses.replace(SYN_SEGMENT, seq=CLIENT_ISN + 70000)
    rows = show([layers.eth4(SYN_SEGMENT), layers.eth4(later), error(4, SYN_SEGMENT, quoted=28),
                 error(4, later, quoted=28)], two_pass=two_pass)
    assert [row["tcplens.stream"] for row in rows[1:]] == ["0", "1", "0", "1"]
    assert [row["tcplens.icmp.quoted_frame"] for row in rows[3:]] == ["1", "2"]


@PASSES
def test_attempt_behind_an_error_is_a_new_one(show, two_pass):
    later = dataclasses.replace(SYN_SEGMENT, seq=CLIENT_ISN + 70000)
    rows = show([layers.eth4(SYN_SEGMENT), error(4, SYN_SEGMENT), layers.eth4(later)],
                two_pass=two_pass)
    assert rows[3]["tcplens.anomaly"] == "ports used again"
    assert rows[3]["tcplens.icmp_frame"] == ""
    assert states(rows[3])[1] == "SYN-SENT"


@pytest.mark.parametrize("wanted, frames", [
    ("tcplens.icmp", ["2", "6"]),
    ("tcplens.stream == 0", ["1", "2"]),
    ("tcplens.icmp.quoted_frame == 1", ["2"]),
    ('tcplens.icmp.code == "port unreachable"', ["2", "6"]),
    ('tcplens.icmp.type matches "^dest" && tcplens.stream == 1', ["6"]),
    ("tcplens.expert.icmp_unreachable", ["2", "6"]),
    ('tcplens.client.state == "UNKNOWN"', ["2"]),
    ("tcplens", ["1", "2", "3", "4", "5", "6"]),
])
@PASSES
def test_display_filter(lens, capture, two_pass, wanted, frames):
    second = [dataclasses.replace(s, client_port=50002) for s in OPEN]
    path = capture([layers.eth4(SYN_SEGMENT), error(4, SYN_SEGMENT), *map(layers.eth4, second),
                    error(4, dataclasses.replace(data(0), client_port=50002))])
    shown = lens.read(path, "-o", 'gui.column.format:"Number","%m"', "-Y", wanted,
                      two_pass=two_pass)
    assert shown.split() == frames


@pytest.mark.parametrize("name", ["tcplens.icmp.quoted_frame", "tcplens.stream",
                                  "tcplens.client.state", "tcplens.expert.icmp_unreachable"])
@PASSES
def test_a_field_alone_is_there(show, two_pass, name):
    frames = [layers.eth4(SYN_SEGMENT), error(4, SYN_SEGMENT)]
    alone = show(frames, names=[name], two_pass=two_pass)
    assert alone[2][name] == show(frames, two_pass=two_pass)[2][name] != ""


@PASSES
def test_json(lens, capture, two_pass):
    path = capture([layers.eth6(SYN_SEGMENT), error(6, SYN_SEGMENT)])
    packets = json.loads(lens.read(path, "-T", "json", "-J", "tcplens", two_pass=two_pass))
    layer = packets[1]["_source"]["layers"]["tcplens"]
    assert layer["tcplens.stream"] == "0"
    error_tree = layer["tcplens.icmp"]
    assert error_tree["tcplens.icmp.quoted_frame"] == "1"
    assert error_tree["tcplens.icmp.code"] == "port unreachable"


@PASSES
def test_expert_information_without_a_tree(lens, capture, two_pass):
    """A column of severities, and the statistics: nobody looks at the protocol itself."""
    path = capture([layers.eth4(SYN_SEGMENT), error(4, SYN_SEGMENT),
                    error(4, SYN_SEGMENT, (11, 0))])
    column = lens.read(path, "-o", 'gui.column.format:"Severity","%a"', two_pass=two_pass)
    # The SYN's own severity is Wireshark's: from 4.6 on it notes a SYN that offers no SACK.
    assert [line.strip()[:4] for line in column.splitlines()][1:] == ["Warn", "Note"]
    said = lens.read(path, "-q", "-z", "expert", two_pass=two_pass)
    assert said.count("ICMP error: ") == 2


@VERSIONS
def test_switched_off(lens, capture, version):
    path = capture([FRAME[version](SYN_SEGMENT), error(version, SYN_SEGMENT)])
    assert "TCP Lens" not in lens.read(path, "-V", "--disable-protocol", "tcplens")
