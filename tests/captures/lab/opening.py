# opening.py: cases about how connections open, or fail to.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import ACK, RST, SYN
from .story import REQUEST, RESPONSE, case, close_both, exchange, receive, send

FAST_OPEN_CLIENT_AND_SERVER = 3


@case("simultaneous-open")
def simultaneous_open(lab):
    """Both ends open at once: the SYNs cross, each side answers by SYN,ACK.

    Both applications call connect() from bound ports while the wire takes 50 ms each way. No one
    listens. Afterwards data go each way and the client closes first. The side called client is
    the one whose SYN the capture shows first."""
    lab.wire.delay = 0.05
    lab.track().is_turned = lab.captured == "server"
    client, server = lab.bound("client", 40001), lab.bound("server", 8080)
    lab.wire.hold()
    for own, peer in ((client, server), (server, client)):
        own.setblocking(False)
        own.connect_ex(peer.getsockname())
    lab.wire.release()
    time.sleep(0.3)
    lab.settle()
    for end in (client, server):
        end.settimeout(8)
    exchange(client, server)
    close_both(lab, client, server)


@case("split-handshake")
def split_handshake(lab):
    """The server answers the SYN by a SYN of its own, not by SYN,ACK: four segments.

    The server is played by raw packets, its kernel drops what arrives for them. It ends the
    connection by RST."""
    lab.server.filter_input("tcp dport 8080 drop")
    lab.try_to_connect()
    lab.connections[-1].kernels = ("client",)
    lab.settle()
    for flags, seq in ((SYN, 5000), (ACK, 5001), (RST, 5001)):
        ack = lab.next_seq("client") if flags == ACK else 0
        lab.forge("client", flags, seq, ack, ttl=64)
        lab.settle(at_server=["client"])


def refused_once(lab):
    lab.try_to_connect()
    lab.settle()


@case("refused")
def refused(lab):
    """A SYN meets a closed port: RST,ACK.

    No socket listens on the server's port."""
    refused_once(lab)


@case("refused-ipv6", family=socket.AF_INET6)
def refused_ipv6(lab):
    """A SYN over IPv6 meets a closed port: RST,ACK.

    No socket listens on the server's port."""
    refused_once(lab)


@case("refused-then-accepted")
def refused_then_accepted(lab):
    """A connection is refused; the same ports connect once the server listens.

    The client's second connection uses the same port again."""
    refused_before = lab.try_to_connect()
    lab.settle()
    refused_before.close()
    lab.connections.clear()
    client, server = lab.connect()
    exchange(client, server)
    close_both(lab, client, server)


@case("unreachable-icmp")
def unreachable_icmp(lab):
    """A SYN is answered by ICMP: host administratively prohibited.

    A packet filter rule on the server rejects it, though a socket listens. The client's kernel
    gives up at once."""
    lab.listen()
    lab.server.filter_input("tcp dport 8080 reject with icmpx type admin-prohibited")
    lab.try_to_connect()
    lab.settle(unproven=["server"])


@case("syn-unanswered")
def syn_unanswered(lab):
    """A SYN is sent three times and never answered.

    The wire loses all that goes to the server, where a socket listens. The client's kernel
    (tcp_syn_retries 2) gives up in silence; the last state noted is from before."""
    lab.listen()
    lab.wire.lose(lambda packet: packet.has(SYN))
    lab.try_to_connect()
    time.sleep(2.3)
    lab.settle(unproven=["server"])


@case("synack-lost", captured="server")
def synack_lost(lab):
    """The first SYN,ACK gets lost, so SYN and SYN,ACK are sent again.

    The wire loses it behind the point of capture, which is the server's interface."""
    lab.wire.lose(lambda packet: packet.has(SYN | ACK), 1)
    client, server = lab.connect()
    lab.settle()
    exchange(client, server)
    close_both(lab, client, server)


@case("synack-unanswered", captured="server")
def synack_unanswered(lab):
    """A SYN from an address that never answers: the SYN,ACK is sent twice for nothing.

    A raw packet opens; the client's kernel drops the answers. The server stays in SYN-RECEIVED
    until its kernel gives up in silence, which the capture does not await."""
    lab.listen()
    lab.client.filter_input("tcp dport 40001 drop")
    connection = lab.track(kernels=("server",))
    lab.raw(connection, SYN, 700)
    time.sleep(1.3)
    lab.settle()


@case("handshake-ack-lost")
def handshake_ack_lost(lab):
    """The third segment of the handshake gets lost; the SYN,ACK comes again.

    The wire loses the client's first ACK behind the point of capture. The capture shows a complete
    handshake, yet the server stays in SYN-RECEIVED until its SYN,ACK is answered again."""
    listener = lab.listen()
    lab.wire.lose(lambda packet: packet.has(ACK) and not packet.has(SYN), 1)
    lab.try_to_connect()
    lab.settle(at_client=["server"], at_server=["client"])
    time.sleep(1.0)
    lab.server.accept(listener)
    lab.settle()


@case("fast-open")
def fast_open(lab):
    """TCP Fast Open: one connection asks for the cookie, the next one sends data in its SYN.

    Both hosts have net.ipv4.tcp_fastopen = 3; the client sends with MSG_FASTOPEN."""
    for host in lab.hosts.values():
        host.namespace.set("ipv4/tcp_fastopen", FAST_OPEN_CLIENT_AND_SERVER)
    listener = lab.listen()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
    for port in (40001, 40002):
        lab.track(client_port=port)
        client = lab.bound("client", port)
        client.setblocking(True)
        client.sendto(REQUEST, socket.MSG_FASTOPEN, listener.getsockname())
        server = lab.server.accept(listener)
        receive(server, len(REQUEST))
        send(server, client, RESPONSE)
        lab.settle()
        close_both(lab, client, server)


@case("half-open-scan", captured="server")
def half_open_scan(lab):
    """A SYN scan: SYN and RST to an open port, SYN to a closed port.

    The SYNs come from a raw socket; the scanner's own kernel knows of no connection and answers
    the SYN,ACK of the open port (8080) by RST. Port 8081 is closed."""
    lab.listen()
    for client_port, server_port in ((40001, 8080), (40002, 8081)):
        connection = lab.track(client_port, server_port, kernels=("server",))
        lab.raw(connection, SYN, 1000 * client_port)
        lab.settle()


@case("bad-handshake-ack", captured="server")
def bad_handshake_ack(lab):
    """In SYN-RECEIVED an ACK of the wrong number is answered by RST, and the state stays.

    The client is played by raw packets, its kernel drops what arrives for them. After the
    rejected ACK it sends the right one."""
    lab.listen()
    lab.client.filter_input("tcp dport 40001 drop")
    connection = lab.track(kernels=("server",))
    lab.raw(connection, SYN, 700)
    lab.settle()
    server_next = lab.next_seq("server")
    lab.raw(connection, ACK, 701, (server_next + 5000) & 0xFFFFFFFF)
    lab.settle()
    lab.raw(connection, ACK, 701, server_next)
    lab.settle()
    lab.raw(connection, RST, 701)
    lab.settle()
