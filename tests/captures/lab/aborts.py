# aborts.py: live cases of ends that break off, by themselves or after silence.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import struct
import time

from .packet import ACK, FIN
from .story import (
    REQUEST, abort, enable_keep_alive, live_case, lose_from, settled_connection)


@live_case("abort-by-server")
def abort_by_server(lab):
    """The server aborts by SO_LINGER with time 0."""
    _, server = settled_connection(lab)
    abort(server)
    lab.settle()


@live_case("abort-unread-by-client")
def abort_unread_by_client(lab):
    """The client closes with unread data: RST,ACK in place of a FIN."""
    client, server = settled_connection(lab)
    server.sendall(REQUEST)
    lab.settle()
    client.close()
    lab.settle()


@live_case("abort-with-data-lost")
def abort_with_data_lost(lab):
    """The client's data get lost, then it aborts: its reset lies ahead of what is expected.

    The server challenges it, and the client's kernel, which knows the connection no more,
    answers by the exact reset."""
    client, _ = settled_connection(lab)
    lose_from(lab, "client", ACK, 1)
    client.sendall(REQUEST)
    abort(client)
    lab.settle()


@live_case("abort-fin-lost")
def abort_fin_lost(lab):
    """The client's FIN gets lost, then it aborts in FIN-WAIT-1."""
    client, _ = settled_connection(lab)
    lose_from(lab, "client", FIN, 1)
    client.shutdown(socket.SHUT_WR)
    time.sleep(0.03)
    abort(client)
    lab.settle()


@live_case("abort-as-data-arrive")
def abort_as_data_arrive(lab):
    """The server's data meet the reset on their way: each is answered by one more."""
    lab.wire.delay = 0.15
    client, server = settled_connection(lab)
    server.sendall(REQUEST)
    abort(client)
    time.sleep(0.7)
    lab.settle()


@live_case("aborts-cross")
def aborts_cross(lab):
    """Both ends abort at once."""
    lab.wire.delay = 0.15
    client, server = settled_connection(lab)
    abort(client)
    abort(server)
    time.sleep(0.5)
    lab.settle()


@live_case("abort-meets-fin")
def abort_meets_fin(lab):
    """The client closes and the server aborts at once."""
    lab.wire.delay = 0.15
    client, server = settled_connection(lab)
    client.close()
    abort(server)
    time.sleep(0.7)
    lab.settle()


@live_case("linger2")
def linger2(lab):
    """TCP_LINGER2 below 0: the client forgets the connection once its FIN is acknowledged.

    The ACK of its FIN is answered by RST."""
    client, _ = settled_connection(lab)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, struct.pack("i", -1))
    client.close()
    lab.settle()


@live_case("connect-given-up")
def connect_given_up(lab):
    """The client's application gives up while the SYN,ACK is under way: it meets no socket."""
    lab.listen()
    lab.wire.hold()
    lab.try_to_connect().close()
    lab.wire.release()
    lab.settle()


@live_case("connect-aborted")
def connect_aborted(lab):
    """The client aborts right after the handshake, before the server accepts."""
    lab.listen()
    client = lab.try_to_connect()
    lab.settle()
    abort(client)
    lab.settle()


@live_case("keep-alive-fails")
def keep_alive_fails(lab):
    """The server's keep-alive probes arrive, but their answers get lost: it resets the client."""
    _, server = settled_connection(lab)
    lose_from(lab, "client")
    enable_keep_alive(server, count=1)
    time.sleep(2.5)
    lab.settle()


@live_case("abort-in-fin-wait-2")
def abort_in_fin_wait_2(lab):
    """The server shuts its sending side, and aborts when nothing comes."""
    _, server = settled_connection(lab)
    server.shutdown(socket.SHUT_WR)
    lab.settle()
    abort(server)
    lab.settle()
