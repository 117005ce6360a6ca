"""test_live_truth.py - does the plugin show what the kernels of this machine hold, here and now?

SPDX-License-Identifier: GPL-2.0-or-later

Every case of the lab is played between two network namespaces and captured, at each end, over IPv4
and IPv6. The truth is what sock_diag says where nothing is in flight, the order of states that a
tracepoint tells, and what each reset did to the socket that it reached.
"""

import os
import re

import pytest

import live
from lab.trace import Change, SentReset
from truth import differences, proven_states

PLAYS = live.plays()
CHECKS = ("states", "order", "gaps", "resets", "early resets")      # the last: in one pass
BOTH = ("client", "server")

# Where the plugin is wrong: (case, end of the capture, check), and what it does.
WRONG = {}

# What no packet proves, or no packet yet, and why.
UNPROVEN = {
    **{(case, "server", check): "no segment reaches the point of capture"
       for case in ("syn-unanswered", "cut-in-handshake", "forged-rst-in-syn-sent")
       for check in ("states", "gaps")},
    **{(case, end, "gaps"): "a kernel gave up, or forgot, in silence"
       for case in ("client-restarted", "both-forget", "data-unanswered") for end in BOTH},
    **{(case, "server", "gaps"): "what shows it was lost, or comes when all is over"
       for case in ("abort-fin-lost", "abort-meets-fin", "close-as-data-arrive",
                    "crossing-syns-one-lost", "crossing-fin-lost")},
    **{(case, "client", "early resets"): "that data ahead of it were lost shows in the answer"
       for case in ("abort-with-data-lost", "abort-fin-lost")},
    **{("aborts-cross", end, "early resets"): "the other reset comes later" for end in BOTH},
    **{("listener-closes-in-handshake", end, "order"): "the listener closed in silence"
       for end in BOTH},
    **{("crossing-fin-lost", "client", check): "the FIN was lost behind the point of capture"
       for check in ("order", "gaps")},
    ("close-as-data-arrive", "client", "order"): "the server is gone when the ACK arrives",
    **{("close-as-data-arrive", end, check): "Linux takes a reset just left of its window"
       for end in BOTH for check in ("resets", "early resets")},
}

counts = dict.fromkeys(
    ("points", "states", "orders", "whole", "changes", "resets", "effects", "origins",
     "forgeries found"), 0)
names_of_states, reasons = set(), set()
TRANSITION = re.compile(r"^(client|server) (\S+) -> (\S+): (.*)$")

# How the tracepoint tells that a small socket for TIME-WAIT takes over.
TO_TIME_WAIT = {("FIN-WAIT-2", "CLOSED"), ("CLOSING", "CLOSED")}

# Changes that take back what had been assumed: a segment was captured and then lost, or forged.
TAKES_BACK = {"snd FIN again: its ACK was lost", "snd SYN,ACK again: ACK not taken",
              "proven by what it sends"}


def obstacle():
    """Why the test cannot run here; empty if it can."""
    if os.geteuid() != 0:
        return "needs root, for network namespaces and tracepoints"
    missing = live.missing_tools()
    if missing and not os.environ.get("CI"):        # there, tests/run has installed them
        return "not installed: " + ", ".join(missing)
    return live.why_not()


OBSTACLE = obstacle()
pytestmark = pytest.mark.skipif(bool(OBSTACLE), reason=OBSTACLE)


def parameters(*checks):
    """Each play, with each check that something proves; strict where the plugin is wrong."""
    keys = [(play, check, (play.name, play.captured, check)) for play in PLAYS for check in checks]
    return [pytest.param(play, check == checks[-1], id=f"{play}-{check.replace(' ', '-')}",
                         marks=[pytest.mark.xfail(strict=True, reason=WRONG[key])]
                         if key in WRONG else [])
            for play, check, key in keys if key not in UNPROVEN]


@pytest.fixture(scope="module")
def stage(fields, request):
    """All plays that are asked for, played before the first test looks at one."""
    asked = [item.callspec.params["play"] for item in request.session.items
             if item.parent is request.node and hasattr(item, "callspec")]
    return live.Stage(list(dict.fromkeys(asked)), fields)


# --- states at points where nothing is in flight --------------------------------------------------

def check_states(outcome, two_pass):
    count, wrong = differences(outcome.truth, outcome.rows[two_pass])
    counts["points"] += len(outcome.truth)
    counts["states"] += count
    names_of_states.update(state for point in outcome.truth for _, state in proven_states(point))
    assert not wrong, "\n".join(wrong)
    assert outcome.truth, "nothing was asked"


@pytest.mark.parametrize("play, _", parameters("states"))
def test_states_in_one_pass_are_those_of_the_kernels(stage, play, _):
    check_states(stage.outcome(play), two_pass=False)


@pytest.mark.parametrize("play, _", parameters("states"))
def test_states_in_two_passes_are_those_of_the_kernels(stage, play, _):
    check_states(stage.outcome(play), two_pass=True)


# --- the order of states --------------------------------------------------------------------------

def kernel_order(changes, has_answered):
    """Every state that a kernel's sockets passed, with those that no tracepoint tells.

    A socket in TIME-WAIT, and one that has only answered a SYN so far, are small ones without
    changes of state of their own."""
    small = ["SYN-RECEIVED", "CLOSED"] if has_answered else []
    order = ["CLOSED", *small]
    for change in changes:
        if (change.old, change.new) in TO_TIME_WAIT:
            order.append("TIME-WAIT")
        order.append(change.new)
        if change.new == "CLOSED":
            order += small
    return order


def changes_shown(rows, connection):
    """(side, new state, by what) of each change that tshark shows of a connection."""
    ports = {str(connection.client[1]), str(connection.server[1])}
    for row in rows.values():
        if {row["tcp.srcport"], row["tcp.dstport"]} == ports:
            found = map(TRANSITION.match, row["tcplens.transition"].splitlines())
            yield from ((match[1], match[3], match[4]) for match in found)


def shown_order(rows, connection, side):
    """The states that the plugin takes one side through, without those that it takes back."""
    order = []
    for whose, state, by_what in changes_shown(rows, connection):
        if whose != connection.role(side):
            continue
        if by_what in TAKES_BACK and state in order:
            del order[len(order) - order[::-1].index(state):]
        else:
            order.append(state)
    return [state for state in order if state not in ("UNKNOWN", "LISTEN")]


def is_within(order, whole):
    """Whether the states come in the whole in this order; others may lie between."""
    rest = iter(whole)
    return all(state in rest for state in order)


def is_unproven_at_the_end(outcome, connection, side):
    """Whether what is shown last of this side need not be so."""
    points = [point for point in outcome.truth if point["client_port"] == connection.client[1]]
    return bool(points) and connection.role(side) in points[-1].get("unproven", [])


def wrong_order(stage, outcome, connection, side):
    """What is wrong about the order of one side's states, if anything is."""
    own, peer = connection.end(side), connection.peer(side)
    changes = [change for change in stage.events_of(own, Change, outcome.end)
               if change.peer == peer]
    whole = kernel_order(changes, outcome.has_answered(own, peer))
    shown = shown_order(outcome.rows[True], connection, side)
    counts["orders"] += 1
    counts["changes"] += len(shown)
    return "" if is_within(shown, whole) else f"{side} {own[1]} passed {whole}, shown as {shown}"


@pytest.mark.parametrize("play, _", parameters("order"))
def test_the_order_of_states_is_that_of_the_kernels(stage, play, _):
    outcome = stage.outcome(play)
    wrong = [wrong_order(stage, outcome, connection, side)
             for connection in outcome.connections for side in connection.kernels
             if not is_unproven_at_the_end(outcome, connection, side)]
    assert not any(wrong), "\n".join(filter(None, wrong))


def has_gap(stage, outcome, connection, side):
    """Whether the plugin leaves out a state that this side's sockets passed."""
    own, peer = connection.end(side), connection.peer(side)
    passed = [change.new for change in stage.events_of(own, Change, outcome.end)
              if change.peer == peer and (change.old, change.new) not in TO_TIME_WAIT]
    return not is_within(passed, shown_order(outcome.rows[True], connection, side))


def is_fully_proven(play, outcome):
    """Whether the capture is whole, and every point of it proven."""
    return not {"late", "sent_by"} & {*play.case.settings} and not any(
        remark in point for point in outcome.truth for remark in ("unproven", "unknown"))


@pytest.mark.parametrize("play, _", parameters("gaps"))
def test_no_state_that_the_kernels_passed_is_left_out(stage, play, _):
    outcome = stage.outcome(play)
    if is_fully_proven(play, outcome):
        ends = [(connection, side) for connection in outcome.connections
                for side in connection.kernels]
        counts["whole"] += len(ends)
        gaps = [f"{side} {connection.end(side)[1]}" for connection, side in ends
                if has_gap(stage, outcome, connection, side)]
        assert not gaps, gaps


# --- resets ---------------------------------------------------------------------------------------

def has_vanished(reset):
    """Whether the target's kernel had a socket of this connection, and lost it by the reset."""
    without = ("CLOSED", "LISTEN")
    return reset.before not in without and reset.after in without


def effects_allowed(outcome, reset, connection):
    """What may be shown: nothing at all only where the receiver's state may be UNKNOWN."""
    role = connection.role(reset.target)
    may_be_unknown = any(role in point.get("unknown", []) for point in outcome.truth)
    return {"01"[has_vanished(reset)], *([""] if may_be_unknown else [])}


def wrong_about(outcome, reset, connection, row):
    """What the plugin says wrong of one reset."""
    sender = "client" if reset.packet.source == connection.client else "server"
    shown = row["tcplens.reset.effective"]
    if not reset.packet.forged and sender in connection.kernels:
        counts["resets"] += 1
        if row["tcplens.reset.sender"] != connection.role(sender):
            yield f"sent by the {sender}, shown as {row['tcplens.reset.sender'] or 'nothing'}"
    if reset.after is not None and reset.target in connection.kernels:
        counts["effects"] += 1
        if shown not in effects_allowed(outcome, reset, connection):
            yield f"{reset.before} -> {reset.after}, shown as effective: {shown or 'nothing'}"


@pytest.mark.parametrize("play, two_pass", parameters("early resets", "resets"))
def test_resets_have_their_sender_and_their_effect(stage, play, two_pass):
    outcome = stage.outcome(play)
    wrong = [f"frame {number}: {what}"
             for number, reset in live.captured_resets(outcome, play.captured)
             for connection in outcome.connections
             if reset.packet.between(connection.client, connection.server)
             for what in wrong_about(outcome, reset, connection, outcome.rows[two_pass][number])]
    assert not wrong, "\n".join(wrong)


def wrong_about_origin(play, reset, connection, row):
    """A kernel's own reset is no forgery, unless its firewall sent it; a forgery leaves clues."""
    sender = "client" if reset.packet.source == connection.client else "server"
    if sender not in connection.kernels:
        return
    is_taken = row["tcplens.reset.origin"] == "on-path"
    is_genuine = not reset.packet.forged and not play.name.startswith("firewall-resets")
    counts["origins"] += 1
    counts["forgeries found"] += is_taken
    if is_genuine and is_taken:
        yield f"the host's own reset, taken for forged: {row['tcplens.reset.origin.clue']}"
    if reset.packet.forged and row["tcplens.reset.origin"] == "endpoint":
        yield "forged, taken for the host's own"


@pytest.mark.parametrize("play", PLAYS, ids=str)
def test_resets_have_their_origin(stage, play):
    """By the final judgement."""
    outcome = stage.outcome(play)
    wrong = [f"frame {number}: {what}"
             for number, reset in live.captured_resets(outcome, play.captured)
             for connection in outcome.connections
             if reset.packet.between(connection.client, connection.server)
             for what in wrong_about_origin(play, reset, connection, outcome.rows[True][number])]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("play", PLAYS, ids=str)
def test_resets_on_the_wire_are_those_that_the_kernels_tell_of(stage, play):
    """So that the sender above is known from more than the packet itself."""
    if not stage.tells_why or play.name.startswith("firewall-resets") or not stage.outcome(
            play).seen:
        return      # this kernel does not tell, a packet filter made it, or a router has no wire
    outcome = stage.outcome(play)
    for own in {connection.end(side) for connection in outcome.connections
                for side in connection.kernels}:
        told = stage.events_of(own, SentReset, outcome.end)
        reasons.update(event.reason for event in told)
        sent = [each for each in outcome.resets
                if not each.packet.forged and each.packet.source == own]
        assert len(told) == len(sent), f"{own[1]}: {told}, but on the wire {sent}"


# --- all of it ------------------------------------------------------------------------------------

def test_the_exceptions_name_real_checks():
    real = {(play.name, play.captured, check) for play in PLAYS for check in CHECKS}
    assert {*WRONG, *UNPROVEN} <= real
    assert len(WRONG) + len(UNPROVEN) < len(real) / 20


def test_total(request, stage, capsys):
    """Says how much was compared; all of the file together must have compared enough."""
    played = len(stage.futures)
    with capsys.disabled():
        print(f"\n{len({play.name for play in stage.futures})} cases in {played} plays: "
              + ", ".join(f"{value} {name}" for name, value in counts.items())
              + f", {len(reasons)} reasons of resets")
    if not request.config.getoption("keyword") and played == len(PLAYS):
        assert counts["states"] > 5000
        assert counts["orders"] > 1000
        assert counts["whole"] > 700
        assert counts["effects"] > 400
        assert counts["origins"] > 200 and counts["forgeries found"] > 20
        assert names_of_states >= {
            "CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
            "FIN-WAIT-2", "CLOSE-WAIT", "LAST-ACK", "CLOSING", "TIME-WAIT"}, sorted(names_of_states)
