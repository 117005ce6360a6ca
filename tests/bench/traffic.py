"""traffic.py - the captures that the bench measures, made from nothing: who sends what, and when?

SPDX-License-Identifier: GPL-2.0-or-later

A story is a list of steps (end, flags, data); a capture is a row of (sender, *step), one for each
frame, a millisecond apart. tests/tshark/test_bench_traffic.py sees that they are what they say.
"""

import collections
import itertools
import struct

from packets import IPV4, IPV6, TCP, UDP, bare, file_header, gre, in_ipv4, record, tcp, udp, \
    vlan, vxlan

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
CLIENT, SERVER = 0, 1
HTTP, EPHEMERAL, OTHER = 80, 40000, 50000  # no dissector asks for the payload of the last two


class Connection:
    """Two ends that keep count of their numbers and of their clocks."""

    def __init__(self, index, port=HTTP, network=IPV4, around=bare):
        self.network, self.around = network, around
        self.addresses = network.address(0x010000 + index % 65000), network.address(1)
        self.ports = EPHEMERAL + index // 65000 * 1000 + index % 999, port
        self.next = [(index * 7919 + 1000) & 0xFFFFFFFF, (index * 104729 + 5000) & 0xFFFFFFFF]
        self.clock = [0, 0]

    def options(self, end, flags):
        """As Linux sends them: timestamps on all but an RST (RFC 7323 3.2)."""
        if flags & RST:
            return b""
        stamps = struct.pack("!BBII", 8, 10, self.clock[end], self.clock[1 - end])
        if flags & SYN:
            return bytes.fromhex("020405b4" "0402") + stamps + bytes.fromhex("01" "030307")
        return bytes.fromhex("0101") + stamps

    def send(self, number, end, flags, data=b""):
        # RFC 9293 3.10.7.1: a reset from an end that never spoke has the number 0.
        seq = self.next[end] if self.clock[end] or flags & SYN else 0
        ack = self.next[1 - end] if flags & ACK else 0
        self.clock[end] = number
        self.next[end] = (seq + len(data) + bool(flags & (SYN | FIN))) & 0xFFFFFFFF
        segment = tcp((self.ports[end], self.ports[1 - end]), (seq, ack), flags,
                      self.options(end, flags), data)
        packet = self.network.packet(TCP, segment, self.addresses[end], self.addresses[1 - end],
                                     number)
        return record(number, self.around(self.network, packet, end))


class Datagrams:
    """UDP from one host to another, of which TCP Lens has nothing to say."""

    def send(self, number):
        packet = IPV4.packet(UDP, udp((EPHEMERAL, OTHER), b"u" * 100), IPV4.address(2),
                             IPV4.address(1), number)
        return record(number, bare(IPV4, packet, CLIENT))


# --- stories --------------------------------------------------------------------------------------

REQUEST = b"GET /page HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 600\r\n\r\n" + b"a" * 600

HANDSHAKE = [
    (CLIENT, SYN),
    (SERVER, SYN | ACK),
    (CLIENT, ACK),
]
SHORT_LIFE = HANDSHAKE + [
    (CLIENT, PSH | ACK, REQUEST),
    (SERVER, ACK),
    (SERVER, PSH | ACK, ANSWER),
    (CLIENT, ACK),
    (CLIENT, FIN | ACK),
    (SERVER, FIN | ACK),
    (CLIENT, ACK),
]
ABORTED = HANDSHAKE + [(CLIENT, PSH | ACK, REQUEST), (SERVER, RST | ACK)]
REFUSED = [(CLIENT, SYN), (SERVER, RST | ACK)]
LONE_SYN = [(CLIENT, SYN)]


def download():
    """Without end: two segments of data, one ACK, over and over."""
    yield from HANDSHAKE
    segment = SERVER, ACK, b"d" * 1448
    yield from itertools.cycle([segment, segment, (CLIENT, ACK)])


def told(sender, story):
    return ((sender, *step) for step in story)


def in_turn(stories):
    """A step of each story in turn, until all have been told."""
    for steps in itertools.zip_longest(*stories):
        yield from (step for step in steps if step is not None)


# --- captures -------------------------------------------------------------------------------------

TUNNELS = [(IPV4, vlan), (IPV4, gre), (IPV4, in_ipv4), (IPV6, in_ipv4), (IPV4, vxlan)]


def short_connections(frames, ways=((IPV4, bare),)):
    """Whole lives, one after the other; each by the next of the ways."""
    for index in range(frames // len(SHORT_LIFE)):
        network, around = ways[index % len(ways)]
        yield from told(Connection(index, network=network, around=around), SHORT_LIFE)


def tunnels(frames):
    return short_connections(frames, TUNNELS)


def over_ipv6(frames):
    return short_connections(frames, [(IPV6, bare)])


def bulk_transfer(frames):
    return itertools.islice(told(Connection(0, OTHER), download()), frames)


def syn_flood(frames):
    """Each SYN from another address and port, and none answered."""
    for index in range(frames):
        yield from told(Connection(index), LONE_SYN)


# What goes on at the same time in a hundred frames of the mix, beside 30 of one long download.
ROUND = [SHORT_LIFE] * 4 + [ABORTED] * 2 + [REFUSED] * 4 + [LONE_SYN] * 2
ROUND_FRAMES, ROUND_DOWNLOAD, ROUND_DATAGRAMS = 100, 30, 10


def mix(frames):
    """Several connections at a time, of all kinds, and frames without TCP."""
    bulk = told(Connection(0, OTHER), download())
    datagrams = Datagrams()
    indexes = itertools.count(1)
    for _ in range(frames // ROUND_FRAMES):
        stories = [told(Connection(index), story) for story, index in zip(ROUND, indexes)]
        yield from in_turn([itertools.islice(bulk, ROUND_DOWNLOAD), *stories,
                            [(datagrams,)] * ROUND_DATAGRAMS])


# steps(frames): a multiple of 100, or 1 for the flood. streams(frames): how many connections those
# hold. frames_of_each: of the connections whose memory is told, else 0.
Capture = collections.namedtuple("Capture", "title steps streams frames_of_each", defaults=[0])

CAPTURES = {
    "short": Capture("short connections", short_connections, lambda frames: frames // 10,
                     frames_of_each=10),
    "bulk": Capture("bulk transfer", bulk_transfer, lambda frames: 1),
    "mix": Capture("mix", mix, lambda frames: frames // 100 * len(ROUND) + 1),
    "flood": Capture("SYN flood", syn_flood, lambda frames: frames, frames_of_each=1),
    "tunnels": Capture("tunnels", tunnels, lambda frames: frames // 10),
    "ipv6": Capture("IPv6", over_ipv6, lambda frames: frames // 10),
}


def write(path, name, frames):
    with open(path, "wb") as file:
        file.write(file_header())
        file.writelines(sender.send(number, *step) for number, (sender, *step) in
                        enumerate(CAPTURES[name].steps(frames), 1))
    return path
