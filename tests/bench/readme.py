"""readme.py - the table of costs in README.md.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pathlib
import re

from contest import LUA, STOCK, TCPLENS, TRANSUM
from results import INSTRUCTIONS, PEAK
from table import percent
from traffic import CAPTURES

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
MARKED = re.compile(r"(<!-- tests/bench/run --readme -->\n).*?(<!-- end of the costs -->)", re.S)


def row(results, sizes, name):
    counted, timed = 10 * sizes.counted, 10 * sizes.timed
    stock = results.median(INSTRUCTIONS, STOCK, "line", name, counted)
    cells = [CAPTURES[name].title, f"{stock:,.0f}"]
    cells += [percent(results.ratio(INSTRUCTIONS, rival, "line", name, counted))
              for rival in (TCPLENS, TRANSUM, LUA)]
    cells.append(percent(results.ratio(PEAK, TCPLENS, "line", name, timed)))
    return f"| {' | '.join(cells)} |\n"


def write_readme(results, sizes):
    text = README.read_text(encoding="utf-8")
    rows = "".join(row(results, sizes, name) for name in CAPTURES)
    head = "| capture | tshark alone | TCP Lens | TRANSUM | Lua " \
           f"| memory at {10 * sizes.timed:,} frames |\n" \
           "| --- | ---: | ---: | ---: | ---: | ---: |\n"
    README.write_text(MARKED.sub(lambda found: found[1] + head + rows + found[2], text),
                      encoding="utf-8")
