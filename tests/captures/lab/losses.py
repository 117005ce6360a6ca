# losses.py: live cases in which one segment of the opening or the closing gets lost.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import ACK, FIN, RST, SYN
from .story import (
    REQUEST, abort, close_both, exchange, live_case, lose_from, read_end, receive, send,
    settled_connection)

RECOVERED = 0.6             # seconds within which what was lost once has been sent again


@live_case("syn-lost")
def syn_lost(lab):
    """The first SYN gets lost."""
    lose_from(lab, "client", SYN, 1)
    client, server = lab.connect()
    lab.settle()
    close_both(lab, client, server)


@live_case("syn-and-synack-lost")
def syn_and_synack_lost(lab):
    """The first SYN and the first SYN,ACK get lost."""
    lose_from(lab, "client", SYN, 1)
    lose_from(lab, "server", SYN | ACK, 1)
    client, server = lab.connect()
    lab.settle()
    close_both(lab, server, client)


@live_case("handshake-ack-lost-before-data")
def handshake_ack_lost_before_data(lab):
    """The ACK of the handshake gets lost, but data follow at once and do its work."""
    listener = lab.listen()
    lose_from(lab, "client", ACK, 1)
    client = lab.try_to_connect()
    lab.settle(at_client=["server"], at_server=["client"])
    client.setblocking(True)
    client.sendall(REQUEST)
    server = lab.server.accept(listener)
    receive(server, len(REQUEST))
    lab.settle()
    close_both(lab, client, server)


@live_case("fin-ack-lost")
def fin_ack_lost(lab):
    """The ACK of the first FIN gets lost, so the FIN comes again."""
    client, server = settled_connection(lab)
    lose_from(lab, "server", ACK, 1)
    client.close()
    time.sleep(RECOVERED)
    lab.settle()
    server.close()
    lab.settle()


@live_case("second-fin-lost")
def second_fin_lost(lab):
    """The second FIN gets lost and is sent again."""
    client, server = settled_connection(lab)
    client.close()
    lab.settle()
    lose_from(lab, "server", FIN, 1)
    server.close()
    time.sleep(RECOVERED)
    lab.settle()


@live_case("both-fins-lost")
def both_fins_lost(lab):
    """Each side's FIN gets lost once."""
    client, server = settled_connection(lab)
    lose_from(lab, "client", FIN, 1)
    lose_from(lab, "server", FIN, 1)
    client.close()
    read_end(server)
    lab.settle()
    server.close()
    time.sleep(RECOVERED)
    lab.settle()


@live_case("crossing-fin-lost")
def crossing_fin_lost(lab):
    """Both ends close at once; the client's FIN gets lost the first time."""
    lab.wire.delay = 0.05
    client, server = settled_connection(lab)
    lose_from(lab, "client", FIN, 1)
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(RECOVERED + 0.6)
    lab.settle()


@live_case("crossing-fin-ack-lost")
def crossing_fin_ack_lost(lab):
    """Both ends close at once; the server's ACK of the FIN gets lost the first time."""
    lab.wire.delay = 0.05
    client, server = settled_connection(lab)
    lab.wire.lose(lambda packet: packet.source[1] == 8080 and not packet.has(FIN), 1)
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(RECOVERED + 0.6)
    lab.settle()


@live_case("data-lost-before-fin")
def data_lost_before_fin(lab):
    """The data ahead of the FIN get lost: the FIN counts once they have come again."""
    client, server = settled_connection(lab)
    lose_from(lab, "client", ACK, 1)
    client.sendall(REQUEST)
    client.shutdown(socket.SHUT_WR)
    time.sleep(RECOVERED)
    read_end(server)
    lab.settle()
    server.close()
    lab.settle()


@live_case("reset-lost")
def reset_lost(lab):
    """The client's reset gets lost; what the server sends later is answered by another one."""
    client, server = settled_connection(lab)
    lose_from(lab, "client", RST, 1)
    abort(client)
    lab.settle(at_client=["server"], at_server=["client"])
    server.sendall(REQUEST)
    lab.settle()


@live_case("all-acks-lost")
def all_acks_lost(lab):
    """Whatever the server answers gets lost; the client sends and closes into the void."""
    client, _ = settled_connection(lab)
    lose_from(lab, "server")
    client.sendall(REQUEST)
    client.close()
    time.sleep(RECOVERED)
    lab.settle(at_client=["server"], at_server=["client"])


@live_case("fin-lost-then-data-back")
def fin_lost_then_data_back(lab):
    """The client's FIN gets lost while the server sends on."""
    client, server = settled_connection(lab)
    lose_from(lab, "client", FIN, 1)
    client.shutdown(socket.SHUT_WR)
    send(server, client, REQUEST)
    time.sleep(RECOVERED)
    lab.settle()
    send(server, client, REQUEST)
    server.close()
    lab.settle()


@live_case("second-fin-unanswered")
def second_fin_unanswered(lab):
    """The server's FIN gets lost again and again: it stays in LAST-ACK."""
    client, server = settled_connection(lab)
    client.close()
    lab.settle()
    lose_from(lab, "server")
    server.close()
    time.sleep(RECOVERED)
    lab.settle(at_client=["server"])


@live_case("crossing-fins-unanswered")
def crossing_fins_unanswered(lab):
    """The FINs cross, and everything behind them gets lost: both ends stay in CLOSING."""
    client, server = settled_connection(lab)
    have_closed = set()

    def is_behind(packet):
        is_first = packet.has(FIN) and packet.source not in have_closed
        have_closed.update([packet.source] if is_first else [])
        return not is_first

    lab.wire.hold()
    lab.wire.lose(is_behind)
    client.close()
    server.close()
    time.sleep(0.05)
    lab.wire.release()
    time.sleep(RECOVERED)
    lab.settle(at_client=["server"], at_server=["client"])
