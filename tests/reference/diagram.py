#!/usr/bin/env python3
"""diagram.py - draws the states of a TCP end, from the tables that TCP Lens goes by.

SPDX-License-Identifier: GPL-2.0-or-later

The places and bends are of this file; which changes there are, and what each says, the core's
tables tell. Two changes have no segment: they are dotted.

    diagram.py            prints the SVG
    diagram.py --write    writes it to states.svg beside this file
"""

import os
import pathlib
import subprocess
import sys
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
SVG = HERE / "states.svg"
BUILD = pathlib.Path(os.environ.get("TCPLENS_BUILD_DIR", HERE.parents[1] / "build"))

WIDTH, HEIGHT = 980, 760
BOX = (132, 40)
PLACES = {
    "CLOSED": (490, 40), "LISTEN": (190, 140), "SYN-SENT": (790, 140),
    "SYN-RECEIVED": (190, 290), "ESTABLISHED": (490, 390), "FIN-WAIT-1": (190, 490),
    "CLOSE-WAIT": (790, 490), "FIN-WAIT-2": (190, 640), "CLOSING": (490, 580),
    "TIME-WAIT": (490, 710), "LAST-ACK": (790, 640),
}
# The changes of a life without accidents, as RFC 9293 3.3.2, figure 5, has them: where the label
# stands, as a part of the way, and how far above the line.
DRAWN = {
    ("CLOSED", "SYN-SENT"): (0.55, -12),
    ("LISTEN", "SYN-SENT"): (0.5, -10),
    ("LISTEN", "SYN-RECEIVED"): (0.5, 0),
    ("SYN-SENT", "SYN-RECEIVED"): (0.6, -14),
    ("SYN-SENT", "ESTABLISHED"): (0.5, 16),
    ("SYN-RECEIVED", "ESTABLISHED"): (0.5, -10),
    ("SYN-RECEIVED", "FIN-WAIT-1"): (0.5, 0),
    ("ESTABLISHED", "FIN-WAIT-1"): (0.5, -12),
    ("ESTABLISHED", "CLOSE-WAIT"): (0.5, -12),
    ("FIN-WAIT-1", "FIN-WAIT-2"): (0.5, 0),
    ("FIN-WAIT-1", "CLOSING"): (0.55, -10),
    ("FIN-WAIT-2", "TIME-WAIT"): (0.5, -8),
    ("CLOSING", "TIME-WAIT"): (0.45, 0),
    ("CLOSE-WAIT", "LAST-ACK"): (0.5, 0),
    ("LAST-ACK", "CLOSED"): (0.5, 0),
}
SILENT = {("CLOSED", "LISTEN"): "passive OPEN", ("TIME-WAIT", "CLOSED"): "2 MSL are over"}
# A way round the others: the corners, and where the label stands.
BENT = {
    ("LAST-ACK", "CLOSED"): ([(925, 640), (925, 40)], (925, 340)),
    ("TIME-WAIT", "CLOSED"): ([(30, 710), (30, 40)], (150, 698)),
}
STYLE = """text { font: 13px sans-serif; fill: #1a1a1a; text-anchor: middle }
text.state { font-weight: bold; font-size: 14px }
rect.state { fill: #e6f0fa; stroke: #0072b2; stroke-width: 2; rx: 8 }
rect.paper { fill: #ffffff }
.way { fill: none; stroke: #444444; stroke-width: 1.5; marker-end: url(#head) }
.silent { stroke-dasharray: 4 4 }"""


def changes():
    """{(from, to): reason} of all in the core's tables but those by RST; of several reasons for one
    change, the plainest, which is the shortest."""
    told = {}
    said = subprocess.run([BUILD / "tests" / "words", "changes"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for line in said.splitlines():
        before, after, reason = line.split("\t")
        known = told.get((before, after), reason)
        if "RST" not in reason:
            told[before, after] = min(known, reason, key=len)
    return told


def border(place, towards):
    """Where the line from the middle of a box to another place leaves the box."""
    (x, y), (to_x, to_y) = place, towards
    dx, dy = to_x - x, to_y - y
    scale = min(BOX[0] / 2 / abs(dx) if dx else 9, BOX[1] / 2 / abs(dy) if dy else 9)
    return x + dx * scale, y + dy * scale


def text(x, y, words, kind=""):
    return f'<text x="{x:.0f}" y="{y + 4:.0f}"{kind}>{escape(words)}</text>'


def label(x, y, words):
    """Words on white paper, so that no line runs through them."""
    width = 6.6 * len(words) + 6
    return (f'<rect class="paper" x="{x - width / 2:.0f}" y="{y - 9:.0f}" width="{width:.0f}" '
            f'height="18"/>' + text(x, y, words))


def way(pair, words, is_silent):
    """The line of one change and its label, apart, as labels lie above all lines."""
    first, last = (PLACES[state] for state in pair)
    corners, at = BENT.get(pair, ([], None))
    points = [border(first, (corners + [last])[0]), *corners,
              border(last, ([first] + corners)[-1])]
    if at is None:
        part, above = DRAWN.get(pair, (0.5, -10))
        at = tuple(one + (other - one) * part for one, other in zip(points[0], points[-1]))
        at = at[0], at[1] + above
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    kind = "way silent" if is_silent else "way"
    return f'<polyline class="{kind}" points="{line}"/>', label(*at, words)


def box(state):
    x, y = PLACES[state]
    return (f'<rect class="state" x="{x - BOX[0] / 2:.0f}" y="{y - BOX[1] / 2:.0f}" '
            f'width="{BOX[0]}" height="{BOX[1]}"/>' + text(x, y, state, ' class="state"'))


def diagram():
    told = changes()
    ways = [way(pair, told[pair], False) for pair in DRAWN]
    ways += [way(pair, words, True) for pair, words in SILENT.items()]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">',
        "<title>The states of one end of a TCP connection (RFC 9293)</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        'markerHeight="9" orient="auto"><path d="M0,0 L10,5 L0,10 z" fill="#444444"/></marker>'
        "</defs>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        *(line for line, _ in ways), *(words for _, words in ways), *map(box, PLACES),
        "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        SVG.write_text(diagram())
    else:
        print(diagram(), end="")
