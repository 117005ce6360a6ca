"""window.py - how does a program use the plugin in Wireshark's window?

SPDX-License-Identifier: GPL-2.0-or-later

Everything in the window is read and pressed by its name, through the interface for assistive
technology (AT-SPI), so that neither a position nor a moment matters: what is not there yet is
waited for. Only what has no such interface needs the mouse or the keyboard: lines to be selected,
menus of a right click, entries that listen to keys alone.
"""

import collections
import re
import signal
import subprocess
import time

from display import PATIENCE, wait_for
from lens import environment, viewer
from nodes import (children, descendants, find, is_selected, is_within, place_of, press, role_of,
                   spellings, text_of, with_focus, write)

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

TITLE = re.compile(r"\[?TCP Lens\b")
FILTER = "Display filter entry"


class Window:
    """Wireshark with one capture, in a window of its own."""

    def __init__(self, lens, display, capture, settings, *arguments):
        self.main = None  # until it is there
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
                ["wireshark", "-n", *arguments, "-r", capture], env=self.environment,
                cwd=lens.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **viewer())

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
        return self.process.wait(PATIENCE)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(PATIENCE)

    # --- windows and menus ---

    def titles(self):
        return [window.get_name() for window in children(self.program)]

    def dialog(self, title, last=False):
        return wait_for(f"a window {title!r}",
                        lambda: self.all_dialogs(title))[-1 if last else 0]

    def all_dialogs(self, title):
        return [each for each in children(self.program)
                if any(text in each.get_name() for text in spellings(title))]

    def click_in_all(self, title, *path):
        """On the same place in each of several equal windows, whichever of them is in front."""
        dialog = self.dialog(title)
        cell = find(dialog, *path)
        (left, top, *_), (x, y, width, height) = map(place_of, [dialog, cell])
        for number in self.xdotool("search", "--onlyvisible", "--name",
                                   re.escape(dialog.get_name())).split():
            self.xdotool("windowactivate", "--sync", number, "mousemove", "--window", number,
                         x - left + width // 2, y - top + height // 2, "click", 1)

    def wait_until_closed(self, title):
        wait_for(f"the end of {title!r}",
                 lambda: not any(title in each for each in self.titles()))

    def choose(self, menu, path):
        """Presses the entry that the path leads to, from a menu down."""
        for name in path:
            menu = wait_for(f"menu entry {name!r}", lambda: next(
                (each for each in children(menu) if each.get_name() in spellings(name)), None))
            press_here = menu
            menu = menu.get_child_at_index(0) if menu.get_child_count() else menu
        press(press_here)

    def menu(self, *path):
        self.choose(find(self.main, "menu bar"), path)

    def click(self, cell, *buttons):
        """Where the cell is on the screen: whoever sees it can click on it, and nobody else."""
        x, y, width, height = place_of(cell)
        clicks = [word for button in buttons or [1] for word in ["click", button]]
        self.xdotool("mousemove", x + min(40, width // 2), y + height // 2, *clicks)

    def select(self, cell):
        """By a click, once more where a window that has just come did not yet hear it."""
        def look():
            if not is_selected(cell):
                self.click(cell)
                time.sleep(0.2)
            return is_selected(cell)
        wait_for(f"{cell.get_name()!r} to be selected", look)

    def select_row(self, table, name):
        """The row of a table that has a cell of that name."""
        def look():
            return next((cell for cell in children(table) if cell.get_name() == name and
                         role_of(cell) != "table column header"), None)
        cell = wait_for(f"a row {name!r}", look)
        self.select(cell)
        return cell

    def type_into(self, entry, text):
        """Key by key, as some dialogs want it."""
        with_focus(entry)
        self.xdotool("key", "ctrl+a", "type", "--delay", 20, text)
        wait_for(f"{text!r} to stand there", lambda: text_of(entry) == text)

    def popup(self, opening, *path):
        """Chooses from the menu that `opening` brings up. Nothing leads down to that menu: it is
        known by its first entry, which tells that it has the focus."""
        entries = []
        listener = Atspi.EventListener.new(lambda event: entries.append(event.source))
        listener.register("object:state-changed:focused")

        def look():
            while GLib.MainContext.default().iteration(False):
                pass
            return next((entry.get_parent() for entry in reversed(entries)
                         if role_of(entry) in {"menu item", "check menu item"}), None)
        opening()
        self.xdotool("sleep", 0.3, "key", "Down")
        menu = wait_for("the menu", look)
        listener.deregister("object:state-changed:focused")
        self.choose(menu, path)

    def context_menu(self, cell, *path):
        """By a right click on a cell of a table."""
        self.popup(lambda: self.click(cell, 1, 3), *path)
        self.xdotool("key", "Escape")

    def use_profile(self, name):
        self.menu("Edit", "Configuration Profiles…")
        dialog = self.dialog("Configuration Profiles")
        self.select_row(find(dialog, "tree"), name)
        press(find(dialog, "push button", "OK"))
        self.wait_for_profile(name)

    def wait_for_profile(self, name):
        self.wait_until_closed("Configuration Profiles")
        find(self.main, "label", f"Profile: {name}")

    # --- the main window ---

    def displayed(self):
        """How many frames the packet list has. From 4.4 on, Wireshark tells both if they differ."""
        label = find(self.main, "label", "Packets: ").get_name()
        told = re.search(r"Displayed: (\d+)", label) or re.search(r"Packets: (\d+)", label)
        return int(told.group(1))

    def wait_for_displayed(self, count):
        wait_for(f"{count} packets", lambda: self.displayed() == count)

    def filter_bar(self):
        """The tool bar with the display filter, which has no name in 4.4, and with the buttons."""
        def look():
            return next((bar for bar in descendants(self.main) if role_of(bar) == "tool bar" and
                         any(each.get_name() == FILTER for each in descendants(bar))), None)
        return wait_for("the display filter", look)

    def filter_entry(self):
        return find(self.filter_bar(), "text", FILTER)

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
        self.wait_for_frame(frame)

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

    def turn_wheel_to(self, cell):
        """The mouse wheel over the packet details, one step in the direction of a line."""
        x, y, width, height = place_of(self.details)
        wheel = 4 if place_of(cell)[1] < y else 5
        self.xdotool("mousemove", x + width // 2, y + height // 2, "click", wheel)

    def show(self, cell):
        """Scrolls the packet details until a line can be seen."""
        def look():
            seen = is_within(cell, self.details)
            if not seen:
                self.turn_wheel_to(cell)
                time.sleep(0.1)
            return seen
        wait_for(f"{cell.get_name()!r} to be in sight", look)

    def reveal_line(self, *starts):
        """Opens one line below another, all else being folded, and selects the last."""
        self.menu("View", "Collapse All")
        for start in starts:
            cell = self.line(start)
            self.show(cell)
            self.select(cell)
            if start != starts[-1]:
                self.xdotool("key", "Right")
        return cell

    def jump(self, frame, *starts):
        """To the frame that a line of the packet details names, by a double click on it."""
        self.click(self.reveal_line(*starts), 1, 1)
        self.wait_for_frame(frame)

    def wait_for_frame(self, frame):
        wait_for(f"frame {frame}", lambda: self.details.get_child_at_index(1).get_name()
                 .startswith(f"Frame {frame}:"))

    # --- the screen ---

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.display.environment,
                              check=True, capture_output=True, text=True, timeout=PATIENCE).stdout

    def place(self, title, width, height):
        """Moves a window into the corner, in front of the others; the result is its number."""
        number = wait_for(f"{title} on the screen", lambda: self.xdotool(
            "search", "--onlyvisible", "--name", re.escape(title)).split())[-1]
        self.xdotool("windowactivate", "--sync", number, "windowmove", "--sync", number, 0, 0,
                     "windowsize", "--sync", number, width, height)
        return number

    def picture(self, number, path):
        subprocess.run(["import", "-window", number, "+dither", "-colors", "64", f"PNG8:{path}"],
                       env=self.display.environment, check=True, timeout=PATIENCE)

    def colours(self, cells):
        """Of each cell the colour that most of its pixels on the screen have: red, green and
        blue, up to 255."""
        screen = subprocess.run(
            ["import", "-window", "root", "-depth", "8", "rgb:-"], env=self.display.environment,
            check=True, timeout=PATIENCE, capture_output=True).stdout
        return [self.colour_in(screen, *place_of(cell)) for cell in cells]

    def colour_in(self, screen, x, y, width, height):
        line = 3 * self.display.width
        pixels = collections.Counter()
        for start in range(y * line, (y + height) * line, line):
            part = screen[start + 3 * x:start + 3 * (x + width)]
            pixels.update(zip(part[::3], part[1::3], part[2::3]))
        return max(pixels, key=pixels.get)
