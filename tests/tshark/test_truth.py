"""test_truth.py - are the two states those that the two hosts' kernels held?

SPDX-License-Identifier: GPL-2.0-or-later

Each case in tests/captures has a truth.json: what both kernels said, at frames after which nothing
was in flight.
"""

import concurrent.futures
import json
import os

import pytest

from conftest import TOP
from truth import NAMES, differences, proven_states

CASES = sorted(path.parent for path in (TOP / "tests" / "captures").glob("*/truth.json"))

# Cases in which nothing can be compared, and why.
NOTHING_TO_COMPARE = {
    "one-direction-only": "what is acknowledged unseen may be a FIN: nothing is proven",
    "one-direction-only-server": "as one-direction-only",
}

compared = {False: 0, True: 0}


def truth_of(case):
    return json.loads((case / "truth.json").read_text())


@pytest.fixture(scope="module")
def frames(fields, request):
    """What tshark says of each case that is asked for, as futures by case and two_pass."""
    wanted = [item.callspec.params for item in request.session.items
              if item.parent is request.node and hasattr(item, "callspec")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {(key["case"], key["two_pass"]): pool.submit(fields, key["case"] / "capture.pcap",
                                                           NAMES, two_pass=key["two_pass"])
               for key in wanted}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_states_are_those_of_the_kernels(frames, case, two_pass):
    rows = {row["frame.number"]: row for row in frames[case, two_pass].result()}
    count, wrong = differences(truth_of(case), rows)
    compared[two_pass] += count
    assert not wrong, "\n".join(wrong)
    assert (count == 0) == (case.name in NOTHING_TO_COMPARE), f"{count} states compared"


def test_the_cases_are_all_there():
    """Every real capture has its truth, and together they hold enough states to mean something."""
    real = {path.parent for path in (TOP / "tests" / "captures").glob("*/capture.pcap")}
    assert real == set(CASES)
    states = {state for case in CASES for point in truth_of(case)
              for _, state in proven_states(point)}
    assert len(CASES) > 50
    assert len(states) > 8, sorted(states)


def test_the_comparison_can_fail():
    point = {"after_frame": 1, "client": "TIME-WAIT", "server": "CLOSED", "client_port": 40001}
    row = {"frame.protocols": "eth:ip:tcp", "tcp.srcport": "40001", "tcp.dstport": "8080",
           "tcplens.client.state": "TIME-WAIT", "tcplens.server.state": "LISTEN"}
    earlier = {**point, "client": "ESTABLISHED", "server": "ESTABLISHED", "unproven": ["client"]}
    assert differences([point], {"1": row}) == (2, [])
    assert differences([point], {"1": {**row, "tcplens.client.state": "UNKNOWN"}})[1]
    assert len(differences([earlier, point], {"1": row})[1]) == 2


def test_total(request):
    """Prints how many states were compared (pytest -rP shows it)."""
    print(f"{compared[False]} states compared in one pass, {compared[True]} in two passes, "
          f"of {len(CASES)} cases")
    if not request.config.getoption("keyword"):
        assert compared[False] == compared[True] > 200
