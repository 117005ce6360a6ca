# cases.py: the table of the encapsulations: name, link type, one line of explanation, frames.
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each case wraps segments into frames. What wraps one segment may return one frame or a
list of frames (fragments)."""

import dataclasses
import struct

from layers import (
    ARP, DEST_OPTIONS, ETHERIP, GRE, HOSTS4, HOSTS6, IP4, IP6, IPIP, ROUTING, SIX, TCP, TEB,
    TUNNEL6, UDP, address, aggregate, aggregate_in_fragments, cooked, cooked2, erspan2, eth4,
    eth6, ether, fragments4, fragments6, geneve, gre, gtp_u, icmp6_error, icmp_error, in_ip4,
    in_udp4, inner_ether, ip4, ip6, l2tp, mpls, pppoe, pptp, snap, snap4, snap6, tag, tcp, udp,
    v4, v6, vxlan, vxlan_gpe, wlan)
from segments import (
    SYN_OPTIONS, Segment, again, both, connection, numbered, refused, text, with_offset,
    with_timestamps)

NULL, ETHERNET, PPP, HDLC, RAW, C_HDLC, WIFI, LOOP, COOKED, RADIOTAP, IPV4, IPV6, COOKED2 = (
    0, 1, 9, 50, 101, 104, 105, 108, 113, 127, 228, 229, 276)
PPP_IP4, PPP_IP6 = b"\x00\x21", b"\x00\x57"
ALL_STATIONS = b"\xff\x03"
EMPTY_RADIOTAP = struct.pack("<BBHI", 0, 0, 8, 0)


@dataclasses.dataclass
class Case:
    name: str
    link: int
    about: str
    wrap: object
    segments: object = both
    snap: int = 65535


def long_data():
    return both(data=text(100))


def padded(frame, filler=b"\0"):
    return frame + filler * (60 - len(frame))


def extension(following, body):
    """An IPv6 extension header; its body is filled up with a Pad1 or PadN option."""
    missing = -(len(body) + 2) % 8
    if missing == 1:
        body += b"\0"
    if missing > 1:
        body += struct.pack("!BB", 1, missing - 2) + bytes(missing - 2)
    return struct.pack("!BB", following, len(body) // 8) + body


def routing(following, kind, left, body):
    return struct.pack("!BBBB", following, (len(body) - 4) // 8, kind, left) + body


def chained(s):
    """Hop-by-hop options, destination options, finished routing header, TCP."""
    segment_routing = struct.pack("!BBH", 0, 0, 0) + address("2001:db8:77::1")
    load = routing(TCP, 4, 0, segment_routing) + tcp(s, HOSTS6)
    load = extension(ROUTING, b"\x1e\x04abcd") + load
    load = extension(DEST_OPTIONS, b"\x05\x02\0\0") + load
    return ether(s, IP6, ip6(s, 0, load, HOSTS6))


def routing_unfinished(s):
    """The IPv6 header names a router; the true destination stands in the routing header."""
    if not s.from_client:
        return eth6(s)
    body = struct.pack("!BBH", 0, 0, 0) + address(HOSTS6[1])
    load = routing(TCP, 4, 1, body) + tcp(s, HOSTS6)
    return ether(s, IP6, ip6(s, ROUTING, load, (HOSTS6[0], "2001:db8:77::1")))


def authenticated(s):
    header = struct.pack("!BBHII", TCP, 4, 0, 0x100, s.number) + bytes(12)
    return ether(s, IP4, ip4(s, 51, header + tcp(s, HOSTS4), HOSTS4))


def on_ethernet(ethertype, fragments, reverse=False):
    """Frames from fragments, in order or backwards."""
    def wrap(s):
        frames = [ether(s, ethertype, part) for part in fragments(s)]
        return frames[::-1] if reverse else frames
    return wrap


def decoy(s):
    """The outer header records a route that reads like the inner pair of addresses."""
    pair = (HOSTS4 if s.from_client else HOSTS4[::-1])
    route = struct.pack("!BBB", 7, 11, 12) + address(pair[0]) + address(pair[1])
    return ether(s, IP4, ip4(s, IPIP, v4(s), options=route))


def quoting_payload(s):
    """Data that are themselves a whole packet between the same two hosts."""
    if s.payload:
        s = Segment(**{**vars(s), "payload": v4(s)})
    return eth4(s)


def quoting_data():
    other = Segment(True, 4711, 4712, 0x10, client_port=50001)
    return both(data=v4(other))


def deep(s):
    """VLAN, MPLS, IPv4, GRE, IPv6."""
    outer = ip4(s, GRE, gre(IP6, v6(s)))
    return ether(s, 0x8100, tag(100, 0x8847) + mpls(1001) + outer)


def vxlan_with_tags(s):
    inner = inner_ether(s, tag(200, IP4) + v4(s), 0x8100)
    return ether(s, 0x8100, tag(100, IP4) + ip4(s, UDP, udp(s, 4789, vxlan(inner))))


def same_addresses(s):
    return ether(s, IP4, ip4(s, IPIP, v4(s), HOSTS4))


def vxlan_same_addresses(s):
    load = udp(s, 4789, vxlan(inner_ether(s)), HOSTS4)
    return ether(s, IP4, ip4(s, UDP, load, HOSTS4))


def ethernet_snap(s):
    body = snap(IP4, v4(s))
    return ether(s, len(body), body)


def teredo(s):
    hosts = ("2001:0:cb00:7101::10", "2001:db8:2::20")
    return in_udp4(s, 3544, v6(s, hosts))


def grouped(carry=snap4):
    """What one side sends in a row, each group for one aggregate."""
    s = [(segment, carry(segment)) for segment in both()]
    return [[s[0]], [s[1]], [s[2], s[3]], [s[4]], [s[5]], [s[6]], [s[7], s[8]], [s[9]]]


def crowded():
    """Up to seven segments in a frame: three connections, one of them over IPv6, one established
    and closed in one frame, and at the end a fourth, on the ports of the first, refused."""
    s = numbered(connection() + connection(client_port=50003, client_isn=7000) +
                 connection(client_port=50005, data=b"") + again(refused(), 50001))
    s = [(x, snap6(x) if x.client_port == 50003 else snap4(x)) for x in s]
    one, two, brief, last = s[:8], s[8:16], s[16:24], s[24:]
    return [[one[0], two[0], brief[0]], [two[1], brief[1], one[1]],
            [one[2], brief[2], one[3], two[2], two[3], brief[5], two[3]],
            [one[4], two[4], brief[6]], [one[5], brief[7], two[5]], [one[6], two[6]],
            [one[7], last[0], two[7]], [last[1]]]


def mixed():
    """Segments between other packets, which stand first, in the middle and last."""
    s = both()
    arp = (s[0], snap(ARP, bytes(28)))
    other = (s[0], snap(IP4, ip4(s[0], UDP, udp(s[0], 9, b"discard"))))
    bridged = (s[0], b"\x42\x42\x03" + bytes(35))
    s = [(x, snap4(x)) for x in s]
    return [[arp, s[0]], [s[1], other], [bridged, s[2], arp, s[3], arp], [s[4], arp], [s[5]],
            [other, s[6]], [s[7], other, s[8], other], [arp, s[9]]]


def tunnelled():
    """In the third frame and the seventh, the first segment is within a tunnel."""
    groups = grouped()
    for group in groups:
        if len(group) > 1:
            s = group[0][0]
            group[0] = (s, snap(IP4, ip4(s, IPIP, v4(s))))
    return groups


def lying():
    """Lengths that are wrong: the last of a frame too long and too short, the first too long."""
    groups = grouped()
    s, body = groups[2][1]
    groups[2][1] = (s, body, len(body) + 400)
    s, body = groups[3][0]
    groups[3].append((s, body, len(body) - 4))
    s, body = groups[6][0]
    groups[6][0] = (s, body, len(body) + 40)
    return groups


ICMP_KINDS = [
    (3, 0, 0, 28), (3, 1, 0, None), (3, 3, 0, 28), (3, 13, 0, None), (11, 0, 0, 28)]
ICMP6_KINDS = [
    (1, 0, 0, None), (1, 1, 0, None), (1, 4, 0, None), (3, 0, 0, None)]


def syn_for_each(kinds):
    def segments():
        return numbered([Segment(True, 0xFFFFFFF8, 0, 2, SYN_OPTIONS, client_port=50010 + i)
                         for i, _ in enumerate(kinds)])
    return segments


def refused_by(frame, error, kinds):
    """The SYN and the ICMP error that it meets."""
    def wrap(s):
        kind, code, rest, quoted = kinds[s.client_port - 50010]
        return [frame(s), error(s, kind, code, rest, quoted)]
    return wrap


def too_big(frame, error, kind, code, rest):
    """The first data segment meets a small MTU and is sent again."""
    def wrap(s):
        if not (s.payload and s.from_client):
            return frame(s)
        return [frame(s), error(s, kind, code, rest, 576), frame(s)]
    return wrap


def mptcp():
    key_a, key_b, token = b"\x11" * 8, b"\x22" * 8, b"\x33" * 4
    dss = b"\x1e\x12\x20\x05" + struct.pack("!IIIH", 1, 1, 1, 10)
    return both({
        "syn": b"\x1e\x04\x01\x01" + b"\x1e\x0c\x10\x01" + token + b"\x44" * 4,
        "syn_ack": b"\x1e\x0c\x01\x01" + key_b,
        "ack": b"\x1e\x14\x01\x01" + key_a + key_b,
        "request": dss + b"\x1e\x10\x30\x02" + address("192.0.2.11") + b"\x55" * 8,
        "response": dss + b"\x1e\x04\x40\x02" + b"\x1e\x03\x51",
        "fin": b"\x1e\x0c\x60\x00" + b"\x66" * 8,
        "fin_ack": b"\x1e\x0c\x70\x00" + b"\x77" * 8,
        "last_ack": b"\x1e\x04\x81\x02"})


def fast_open(kind_and_magic):
    def option(cookie):
        kind, magic = kind_and_magic
        return struct.pack("!BB", kind, 2 + len(magic) + len(cookie)) + magic + cookie

    def segments():
        return both({"syn": option(b""), "syn_ack": option(b"\xc0\x0c\x1e" * 2 + b"\0\1")})
    return segments


def options_in(step, options):
    return lambda: both({step: options})


def sacks():
    blocks = struct.pack("!BBBBIIII", 1, 1, 5, 18, 0x80000010, 0x80000020, 0x80000030, 0x80000040)
    return both({"syn": b"\4\2", "syn_ack": b"\4\2", "ack": blocks, "request": blocks})


BASIC = [
    Case("ethernet-padded", ETHERNET, "Ethernet II, short frames padded to 60 bytes",
         lambda s: padded(eth4(s))),
    Case("ethernet-trailer", ETHERNET,
         "Ethernet II, short frames padded with bytes that are not zero",
         lambda s: padded(eth4(s), b"\x45")),
    Case("ethernet-snap", ETHERNET, "IEEE 802.3 with LLC and SNAP", ethernet_snap),
    Case("ipv4-options", ETHERNET, "IPv4 header with the options router alert and no-operation",
         lambda s: eth4(s, options=b"\x94\x04\0\0\1\1")),
    Case("ipv4-authentication", ETHERNET, "IPv4 with an authentication header", authenticated),
    Case("ipv4-length-zero", ETHERNET, "IPv4 total length 0, as segmentation offload leaves it",
         lambda s: eth4(s, length=0), with_timestamps),
    Case("ipv6", ETHERNET, "plain IPv6", eth6),
    Case("ipv6-length-zero", ETHERNET,
         "IPv6 payload length 0, as segmentation offload leaves it (preference ipv6.tso_support)",
         lambda s: eth6(s, length=0), with_timestamps),
    Case("ipv6-extension-headers", ETHERNET,
         "IPv6 with hop-by-hop options, destination options and a finished routing header",
         chained),
    Case("ipv6-routing-unfinished", ETHERNET,
         "IPv6 with a segment routing header that still names the true destination",
         routing_unfinished),
    Case("payload-quotes-packet", ETHERNET, "the data are a packet between the same two hosts",
         eth4, quoting_data),
]

FRAGMENTS = [
    Case("ipv4-fragments", ETHERNET, "each data segment in two or three IPv4 fragments",
         on_ethernet(IP4, lambda s: fragments4(s, [56, 32])), long_data),
    Case("ipv4-fragments-reversed", ETHERNET, "the same, the last fragment first",
         on_ethernet(IP4, lambda s: fragments4(s, [56, 32]), reverse=True), long_data),
    Case("ipv4-fragments-tiny", ETHERNET, "each TCP header cut by IPv4 fragments of 8 bytes",
         on_ethernet(IP4, lambda s: fragments4(s, [8, 8]))),
    Case("ipv6-fragments", ETHERNET, "each data segment in two or three IPv6 fragments",
         on_ethernet(IP6, lambda s: fragments6(s, [56, 32])), long_data),
    Case("ipv6-fragments-reversed", ETHERNET, "the same, the last fragment first",
         on_ethernet(IP6, lambda s: fragments6(s, [56, 32]), reverse=True), long_data),
]

LINKS = [
    Case("vlan", ETHERNET, "one IEEE 802.1Q tag",
         lambda s: ether(s, 0x8100, tag(100, IP4) + v4(s))),
    Case("qinq", ETHERNET, "IEEE 802.1ad service tag and 802.1Q tag",
         lambda s: ether(s, 0x88A8, tag(300, 0x8100) + tag(100, IP6) + v6(s))),
    Case("pppoe", ETHERNET, "PPPoE session",
         lambda s: ether(s, 0x8864, pppoe(PPP_IP4 + v4(s)))),
    Case("pppoe-ipv6", ETHERNET, "PPPoE session with IPv6",
         lambda s: ether(s, 0x8864, pppoe(PPP_IP6 + v6(s)))),
    Case("mpls", ETHERNET, "one MPLS label", lambda s: ether(s, 0x8847, mpls(1001) + v4(s))),
    Case("mpls-two-labels", ETHERNET, "two MPLS labels with IPv6",
         lambda s: ether(s, 0x8847, mpls(1001, 1002) + v6(s))),
    Case("linux-cooked", COOKED, "Linux cooked capture, version 1",
         lambda s: cooked(s, v4(s))),
    Case("linux-cooked-v2", COOKED2, "Linux cooked capture, version 2, with IPv6",
         lambda s: cooked2(s, v6(s), IP6)),
    Case("raw-ip", RAW, "no link layer, IPv4", v4),
    Case("raw-ip-v6", RAW, "no link layer, IPv6 under the same link type", v6),
    Case("raw-ipv4-only", IPV4, "link type 228", v4),
    Case("raw-ipv6-only", IPV6, "link type 229", v6),
    Case("bsd-loopback", NULL, "BSD loopback, address family in little-endian order",
         lambda s: struct.pack("<I", 2) + v4(s)),
    Case("bsd-loopback-ipv6", NULL, "BSD loopback with the IPv6 family of macOS",
         lambda s: struct.pack("<I", 30) + v6(s)),
    Case("openbsd-loopback", LOOP, "OpenBSD loopback, address family in network order",
         lambda s: struct.pack("!I", 2) + v4(s)),
    Case("wifi", WIFI, "IEEE 802.11 data frames", lambda s: wlan(s, snap(IP4, v4(s)))),
    Case("wifi-qos", WIFI, "IEEE 802.11 QoS data frames with IPv6",
         lambda s: wlan(s, snap(IP6, v6(s)), qos=5)),
    Case("wifi-radiotap", RADIOTAP, "IEEE 802.11 QoS data frames behind a radiotap header",
         lambda s: EMPTY_RADIOTAP + wlan(s, snap(IP4, v4(s)), qos=0)),
    Case("wifi-aggregate", WIFI, "IEEE 802.11 A-MSDU, two segments in some of the frames",
         aggregate, grouped),
    Case("wifi-aggregate-ipv6", RADIOTAP, "the same with IPv6, behind a radiotap header",
         lambda group: EMPTY_RADIOTAP + aggregate(group), lambda: grouped(snap6)),
    Case("wifi-aggregate-crowded", WIFI,
         "A-MSDU with up to seven segments of three connections, then ports used again",
         aggregate, crowded),
    Case("wifi-aggregate-mixed", WIFI, "A-MSDU with other packets before and behind TCP's",
         aggregate, mixed),
    Case("wifi-aggregate-fragments", WIFI, "A-MSDU in two IEEE 802.11 fragments",
         aggregate_in_fragments, grouped),
    Case("wifi-aggregate-tunnel", WIFI, "A-MSDU, the first of two segments in a tunnel",
         aggregate, tunnelled),
    Case("wifi-aggregate-lengths", WIFI, "A-MSDU with wrong lengths of subframes, data sent twice",
         aggregate, lying),
    *(Case(f"wifi-aggregate-{snap}", WIFI, f"A-MSDU cut at {snap} bytes: {where}", aggregate,
           grouped, snap)
      for snap, where in [(120, "within the IP header of the second segment"),
                          (134, "within its ports"), (140, "within its TCP header"),
                          (150, "behind its window")]),
    Case("ppp", PPP, "PPP", lambda s: ALL_STATIONS + PPP_IP4 + v4(s)),
    Case("ppp-hdlc", HDLC, "PPP in HDLC-like framing", lambda s: ALL_STATIONS + PPP_IP6 + v6(s)),
    Case("cisco-hdlc", C_HDLC, "Cisco HDLC", lambda s: b"\x0f\0\x08\0" + v4(s)),
]

TUNNELS = [
    Case("gre", ETHERNET, "GRE", lambda s: in_ip4(s, GRE, gre(IP4, v4(s)))),
    Case("gre-key-sequence", ETHERNET, "GRE with checksum, key and sequence number",
         lambda s: in_ip4(s, GRE, gre(IP6, v6(s), key=9, sequence=s.number, summed=True))),
    Case("nvgre", ETHERNET, "Ethernet in GRE with a virtual subnet in the key",
         lambda s: in_ip4(s, GRE, gre(TEB, inner_ether(s), key=0x1234 << 8))),
    Case("erspan", ETHERNET, "ERSPAN type II",
         lambda s: in_ip4(s, GRE, gre(0x88BE, erspan2(inner_ether(s)), sequence=s.number))),
    Case("pptp", ETHERNET, "PPP in the GRE of PPTP",
         lambda s: in_ip4(s, GRE, pptp(s, ALL_STATIONS + PPP_IP4 + v4(s)))),
    Case("ip-in-ip", ETHERNET, "IPv4 in IPv4", lambda s: in_ip4(s, IPIP, v4(s))),
    Case("ip-in-ip-same-addresses", ETHERNET, "IPv4 in IPv4, both with the same two addresses",
         same_addresses),
    Case("ip-in-ip-recorded-route", ETHERNET,
         "IPv4 in IPv4, the outer header's recorded route holds the inner addresses", decoy),
    Case("6in4", ETHERNET, "IPv6 in IPv4", lambda s: in_ip4(s, SIX, v6(s))),
    Case("4in6", ETHERNET, "IPv4 in IPv6", lambda s: ether(s, IP6, ip6(s, IPIP, v4(s)))),
    Case("6in6", ETHERNET, "IPv6 in IPv6", lambda s: ether(s, IP6, ip6(s, SIX, v6(s)))),
    Case("etherip", ETHERNET, "EtherIP",
         lambda s: in_ip4(s, ETHERIP, b"\x30\0" + inner_ether(s))),
    Case("vxlan", ETHERNET, "VXLAN", lambda s: in_udp4(s, 4789, vxlan(inner_ether(s)))),
    Case("vxlan-ipv6", ETHERNET, "VXLAN over IPv6 with IPv6 inside",
         lambda s: ether(s, IP6, ip6(s, UDP, udp(
              s, 4789, vxlan(inner_ether(s, v6(s), IP6)), TUNNEL6)))),
    Case("vxlan-gpe", ETHERNET, "VXLAN generic protocol extension with bare IPv4",
         lambda s: in_udp4(s, 4790, vxlan_gpe(v4(s)))),
    Case("vxlan-vlan-inside-outside", ETHERNET, "VXLAN with a VLAN tag outside and one inside",
         vxlan_with_tags),
    Case("vxlan-same-addresses", ETHERNET, "VXLAN, both IPv4 headers with the same addresses",
         vxlan_same_addresses),
    Case("geneve", ETHERNET, "Geneve", lambda s: in_udp4(s, 6081, geneve(inner_ether(s)))),
    Case("geneve-options", ETHERNET, "Geneve with options and bare IPv6",
         lambda s: in_udp4(s, 6081, geneve(v6(s), b"\x01\x02\x03\x01abcd", IP6))),
    Case("gtp-u", ETHERNET, "GTP-U", lambda s: in_udp4(s, 2152, gtp_u(v4(s)))),
    Case("gtp-u-sequence", ETHERNET, "GTP-U with sequence numbers and IPv6 inside",
         lambda s: in_udp4(s, 2152, gtp_u(v6(s), s.number))),
    Case("l2tp", ETHERNET, "L2TP version 2 around PPP",
         lambda s: in_udp4(s, 1701, l2tp(ALL_STATIONS + PPP_IP4 + v4(s)))),
    Case("teredo", ETHERNET, "Teredo: IPv6 in UDP", teredo),
    Case("vlan-mpls-gre-ipv6", ETHERNET, "VLAN, MPLS, IPv4, GRE, IPv6, one in the other", deep),
]

ERRORS = [
    Case("icmp-errors", ETHERNET, "SYNs answered by ICMP: unreachable and time exceeded",
         refused_by(eth4, icmp_error, ICMP_KINDS), syn_for_each(ICMP_KINDS)),
    Case("icmpv6-errors", ETHERNET, "SYNs answered by ICMPv6: unreachable and time exceeded",
         refused_by(eth6, icmp6_error, ICMP6_KINDS), syn_for_each(ICMP6_KINDS)),
    Case("icmp-fragmentation-needed", ETHERNET, "a data segment answered by ICMP: too long",
         too_big(eth4, icmp_error, 3, 4, 576), long_data),
    Case("icmpv6-packet-too-big", ETHERNET, "a data segment answered by ICMPv6: too long",
         too_big(eth6, icmp6_error, 2, 0, 1280), long_data),
]

CUT = [
    Case(f"snap-{length}", ETHERNET, about, eth4, with_timestamps, length)
    for length, about in (
        (48, "frames cut at 48 bytes: within the fixed TCP header"),
        (54, "frames cut at 54 bytes: behind the fixed TCP header"),
        (58, "frames cut at 58 bytes: within the TCP options"),
        (60, "frames cut at 60 bytes: within the TCP options"),
        (70, "frames cut at 70 bytes: within the data"))
] + [
    Case("snap-ipv6-74", ETHERNET, "IPv6 frames cut at 74 bytes: behind the fixed TCP header",
         eth6, with_timestamps, 74),
]

OPTIONS = [
    Case("tcp-options-linux", ETHERNET, "the options of a Linux host: MSS, SACK, timestamps, scale",
         eth4, with_timestamps),
    Case("tcp-options-unknown", ETHERNET, "a SYN with options of unknown kinds", eth4,
         options_in("syn", b"\x4d\x04ab\xc8\x02\xfd\x06\x12\x34xy\2\4\5\xb4")),
    Case("tcp-options-truncated", ETHERNET,
         "a SYN whose last option is longer than the header", eth4,
         options_in("syn", b"\2\4\5\xb4\1\1\x08\x0a")),
    Case("tcp-options-length-missing", ETHERNET, "a SYN whose header ends behind an option's kind",
         eth4, options_in("syn", b"\2\4\5\xb4\1\1\1\x08")),
    Case("tcp-options-length-zero", ETHERNET, "a SYN with an option of length 0", eth4,
         options_in("syn", b"\2\4\5\xb4\x08\0\0\0\3\3\7\0")),
    Case("tcp-options-length-one", ETHERNET, "a SYN with an option of length 1", eth4,
         options_in("syn", b"\2\4\5\xb4\x08\1\3\3\7\0\0\0")),
    Case("tcp-options-wrong-length", ETHERNET,
         "a SYN with MSS, scale and timestamps of wrong length", eth4,
         options_in("syn", b"\2\3\5\3\4\7\7\x08\x06\1\2\3\4\1\1\1")),
    Case("tcp-options-behind-end", ETHERNET,
         "a SYN with bytes that look like options behind the end", eth4,
         options_in("syn", b"\2\4\5\xb4\0\3\3\7\4\2\x08\x0a")),
    Case("tcp-options-user-timeout", ETHERNET, "the user timeout option (28)", eth4,
         options_in("syn", b"\2\4\5\xb4\x1c\4\x80\x05")),
    Case("tcp-options-sack", ETHERNET, "two SACK blocks", eth4, sacks),
    Case("tcp-options-mptcp", ETHERNET, "nine of the subtypes of Multipath TCP", eth4, mptcp),
    Case("tcp-options-fast-open", ETHERNET, "Fast Open cookie request and cookie (34)", eth4,
         fast_open((34, b""))),
    Case("tcp-options-fast-open-experimental", ETHERNET,
         "Fast Open in the experimental option (254, 0xf989)", eth4,
         fast_open((254, b"\xf9\x89"))),
    Case("tcp-data-offset-short", ETHERNET, "a data segment whose data offset is 4 words", eth4,
         lambda: with_offset("request", 4)),
    Case("tcp-data-offset-long", ETHERNET, "an ACK whose data offset lies behind its end", eth4,
         lambda: with_offset("ack", 15)),
]

CASES = BASIC + FRAGMENTS + LINKS + TUNNELS + ERRORS + CUT + OPTIONS
