"""test_scenarios.py - does tshark tell every scenario as its file tells it, in one pass and in two?

SPDX-License-Identifier: GPL-2.0-or-later

The language of the files is described in tests/scenarios/README.md. All scenarios of a phase go
into one capture, each between two addresses of its own.
"""

import ipaddress
import re
import shlex
import struct
import tempfile

import pytest

from conftest import TOP

FOLDER = TOP / "tests" / "scenarios"
PHASES = ["opening", "closing", "reset", "midstream", "incarnation", "window", "probe",
          "verdict"]
SCENARIOS = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.seg"))

FLAGS = {letter: 1 << bit for bit, letter in enumerate("FSRPAUEWN")}
TIMESTAMP = 0xFFFFFFF0
FOREVER = 2000  # seconds between two scenarios in a capture

# What is drawn from the connection: as known so far in one pass, as it ended in two.
JUDGED = {
    "handshake.kind": "tcplens.handshake.kind",
    "handshake.status": "tcplens.handshake.status",
    "teardown.kind": "tcplens.teardown.kind",
    "teardown.status": "tcplens.teardown.status",
    "teardown.initiator": "tcplens.teardown.initiator",
    "cause": "tcplens.reset.cause",
    "confidence": "tcplens.reset.confidence",
    "effective": "tcplens.reset.effective",
    "verdict": "tcplens.verdict",
    "closed_by": "tcplens.closed_by",
    "abnormal": "tcplens.abnormal",
    "afterwards": "tcplens.reset.afterwards",
    "probe.kind": "tcplens.probe.kind",
    "probe.port": "tcplens.probe.port",
    "probe.hint": "tcplens.probe.window_hint",
    "probe.frame": "tcplens.probe.frame",
    "probe.answer": "tcplens.probe.answer_frame",
}

LASTING = {"cause", "confidence", "effective"}

# What a frame shows once and for all.
NOTED = {
    "phase": "tcplens.phase",
    "client": "tcplens.role",
    "inferred": "tcplens.role.inferred",
    "handshake.step": "tcplens.handshake.step",
    "teardown.step": "tcplens.teardown.step",
    "acceptability": "tcplens.reset.acceptability",
    "stage": "tcplens.reset.stage",
    "trigger": "tcplens.reset.trigger_frame",
    "own-unacked": "tcplens.reset.sender_unacked_bytes",
    "unacked": "tcplens.reset.unacked_bytes",
    "way.C": "tcplens.transition",
    "way.S": "tcplens.transition",
}

# What is reported of a connection that did not come to an end.
ENDINGS = [f"end_{name}" for name in ("unanswered", "incomplete", "timed_out",
                                      "keep_alive_unanswered", "half_closed", "owes_fin",
                                      "zero_window", "replaced", "open")]

NAMES = sorted({*(f"tcplens.expert.{name}" for name in ENDINGS),
                *JUDGED.values(), *NOTED.values(), "frame.number", "tcplens.anomaly",
                "tcplens.client.state", "tcplens.server.state"})


class Line:
    """One segment, and what must be true after it."""

    def __init__(self, place, time, sender, flags, segment, extras, expected):
        self.place = place
        self.time = time
        self.sender = sender
        self.flags = flags
        self.seq, self.payload = segment
        self.extras = extras
        self.states = dict(zip("CS", expected[:2]))
        checks = [word.split("=", 1) for word in expected[2:]]
        self.anomalies = sorted(value for key, value in checks if key == "anomaly")
        self.checks = [(key, value) for key, value in checks if key != "anomaly"]


class Script:
    """The lines of one file, with those of the files that it uses."""

    def __init__(self, name):
        self.name = name
        self.isn = {"C": 0xFFFFFFFA, "S": 0xFFFFFFFF}
        self.port = {"C": 40000, "S": 9}
        self.time = -0.01
        self.lines = []
        self.read(name)

    def read(self, name):
        text = (FOLDER / f"{name}.seg").read_text()
        for number, line in enumerate(text.splitlines(), 1):
            words = shlex.split(line, comments=True)
            if not words:
                continue
            if words[0] == "use":
                self.read(words[1])
            elif words[0] in ("isn", "port"):
                getattr(self, words[0])[words[1]] = int(words[2])
            else:
                self.lines.append(self.line(f"{name}.seg:{number}", words))

    def line(self, place, words):
        if re.match(r"\+?[0-9]", words[0]):
            word = words.pop(0)
            self.time = float(word) + (self.time if word[0] == "+" else 0)
        else:
            self.time += 0.01
        sender, _, receiver, letters, numbers = words[:5]
        arrow = words.index("=>")
        seq, end, length = map(int, re.fullmatch(r"(-?\d+):(-?\d+)\((\d+)\)", numbers).groups())
        assert end - seq == length and {sender, receiver} == {"C", "S"}, place
        flags = sum(FLAGS[letter] for letter in letters if letter != "-")
        return Line(place, self.time, sender, flags, (seq, length),
                    self.extras(words[5:arrow]), words[arrow + 1:])

    @staticmethod
    def extras(words):
        found = {}
        while words:
            word = words.pop(0)
            key, _, value = word.partition("=")
            found[key] = words.pop(0) if word == "ack" else value
        return found


# --- from lines to packets ------------------------------------------------------------------------


def options_of(extras):
    options = b""
    if "mss" in extras:
        options += struct.pack("!BBH", 2, 4, int(extras["mss"]))
    if "bad-mss" in extras:
        options += bytes([2, 3, 5])
    if "sack" in extras:
        options += bytes([4, 2])
    if "ts" in extras:
        stamps = [(TIMESTAMP + int(word)) % 2**32 for word in extras["ts"].split(",")]
        options += struct.pack("!BBII", 8, 10, *stamps)
    if "ws" in extras:
        options += bytes([3, 3, int(extras["ws"])])
    if "tfo" in extras:
        options += bytes([34, 2 + int(extras["tfo"])]) + bytes(int(extras["tfo"]))
    return options + b"\x01" * (-len(options) % 4)


def tcp_of(script, line):
    receiver = "S" if line.sender == "C" else "C"
    options = options_of(line.extras)
    ack = int(line.extras.get("rawack", 0))
    if "ack" in line.extras:
        ack = (script.isn[receiver] + int(line.extras["ack"])) % 2**32
    header = struct.pack("!HHIIHHHH", script.port[line.sender], script.port[receiver],
                         (script.isn[line.sender] + line.seq) % 2**32, ack,
                         (5 + len(options) // 4) << 12 | line.flags,
                         int(line.extras.get("win", 8192)), 0, 0)
    return header + options + bytes(line.payload)


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet_of(script, line, index):
    tcp = tcp_of(script, line)
    address = {"C": int(ipaddress.IPv4Address("10.1.0.1")) + index,
               "S": int(ipaddress.IPv4Address("10.2.0.1")) + index}
    source = address.pop(line.sender)
    header = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0x4000,
                         int(line.extras.get("ttl", 64)), 6, 0, source, *address.values())
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + tcp


def write_capture(path, scripts):
    """Nanoseconds, raw IP."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 101))
        for index, script in enumerate(scripts):
            for line in script.lines:
                packet = packet_of(script, line, index)
                micros = round((FOREVER * (index + 1) + line.time) * 1e6)
                file.write(struct.pack("<IIII", micros // 10**6, micros % 10**6 * 1000, len(packet),
                                       len(packet)) + packet)


# --- from fields to words -------------------------------------------------------------------------


class Sight:
    """What tshark shows of one line."""

    def __init__(self, line, row, first):
        self.line = line
        self.row = row
        self.first = first  # frame of the script's first line
        is_client = row["tcplens.role"] == "client"
        other = "S" if line.sender == "C" else "C"
        self.client = line.sender if is_client else other
        self.ends = {"client": self.client, "server": "S" if self.client == "C" else "C",
                     "both": "both", "": ""}
        self.roles = {end: role for role, end in self.ends.items()}

    def state(self, end):
        return self.row[f"tcplens.{self.roles[end]}.state"]

    def anomalies(self):
        return sorted(self.row["tcplens.anomaly"].splitlines())

    def way(self, end):
        ways = [text.partition(":")[0].split(" ", 1)[1].split(" -> ")
                for text in self.row["tcplens.transition"].splitlines()
                if text.startswith(self.roles[end] + " ")]
        return ">".join([ways[0][0]] + [way[1] for way in ways]) if ways else ""

    def value(self, key):
        if key == "ending":
            return ",".join(name for name in ENDINGS
                            if self.row[f"tcplens.expert.{name}"]) or "none"
        text = self.row[{**JUDGED, **NOTED}[key]]
        if key.startswith("way."):
            return self.way(key[-1])
        if key == "client":
            return self.client
        if key in ("effective", "inferred", "abnormal"):
            return {"1": "true", "0": "false"}.get(text, "unknown")
        if key == "teardown.initiator":
            return self.ends[text]
        if key == "closed_by":
            return self.ends.get(text, text) or "nobody"
        if key in ("trigger", "probe.frame", "probe.answer"):
            return str(int(text) - self.first + 1) if text else "0"
        return ",".join(text.splitlines())


def is_due(line, key, two_pass):
    """Is this check about what so many passes show?

    The judgement of a reset holds to the end, unless the line says otherwise."""
    if key.startswith("finally."):
        return two_pass
    if key in LASTING:
        return not two_pass or f"finally.{key}" not in dict(line.checks)
    return key in NOTED or not two_pass


def differences(sight, two_pass):
    line = sight.line
    pairs = [(f"state of {end}", sight.state(end), line.states[end]) for end in "CS"]
    pairs.append(("anomaly", sight.anomalies(), line.anomalies))
    for key, want in line.checks:
        if is_due(line, key, two_pass):
            pairs.append((key, sight.value(key.removeprefix("finally.")), want))
    return [f"{line.place}: {what}: got {got!r}, want {want!r}"
            for what, got, want in pairs if got != want]


# --- the tests ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def seen(lens):
    """By phase and number of passes: scenario -> what tshark shows of its lines."""
    cache = {}

    def read(phase, two_pass):
        if (phase, two_pass) not in cache:
            scripts = [Script(name) for name in SCENARIOS if name.startswith(phase + "/")]
            cache[phase, two_pass] = sights_of(lens, scripts, two_pass)
        return cache[phase, two_pass]

    return read


def sights_of(lens, scripts, two_pass):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        write_capture(file.name, scripts)
        rows = lens.fields(file.name, NAMES, two_pass=two_pass)
    assert len(rows) == sum(len(script.lines) for script in scripts)
    sights = {}
    for script in scripts:
        first = int(rows[0]["frame.number"])
        count = len(script.lines)
        sights[script.name] = [Sight(line, row, first)
                               for line, row in zip(script.lines, rows[:count])]
        del rows[:count]
    return sights


def test_every_file_belongs_to_a_phase():
    assert len(SCENARIOS) >= 70
    assert {name.split("/")[0] for name in SCENARIOS} == set(PHASES)


@pytest.mark.parametrize("two_pass", [False, True], ids=["one-pass", "two-pass"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(seen, name, two_pass):
    found = [text for sight in seen(name.split("/")[0], two_pass)[name]
             for text in differences(sight, two_pass)]
    assert not found, "\n".join(found)
