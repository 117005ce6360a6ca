# laboratory.py: two hosts, the wire between them, a capture, and what the kernels say.
# SPDX-License-Identifier: GPL-2.0-or-later
"""client0 - client wire | server wire - server0: each host has a kernel of its own in a network
namespace; a third namespace holds the wire (or, for one case, a kernel that routes)."""

import dataclasses
import socket
import time

from .capture import EVERYTHING, Capture
from .host import Host
from .namespace import Namespace
from .packet import RST, Packet, build
from .wire import Wire

QUIET = 0.15                # seconds without a frame after which nothing is in flight
CLIENT_PORT, SERVER_PORT = 40001, 8080
CLIENT_MAC, SERVER_MAC = bytes.fromhex("02000000000c"), bytes.fromhex("02000000000e")
IPV4, IPV6 = socket.AF_INET, socket.AF_INET6


@dataclasses.dataclass
class Connection:
    """A connection whose states are asked for; a side without kernel is played by packets
    that the case makes itself."""

    client: tuple
    server: tuple
    kernels: tuple = ("client", "server")
    existed: set = dataclasses.field(default_factory=set)   # sides that had a socket of their own

    def end(self, side):
        return self.client if side == "client" else self.server

    def peer(self, side):
        return self.server if side == "client" else self.client


class Laboratory:
    """What a case works with."""

    def __init__(self, folder, captured, filter_text=EVERYTHING, snap=0, routed=False,
                 late=False):
        self.folder = folder
        self.routed = routed
        self.hosts = {
            "client": Host("client", CLIENT_MAC, {IPV4: "192.0.2.1", IPV6: "2001:db8::1"}),
            "server": Host("server", SERVER_MAC, {
                IPV4: "198.51.100.2" if routed else "192.0.2.2", IPV6: "2001:db8::2"})}
        self.client, self.server = self.hosts["client"], self.hosts["server"]
        self.middle = Namespace()
        self.wire = self.join_by_router() if routed else self.join_by_wire()
        self.captured = (self.hosts[captured], filter_text, snap)
        self.connections, self.truth = [], []
        self.capture = None
        if not late:
            self.start_capture()

    def add_link(self, host):
        self.middle.ip(f"link add {host.name}1 type veth peer name {host.interface} "
                       f"address {host.mac_text()} netns {host.namespace.path}",
                       f"link set {host.name}1 up")
        host.namespace.ip("link set lo up", f"link set {host.interface} up")
        host.switch_offloads_off()

    def join_by_wire(self):
        self.middle.set("ipv6/conf/default/disable_ipv6", 1)
        for host, other in ((self.client, self.server), (self.server, self.client)):
            self.add_link(host)
            mac, dev = other.mac_text(), host.interface
            host.namespace.ip(
                f"addr add {host.addresses[IPV4]}/24 dev {dev}",
                f"addr add {host.addresses[IPV6]}/64 dev {dev} nodad",
                f"neigh replace {other.addresses[IPV4]} lladdr {mac} dev {dev} nud permanent",
                f"neigh replace {other.addresses[IPV6]} lladdr {mac} dev {dev} nud permanent")
        wire = Wire(self.middle, "client1", "server1")
        wire.start()
        return wire

    def join_by_router(self):
        """A router in the middle that fragments what goes to the client."""
        for host in self.hosts.values():
            self.add_link(host)
            network = host.addresses[IPV4].rpartition(".")[0]
            host.namespace.ip(f"addr add {host.addresses[IPV4]}/24 dev {host.interface}",
                              f"route add default via {network}.254")
            self.middle.ip(f"addr add {network}.254/24 dev {host.name}1")
        self.middle.ip("route change 192.0.2.0/24 dev client1 mtu lock 600")
        self.middle.set("ipv4/ip_forward", 1)

    def start_capture(self):
        host, filter_text, snap = self.captured
        self.capture = Capture(host, self.folder / "capture.pcap", filter_text, snap)

    # ---- sockets ----

    def track(self, client_port=CLIENT_PORT, server_port=SERVER_PORT, family=IPV4,
              kernels=("client", "server")):
        connection = Connection((self.client.addresses[family], client_port),
                                (self.server.addresses[family], server_port), kernels)
        self.connections.append(connection)
        return connection

    def listen(self, port=SERVER_PORT, family=IPV4):
        listener = self.server.bound(port, family)
        listener.listen(8)
        return listener

    def connect(self, listener=None, client_port=CLIENT_PORT, family=IPV4):
        """A connection in its ordinary way: both sockets, accepted."""
        listener = listener or self.listen(family=family)
        port = listener.getsockname()[1]
        self.track(client_port, port, family)
        client = self.client.bound(client_port, family)
        client.connect((self.server.addresses[family], port))
        return client, self.server.accept(listener)

    def try_to_connect(self, client_port=CLIENT_PORT, server_port=SERVER_PORT, family=IPV4):
        """A socket that only begins to connect."""
        self.track(client_port, server_port, family)
        client = self.client.bound(client_port, family)
        client.setblocking(False)
        client.connect_ex((self.server.addresses[family], server_port))
        return client

    # ---- packets made by the case ----

    def raw(self, connection, flags, seq, ack=0, payload=b"", ttl=64, window=1024):
        """A segment that the client's machine sends without a socket."""
        packet = Packet(connection.client, connection.server, seq, ack, flags, len(payload))
        self.client.send_raw(build((SERVER_MAC, CLIENT_MAC), packet, payload, window, ttl))

    def forge(self, to, flags, seq, ack=0, ttl=243, ip_id=0x4D2):
        """A segment to one side in the other side's name, born on the wire."""
        connection = self.connections[-1]
        packet = Packet(connection.peer(to), connection.end(to), seq, ack, flags, 0)
        macs = (SERVER_MAC, CLIENT_MAC) if to == "server" else (CLIENT_MAC, SERVER_MAC)
        self.wire.forge(to, packet, build(macs, packet, ttl=ttl, ip_id=ip_id))

    def next_seq(self, side):
        """The number of the next byte of `side`, from its last segment on the wire."""
        connection = self.connections[-1]
        own = [packet for packet in self.wire.seen
               if packet.source == connection.end(side) and not packet.forged]
        return own[-1].end

    # ---- truth ----

    def wait_until_quiet(self):
        count, since = None, time.monotonic()
        while time.monotonic() - since < QUIET or self.wire and self.wire.idle_for() < QUIET:
            time.sleep(0.02)
            now = len(self.capture.packets()) if self.capture else 0
            if now != count:
                count, since = now, time.monotonic()

    def settle(self, unproven=()):
        """Notes the states of all connections now that nothing is in flight. `unproven` names
        sides whose state no packet shows."""
        self.wait_until_quiet()
        packets = self.capture.packets()
        for connection in self.connections:
            states = {side: self.state(connection, side) for side in self.hosts}
            frames = [number for number, packet in enumerate(packets, 1)
                      if packet is None or packet.between(connection.client, connection.server)]
            if frames:
                self.note(connection, frames[-1], states, unproven)

    def note(self, connection, frame, states, unproven):
        entry = {"after_frame": frame, **states,
                 "client_port": connection.client[1], "server_port": connection.server[1]}
        if unproven:
            entry["unproven"] = list(unproven)
        if entry not in self.truth:
            self.truth.append(entry)

    def state(self, connection, side):
        if side not in connection.kernels:
            return None
        own, peer = connection.end(side), connection.peer(side)
        state = self.hosts[side].state(own, peer)
        if state not in ("LISTEN", "CLOSED") or self.has_answered(own, peer):
            connection.existed.add(side)
        return "CLOSED" if state == "LISTEN" and side in connection.existed else state

    def has_answered(self, own, peer):
        """Whether this end sent more than resets."""
        return self.wire is not None and any(
            packet.source == own and packet.target == peer and not packet.flags & RST
            and not packet.forged for packet in self.wire.seen)

    def counters(self):
        return {name: host.counters() for name, host in self.hosts.items()}

    def close(self):
        if self.capture:
            self.capture.stop()
        if self.wire:
            self.wire.stop()
        for host in self.hosts.values():
            host.close()
        self.middle.close()
