"""test_filters.py - does a filter on a field find the frames in whose tree the field is?

SPDX-License-Identifier: GPL-2.0-or-later

Of a tree that nobody sees, only what the filter asks for is drawn. Each field and each expert
information that any capture has is filtered by alone.
"""

import collections
import concurrent.futures
import os
import re

import pytest

pytestmark = pytest.mark.skipif("TCPLENS_PRELOAD" in os.environ,
                                reason="too slow with sanitizers, and of what is found alone")
NUMBERS = ["-o", 'gui.column.format:"Number","%m"']  # -T fields would have all drawn
PART = re.compile(r'(<packet>)|<(?:field|proto) name="((?:tcplens|_ws\.expert)[^"]*)"')


def frames_by_field(pdml):
    """{field: the numbers of the frames that have it}."""
    frames = collections.defaultdict(set)
    number = 0
    for packet, name in PART.findall(pdml):
        if packet:
            number += 1
        else:
            frames[name].add(number)
    return frames


def test_filter_finds_what_the_tree_shows(lens, everything):
    shown = frames_by_field(lens.read(everything, "-T", "pdml", two_pass=True))
    assert len(shown) > 190

    def found(name):
        said = lens.read(everything, *NUMBERS, "-Y", name, two_pass=True)
        return set(map(int, said.split()))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, frames in zip(shown, pool.map(found, shown)):
            assert frames == shown[name], name
