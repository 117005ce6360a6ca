"""traffic.py - the captures that the bench measures, made from nothing.

SPDX-License-Identifier: GPL-2.0-or-later

Checksums are left 0, which Wireshark does not mind.
"""

import struct

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
SYN_OPTIONS = bytes.fromhex("020405b4 0402 080a00000001 00000000 01 030307".replace(" ", ""))
CLIENT, SERVER = 0, 1


def header(link_type=1):
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)


def frame(number, segment, source, destination):
    """A record of the file: Ethernet, IPv4, TCP; a millisecond after the one before."""
    length = 20 + len(segment)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, length, number & 0xFFFF, 0x4000, 64, 6, 0, source,
                     destination)
    packet = bytes.fromhex("020000000001020000000002" "0800") + ip + segment
    seconds, milliseconds = divmod(number, 1000)
    return struct.pack("<IIII", 1700000000 + seconds, milliseconds * 1000, len(packet),
                       len(packet)) + packet


class Connection:
    """Two ends that keep count of their numbers."""

    def __init__(self, index, port=80):
        self.addresses = (struct.pack("!BBH", 10, 1, index % 65000), bytes([10, 0, 0, 1]))
        self.ports = (20000 + index // 65000 * 1000 + index % 999, port)
        self.next = [(index * 7919 + 1000) & 0xFFFFFFFF, (index * 104729 + 5000) & 0xFFFFFFFF]

    def send(self, number, end, flags, data=b""):
        options = SYN_OPTIONS if flags & SYN else b""
        ack = self.next[1 - end] if flags & ACK else 0
        segment = struct.pack("!HHIIBBHHH", self.ports[end], self.ports[1 - end], self.next[end],
                              ack, (5 + len(options) // 4) << 4, flags, 64240, 0, 0)
        self.next[end] += len(data) + bool(flags & (SYN | FIN))
        self.next[end] &= 0xFFFFFFFF
        return frame(number, segment + options + data, self.addresses[end],
                     self.addresses[1 - end])


REQUEST = b"GET /page HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 600\r\n\r\n" + b"a" * 600
DISCARD = 9  # a port whose payload Wireshark leaves alone

# A whole life in ten frames.
SHORT_LIFE = [
    (CLIENT, SYN, b""),
    (SERVER, SYN | ACK, b""),
    (CLIENT, ACK, b""),
    (CLIENT, PSH | ACK, REQUEST),
    (SERVER, ACK, b""),
    (SERVER, PSH | ACK, ANSWER),
    (CLIENT, ACK, b""),
    (CLIENT, FIN | ACK, b""),
    (SERVER, FIN | ACK, b""),
    (CLIENT, ACK, b""),
]


def short_connections(frames):
    """Many connections of ten frames each."""
    for index in range(frames // len(SHORT_LIFE)):
        connection = Connection(index)
        for step, (end, flags, data) in enumerate(SHORT_LIFE):
            yield connection.send(index * len(SHORT_LIFE) + step + 1, end, flags, data)


def bulk_transfer(frames):
    """One connection: two segments of data, one ACK, over and over."""
    connection = Connection(0, DISCARD)
    for number in range(1, frames + 1):
        if number <= 3:
            yield connection.send(number, *SHORT_LIFE[number - 1][:2])
        elif number % 3:
            yield connection.send(number, SERVER, ACK, b"d" * 1448)
        else:
            yield connection.send(number, CLIENT, ACK)


def lone_syns(frames):
    """A scan that nobody answers."""
    for index in range(frames):
        yield Connection(index).send(index + 1, CLIENT, SYN)


def write(path, records):
    with open(path, "wb") as file:
        file.write(header())
        file.writelines(records)
    return path
