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

WIDTH, HEIGHT = 980, 840
BOX = (132, 40)
PLACES = {
    "CLOSED": (490, 40), "LISTEN": (190, 140), "SYN-SENT": (790, 140),
    "SYN-RECEIVED": (190, 290), "ESTABLISHED": (490, 390), "FIN-WAIT-1": (190, 490),
    "CLOSE-WAIT": (790, 490), "FIN-WAIT-2": (190, 650), "CLOSING": (490, 570),
    "TIME-WAIT": (490, 720), "LAST-ACK": (790, 650),
}
# What an end is about in a state: the words of the legend, and how the boxes look.
GROUPS = [
    ("no connection", "none", ["CLOSED", "LISTEN"]),
    ("opening", "opening", ["SYN-SENT", "SYN-RECEIVED"]),
    ("open", "open", ["ESTABLISHED"]),
    ("this end closes first, or both at once", "first",
     ["FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "TIME-WAIT"]),
    ("the other end closed first", "second", ["CLOSE-WAIT", "LAST-ACK"]),
]
LOOK = {state: look for _, look, states in GROUPS for state in states}
HOW_TO_READ = "CLOSE, OPEN, SEND: calls of the application. rcv, snd: a segment received, sent. " \
    "Dotted: no segment. Not drawn: accidents, RSTs."
# The changes of a life without accidents, as RFC 9293 3.3.2, figure 5, has them: how far the middle
# of the label stands from the middle of the line, to the right and down.
DRAWN = {
    ("CLOSED", "SYN-SENT"): (86, -16),
    ("LISTEN", "SYN-SENT"): (0, 0),
    ("LISTEN", "SYN-RECEIVED"): (0, 0),
    ("SYN-SENT", "SYN-RECEIVED"): (0, 0),
    ("SYN-SENT", "ESTABLISHED"): (0, 0),
    ("SYN-RECEIVED", "ESTABLISHED"): (58, -14),
    ("SYN-RECEIVED", "FIN-WAIT-1"): (0, 0),
    ("ESTABLISHED", "FIN-WAIT-1"): (-62, -14),
    ("ESTABLISHED", "CLOSE-WAIT"): (66, -14),
    ("FIN-WAIT-1", "FIN-WAIT-2"): (0, 0),
    ("FIN-WAIT-1", "CLOSING"): (66, -14),
    ("FIN-WAIT-2", "TIME-WAIT"): (66, -14),
    ("CLOSING", "TIME-WAIT"): (0, 0),
    ("CLOSE-WAIT", "LAST-ACK"): (0, 0),
    ("LAST-ACK", "CLOSED"): (0, 0),
}
# Changes of the tables that are not drawn: something was lost or not captured, an end restarted or
# was called anew, or two steps are one.
LEFT_OUT = {
    ("CLOSED", "ESTABLISHED"), ("CLOSED", "LAST-ACK"), ("CLOSED", "SYN-RECEIVED"),
    ("LISTEN", "ESTABLISHED"), ("SYN-SENT", "FIN-WAIT-2"), ("SYN-RECEIVED", "SYN-RECEIVED"),
    ("SYN-RECEIVED", "CLOSE-WAIT"), ("ESTABLISHED", "SYN-RECEIVED"),
    ("FIN-WAIT-1", "SYN-RECEIVED"), ("FIN-WAIT-2", "SYN-RECEIVED"), ("FIN-WAIT-2", "FIN-WAIT-1"),
    ("CLOSE-WAIT", "SYN-RECEIVED"), ("CLOSING", "SYN-RECEIVED"), ("LAST-ACK", "SYN-RECEIVED"),
    ("TIME-WAIT", "SYN-RECEIVED"), ("TIME-WAIT", "CLOSING"),
}
SILENT = {("CLOSED", "LISTEN"): ("passive OPEN", (-72, -16)),
          ("TIME-WAIT", "CLOSED"): ("2 MSL are over", (0, 0))}
# A way round the others: the corners, and where the label stands.
BENT = {
    ("LAST-ACK", "CLOSED"): ([(925, 650), (925, 40)], (925, 340)),
    ("TIME-WAIT", "CLOSED"): ([(30, 720), (30, 40)], (140, 720)),
}
STYLE = """text { font: 13px sans-serif; fill: #1a1a1a; text-anchor: middle }
text.state { font-weight: bold; font-size: 14px }
rect.state { stroke-width: 2; rx: 8 }
rect.none { fill: #f0f0f0; stroke: #666666 }
rect.opening { fill: #e2f1fb; stroke: #0072b2 }
rect.open { fill: #ddf3ea; stroke: #009e73 }
rect.first { fill: #fdf0d0; stroke: #b97f00 }
rect.second { fill: #f8e6f0; stroke: #b0508a }
text.legend { text-anchor: start }
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
    width = 7 * len(words) + 10
    return (f'<rect class="paper" x="{x - width / 2:.0f}" y="{y - 9:.0f}" width="{width:.0f}" '
            f'height="18"/>' + text(x, y, words))


def way(pair, words, aside, kind="way"):
    """The line of one change and its label, apart, as labels lie above all lines."""
    first, last = (PLACES[state] for state in pair)
    corners, at = BENT.get(pair, ([], None))
    points = [border(first, (corners + [last])[0]), *corners,
              border(last, ([first] + corners)[-1])]
    if at is None:
        at = tuple((one + other) / 2 + by for one, other, by in zip(points[0], points[-1], aside))
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polyline class="{kind}" points="{line}"/>', label(*at, words)


def rectangle(x, y, size, look):
    return (f'<rect class="state {look}" x="{x - size[0] / 2:.0f}" y="{y - size[1] / 2:.0f}" '
            f'width="{size[0]}" height="{size[1]}"/>')


def box(state):
    return rectangle(*PLACES[state], BOX, LOOK[state]) + text(*PLACES[state], state,
                                                              ' class="state"')


def legend(y):
    """A row of what the looks of the boxes mean, and below it how to read the labels."""
    parts, x = [], 60
    for words, look, _ in GROUPS:
        parts.append(rectangle(x, y, (28, 18), look))
        parts.append(text(x + 22, y, words, ' class="legend"'))
        x += 62 + 6.6 * len(words)
    return [*parts, text(46, y + 30, HOW_TO_READ, ' class="legend"')]


def diagram():
    told = changes()
    ways = [way(pair, told[pair], aside) for pair, aside in DRAWN.items()]
    ways += [way(pair, words, aside, "way silent") for pair, (words, aside) in SILENT.items()]
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
        *legend(HEIGHT - 60), "</svg>", ""])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        SVG.write_text(diagram())
    else:
        print(diagram(), end="")
