"""test_memcheck.py - does the plugin read and free no memory but what it should?

SPDX-License-Identifier: GPL-2.0-or-later

All captures, one behind the other in one file, whole and damaged, are shown by tshark under
valgrind's memcheck.
"""

import concurrent.futures
import os

import pytest

import memcheck

pytestmark = memcheck.needed

STATISTICS = [part for name in ("conns", "tree", "table", "resets", "csv,-", "json,-")
              for part in ("-z", f"tcplens,{name}")]
RUNS = {
    "two passes": ("everything", ["-2", "-V", *STATISTICS]),
    "one pass": ("everything", ["-T", "pdml", "-z", "expert"]),
    "no tree": ("everything", ["-q", *STATISTICS]),
    "filtered": ("everything", ["-2", "-Y", "tcplens.reset", "-T", "fields", "-e",
                                "tcplens.reset.evidence", "-z", "tcplens,csv,-,ip.addr"]),
    "damaged": ("damaged", ["-2", "-V", *STATISTICS]),
    "disabled": ("everything", ["--disable-protocol", "tcplens", "-V"]),
}


@pytest.fixture(scope="module")
def seen(lens, everything, damaged):
    """What tshark says, and valgrind of it, as futures."""
    files = {"everything": everything, "damaged": damaged}

    def look(name):
        file, arguments = RUNS[name]
        return memcheck.run(lens, "tshark", "-n", "-r", files[file], *arguments)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {name: pool.submit(look, name) for name in RUNS}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", RUNS)
def test_no_misuse_of_memory(seen, name):
    done, errors = seen[name].result()
    assert len(done.stdout) > 10000
    wrong = [str(error) for error in errors if not error.is_leak]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_lost(seen, name):
    _, errors = seen[name].result()
    wrong = [str(error) for error in errors if error.is_ours and error.kind in memcheck.LOST]
    assert not wrong, "\n".join(wrong)


def test_frames_of_the_plugin_are_known(seen):
    """Something that is still held at the end shows that valgrind can tell whose it is."""
    _, errors = seen["two passes"].result()
    assert any(error.is_ours and error.is_leak for error in errors)
