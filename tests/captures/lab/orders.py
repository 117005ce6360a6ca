# orders.py: live cases of who opens and who closes, in which order.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import SYN
from .story import (
    REQUEST, abort, close_both, exchange, live_case, lose_from, read_end, receive, send,
    settled_connection)


@live_case("three-segment-close-by-server")
def three_segment_close_by_server(lab):
    """The client answers the server's FIN by its own FIN,ACK."""
    client, server = settled_connection(lab)
    server.close()
    read_end(client)
    client.close()
    lab.settle()


@live_case("client-closes-unaccepted")
def client_closes_unaccepted(lab):
    """The client closes before the server's application has accepted."""
    listener = lab.listen()
    client = lab.try_to_connect()
    lab.settle()
    client.close()
    lab.settle()
    lab.server.accept(listener).close()
    lab.settle()


@live_case("server-closes-unused")
def server_closes_unused(lab):
    """The server closes a connection without any data."""
    client, server = lab.connect()
    close_both(lab, server, client)


@live_case("close-behind-data")
def close_behind_data(lab):
    """The FIN follows data that are still under way."""
    lab.wire.delay = 0.05
    client, server = settled_connection(lab)
    client.sendall(REQUEST * 200)
    client.close()
    read_end(server)
    lab.settle()
    server.close()
    lab.settle()


@live_case("crossing-fins-behind-data")
def crossing_fins_behind_data(lab):
    """Both ends send data and shut their sending side at once."""
    lab.wire.delay = 0.05
    client, server = settled_connection(lab)
    lab.wire.hold()
    for end in (client, server):
        end.sendall(REQUEST)
        end.shutdown(socket.SHUT_WR)
    lab.wire.release()
    for end in (client, server):
        read_end(end)
    lab.settle()


@live_case("half-closes-twice")
def half_closes_twice(lab):
    """Both ends call shutdown(SHUT_WR), one after the other, and keep their sockets."""
    client, server = settled_connection(lab)
    for end in (server, client):
        end.shutdown(socket.SHUT_WR)
        lab.settle()
    for end in (client, server):
        end.close()
    lab.settle()


@live_case("half-close-then-abort")
def half_close_then_abort(lab):
    """The server shuts its sending side, gets data, and is then reset by the client."""
    client, server = settled_connection(lab)
    server.shutdown(socket.SHUT_WR)
    lab.settle()
    send(client, server, REQUEST)
    lab.settle()
    abort(client)
    lab.settle()


def open_at_once(lab):
    """connect() from both sides to each other's port."""
    connection = lab.track()
    ends = lab.bound("client", 40001), lab.bound("server", 8080)
    lab.wire.hold()
    for own, peer in (ends, ends[::-1]):
        own.setblocking(False)
        own.connect_ex(peer.getsockname())
    lab.wire.release()
    return connection, ends


@live_case("crossing-syns-and-fins")
def crossing_syns_and_fins(lab):
    """The SYNs cross, and later the FINs too."""
    lab.wire.delay = 0.05
    connection, (client, server) = open_at_once(lab)
    connection.is_turned = lab.captured == "server"
    time.sleep(0.3)
    lab.settle()
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(0.2)
    lab.settle()


@live_case("crossing-syns-one-lost")
def crossing_syns_one_lost(lab):
    """Both ends open at once; the client's first SYN is lost, so its second is a SYN,ACK."""
    lose_from(lab, "client", SYN, 1)
    connection, (client, server) = open_at_once(lab)
    connection.is_turned = lab.captured == "server"
    time.sleep(0.3)
    lab.settle()
    for end in (client, server):
        end.settimeout(8)
    exchange(client, server)
    close_both(lab, server, client)


@live_case("two-connections")
def two_connections(lab):
    """Two connections to the same port, closed crosswise."""
    listener = lab.listen()
    one = lab.connect(listener)
    other = lab.connect(listener, client_port=40002)
    lab.settle()
    one[0].close()
    other[1].close()
    lab.settle()
    one[1].close()
    other[0].close()
    lab.settle()


@live_case("close-as-data-arrive")
def close_as_data_arrive(lab):
    """The server closes while the client's data are under way: they are answered by RST."""
    lab.wire.delay = 0.15
    client, server = settled_connection(lab)
    client.sendall(REQUEST)
    server.close()
    time.sleep(0.6)
    lab.settle()


@live_case("request-response-close")
def request_response_close(lab):
    """The server answers and closes; the client reads to the end and closes."""
    client, server = lab.connect()
    send(client, server, REQUEST)
    server.sendall(REQUEST * 100)
    server.close()
    receive(client, len(REQUEST) * 100)
    read_end(client)
    lab.settle()
    client.close()
    lab.settle()
