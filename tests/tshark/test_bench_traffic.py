"""test_bench_traffic.py - are the captures that tests/bench measures what they say they are?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import collections
import sys

import pytest

from conftest import TOP

sys.path.insert(0, str(TOP / "tests" / "bench"))
import traffic  # noqa: E402

FRAMES = 1000
SHOWN = ["frame.protocols", "tcp.stream", "tcp.analysis.flags", "tcp.flags.reset",
         "_ws.malformed", "tcplens.verdict", "tcplens.anomaly"]


@pytest.fixture(scope="module")
def seen(lens):
    """{capture: what tshark shows of its frames}."""
    return {name: lens.fields(traffic.write(lens.folder / f"{name}.pcap", name, FRAMES), SHOWN,
                              two_pass=True) for name in traffic.CAPTURES}


def verdicts(rows):
    """{verdict: connections}."""
    return collections.Counter(
        {row["tcp.stream"]: row["tcplens.verdict"] for row in rows if row["tcp.stream"]}.values())


def has_protocols(rows, words):
    return any(words in row["frame.protocols"] for row in rows)


@pytest.mark.parametrize("name", traffic.CAPTURES)
def test_it_has_the_frames_and_the_connections_that_it_says(seen, name):
    streams = {row["tcp.stream"] for row in seen[name]} - {""}
    assert len(seen[name]) == FRAMES
    assert len(streams) == traffic.CAPTURES[name].streams(FRAMES)


@pytest.mark.parametrize("name", traffic.CAPTURES)
def test_nothing_in_it_is_malformed_lost_or_strange(seen, name):
    for what in "_ws.malformed", "tcp.analysis.flags", "tcplens.anomaly":
        assert not [row for row in seen[name] if row[what]], what


@pytest.mark.parametrize("name, expected", [
    ("short", {"orderly": 100}),
    ("bulk", {"open": 1}),
    ("mix", {"open": 1, "orderly": 40, "reset": 20, "refused": 40, "unanswered": 20}),
    ("flood", {"unanswered": FRAMES}),
    ("tunnels", {"orderly": 100}),
    ("ipv6", {"orderly": 100}),
])
def test_its_connections_end_as_told(seen, name, expected):
    assert verdicts(seen[name]) == expected


@pytest.mark.parametrize("way", ["eth:ethertype:vlan:", "ip:gre:ip:tcp", "ip:ip:tcp",
                                 "ip:ipv6:tcp", "udp:vxlan:eth:ethertype:ip:tcp"])
def test_every_tunnel_is_seen_as_one(seen, way):
    assert has_protocols(seen["tunnels"], way)


def test_ipv6_is_ipv6_throughout(seen):
    assert all("ethertype:ipv6:tcp" in row["frame.protocols"] for row in seen["ipv6"])


@pytest.mark.parametrize("name", ["bulk", "mix"])
def test_no_dissector_takes_the_payload_of_the_download(seen, name):
    assert {row["frame.protocols"] for row in seen[name] if ":http" not in row["frame.protocols"]} \
        <= {f"eth:ethertype:ip:{rest}" for rest in ("tcp", "tcp:data", "udp:data")}


def test_the_mix_has_frames_without_tcp(seen):
    assert sum(row["tcp.stream"] == "" for row in seen["mix"]) == FRAMES // 10


def test_ten_times_the_frames_are_the_same_and_more(tmp_path):
    for name in traffic.CAPTURES:
        small = traffic.write(tmp_path / "small", name, 100).read_bytes()
        large = traffic.write(tmp_path / "large", name, FRAMES).read_bytes()
        assert large.startswith(small) and len(large) > len(small)
