"""live.py - what happens when the lab's cases are played here and now, and what does tshark say?

SPDX-License-Identifier: GPL-2.0-or-later

Cases mostly wait, so they are played many at a time, each between kernels of its own, and in a
process of its own, so that none waits for another's Python while the machine is busy. Every play
has addresses of its own, by which the trace, and one tshark for all captures together, tell them
apart.
"""

import collections
import concurrent.futures
import dataclasses
import ipaddress
import multiprocessing
import pathlib
import random
import shutil
import sys
import tempfile

from conftest import TOP
from truth import NAMES

sys.path.insert(0, str(TOP / "tests" / "captures"))

# The modules with cases fill CASES and LIVE.
from lab import (  # noqa: E402,F401
    aborts, closing, firewalls, forgeries, glimpses, losses, opening, orders, probes, queues,
    resets, restarts, tunnels, views)
from lab.laboratory import IPV4, IPV6, Laboratory, Setting  # noqa: E402
from lab.packet import ACK, RST, SYN  # noqa: E402
from lab.story import CASES, LIVE  # noqa: E402
from lab.trace import Trace, why_not  # noqa: E402,F401

AT_A_TIME = 24
PCAP_HEADER = 24
FIELDS = [*NAMES, "tcp.flags.reset", "tcplens.transition", "tcplens.reset.sender",
          "tcplens.reset.effective", "tcplens.reset.cause", "tcplens.reset.origin",
          "tcplens.reset.origin.clue"]
VERSION = {IPV4: "ipv4", IPV6: "ipv6"}
TOOLS = ("ip", "tcpdump", "nft", "ethtool", "setpriv", "nstat")

# Cases that can be played with one version of IP only, and why.
IPV4_ONLY = {
    "ipv4-fragments": "no router fragments IPv6",
    "snaplen-short": "60 bytes do not reach the flags behind an IPv6 header",
}


@dataclasses.dataclass(frozen=True)
class Play:
    """One case, where it is captured, and over which version of IP."""

    name: str
    captured: str
    family: int

    @property
    def case(self):
        return {**CASES, **LIVE}[self.name]

    def __str__(self):
        return f"{self.name}-{VERSION[self.family]}-{self.captured}"


@dataclasses.dataclass(repr=False)
class Outcome:
    """What is left of a play."""

    truth: list                 # the points at which both kernels were asked
    connections: list
    seen: list                  # all packets on the wire
    resets: list                # with the state of the target before and after each
    packets: list               # the captured ones
    capture: bytes
    end: float                  # when the capture was stopped
    rows: dict = dataclasses.field(default_factory=dict)    # two_pass: {frame number: fields}

    def has_answered(self, own, peer):
        """Whether one end sent a SYN,ACK, so that it held at least half a socket."""
        return any(packet.source == own and packet.target == peer and packet.has(SYN | ACK)
                   for packet in self.seen)


def plays():
    """Every case captured at each end, over IPv4 and IPv6."""
    return [Play(name, captured, family)
            for name, case in {**CASES, **LIVE}.items() if case.family == IPV4
            for family in ((IPV4,) if name in IPV4_ONLY else (IPV4, IPV6))
            for captured in ("client", "server")]


def missing_tools():
    return [tool for tool in TOOLS if not shutil.which(tool)]


class Addresses:
    """Networks that no other play has, nor most likely a test that runs beside this one."""

    def __init__(self):
        self.block = random.randrange(2048)

    def setting(self, number, play):
        """Two IPv4 networks of 16 addresses, from 10.0.0.0/8, and one for IPv6."""
        ipv4 = ipaddress.ip_address("10.0.0.0") + 16 * (512 * self.block + 2 * number)
        ipv6 = ipaddress.ip_address("2001:db8::") + ((self.block << 16 | number) << 64)
        addresses = {"client": {IPV4: str(ipv4 + 1), IPV6: str(ipv6 + 1)},
                     "server": {IPV4: str(ipv4 + 2), IPV6: str(ipv6 + 2)}}
        return Setting(play.captured, play.family, addresses, far_server=str(ipv4 + 18))


def perform(play, setting):
    """Plays a case to its end."""
    with tempfile.TemporaryDirectory(prefix="tcplens-live.") as folder:
        lab = Laboratory(pathlib.Path(folder), setting, **play.case.settings)
        try:
            play.case.play(lab)
            lab.capture.stop()
            seen, resets = ([*lab.wire.seen], [*lab.wire.resets]) if lab.wire else ([], [])
        finally:
            lab.close()
        return Outcome(lab.truth, lab.tracked, seen, resets, lab.capture.packets(),
                       lab.capture.path.read_bytes(), lab.capture.end)


def perform_all(wanted):
    """(the outcome of each play as a future, the events traced meanwhile, whether they tell of
    every reset)."""
    addresses = Addresses()
    forking = multiprocessing.get_context("fork")
    with Trace() as trace:
        with concurrent.futures.ProcessPoolExecutor(AT_A_TIME, forking) as pool:
            futures = {play: pool.submit(perform, play, addresses.setting(number, play))
                       for number, play in enumerate(wanted)}
        return futures, trace.events(), trace.tells_why()


def merged(outcomes, path):
    """Writes all captures as one, one behind the other."""
    with path.open("wb") as file:
        file.write(outcomes[0].capture[:PCAP_HEADER])
        for outcome in outcomes:
            file.write(outcome.capture[PCAP_HEADER:])


def share_out(rows, outcomes, two_pass):
    """Gives each outcome its own rows, by the frame number within its own capture."""
    remaining = iter(rows)
    for outcome in outcomes:
        numbers = range(1, len(outcome.packets) + 1)
        outcome.rows[two_pass] = {str(number): next(remaining) for number in numbers}
    assert next(remaining, None) is None, "more frames than were captured"


def annotate(outcomes, fields):
    """Has tshark read all captures, in one pass and in two."""
    with tempfile.TemporaryDirectory(prefix="tcplens-live.") as folder, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        path = pathlib.Path(folder) / "merged.pcap"
        merged(outcomes, path)
        answers = {two_pass: pool.submit(fields, path, FIELDS, two_pass=two_pass)
                   for two_pass in (False, True)}
        for two_pass, answer in answers.items():
            share_out(answer.result(), outcomes, two_pass)


class Stage:
    """All plays, done at once: `outcome` of each, and what the kernels' tracepoints told."""

    def __init__(self, wanted, fields):
        self.futures, events, self.tells_why = perform_all(wanted)
        self.by_end = collections.defaultdict(list)
        for event in events:
            self.by_end[event.own].append(event)
        done = [future.result() for future in self.futures.values() if not future.exception()]
        if done:
            annotate(done, fields)

    def outcome(self, play):
        """What came of it, or the error that ended it."""
        return self.futures[play].result()

    def events_of(self, own, kind, until):
        """What was traced at one address and port, in order."""
        return [event for event in self.by_end[own]
                if isinstance(event, kind) and event.time <= until]


def is_reset(packet):
    return packet is not None and bool(packet.flags & RST)


def same_packet(one, other):
    return (one.source, one.target, one.seq, one.ack, one.flags) == (
        other.source, other.target, other.seq, other.ack, other.flags)


def captured_resets(outcome, captured):
    """(frame number, what the wire knows of it) of each captured reset that crossed the wire."""
    remaining = [reset for reset in outcome.resets
                 if reset.after is not None or reset.target != captured]
    for number, packet in enumerate(outcome.packets, 1):
        if is_reset(packet):
            known = next((each for each in remaining if same_packet(each.packet, packet)), None)
            if known:
                remaining.remove(known)
                yield str(number), known
