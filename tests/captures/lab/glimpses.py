# glimpses.py: live cases of captures that begin late, end early, or miss one direction.
# SPDX-License-Identifier: GPL-2.0-or-later
"""What such a capture cannot show may be UNKNOWN, but never wrong."""

import socket
import time

from .story import (
    REQUEST, abort, close_both, exchange, live_case, lose_from, read_end, send)

BOTH = ("client", "server")


def connect_unseen(lab):
    """A connection that has carried data before the capture begins."""
    client, server = lab.connect()
    exchange(client, server)
    lab.wait_until_quiet()
    return client, server


@live_case("late-abort", late=True)
def late_abort(lab):
    """The capture begins in mid-stream; the client aborts."""
    client, server = connect_unseen(lab)
    lab.start_capture()
    exchange(client, server)
    lab.settle()
    abort(client)
    lab.settle()


@live_case("late-crossing-fins", late=True)
def late_crossing_fins(lab):
    """The capture begins in mid-stream; then the FINs cross."""
    client, server = connect_unseen(lab)
    lab.start_capture()
    exchange(client, server)
    lab.settle()
    lab.wire.delay = 0.05
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(0.2)
    lab.settle()


@live_case("late-before-close", late=True)
def late_before_close(lab):
    """The capture shows nothing but the four segments of the closing."""
    client, server = connect_unseen(lab)
    lab.start_capture()
    server.close()
    read_end(client)
    lab.settle(unknown=BOTH)
    client.close()
    lab.settle(unknown=BOTH)


@live_case("late-in-half-close", late=True)
def late_in_half_close(lab):
    """The capture begins while the client is in FIN-WAIT-2."""
    client, server = connect_unseen(lab)
    client.shutdown(socket.SHUT_WR)
    lab.wait_until_quiet()
    lab.start_capture()
    send(server, client, REQUEST)
    lab.settle(unknown=BOTH)
    server.close()
    lab.settle(unknown=BOTH)


@live_case("late-second-fin", late=True)
def late_second_fin(lab):
    """The capture shows nothing but the second FIN and its ACK."""
    client, server = connect_unseen(lab)
    server.shutdown(socket.SHUT_WR)
    lab.wait_until_quiet()
    lab.start_capture()
    client.close()
    lab.settle(unknown=BOTH)


@live_case("late-at-synack", late=True)
def late_at_synack(lab):
    """The capture begins while the SYN is under way."""
    listener = lab.listen()
    lab.wire.hold()
    client = lab.try_to_connect()
    lab.start_capture()
    lab.wire.release()
    server = lab.server.accept(listener)
    lab.settle()
    client.settimeout(8)
    exchange(client, server)
    close_both(lab, client, server)


@live_case("late-refused", late=True)
def late_refused(lab):
    """The capture begins while the SYN is under way to a closed port."""
    lab.wire.hold()
    lab.try_to_connect()
    lab.start_capture()
    lab.wire.release()
    lab.settle(unknown=BOTH)


@live_case("late-data-after-close", late=True)
def late_data_after_close(lab):
    """The capture begins when the server has closed; the client's data are reset."""
    client, server = connect_unseen(lab)
    server.close()
    lab.wait_until_quiet()
    lab.start_capture()
    client.sendall(REQUEST)
    lab.settle(unknown=BOTH)


@live_case("cut")
def cut(lab):
    """The capture ends while the connection is half-closed."""
    client, server = connect_unseen(lab)
    lab.settle()
    client.shutdown(socket.SHUT_WR)
    lab.settle()
    lab.capture.stop()
    server.sendall(REQUEST)
    server.close()


@live_case("cut-in-handshake")
def cut_in_handshake(lab):
    """The capture ends while the SYN is unanswered; later it gets through."""
    listener = lab.listen()
    lose_from(lab, "client")
    lab.try_to_connect()
    lab.settle()
    lab.capture.stop()
    lab.wire.repair()
    lab.server.accept(listener)


def abort_seen_from_one_side(lab):
    client, server = lab.connect()
    exchange(client, server)
    lab.settle(unknown=BOTH)
    abort(server)
    lab.settle(unknown=BOTH)
    assert client


@live_case("one-direction-abort", sent_by="server")
def one_direction_abort(lab):
    """Only what the server sends was captured; it aborts."""
    abort_seen_from_one_side(lab)


@live_case("other-direction-abort", sent_by="client")
def other_direction_abort(lab):
    """Only what the client sends was captured; the server aborts unseen."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle(unknown=BOTH)
    abort(server)
    lab.settle(unproven=BOTH)
    assert client


@live_case("one-direction-refused", sent_by="server")
def one_direction_refused(lab):
    """Only the refusal was captured."""
    lab.try_to_connect()
    lab.settle(unknown=BOTH)


@live_case("one-direction-half-close", sent_by="server")
def one_direction_half_close(lab):
    """Only what the server sends was captured, of a half-closed connection."""
    client, server = lab.connect()
    exchange(client, server)
    client.shutdown(socket.SHUT_WR)
    lab.settle(unproven=["client"], unknown=["server"])
    send(server, client, REQUEST)
    lab.settle(unproven=["client"], unknown=["server"])
    server.close()
    lab.settle(unproven=["client"], unknown=["server"])
