"""nodes.py - how does a program read and press what is in a window?

SPDX-License-Identifier: GPL-2.0-or-later

All of it are nodes of the interface for assistive technology (AT-SPI): each has a role and a name.
"""

import contextlib

from display import wait_for

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


# What newer libraries call otherwise.
RENAMED = {"button": "push button", "push button menu": "push button"}

# Texts of Wireshark 4.0, and what they are in 4.4 and 4.6.
RESPELT = {
    "from zip file": ["From Zip File...", "From Zip File…"],
    "Wireshark · Connections": ["Wireshark · TCP Lens / Connections"],
}


def spellings(text):
    return [text, *RESPELT.get(text, [])]


def role_of(node):
    name = node.get_role_name()
    return RENAMED.get(name, name)


def children(node):
    found = (node.get_child_at_index(i) for i in range(node.get_child_count()))
    return [child for child in found if child is not None]


def headers(table):
    for child in (table.get_child_at_index(i) for i in range(table.get_child_count())):
        if child is None or role_of(child) != "table column header":
            return
        yield child


def descendants(node):
    """Of tables only the headers of their columns: the cells can be many."""
    for child in children(node):
        yield child
        if role_of(child) not in {"tree", "table", "list"}:
            yield from descendants(child)
        else:
            yield from headers(child)


def find(node, role, name="", described=""):
    """The first of that role with that name, from there down; waited for."""
    def look():
        return next((each for each in descendants(node) if role_of(each) == role and
                     name in each.get_name() and described in each.get_description()), None)
    return wait_for(f"{role} {name or described!r} in {node.get_name()!r}", look)


def is_enabled(node):
    return node.get_state_set().contains(Atspi.StateType.ENABLED)


def is_selected(node):
    return node.get_state_set().contains(Atspi.StateType.SELECTED)


def is_checked(node):
    return node.get_state_set().contains(Atspi.StateType.CHECKED)


def with_focus(node):
    """The same node, once the keyboard writes to it."""
    def look():
        Atspi.Component.grab_focus(node)
        return node.get_state_set().contains(Atspi.StateType.FOCUSED)
    wait_for(f"{node.get_name()!r} to have the focus", look)
    return node


def place_of(node):
    """On the screen: its left upper corner, its width and its height."""
    place = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    return place.x, place.y, place.width, place.height


def is_within(line, table):
    """Whether all of its height can be seen; to the right it may go on. Over the lower edge of the
    table a scroll bar may lie, but not over its last line."""
    (_, y, _, height), (_, top, _, room) = place_of(line), place_of(table)
    last = table.get_child_at_index(table.get_child_count() - 1)
    bar = 0 if y == place_of(last)[1] else height
    return top <= y and y + height <= top + room - bar


def press(node):
    """As a click does. Where that opens a dialog, the answer may come only when it is closed."""
    wait_for(f"{node.get_name()!r} to be possible", lambda: is_enabled(node))
    with contextlib.suppress(GLib.Error):
        Atspi.Action.do_action(node, 0)


def write(node, text):
    Atspi.EditableText.set_text_contents(node, text)


def text_of(node):
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def rows(tree):
    """The texts of a table, a list a row; the titles of the columns first. Blanks around them, by
    which Wireshark 4.6 fills up some statistics, do not count."""
    nodes = children(tree)
    width = sum(role_of(node) == "table column header" for node in nodes)
    texts = [node.get_name().strip() for node in nodes]
    return [texts[i:i + width] for i in range(0, len(texts), width or 1)]
