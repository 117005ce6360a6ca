# trace.py: what the kernel's tracepoints tell of every socket on the machine.
# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace instance of its own, so that nobody else's tracing is disturbed; it is removed at the
end. Its clock is that of time.monotonic()."""

import dataclasses
import os
import pathlib
import re
import subprocess
import tempfile

USUAL = pathlib.Path("/sys/kernel/tracing")
EVENTS = ("sock/inet_sock_set_state", "tcp/tcp_send_reset")
STATES = {
    "TCP_ESTABLISHED": "ESTABLISHED", "TCP_SYN_SENT": "SYN-SENT", "TCP_SYN_RECV": "SYN-RECEIVED",
    "TCP_FIN_WAIT1": "FIN-WAIT-1", "TCP_FIN_WAIT2": "FIN-WAIT-2", "TCP_TIME_WAIT": "TIME-WAIT",
    "TCP_CLOSE": "CLOSED", "TCP_CLOSE_WAIT": "CLOSE-WAIT", "TCP_LAST_ACK": "LAST-ACK",
    "TCP_LISTEN": "LISTEN", "TCP_CLOSING": "CLOSING", "TCP_NEW_SYN_RECV": "SYN-RECEIVED"}
LINE = re.compile(r"^.*? (\d+\.\d+): (\w+): (.*)$")
END = re.compile(r"\[?([0-9a-f.:]+?)\]?:(\d+)$")


@dataclasses.dataclass
class Change:
    """A socket went from one state to the next."""

    time: float
    own: tuple                  # address and port
    peer: tuple
    old: str
    new: str


@dataclasses.dataclass
class SentReset:
    """A kernel sent a reset of its own. Where a listening socket sent it, the peer is nobody."""

    time: float
    own: tuple
    peer: tuple
    reason: str


def end_of(text):
    address, port = END.match(text).groups()
    return address, int(port)


def change_of(time, words):
    version = "v6" if words["family"] == "AF_INET6" else ""
    ends = [(words[address + version], int(words[port]))
            for address, port in (("saddr", "sport"), ("daddr", "dport"))]
    return Change(time, *ends, STATES[words["oldstate"]], STATES[words["newstate"]])


def reset_of(time, words):
    return SentReset(time, end_of(words["src"]), end_of(words["dest"]), words["reason"])


def parse(text):
    """The events in the order in which they happened."""
    events = []
    for match in map(LINE.match, text.splitlines()):
        if not match:
            continue
        time, name, rest = float(match[1]), match[2], match[3]
        words = dict(word.partition("=")[::2] for word in rest.split())
        if name == "tcp_send_reset":
            events.append(reset_of(time, words))
        elif words["protocol"] == "IPPROTO_TCP":
            events.append(change_of(time, words))
    return events


class Trace:
    """Records from `with Trace()` on until its end."""

    def __init__(self):
        self.mounted = None
        self.top = USUAL if (USUAL / "instances").is_dir() else self.mount()
        self.folder = self.top / "instances" / f"tcplens-{os.getpid()}"

    def mount(self):
        """Where nobody has mounted tracefs, a temporary folder has it."""
        self.mounted = pathlib.Path(tempfile.mkdtemp(prefix="tcplens-tracefs."))
        done = subprocess.run(["mount", "-t", "tracefs", "tracefs", self.mounted],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            self.mounted.rmdir()
            raise OSError(f"no tracefs: {done.stderr.strip()}")
        return self.mounted

    def tells_why(self):
        """Whether this kernel tells of every reset, and its reason (Linux 6.11 and later)."""
        said = self.folder / "events" / "tcp" / "tcp_send_reset" / "format"
        return "reason" in said.read_text()

    def write(self, key, value):
        (self.folder / key).write_text(value)

    def __enter__(self):
        self.folder.mkdir()
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def begin(self):
        self.write("trace_clock", "mono")
        self.write("buffer_size_kb", "4096")
        for event in EVENTS:
            if event != "tcp/tcp_send_reset" or self.tells_why():
                self.write(f"events/{event}/enable", "1")

    def events(self):
        """All events so far."""
        for stats in self.folder.glob("per_cpu/cpu*/stats"):
            if "\noverrun: 0\n" not in stats.read_text():
                raise RuntimeError("the trace buffer was too small")
        return parse((self.folder / "trace").read_text())

    def __exit__(self, *_):
        self.folder.rmdir()
        self.unmount()

    def unmount(self):
        if self.mounted:
            subprocess.run(["umount", self.mounted], check=True)
            self.mounted.rmdir()


def why_not():
    """Why nothing can be traced here; empty if it can."""
    try:
        trace = Trace()
        missing = [event for event in EVENTS if not (trace.top / "events" / event).is_dir()]
        trace.unmount()
    except OSError as error:
        return str(error)
    return f"this kernel has no tracepoint {missing[0]}" if missing else ""
