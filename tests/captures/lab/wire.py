# wire.py: carries frames between the two hosts, and may delay, drop or forge some.
# SPDX-License-Identifier: GPL-2.0-or-later

import collections
import dataclasses
import os
import select
import socket
import threading
import time

from .packet import RST, parse

ALL_PROTOCOLS = socket.htons(3)
OTHER = {"client": "server", "server": "client"}
PATIENCE = 0.04             # seconds within which a host has dealt with a reset


@dataclasses.dataclass
class Loss:
    """Packets that get lost; `count` limits how many."""

    matches: object
    count: int


@dataclasses.dataclass
class Reset:
    """One reset on the wire, and the state of its target's socket right before and after it.

    Both states are None if it got lost."""

    packet: object
    target: str                 # the side to which it goes
    before: str = None
    after: str = None


class Wire(threading.Thread):
    """Copies frames between two interfaces until it is stopped."""

    def __init__(self, namespace, one, other, ask):
        super().__init__(daemon=True)
        with namespace.entered():
            left, right = (socket.socket(socket.AF_PACKET, socket.SOCK_RAW, ALL_PROTOCOLS)
                           for _ in range(2))
            left.bind((one, 0))
            right.bind((other, 0))
        self.ask = ask                          # (side, packet): its target's state, there
        self.links = {"client": left, "server": right}
        self.delay, self.is_held = 0.0, False
        self.losses = []
        self.under_way = collections.deque()    # (time taken, side, packet, frame)
        self.seen = []                          # every TCP packet, in order
        self.resets = []                        # every reset, in order
        self.crossed = {"client": 0, "server": 0}       # TCP packets at each host's interface
        self.last = time.monotonic()
        self.handing_over = threading.Lock()
        self.stopping = threading.Event()
        self.wake_reader, self.wake_writer = os.pipe()

    def lose(self, matches, count=10**6):
        """From now on the packets that match are lost."""
        self.losses.append(Loss(matches, count))

    def repair(self):
        self.losses.clear()

    def hold(self):
        """From now on nothing arrives, until release(): so what both hosts do now crosses."""
        self.is_held = True

    def release(self):
        self.is_held = False
        os.write(self.wake_writer, b"x")

    def forge(self, side, packet, frame):
        """A frame that comes from nowhere and goes to `side`."""
        packet.forged = True
        self.seen.append(packet)
        self.hand_over(side, packet, frame)

    def has_taken_all(self):
        """Whether no frame that a host has sent waits to be taken."""
        return not select.select([*self.links.values()], [], [], 0)[0]

    def idle_for(self):
        """Seconds since the last frame; none while one is on its way or waits to be taken."""
        if self.under_way or not self.has_taken_all():
            return 0.0
        return time.monotonic() - self.last

    def is_lost(self, packet):
        for loss in self.losses:
            if loss.count and loss.matches(packet):
                loss.count -= 1
                return True
        return False

    def take(self, side):
        """Takes a frame that a host sent; it goes to the other one unless it gets lost."""
        frame, origin = self.links[side].recvfrom(65536)
        if origin[2] == socket.PACKET_OUTGOING:
            return
        self.last = time.monotonic()
        packet = parse(frame)
        if packet:
            self.seen.append(packet)
            self.crossed[side] += 1
        if not (packet and self.is_lost(packet)):
            self.under_way.append((self.last, OTHER[side], packet, frame))
        elif packet.flags & RST:
            self.resets.append(Reset(packet, OTHER[side]))

    def hand_over(self, side, packet, frame):
        with self.handing_over:
            if packet and packet.flags & RST:
                self.hand_over_reset(Reset(packet, side, self.ask(side, packet)), frame)
            else:
                self.links[side].send(frame)
            self.crossed[side] += packet is not None
            self.last = time.monotonic()

    def hand_over_reset(self, reset, frame):
        """Watches what the reset does to its target."""
        self.resets.append(reset)
        self.links[reset.target].send(frame)
        until = time.monotonic() + PATIENCE
        while True:
            reset.after = self.ask(reset.target, reset.packet)
            if reset.after != reset.before or time.monotonic() > until:
                return
            time.sleep(PATIENCE / 8)

    def deliver(self):
        """Hands over what is due; the answer is the time until the next frame is."""
        while self.under_way and not self.is_held:
            taken, *what = self.under_way[0]
            wait = taken + self.delay - time.monotonic()
            if wait > 0:
                return wait
            self.hand_over(*what)
            self.under_way.popleft()
        return None

    def run(self):
        while not self.stopping.is_set():
            wait = self.deliver()
            ready, _, _ = select.select([*self.links.values(), self.wake_reader], [], [], wait)
            if self.wake_reader in ready:
                os.read(self.wake_reader, 64)
            for side, link in self.links.items():
                if link in ready:
                    self.take(side)

    def stop(self):
        self.stopping.set()
        os.write(self.wake_writer, b"x")
        self.join()
        for link in self.links.values():
            link.close()
        os.close(self.wake_reader)
        os.close(self.wake_writer)
