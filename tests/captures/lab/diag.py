# diag.py: asks a kernel for the state of one socket, through sock_diag as `ss` does.
# SPDX-License-Identifier: GPL-2.0-or-later

import errno
import os
import socket
import struct

NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY = 4, 20
NLM_F_REQUEST, NLMSG_ERROR = 1, 2
ANY_COOKIE = b"\xff" * 8
NAMES = {
    1: "ESTABLISHED", 2: "SYN-SENT", 3: "SYN-RECEIVED", 4: "FIN-WAIT-1", 5: "FIN-WAIT-2",
    6: "TIME-WAIT", 7: "CLOSED", 8: "CLOSE-WAIT", 9: "LAST-ACK", 10: "LISTEN", 11: "CLOSING",
    12: "SYN-RECEIVED"}


def family_of(end):
    return socket.AF_INET6 if ":" in end[0] else socket.AF_INET


def request(own, peer):
    """The netlink message that looks up the socket of exactly these two ends."""
    family = family_of(own)
    addresses = b"".join(socket.inet_pton(family, end[0]).ljust(16, b"\0") for end in (own, peer))
    body = struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, 0xFFFFFFFF)
    body += struct.pack("!HH", own[1], peer[1]) + addresses + b"\0" * 4 + ANY_COOKIE
    return struct.pack("=IHHII", 16 + len(body), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 1, 0) + body


def state_of(answer):
    kind = struct.unpack_from("=H", answer, 4)[0]
    if kind == SOCK_DIAG_BY_FAMILY:
        return NAMES[answer[17]]
    error = -struct.unpack_from("=i", answer, 16)[0]
    if kind == NLMSG_ERROR and error == errno.ENOENT:
        return "CLOSED"
    raise OSError(error, os.strerror(error))


def state(namespace, own, peer):
    """The RFC 9293 name of the state of the socket between two ends; LISTEN if there is none but
    a listener, CLOSED if there is not even that."""
    with namespace.entered(), \
            socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as link:
        link.send(request(own, peer))
        return state_of(link.recv(4096))
