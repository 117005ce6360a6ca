"""packets.py - which bytes make a packet, over IPv4 or IPv6, bare or in a tunnel?

SPDX-License-Identifier: GPL-2.0-or-later

Checksums are left 0, which Wireshark does not mind unless it is told to look.
"""

import collections
import struct

TCP, UDP, GRE, VXLAN_PORT = 6, 17, 47, 4789
MACS = bytes.fromhex("020000000001" "020000000002")


def ethernet(kind, payload):
    return MACS + struct.pack("!H", kind) + payload


# --- IPv4 and IPv6 --------------------------------------------------------------------------------

def address4(host):
    """10.x.y.z, by a number below 2^24."""
    return struct.pack("!I", 0x0A000000 | host)


def address6(host):
    """In 2001:db8::/32, which RFC 3849 keeps for examples."""
    return bytes.fromhex("20010db8") + bytes(8) + struct.pack("!I", host)


def ipv4(protocol, payload, source, destination, number=0):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number & 0xFFFF, 0x4000, 64,
                       protocol, 0, source, destination) + payload


def ipv6(protocol, payload, source, destination, number=0):
    del number  # a packet that is no fragment has none in IPv6
    return struct.pack("!IHBB16s16s", 6 << 28, len(payload), protocol, 64, source,
                       destination) + payload


# What Ethernet calls it, what an IP packet around it calls it, and how to make both its parts.
Network = collections.namedtuple("Network", "ethertype protocol packet address")
IPV4 = Network(0x0800, 4, ipv4, address4)
IPV6 = Network(0x86DD, 41, ipv6, address6)


# --- above IP -------------------------------------------------------------------------------------

def tcp(ports, numbers, flags, options=b"", data=b""):
    """ports: source, destination; numbers: Seq, Ack. The window is that of an idle Linux."""
    return struct.pack("!HHIIBBHHH", *ports, *numbers, (5 + len(options) // 4) << 4, flags, 64240,
                       0, 0) + options + data


def udp(ports, data):
    return struct.pack("!HHHH", *ports, 8 + len(data), 0) + data


# --- around IP: each takes the inner network, its packet, and which end (0 or 1) sends ------------

def bare(network, packet, end):
    del end
    return ethernet(network.ethertype, packet)


def vlan(network, packet, end):
    del end
    return ethernet(0x8100, struct.pack("!HH", 7, network.ethertype) + packet)


GATEWAYS = address4(0xFE0001), address4(0xFE0002)


def between_gateways(protocol, payload, end):
    return ethernet(IPV4.ethertype, ipv4(protocol, payload, GATEWAYS[end], GATEWAYS[1 - end]))


def in_ipv4(network, packet, end):
    return between_gateways(network.protocol, packet, end)


def gre(network, packet, end):
    return between_gateways(GRE, struct.pack("!HH", 0, network.ethertype) + packet, end)


def vxlan(network, packet, end):
    inner = struct.pack("!II", 0x08000000, 42 << 8) + bare(network, packet, end)
    return between_gateways(UDP, udp((49152, VXLAN_PORT), inner), end)


# --- the file -------------------------------------------------------------------------------------

def file_header(link_type=1):
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)


def record(milliseconds, packet):
    seconds, rest = divmod(milliseconds, 1000)
    return struct.pack("<IIII", 1700000000 + seconds, rest * 1000, len(packet),
                       len(packet)) + packet
