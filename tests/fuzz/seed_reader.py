"""seed_reader.py - which inputs of fuzz_reader stand for the captures?

SPDX-License-Identifier: GPL-2.0-or-later

    seed_reader.py FOLDER      writes one input for each capture of tests/captures

Inputs are to be small: of each capture the first frames, without the end of long ones.
"""

import pathlib
import struct
import subprocess
import sys

CAPTURES = pathlib.Path(__file__).resolve().parents[1] / "captures"
FRAMES, OCTETS = 16, 160

# Link type of a pcap file -> kind of a frame in fuzz_reader.c.
KINDS = {1: 0, 12: 1, 101: 1, 228: 1, 105: 2}
CUT_ETHERNET = 3


def frames(capture):
    """(link type, milliseconds, bytes, was it longer?) of each frame."""
    pcap = subprocess.run(["editcap", "-F", "pcap", capture, "-"], capture_output=True).stdout
    link, at = struct.unpack_from("<20xI", pcap)[0] if len(pcap) >= 24 else None, 24
    while at + 16 <= len(pcap):
        seconds, micros, captured, wire = struct.unpack_from("<IIII", pcap, at)
        yield link, seconds * 1000 + micros // 1000, pcap[at + 16:at + 16 + captured], \
            wire > captured
        at += 16 + captured


def seed(capture):
    """The input, or None for a capture with frames of another kind."""
    parts, before = [b"\1"], None
    for link, now, octets, is_cut in list(frames(capture))[:FRAMES]:
        if link not in KINDS:
            return None
        if link == 1 and (is_cut or len(octets) > OCTETS):
            kind, octets = CUT_ETHERNET, octets[:OCTETS]
        else:
            kind = KINDS[link]
        step = max(0, min(255, now - (before if before is not None else now)))
        before = now
        parts.append(struct.pack(">BBH", kind, step, len(octets)) + octets)
    return b"".join(parts) if len(parts) > 1 else None


def main(folder):
    written = 0
    for capture in sorted(CAPTURES.rglob("*.pcap*")):
        octets = seed(capture)
        if octets is not None:
            name = f"seed-{'-'.join(capture.relative_to(CAPTURES).with_suffix('').parts)}"
            (folder / name).write_bytes(octets)
            written += 1
    print(f"{written} inputs written")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
