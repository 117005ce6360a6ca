# tunnels.py: live cases inside VXLAN, captured outside of it.
# SPDX-License-Identifier: GPL-2.0-or-later

import time

from .packet import SYN
from .story import (
    REQUEST, abort, close_both, exchange, live_case, lose_from, settled_connection)


@live_case("vxlan-close", tunnel=True)
def vxlan_close(lab):
    """A complete connection inside a tunnel; the client closes first."""
    client, server = settled_connection(lab)
    close_both(lab, client, server)


@live_case("vxlan-close-by-server", tunnel=True)
def vxlan_close_by_server(lab):
    """A connection inside a tunnel, half-closed by the server and then closed."""
    client, server = settled_connection(lab)
    server.shutdown(1)
    lab.settle()
    client.sendall(REQUEST * 100)
    lab.settle()
    client.close()
    lab.settle()


@live_case("vxlan-refused", tunnel=True)
def vxlan_refused(lab):
    """A closed port inside a tunnel."""
    lab.try_to_connect()
    lab.settle()


@live_case("vxlan-abort", tunnel=True)
def vxlan_abort(lab):
    """The server aborts inside a tunnel."""
    _, server = settled_connection(lab)
    abort(server)
    lab.settle()


@live_case("vxlan-syn-lost", tunnel=True)
def vxlan_syn_lost(lab):
    """The tunnel loses the first SYN."""
    lose_from(lab, "client", SYN, 1)
    client, server = lab.connect()
    exchange(client, server)
    close_both(lab, server, client)


@live_case("vxlan-crossing-fins", tunnel=True)
def vxlan_crossing_fins(lab):
    """The FINs cross inside a tunnel."""
    client, server = settled_connection(lab)
    lab.wire.delay = 0.05
    lab.wire.hold()
    client.close()
    server.close()
    lab.wire.release()
    time.sleep(0.2)
    lab.settle()
