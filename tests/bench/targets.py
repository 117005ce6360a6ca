"""targets.py - is TCP Lens as cheap as it means to be?

SPDX-License-Identifier: GPL-2.0-or-later

A target that is missed is told, and is no failure of the bench.
"""

import collections

from contest import MODES, RIVALS, STOCK, TCPLENS
from results import BYTES, INSTRUCTIONS, PEAK
from traffic import CAPTURES

# figures(results, sizes) yields (where, figure); each figure is to be at most `most`.
Target = collections.namedtuple("Target", "says most figures")


def more(ratio):
    return None if ratio is None else ratio - 1


def instructions_more(mode):
    """Of both sizes the dearer."""
    def figures(results, sizes):
        for name, capture in CAPTURES.items():
            both = [more(results.ratio(INSTRUCTIONS, TCPLENS, mode, name, frames))
                    for frames in (sizes.counted, 10 * sizes.counted)]
            yield capture.title, max(both) if None not in both else None
    return figures


def memory_more(name):
    """At the larger size. The more connections, the less hides what each takes: see print_bytes."""
    def figures(results, sizes):
        frames = 10 * sizes.timed
        yield f"{CAPTURES[name].title}, {frames:,} frames", more(
            results.ratio(PEAK, TCPLENS, "line", name, frames))
    return figures


def growth(results, sizes, rival, mode, name):
    """How much dearer a frame is among ten times as many."""
    small, large = (results.median(INSTRUCTIONS, rival, mode, name, frames)
                    for frames in (sizes.counted, 10 * sizes.counted))
    return None if small is None or large is None else large / small - 1


def growth_with_size(results, sizes):
    for name, capture in CAPTURES.items():
        for mode in MODES:
            with_lens, stock = (growth(results, sizes, rival, mode, name)
                                for rival in (TCPLENS, STOCK))
            beside = "" if stock is None else f", stock {stock:+.1%}"
            yield f"{capture.title}, {MODES[mode].lens.says}{beside}", with_lens


TARGETS = [
    Target("one-line summary: instructions per frame at most 4 % over stock", 0.04,
           instructions_more("line")),
    Target("-Y tcplens.reset: at most 12 % over stock's -Y tcp.flags.reset==1", 0.12,
           instructions_more("filter")),
    Target("peak memory on short connections at most 5 % over stock", 0.05, memory_more("short")),
    Target("peak memory on the bulk transfer less than 1 % over stock", 0.01, memory_more("bulk")),
    Target("a frame among ten times as many at most 5 % dearer", 0.05, growth_with_size),
]


def verdict(target, measured):
    """The line of a target: met or missed, and the figures that say so, the worst first."""
    if not measured:
        return f"not measured  {target.says}"
    measured = sorted(measured, key=lambda pair: -pair[1])
    beyond = [pair for pair in measured if pair[1] > target.most]
    told = "; ".join(f"{figure:+.1%} {where}" for where, figure in beyond or measured[:1])
    if not beyond:
        return f"met           {target.says}: at worst {told}"
    by = measured[0][1] - target.most
    return f"missed        {target.says}: by {100 * by:.1f} points; " \
           f"{len(beyond)} of {len(measured)} beyond: {told}"


def print_all(results, sizes):
    print()
    for target in TARGETS:
        print(verdict(target, [pair for pair in target.figures(results, sizes)
                               if pair[1] is not None]))
    for name, capture in CAPTURES.items():
        if capture.frames_of_each:
            print_bytes(results, sizes, name, capture)


def print_bytes(results, sizes, name, capture):
    asked = "line", name, sizes.connections * capture.frames_of_each
    stock = results.median(BYTES, STOCK, *asked)
    if stock is None:
        return
    overs = ((rival, results.over(BYTES, rival, *asked)) for rival in RIVALS if rival != STOCK)
    print(f"told          bytes per connection, {capture.title}: stock {stock:,.0f}; more with " +
          ", ".join(f"{rival} {over:+,.0f} ({over / stock:+.1%})" for rival, over in overs
                    if over is not None))
