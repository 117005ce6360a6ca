"""test_gui.py - does the plugin do its work in Wireshark's window?

SPDX-License-Identifier: GPL-2.0-or-later

What a window shows is compared with what `tshark -2` says of the same capture. Each test ends with
Wireshark being told to quit, which must go well.
"""

import csv
import io
import re
import subprocess

from conftest import CAPTURES
from display import missing, wait_for
from told import assert_tree

if not missing():
    from nodes import descendants, find, press, role_of, rows, text_of, write

# In tutorial.pcapng.
FRAMES, OTHERS = 116, 3  # OTHERS: not of the connection with the handshake
SYN, SYN_ACK, RESET, SECOND_FIN = 3, 4, 112, 115


def assert_all_trees(window, lens, *options):
    for frame in [SYN_ACK, RESET, SECOND_FIN]:
        window.go_to(frame)
        assert_tree(window, lens, frame, *options)


def all_tables(node):
    return [each for each in descendants(node) if role_of(each) == "tree"]


def is_absolute(window):
    """Whether Wireshark shows TCP's sequence numbers as they stand in the segment."""
    line = window.line("Transmission Control Protocol").get_name()
    return int(re.search(r"Seq: (\d+)", line).group(1)) > 1000


def connections(lens, capture, *wanted):
    """Of each connection the columns wanted, from -z tcplens,csv."""
    table = csv.DictReader(io.StringIO(lens.read(capture, "-q", "-z", "tcplens,csv,-")))
    return [[row[name] for name in wanted] for row in table]


def columns(table, *titles):
    """Some columns of a statistics window, sorted by rows."""
    head, *body = rows(table)
    return sorted([row[head.index(title)] for title in titles] for row in body)


def filled(window, title, last=False):
    """The table of a statistics window, once there is something in it."""
    table = find(window.dialog(title, last), "tree")
    wait_for(f"rows in {title}", lambda: len(rows(table)) > 1)
    return table


def close(window, title):
    dialog = window.dialog(title)
    name = dialog.get_name()
    press(find(dialog, "push button", "Close"))
    window.wait_until_closed(name)


def test_about_lists_the_plugin(window):
    window.menu("Help", "About Wireshark")
    about = window.dialog("About Wireshark")
    tables = [rows(each) for each in all_tables(about)]
    plugins = next(table for table in tables if table[0] == ["Name", "Version", "Type", "Path"])
    assert [(row[0], row[2].lower()) for row in plugins[1:]] == [("tcplens.so", "dissector")]
    press(find(about, "push button", "OK"))
    window.wait_until_closed("About Wireshark")


def test_the_tree_is_that_of_tshark(window, lens):
    assert_all_trees(window, lens)


def test_a_filter_is_applied_and_cleared(window, lens):
    wanted = lens.fields(window.capture, ["frame.number"], "-Y", "tcplens.transition")
    window.filter("tcplens.transition")
    window.wait_for_displayed(len(wanted))
    window.go_to(SYN_ACK)
    assert_tree(window, lens, SYN_ACK)
    window.clear_filter()
    window.wait_for_displayed(FRAMES)
    assert_all_trees(window, lens)


def test_a_line_of_the_tree_becomes_a_filter(window):
    window.go_to(SYN_ACK)
    line = window.reveal_line("[TCP Lens", "[Connection: ", "[Zeek conn_state: ")
    window.context_menu(line, "Apply as Filter", "Selected")
    window.wait_for_displayed(FRAMES - OTHERS)
    assert text_of(window.filter_entry()) == 'tcplens.conn_state == "SF"'


def test_the_cause_of_a_reset_becomes_a_filter(window):
    window.go_to(RESET)
    line = window.reveal_line("[TCP Lens", "[Reset: ", "[Cause: ")
    window.context_menu(line, "Apply as Filter", "Selected")
    window.wait_for_displayed(1)
    assert text_of(window.filter_entry()) == 'tcplens.reset.cause == "application abort"'


def test_a_double_click_on_a_frame_jumps_there(window, lens):
    window.go_to(SYN_ACK)
    window.jump(SYN, "[TCP Lens", "[Handshake: ", f"[SYN in frame: {SYN}]")
    assert_tree(window, lens, SYN)
    window.jump(SECOND_FIN + 1, "[TCP Lens", "[Connection: ", f"[Last frame: {SECOND_FIN + 1}]")
    window.jump(SECOND_FIN, "[TCP Lens", "[Teardown: ", f"[Second FIN in frame: {SECOND_FIN}]")
    assert_tree(window, lens, SECOND_FIN)


def test_the_conversation_filter(window):
    window.go_to(SYN_ACK)
    window.context_menu(window.line("Frame "), "Conversation Filter", "TCP Lens connection")
    window.wait_for_displayed(FRAMES - OTHERS)
    assert text_of(window.filter_entry()) == "tcplens.stream == 1"


def test_follow_tcp_stream(window, lens):
    window.go_to(SYN_ACK)
    window.menu("Analyze", "Follow", "TCP Stream")
    close(window, "Follow TCP Stream (tcp.stream eq 1)")
    window.wait_for_displayed(FRAMES - OTHERS)
    assert_tree(window, lens, SYN_ACK)
    window.clear_filter()
    window.wait_for_displayed(FRAMES)
    assert_all_trees(window, lens)


def test_another_profile_and_back(window, lens):
    for profile, absolute in [("absolute", "TRUE"), ("Default", "FALSE")]:
        window.use_profile(profile)
        window.wait_for_displayed(FRAMES)
        assert_all_trees(window, lens)
        assert is_absolute(window) == (absolute == "TRUE")


def test_the_file_is_reloaded_with_more_in_it(window, lens):
    window.go_to(RESET)
    more = lens.folder / "more.pcapng"
    subprocess.run(["mergecap", "-a", "-w", more, window.capture,
                    CAPTURES / "tutorial.pcapng"], check=True)
    window.capture.write_bytes(more.read_bytes())
    window.menu("View", "Reload")
    window.wait_for_displayed(2 * FRAMES)
    assert_all_trees(window, lens)
    window.menu("View", "Reload")
    window.wait_for_displayed(2 * FRAMES)
    assert_all_trees(window, lens)


def test_the_statistics_are_filled(window, lens):
    window.menu("Statistics", "TCP Lens Connections")
    table = filled(window, "TCP Lens Connections")
    assert columns(table, "Stream", "Verdict", "Server state") == sorted(
        connections(lens, window.capture, "stream", "verdict", "server_state"))
    window.menu("Statistics", "TCP Lens Resets")
    table = filled(window, "TCP Lens Resets")
    assert columns(table, "Sender", "Role", "Cause", "Resets") == [
        ["192.0.2.10", "client", "application abort", "1"]]
    window.menu("Statistics", "TCP Lens", "Connections")
    table = filled(window, "Wireshark · Connections")
    assert ["TCP connections", "2"] in [row[:2] for row in rows(table)]


def test_statistics_outlive_the_capture(window, lens):
    """A filter, the same table once more, the order of the first one, a reload, and the end."""
    window.menu("Statistics", "TCP Lens Connections")
    first = filled(window, "TCP Lens Connections")
    all_rows = columns(first, "Stream", "Verdict", "Server state")
    dialog = window.dialog("TCP Lens Connections")
    write(find(dialog, "text", "Display filter entry"), "tcp.stream == 1")
    press(find(dialog, "push button", "Apply"))
    wait_for("one row", lambda: columns(first, "Stream", "Verdict", "Server state") == all_rows[1:])
    write(find(dialog, "text", "Display filter entry"), "")
    press(find(dialog, "push button", "Apply"))
    wait_for("all rows", lambda: columns(first, "Stream", "Verdict", "Server state") == all_rows)
    window.menu("Statistics", "TCP Lens Connections")
    wait_for("a second table", lambda: len(window.all_dialogs("TCP Lens Connections")) == 2)
    filled(window, "TCP Lens Connections", last=True)
    second = next(each for each in window.all_dialogs("TCP Lens Connections") if each != dialog)
    write(find(second, "text", "Display filter entry"), "tcp.stream == 1")
    press(find(second, "push button", "Apply"))
    wait_for("one row", lambda: len(rows(find(second, "tree"))) == 2)
    for _ in range(2):
        window.click_in_all("TCP Lens Connections", "table column header", "Client")
    wait_for("the same rows",
             lambda: columns(first, "Stream", "Verdict", "Server state") == all_rows)
    window.menu("View", "Reload")
    window.wait_for_displayed(FRAMES)
    assert_all_trees(window, lens)
