"""bench.py - what does tshark take with and without TCP Lens? Measures it and prints a table.

SPDX-License-Identifier: GPL-2.0-or-later

The start of tshark is no part of the price: what one frame alone takes, in the same mode and with
the same rival, is taken off instructions and times. Peak memory is that of the whole process.
Instructions are counted side by side on all processors; time is taken of one run at a time, of all
rivals in turn.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import sys
import tempfile

import targets  # these are in this folder; lens is where measure finds it
from contest import MODES, RIVALS, STOCK, TCPLENS, rivals_in
from measure import Machine
from readme import write_readme
from results import BYTES, CPU, INSTRUCTIONS, PEAK, WALL, Results, Run
from table import Table
from traffic import CAPTURES

from lens import BUILD, Lens

# Frames: counted under Valgrind, and timed; of each the smaller size, of which ten times is the
# larger. seeds, pairs: at most so many as the mode says. connections: whose memory is told.
Sizes = collections.namedtuple("Sizes", "counted timed seeds pairs connections")
USUAL = Sizes(counted=2000, timed=10000, seeds=9, pairs=9, connections=20000)
QUICK = Sizes(counted=1000, timed=5000, seeds=1, pairs=3, connections=10000)

START = "flood", 1


class Bench:
    """Runs what the tables of contest.py say, and fills the results."""

    def __init__(self, machine, sizes):
        self.machine, self.sizes = machine, sizes
        self.rivals = machine.rivals()
        self.results = Results()
        self.start_instructions = {}

    def rivals_in(self, mode):
        return [rival for rival in rivals_in(mode) if rival in self.rivals]

    # --- instructions -----------------------------------------------------------------------------

    def count(self, capture, modes):
        sizes = self.sizes.counted, 10 * self.sizes.counted
        runs = [Run(rival, mode, capture, frames, seed) for frames in reversed(sizes)
                for mode in modes for rival in self.rivals_in(mode)
                for seed in range(self.seeds(mode, rival))]
        starts = {start_of(run) for run in runs} - set(self.start_instructions)
        self.start_instructions.update(self.counted(sorted(starts)))
        for run, total in self.counted(runs).items():
            over = total - self.start_instructions[start_of(run)]
            self.results.add(INSTRUCTIONS, run, over / (run.frames - 1))

    def seeds(self, mode, rival):
        """As many as the mode says for those whose difference is small."""
        close = rival in (STOCK, TCPLENS)
        return min(self.sizes.seeds, MODES[mode].seeds) if close else 1

    def counted(self, runs):
        """{run: instructions}, several at a time."""
        for run in runs:
            self.machine.capture(run.capture, run.frames)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip(runs, pool.map(self.machine.instructions, runs)))

    # --- time and memory --------------------------------------------------------------------------

    def time(self, capture, mode):
        """The smaller size once, for its memory: its time is little more than the start."""
        pairs = min(self.sizes.pairs, MODES[mode].pairs)
        for frames, times in (self.sizes.timed, 1), (10 * self.sizes.timed, pairs):
            for seed in range(times):
                for rival in self.rivals_in(mode):
                    self.add_usage(Run(rival, mode, capture, frames, seed))

    def add_usage(self, run):
        """The start is timed right before, so that what else the machine does weighs on both."""
        start, used = map(self.machine.usage, (start_of(run), run))
        self.results.add(PEAK, run, used.peak)
        self.results.add(WALL, run, used.wall - start.wall)
        self.results.add(CPU, run, used.cpu - start.cpu)

    # --- bytes per connection ---------------------------------------------------------------------

    def weigh(self, capture, mode="line"):
        """What each connection more takes, in a capture of many of one kind."""
        frames = self.sizes.connections * CAPTURES[capture].frames_of_each
        for seed in range(min(self.sizes.pairs, 3)):
            for rival in self.rivals_in(mode):
                run = Run(rival, mode, capture, frames, seed)
                start, used = map(self.machine.usage, (start_of(run), run))
                self.results.add(BYTES, run, (used.peak - start.peak) / self.sizes.connections)


def start_of(run):
    capture, frames = START
    return run._replace(capture=capture, frames=frames)


def some_of(all_names):
    def chosen(text):
        names = text.split(",")
        unknown = set(names) - set(all_names)
        if unknown:
            raise argparse.ArgumentTypeError(
                f"{', '.join(sorted(unknown))}: not of {', '.join(all_names)}")
        return names
    return chosen


def parsed_options():
    parser = argparse.ArgumentParser(prog="tests/bench/run",
                                     description=__doc__.split("\n")[0].partition(" - ")[2])
    parser.add_argument("--quick", action="store_true",
                        help="the one-line summary only, smaller captures, fewer runs")
    parser.add_argument("--captures", type=some_of(CAPTURES), default=list(CAPTURES),
                        metavar="NAME,...", help=", ".join(CAPTURES))
    parser.add_argument("--modes", type=some_of(MODES), metavar="NAME,...", help=", ".join(MODES))
    parser.add_argument("--rivals", type=some_of(RIVALS), default=list(RIVALS),
                        metavar="NAME,...", help=", ".join(RIVALS))
    parser.add_argument("--counts-only", action="store_true",
                        help="instructions alone: neither time nor memory")
    parser.add_argument("--csv", type=pathlib.Path, default=BUILD / "bench.csv", metavar="FILE",
                        help="where each number goes; by default bench.csv in the build folder")
    parser.add_argument("--readme", action="store_true", help="renew the table in README.md")
    options = parser.parse_args()
    options.modes = options.modes or (["line"] if options.quick else list(MODES))
    if options.readme and (options.counts_only or "line" not in options.modes or
                           set(options.captures) != set(CAPTURES)):
        parser.error("--readme needs the one-line summary of all captures")
    return options


def measure_all(bench, table, options):
    for capture in options.captures:
        has_usage = not options.counts_only
        bench.count(capture, options.modes)
        for mode in options.modes:
            if has_usage:
                bench.time(capture, mode)
            table.print_mode(capture, mode, [rival for rival in rivals_in(mode)
                                             if rival in options.rivals])
        if has_usage and "line" in options.modes and CAPTURES[capture].frames_of_each:
            bench.weigh(capture)
        bench.machine.drop_captures()
        bench.results.write_csv(options.csv)


def main():
    options = parsed_options()
    sizes = QUICK if options.quick else USUAL
    with tempfile.TemporaryDirectory(prefix="tcplens-bench.", dir="/tmp") as folder:
        bench = Bench(Machine(Lens(folder)), sizes)
        bench.rivals &= set(options.rivals)
        table = Table(bench.results, sizes)
        table.print_head()
        measure_all(bench, table, options)
    targets.print_all(bench.results, sizes)
    print(f"every number: {options.csv}")
    if options.readme:
        write_readme(bench.results, sizes)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
