"""test_robustness.py - does the plugin bear damaged captures?

SPDX-License-Identifier: GPL-2.0-or-later

Captures with random errors in their bytes (editcap -E, with fixed seeds) and files cut off in the
middle: tshark neither crashes nor hangs, and no dissector has a bug.
"""

import concurrent.futures
import os
import subprocess

import pytest

from conftest import TOP

CAPTURES = TOP / "tests" / "captures"
PLAIN = ["tutorial.pcapng", "data-lost/capture.pcap", "forged-rst-in-window/capture.pcap",
         "simultaneous-open/capture.pcap", "ipv4-fragments/capture.pcap",
         "normal-close-ipv6/capture.pcap", "encapsulations/icmp-errors.pcap",
         "encapsulations/vlan-mpls-gre-ipv6.pcap", "encapsulations/tcp-options-mptcp.pcap",
         "encapsulations/ipv6-extension-headers.pcap"]
SEEDS = range(1, 4)
MUTANTS = [(name, seed) for name in PLAIN for seed in SEEDS]
ERRORS = 0.02  # the part of all bytes that is changed
SECONDS = 60

# What Wireshark prints when a dissector broke its rules.
BUGS = ["Dissector bug", "STATUS_ACCESS_VIOLATION", "DISSECTOR_ASSERT", "runtime error",
        "AddressSanitizer", "Malformed Packet (Exception occurred): TCP Lens",
        "[Malformed Packet: TCP Lens"]
CUT_SHORT = "appears to have been cut short"


def mutant(folder, name, seed):
    """A copy of a capture with errors; the same ones each time."""
    path = folder / f"{name.replace('/', '-')}.{seed}.pcapng"
    subprocess.run(["editcap", "-E", str(ERRORS), "--seed", str(seed), CAPTURES / name, path],
                   check=True, capture_output=True)
    return path


def truncated(folder, name, size):
    """The first bytes of a capture: `size` is a part of the whole."""
    whole = (CAPTURES / name).read_bytes()
    path = folder / f"{name.replace('/', '-')}.{size}.cut"
    path.write_bytes(whole[:int(len(whole) * size)])
    return path


def complaints(done):
    """Why tshark's run is no good; "" if it is."""
    if done.returncode not in (0, 2, 14):  # 2, since 4.6 14: the file cannot be read to its end
        return f"ended with {done.returncode}: {done.stderr[-2000:]}"
    if done.returncode != 0 and CUT_SHORT not in done.stderr:
        return done.stderr[-2000:]
    said = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in said if any(bug in line for bug in BUGS))


@pytest.fixture(scope="module")
def look(lens):
    """look(path) is all that tshark says of a file in two passes, and of each byte."""
    def run(path):
        path.chmod(0o644)
        return lens.run("-n", "-2", "-V", "-r", path, check=False, timeout=SECONDS)
    return run


@pytest.fixture(scope="module")
def folder(lens):
    return lens.writable_folder()


@pytest.fixture(scope="module")
def seen(folder, look):
    """tshark's answer to each mutant, as futures."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {key: pool.submit(lambda key: look(mutant(folder, *key)), key) for key in MUTANTS}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name, seed", MUTANTS)
def test_capture_with_errors(seen, name, seed):
    done = seen[name, seed].result()
    assert complaints(done) == ""
    assert "Frame 1:" in done.stdout


def test_mutants_reach_the_plugin(seen):
    """Most frames are still TCP, so that there is something for the plugin to bear."""
    layers = sum(future.result().stdout.count("\n[TCP Lens") for future in seen.values())
    assert layers > 300


@pytest.mark.parametrize("size", [0.2, 0.5, 0.7, 0.999])
@pytest.mark.parametrize("name", [PLAIN[0], PLAIN[2]])
def test_file_cut_off(folder, look, name, size):
    done = look(truncated(folder, name, size))
    assert complaints(done) == ""
    assert CUT_SHORT in done.stderr
    assert "[TCP Lens" in done.stdout


@pytest.mark.parametrize("length", [40, 50, 54, 58, 62, 66, 70])
def test_frames_cut_off(folder, look, length):
    """A short snap length: the header is there in part, or its options are."""
    path = folder / f"snap-{length}.pcapng"
    subprocess.run(["editcap", "-s", str(length), CAPTURES / "tutorial.pcapng", path], check=True,
                   capture_output=True)
    done = look(path)
    assert complaints(done) == ""
    assert ("[TCP Lens" in done.stdout) == (length >= 50)  # behind the window


def test_complaints_are_noticed():
    done = subprocess.CompletedProcess([], 0, stdout="all is well\n", stderr="")
    assert complaints(done) == ""
    done.stdout += "[Dissector bug, protocol TCP Lens: x.c:1: failed assertion]\n"
    assert complaints(done).startswith("[Dissector bug")
    assert complaints(subprocess.CompletedProcess([], -11, stdout="", stderr="")) != ""
