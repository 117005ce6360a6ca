# laboratory.py: two hosts, the wire between them, a capture, and what the kernels say.
# SPDX-License-Identifier: GPL-2.0-or-later
"""client0 - client wire | server wire - server0: each host has a kernel of its own in a network
namespace; a third namespace holds the wire (or, for one case, a kernel that routes)."""

import dataclasses
import ipaddress
import socket
import time

from .capture import EVERYTHING, Capture
from .host import NO_OFFLOADS, Host
from .namespace import Namespace
from .packet import RST, VXLAN_PORT, Packet, build
from .wire import Wire

QUIET = 0.15                # seconds without a frame after which nothing is in flight
TOO_LONG = 20.0             # seconds after which the wire must be quiet
CLIENT_PORT, SERVER_PORT = 40001, 8080
CLIENT_MAC, SERVER_MAC = bytes.fromhex("02000000000c"), bytes.fromhex("02000000000e")
UNDERLAY = {"client": "172.31.0.1", "server": "172.31.0.2"}
IPV4, IPV6 = socket.AF_INET, socket.AF_INET6


@dataclasses.dataclass(frozen=True)
class Setting:
    """What a case can be played with: where it is captured, over which IP, on what addresses."""

    captured: str                   # the host on which tcpdump runs
    family: int = IPV4
    addresses: dict = dataclasses.field(default_factory=lambda: {
        "client": {IPV4: "192.0.2.1", IPV6: "2001:db8::1"},
        "server": {IPV4: "192.0.2.2", IPV6: "2001:db8::2"}})
    far_server: str = "198.51.100.2"    # the server's IPv4 address if there is a router


@dataclasses.dataclass
class Connection:
    """A connection whose states are asked for; a side without kernel is played by packets
    that the case makes itself."""

    client: tuple
    server: tuple
    kernels: tuple = ("client", "server")
    is_turned: bool = False         # the capture shows the server's SYN first: it is the client
    existed: set = dataclasses.field(default_factory=set)   # sides that had a socket of their own

    def end(self, side):
        return self.client if side == "client" else self.server

    def peer(self, side):
        return self.server if side == "client" else self.client

    def role(self, side):
        """What the capture makes of a side."""
        return {"client": "server", "server": "client"}[side] if self.is_turned else side


class Laboratory:
    """What a case works with."""

    def __init__(self, folder, setting, snap=0, routed=False, late=False, tunnel=False,
                 sent_by=None):
        self.folder = folder
        self.family, self.captured = setting.family, setting.captured
        self.hosts = {side: Host(side, mac, dict(setting.addresses[side]))
                      for side, mac in (("client", CLIENT_MAC), ("server", SERVER_MAC))}
        self.client, self.server = self.hosts["client"], self.hosts["server"]
        if routed:
            self.server.addresses[IPV4] = setting.far_server
        self.snap, self.filter_text = snap, EVERYTHING
        if sent_by:
            self.filter_text = f"tcp and src host {self.hosts[sent_by].addresses[self.family]}"
        self.is_partial = bool(sent_by)
        self.connections, self.tracked, self.truth = [], [], []
        self.capture, self.crossed_before = None, 0
        self.middle = Namespace()
        self.wire = self.join_by_router() if routed else self.join_by_wire()
        if tunnel:
            self.dig_tunnel()
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
                f"addr add {host.addresses[IPV4]}/28 dev {dev}",
                f"addr add {host.addresses[IPV6]}/64 dev {dev} nodad",
                f"neigh replace {other.addresses[IPV4]} lladdr {mac} dev {dev} nud permanent",
                f"neigh replace {other.addresses[IPV6]} lladdr {mac} dev {dev} nud permanent")
        wire = Wire(self.middle, "client1", "server1", self.state_of_target)
        wire.start()
        return wire

    def dig_tunnel(self):
        """Moves the hosts' addresses to the ends of a VXLAN tunnel between them."""
        self.filter_text = f"udp port {VXLAN_PORT}"
        for host, other in ((self.client, self.server), (self.server, self.client)):
            own, far = (UNDERLAY[each.name] for each in (host, other))
            host.namespace.ip(
                f"addr flush dev {host.interface}",
                f"addr add {own}/24 dev {host.interface}",
                f"neigh replace {far} lladdr {other.mac_text()} dev {host.interface} nud permanent",
                f"link add tunnel type vxlan id 5 local {own} remote {far} dstport {VXLAN_PORT}",
                f"link set tunnel address {host.mac_text()} up",
                f"addr add {host.addresses[IPV4]}/28 dev tunnel",
                f"addr add {host.addresses[IPV6]}/64 dev tunnel nodad",
                *(f"neigh replace {other.addresses[family]} lladdr {other.mac_text()} dev tunnel "
                  "nud permanent" for family in (IPV4, IPV6)))
            host.namespace.run("ethtool", "-K", "tunnel", *NO_OFFLOADS)

    def join_by_router(self):
        """A router in the middle that fragments what goes to the client."""
        for host in self.hosts.values():
            self.add_link(host)
            network = ipaddress.ip_interface(host.addresses[IPV4] + "/28").network
            host.namespace.ip(f"addr add {host.addresses[IPV4]}/28 dev {host.interface}",
                              f"route add default via {network[-2]}")
            self.middle.ip(f"addr add {network[-2]}/28 dev {host.name}1")
            if host is self.client:
                self.middle.ip(f"route change {network} dev client1 mtu lock 600")
        self.middle.set("ipv4/ip_forward", 1)

    def start_capture(self):
        while self.wire and not self.wire.has_taken_all():
            time.sleep(0.005)
        if self.wire:
            self.crossed_before = self.wire.crossed[self.captured]
        self.capture = Capture(self.hosts[self.captured], self.folder / "capture.pcap",
                               self.filter_text, self.snap)

    # ---- sockets ----

    def track(self, client_port=CLIENT_PORT, server_port=SERVER_PORT,
              kernels=("client", "server")):
        connection = Connection((self.client.addresses[self.family], client_port),
                                (self.server.addresses[self.family], server_port), kernels)
        self.connections.append(connection)
        self.tracked.append(connection)
        return connection

    def bound(self, side, port):
        return self.hosts[side].bound(port, self.family)

    def listen(self, port=SERVER_PORT, backlog=8):
        listener = self.bound("server", port)
        listener.listen(backlog)
        return listener

    def connect(self, listener=None, client_port=CLIENT_PORT):
        """A connection in its ordinary way: both sockets, accepted."""
        listener = listener or self.listen()
        port = listener.getsockname()[1]
        self.track(client_port, port)
        client = self.bound("client", client_port)
        client.connect((self.server.addresses[self.family], port))
        return client, self.server.accept(listener)

    def try_to_connect(self, client_port=CLIENT_PORT, server_port=SERVER_PORT):
        """A socket that only begins to connect."""
        self.track(client_port, server_port)
        client = self.bound("client", client_port)
        client.setblocking(False)
        client.connect_ex((self.server.addresses[self.family], server_port))
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

    def is_captured(self):
        """Whether tcpdump has written every TCP packet that crossed its interface."""
        if not (self.wire and self.capture) or self.is_partial:
            return True
        crossed = self.wire.crossed[self.captured] - self.crossed_before
        return sum(packet is not None for packet in self.capture.packets()) >= crossed

    def wait_until_quiet(self):
        count, begun = None, time.monotonic()
        since = begun
        while (time.monotonic() - since < QUIET or self.wire and self.wire.idle_for() < QUIET
               or not self.is_captured()):
            time.sleep(0.02)
            if time.monotonic() - begun > TOO_LONG:
                raise RuntimeError("the wire does not become quiet")
            now = len(self.capture.packets()) if self.capture else 0
            if now != count:
                count, since = now, time.monotonic()

    def settle(self, unproven=(), unknown=(), at_client=(), at_server=()):
        """Notes the states of all connections now that nothing is in flight.

        `unproven` names sides whose state no packet shows, `unknown` those of which it must not
        be shown wrong; `at_client` and `at_server` those that are unproven only to a capture at
        that end, as packets were lost before or behind it."""
        self.wait_until_quiet()
        here = at_client if self.captured == "client" else at_server
        packets = self.capture.packets()
        for connection in self.connections:
            states = {connection.role(side): self.state(connection, side)
                      for side in self.hosts}
            frames = [number for number, packet in enumerate(packets, 1)
                      if packet is None or packet.between(connection.client, connection.server)]
            if frames:
                self.note(connection, frames[-1], states,
                          {"unproven": [*unproven, *here], "unknown": [*unknown]})

    def note(self, connection, frame, states, remarks):
        entry = {"after_frame": frame, **states,
                 "client_port": connection.client[1], "server_port": connection.server[1]}
        entry.update((remark, sides) for remark, sides in remarks.items() if sides)
        if entry not in self.truth:
            self.truth.append(entry)

    def state_of_target(self, side, packet):
        return self.hosts[side].state(packet.target, packet.source)

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
