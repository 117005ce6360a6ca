"""results.py - what was measured, and what is said of it: medians, and ratios to stock in pairs.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import collections
import csv
import statistics

from contest import STOCK

# One run of tshark. Runs of different rivals with the same seed are a pair.
Run = collections.namedtuple("Run", "rival mode capture frames seed")

INSTRUCTIONS, WALL, CPU = "instructions per frame", "wall seconds", "CPU seconds"
PEAK, BYTES = "peak bytes", "bytes per connection"


class Results:
    """A number for each thing measured of each run."""

    def __init__(self):
        self.numbers = {}

    def add(self, what, run, number):
        self.numbers[what, run] = number

    def by_seed(self, what, rival, mode, capture, frames):
        asked = what, rival, mode, capture, frames
        return {run.seed: number for (thing, run), number in self.numbers.items()
                if (thing, *run[:-1]) == asked}

    def median(self, *asked):
        """None where nothing was measured."""
        numbers = self.by_seed(*asked).values()
        return statistics.median(numbers) if numbers else None

    def ratio(self, what, rival, *asked):
        """The median of what the rival takes for 1 of stock's, pair by pair."""
        return self.of_pairs(lambda one, stock: one / stock, what, rival, *asked)

    def over(self, what, rival, *asked):
        """The median of how much more than stock the rival takes, pair by pair."""
        return self.of_pairs(lambda one, stock: one - stock, what, rival, *asked)

    def of_pairs(self, compare, what, rival, *asked):
        stock = self.by_seed(what, STOCK, *asked)
        compared = [compare(number, stock[seed]) for seed, number in
                    self.by_seed(what, rival, *asked).items() if seed in stock]
        return statistics.median(compared) if compared else None

    def write_csv(self, path):
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["what", *Run._fields, "number"])
            writer.writerows((what, *run, f"{number:.6g}" if number < 1 else f"{number:.3f}")
                             for (what, run), number in self.numbers.items())
