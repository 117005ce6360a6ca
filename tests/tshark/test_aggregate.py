"""test_aggregate.py - is every segment looked at where one frame carries several?

SPDX-License-Identifier: GPL-2.0-or-later

An IEEE 802.11 A-MSDU holds several packets. Wireshark's fields of a frame then have one value for
each segment, in their order: so must those of the plugin readerprobe. What TCP Lens says of the
segments must be what it says of the same segments in frames of their own.
"""

import importlib.util
import re
import struct
import sys

import pytest

from conftest import TOP

FOLDER = TOP / "tests" / "captures" / "encapsulations"
CAPTURES = sorted(FOLDER.glob("wifi-aggregate*.pcap"))
NAMES = [path.stem for path in CAPTURES]

# The first of two segments is in a tunnel: only the last one is looked at.
TUNNEL = "wifi-aggregate-tunnel"

# Those in which no frame has two segments that can be read.
SINGLE = {TUNNEL, *(f"wifi-aggregate-{snap}" for snap in (120, 134, 140))}

# Field of the probe -> Wireshark's. All but the last two are there for each segment.
SAME = {"seq": "tcp.seq_raw", "ack": "tcp.ack_raw", "flags": "tcp.flags", "len": "tcp.len",
        "window": "tcp.window_size_value", "stream": "tcp.stream", "mss": "tcp.options.mss_val",
        "wscale": "tcp.options.wscale.shift"}

# All that is told of a segment but for numbers of frames.
TOLD = ["tcplens." + name for name in (
    "role", "role.inferred", "phase", "client", "server", "client.state.before", "client.state",
    "server.state.before", "server.state", "transition", "transition.rfc", "anomaly",
    "flags.meaning", "handshake.step", "handshake.client_isn", "handshake.rtt", "teardown.step",
    "teardown.initiator", "reset.cause", "reset.effective", "expert.fin_acknowledged", "explain")]


def values(row, name):
    return row[name].split("\n") if row[name] else []


def numbers(row, name):
    return [int(value, 0) for value in values(row, name)]


def last_alone(row):
    return {name: value if "option" in name else value.split("\n")[-1]
            for name, value in row.items()}


def reuses_ports(capture, row):
    """Behind such a frame, Wireshark finds the later stream for the segment of the earlier one."""
    return capture.stem == "wifi-aggregate-crowded" and row["frame.number"] == "7"


@pytest.fixture(scope="module")
def cases():
    """The table that the captures are made from, by name."""
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location("cases", FOLDER / "cases.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["cases"] = module
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return {case.name: case for case in module.CASES}


@pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
@pytest.mark.parametrize("capture", CAPTURES, ids=NAMES)
def test_every_segment_is_read_as_by_tcp(probe, capture, two_pass):
    names = ["frame.number", *SAME.values(), *(f"tlprobe.{name}" for name in ["place", *SAME])]
    seen = 0
    for row in probe.fields(capture, names, two_pass=two_pass):
        # A header that was cut off has no window; the reader leaves it out.
        whole = len(values(row, "tcp.window_size_value"))
        if capture.stem == TUNNEL:
            row = last_alone(row)
            whole = min(whole, 1)
        assert numbers(row, "tlprobe.place") == list(range(whole))
        for name, field in SAME.items():
            if not (name == "stream" and reuses_ports(capture, row)):
                assert numbers(row, f"tlprobe.{name}") == numbers(row, field)[:whole], (name, row)
        seen = max(seen, whole)
    assert (seen > 1) == (capture.stem not in SINGLE)


@pytest.fixture(scope="module")
def apart(lens, cases):
    """The segments of an aggregate's capture, each in a frame of its own, but at the same time."""
    def write(name):
        path = lens.folder / f"{name}-apart.pcap"
        link, frames = importlib.import_module("layers"), []
        interval = 2000 if name == "wifi-aggregate-fragments" else 1000
        for index, parts in enumerate(cases[name].segments()):
            for s, body in parts:
                frame = link.wlan(s, body, qos=0)
                frames.append(struct.pack("<IIII", 1_700_000_000, interval * index, len(frame),
                                          len(frame)) + frame)
        path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 105)
                         + b"".join(frames))
        return path
    return write


def by_field(rows):
    """All values of each field, whatever frames they are in."""
    return {name: [value for row in rows for value in values(row, name)] for name in TOLD}


@pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
@pytest.mark.parametrize("name", [
    "wifi-aggregate", "wifi-aggregate-crowded", "wifi-aggregate-fragments",
    "wifi-aggregate-ipv6", "wifi-aggregate-mixed"])
def test_segments_are_told_as_in_frames_of_their_own(fields, apart, name, two_pass):
    together, alone = (by_field(fields(path, TOLD, two_pass=two_pass))
                       for path in (FOLDER / f"{name}.pcap", apart(name)))
    assert together == alone
    assert len(together["tcplens.explain"]) == (25 if name == "wifi-aggregate-crowded" else 10)


@pytest.mark.parametrize("wanted, frames", [
    ("tcplens.handshake.step == 3", ["3"]),
    ('tcplens.transition contains "CLOSED -> SYN-SENT"', ["1", "7"]),
    ("tcplens.expert.closed_in_order", ["5", "7"]),
    ('tcplens.transition contains "CLOSE, snd FIN"', ["3", "4", "5", "6"]),
    ('tcplens.client contains "2001:db8:1::10"', ["1", "2", "3", "4", "5", "6", "7"]),
    ("tcplens.reset", ["8"]),
])
def test_any_segment_is_found_by_a_filter(lens, wanted, frames):
    """Those in the middle of a frame, too, in the packet list alone."""
    for two_pass in False, True:
        found = lens.read(FOLDER / "wifi-aggregate-crowded.pcap", "-o",
                          'gui.column.format:"Number","%m"', "-Y", wanted, two_pass=two_pass)
        assert found.split() == frames


def test_expert_information_of_every_segment(lens):
    """Of a tap, which needs no tree."""
    said = lens.read(FOLDER / "wifi-aggregate-crowded.pcap", "-q", "-z", "expert")
    for count, text in (4, "Connection attempt: SYN"), (3, "The connection is closed in order"):
        assert re.search(rf"\n +{count} +Sequence +TCP Lens +{text}", said)
