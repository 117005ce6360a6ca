"""test_transparency.py - does Wireshark say of everything else what it says without the plugin?

SPDX-License-Identifier: GPL-2.0-or-later

All captures, one behind the other in one file, are shown by tshark with the plugin, without it, and
with the plugin there but disabled. Apart from the layer of TCP Lens it must be the same text.
"""

import concurrent.futures
import json
import os
import re

import pytest

import others
from others import assert_same

FOLLOW = [part for stream in range(4) for part in ("-z", f"follow,tcp,ascii,{stream}")]
COLUMNS = ('gui.column.format:"No.","%m","Delta","%Tt","From","%s","To","%d","Protocol","%p",'
           '"Length","%L","Bytes","%B","Info","%i"')

# Statistics beside those that Wireshark lists by kind: see every_statistic().
STATISTICS = ["credentials", "dhcp,stat", "expert,error,udp", "flow,any,standard",
              "flow,icmp,network", "flow,tcp,network", "follow,http,ascii,1", "follow,tcp,hex,0",
              "follow,udp,ascii,0", "hosts", "http,stat", "icmp,srt", "icmpv6,srt", "io,phs",
              "io,phs,tcp", "io,stat,0,tcp,tcp.analysis.flags,AVG(tcp.len)tcp.len",
              "io,stat,0.5,MAX(tcp.time_delta)tcp.time_delta", "rpc,programs", "rtp,streams",
              "rtsp,stat", "sctp,stat", "sip,stat"]
# Without the plugin too, 4.0 crashes with endpoints,mptcp.
KINDS = re.compile(r"^\s*(?!tcplens|endpoints,mptcp)((?:conv|endpoints),\w+|\w+,tree)$",
                   re.MULTILINE)

VIEWS = {
    "summary": ["-z", "conv,tcp", "-z", "proto,colinfo,tcp.len,tcp.len", *FOLLOW],
    "details": ["-P", "-V", "-x", "-z", "conv,tcp"],
    "columns": ["-T", "psml", "-o", COLUMNS],
    "fields": ["-T", "fields", "-E", "header=y", "-E", "occurrence=a", "-e", "frame.number",
               "-e", "frame.protocols", "-e", "tcp.stream", "-e", "tcp.analysis.flags",
               "-e", "tcp.reassembled.length", "-e", "tcp.completeness", "-e", "http.request.uri",
               "-e", "ip.addr", "-e", "tcp.payload"],
    "filtered": ["-V", "-Y", "tcp.analysis.flags or http or icmp or tcp.flags.reset == 1"],
    "json": ["-T", "json"],
    "ek": ["-T", "ek"],
    "pdml": ["-T", "pdml"],
    "expert": ["-q", "-z", "expert"],
    "statistics": ["-q"],
    "plain numbers": ["-V", "-o", "tcp.relative_sequence_numbers:FALSE", "-o",
                      "tcp.calculate_timestamps:FALSE"],
    "no analysis": ["-V", "-o", "tcp.analyze_sequence_numbers:FALSE", "-z", "conv,tcp"],
    "no reassembly": ["-V", "-o", "tcp.desegment_tcp_streams:FALSE", "-o", "ip.defragment:FALSE",
                      "-o", "tcp.track_bytes_in_flight:FALSE"],
    "more reassembly": ["-V", "-o", "tcp.reassemble_out_of_order:TRUE", "-o",
                        "tcp.check_checksum:TRUE", "-o", "tcp.try_heuristic_first:TRUE",
                        "-o", "tcp.summary_in_tree:FALSE"],
}
PASSES = {"one pass": False, "two passes": True}
MODES = {
    "stock": (["-n"], False),
    "plugin": (["-n"], True),
    "disabled": (["--disable-protocol", "tcplens"], True),
}
LAYER = {
    "json": others.LAYER["json"],
    "ek": None,  # see without_values()
    "pdml": re.compile(r'^  <proto name="tcplens".*?^  </proto>\n', re.DOTALL | re.MULTILINE),
    "expert": others.LAYER["expert"],
    "statistics": re.compile(r"^ +tcplens +frames:.*\n", re.MULTILINE),  # io,phs, since 4.6
    **{view: others.LAYER["details"] for view, arguments in VIEWS.items() if "-V" in arguments},
}
NOW = re.compile(r'(?<=") time="[^"]*"')  # when the file was written, in its head
EVERY = pytest.mark.parametrize("view, passes", [(view, passes) for view in VIEWS
                                                 for passes in PASSES])


@pytest.fixture(scope="module")
def every_statistic(lens):
    listed = lens.run("-z", "help", plugin=False, check=False)
    names = KINDS.findall(listed.stdout + listed.stderr)
    assert len(names) > 60
    return [part for name in names + STATISTICS for part in ("-z", name)]


@pytest.fixture(scope="module")
def shown(lens, everything, every_statistic):
    """What tshark prints, as futures by view, passes and mode."""
    def show(view, passes, mode):
        arguments, plugin = MODES[mode]
        statistics = every_statistic if view == "statistics" else []
        said = lens.run("-n", *(["-2"] if PASSES[passes] else []), "-r", everything,
                        *arguments, *VIEWS[view], *statistics, plugin=plugin).stdout
        return NOW.sub("", said, count=1) if view == "pdml" else said

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {key: pool.submit(show, *key)
               for key in ((view, passes, mode) for view in VIEWS for passes in PASSES
                           for mode in MODES)}
        pool.shutdown(cancel_futures=True)


def without_values(line):
    """A line of JSON without the plugin's layer; members in order, as 4.6 writes them in any."""
    value = json.loads(line)
    value.get("layers", {}).pop("tcplens", None)
    return json.dumps(value, sort_keys=True)


def without_layers(view, text):
    """What is left when the plugin's layers, and nothing else, are cut out."""
    if view == "ek":
        return "\n".join(map(without_values, text.splitlines()))
    return LAYER[view].sub("", text) if view in LAYER else text


def without_counts(text):
    """Expert statistics without the headings, which hold totals."""
    return "\n".join(line for line in text.splitlines() if re.match(r" +\d+ ", line))


@EVERY
def test_all_but_the_layer_is_as_without_the_plugin(shown, view, passes):
    stock, plugin = (shown[view, passes, mode].result() for mode in ("stock", "plugin"))
    assert len(stock) > 10000 or view == "expert"
    assert (plugin != stock) == (view in LAYER) or view == "statistics"
    stock, rest = without_layers(view, stock), without_layers(view, plugin)
    if view == "expert":
        stock, rest = without_counts(stock), without_counts(rest)
    assert_same(stock, rest)


@EVERY
def test_disabled_it_leaves_no_trace(shown, view, passes):
    assert_same(*(without_layers(view, shown[view, passes, mode].result())
                  for mode in ("stock", "disabled")))


def test_the_file_holds_every_capture(shown):
    """Every frame is in the details, with thousands of layers of TCP Lens taken out again."""
    stock, plugin = (shown["details", "two passes", mode].result() for mode in ("stock", "plugin"))
    frames = len(re.findall(r"^Frame \d+:", stock, re.MULTILINE))
    layers = len(LAYER["details"].findall(plugin))
    assert frames > 1500 and frames > layers > 0.9 * len(re.findall(r"^Transmission", stock,
                                                                    re.MULTILINE))


def test_follow_tcp_stream(lens, captures):
    for two_pass in False, True:
        said = lens.read(captures / "tutorial.pcapng", "-q", "-z", "follow,tcp,ascii,1",
                         two_pass=two_pass)
        assert "GET /notes/tcp.txt HTTP/1.1" in said
        assert "Line 0001 of a text" in said


def test_wireshark_lists_the_protocol(lens):
    assert "TCP Lens\tTCP Lens\ttcplens\n" in re.sub(
        r"(?<=tcplens)\t.*", "", lens.run("-G", "protocols").stdout)
    assert "tcplens.so" in lens.run("-G", "plugins").stdout
