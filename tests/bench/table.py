"""table.py - how are the results laid out? As a table that is Markdown, too.

SPDX-License-Identifier: GPL-2.0-or-later

Stock's line has the numbers themselves; those of the others have what they take more. A rival that
this machine's Wireshark does not have shows "-".
"""

from contest import STOCK, question
from results import CPU, INSTRUCTIONS, PEAK, WALL
from traffic import CAPTURES

ABSENT = "-"
WIDTHS = 17, 23, 8, 12, 12, 9, 9, 9, 9


def percent(ratio):
    return ABSENT if ratio is None else f"{ratio - 1:+.1%}"


def times(ratio):
    """None, or less than none, where the start took longer than the whole: a busy machine."""
    return ABSENT if ratio is None or ratio <= 0 else f"x {ratio:.3f}"


def line_of(cells):
    padded = [cell.ljust(width) if place < 3 else cell.rjust(width)
              for place, (cell, width) in enumerate(zip(cells, WIDTHS))]
    return f"| {' | '.join(padded)} |"


class Table:
    """Prints a line for each rival in each mode on each capture, as soon as it is measured."""

    def __init__(self, results, sizes):
        self.results = results
        # (what, frames, how stock's is written, how a ratio is written)
        self.columns = [
            *((INSTRUCTIONS, frames, "{:,.0f}".format, percent)
              for frames in (sizes.counted, 10 * sizes.counted)),
            (WALL, 10 * sizes.timed, "{:.3f} s".format, times),
            (CPU, 10 * sizes.timed, "{:.3f} s".format, times),
            *((PEAK, frames, lambda peak: f"{peak / 1e6:,.1f} MB", percent)
              for frames in (sizes.timed, 10 * sizes.timed)),
        ]

    def print_head(self):
        names = {INSTRUCTIONS: "instructions", WALL: "wall", CPU: "CPU", PEAK: "memory"}
        print("Instructions per frame, wall and CPU without the start; "
              "memory at its peak; by the number of frames.", flush=True)
        print(line_of(["capture", "mode", "with",
                       *(names[what] for what, *_ in self.columns)]))
        print(line_of(["", "", "", *(f"{frames:,}" for _, frames, *_ in self.columns)]))
        print(line_of(["-" * width if place < 3 else "-" * (width - 1) + ":"
                       for place, width in enumerate(WIDTHS)]), flush=True)

    def print_mode(self, capture, mode, rivals):
        for rival in rivals:
            print(line_of([CAPTURES[capture].title, question(mode, rival).says, rival,
                           *self.cells(rival, mode, capture)]), flush=True)

    def cells(self, rival, mode, capture):
        for what, frames, as_number, as_ratio in self.columns:
            asked = rival, mode, capture, frames
            if rival != STOCK:
                yield as_ratio(self.results.ratio(what, *asked))
            elif (number := self.results.median(what, *asked)) is not None:
                yield as_number(number)
            else:
                yield ABSENT
