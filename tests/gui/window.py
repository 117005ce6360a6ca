"""window.py - how does a program use the plugin in Wireshark's window?

SPDX-License-Identifier: GPL-2.0-or-later

Everything in the window is read and pressed by its name, through the interface for assistive
technology (AT-SPI), so that neither a position nor a moment matters: what is not there yet is
waited for. Only a right click needs the mouse.
"""

import contextlib
import re
import signal
import subprocess
import time

from display import wait_for
from lens import environment, viewer

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

TITLE = re.compile(r"\[?TCP Lens\b")


def children(node):
    found = (node.get_child_at_index(i) for i in range(node.get_child_count()))
    return [child for child in found if child is not None]


def headers(table):
    for child in (table.get_child_at_index(i) for i in range(table.get_child_count())):
        if child is None or child.get_role_name() != "table column header":
            return
        yield child


def descendants(node):
    """Of tables only the headers of their columns: the cells can be many."""
    for child in children(node):
        yield child
        if child.get_role_name() not in {"tree", "table", "list"}:
            yield from descendants(child)
        else:
            yield from headers(child)


def find(node, role, name="", described=""):
    """The first of that role with that name, from there down; waited for."""
    def look():
        return next((each for each in descendants(node) if each.get_role_name() == role and
                     name in each.get_name() and described in each.get_description()), None)
    return wait_for(f"{role} {name or described!r} in {node.get_name()!r}", look)


def is_enabled(node):
    return node.get_state_set().contains(Atspi.StateType.ENABLED)


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
    """The texts of a table, a list a row; the titles of the columns first."""
    nodes = children(tree)
    width = sum(node.get_role_name() == "table column header" for node in nodes)
    texts = [node.get_name() for node in nodes]
    return [texts[i:i + width] for i in range(0, len(texts), width or 1)]


class Window:
    """Wireshark with one capture, in a window of its own."""

    def __init__(self, lens, display, capture, settings):
        self.display = display
        self.title = capture.name
        self.log = lens.folder / "wireshark.log"
        self.environment = dict(
            environment(settings, lens.plugins), HOME=str(settings),
            **{name: display.environment[name] for name in
               ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]},
            QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", LIBGL_ALWAYS_SOFTWARE="1",
            MALLOC_PERTURB_="165")  # freed memory holds nonsense: who still reads it, stumbles
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["wireshark", "-n", "-r", capture], env=self.environment, cwd=lens.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **viewer())

    # --- its beginning and end ---

    def wait_until_open(self):
        desktop = Atspi.get_desktop(0)
        desktop.set_cache_mask(Atspi.Cache.NONE)

        def look():
            assert self.process.poll() is None, self.log.read_text(errors="replace")
            return next((each for each in children(desktop)
                         if each.get_process_id() == self.process.pid), None)
        self.program = wait_for("Wireshark", look)
        self.main = self.dialog(self.title)
        self.details = find(self.main, "tree", "Packet details")
        self.packets = find(self.main, "tree", "Packet list")
        wait_for("the packets", lambda: self.displayed() and self.details.get_child_count() > 1)

    def quit(self):
        """Ends it as a user does; the result is its exit status."""
        self.menu("File", "Quit")
        return self.process.wait(30)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)

    # --- windows and menus ---

    def titles(self):
        return [window.get_name() for window in children(self.program)]

    def dialog(self, title, last=False):
        def look():
            return [each for each in children(self.program) if title in each.get_name()]
        return wait_for(f"a window {title!r}", look)[-1 if last else 0]

    def all_dialogs(self, title):
        return [each for each in children(self.program) if title in each.get_name()]

    def click_in_all(self, title, *path):
        """On the same place in each of several equal windows, whichever of them is in front."""
        dialog = self.dialog(title)
        cell = find(dialog, *path)
        corner, place = (Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
                         for node in [dialog, cell])
        for number in self.xdotool("search", "--onlyvisible", "--name",
                                   re.escape(dialog.get_name())).split():
            self.xdotool("windowactivate", "--sync", number, "mousemove", "--window", number,
                         place.x - corner.x + place.width // 2,
                         place.y - corner.y + place.height // 2, "click", 1)

    def wait_until_closed(self, title):
        wait_for(f"the end of {title!r}",
                 lambda: not any(title in each for each in self.titles()))

    def choose(self, menu, path):
        """Presses the entry that the path leads to, from a menu down."""
        for name in path:
            menu = wait_for(f"menu entry {name!r}", lambda: next(
                (each for each in children(menu) if each.get_name() == name), None))
            press_here = menu
            menu = menu.get_child_at_index(0) if menu.get_child_count() else menu
        press(press_here)

    def menu(self, *path):
        self.choose(find(self.main, "menu bar"), path)

    def click(self, cell, *buttons):
        """Where the cell is on the screen: whoever sees it can click on it, and nobody else."""
        place = Atspi.Component.get_extents(cell, Atspi.CoordType.SCREEN)
        clicks = [word for button in buttons or [1] for word in ["click", button]]
        self.xdotool("mousemove", place.x + min(40, place.width // 2),
                     place.y + place.height // 2, *clicks)

    def context_menu(self, cell, *path):
        """By a right click on a cell of a table. Nothing leads down to the menu that this opens:
        it is known by its first entry, which tells that it has the focus."""
        entries = []
        listener = Atspi.EventListener.new(lambda event: entries.append(event.source))
        listener.register("object:state-changed:focused")

        def look():
            while GLib.MainContext.default().iteration(False):
                pass
            return next((entry.get_parent() for entry in reversed(entries)
                         if entry.get_role_name() in {"menu item", "check menu item"}), None)
        self.click(cell, 1, 3)
        self.xdotool("sleep", 0.3, "key", "Down")
        menu = wait_for("the context menu", look)
        listener.deregister("object:state-changed:focused")
        self.choose(menu, path)
        self.xdotool("key", "Escape")

    # --- the main window ---

    def displayed(self):
        label = find(self.main, "label", "Packets: ").get_name()
        return int(re.search(r"Displayed: (\d+)", label).group(1))

    def wait_for_displayed(self, count):
        wait_for(f"{count} packets", lambda: self.displayed() == count)

    def filter_entry(self):
        return find(find(self.main, "tool bar", "Display Filter Toolbar"), "text")

    def filter(self, text):
        entry = self.filter_entry()
        write(entry, text)
        press(find(entry, "push button", described="Apply display filter"))

    def clear_filter(self):
        press(find(self.filter_entry(), "push button", described="Clear display filter"))

    def go_to(self, frame):
        self.menu("Go", "Go to Packet…")
        panel = find(self.main, "push button", "Go to packet").get_parent()
        write(find(panel, "text"), str(frame))
        press(find(panel, "push button", "Go to packet"))
        wait_for(f"frame {frame}", lambda: self.details.get_child_at_index(1).get_name()
                 .startswith(f"Frame {frame}:"))

    def tree(self):
        """All lines of the plugin in the packet details."""
        self.menu("View", "Expand All")
        lines = [cell.get_name() for cell in children(self.details)]
        first = next((i for i, line in enumerate(lines) if TITLE.match(line)), len(lines))
        return lines[first:]

    def line(self, start):
        """The line of the packet details that starts so."""
        return wait_for(start, lambda: next(
            (cell for cell in children(self.details) if cell.get_name().startswith(start)), None))

    def scroll_to_end(self):
        """Of the packet details, all expanded."""
        self.menu("View", "Expand All")
        self.click(self.details.get_child_at_index(1))
        self.xdotool("key", "End")
        last = self.details.get_child_at_index(self.details.get_child_count() - 1)
        table = Atspi.Component.get_extents(self.details, Atspi.CoordType.SCREEN)

        def look():
            place = Atspi.Component.get_extents(last, Atspi.CoordType.SCREEN)
            return 0 < place.y < table.y + table.height
        wait_for("the end of the packet details", look)

    def scroll_to_lens(self):
        """The plugin's part alone is expanded, from its first line on."""
        self.menu("View", "Collapse All")
        title = self.details.get_child_at_index(self.details.get_child_count() - 1)
        self.click(title)
        self.menu("View", "Expand Subtrees")
        wait_for("its lines", lambda: self.details.get_child_count() > 30)
        time.sleep(0.5)

    # --- the screen ---

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.display.environment,
                              check=True, capture_output=True, text=True, timeout=30).stdout

    def place(self, title, width, height):
        """Moves a window into the corner, in front of the others; the result is its number."""
        number = wait_for(f"{title} on the screen", lambda: self.xdotool(
            "search", "--onlyvisible", "--name", re.escape(title)).split())[-1]
        self.xdotool("windowactivate", "--sync", number, "windowmove", "--sync", number, 0, 0,
                     "windowsize", "--sync", number, width, height)
        return number

    def picture(self, number, path):
        subprocess.run(["import", "-window", number, "+dither", "-colors", "64", f"PNG8:{path}"],
                       env=self.display.environment, check=True, timeout=60)
