# firewalls.py: live cases in which a packet filter drops or rejects.
# SPDX-License-Identifier: GPL-2.0-or-later

import time

from .story import REQUEST, close_both, exchange, live_case, receive, settled_connection

DROPPED = "tcp dport 8080 drop"
RESET = "tcp dport 8080 reject with tcp reset"


@live_case("firewall-drops-syn")
def firewall_drops_syn(lab):
    """The server's packet filter drops the SYN though a socket listens."""
    lab.listen()
    lab.server.filter_input(DROPPED)
    lab.try_to_connect()
    time.sleep(1.2)
    lab.settle()


@live_case("firewall-drops-synack")
def firewall_drops_synack(lab):
    """The client's packet filter drops the SYN,ACK."""
    lab.listen()
    lab.client.filter_input("tcp sport 8080 drop")
    lab.try_to_connect()
    time.sleep(1.2)
    lab.settle()


@live_case("firewall-drops-then-opens")
def firewall_drops_then_opens(lab):
    """The server's packet filter drops the first SYN and lets the second pass."""
    listener = lab.listen()
    lab.server.filter_input(DROPPED)
    client = lab.try_to_connect()
    lab.settle()
    lab.server.stop_filtering()
    server = lab.server.accept(listener)
    client.settimeout(8)
    exchange(client, server)
    close_both(lab, client, server)


@live_case("firewall-drops-data")
def firewall_drops_data(lab):
    """The server's packet filter drops data for a while; then they arrive."""
    client, server = settled_connection(lab)
    lab.server.filter_input(DROPPED)
    client.sendall(REQUEST)
    lab.settle()
    lab.server.stop_filtering()
    receive(server, len(REQUEST))
    lab.settle()
    close_both(lab, server, client)


@live_case("firewall-drops-fin")
def firewall_drops_fin(lab):
    """The server's packet filter drops the client's FIN for a while."""
    client, server = settled_connection(lab)
    lab.server.filter_input(DROPPED)
    client.close()
    lab.settle()
    lab.server.stop_filtering()
    time.sleep(1.0)
    lab.settle()
    server.close()
    lab.settle()


@live_case("firewall-resets-syn")
def firewall_resets_syn(lab):
    """The server's packet filter answers the SYN by a reset though a socket listens."""
    lab.listen()
    lab.server.filter_input(RESET)
    lab.try_to_connect()
    lab.settle()


@live_case("firewall-resets-data")
def firewall_resets_data(lab):
    """The server's packet filter answers data by a reset in the server's name.

    The server knows nothing of it until it sends and is reset itself."""
    client, server = settled_connection(lab)
    lab.server.filter_input(RESET)
    client.sendall(REQUEST)
    lab.settle(unproven=["server"])
    lab.server.stop_filtering()
    server.sendall(REQUEST)
    lab.settle()


@live_case("firewall-resets-fin")
def firewall_resets_fin(lab):
    """The server's packet filter answers the client's FIN by a reset in the server's name."""
    client, _ = settled_connection(lab)
    lab.server.filter_input(RESET)
    client.close()
    lab.settle(unproven=["server"])


@live_case("firewall-resets-server")
def firewall_resets_server(lab):
    """The client's packet filter answers the server's data by a reset in the client's name."""
    _, server = settled_connection(lab)
    lab.client.filter_input("tcp sport 8080 reject with tcp reset")
    server.sendall(REQUEST)
    lab.settle(unproven=["client"])


@live_case("firewall-icmp-syn")
def firewall_icmp_syn(lab):
    """The SYN is answered by ICMP port unreachable: no segment tells that the client gives up.

    Then the filter goes, and the same ports connect."""
    listener = lab.listen()
    lab.server.filter_input("tcp dport 8080 reject with icmpx type port-unreachable")
    lab.try_to_connect().close()
    lab.settle(unproven=["client"])
    lab.server.stop_filtering()
    lab.connections.clear()
    client, server = lab.connect(listener)
    lab.settle()
    close_both(lab, client, server)


@live_case("firewall-icmp-data")
def firewall_icmp_data(lab):
    """Data are answered by ICMP admin-prohibited: the connection lives on and recovers."""
    client, server = settled_connection(lab)
    lab.server.filter_input("tcp dport 8080 reject with icmpx type admin-prohibited")
    client.sendall(REQUEST)
    lab.settle()
    lab.server.stop_filtering()
    receive(server, len(REQUEST))
    lab.settle()
    close_both(lab, client, server)
