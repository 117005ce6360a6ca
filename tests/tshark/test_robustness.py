"""test_robustness.py - does the plugin bear damaged captures, and leave other protocols alone?

SPDX-License-Identifier: GPL-2.0-or-later

Every capture with random errors in its bytes (editcap -E, with fixed seeds), with frames cut short,
or cut off in the middle of the file, and random packets (randpkt), in each way to look at them. No
run may crash or hang, no dissector has a bug, and without the layer of TCP Lens the text is that of
tshark without the plugin.

All captures lie one behind the other in one file, so that a file with errors holds a mutant of each
of them. A file that breaks something is kept, as is the capture in it that does so alone.
"""

import concurrent.futures
import os
import re
import shutil
import subprocess

import pytest

from lens import BUILD
from others import CAPTURES, first_change, merged, without_layer
from trouble import CUT_SHORT, complaints

RATES = [0.01, 0.02, 0.05]  # the part of all bytes that is changed
SEEDS = range(1, 4)
MUTANTS = [f"errors-{rate}-seed-{seed}" for rate in RATES for seed in SEEDS]
RANDOM = ["tcp", "bgp", "tds", "giop", "ip", "ipv6", "eth", "icmp", "llc", "arp", "udp", "dns",
          "sctp"]
PACKETS, OCTETS = 100, 300  # of each type, and the most in one
SNAPS = [f"frames-of-{length}" for length in (40, 50, 54, 58, 62, 66, 70)]
CUTS = [f"cut-at-{part}" for part in (0.2, 0.6, 0.999)]
FILES = [*MUTANTS, "random", *CUTS, *SNAPS]
SECONDS = 300

FOLLOW = [part for stream in (0, 1, 2, 10, 40)
          for part in ("-z", f"follow,tcp,ascii,{stream}", "-z", f"follow,tcp,hex,{stream}")]
TABLES = ["-z", "tcplens,conns", "-z", "tcplens,resets", "-z", "tcplens,tree"]

# What is compared with stock tshark has the name of a view of others.py, or no layer at all.
COMPARED = {
    "details": ["-2", "-V", "-P"],
    "json": ["-T", "json"],
    "follow": ["-q", *FOLLOW, "-z", "conv,tcp"],
}
ALONE = {
    "one pass": ["-V", *TABLES],
    "filter": ["-2", "-R", "tcplens or icmp or icmpv6", "-Y", "tcplens.anomaly or tcplens.reset",
               "-T", "fields", "-e", "tcplens", "-e", "tcplens.explain", "-e", "tcplens.verdict",
               *TABLES],
}
MODES = {**COMPARED, **ALONE}
LOOKS = [(name, mode) for name in FILES for mode in MODES
         if name not in SNAPS or mode == "details"]
RUNS = [(*look, plugin) for look in LOOKS for plugin in (True, False)
        if plugin or look[1] in COMPARED]


@pytest.fixture(scope="module")
def folder(lens):
    return lens.writable_folder()


def run_quietly(*command):
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


def write_mutant(name, whole, path):
    _, rate, _, seed = name.split("-")
    run_quietly("editcap", "-E", rate, "--seed", seed, whole, path)


def write_snapped(name, whole, path):
    run_quietly("editcap", "-s", name.split("-")[-1], whole, path)


def write_cut(name, whole, path):
    octets = whole.read_bytes()
    path.write_bytes(octets[:int(len(octets) * float(name.split("-")[-1]))])


def write_random(_, whole, path):
    parts = [whole.with_name(f"{kind}.pcap") for kind in RANDOM]
    for kind, part in zip(RANDOM, parts):
        run_quietly("randpkt", "-b", OCTETS, "-c", PACKETS, "-t", kind, part)
    run_quietly("mergecap", "-a", "-F", "pcapng", "-w", path, *parts)


WRITERS = {"errors": write_mutant, "frames": write_snapped, "cut": write_cut,
           "random": write_random}


@pytest.fixture(scope="module")
def damaged(folder):
    """All files, by name."""
    whole = merged(folder / "all.pcapng")
    paths = {name: folder / f"{name}.pcapng" for name in FILES}
    for name, path in paths.items():
        WRITERS[name.split("-")[0]](name, whole, path)
        path.chmod(0o644)
    return paths


def look(lens, path, mode, plugin=True):
    """All that tshark says of a file; None if it hangs."""
    try:
        return lens.run("-n", "-r", path, *MODES[mode], plugin=plugin, check=False,
                        timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None


@pytest.fixture(scope="module")
def seen(lens, damaged):
    """tshark's answers, as futures by file, mode and whether the plugin is there."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {(name, mode, plugin): pool.submit(look, lens, damaged[name], mode, plugin)
               for name, mode, plugin in RUNS}
        pool.shutdown(cancel_futures=True)


def trouble(done, stock, mode):
    """What is wrong with a run, compared with the one without the plugin; "" if nothing is."""
    if done is None:
        return f"no answer after {SECONDS} seconds"
    said = complaints(done, stock)
    if said or mode not in COMPARED or stock is None:
        return said
    others = without_layer(mode, done.stdout)
    return "" if others == stock.stdout else first_change(stock.stdout, others)


def frame_ranges():
    """(capture, its first frame in the merged file, its last)."""
    table = subprocess.run(["capinfos", "-T", "-m", "-c", *CAPTURES], capture_output=True,
                           text=True).stdout
    first = 1
    for line in table.splitlines():
        cells = [cell.strip('"') for cell in line.split(",")]
        if cells[-1].isdigit():  # no header
            yield cells[0], first, first + int(cells[-1]) - 1
            first += int(cells[-1])


def is_trouble(lens, path, part, mode, ranges):
    """Are the frames of these captures, cut out of the file, trouble without the others?"""
    run_quietly("editcap", "-r", path, part, f"{ranges[0][1]}-{ranges[-1][2]}")
    part.chmod(0o644)
    stock = look(lens, part, mode, plugin=False) if mode in COMPARED else None
    return bool(trouble(look(lens, part, mode), stock, mode))


def culprit(lens, path, mode):
    """The first capture in a file that is trouble alone, and the piece of the file; else what is
    left of it when neither half is."""
    ranges, piece = list(frame_ranges()), path
    while len(ranges) > 1:
        halves = ranges[:len(ranges) // 2], ranges[len(ranges) // 2:]
        for half in halves:
            part = path.with_name(f"{path.stem}.{half[0][1]}-{half[-1][2]}.pcapng")
            if is_trouble(lens, path, part, mode, half):
                ranges, piece = half, part
                break
        else:
            break
    return ranges[0][0], ranges[-1][0], piece


def keep(path):
    """A copy that is still there when the tests are over."""
    kept = BUILD / "damaged"
    kept.mkdir(exist_ok=True)
    return shutil.copy(path, kept)


def accuse(lens, path, mode, why):
    """Fails, saying where the file is kept and which captures in it are to blame."""
    lines = [why, f"the file: {keep(path)}; tshark {' '.join(MODES[mode])}"]
    if path.stem in MUTANTS or path.stem in SNAPS:
        first, last, piece = culprit(lens, path, mode)
        lines.append(f"at least: {first} to {last}: {keep(piece)}")
    pytest.fail("\n".join(lines))


@pytest.mark.parametrize("name, mode", LOOKS)
def test_damaged_captures(lens, damaged, seen, name, mode):
    done = seen[name, mode, True].result()
    compared = mode if mode in COMPARED else "details"
    stock = seen[name, compared, False].result()
    why = trouble(done, stock, mode)
    if why:
        accuse(lens, damaged[name], mode, why)
    assert mode == "filter" or len(done.stdout) > 1000


def test_there_are_mutants_enough(seen):
    """Of every capture, and most frames are still there; so is the plugin."""
    assert len(MUTANTS) * len(CAPTURES) >= 500
    for name in MUTANTS:
        text = seen[name, "details", True].result().stdout
        frames = len(re.findall(r"^Frame \d+:", text, re.MULTILINE))
        assert frames > 1500
        assert text.count("\n[TCP Lens") > 0.2 * frames, name
    assert seen["random", "details", True].result().stdout.count("\n[TCP Lens") > 10


def test_files_are_cut(seen):
    """tshark says so, and some frames are left."""
    for name in CUTS:
        done = seen[name, "details", True].result()
        assert CUT_SHORT in done.stderr and "[TCP Lens" in done.stdout


@pytest.mark.parametrize("length, is_enough", [(49, False), (50, True)])
def test_frames_are_cut(lens, folder, captures, length, is_enough):
    """The plugin needs TCP's header up to the window, behind Ethernet and IPv4."""
    path = folder / f"frames-of-{length}.pcapng"
    write_snapped(f"frames-of-{length}", captures / "tutorial.pcapng", path)
    path.chmod(0o644)
    assert ("[TCP Lens" in look(lens, path, "details").stdout) == is_enough


@pytest.mark.parametrize("size", [0.2, 0.5, 0.7, 0.999])
@pytest.mark.parametrize("name", ["tutorial.pcapng", "forged-rst-in-window/capture.pcap"])
def test_file_cut_off(lens, folder, captures, name, size):
    """Both formats of files, alone."""
    path = folder / f"{name.replace('/', '-')}.{size}.cut"
    write_cut(f"cut-at-{size}", captures / name, path)
    path.chmod(0o644)
    done = look(lens, path, "details")
    assert complaints(done) == ""
    assert CUT_SHORT in done.stderr
    assert "[TCP Lens" in done.stdout


def test_each_capture_can_be_cut_out():
    ranges = list(frame_ranges())
    assert len(ranges) == len(CAPTURES)
    assert ranges[-1][2] > 1500 and all(first <= last for _, first, last in ranges)


def test_trouble_is_noticed(seen):
    """A layer that is not ours, or one less, is a change; so is a bug that stock has not."""
    key = MUTANTS[0], "details"
    done, stock = (seen[(*key, plugin)].result() for plugin in (True, False))
    for change in (("\nTransmission Control", "\nTransmission  Control"),
                   ("\nFrame 2", "\n[Dissector bug, protocol TCP Lens: x.c:1]\nFrame 2")):
        assert change[0] in done.stdout
        other = subprocess.CompletedProcess([], 0, done.stdout.replace(*change, 1), done.stderr)
        assert trouble(other, stock, "details")
    assert trouble(None, stock, "details")
    assert trouble(subprocess.CompletedProcess([], -11, "", ""), stock, "details")
