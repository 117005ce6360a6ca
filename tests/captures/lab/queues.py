# queues.py: live cases of servers that are slow to take a connection.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import ACK
from .story import REQUEST, close_both, exchange, live_case, lose_from, read_end, receive

ALWAYS = 2                  # net.ipv4.tcp_syncookies
AGAIN = 1.2                 # seconds after which the SYN,ACK has been sent again


def fill(lab):
    """Two connections come at once where only one more can wait to be accepted.

    The ACK of the second one's handshake is not taken: the server stays in SYN-RECEIVED."""
    listener = lab.listen(backlog=2)
    clients = [lab.try_to_connect(port) for port in (40001, 40002)]
    lab.settle()
    lab.wire.hold()
    clients += [lab.try_to_connect(port) for port in (40003, 40004)]
    time.sleep(0.1)
    lab.wire.release()
    lab.wait_until_quiet()
    return listener, clients


def settle_each(lab, unproven):
    """A point for the connections; for the last one with sides that no packet shows."""
    *first, last = lab.tracked
    for connections, sides in ((first, ()), ([last], unproven)):
        lab.connections = connections
        lab.settle(unproven=sides)
    lab.connections = [*first, last]


@live_case("backlog-full")
def backlog_full(lab):
    """The queue is full: the last connection's ACK is dropped until there is room."""
    listener, clients = fill(lab)
    settle_each(lab, unproven=["server"])
    servers = [lab.server.accept(listener) for _ in clients]
    time.sleep(AGAIN)
    lab.settle()
    for client, server in zip(clients[2:], servers[2:]):
        client.settimeout(8)
        close_both(lab, server, client)


@live_case("backlog-full-then-closed")
def backlog_full_then_closed(lab):
    """The queue is full: the last connection's data and FIN are dropped too."""
    _, clients = fill(lab)
    clients[-1].send(REQUEST)
    clients[-1].close()
    time.sleep(0.3)
    settle_each(lab, unproven=["server"])


@live_case("backlog-full-syn")
def backlog_full_syn(lab):
    """The queue is full before the SYN of the second connection: it stays unanswered."""
    lab.listen(backlog=0)
    lab.try_to_connect()
    lab.settle()
    lab.try_to_connect(40002)
    time.sleep(AGAIN)
    lab.settle()


@live_case("never-accepted")
def never_accepted(lab):
    """Data and FIN of a connection that the application never accepts; the listener closes."""
    listener = lab.listen()
    client = lab.try_to_connect()
    lab.settle()
    client.send(REQUEST)
    lab.settle()
    client.close()
    lab.settle()
    listener.close()
    lab.settle()


@live_case("deferred-accept")
def deferred_accept(lab):
    """TCP_DEFER_ACCEPT: the server stays in SYN-RECEIVED until data come."""
    listener = lab.listen()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 10)
    client = lab.try_to_connect()
    lab.settle(unproven=["server"])
    client.settimeout(8)
    client.sendall(REQUEST)
    server = lab.server.accept(listener)
    receive(server, len(REQUEST))
    lab.settle()
    close_both(lab, client, server)


@live_case("syn-cookies")
def syn_cookies(lab):
    """The server keeps no state of its SYN,ACK: a cookie lies in its number.

    The first ACK gets lost, so that a point lies between."""
    lab.server.namespace.set("ipv4/tcp_syncookies", ALWAYS)
    listener = lab.listen()
    lose_from(lab, "client", ACK, 1)
    client = lab.try_to_connect()
    lab.settle(unproven=["server"], at_server=["client"])
    client.settimeout(8)
    client.sendall(REQUEST)
    server = lab.server.accept(listener)
    receive(server, len(REQUEST))
    lab.settle()
    close_both(lab, client, server)


@live_case("listener-closes-in-handshake")
def listener_closes_in_handshake(lab):
    """The listener closes in silence before the handshake is complete; the ACK meets nothing."""
    listener = lab.listen()
    lose_from(lab, "client", ACK, 1)
    client = lab.try_to_connect()
    lab.settle(at_client=["server"], at_server=["client"])
    listener.close()
    client.send(REQUEST)
    lab.settle()


@live_case("accepted-late")
def accepted_late(lab):
    """The application accepts after the client has sent and closed."""
    listener = lab.listen()
    client = lab.try_to_connect()
    lab.settle()
    client.send(REQUEST)
    client.shutdown(socket.SHUT_WR)
    lab.settle()
    server = lab.server.accept(listener)
    read_end(server)
    server.sendall(REQUEST)
    lab.settle()
    server.close()
    lab.settle()


@live_case("two-in-the-queue")
def two_in_the_queue(lab):
    """Two connections wait, and are accepted and used in their order."""
    listener = lab.listen()
    clients = [lab.try_to_connect(port) for port in (40001, 40002)]
    lab.settle()
    for client in clients:
        client.settimeout(8)
        server = lab.server.accept(listener)
        exchange(client, server)
        close_both(lab, client, server)
