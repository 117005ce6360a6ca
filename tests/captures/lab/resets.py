# resets.py: cases about resets and their causes, and about what hosts do not accept.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import ACK, RST, SYN
from .story import (
    REQUEST, abort, case, close_both, enable_keep_alive, exchange, settled_connection, vanish)

FAR_AWAY = 0x40000000


@case("abort-unread-data")
def abort_unread_data(lab):
    """The server closes with unread data: RST,ACK in place of a FIN.

    The client's request lies unread in the server's kernel when its application closes."""
    client, server = settled_connection(lab)
    client.sendall(REQUEST)
    lab.settle()
    server.close()
    lab.settle()


@case("abort-linger0")
def abort_linger0(lab):
    """The client aborts by SO_LINGER with time 0: RST,ACK.

    Nothing is unread and nothing is unacknowledged."""
    client, _ = settled_connection(lab)
    abort(client)
    lab.settle()


@case("abort-in-close-wait")
def abort_in_close_wait(lab):
    """The server answers the client's FIN by an abort instead of its own FIN.

    The client closes; then the server's application aborts by SO_LINGER with time 0."""
    client, server = settled_connection(lab)
    client.close()
    lab.settle()
    abort(server)
    lab.settle()


@case("data-after-close")
def data_after_close(lab):
    """Data meet a server whose application has closed: RST.

    The server closes and is in FIN-WAIT-2 without a socket; the client sends on."""
    client, server = settled_connection(lab)
    server.close()
    lab.settle()
    client.sendall(REQUEST)
    lab.settle()


@case("no-connection")
def no_connection(lab):
    """Data meet a server that has forgotten the connection: RST.

    The server's socket vanishes without a packet (TCP_REPAIR), as after a restart."""
    client, server = settled_connection(lab)
    vanish(server)
    client.sendall(REQUEST)
    lab.settle()


@case("abort-after-fin")
def abort_after_fin(lab):
    """The client shuts its sending side, then aborts while the server still sends: RST,ACK.

    The client is in FIN-WAIT-2 and has unread data when it aborts by SO_LINGER with time 0."""
    client, server = settled_connection(lab)
    client.shutdown(socket.SHUT_WR)
    lab.settle()
    server.sendall(REQUEST)
    lab.settle()
    abort(client)
    lab.settle()


@case("client-restarted", captured="server")
def client_restarted(lab):
    """A restarted client opens from the same ports, while the server holds the old connection.

    The client's socket vanishes without a packet (TCP_REPAIR). Its new SYN meets ESTABLISHED and
    gets a challenge ACK; the client answers this by RST, which clears the old connection, and
    sends its SYN again."""
    listener = lab.listen()
    client, server = lab.connect(listener)
    exchange(client, server)
    lab.settle()
    vanish(client)
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    exchange(client, server)
    close_both(lab, client, server)


@case("data-unanswered")
def data_unanswered(lab):
    """Data are sent again and again without an answer, until the sender gives up in silence.

    The wire loses all that the client sends; TCP_USER_TIMEOUT is one second. The states noted
    last are from before the client gives up."""
    client, _ = settled_connection(lab)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000)
    lab.wire.lose(lambda packet: packet.source[1] == 40001)
    client.sendall(REQUEST)
    time.sleep(0.5)
    lab.settle()
    time.sleep(1.5)


@case("keep-alive-timeout")
def keep_alive_timeout(lab):
    """Keep-alive probes stay unanswered, then the client sends RST,ACK.

    TCP_KEEPIDLE and TCP_KEEPINTVL are one second, TCP_KEEPCNT is 2. The wire loses all that the
    client sends after the exchange, also the reset: the server knows nothing of it."""
    client, _ = settled_connection(lab)
    lab.wire.lose(lambda packet: packet.source[1] == 40001)
    enable_keep_alive(client, count=2)
    time.sleep(3.5)
    lab.settle(at_client=["server"], at_server=["client"])


@case("keep-alives")
def keep_alives(lab):
    """Keep-alive probes that are answered.

    TCP_KEEPIDLE and TCP_KEEPINTVL are one second."""
    client, server = settled_connection(lab)
    enable_keep_alive(client, count=5)
    time.sleep(3.3)
    lab.settle()
    close_both(lab, client, server)


@case("forged-rst-exact")
def forged_rst_exact(lab):
    """A forged RST with the exact number kills the client's side only.

    It claims to come from the server. The server still sends, and the client's kernel, which
    knows the connection no more, answers by RST."""
    _, server = settled_connection(lab)
    lab.forge("client", RST, lab.next_seq("server"))
    lab.settle(at_client=["server"], at_server=["client"])
    server.sendall(b"Are you still there?\n")
    lab.settle()


@case("forged-rst-in-window")
def forged_rst_in_window(lab):
    """A forged RST in the window, not exact: a challenge ACK, and the connection lives.

    It claims to come from the server."""
    client, server = settled_connection(lab)
    lab.forge("client", RST, (lab.next_seq("server") + 1000) & 0xFFFFFFFF)
    lab.settle(unproven=["server"])
    exchange(client, server)
    close_both(lab, client, server)


@case("forged-rst-out-of-window")
def forged_rst_out_of_window(lab):
    """A forged RST outside the window is dropped in silence, and the connection lives.

    It claims to come from the server."""
    client, server = settled_connection(lab)
    lab.forge("client", RST, (lab.next_seq("server") + FAR_AWAY) & 0xFFFFFFFF)
    lab.settle(unproven=["server"])
    exchange(client, server)
    close_both(lab, client, server)


@case("syn-in-established", captured="server")
def syn_in_established(lab):
    """A forged SYN in an established connection: a challenge ACK, and the connection lives.

    It claims to come from the client and has a number of its own."""
    client, server = settled_connection(lab)
    lab.forge("server", SYN, (lab.next_seq("client") + FAR_AWAY) & 0xFFFFFFFF)
    lab.settle(unproven=["client"])
    exchange(client, server)
    close_both(lab, client, server)


@case("listener-closes")
def listener_closes(lab):
    """The server closes its listening socket while a connection waits to be accepted: RST,ACK.

    The handshake is complete, but the application never called accept()."""
    listener = lab.listen()
    lab.try_to_connect()
    lab.settle()
    listener.close()
    lab.settle()


@case("ack-of-unsent-data", captured="server")
def ack_of_unsent_data(lab):
    """An ACK of data never sent is answered by an ACK, and the connection lives.

    It is forged and claims to come from the client."""
    client, server = settled_connection(lab)
    ahead = (lab.next_seq("server") + 100000) & 0xFFFFFFFF
    lab.forge("server", ACK, lab.next_seq("client"), ahead)
    lab.settle()
    exchange(client, server)
    close_both(lab, client, server)
