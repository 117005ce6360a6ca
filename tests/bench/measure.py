"""measure.py - what does one run of tshark take?

SPDX-License-Identifier: GPL-2.0-or-later

Wireshark seeds its hash tables anew each time, which makes runs differ: steady.c has those that
are compared use the same seeds.
"""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import traffic
from contest import LUA, RIVALS, TRANSUM, question

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tshark"))
from lens import environment, viewer  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent

# Counts as callgrind does, in half the time. (Valgrind before 3.21 would else simulate a cache.)
COUNTER = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")

# Seconds by the clock, seconds of the processor, and the most bytes held.
Usage = collections.namedtuple("Usage", "wall cpu peak")


class Machine:
    """tshark with one rival's plugins or none, watched from outside."""

    def __init__(self, lens):
        self.lens = lens
        self.captures = {}
        self.plugins = {"none": lens.no_plugins, "ours": lens.plugins,
                        "transum": self.transum_alone()}
        self.steady = lens.folder / "steady.so"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", self.steady,
                        HERE / "steady.c"], check=True)
        shutil.copy(HERE / "flags.lua", lens.folder)
        for path in self.steady, lens.folder / "flags.lua":
            path.chmod(0o755)

    def transum_alone(self):
        """A folder with none of the plugins that came with Wireshark but TRANSUM, or None."""
        version = self.lens.others_plugins()
        if not (version / "epan" / "transum.so").exists():
            return None
        place = self.lens.folder / "transum" / version.name / "epan"
        place.mkdir(parents=True)
        shutil.copy(version / "epan" / "transum.so", place)
        return self.lens.folder / "transum"

    def rivals(self):
        """Those that this machine's Wireshark has."""
        has = {rival: True for rival in RIVALS}
        has[TRANSUM] = self.plugins["transum"] is not None
        has[LUA] = re.search(r"with\s+Lua", self.lens.run("--version").stdout) is not None
        return {rival for rival in RIVALS if has[rival]}

    def capture(self, name, frames):
        if (name, frames) not in self.captures:
            path = traffic.write(self.lens.folder / f"{name}-{frames}.pcap", name, frames)
            path.chmod(0o644)
            self.captures[name, frames] = path
        return self.captures[name, frames]

    def drop_captures(self):
        for path in self.captures.values():
            path.unlink()
        self.captures.clear()

    def start(self, run, *before, **options):
        rival = RIVALS[run.rival]
        settings = {**environment(self.lens.home, self.plugins[rival.plugins]),
                    "LD_PRELOAD": str(self.steady), "TCPLENS_SEED": str(run.seed)}
        return subprocess.Popen(
            [*before, "tshark", "-n", *rival.arguments, "-r",
             str(self.capture(run.capture, run.frames)), *question(run.mode, run.rival).arguments],
            cwd=self.lens.folder, env=settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, **options, **viewer())

    def instructions(self, run):
        process = self.start(run, *COUNTER, stderr=subprocess.PIPE, text=True)
        said = process.communicate()[1]
        counted = COUNTED.search(said)
        if process.returncode != 0 or counted is None:
            sys.exit(f"{run}: {said[-2000:]}")
        return int(counted.group(1).replace(",", ""))

    def usage(self, run):
        self.capture(run.capture, run.frames)
        began = time.perf_counter()
        process = self.start(run, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if status != 0:
            sys.exit(f"{run}: tshark ended with {process.returncode}")
        return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
