# packet.py: reads and builds Ethernet frames with one TCP segment.
# SPDX-License-Identifier: GPL-2.0-or-later

import dataclasses
import socket
import struct

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32
VXLAN_PORT, VXLAN_START = 4789, 16          # behind the UDP header and its own


@dataclasses.dataclass
class Packet:
    """One TCP segment on the wire; `forged` says that no host sent it."""

    source: tuple               # address and port
    target: tuple
    seq: int
    ack: int
    flags: int
    length: int                 # bytes of data
    forged: bool = False

    @property
    def end(self):
        """The sequence number behind the segment."""
        extra = bool(self.flags & SYN) + bool(self.flags & FIN)
        return (self.seq + self.length + extra) & 0xFFFFFFFF

    def has(self, flags):
        return self.flags & flags == flags

    def between(self, one, other):
        return {self.source, self.target} == {one, other}


def network_layer(frame):
    """(protocol, source, target, start of the transport header, end of the packet)."""
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    if ethertype == 0x0800:
        length, protocol = struct.unpack_from("!2xH5xB", frame, 14)
        source, target = (socket.inet_ntop(socket.AF_INET, frame[i:i + 4]) for i in (26, 30))
        return protocol, source, target, 14 + (frame[14] & 15) * 4, 14 + length
    if ethertype == 0x86DD:
        length, protocol = struct.unpack_from("!4xHB", frame, 14)
        source, target = (socket.inet_ntop(socket.AF_INET6, frame[i:i + 16]) for i in (22, 38))
        return protocol, source, target, 54, 54 + length
    return None, None, None, 0, 0


def port_at(frame, at):
    return int.from_bytes(frame[at:at + 2], "big")


def parse(frame):
    """The TCP segment of a frame, also one within VXLAN; None if it carries none."""
    protocol, source, target, start, end = network_layer(frame)
    if protocol == socket.IPPROTO_UDP and port_at(frame, start + 2) == VXLAN_PORT:
        return parse(frame[start + VXLAN_START:])
    if protocol != socket.IPPROTO_TCP or len(frame) < start + 14:
        return None
    sport, dport, seq, ack, words, flags = struct.unpack_from("!HHIIBB", frame, start)
    length = end - start - (words >> 4) * 4
    return Packet((source, sport), (target, dport), seq, ack, flags, length)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def build_segment(packet, addresses, payload, window):
    head = struct.pack("!HHIIBBH", packet.source[1], packet.target[1], packet.seq, packet.ack,
                       5 << 4, packet.flags, window)
    rest = b"\0\0" + payload
    pseudo = addresses + struct.pack("!HH", socket.IPPROTO_TCP, len(head) + 2 + len(rest))
    return head + struct.pack("!H", checksum(pseudo + head + rest)) + rest


def build(macs, packet, payload=b"", window=1024, ttl=64, ip_id=0):
    """A frame with the segment; `macs` are the target's and the source's."""
    family = socket.AF_INET6 if ":" in packet.source[0] else socket.AF_INET
    addresses = b"".join(socket.inet_pton(family, end[0])
                         for end in (packet.source, packet.target))
    segment = build_segment(packet, addresses, payload, window)
    if family == socket.AF_INET6:
        header = struct.pack("!IHBB", 6 << 28, len(segment), socket.IPPROTO_TCP, ttl) + addresses
        return b"".join(macs) + b"\x86\xdd" + header + segment
    fields = (0x45, 0, 20 + len(segment), ip_id, 0, ttl, socket.IPPROTO_TCP, 0)
    header = struct.pack("!BBHHHBBH", *fields) + addresses
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    return b"".join(macs) + b"\x08\x00" + header + segment
