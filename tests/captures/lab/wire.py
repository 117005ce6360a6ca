# wire.py: carries frames between the two hosts, and may delay, drop or forge some.
# SPDX-License-Identifier: GPL-2.0-or-later

import collections
import dataclasses
import os
import select
import socket
import threading
import time

from .packet import parse

ALL_PROTOCOLS = socket.htons(3)


@dataclasses.dataclass
class Loss:
    """Packets that get lost; `count` limits how many."""

    matches: object
    count: int


class Wire(threading.Thread):
    """Copies frames between two interfaces until it is stopped."""

    def __init__(self, namespace, one, other):
        super().__init__(daemon=True)
        with namespace.entered():
            left, right = (socket.socket(socket.AF_PACKET, socket.SOCK_RAW, ALL_PROTOCOLS)
                           for _ in range(2))
            left.bind((one, 0))
            right.bind((other, 0))
        self.opposite = {left: right, right: left}
        self.towards = {"client": left, "server": right}
        self.delay = 0.0
        self.losses = []
        self.under_way = collections.deque()    # (due time, socket, frame)
        self.seen = []                          # every TCP packet, in order
        self.last = time.monotonic()
        self.stopping = threading.Event()
        self.wake_reader, self.wake_writer = os.pipe()

    def lose(self, matches, count=10**6):
        """From now on the packets that match are lost."""
        self.losses.append(Loss(matches, count))

    def repair(self):
        self.losses.clear()

    def forge(self, side, packet, frame):
        """A frame that comes from nowhere and goes to `side`."""
        packet.forged = True
        self.seen.append(packet)
        self.last = time.monotonic()
        self.towards[side].send(frame)

    def idle_for(self):
        return 0.0 if self.under_way else time.monotonic() - self.last

    def is_lost(self, packet):
        for loss in self.losses:
            if loss.count and loss.matches(packet):
                loss.count -= 1
                return True
        return False

    def take(self, incoming):
        frame, origin = incoming.recvfrom(65536)
        if origin[2] == socket.PACKET_OUTGOING:
            return
        self.last = time.monotonic()
        packet = parse(frame)
        if packet:
            self.seen.append(packet)
        if not (packet and self.is_lost(packet)):
            self.under_way.append((self.last + self.delay, self.opposite[incoming], frame))

    def deliver(self):
        """Hands over what is due; the answer is the time until the next frame is."""
        while self.under_way:
            due, outgoing, frame = self.under_way[0]
            wait = due - time.monotonic()
            if wait > 0:
                return wait
            outgoing.send(frame)
            self.last = time.monotonic()
            self.under_way.popleft()
        return None

    def run(self):
        while not self.stopping.is_set():
            wait = self.deliver()
            ready, _, _ = select.select([*self.opposite, self.wake_reader], [], [], wait)
            for incoming in ready:
                if incoming != self.wake_reader:
                    self.take(incoming)

    def stop(self):
        self.stopping.set()
        os.write(self.wake_writer, b"x")
        self.join()
        for link in self.opposite:
            link.close()
        os.close(self.wake_reader)
        os.close(self.wake_writer)
