"""hostile.py - captures that somebody made to do harm, or that a careless host made.

SPDX-License-Identifier: GPL-2.0-or-later

Each maker yields packets: (time in nanoseconds, IP packet, its length on the wire). At any size:

    python3 hostile.py flood 1000000 FILE
"""

import itertools
import struct
import sys

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
CLIENT, SERVER = 0, 1
SECOND = 10**9
START = 1_700_000_000 * SECOND
STEP = 1_000_000
HOSTS = (bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
HOSTS_6 = (bytes([0xfd] + 14 * [0] + [1]), bytes([0xfd] + 14 * [0] + [2]))
PORTS = (40000, 9)  # discard: Wireshark leaves its payload alone
MSS, SCALE_14 = b"\2\4\5\xb4", b"\1\3\3\x0e"


def tcp(ports, seq, ack, flags, options=b"", data=b"", window=64240):
    """A segment; options are filled up with octets 0 to a multiple of 4."""
    options += bytes(-len(options) % 4)
    return struct.pack("!HHIIBBHHH", *ports, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                       5 + len(options) // 4 << 4, flags, window, 0, 0) + options + data


def ipv4(source, destination, payload, ttl=64, number=0, length=None, fragment=0, protocol=6):
    total = 20 + (len(payload) if length is None else length)
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, total, number & 0xFFFF, fragment, ttl, protocol,
                       0, source, destination) + payload


def ipv6(source, destination, payload, protocol=6):
    header = struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64)
    return header + source + destination + payload


class Talk:
    """Two ends that keep count of their numbers; each packet a millisecond behind the last."""

    def __init__(self, seqs=(1000, 5000), time=START, hosts=HOSTS, ports=PORTS):
        self.next, self.time, self.hosts, self.ports = list(seqs), time, hosts, ports
        self.number = 0

    def send(self, end, flags, data=b"", options=b"", **ip):
        """What `end` sends next."""
        segment = self.segment(end, flags, self.next[end], data, options)
        self.next[end] += len(data) + bool(flags & SYN) + bool(flags & FIN)
        return self.packet(end, segment, **ip)

    def segment(self, end, flags, seq, data=b"", options=b"", ack=None, window=64240):
        if ack is None:
            ack = self.next[1 - end] if flags & ACK else 0
        return tcp((self.ports[end], self.ports[1 - end]), seq, ack, flags, options, data, window)

    def packet(self, end, segment, **ip):
        self.time += STEP
        self.number += 1
        packet = ipv4(self.hosts[end], self.hosts[1 - end], segment, number=self.number, **ip)
        return self.time, packet, len(packet)

    def out_of_order(self, end, flags, seq, **rest):
        """A segment that moves no numbers."""
        return self.packet(end, self.segment(end, flags, seq, **rest))

    def opening(self, options=MSS):
        yield self.send(CLIENT, SYN, options=options)
        yield self.send(SERVER, SYN | ACK, options=options)
        yield self.send(CLIENT, ACK)

    def exchange(self):
        yield self.send(CLIENT, PSH | ACK, b"ask")
        yield self.send(SERVER, PSH | ACK, b"answer")
        yield self.send(CLIENT, ACK)

    def closing(self):
        yield self.send(CLIENT, FIN | ACK)
        yield self.send(SERVER, ACK)
        yield self.send(SERVER, FIN | ACK)
        yield self.send(CLIENT, ACK)

    def life(self):
        yield from self.opening()
        yield from self.exchange()
        yield from self.closing()


# --- floods --------------------------------------------------------------------------------------

def flood(count):
    """SYNs, each from a host of its own."""
    for i in range(count):
        source = struct.pack("!I", 0x0B000000 + i)
        packet = ipv4(source, HOSTS[SERVER], tcp((1024 + i % 60000, 80), i * 7919, 0, SYN, MSS))
        yield START + i * STEP, packet, len(packet)


def reuse(count):
    """One four-tuple for so many whole connections, a minute apart."""
    for i in range(count):
        talk = Talk((1000 + i * 100_000, 5000 + i * 70_000), START + i * 60 * SECOND)
        yield from talk.life()


def reuse_refused(count):
    """One four-tuple, tried again and again, and refused."""
    for i in range(count):
        talk = Talk((1000 + i * 100_000, 0), START + i * SECOND)
        yield talk.send(CLIENT, SYN, options=MSS)
        yield talk.out_of_order(SERVER, RST | ACK, 0)


# --- storms: many segments in one connection, each of which may change its states -----------------

def storm(one, count):
    """Opening, so many packets of one(talk, i), and an end in which both go on as before."""
    talk = Talk()
    yield from talk.opening()
    yield from talk.exchange()
    for i in range(count):
        yield one(talk, i)
    yield from talk.exchange()
    yield from talk.closing()


def rst_storm(count):
    """The opening, an exchange, and RSTs of the client: the first one ends it."""
    talk = Talk()
    yield from itertools.chain(talk.opening(), talk.exchange())
    for _ in range(count):
        yield talk.out_of_order(CLIENT, RST | ACK, talk.next[CLIENT])


def rst_and_on(count):
    """RSTs in the client's name, each of which it contradicts by going on: two changes each."""
    def one(talk, i):
        if i % 2 == 0:
            return talk.out_of_order(CLIENT, RST | ACK, talk.next[CLIENT])
        return talk.send(CLIENT, PSH | ACK, b"more")
    return storm(one, count)


def rst_of_both(count):
    """RSTs of both sides by turns, outside the window."""
    def one(talk, i):
        return talk.out_of_order(i % 2, RST | ACK, talk.next[i % 2] + (1 << 30))
    return storm(one, count)


def syn_storm(count):
    """SYNs inside the connection, each with a number of its own."""
    def one(talk, i):
        return talk.out_of_order(CLIENT, SYN, 0x70000000 + i * 70_000, options=MSS)
    return storm(one, count)


def syn_and_on(count):
    """SYNs inside the connection, each of which its sender contradicts by going on."""
    def one(talk, i):
        if i % 2 == 0:
            return talk.out_of_order(CLIENT, SYN, 0x70000000 + i * 70_000, options=MSS)
        return talk.send(CLIENT, PSH | ACK, b"more")
    return storm(one, count)


def syn_again(count):
    """One SYN again and again, seven seconds apart, without an answer."""
    talk = Talk()
    for _ in range(count):
        yield talk.out_of_order(CLIENT, SYN, 1000, options=MSS)
        talk.time += 7 * SECOND


def fin_storm(count):
    """One FIN again and again, then the close goes on."""
    talk = Talk()
    yield from itertools.chain(talk.opening(), talk.exchange())
    yield talk.send(CLIENT, FIN | ACK)
    for _ in range(count):
        yield talk.out_of_order(CLIENT, FIN | ACK, talk.next[CLIENT] - 1)
    yield talk.send(SERVER, ACK)
    yield talk.send(SERVER, FIN | ACK)
    yield talk.send(CLIENT, ACK)


def unreachable(count):
    """A SYN, and so many ICMP errors that quote it."""
    talk = Talk()
    syn = talk.send(CLIENT, SYN, options=MSS)
    yield syn
    quote = struct.pack("!BBHI", 3, 1, 0, 0) + syn[1][:28]
    for i in range(count):
        packet = ipv4(HOSTS[SERVER], HOSTS[CLIENT], quote, protocol=1)
        yield syn[0] + (i + 1) * STEP, packet, len(packet)


# --- options -------------------------------------------------------------------------------------

KINDS = {2: 4, 3: 3, 4: 2, 5: 10, 8: 10, 30: 12, 34: 10, 254: 8}  # with the length of a good one
BAD = {
    "length 0": lambda kind: bytes([kind, 0]),
    "length 1": lambda kind: bytes([kind, 1]),
    "beyond the list": lambda kind: bytes([kind, 41, 1, 1]),
    "one octet, no length": lambda kind: bytes([1, 1, 1, kind]),
    "ends in the option": lambda kind: bytes([1, 1, kind, KINDS[kind] + 1]),
}
WRONG = {2: (3, 5), 3: (2, 4), 4: (3, 4), 5: (2, 9, 12), 8: (9, 11, 2), 30: (2,), 254: (2, 3)}


def bad_options():
    """(what is wrong, options) of many kinds."""
    for kind in KINDS:
        for what, make in BAD.items():
            yield f"kind {kind}: {what}", make(kind)
    for kind, lengths in WRONG.items():
        for length in lengths:
            option = bytes([kind, length]) + bytes([1]) * (length - 2)
            yield f"kind {kind}: length {length}", option + bytes([1]) * (-len(option) % 4)


def odd_options():
    """A whole connection with each bad list of options on all of its segments."""
    for index, (_, options) in enumerate(bad_options()):
        talk = Talk(time=START + index * SECOND, ports=(10000 + index, 9))
        yield talk.send(CLIENT, SYN, options=options)
        yield talk.send(SERVER, SYN | ACK, options=options)
        for end, flags in ((CLIENT, ACK), (CLIENT, FIN | ACK), (SERVER, FIN | ACK), (CLIENT, ACK)):
            yield talk.send(end, flags, options=options)


# --- fragments -----------------------------------------------------------------------------------

# (first octet, one behind the last) of a segment of 20 + 44 octets; those behind the first overlap.
CUTS = [[(0, 40), (32, 64)], [(0, 64), (32, 64)], [(32, 64), (0, 40)], [(0, 32), (0, 32), (32, 64)],
        [(0, 32), (8, 40), (32, 64)]]


def fragments_of(source, destination, segment, cuts, number):
    """The IPv4 packet of a segment in pieces."""
    for first, last in cuts:
        more = 0x2000 if last < len(segment) else 0
        yield ipv4(source, destination, segment[first:last], number=number,
                   fragment=first // 8 | more)


def fragments_6_of(source, destination, segment, cuts, number):
    for first, last in cuts:
        header = struct.pack("!BBHI", 6, 0, first | (last < len(segment)), number)
        yield ipv6(source, destination, header + segment[first:last], protocol=44)


def overlapping(make=fragments_of, hosts=HOSTS):
    """For each way to cut: a connection in which a data segment comes in overlapping pieces."""
    def whole(end, segment):
        return make(hosts[end], hosts[1 - end], segment, [(0, len(segment))], 0) \
            if make is fragments_6_of else [ipv4(hosts[end], hosts[1 - end], segment)]
    time = START
    for index, cuts in enumerate(CUTS):
        talk = Talk(hosts=hosts, ports=(30000 + index, 9))
        plan = [(CLIENT, SYN, b""), (SERVER, SYN | ACK, b""), (CLIENT, ACK, b""),
                (CLIENT, PSH | ACK, bytes(range(44))), (SERVER, ACK, b""),
                (CLIENT, FIN | ACK, b""), (SERVER, FIN | ACK, b""), (CLIENT, ACK, b"")]
        for end, flags, data in plan:
            segment = talk.segment(end, flags, talk.next[end], data)
            talk.next[end] += len(data) + bool(flags & SYN) + bool(flags & FIN)
            pieces = make(hosts[end], hosts[1 - end], segment, cuts, 100 + index) if data \
                else whole(end, segment)
            for packet in pieces:
                time += STEP
                yield time, packet, len(packet)


# --- long streams --------------------------------------------------------------------------------

LARGE = 65_495  # octets of data in the longest packet that IPv4 can tell of: 65535 - 40


def stream(count, both=True):
    """So many of the longest segments, of which a few octets are captured: 65,600 are 4 GiB."""
    talk = Talk((0xFFFF0000, 0xFFFFFF00))
    options = MSS + SCALE_14
    yield from talk.opening(options)
    for i in range(count):
        segment = talk.segment(SERVER, ACK, talk.next[SERVER])
        talk.next[SERVER] += LARGE
        time, packet, _ = talk.packet(SERVER, segment, length=len(segment) + LARGE)
        yield time, packet, 20 + len(segment) + LARGE
        if i % 16 == 15:
            yield talk.send(CLIENT, ACK)
    yield talk.send(CLIENT, ACK)
    yield from talk.exchange()
    yield from talk.closing()


# --- clocks --------------------------------------------------------------------------------------

CLOCKS = {
    "back a second each": lambda number: START - number * SECOND,
    "back and forth": lambda number: START + (-1) ** number * 3600 * SECOND,
    "from 2038 to 1970": lambda number: (2**31 + 5 - number if number < 4 else number) * SECOND,
    "all at 1970": lambda _: 0,
    "up to 2106": lambda number: (2**32 - 10 + number) % 2**32 * SECOND,
    "nanoseconds back": lambda number: START - number,
}


def clock(name):
    """Whole connections, a refused one and one that is reset, by this clock."""
    number = 0
    for index, make in enumerate((Talk.life, refused, aborted, timed_out)):
        for _, packet, wire in make(Talk(ports=(20000 + index, 9))):
            number += 1
            yield CLOCKS[name](number), packet, wire


def refused(talk):
    yield talk.send(CLIENT, SYN, options=MSS)
    yield talk.out_of_order(SERVER, RST | ACK, 0)


def aborted(talk):
    yield from talk.opening()
    yield from talk.exchange()
    for _ in range(20):
        yield talk.out_of_order(SERVER, RST | ACK, talk.next[SERVER])


def timed_out(talk):
    yield from talk.opening()
    yield talk.send(CLIENT, PSH | ACK, b"ask")
    for _ in range(5):
        yield talk.out_of_order(CLIENT, PSH | ACK, talk.next[CLIENT] - 3, data=b"ask")


# --- files ---------------------------------------------------------------------------------------

MAKERS = {maker.__name__: maker for maker in (
    flood, reuse, reuse_refused, rst_storm, rst_and_on, rst_of_both, syn_storm, syn_and_on,
    syn_again, fin_storm, unreachable, stream)}


def write(path, packets, snap=65535, link_type=101):
    """A pcap with nanoseconds, of raw IP unless said otherwise."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, link_type))
        for time, packet, wire in packets:
            captured = packet[:snap]
            seconds, rest = divmod(time, SECOND)
            file.write(struct.pack("<IIII", seconds & 0xFFFFFFFF, rest, len(captured), wire))
            file.write(captured)


if __name__ == "__main__":
    write(sys.argv[3], MAKERS[sys.argv[1]](int(sys.argv[2])))
