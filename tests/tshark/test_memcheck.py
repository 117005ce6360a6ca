"""test_memcheck.py - does the plugin read and free no memory but what it should?

SPDX-License-Identifier: GPL-2.0-or-later

All captures, one behind the other in one file, whole and damaged, are shown by tshark under
valgrind's memcheck.
"""

import concurrent.futures
import os
import subprocess

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


def test_what_is_lost_is_noticed(lens, captures):
    """Without g_free(), so that the statistics lose what they hold."""
    library = lens.folder / "keep.so"
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-x", "c", "-o", library, "-"],
                   input="void g_free(void *block) { (void)block; }", text=True, check=True)
    library.chmod(0o755)
    with lens.readable(captures / "tutorial.pcapng") as capture:
        _, errors = memcheck.run(lens, f"LD_PRELOAD={library}", "tshark", "-n", "-q", "-r",
                                 capture.name, *STATISTICS)
    assert any(error.is_ours and error.kind in memcheck.LOST for error in errors)
