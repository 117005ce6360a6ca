# host.py: one end of the laboratory, a Linux kernel of its own in a namespace.
# SPDX-License-Identifier: GPL-2.0-or-later

import socket

from . import diag
from .namespace import Namespace

QUICK = {
    "ipv4/tcp_syn_retries": 2, "ipv4/tcp_synack_retries": 2, "ipv4/tcp_no_metrics_save": 1,
    "ipv4/icmp_ratelimit": 0}
NO_OFFLOADS = ("tx", "off", "tso", "off", "gso", "off", "gro", "off")
REASONS = (
    "Abort", "Challenge", "Rst", "Reset", "AttemptFails", "FastOpen", "Keep", "ZeroWindow",
    "Retrans", "TimeWait", "TCPTimeouts", "PAWS")


class Host:
    """Name (`client` or `server`), addresses, namespace and sockets of one end."""

    def __init__(self, name, mac, addresses):
        self.name = name
        self.mac = mac
        self.addresses = addresses          # socket family: address
        self.namespace = Namespace()
        self.interface = f"{name}0"
        self.sockets = []                   # kept open until the capture has stopped
        for key, value in QUICK.items():
            self.namespace.set(key, value)
        for key, value in (("accept_dad", 0), ("accept_ra", 0), ("addr_gen_mode", 1)):
            self.namespace.set(f"ipv6/conf/default/{key}", value)

    def mac_text(self):
        return self.mac.hex(":")

    def switch_offloads_off(self):
        self.namespace.run("ethtool", "-K", self.interface, *NO_OFFLOADS)

    def new_socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM, protocol=0):
        with self.namespace.entered():
            new = socket.socket(family, kind, protocol)
        new.settimeout(8)
        self.sockets.append(new)
        return new

    def bound(self, port, family=socket.AF_INET):
        new = self.new_socket(family)
        new.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        new.bind((self.addresses[family], port))
        return new

    def accept(self, listener):
        connection, _ = listener.accept()
        connection.settimeout(8)
        self.sockets.append(connection)
        return connection

    def send_raw(self, frame):
        link = self.new_socket(socket.AF_PACKET, socket.SOCK_RAW)
        link.bind((self.interface, 0))
        link.send(frame)

    def filter_input(self, rule):
        """A packet filter rule on what comes in."""
        chain = f"chain in {{\ntype filter hook input priority 0;\n{rule}\n}}\n"
        self.namespace.run("nft", "-f", "-", text=f"table inet lab {{\n{chain}}}\n")

    def stop_filtering(self):
        self.namespace.run("nft", "delete", "table", "inet", "lab")

    def state(self, own, peer):
        """The RFC 9293 name of the state of the socket between two ends; LISTEN if there is
        none but a listener, CLOSED if there is not even that."""
        return diag.state(self.namespace, own, peer)

    def counters(self):
        """The counters of this kernel that say why it sent or dropped something."""
        rows = [line.split() for line in self.namespace.run("nstat", "-as").splitlines()[1:]]
        return {row[0]: int(row[1]) for row in rows
                if row[0].startswith("Tcp") and any(word in row[0] for word in REASONS)}

    def close(self):
        for each in self.sockets:
            each.close()
        self.namespace.close()
