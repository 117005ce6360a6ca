"""test_reader.py - does the reader find every TCP header, and read the same in it as TCP does?

SPDX-License-Identifier: GPL-2.0-or-later

The plugin readerprobe shows what the reader sees in each frame. Wireshark's TCP fields of the same
frame are the truth; for frames with several TCP headers, those of the innermost.
"""

import os
import pathlib

import pytest

from conftest import TOP

# Frames with several segments that do not lie in each other are compared by test_aggregate.py.
CAPTURES = sorted(path for path in (TOP / "tests" / "captures").rglob("*.pcap*")
                  if not path.stem.startswith("wifi-aggregate"))

# Field of the probe -> field of Wireshark that must hold the same number, as often as it is there.
FIXED = {
    "seq": "tcp.seq_raw",
    "ack": "tcp.ack_raw",
    "flags": "tcp.flags",
    "window": "tcp.window_size_value",
    "len": "tcp.len",
    "stream": "tcp.stream",
    "frame": "frame.number",
}
OPTIONS = {
    "mss": "tcp.options.mss_val",
    "wscale": "tcp.options.wscale.shift",
    "tsval": "tcp.options.timestamp.tsval",
    "tsecr": "tcp.options.timestamp.tsecr",
}
IP = ["ip.ttl", "ip.id", "ip.flags.df", "ip.flags.mf", "ip.src", "ipv6.hlim", "ipv6.src",
      "ipv6.fraghdr.more", "ipv6.fraghdr.ident"]
OTHERS = ["tcp.hdr_len", "tcp.srcport", "tcp.options.sack_perm", "tcp.options.sack_re",
          "tcp.options.tfo.cookie", "tcp.options.tfo.request", "tcp.options.mptcp.subtype",
          "frame.protocols", "frame.time_epoch", *IP]
PROBED = ["kind", "time", "optlen", "options", "sack_perm", "sack_right", "fast_open", "mptcp",
          "ttl", "ipid", "df", "from", *FIXED, *OPTIONS]
QUOTE = {
    "quote_seq": ("tcp.seq_raw", "tcp.seq"),
    "quote_stream": ("tcp.stream",),
    "quote_frame": ("frame.number",),
    "quote_type": ("icmp.type", "icmpv6.type"),
    "quote_code": ("icmp.code", "icmpv6.code"),
}
NAMES = [*FIXED.values(), *OPTIONS.values(), *OTHERS, "tcp.seq", "icmp.type", "icmp.code",
         "icmpv6.type", "icmpv6.code", "tlprobe.quote_from",
         *(f"tlprobe.{name}" for name in [*PROBED, *QUOTE])]

NONE, SEGMENT, QUOTED = 0, 1, 2
OPTIONS_CUT = 0x80

# A segment without the length of its packet shows only if the preference is on.
PREFERENCES = ["-o", "ipv6.tso_support:TRUE"]
MODES = {
    "one pass": {},
    "two passes": {"two_pass": True},
    "fragments not reassembled": {"preferences": ["-o", "ip.defragment:FALSE",
                                                  "-o", "ipv6.defragment:FALSE"]},
}


# Captures without one TCP header that TCP itself can read: nothing is compared in them.
UNREADABLE = {"any": {"snap-48"}, "fragments not reassembled": {"snap-48", "ipv4-fragments-tiny"}}


class Frame:
    """What Wireshark (`of`) and the probe (`probe`) say of one frame."""

    def __init__(self, row):
        self.row = row
        self.layers = row["frame.protocols"].split(":")

    def values(self, name):
        return [value for value in self.row[name].split("\n") if value != ""]

    def of(self, name):
        """The innermost value as a number, or None."""
        values = self.values(name)
        return int(values[-1], 0) if values else None

    def probe(self, name):
        value = self.row["tlprobe." + name]
        return int(value) if value else None

    def expected(self):
        """What the reader has to find here."""
        if "tcp" not in self.layers:
            return NONE
        above = self.layers[:len(self.layers) - self.layers[::-1].index("tcp")]
        if "icmp" in above or "icmpv6" in above:
            return QUOTED
        header = self.of("tcp.hdr_len")
        headers = len(self.values("tcp.srcport"))
        if len(self.values("tcp.window_size_value")) < headers or not header or header < 20:
            return NONE
        is_measured = len(self.values("tcp.len")) == headers
        return SEGMENT if is_measured or self.is_first_fragment() else NONE

    def is_first_fragment(self):
        """TCP does not measure a fragment that it is handed alone."""
        return self.of("ip.flags.mf") == 1 or self.of("ipv6.fraghdr.more") == 1

    def has_several(self):
        return len(self.values("tcp.srcport")) > 1

    def ip_version(self):
        """Of the header beneath the innermost TCP: "ip" or "ipv6". A layer named ip may turn out
        to be IPv6 (GTP), and one that was found by heuristics has no name (MPLS)."""
        named = [layer for layer in self.layers if layer in ("ip", "ipv6")]
        sources = self.values("ip.src")
        is_ipv4 = named[-1:] != ["ipv6"] and sources and len(sources) >= named.count("ip")
        return "ip" if is_ipv4 else "ipv6"

    def ip_facts(self):
        """TTL, ID, DF of that header."""
        if self.ip_version() == "ip":
            return self.of("ip.ttl"), self.of("ip.id"), self.of("ip.flags.df")
        ident = self.of("ipv6.fraghdr.ident")
        return self.of("ipv6.hlim"), None if ident is None else ident & 0xffff, 0


def fast_open(frame):
    """The length of the cookie, 0 for a request, None without the option."""
    cookies = frame.values("tcp.options.tfo.cookie")
    if cookies:
        return len(cookies[-1].replace(":", "")) // 2
    return 0 if frame.values("tcp.options.tfo.request") else None


def fixed_differences(frame):
    for name, field in FIXED.items():
        if frame.of(field) is not None:
            yield name, frame.probe(name), frame.of(field)
    yield "optlen", frame.probe("optlen"), frame.of("tcp.hdr_len") - 20
    seconds, fraction = frame.row["frame.time_epoch"].split(".")
    yield "time", frame.probe("time"), int(seconds) * 10**9 + int(fraction.ljust(9, "0"))
    for name, value in zip(("ttl", "ipid", "df"), frame.ip_facts()):
        yield name, frame.probe(name), value


def option_differences(frame):
    for name, field in OPTIONS.items():
        yield name, frame.probe(name), frame.of(field)
    has_sack = bool(frame.values("tcp.options.sack_perm"))
    yield "sack_perm", frame.probe("sack_perm"), 1 if has_sack else None
    blocks = frame.values("tcp.options.sack_re")
    edge = frame.probe("sack_right")
    yield "sack_right", edge is not None, bool(blocks)
    yield "fast_open", frame.probe("fast_open"), fast_open(frame)
    subtypes = frame.values("tcp.options.mptcp.subtype")
    yield "mptcp", frame.probe("mptcp"), int(subtypes[0], 0) if subtypes else None


def quote_differences(frame):
    for name, fields in QUOTE.items():
        values = [frame.of(field) for field in fields if frame.of(field) is not None]
        if values:
            yield name, frame.probe(name), values[0]


def differences(frame):
    """What the probe says otherwise than Wireshark, as text."""
    kind = frame.probe("kind") or NONE
    if kind != frame.expected():
        return [f"kind: {kind}, not {frame.expected()} in {frame.row['frame.protocols']}"]
    pairs = []
    if kind == QUOTED:
        pairs += quote_differences(frame)
    if kind == SEGMENT:
        pairs += fixed_differences(frame)
    if kind == SEGMENT and not frame.has_several():
        pairs += option_differences(frame)
    return [f"{name}: {got}, not {want}" for name, got, want in pairs if got != want]


SEEN = {}


def frames(probe, capture, mode="one pass", **how):
    """Every frame of a capture; a capture is read once a mode."""
    if (capture, mode) not in SEEN:
        settings = dict(MODES[mode])
        preferences = [*PREFERENCES, *settings.pop("preferences", [])]
        rows = probe.fields(capture, NAMES, *preferences, **settings, **how)
        SEEN[capture, mode] = [Frame(row) for row in rows]
    return SEEN[capture, mode]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: str(path.relative_to(TOP)))
def test_every_header_is_found_and_read_as_by_tcp(probe, capture, mode):
    seen = frames(probe, capture, mode)
    wrong = [f"frame {frame.row['frame.number']}: {what}"
             for frame in seen for what in differences(frame)]
    assert not wrong, "\n".join(wrong[:20])
    compared = sum(frame.expected() != NONE for frame in seen)
    is_unreadable = capture.stem in UNREADABLE.get(mode, UNREADABLE["any"])
    assert (compared == 0) == is_unreadable, f"{compared} headers compared"


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: str(path.relative_to(TOP)))
def test_each_end_keeps_its_number(probe, capture):
    ends = {}
    for frame in frames(probe, capture):
        if frame.probe("kind") != SEGMENT:
            continue
        end = (frame.values(frame.ip_version() + ".src")[-1], frame.of("tcp.srcport"))
        ends.setdefault(frame.of("tcp.stream"), {}).setdefault(end, set()).add(
            frame.probe("from"))
    for stream, numbers in ends.items():
        assert all(len(number) == 1 for number in numbers.values()), (stream, numbers)
        assert len(set.union(*numbers.values())) == len(numbers), (stream, numbers)


def test_quoted_header_names_the_segment(probe, captures):
    """An ICMP error quotes what a segment before it said: the same end, the same number."""
    quoted = 0
    for capture in sorted((captures / "encapsulations").glob("icmp*.pcap")):
        sent = set()
        for frame in frames(probe, capture):
            if frame.probe("kind") == SEGMENT:
                sent.add((frame.probe("from"), frame.probe("seq"), frame.probe("stream")))
            elif frame.probe("kind") == QUOTED:
                quoted += 1
                assert (frame.probe("quote_from"), frame.probe("quote_seq"),
                        frame.probe("quote_stream")) in sent
    assert quoted >= 4


def test_the_comparison_can_fail(probe, captures):
    """Each value that is compared, changed by one, is found to be wrong."""
    frame = frames(probe, captures / "encapsulations" / "tcp-options-linux.pcap")[0]
    assert differences(frame) == [] and frame.expected() == SEGMENT
    changed = 0
    for name in PROBED:
        if frame.probe(name) is None or name in ("from", "options"):
            continue
        other = Frame({**frame.row, f"tlprobe.{name}": str(frame.probe(name) + 1)})
        assert differences(other), name
        changed += 1
    assert changed >= 14
    assert differences(Frame({**frame.row, "tlprobe.kind": ""}))


@pytest.mark.skipif("READER_CAPTURES" not in os.environ, reason="READER_CAPTURES names no folder")
def test_captures_elsewhere(probe):
    """Any folder of captures at hand, such as those of other projects' tests."""
    wrong, compared = [], 0
    for capture in sorted(pathlib.Path(os.environ["READER_CAPTURES"]).rglob("*.*cap*")):
        for frame in frames(probe, capture, check=False):
            compared += frame.expected() == SEGMENT
            wrong += [f"{capture} frame {frame.row['frame.number']}: {what}"
                      for what in differences(frame)]
    print(f"{compared} segments compared")
    assert not wrong, "\n".join(wrong[:100])
    assert compared > 0
