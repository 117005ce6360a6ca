# views.py: cases whose point is the flow of data or what the capture point could see.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import time

from .story import RESPONSE, case, close_both, exchange, read_end, receive, send

IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0
CHUNK = b"All work and no play makes a dull segment.\n"


def seen_from_one_side(lab):
    """Only the other side's segments prove the states: what is acknowledged unseen may be a FIN."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle(unproven=["client", "server"])
    client.close()
    read_end(server)
    lab.settle(unproven=["client", "server"])
    server.close()
    lab.settle(unproven=["client", "server"])


@case("one-direction-only", sent_by="client")
def one_direction_only(lab):
    """Only what the client sends was captured, of a complete connection.

    The capture's filter is `src host` of the client."""
    seen_from_one_side(lab)


@case("one-direction-only-server", sent_by="server")
def one_direction_only_server(lab):
    """Only what the server sends was captured, of a complete connection.

    The capture's filter is `src host` of the server."""
    seen_from_one_side(lab)


@case("mid-stream", late=True)
def mid_stream(lab):
    """The capture begins after the handshake; the close is captured.

    tcpdump starts between two exchanges."""
    client, server = lab.connect()
    exchange(client, server)
    lab.wait_until_quiet()
    lab.start_capture()
    exchange(client, server)
    lab.settle()
    close_both(lab, client, server)


@case("zero-window")
def zero_window(lab):
    """The server does not read: its window shuts, is probed, and opens again.

    The server's receive buffer is small. After a second its application reads everything."""
    listener = lab.listen()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client, server = lab.connect(listener)
    data = CHUNK * 200
    client.setblocking(False)
    sent = client.send(data)
    time.sleep(0.3)
    lab.settle()
    time.sleep(0.7)
    receive(server, sent)
    client.settimeout(8)
    lab.settle()
    send(server, client, RESPONSE)
    close_both(lab, client, server)


@case("data-lost")
def data_lost(lab):
    """A data segment gets lost and is sent again after the SACKs of the ones behind it.

    The wire loses the third data segment of the server; the capture is at the client."""
    client, server = lab.connect()
    data_segments = iter(range(100))
    lab.wire.lose(lambda packet: packet.source[1] == 8080 and packet.length > 1000
                  and next(data_segments) == 2, 1)
    send(server, client, CHUNK * 200)
    lab.settle()
    close_both(lab, client, server)


@case("ipv4-fragments", routed=True)
def ipv4_fragments(lab):
    """Segments of the server arrive as IPv4 fragments.

    A router with a smaller MTU (600) towards the client fragments them; the server's socket has
    path MTU discovery switched off, so its packets may be fragmented."""
    listener = lab.listen()
    listener.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    client, server = lab.connect(listener)
    lab.settle()
    exchange(client, server)
    send(server, client, CHUNK * 100)
    lab.settle()
    close_both(lab, client, server)


@case("snaplen-short", snap=60)
def snaplen_short(lab):
    """Every frame is cut at 60 bytes, of a connection with data.

    tcpdump ran with a snap length of 60, which cuts the options of most segments."""
    client, server = lab.connect()
    exchange(client, server)
    send(server, client, CHUNK * 60)
    lab.settle()
    close_both(lab, client, server)
