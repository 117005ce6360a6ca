# restarts.py: live cases in which a kernel forgets its side of a connection.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .story import REQUEST, abort, close_both, exchange, live_case, settled_connection, vanish


@live_case("server-forgets-then-fin")
def server_forgets_then_fin(lab):
    """The client's FIN meets a server that has forgotten the connection."""
    client, server = settled_connection(lab)
    vanish(server)
    client.close()
    lab.settle()


@live_case("client-forgets-then-data")
def client_forgets_then_data(lab):
    """The server's data meet a client that has forgotten the connection."""
    client, server = settled_connection(lab)
    vanish(client)
    server.sendall(REQUEST)
    lab.settle()


@live_case("both-forget")
def both_forget(lab):
    """Both ends forget the connection, and the same ports connect anew."""
    listener = lab.listen()
    client, server = lab.connect(listener)
    exchange(client, server)
    lab.settle()
    vanish(client)
    vanish(server)
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    close_both(lab, server, client)


@live_case("server-forgets-in-close-wait")
def server_forgets_in_close_wait(lab):
    """The server forgets the connection in CLOSE-WAIT: what the client still sends is reset.

    Nothing but a FIN that the client has sent already is left to send, so a keep-alive probe of
    the client asks."""
    client, server = settled_connection(lab)
    client.shutdown(socket.SHUT_WR)
    lab.settle()
    vanish(server)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    time.sleep(1.2)
    lab.settle()


@live_case("client-opens-again-in-close-wait")
def client_opens_again_in_close_wait(lab):
    """The client forgets its half-closed connection and opens from the same port.

    The server, in CLOSE-WAIT, challenges the SYN; the answer clears its old connection."""
    listener = lab.listen()
    client, server = lab.connect(listener)
    client.shutdown(socket.SHUT_WR)
    lab.settle()
    vanish(client)
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    close_both(lab, client, server)


@live_case("client-opens-again-after-abort")
def client_opens_again_after_abort(lab):
    """A connection is reset by the client; the same ports connect again at once."""
    listener = lab.listen()
    client, _ = lab.connect(listener)
    lab.settle()
    abort(client)
    lab.settle()
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    close_both(lab, server, client)
