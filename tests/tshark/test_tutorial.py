"""test_tutorial.py - does the tutorial's capture show exactly the figures of the tutorial?

SPDX-License-Identifier: GPL-2.0-or-later

Frames 3 to 111 and 113 to 116 are a complete connection: handshake, HTTP exchange, four-way close
by the server. Frames 1, 2 and 112 are the end of another one: the server's FIN, its ACK, and the
client's RST. All that is expected here is written by hand, from the packets and RFC 9293.
"""

import pytest

STATES = ["client.state.before", "client.state", "server.state.before", "server.state"]
HANDSHAKE = ["step", "kind", "status", "syn_frame", "synack_frame", "ack_frame", "client_isn",
             "server_isn", "ack_ok", "syn_retransmits", "synack_retransmits", "server_rtt",
             "client_rtt", "rtt", "client.mss", "server.mss", "client.wscale", "server.wscale",
             "client.sack", "server.sack", "sack", "client.timestamps", "server.timestamps",
             "timestamps", "client.ecn", "server.ecn", "ecn", "client.fast_open",
             "server.fast_open", "fast_open", "client.mptcp", "server.mptcp", "mptcp"]
TEARDOWN = ["step", "kind", "status", "initiator", "fin1_frame", "ack1_frame", "fin2_frame",
            "ack2_frame", "duration", "half_closed_for", "time_wait_side", "fin_retransmits",
            "bytes_after_fin"]
RESET = ["sender", "cause", "effective", "acceptability", "trigger_frame", "unacked_bytes",
         "after_idle", "origin.ttl_delta", "evidence", "confidence"]
NAMES = ["tcp.stream", "role", "role.inferred", "phase", "transition", "transition.rfc", "anomaly",
         "handshake", "teardown", "reset", *STATES, *(f"handshake.{name}" for name in HANDSHAKE),
         *(f"teardown.{name}" for name in TEARDOWN), *(f"reset.{name}" for name in RESET)]

# What the two SYNs say, as it stands from the SYN,ACK on.
OFFERED = {
    "client_isn": "2725618253", "server_isn": "3580910260", "ack_ok": "1",
    "syn_frame": "3", "synack_frame": "4", "syn_retransmits": "0", "synack_retransmits": "0",
    "kind": "three-way", "client.mss": "1460", "server.mss": "1412", "client.wscale": "7",
    "server.wscale": "7", "client.sack": "1", "server.sack": "1", "sack": "1",
    "client.timestamps": "1", "server.timestamps": "1", "timestamps": "1",
    "client.ecn": "0", "server.ecn": "0", "ecn": "0", "client.fast_open": "0",
    "server.fast_open": "0", "fast_open": "0", "client.mptcp": "0", "server.mptcp": "0",
    "mptcp": "0", "server_rtt": "0.036923396",
}
COMPLETE = {**OFFERED, "step": "3", "status": "complete", "ack_frame": "5",
            "client_rtt": "0.000013012", "rtt": "0.036936408"}

CLOSED = {
    "step": "4", "kind": "four-way", "status": "complete", "initiator": "server",
    "fin1_frame": "113", "ack1_frame": "114", "fin2_frame": "115", "ack2_frame": "116",
    "duration": "0.681781619",  # 5.928307880 - 5.246526261
    "half_closed_for": "0.602732486", "time_wait_side": "server", "fin_retransmits": "0",
    "bytes_after_fin": "0",
}

# Frame -> (change, section of RFC 9293), the sender's own change first; no other frame changes
# anything.
TRANSITIONS = {
    3: [("client CLOSED -> SYN-SENT: active OPEN, snd SYN", "3.10.1")],
    4: [("server LISTEN -> SYN-RECEIVED: rcv SYN, snd SYN,ACK", "3.10.7.2")],
    5: [("client SYN-SENT -> ESTABLISHED: rcv SYN,ACK, snd ACK", "3.10.7.3"),
        ("server SYN-RECEIVED -> ESTABLISHED: rcv ACK of SYN", "3.10.7.4")],
    112: [("client UNKNOWN -> CLOSED: ABORT, snd RST", "3.10.5"),
          ("server UNKNOWN -> CLOSED: rcv RST", "3.10.7.4")],
    113: [("server ESTABLISHED -> FIN-WAIT-1: CLOSE, snd FIN", "3.10.4")],
    114: [("client ESTABLISHED -> CLOSE-WAIT: rcv FIN, snd ACK", "3.10.7.4"),
          ("server FIN-WAIT-1 -> FIN-WAIT-2: rcv ACK of FIN", "3.10.7.4")],
    115: [("client CLOSE-WAIT -> LAST-ACK: CLOSE, snd FIN", "3.10.4")],
    116: [("server FIN-WAIT-2 -> TIME-WAIT: rcv FIN, snd ACK", "3.10.7.4"),
          ("client LAST-ACK -> CLOSED: rcv ACK of FIN", "3.10.7.4")],
}

# Frame -> client and server, each after the frame.
STATES_AFTER = {
    1: ("UNKNOWN", "UNKNOWN"), 2: ("UNKNOWN", "UNKNOWN"), 112: ("CLOSED", "CLOSED"),
    3: ("SYN-SENT", "LISTEN"), 4: ("SYN-SENT", "SYN-RECEIVED"),
    **{frame: ("ESTABLISHED", "ESTABLISHED") for frame in range(5, 112)},
    113: ("ESTABLISHED", "FIN-WAIT-1"), 114: ("CLOSE-WAIT", "FIN-WAIT-2"),
    115: ("LAST-ACK", "FIN-WAIT-2"), 116: ("CLOSED", "TIME-WAIT"),
}


def filter_name(name):
    return name if "tcp.stream" in name else f"tcplens.{name}"


class Frames(dict):
    """The frames by number, as seen in one pass or in two."""

    def __init__(self, two_pass, frames):
        super().__init__(frames)
        self.two_pass = two_pass


@pytest.fixture(scope="module", params=[False, True], ids=["one pass", "two passes"])
def frames(fields, captures, request):
    """Frame number -> field -> value, without "tcplens."."""
    rows = fields(captures / "tutorial.pcapng", list(map(filter_name, NAMES)),
                  two_pass=request.param)
    return Frames(request.param, {number: {name: row[filter_name(name)] for name in NAMES}
                                  for number, row in enumerate(rows, 1)})


def tree(frame, group, names):
    """The fields of one subtree that are there."""
    return {name: frame[f"{group}.{name}"] for name in names if frame[f"{group}.{name}"] != ""}


def test_every_frame_has_its_states(frames):
    assert len(frames) == 116
    before = {"0": ("UNKNOWN", "UNKNOWN"), "1": ("CLOSED", "LISTEN")}
    for number, frame in frames.items():
        stream = frame["tcp.stream"]
        shown = [frame[name] for name in STATES]
        client, server = STATES_AFTER[number]
        assert shown == [before[stream][0], client, before[stream][1], server], number
        before[stream] = client, server


def test_every_change_and_its_rule(frames):
    for number, frame in frames.items():
        expected = TRANSITIONS.get(number, [])
        assert frame["transition"].split("\n") == (
            [change for change, _ in expected] or [""]), number
        assert frame["transition.rfc"].split("\n") == (
            [f"RFC 9293 {section}" for _, section in expected] or [""]), number


def test_phases(frames):
    expected = {3: "handshake", 4: "handshake", 112: "closed", 116: "closed",
                **dict.fromkeys([1, 2, 113, 114, 115], "closing")}
    for number, frame in frames.items():
        assert frame["phase"] == expected.get(number, "data"), number


def test_roles(frames):
    from_server = {1, 4, 7, 113, 116}
    for number, frame in frames.items():
        assert frame["role.inferred"] == ("1" if number in (1, 2, 112) else "0"), number
        if number < 8 or number > 111:
            assert frame["role"] == ("server" if number in from_server else "client"), number


def test_nothing_is_anomalous(frames):
    assert not any(frame["anomaly"] for frame in frames.values())


def expect_in_both(frames, group, names, as_of_frame, final):
    """In one pass a subtree shows what was known at its frame, in two what became known."""
    for number, values in as_of_frame.items():
        if frames.two_pass:
            values = {**final, "step": values["step"]}
        assert tree(frames[number], group, names) == values, number


def test_handshake(frames):
    syn = {name: value for name, value in OFFERED.items()
           if name in ("client_isn", "syn_frame", "kind", "syn_retransmits", "synack_retransmits")
           or name.startswith("client.")}
    expect_in_both(frames, "handshake", HANDSHAKE, final=COMPLETE, as_of_frame={
        3: {**syn, "step": "1", "status": "in progress"},
        4: {**OFFERED, "step": "2", "status": "in progress"},
        5: COMPLETE,
    })


def test_teardown(frames):
    begun = {"initiator": "server", "fin1_frame": "113", "fin_retransmits": "0",
             "bytes_after_fin": "0"}
    half = {**begun, "ack1_frame": "114"}
    both = {**half, "kind": "four-way", "fin2_frame": "115", "half_closed_for": "0.602732486"}
    expect_in_both(frames, "teardown", TEARDOWN, final=CLOSED, as_of_frame={
        113: {**begun, "step": "1", "status": "in progress"},
        114: {**half, "step": "2", "status": "half-closed"},
        115: {**both, "step": "3", "status": "in progress"},
        116: CLOSED,
    })


def test_reset(frames):
    """The client had acknowledged all that the server sent, 3.7 s before it aborts."""
    reset = tree(frames[112], "reset", RESET)
    assert reset.pop("evidence")
    assert reset.pop("confidence") in ("certain", "likely")
    assert reset == {
        "sender": "client", "cause": "application abort", "effective": "1",
        "acceptability": "exact", "unacked_bytes": "0", "after_idle": "3.678165023",
        "origin.ttl_delta": "0",
    }
    assert tree(frames[112], "teardown", TEARDOWN) == {
        "status": "aborted", "initiator": "server", "fin1_frame": "1", "ack1_frame": "2",
        "fin_retransmits": "0", "bytes_after_fin": "0",
    }


def test_subtrees_stand_on_their_own_frames_alone(frames):
    expected = {"handshake": {3, 4, 5}, "teardown": {1, 2, 112, 113, 114, 115, 116},
                "reset": {112}}
    for group, numbers in expected.items():
        names = [name for name in NAMES if name == group or name.startswith(group + ".")]
        shown = {number for number, frame in frames.items() if any(frame[n] for n in names)}
        assert shown == numbers, group
