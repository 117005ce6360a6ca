# layers.py: puts a TCP segment into IP, tunnels and link layers.
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every function returns bytes. `s` is the segment that decides the direction, `load` what
the layer carries."""

import socket
import struct

IP4, ARP, IP6, TEB = 0x0800, 0x0806, 0x86DD, 0x6558      # EtherTypes; TEB: Ethernet in GRE
IPIP, TCP, UDP, SIX, ROUTING, FRAGMENT, GRE, ICMP6, DEST_OPTIONS, ETHERIP = (
    4, 6, 17, 41, 43, 44, 47, 58, 60, 97)
MACS = (bytes.fromhex("020000000001"), bytes.fromhex("020000000002"))
INNER_MACS = (bytes.fromhex("020000001001"), bytes.fromhex("020000001002"))
BSSID = bytes.fromhex("0200000000aa")
HOSTS4 = ("192.0.2.10", "198.51.100.20")
HOSTS6 = ("2001:db8:1::10", "2001:db8:2::20")
TUNNEL4 = ("203.0.113.1", "203.0.113.2")
TUNNEL6 = ("2001:db8:fe::1", "2001:db8:fe::2")


def directed(s, pair):
    return pair if s.from_client else pair[::-1]


def address(text):
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    return socket.inet_pton(family, text)


def addresses(s, hosts):
    return b"".join(address(host) for host in directed(s, hosts))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(pair, protocol, length):
    if len(pair) == 8:
        return pair + struct.pack("!HH", protocol, length)
    return pair + struct.pack("!II", length, protocol)


def tcp(s, hosts):
    """The segment with its checksum for these two addresses."""
    plain = s.header(0) + s.payload
    pseudo = pseudo_header(addresses(s, hosts), TCP, len(plain))
    return s.header(checksum(pseudo + plain)) + s.payload


def udp(s, port, load, hosts=TUNNEL4):
    plain = struct.pack("!HHHH", 40000 + s.client_port % 16, port, 8 + len(load), 0) + load
    total = checksum(pseudo_header(addresses(s, hosts), UDP, len(plain)) + plain)
    return plain[:6] + struct.pack("!H", total or 0xFFFF) + load


def ip4(s, protocol, load, hosts=TUNNEL4, options=b"", fragment=0x4000, length=None):
    options += b"\0" * (-len(options) % 4)
    words = 5 + len(options) // 4
    length = words * 4 + len(load) if length is None else length
    fields = (0x40 | words, 0, length, 0x1000 + s.number, fragment, 64, protocol, 0)
    header = struct.pack("!BBHHHBBH", *fields) + addresses(s, hosts) + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + load


def ip6(s, protocol, load, hosts=TUNNEL6, length=None):
    length = len(load) if length is None else length
    return struct.pack("!IHBB", 6 << 28, length, protocol, 64) + addresses(s, hosts) + load


def v4(s, hosts=HOSTS4, **more):
    return ip4(s, TCP, tcp(s, hosts), hosts, **more)


def v6(s, hosts=HOSTS6, **more):
    return ip6(s, TCP, tcp(s, hosts), hosts, **more)


def fragments4(s, sizes):
    """The segment in fragments whose sizes (multiples of 8) are given, the rest in the last."""
    whole, at, parts = tcp(s, HOSTS4), 0, []
    for size in [*sizes, 0xFFFF]:
        part = whole[at:at + size]
        more = 0x2000 if at + size < len(whole) else 0
        if part:
            parts.append(ip4(s, TCP, part, HOSTS4, fragment=more | at // 8))
        at += size
    return parts


def fragments6(s, sizes):
    whole, at, parts = tcp(s, HOSTS6), 0, []
    for size in [*sizes, 0xFFFF]:
        part = whole[at:at + size]
        more = 1 if at + size < len(whole) else 0
        if part:
            header = struct.pack("!BBHI", TCP, 0, at | more, s.number)
            parts.append(ip6(s, FRAGMENT, header + part, HOSTS6))
        at += size
    return parts


def ether(s, ethertype, load, macs=MACS):
    source, target = directed(s, macs)
    return target + source + struct.pack("!H", ethertype) + load


def inner_ether(s, load=None, ethertype=IP4):
    return ether(s, ethertype, v4(s) if load is None else load, INNER_MACS)


def eth4(s, **more):
    return ether(s, IP4, v4(s, **more))


def eth6(s, **more):
    return ether(s, IP6, v6(s, **more))


def in_ip4(s, protocol, load):
    """A tunnel over IPv4 on Ethernet."""
    return ether(s, IP4, ip4(s, protocol, load))


def in_udp4(s, port, load):
    return in_ip4(s, UDP, udp(s, port, load))


def tag(vlan, ethertype):
    """What follows an EtherType 0x8100 or 0x88a8."""
    return struct.pack("!HH", vlan, ethertype)


def mpls(*labels):
    last = len(labels) - 1
    return b"".join(struct.pack("!I", label << 12 | (i == last) << 8 | 64)
                    for i, label in enumerate(labels))


def gre(protocol, load, key=None, sequence=None, summed=False):
    flags = summed << 15 | (key is not None) << 13 | (sequence is not None) << 12
    optional = b"".join(struct.pack("!I", x) for x in (key, sequence) if x is not None)
    start = struct.pack("!HH", flags, protocol)
    if not summed:
        return start + optional + load
    total = checksum(start + bytes(4) + optional + load)
    return start + struct.pack("!HH", total, 0) + optional + load


def pptp(s, load):
    """Enhanced GRE (version 1) of PPTP around a PPP frame."""
    return struct.pack("!HHHHI", 0x3001, 0x880B, len(load), 7, s.number) + load


def vxlan(load, vni=42):
    return struct.pack("!II", 0x08000000, vni << 8) + load


def vxlan_gpe(load, vni=42, next_protocol=1):
    return struct.pack("!II", 0x0C000000 | next_protocol, vni << 8) + load


def geneve(load, options=b"", protocol=TEB, vni=42):
    return struct.pack("!BBHI", len(options) // 4, 0, protocol, vni << 8) + options + load


def gtp_u(load, sequence=None):
    extra = b"" if sequence is None else struct.pack("!HBB", sequence, 0, 0)
    flags = 0x32 if extra else 0x30
    return struct.pack("!BBHI", flags, 255, len(extra) + len(load), 0xABCD) + extra + load


def l2tp(load):
    return struct.pack("!HHH", 0x0002, 17, 23) + load


def erspan2(load):
    return struct.pack("!HHI", 0x1000 | 100, 5, 0) + load


def pppoe(load):
    return struct.pack("!BBHH", 0x11, 0, 0x1234, len(load)) + load


def cooked(s, load, ethertype=IP4):
    source, _ = directed(s, MACS)
    kind = 4 if s.from_client else 0
    return struct.pack("!HHH8sH", kind, 1, 6, source, ethertype) + load


def cooked2(s, load, ethertype=IP4):
    source, _ = directed(s, MACS)
    kind = 4 if s.from_client else 0
    return struct.pack("!HHIHBB8s", ethertype, 0, 2, 1, kind, 6, source) + load


def snap(ethertype, load):
    return b"\xaa\xaa\x03\0\0\0" + struct.pack("!H", ethertype) + load


def wlan(s, load, qos=None, more=False, fragment=0):
    """An 802.11 data frame between a station (the client) and its access point."""
    source, target = directed(s, MACS)
    places = (BSSID, source, target) if s.from_client else (target, BSSID, source)
    way = 1 if s.from_client else 2
    control = struct.pack("<BBH", 0x08 if qos is None else 0x88, more << 2 | way, 0)
    order = struct.pack("<H", s.number << 4 | fragment)
    service = b"" if qos is None else struct.pack("<H", qos)
    return control + b"".join(places) + order + service + load


def snap4(s):
    return snap(IP4, v4(s))


def snap6(s):
    return snap(IP6, v6(s))


def subframes(parts):
    """The subframes of an A-MSDU, one for each (segment, what it carries), or with a third: the
    length that its header claims."""
    load = b""
    for s, body, *claim in parts:
        load += b"\0" * (-len(load) % 4)
        source, target = directed(s, MACS)
        load += target + source + struct.pack("!H", *claim or [len(body)]) + body
    return load


def aggregate(parts):
    """An 802.11 A-MSDU."""
    return wlan(parts[0][0], subframes(parts), qos=0x80)


def aggregate_in_fragments(parts):
    """The same in two 802.11 fragments."""
    load, s = subframes(parts), parts[0][0]
    middle = len(load) // 2 & ~1
    return [wlan(s, load[:middle], qos=0x80, more=True),
            wlan(s, load[middle:], qos=0x80, fragment=1)]


def icmp_error(s, kind, code, rest=0, quoted=None):
    """An IPv4 router tells the sender of `s`; `quoted` limits the bytes that it quotes."""
    body = struct.pack("!BBHI", kind, code, 0, rest) + v4(s)[:quoted]
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    return reply_from_router(s, IP4, ip4(answer(s), 1, body, (HOSTS4[0], "203.0.113.9")))


def icmp6_error(s, kind, code, rest=0, quoted=None):
    hosts = (HOSTS6[0], "2001:db8:9::1")
    body = struct.pack("!BBHI", kind, code, 0, rest) + v6(s)[:quoted]
    pseudo = pseudo_header(addresses(answer(s), hosts), ICMP6, len(body))
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    return reply_from_router(s, IP6, ip6(answer(s), ICMP6, body, hosts))


def answer(s):
    """Something whose direction is against that of `s`, for headers of replies."""
    return type(s)(not s.from_client, 0, 0, 0, number=s.number + 0x100)


def reply_from_router(s, ethertype, packet):
    return ether(answer(s), ethertype, packet)
