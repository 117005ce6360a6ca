"""test_fields.py - are the fields there, with their types, wherever a user may ask for them?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

TEXT, BOOL, TIME, FRAME, TREE = ("FT_STRING", "FT_BOOLEAN", "FT_RELATIVE_TIME", "FT_FRAMENUM",
                                 "FT_NONE")
COUNT = re.compile(r"FT_UINT(8|16|32|64)")
SIGNED = re.compile(r"FT_INT(8|16|32)")

# What users were promised, behind "tcplens."; a field more is no harm, one less or another type is.
GENERAL = {
    **dict.fromkeys(["explain", "role", "phase", "client.state", "server.state",
                     "client.state.before", "server.state.before", "transition",
                     "transition.rfc", "anomaly", "flags.meaning", "client", "server"], TEXT),
    "role.inferred": BOOL, "handshake": TREE, "teardown": TREE, "reset": TREE,
}
OPTIONS = {"wscale": COUNT,
           **dict.fromkeys(["sack", "timestamps", "ecn", "fast_open", "mptcp"], BOOL)}
HANDSHAKE = {
    **dict.fromkeys(["kind", "status"], TEXT),
    **dict.fromkeys(["syn_frame", "synack_frame", "ack_frame"], FRAME),
    **dict.fromkeys(["client_isn", "server_isn"], "FT_UINT32"),
    **dict.fromkeys(["step", "syn_retransmits", "synack_retransmits"], COUNT),
    **dict.fromkeys(["server_rtt", "client_rtt", "rtt"], TIME),
    **{f"{side}.{name}": kind for side in ("client", "server")
       for name, kind in {"mss": COUNT, **OPTIONS}.items()},
    **{name: kind for name, kind in OPTIONS.items() if name != "wscale"}, "ack_ok": BOOL,
}
TEARDOWN = {
    **dict.fromkeys(["kind", "status", "initiator", "time_wait_side"], TEXT),
    **dict.fromkeys(["fin1_frame", "ack1_frame", "fin2_frame", "ack2_frame"], FRAME),
    **dict.fromkeys(["step", "fin_retransmits", "bytes_after_fin"], COUNT),
    **dict.fromkeys(["duration", "half_closed_for"], TIME),
}
RESET = {
    **dict.fromkeys(["cause", "sender", "acceptability", "evidence", "confidence", "origin",
                     "stage"], TEXT),
    "effective": BOOL, "trigger_frame": FRAME, "origin.ttl_delta": SIGNED,
    "unacked_bytes": "FT_UINT32", "after_idle": TIME,
}
FIELDS = {**GENERAL, **{f"handshake.{name}": kind for name, kind in HANDSHAKE.items()},
          **{f"teardown.{name}": kind for name, kind in TEARDOWN.items()},
          **{f"reset.{name}": kind for name, kind in RESET.items()}}

# What the last frame of the tutorial has in some fields, and on how many frames they are,
# in one pass and in two.
SHOWN = {
    "tcplens.client.state": ("CLOSED", 116, 116),
    "tcplens.role": ("server", 116, 116),
    "tcplens.teardown.fin1_frame": ("113", 7, 7),
    "tcplens.teardown.duration": ("0.681781619", 1, 4),
}


@pytest.fixture(scope="module")
def tutorial(captures):
    return captures / "tutorial.pcapng"


@pytest.fixture(scope="module")
def registered(lens):
    """Filter name -> (label, type, description), as Wireshark lists them."""
    lines = [line.split("\t") for line in lens.run("-G", "fields").stdout.splitlines()]
    return {line[2]: (line[1], line[3], line[7]) for line in lines
            if line[0] == "F" and line[2].startswith("tcplens.")}


@pytest.mark.parametrize("name", FIELDS)
def test_field_has_its_type_and_a_description(registered, name):
    label, kind, description = registered[f"tcplens.{name}"]
    assert re.fullmatch(FIELDS[name], kind)
    assert label != "" and description != ""


def test_every_other_field_is_described_too(registered):
    assert len(registered) > len(FIELDS)
    for name, (label, kind, description) in registered.items():
        assert label != "", name
        assert description != "" or name.startswith("tcplens.expert."), name


def test_fields_without_a_filter_and_with_one(fields, tutorial):
    plain = fields(tutorial, list(SHOWN))
    assert plain == fields(tutorial, list(SHOWN), "-Y", "tcplens")
    for name, (last, count, _) in SHOWN.items():
        assert plain[-1][name] == last
        assert sum(row[name] != "" for row in plain) == count


@pytest.mark.parametrize("name", SHOWN)
def test_a_field_alone_is_there(fields, tutorial, name):
    """A subtree is drawn as soon as one field below it is wanted."""
    for two_pass in False, True:
        rows = fields(tutorial, [name], two_pass=two_pass)
        assert rows[-1][name] == SHOWN[name][0]
        assert sum(row[name] != "" for row in rows) == SHOWN[name][1 + two_pass]


def column_format(*names):
    return "gui.column.format:" + ",".join(f'"{name}","%Cus:{name}:0:R"' for name in names)


@pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
def test_custom_columns(lens, fields, tutorial, two_pass):
    """The packet list alone, without -T fields."""
    lines = lens.read(tutorial, "-o", column_format(*SHOWN), two_pass=two_pass).splitlines()
    rows = fields(tutorial, list(SHOWN), two_pass=two_pass)
    assert [line.split() for line in lines] == [
        [value for value in row.values() if value != ""] for row in rows]


def layers_in(dictionary):
    """Every value below the layer of TCP Lens, by field name."""
    for name, value in dictionary.items():
        if isinstance(value, dict):
            yield from layers_in(value)
        else:
            yield name, value


def test_json(lens, fields, tutorial):
    packets = json.loads(lens.read(tutorial, "-T", "json", "-J", "tcplens"))
    shown = [dict(layers_in(packet["_source"]["layers"]["tcplens"])) for packet in packets]
    names = ["tcplens.client.state", "tcplens.explain"]
    assert [[layer[name] for name in names] for layer in shown] == [
        list(row.values()) for row in fields(tutorial, names)]
    assert shown[4]["tcplens.handshake.rtt"] == "0.036936408"


def test_elastic_json(lens, tutorial):
    lines = lens.read(tutorial, "-T", "ek", "-J", "tcplens").splitlines()
    layers = [json.loads(line)["layers"]["tcplens"] for line in lines[1::2]]
    assert len(layers) == 116
    assert layers[4]["tcplens_tcplens_client_state"] == "ESTABLISHED"
    assert layers[4]["tcplens_tcplens_handshake_rtt"] == "0.036936408"


def test_pdml(lens, tutorial):
    root = ElementTree.fromstring(lens.read(tutorial, "-T", "pdml"))
    protocols = root.findall("packet/proto[@name='tcplens']")
    assert len(protocols) == 116
    shown = {field.get("name"): field.get("show") for field in protocols[4].iter("field")}
    assert shown["tcplens.client.state"] == "ESTABLISHED"
    assert shown["tcplens.handshake.rtt"] == "0.036936408"
    assert shown["tcplens.transition"].startswith("server SYN-RECEIVED -> ESTABLISHED")


@pytest.mark.parametrize("wanted, case, expected", [
    ("tcplens.expert.refused", "refused", ["2"]),
    ('tcplens.reset.cause in {"refused"}', "refused", ["2"]),
    ('tcplens.reset.cause == "refused" && tcplens.reset.effective == 1', "refused", ["2"]),
    ('tcplens.reset.cause matches "^ref"', "refused-ipv6", ["2"]),
    ("tcplens.reset", "normal-close-client-first", []),
    ('tcplens.client.state in {"SYN-SENT", "TIME-WAIT"}', "tutorial", ["3", "4"]),
    ('tcplens.server.state == "TIME-WAIT"', "tutorial", ["116"]),
    ('tcplens.transition matches "-> (CLOSE|TIME)-WAIT"', "tutorial", ["114", "116"]),
    ("tcplens.handshake.rtt > 0.0369 && tcplens.handshake.step == 3", "tutorial", ["5"]),
    ("tcplens.teardown.duration && tcplens.teardown.ack2_frame == 116 && frame.number == 116",
     "tutorial", ["116"]),
])
def test_display_filter(lens, captures, tutorial, wanted, case, expected):
    """The packet list alone, so that there is a tree, but not a visible one."""
    capture = tutorial if case == "tutorial" else captures / case / "capture.pcap"
    for two_pass in False, True:
        frames = lens.read(capture, "-o", 'gui.column.format:"Number","%m"', "-Y", wanted,
                           two_pass=two_pass).split()
        assert frames == expected


def test_statistics_see_the_fields(lens, captures):
    refused = captures / "refused" / "capture.pcap"
    said = lens.read(refused, "-q", "-z", "expert", "-z", "io,stat,0,tcplens.expert.refused",
                     "-z", "io,phs")
    assert re.search(r"\n +1 +Sequence +TCP Lens +Refused: ", said)
    assert re.search(r"\n\|[^|]*\| +1 \|", said)
    columns = lens.read(refused, "-z", "proto,colinfo,tcplens.reset.cause,tcplens.reset.cause")
    assert 'tcplens.reset.cause == "refused"' in columns.splitlines()[1]


def test_expert_severities_as_a_column(lens, tutorial):
    """It is filled without any tree. TCP itself has nothing to say of the handshake's last ACK."""
    for two_pass in False, True:
        said = [lens.read(tutorial, "-o", 'gui.column.format:"Severity","%a"', plugin=plugin,
                          two_pass=two_pass).split("\n")[4].strip() for plugin in (True, False)]
        assert said == ["Chat", ""]
