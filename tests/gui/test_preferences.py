"""test_preferences.py - does the window offer our preferences, and obey them?

SPDX-License-Identifier: GPL-2.0-or-later

In Edit, Preferences, Protocols, TCP Lens. What the window shows then is what `tshark -o` prints.
"""

import html
import re
import time

import pytest

from conftest import CAPTURES
from display import missing, wait_for
from told import assert_tree, packet_list, tree_of

if not missing():
    from nodes import children, descendants, find, is_checked, press, role_of, rows, text_of

ABORTED = CAPTURES / "abort-linger0" / "capture.pcap"
FRAMES, SYN_ACK, RESET = 8, 2, 8

TITLES = {
    "time_wait": "TIME-WAIT length (seconds)",
    "half_closed_limit": "Half-close limit (seconds)",
    "idle_limit": "Idle limit (seconds)",
    "notes_kept": "Notes kept per connection",
    "explain_for": "Explain for",
    "info_column": "Append state changes to the Info column",
    "injection_evidence": "Look for evidence of injected resets",
}
ENTRIES = ["text", "check box", "combo box"]

# What stands on a page beside an entry, and over it under the mouse.
TOLD = re.compile(r"<span>(.*)</span><br/><br/>tcplens\.(\w+)")


def on_page(dialog):
    """(node, name of the preference, its help text) of all that the page of TCP Lens holds."""
    for node in descendants(dialog):
        told = TOLD.fullmatch(node.get_description())
        if told:
            yield node, told[2], html.unescape(told[1])


def open_page(window):
    window.menu("Edit", "Preferences…")
    dialog = window.dialog("Preferences")
    parts = children(find(dialog, "split pane"))
    window.select_row(next(part for part in parts if role_of(part) == "tree"), "Protocols")
    window.xdotool("key", "Right")

    def look():
        """Typing the name of a line leads to it, if the keys come fast enough."""
        if not any(on_page(dialog)):
            window.xdotool("type", "--delay", 5, "TCP Lens")
            time.sleep(1)
        return any(on_page(dialog))
    wait_for("the page TCP Lens", look)
    return dialog


def entry_of(dialog, name):
    return next(node for node, of, _ in on_page(dialog)
                if of == name and role_of(node) in ENTRIES)


def value_of(entry):
    role = role_of(entry)
    if role == "check box":
        return str(is_checked(entry)).upper()
    return text_of(entry) if role == "text" else entry.get_name()


# The mouse wheel over a list of choices, which opens it for nobody: to the next or the one before.
WHEEL = {"Expert": 4, "Learner": 5}


def choose(window, entry, value):
    """As a user does: numbers are typed, switches pressed, choices turned to."""
    def look():
        if value_of(entry) != value:
            window.click(entry, WHEEL[value])
            time.sleep(0.2)
        return value_of(entry) == value
    role = role_of(entry)
    if role == "text":
        window.type_into(entry, value)
    elif role == "check box":
        press(entry)
    else:
        wait_for(f"the choice {value}", look)


def change(window, name, value):
    dialog = open_page(window)
    entry = entry_of(dialog, name)
    choose(window, entry, value)
    wait_for(f"{name} to be {value}", lambda: value_of(entry) == value)
    press(find(dialog, "push button", "OK"))
    window.wait_until_closed("Preferences")


def known_to_tshark(lens):
    """From name to (help text, default) of each."""
    told = re.findall(r"^# (.*)\n(?:# .*\n)+#tcplens\.(\w+): (.*)$",
                      lens.run("-G", "currentprefs").stdout, re.MULTILINE)
    return {name: (text, value) for text, name, value in told}


def test_the_page_has_all_preferences_with_their_words(window, lens):
    dialog = open_page(window)
    page = list(on_page(dialog))
    known = known_to_tshark(lens)
    assert {name for _, name, _ in page} == set(known) == set(TITLES)
    for name, (text, default) in known.items():
        assert {said for _, of, said in page if of == name} == {text}
        titles = [node.get_name() for node, of, _ in page
                  if of == name and role_of(node) in {"label", "check box"}]
        assert titles == [TITLES[name]]
        assert value_of(entry_of(dialog, name)).lower() == default.lower()
    press(find(dialog, "push button", "Cancel"))
    window.wait_until_closed("Preferences")


@pytest.mark.parametrize("name, value, usual", [
    ("explain_for", "Learner", "Expert"),
    ("idle_limit", "0", "60"),
    ("injection_evidence", "FALSE", "TRUE")])
def test_a_preference_changes_the_tree_and_changes_it_back(opened, lens, name, value, usual):
    window = opened(ABORTED)
    option = ["-o", f"tcplens.{name}:{value.lower()}"]
    usually = tree_of(lens, window.capture, RESET)
    assert tree_of(lens, window.capture, RESET, *option) != usually
    window.go_to(RESET)
    assert_tree(window, lens, RESET)
    change(window, name, value)
    assert_tree(window, lens, RESET, *option)
    window.menu("View", "Reload")
    window.wait_for_displayed(FRAMES)
    for frame in [SYN_ACK, RESET]:
        window.go_to(frame)
        assert_tree(window, lens, frame, *option)
    change(window, name, usual)
    assert_tree(window, lens, RESET)


def test_the_info_column_tells_changes_where_that_is_asked_for(window, lens):
    usually = packet_list(lens, window.capture)
    changed = packet_list(lens, window.capture, "-o", "tcplens.info_column:TRUE")
    assert usually != changed
    for value, expected in [("TRUE", changed), ("FALSE", usually)]:
        change(window, "info_column", value)
        wait_for("the Info column", lambda: rows(window.packets)[1:] == expected)
