"""test_prefs.py - does each preference do what its help text says, and nothing when left alone?

SPDX-License-Identifier: GPL-2.0-or-later

Each is tried on scenarios that stand on the limit that it moves.
"""

import tempfile

import pytest

import hostile
from test_scenarios import Script, write_capture

# What everybody gets who chooses nothing.
USUAL = ["time_wait:240", "half_closed_limit:60", "idle_limit:60", "injection_evidence:TRUE",
         "notes_kept:10000", "info_column:FALSE", "explain_for:expert"]


def options(preferences):
    return [part for preference in preferences for part in ("-o", f"tcplens.{preference}")]


@pytest.fixture(scope="module")
def look(lens):
    """Plays scenarios, one every 2000 seconds, under preferences: one dict a frame, from field to
    value, as two passes show it."""
    def played(scenarios, names, *preferences):
        with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
            write_capture(file.name, [Script(name) for name in scenarios])
            return lens.fields(file.name, names, *options(preferences), two_pass=True)
    return played


# --- the limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen, before", [
    ([], "TIME-WAIT"), (["time_wait:2"], "TIME-WAIT"),
    (["time_wait:1"], "LISTEN"), (["time_wait:0"], "LISTEN")])
def test_behind_time_wait_a_syn_meets_a_listener(look, chosen, before):
    """The scenario's second SYN comes one second behind the close; a time that is over is over."""
    rows = look(["incarnation/time-wait-accepts"],
                ["tcplens.server.state.before", "tcp.flags"], *chosen)
    syns = [row for row in rows if int(row["tcp.flags"], 16) == 2]
    assert [row["tcplens.server.state.before"] for row in syns] == ["LISTEN", before]


@pytest.mark.parametrize("chosen, since", [
    ([], "a minute"), (["half_closed_limit:1999"], "1999 s"), (["half_closed_limit:2001"], None)])
def test_half_closed_for_less_than_the_limit_is_normal(look, chosen, since):
    """2000 seconds after the scenario began, the capture ends."""
    names = ["tcplens.abnormal", "tcplens.expert.end_owes_fin", "tcplens.expert.end_half_closed",
             "_ws.expert.message"]
    rows = look(["verdict/half-closed", "opening/three-way"], names, *chosen)
    last = rows[4]
    assert last["tcplens.abnormal"] == ("0" if since is None else "1")
    assert bool(last["tcplens.expert.end_owes_fin"]) == (since is not None)
    assert bool(last["tcplens.expert.end_half_closed"]) == (since is None)
    assert (f"Half-closed for {since} and more: " in last["_ws.expert.message"]) == bool(since)


@pytest.mark.parametrize("chosen, cause", [
    ([], "idle timeout"), (["idle_limit:600"], "idle timeout"),
    (["idle_limit:601"], "application abort")])
def test_an_idle_timer_takes_its_time(look, chosen, cause):
    """The scenario's RST comes after 600 seconds of silence."""
    rows = look(["reset/idle-timeout"], ["tcplens.reset.cause"], *chosen)
    assert rows[-1]["tcplens.reset.cause"] == cause


# --- injected resets ------------------------------------------------------------------------------

INJECTION = ["tcplens.reset.cause", "tcplens.reset.origin", "tcplens.reset.origin.clue",
             "tcplens.expert.reset_injected", "tcplens.expert.talks_after_own_reset",
             "tcplens.reset.origin.ttl_delta"]
STATES = ["tcplens.client.state", "tcplens.server.state", "tcplens.reset.afterwards"]


def test_without_evidence_of_injection_a_reset_is_its_sender_s(look):
    """Who sent it is not asked; what the two ends do afterwards stays as it is."""
    on = look(["reset/injected"], INJECTION + STATES)
    off = look(["reset/injected"], INJECTION + STATES, "injection_evidence:FALSE")
    assert [row[name] for row in on for name in STATES] == \
        [row[name] for row in off for name in STATES]
    assert [on[3][name] for name in INJECTION[:2]] == ["injected", "on-path"]
    assert on[3]["tcplens.expert.reset_injected"] and on[4]["tcplens.expert.talks_after_own_reset"]
    assert [row[name] for row in off[3:5] for name in INJECTION] == \
        ["application abort", "not judged", "", "", "", ""] + [""] * 6


def test_without_evidence_of_injection_nothing_is_said_of_it(lens, captures):
    """Over the captures of forged resets."""
    for case in ("forged-rst-exact", "forged-rst-in-window", "forged-rst-out-of-window"):
        capture = captures / case / "capture.pcap"
        assert "inject" in lens.read(capture, "-V", "-O", "tcplens", two_pass=True)
        text = lens.read(capture, "-V", "-O", "tcplens", *options(["injection_evidence:FALSE"]),
                         two_pass=True)
        assert "not judged" in text
        without = text.replace("(the preference for evidence of injected resets is off)", "")
        assert [line for line in without.splitlines()
                if "inject" in line or "Security" in line or "closed by network" in line] == []


# --- notes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen, kept", [("100", 100), ("101", 100), ("0", 100), ("150", 150)])
def test_only_so_many_notes_are_kept(lens, chosen, kept):
    """The states of all frames in between are UNKNOWN; 200 RSTs are taken for none in turn."""
    path = lens.folder / "storm.pcap"
    names = ["tcplens.notes_dropped", "tcplens.client.state"]
    if not path.exists():
        hostile.write(path, hostile.rst_and_on(200))
    rows = lens.fields(path, names, *options([f"notes_kept:{chosen}"]), two_pass=True)
    dropped = int(rows[0]["tcplens.notes_dropped"])
    unknown = [row["tcplens.client.state"] == "UNKNOWN" for row in rows]
    assert sum(unknown) == dropped and not any(unknown[:kept // 2]) and unknown[kept // 2 + 10]
    assert len(rows) - 10 < dropped + kept <= len(rows)


# --- the Info column ------------------------------------------------------------------------------


def info_of(lens, capture, *chosen, two_pass=False):
    text = lens.read(capture, "-o", 'gui.column.format:"Info","%i"', *options(chosen),
                     two_pass=two_pass)
    return text.splitlines()


def changes_of(row):
    """What the tree tells of the frame, as the column is to tell it."""
    ends = [(end, row[f"tcplens.{end}.state.before"], row[f"tcplens.{end}.state"])
            for end in ("client", "server")]
    told = ", ".join(f"{end} {before} -> {after}" for end, before, after in ends if before != after)
    return f" [{told}]" if told else ""


@pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])
@pytest.mark.parametrize("case", ["normal-close-client-first", "unreachable-icmp",
                                  "forged-rst-exact"])
def test_the_info_column_tells_changes_of_state(lens, captures, case, two_pass):
    """Behind what stands there without; once for each frame, and nothing where nothing changes."""
    capture = captures / case / "capture.pcap"
    names = [f"tcplens.{end}.state{when}" for end in ("client", "server")
             for when in ("", ".before")]
    rows = lens.fields(capture, names, two_pass=two_pass)
    plain = info_of(lens, capture, two_pass=two_pass)
    changes = [changes_of(row) for row in rows]
    assert any(changes)
    assert info_of(lens, capture, "info_column:TRUE", two_pass=two_pass) == \
        [info + change for info, change in zip(plain, changes)]


def test_the_info_column_of_an_opening(lens, captures):
    info = info_of(lens, captures / "normal-close-client-first" / "capture.pcap",
                   "info_column:TRUE")
    assert [line[line.index(" [client") if " [client" in line else len(line):]
            for line in info[:2]] == [" [client CLOSED -> SYN-SENT]", ""]
    assert info[1].endswith(" [server LISTEN -> SYN-RECEIVED]")
    assert info[2].endswith(" [client SYN-SENT -> ESTABLISHED, server SYN-RECEIVED -> ESTABLISHED]")


# --- how much is explained ------------------------------------------------------------------------

LESSON = ["tcplens.explain", "tcplens.explain.background", "tcplens.explain.next"]


def lessons(lens, capture, *chosen):
    rows = lens.fields(capture, LESSON, *options(chosen), two_pass=True)
    return [[row[name] for name in LESSON] for row in rows]


def test_a_learner_is_told_the_rule_and_what_to_look_at(lens, captures):
    capture = captures / "normal-close-client-first" / "capture.pcap"
    expert, learner = lessons(lens, capture), lessons(lens, capture, "explain_for:learner")
    assert [row[0] for row in expert] == [row[0] for row in learner]
    assert {cell for row in expert for cell in row[1:]} == {""}
    assert all("RFC" in row[1] for row in learner)
    assert [row[2] for row in learner[:2]] == [
        "the SYN,ACK; an RST says refused, silence says dropped or no such host",
        "the ACK of the client: with it both ends are ESTABLISHED"]


def test_an_unknown_reader_is_an_expert(lens, captures):
    """Wireshark takes any word for a choice, and the usual one for what it does not know."""
    capture = captures / "refused" / "capture.pcap"
    assert lessons(lens, capture, "explain_for:nobody") == lessons(lens, capture)


def test_a_learner_is_told_what_a_reset_asks_for(lens, captures):
    row = lessons(lens, captures / "refused" / "capture.pcap", "explain_for:learner")[1]
    assert "RFC 9293 3.10.7.1" in row[1]
    assert row[2].startswith("is the service up, on this address and port?")


def test_each_frame_has_a_lesson_or_none(lens, everything):
    """Every blank is filled, and no lesson comes without its rule."""
    rows = lessons(lens, everything, "explain_for:learner")
    assert not any("{" in cell for row in rows for cell in row)
    assert [row for row in rows if row[2] and not row[1]] == []
    assert len({row[1] for row in rows}) > 15


# --- all of them ----------------------------------------------------------------------------------


def test_the_usual_values_change_nothing(lens, captures):
    """Byte for byte, over the capture that has a bit of everything."""
    capture = captures / "tutorial.pcapng"
    plain = lens.read(capture, "-V", "-O", "tcplens", two_pass=True)
    assert "TCP Lens" in plain
    assert lens.read(capture, "-V", "-O", "tcplens", *options(USUAL), two_pass=True) == plain


@pytest.mark.parametrize("wrong", ["time_wait:long", "idle_limit:-1", "half_closed_limit:",
                                   "half_closed_limit:1.5", "no_such_thing:1"])
def test_wireshark_refuses_what_makes_no_sense(lens, captures, wrong):
    """In its own words, which name what was given and differ from version to version."""
    done = lens.run("-r", captures / "tutorial.pcapng", *options([wrong]), check=False)
    assert done.returncode != 0 and done.stdout == ""
    assert f"tcplens.{wrong}" in done.stderr
