"""test_pickup.py - what does a capture show that lacks some of its frames, or has them twice?

SPDX-License-Identifier: GPL-2.0-or-later

Every real capture is played again without its first frames, without every k-th, without one
direction, and with each frame doubled. A state may then be UNKNOWN; it may not be another than the
one that the kernels held (truth.json), unless what moved the host has left no trace at all. All
variants stand in one file, each with addresses of its own.
"""

import struct
from collections import Counter, namedtuple

import pytest
from conftest import TOP
from test_truth import truth_of
from truth import NAMES, is_same, proven_states, server_had_a_socket

CASES = sorted(path.parent for path in (TOP / "tests" / "captures").glob("*/truth.json"))
STEPS = range(2, 8)  # every second frame is missing, to every seventh
ETHERNET, IPV4, IPV6 = 14, b"\x08\x00", b"\x86\xdd"

Record = namedtuple("Record", "header packet")
NUMBERS = ["tcp.seq_raw", "tcp.ack_raw", "tcp.len", "tcp.flags.syn", "tcp.flags.fin",
           "tcp.flags.reset"]
# A capture with some frames missing, or twice: `numbers` of those that are there, from 1.
Variant = namedtuple("Variant", "case kind name numbers")


def records_of(path):
    """The frames of a little-endian pcap file."""
    data, at, records = path.read_bytes(), 24, []
    while at < len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        records.append(Record(data[at:at + 16], data[at + 16:at + 16 + length]))
        at += 16 + length
    return records


def source_of(packet):
    """Who sent it: the IP source address, as octets."""
    start, length = (26, 4) if packet[12:14] == IPV4 else (22, 16)
    return packet[start:start + length]


def variants_of(case, records):
    numbers = tuple(range(1, len(records) + 1))
    for first in numbers[1:]:
        yield Variant(case, "first frames cut", f"from frame {first}", numbers[first - 1:])
    for step in STEPS:
        for rest in range(step):
            yield Variant(case, "every k-th dropped", f"without each {step} k + {rest}",
                          tuple(n for n in numbers if n % step != rest))
    for sender in sorted({source_of(record.packet) for record in records}):
        yield Variant(case, "one direction", f"without {sender.hex()}",
                      tuple(n for n in numbers if source_of(records[n - 1].packet) != sender))
    yield Variant(case, "each doubled", "all twice", tuple(sorted(numbers * 2)))


def moved(packet, index):
    """The packet between hosts of another network, whose number is the index."""
    packet, mark = bytearray(packet), struct.pack(">H", index)
    places = (27, 31) if packet[12:14] == IPV4 else (28, 44)
    assert packet[12:14] in (IPV4, IPV6) and packet[ETHERNET] >> 4 in (4, 6)
    for place in places:
        packet[place:place + 2] = mark
    return bytes(packet)


def write(path, variants, captures):
    """Writes all variants behind each other."""
    magic = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    with open(path, "wb") as file:
        file.write(magic)
        for index, variant in enumerate(variants):
            for number in variant.numbers:
                record = captures[variant.case][number - 1]
                file.write(record.header + moved(record.packet, index))
    path.chmod(0o644)


def number(row, name):
    return int(row[name] or 0)


def end_of(row):
    """The sequence number behind a segment."""
    flags = number(row, "tcp.flags.syn") + number(row, "tcp.flags.fin")
    return number(row, "tcp.seq_raw") + number(row, "tcp.len") + flags


def is_told_again(missing, later):
    """Do later frames say what a missing one said: all that it sent, and all that it took?

    The numbers of the sender's later segments, or the other side's acknowledgements, tell that it
    sent something; later acknowledgements of the sender tell what had arrived there."""
    of_sender = [row for row in later if row["tcp.srcport"] == missing["tcp.srcport"]]
    of_peer = [row for row in later if row["tcp.dstport"] == missing["tcp.srcport"]]
    sent = any(number(row, "tcp.seq_raw") >= end_of(missing) for row in of_sender) or \
        any(number(row, "tcp.ack_raw") >= end_of(missing) for row in of_peer)
    took = any(number(row, "tcp.ack_raw") >= number(missing, "tcp.ack_raw") for row in of_sender)
    return missing["tcp.flags.reset"] == "0" and sent and took


def is_provable(variant, point, whole):
    """Have all missing frames up to the point left their trace in those behind them?"""
    last = point["after_frame"]
    ports = {str(point["client_port"]), str(point["server_port"])}
    there = sorted({n for n in variant.numbers if n <= last})
    for missing in set(range(1, last + 1)) - set(there):
        row = whole[missing - 1]
        if {row["tcp.srcport"], row["tcp.dstport"]} == ports and not is_told_again(
                row, [whole[n - 1] for n in there if n > missing]):
            return False
    return True


def verdicts(variant, rows, whole):
    """(right, wrong, UNKNOWN or no trace; text) for each proven state after a frame there.

    `whole` has the rows of the capture with all its frames."""
    truth = truth_of(variant.case)
    shown_after = dict(zip(variant.numbers, rows))  # of two copies, the second
    for point in truth:
        row = shown_after.get(point["after_frame"])
        if row is None or row["tcp.srcport"] == "" or "icmp" in row["frame.protocols"]:
            continue
        for side, state in proven_states(point):
            what, text = verdict(variant, point, side, state, row,
                                 server_had_a_socket(truth, point))
            if what == "wrong" and not is_provable(variant, point, whole):
                what = "no trace"
            yield what, text


def verdict(variant, point, side, state, row, had_a_socket):
    role = {row["tcp.srcport"]: row["tcplens.role"]}
    is_turned = role.get(str(point["client_port"]), "client") != "client" or \
        role.get(str(point["server_port"]), "server") != "server"
    shown_side = {"client": "server", "server": "client"}[side] if is_turned else side
    shown = row[f"tcplens.{shown_side}.state"]
    text = (f"{variant.case.name}, {variant.name}, after frame {point['after_frame']}: "
            f"the {side} is {state}, shown as {shown or 'nothing'}")
    if shown == "UNKNOWN":
        return "UNKNOWN", text
    return "right" if is_same(side, state, shown, had_a_socket) else "wrong", text


@pytest.fixture(scope="module")
def results(lens):
    """[(kind, verdict, text)] of all variants of all captures, one pass."""
    captures = {case: records_of(case / "capture.pcap") for case in CASES}
    variants = [variant for case in CASES for variant in variants_of(case, captures[case])]
    path = lens.folder / "variants.pcap"
    write(path, variants, captures)
    rows = iter(lens.fields(path, [*NAMES, *NUMBERS, "tcplens.role"]))
    of_variant = {variant: [next(rows) for _ in variant.numbers] for variant in variants}
    assert next(rows, None) is None
    whole = {variant.case: of_variant[variant][::2]
             for variant in variants if variant.kind == "each doubled"}
    return [(variant.kind, *each) for variant in variants
            for each in verdicts(variant, of_variant[variant], whole[variant.case])]


def test_no_state_is_wrong(results):
    wrong = [text for _, what, text in results if what == "wrong"]
    assert not wrong, f"{len(wrong)} of {len(results)}:\n" + "\n".join(wrong[:60])


def test_enough_is_shown(results):
    """Prints what was counted (pytest -rP shows it)."""
    counts = Counter((kind, what) for kind, what, _ in results)
    for kind in sorted({kind for kind, _ in counts}):
        print(kind + ": " + ", ".join(f"{counts[kind, what]} {what}"
                                      for what in ("right", "wrong", "UNKNOWN", "no trace")))
    assert counts["each doubled", "UNKNOWN"] == 0
    assert counts["first frames cut", "right"] > 1000
    assert counts["every k-th dropped", "right"] > 1000
