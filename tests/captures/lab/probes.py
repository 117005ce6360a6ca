# probes.py: cases of single segments that scan for open ports.
# SPDX-License-Identifier: GPL-2.0-or-later

from .packet import ACK, FIN, PSH, URG
from .story import case


def probe(lab, flags, ack=0):
    lab.listen()
    for client_port, server_port in ((40001, 8080), (40002, 8081)):
        connection = lab.track(client_port, server_port, kernels=("server",))
        lab.raw(connection, flags, 1000 * client_port, ack, ttl=47)
        lab.settle()


@case("scan-fin", captured="server")
def scan_fin(lab):
    """FIN probes: the open port is silent, the closed port answers by RST,ACK.

    Raw packets to port 8080 (open) and 8081 (closed)."""
    probe(lab, FIN)


@case("scan-null", captured="server")
def scan_null(lab):
    """Probes without flags: the open port is silent, the closed port answers by RST,ACK.

    Raw packets to port 8080 (open) and 8081 (closed)."""
    probe(lab, 0)


@case("scan-xmas", captured="server")
def scan_xmas(lab):
    """FIN,PSH,URG probes: the open port is silent, the closed port answers by RST,ACK.

    Raw packets to port 8080 (open) and 8081 (closed)."""
    probe(lab, FIN | PSH | URG)


@case("scan-ack", captured="server")
def scan_ack(lab):
    """ACK probes: the open and the closed port answer by the same RST.

    Raw packets to port 8080 (open) and 8081 (closed)."""
    probe(lab, ACK, 5_000_000)


@case("scan-maimon", captured="server")
def scan_maimon(lab):
    """FIN,ACK probes: the open and the closed port answer by the same RST.

    Raw packets to port 8080 (open) and 8081 (closed)."""
    probe(lab, FIN | ACK, 5_000_000)
