"""test_lens_profile.py - is the profile "TCP Lens" in the window what it is for tshark?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import shutil

import pytest

from conftest import BUILD, CAPTURES
from display import missing, wait_for
from lens_profile import FOLDER, NAME, buttons, columns, put_into, rules, widths
from told import merged, packet_list

if not missing():
    from nodes import children, find, headers, place_of, press, rows, text_of, write

INJECTED = CAPTURES / "forged-rst-exact" / "capture.pcap"

# Each of the buttons finds something in these, and none finds all.
ONE_FOR_EACH_BUTTON = ["normal-close-client-first", "refused", "syn-unanswered", "close-wait",
                       "forged-rst-exact"]
# And these have the colours of most rules, in no more frames than a window shows at once.
COLOURFUL = ["normal-close-client-first", "refused", "forged-rst-exact", "scan-ack"]


@pytest.fixture(scope="module")
def profile(lens):
    """The options by which tshark uses it."""
    put_into(lens.home)
    return ["-C", NAME]


def assert_columns(window, lens, profile):
    titles = [title for title, _ in columns()]
    expected = packet_list(lens, window.capture, *profile)
    wait_for("the columns", lambda: [each.get_name() for each in headers(window.packets)] == titles)
    assert rows(window.packets) == [titles, *expected]
    assert any("injected" in cell for row in expected for cell in row)


def test_choosing_it_brings_its_columns(opened, settings, lens, profile):
    put_into(settings)
    window = opened(INJECTED)
    window.use_profile(NAME)
    assert_columns(window, lens, profile)
    drawn = [place_of(each)[2] for each in headers(window.packets)]
    assert drawn[:-1] == [int(width) for _, width in widths()][:-1]  # the last fills the window


def test_its_buttons_filter(opened, settings, lens, profile):
    put_into(settings)
    window = opened(merged(lens, *ONE_FOR_EACH_BUTTON), *profile)
    window.place(window.title, 1270, 760)
    frames = window.displayed()
    for label, text in buttons():
        found = lens.fields(window.capture, ["frame.number"], "-Y", text, two_pass=True)
        assert 0 < len(found) < frames, label
        press(find(window.filter_bar(), "push button", label))
        window.wait_for_displayed(len(found))
        assert text_of(window.filter_entry()) == text
    window.clear_filter()
    window.wait_for_displayed(frames)


def drawn(colour):
    """As the screen has it: red, green and blue, up to 255."""
    return tuple(round(part * 65535) >> 8 for part in colour)


def test_its_colours_are_drawn(opened, settings, lens, profile):
    folder = put_into(settings)
    with (folder / "recent").open("a") as recent:
        recent.write("gui.geometry_main_upper_pane: 620\n")
    window = opened(merged(lens, *COLOURFUL), *profile)
    background = {name: drawn(colour) for name, _, colour, _ in rules()} | {"": (255, 255, 255)}
    name = "frame.coloring_rule.name"
    found = [row[name] for row in lens.fields(window.capture, [name], "--color", *profile,
                                              two_pass=True)]
    assert len(set(found)) > 6 and "" in found
    window.place(window.title, 1270, 790)
    window.go_to(len(found))  # the row of the frame that is chosen has another colour
    window.xdotool("mousemove", 0, 0)  # and so has the one under the mouse
    cells = children(window.packets)[len(columns()):]
    senders = [cell for cell, (title, _) in zip(cells, columns() * len(found)) if title == "From"]
    expected = [background[rule] for rule in found[:-1]]
    try:
        wait_for("the colours", lambda: window.colours(senders[:-1]) == expected, seconds=30)
    except AssertionError:
        assert window.colours(senders[:-1]) == expected


def import_zip(window, packed):
    """In the dialog that is left open; the result is what the window says of it."""
    window.menu("Edit", "Configuration Profiles…")
    dialog = window.dialog("Configuration Profiles")
    window.popup(lambda: press(find(dialog, "push button", "Import")), "from zip file")
    files = window.dialog("Select zip file for import")
    write(find(files, "text"), str(packed))
    press(find(files, "push button", "Open"))
    told = window.dialog("Importing profiles")
    said = find(told, "label", "rofile").get_name()
    press(find(told, "push button", "OK"))
    window.wait_until_closed("Importing profiles")
    return dialog, said


def test_it_is_imported_from_its_zip(opened, settings, lens, profile):
    packed = settings / "profile.zip"
    shutil.copyfile(BUILD / "tcplens-profile.zip", packed)
    packed.chmod(0o644)
    window = opened(INJECTED)
    dialog, said = import_zip(window, packed)
    if lens.version() == (4, 4) and said.startswith("No profiles found"):
        press(find(dialog, "push button", "Cancel"))
        window.wait_until_closed("Configuration Profiles")
        pytest.skip("Wireshark 4.4.18 unpacks no file of any zip that it is to import")
    assert said.startswith("1 profile")
    imported = {path.name: path.read_bytes() for path in (settings / "profiles" / NAME).iterdir()}
    assert imported == {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    window.select_row(find(dialog, "tree"), NAME)
    press(find(dialog, "push button", "OK"))
    window.wait_for_profile(NAME)
    assert_columns(window, lens, profile)
