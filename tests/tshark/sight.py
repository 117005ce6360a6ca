"""sight.py - how well does one tell two colours apart, also without red, green or blue cones?

SPDX-License-Identifier: GPL-2.0-or-later

Colours are (red, green, blue), 0 to 1, of sRGB.
"""

import math

# How the colour-blind see linear RGB, complete lack of one kind of cones: G. M. Machado,
# M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", 2009, severity 1.0.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}

# CIE XYZ of linear sRGB (IEC 61966-2-1), and of its white.
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.0890)


def linear(colour):
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def contrast(one, other):
    """As WCAG 2 defines it: 1 to 21; text wants 4.5 (level AA)."""
    dark, light = sorted(times(XYZ, linear(colour))[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, eye):
    """CIE L*a*b* of what such an eye sees."""
    seen = [min(max(part, 0), 1) for part in times(EYES[eye], linear(colour))]
    ratios = [part / white for part, white in zip(times(XYZ, seen), WHITE)]
    x, y, z = (ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116
               for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eye):
    """CIE 1976: 2.3 is just noticeable, side by side."""
    return math.dist(lab(one, eye), lab(other, eye))
