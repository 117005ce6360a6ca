# forgeries.py: live cases of segments that neither host sent, and what Linux makes of them.
# SPDX-License-Identifier: GPL-2.0-or-later
"""A forged segment is born on the wire: it is captured only at the end that it reaches. Of the
end in whose name it speaks nothing is proven until that one speaks again."""

import time

from .packet import ACK, FIN, RST, SYN
from .story import (
    REQUEST, close_both, exchange, live_case, lose_from, read_end, settled_connection)

MOST, FAR = 1000, 0x40000000


def forge_ahead(lab, to, flags, ahead, ack=0):
    """A segment whose number lies so far ahead of the sender's next."""
    sender = {"client": "server", "server": "client"}[to]
    lab.forge(to, flags, (lab.next_seq(sender) + ahead) & 0xFFFFFFFF, ack)


def reset_to_server(lab, ahead):
    client, server = settled_connection(lab)
    forge_ahead(lab, "server", RST, ahead)
    lab.settle(at_server=["client"])
    return client, server


@live_case("forged-rst-exact-to-server")
def forged_rst_exact_to_server(lab):
    """An exact RST in the client's name kills the server's side; the client's data are reset."""
    client, _ = settled_connection(lab)
    forge_ahead(lab, "server", RST, 0)
    lab.settle(at_server=["client"], at_client=["server"])
    client.sendall(REQUEST)
    lab.settle()


@live_case("forged-rst-in-window-to-server")
def forged_rst_in_window_to_server(lab):
    """An RST in the window, but not exact: the server challenges it."""
    close_both(lab, *reset_to_server(lab, MOST))


@live_case("forged-rst-outside-to-server")
def forged_rst_outside_to_server(lab):
    """An RST beyond the window and one before it: the server drops both."""
    client, server = reset_to_server(lab, FAR)
    forge_ahead(lab, "server", RST, -MOST)
    lab.settle(at_server=["client"])
    exchange(client, server)
    close_both(lab, server, client)


@live_case("forged-rsts-in-window")
def forged_rsts_in_window(lab):
    """Five resets in the window within half a second: Linux challenges the first only."""
    client, server = settled_connection(lab)
    for ahead in range(MOST, 6 * MOST, MOST):
        forge_ahead(lab, "server", RST, ahead)
    lab.settle(at_server=["client"])
    exchange(client, server)
    close_both(lab, client, server)


@live_case("forged-rst-in-syn-sent")
def forged_rst_in_syn_sent(lab):
    """In SYN-SENT, a reset with a bad Ack is dropped, one with a good Ack refuses."""
    lose_from(lab, "client", SYN)
    lab.try_to_connect()
    lab.settle()
    lab.forge("client", RST | ACK, 0, (lab.next_seq("client") + MOST) & 0xFFFFFFFF)
    lab.settle()
    lab.forge("client", RST | ACK, 0, lab.next_seq("client"))
    lab.settle()


def in_syn_received(lab):
    lab.listen()
    lose_from(lab, "client", ACK)
    lab.try_to_connect()
    lab.settle(at_client=["server"], at_server=["client"])


@live_case("forged-rst-in-syn-received")
def forged_rst_in_syn_received(lab):
    """In SYN-RECEIVED, an exact reset ends the attempt."""
    in_syn_received(lab)
    forge_ahead(lab, "server", RST, 0)
    lab.settle(at_client=["server"], at_server=["client"])


@live_case("forged-rst-in-window-in-syn-received")
def forged_rst_in_window_in_syn_received(lab):
    """In SYN-RECEIVED, a reset in the window is challenged."""
    in_syn_received(lab)
    forge_ahead(lab, "server", RST, MOST)
    lab.settle(at_client=["server"], at_server=["client"])


@live_case("forged-rst-in-close-wait")
def forged_rst_in_close_wait(lab):
    """In CLOSE-WAIT, an exact reset kills the server's side."""
    client, _ = settled_connection(lab)
    client.close()
    lab.settle()
    forge_ahead(lab, "server", RST, 0)
    lab.settle(at_server=["client"], at_client=["server"])


@live_case("forged-rst-in-fin-wait-2")
def forged_rst_in_fin_wait_2(lab):
    """In FIN-WAIT-2, a reset in the window is challenged, and an exact one kills."""
    client, _ = settled_connection(lab)
    client.shutdown(1)
    lab.settle()
    forge_ahead(lab, "client", RST, MOST)
    lab.settle(at_client=["server"])
    forge_ahead(lab, "client", RST, 0)
    lab.settle(at_client=["server"], at_server=["client"])


@live_case("forged-rst-in-time-wait")
def forged_rst_in_time_wait(lab):
    """In TIME-WAIT, a reset that is not exact changes nothing, an exact one kills."""
    client, server = settled_connection(lab)
    close_both(lab, client, server)
    forge_ahead(lab, "client", RST, MOST)
    lab.settle()
    forge_ahead(lab, "client", RST, 0)
    lab.settle(at_server=["client"])


@live_case("forged-syn-exact")
def forged_syn_exact(lab):
    """A SYN with the very next number inside a connection is challenged."""
    client, server = settled_connection(lab)
    forge_ahead(lab, "server", SYN, 0)
    lab.settle(at_server=["client"])
    exchange(client, server)
    close_both(lab, client, server)


@live_case("forged-syn-in-close-wait")
def forged_syn_in_close_wait(lab):
    """A SYN in CLOSE-WAIT is challenged, and the connection closes in order."""
    client, server = settled_connection(lab)
    client.shutdown(1)
    lab.settle()
    forge_ahead(lab, "server", SYN, FAR)
    lab.settle(at_server=["client"])
    server.sendall(REQUEST)
    lab.settle()
    server.close()
    read_end(client)
    lab.settle()


@live_case("forged-synack")
def forged_synack(lab):
    """A SYN,ACK inside a connection is challenged by the client."""
    client, server = settled_connection(lab)
    forge_ahead(lab, "client", SYN | ACK, FAR, lab.next_seq("client"))
    lab.settle(at_client=["server"])
    exchange(client, server)
    close_both(lab, client, server)


@live_case("forged-old-syn-in-time-wait")
def forged_old_syn_in_time_wait(lab):
    """An old SYN in TIME-WAIT gets an ACK, and the client's RST in answer ends TIME-WAIT."""
    client, server = settled_connection(lab)
    close_both(lab, server, client)
    forge_ahead(lab, "server", SYN, -FAR)
    lab.settle(at_server=["client"])


@live_case("forged-fin")
def forged_fin(lab):
    """A FIN in the server's name: the client's kernel believes it, and the server does not know."""
    _, server = settled_connection(lab)
    forge_ahead(lab, "client", FIN | ACK, 0, lab.next_seq("client"))
    time.sleep(0.1)
    lab.settle(unproven=["server"], at_server=["client"])
    assert server


@live_case("forged-old-ack")
def forged_old_ack(lab):
    """A segment without data from before the window: the server repeats its ACK."""
    client, server = settled_connection(lab)
    forge_ahead(lab, "server", ACK, -MOST, lab.next_seq("server"))
    lab.settle()
    close_both(lab, server, client)
