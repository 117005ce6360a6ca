# closing.py: cases about how connections close.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .packet import ACK, FIN
from .story import case, close_both, exchange, read_end, send


def client_first(lab):
    client, server = lab.connect()
    lab.settle()
    exchange(client, server)
    lab.settle()
    close_both(lab, client, server)


@case("normal-close-client-first")
def normal_close_client_first(lab):
    """A complete connection; the client closes first, in four segments.

    The server's application closes only after its kernel has acknowledged the client's FIN."""
    client_first(lab)


@case("normal-close-ipv6", family=socket.AF_INET6)
def normal_close_ipv6(lab):
    """A complete connection over IPv6; the client closes first, in four segments.

    The server's application closes only after its kernel has acknowledged the client's FIN."""
    client_first(lab)


@case("normal-close-server-first", captured="server")
def normal_close_server_first(lab):
    """A complete connection; the server closes first, in four segments.

    The client's application closes only after its kernel has acknowledged the server's FIN."""
    client, server = lab.connect()
    lab.settle()
    exchange(client, server)
    lab.settle()
    close_both(lab, server, client)


@case("three-segment-close")
def three_segment_close(lab):
    """A close in three segments: the server answers the FIN by its own FIN,ACK.

    The server's application closes as soon as it reads the end of the client's data."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle()
    client.close()
    read_end(server)
    server.close()
    lab.settle()


@case("simultaneous-close")
def simultaneous_close(lab):
    """Both ends close at once: the FINs cross, both sides end in TIME-WAIT.

    The wire takes 50 ms each way, and both applications close within that time."""
    client, server = lab.connect()
    exchange(client, server)
    lab.wire.delay = 0.05
    lab.settle()
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(0.2)
    lab.settle()


@case("half-close")
def half_close(lab):
    """The client shuts its sending side; the server goes on sending, then closes.

    The client calls shutdown(SHUT_WR), then reads five lines in FIN-WAIT-2."""
    client, server = lab.connect()
    exchange(client, server)
    client.shutdown(socket.SHUT_WR)
    read_end(server)
    lab.settle()
    for number in range(5):
        send(server, client, b"Line %d after the other side's FIN.\n" % number)
    lab.settle()
    server.close()
    read_end(client)
    lab.settle()


@case("half-close-by-server", captured="server")
def half_close_by_server(lab):
    """The server shuts its sending side; the client goes on sending, then closes.

    The server calls shutdown(SHUT_WR), then reads five lines in FIN-WAIT-2."""
    client, server = lab.connect()
    exchange(client, server)
    server.shutdown(socket.SHUT_WR)
    read_end(client)
    lab.settle()
    for number in range(5):
        send(client, server, b"Line %d after the other side's FIN.\n" % number)
    lab.settle()
    client.close()
    lab.settle()


@case("fin-with-data")
def fin_with_data(lab):
    """Each side's FIN carries its last data.

    TCP_CORK holds the data back until shutdown()."""
    client, server = lab.connect()
    lab.settle()
    for sender, receiver in ((client, server), (server, client)):
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        sender.send(b"The last words.\n")
        sender.shutdown(socket.SHUT_WR)
        read_end(receiver)
        lab.settle()


@case("fin-retransmitted")
def fin_retransmitted(lab):
    """The client's FIN gets lost once and is sent again.

    The wire loses it behind the point of capture, which is the client's interface."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle()
    lab.wire.lose(lambda packet: packet.has(FIN), 1)
    close_both(lab, client, server)


@case("fin-unanswered")
def fin_unanswered(lab):
    """The client's FIN is sent again and again and never answered.

    The wire loses all that the client sends after the exchange. The capture ends before the
    client's kernel gives up."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle()
    lab.wire.lose(lambda packet: packet.source[1] == 40001)
    client.close()
    time.sleep(1.2)
    lab.settle(at_server=["client"])


@case("last-ack-lost")
def last_ack_lost(lab):
    """The last ACK gets lost: the FIN comes again and meets TIME-WAIT.

    The wire loses, behind the point of capture, the client's ACK of the server's FIN."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle()
    client.close()
    read_end(server)
    lab.settle()
    lab.wire.lose(lambda packet: packet.source[1] == 40001 and packet.has(ACK), 1)
    server.close()
    time.sleep(0.4)
    lab.settle()


@case("time-wait-reuse", captured="server")
def time_wait_reuse(lab):
    """The same ports connect again while the server's old connection is in TIME-WAIT.

    The server closes first and keeps TIME-WAIT. A second later the client opens a connection from
    the same port, and its SYN is accepted at once."""
    listener = lab.listen()
    client, server = lab.connect(listener)
    exchange(client, server)
    close_both(lab, server, client)
    time.sleep(1.1)
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    exchange(client, server)
    close_both(lab, client, server)


@case("close-wait")
def close_wait(lab):
    """The server closes two seconds after the client and stays in CLOSE-WAIT until then.

    Its application does not look at the connection in between."""
    client, server = lab.connect()
    exchange(client, server)
    client.close()
    lab.settle()
    time.sleep(2)
    server.close()
    lab.settle()
