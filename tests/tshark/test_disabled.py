"""test_disabled.py - does the plugin cost anything where the protocol is disabled?

SPDX-License-Identifier: GPL-2.0-or-later

Counted in instructions, which do not depend on what else the machine does: those that tshark takes
to dissect the frames, without -V, which leaves the least to compare with.
"""

import concurrent.futures
import re

import pytest

import memcheck

pytestmark = memcheck.needed

MOST = 1.005  # asking whether the protocol is enabled takes some 100 of 45,000 instructions a frame
CALLGRIND = ["--tool=callgrind", "--toggle-collect=epan_dissect_run_with_taps",
             "--callgrind-out-file=/dev/null"]
MODES = {
    "stock": (False, []),
    "disabled": (True, ["--disable-protocol", "tcplens"]),
    "enabled": (True, []),
}


@pytest.fixture(scope="module")
def instructions(lens, everything):
    def count(mode):
        plugin, arguments = MODES[mode]
        done = lens.run(*CALLGRIND, "tshark", "-n", "-r", everything, *arguments, plugin=plugin,
                        program="valgrind")
        return int(re.search(r"Collected : (\d+)", done.stderr).group(1))

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(MODES, pool.map(count, MODES)))


def test_disabled_it_costs_nothing(instructions):
    assert instructions["disabled"] <= instructions["stock"] * MOST, instructions


def test_the_cost_would_be_seen(instructions):
    assert instructions["enabled"] > instructions["stock"] * MOST, instructions
