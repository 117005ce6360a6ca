# segments.py: the TCP segments that every encapsulation carries.
# SPDX-License-Identifier: GPL-2.0-or-later
"""One complete connection and one refused connection, as plain values."""

import dataclasses
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT_ISN, SERVER_ISN = 0xFFFFFFF8, 0x7FFFFFF0     # the client's numbers wrap early
MSS = struct.pack("!BBH", 2, 4, 1460)
SYN_OPTIONS = MSS + struct.pack("!BBBBIIBBBB", 4, 2, 8, 10, 1000, 0, 1, 3, 3, 7)
TIMESTAMPS = struct.pack("!BBBBII", 1, 1, 8, 10, 1001, 2001)
STEPS = ("syn", "syn_ack", "ack", "request", "response", "fin", "fin_ack", "last_ack")


@dataclasses.dataclass
class Segment:
    """One segment. `number` counts the segments of a capture; `offset` replaces the true
    data offset (in words) where a case wants a wrong one."""

    from_client: bool
    seq: int
    ack: int
    flags: int
    options: bytes = b""
    payload: bytes = b""
    client_port: int = 50001
    server_port: int = 80
    number: int = 0
    offset: int = None

    def ports(self):
        pair = (self.client_port, self.server_port)
        return pair if self.from_client else pair[::-1]

    def header(self, checksum):
        options = self.options + b"\0" * (-len(self.options) % 4)
        words = self.offset if self.offset is not None else 5 + len(options) // 4
        numbers = (self.seq & 0xFFFFFFFF, self.ack & 0xFFFFFFFF)
        fields = (*self.ports(), *numbers, words << 4, self.flags, 8192, checksum, 0)
        return struct.pack("!HHIIBBHHH", *fields) + options


def text(length):
    return (b"0123456789" * (length // 10 + 1))[:length]


def connection(options=None, data=b"0123456789", client_isn=CLIENT_ISN, **common):
    """Handshake, one request and one response, the client closes first, three segments.
    `options` maps a step of STEPS to the bytes of its TCP options."""
    options = {"syn": MSS, "syn_ack": MSS, **(options or {})}
    client, server, size = client_isn + 1, SERVER_ISN + 1, len(data)
    plan = [
        (True, client_isn, 0, SYN, b""),
        (False, SERVER_ISN, client, SYN | ACK, b""),
        (True, client, server, ACK, b""),
        (True, client, server, PSH | ACK, data),
        (False, server, client + size, PSH | ACK, data),
        (True, client + size, server + size, FIN | ACK, b""),
        (False, server + size, client + size + 1, FIN | ACK, b""),
        (True, client + size + 1, server + size + 1, ACK, b""),
    ]
    return [Segment(*row[:4], options.get(step, b""), row[4], **common)
            for step, row in zip(STEPS, plan)]


def refused(options=MSS):
    ports = {"client_port": 50002, "server_port": 81}
    syn = Segment(True, CLIENT_ISN, 0, SYN, options, **ports)
    return [syn, Segment(False, 0, CLIENT_ISN + 1, RST | ACK, **ports)]


def again(segments, port, later=100000):
    """The same client's segments on another port of its own, port 80 and later numbers."""
    return [dataclasses.replace(s, client_port=port, server_port=80, seq=s.seq and s.seq + later,
                                ack=s.ack and s.ack + later) for s in segments]


def numbered(segments):
    for number, segment in enumerate(segments, 1):
        segment.number = number
    return segments


def both(options=None, **more):
    """The usual content of a capture: a complete connection, then a refused one."""
    return numbered(connection(options, **more) + refused())


def with_timestamps(**more):
    """The same with the options that a Linux host sends."""
    options = {step: TIMESTAMPS for step in STEPS}
    options.update(syn=SYN_OPTIONS, syn_ack=SYN_OPTIONS)
    return numbered(connection(options, **more) + refused(SYN_OPTIONS))


def with_offset(step, words):
    """The usual content with a wrong data offset in one segment."""
    segments = both()
    segments[STEPS.index(step)].offset = words
    return segments
