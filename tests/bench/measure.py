"""measure.py - counts what tshark does with and without TCP Lens, and prints a table.

SPDX-License-Identifier: GPL-2.0-or-later

The start of tshark is no part of the price: what one frame alone takes is taken off each total.
Wireshark seeds its hash tables anew each time, which makes runs differ: steady.c has those that
are compared use the same seeds. Of several seeds the medians count, of the differences, too.
"""

import argparse
import concurrent.futures
import csv
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import traffic

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tshark"))
from lens import Lens, environment, viewer  # noqa: E402

STOCK, TCPLENS, TRANSUM = "stock", "TCP Lens", "TRANSUM"


class Bench:
    """tshark with one plugin or none, measured from outside."""

    def __init__(self, lens, start_capture, repetitions):
        self.lens = lens
        self.repetitions = repetitions
        self.start_capture = start_capture
        self.plugins = {STOCK: lens.no_plugins, TCPLENS: lens.plugins}
        system_plugins = self.system_plugins()
        if list(system_plugins.glob("epan/transum.so")):
            self.plugins[TRANSUM] = system_plugins.parent
        self.steady = lens.folder / "steady.so"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", self.steady,
                        pathlib.Path(__file__).with_name("steady.c")], check=True)
        self.steady.chmod(0o755)

    def system_plugins(self):
        """The folder of the plugins that came with Wireshark, for this version of it."""
        settings = environment(self.lens.home, "")
        del settings["WIRESHARK_PLUGIN_DIR"]
        said = subprocess.run(["tshark", "-G", "folders"], env=settings, text=True, check=True,
                              capture_output=True, **viewer()).stdout
        return pathlib.Path(re.search(r"Global Plugins:\s*(.*)", said).group(1))

    def start(self, kind, capture, seed, *before, **options):
        transum = ["--enable-protocol", "transum"] if kind == TRANSUM else []
        settings = {**environment(self.lens.home, self.plugins[kind]),
                    "LD_PRELOAD": str(self.steady), "TCPLENS_SEED": str(seed)}
        return subprocess.Popen(
            [*before, "tshark", "-n", *transum, "-r", str(capture)], cwd=self.lens.folder,
            env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **options,
            **viewer())

    def instructions(self, kind, capture, seed):
        process = self.start(kind, capture, seed, "valgrind", "--tool=callgrind",
                             "--callgrind-out-file=/dev/null", stderr=subprocess.PIPE, text=True)
        said = process.communicate()[1]
        counted = re.search(r"Collected : (\d+)", said)
        if process.returncode != 0 or counted is None:
            sys.exit(f"callgrind: {said[-2000:]}")
        return int(counted.group(1))

    def peak_memory(self, kind, capture, seed):
        """The most memory, in bytes, that tshark held."""
        process = self.start(kind, capture, seed, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"tshark ended with status {status}")
        return usage.ru_maxrss * 1024

    def per_unit(self, what, capture, units):
        """{kind: what each frame or connection takes, by seed}, less what one frame alone takes."""
        jobs = [(kind, path, seed) for seed in range(self.repetitions) for kind in self.plugins
                for path in (capture, self.start_capture)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            totals = dict(zip(jobs, pool.map(lambda job: what(*job), jobs)))

        def unit_of(kind, seed):
            return (totals[kind, capture, seed] - totals[kind, self.start_capture, seed]) / units

        return {kind: [unit_of(kind, seed) for seed in range(self.repetitions)]
                for kind in self.plugins}


def rows_of(bench, options):
    """(what, capture, unit, {kind: number}) for each line of the table."""
    folder = bench.lens.folder
    frames, connections = options.frames, options.connections

    def capture(name, records):
        path = traffic.write(folder / f"{name}.pcap", records)
        path.chmod(0o644)
        return path

    for name, make in ("short connections", traffic.short_connections), \
                      ("bulk transfer", traffic.bulk_transfer):
        yield "instructions", name, "frame", bench.per_unit(
            bench.instructions, capture(name, make(frames)), frames - 1)
    yield "bytes", "short connections", "connection", bench.per_unit(
        bench.peak_memory, capture("lives", traffic.short_connections(10 * connections)),
        connections)
    yield "bytes", "lone SYNs", "connection", bench.per_unit(
        bench.peak_memory, capture("syns", traffic.lone_syns(connections)), connections)


def over_stock(numbers, kind):
    return statistics.median(one - stock for one, stock in zip(numbers[kind], numbers[STOCK]))


def print_row(what, name, unit, numbers):
    stock = statistics.median(numbers[STOCK])
    parts = [f"{STOCK} {stock:,.0f}"]
    for kind in list(numbers)[1:]:
        over = over_stock(numbers, kind)
        parts.append(f"{kind} {over:+,.0f} ({over / stock:+.1%})")
    print(f"{what} per {unit}, {name}:  " + ",  ".join(parts), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=10000, help="counted under callgrind")
    parser.add_argument("--connections", type=int, default=20000, help="whose memory is measured")
    parser.add_argument("--repeat", type=int, default=5, help="measurements, of which the median")
    parser.add_argument("--csv", type=pathlib.Path, help="write the numbers there, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tcplens-bench.", dir="/tmp") as folder:
        lens = Lens(folder)
        start = traffic.write(lens.folder / "start.pcap", traffic.lone_syns(1))
        start.chmod(0o644)
        rows = []
        for row in rows_of(Bench(lens, start, options.repeat), options):
            print_row(*row)
            rows.append(row)
    if options.csv:
        write_csv(options.csv, rows)


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["what", "per", "capture", "with", "seed", "number"])
        writer.writerows((what, unit, name, kind, seed, round(number, 1))
                         for what, name, unit, numbers in rows
                         for kind, of_seeds in numbers.items()
                         for seed, number in enumerate(of_seeds))


if __name__ == "__main__":
    main()
