"""display.py - where does a window open on a machine without a screen?

SPDX-License-Identifier: GPL-2.0-or-later

An X server that draws into memory, a window manager, and the bus by which programs for people who
cannot see a screen read windows and press what is in them. All of it ends with the `with`.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import time

from lens import viewer

PROGRAMS = ["wireshark", "Xvfb", "openbox", "dbus-daemon", "xdotool", "import", "identify"]
# Seconds, for a machine that has much else to do: what comes at once is not waited for.
PATIENCE = 150
BRIDGES = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"]


def missing():
    """What has to be installed before a window can be driven: "" if nothing."""
    lacks = [program for program in PROGRAMS if shutil.which(program) is None]
    if not any(map(os.path.exists, BRIDGES)):
        lacks.append("at-spi2-core")
    if importlib.util.find_spec("gi") is None:
        lacks.append("python3-gi")
    else:
        import gi
        try:
            gi.require_version("Atspi", "2.0")
        except ValueError:
            lacks.append("gir1.2-atspi-2.0")
    return ", ".join(lacks)


def not_yet():
    """What a look at a window raises that is just being built: an element is gone, or a row is not
    whole."""
    from gi.repository import GLib  # not before missing() has found it
    return [GLib.Error, AttributeError, LookupError, ValueError]


def wait_for(what, condition, seconds=PATIENCE):
    """What `condition` returns as soon as that is true."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(*not_yet()):
            answer = condition()
            if answer:
                return answer
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.05)


class Display:
    width, height = 1280, 900

    def __init__(self, folder):
        self.folder = folder / "display"
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.folder, viewer()["user"], viewer()["group"])
        self.programs = []
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            "HOME": str(self.folder)}

    def start(self, *command, **options):
        with open(self.folder / f"{os.path.basename(command[0])}.log", "wb") as log:
            self.programs.append(subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                **options))

    def start_screen(self):
        """The server chooses a number that is free, and tells it once it is ready."""
        reading, writing = os.pipe()
        self.start("Xvfb", "-displayfd", str(writing), "-screen", "0",
                   f"{self.width}x{self.height}x24", "-nolisten", "tcp", pass_fds=[writing])
        os.close(writing)
        with open(reading, encoding="ascii") as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb does not start"
        self.environment["DISPLAY"] = f":{number}"

    def start_buses(self):
        """Wireshark's user must own them. The second is the one by which windows are read; who
        asks the first where that is must be that user, but everybody may be told."""
        bus = self.folder / "bus"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
        self.environment["XDG_RUNTIME_DIR"] = str(self.folder)
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile",
                   f"--address=unix:path={bus}", **viewer())
        wait_for("the session bus", bus.exists)
        self.start(next(filter(os.path.exists, BRIDGES)), "--launch-immediately", **viewer())
        reading = wait_for("the bus for reading",
                           lambda: list(self.folder.glob("at-spi/bus*")))[0]
        os.environ.update(self.environment, AT_SPI_BUS_ADDRESS=f"unix:path={reading}")

    def __enter__(self):
        try:
            self.start_screen()
            self.start("openbox", "--sm-disable")
            self.start_buses()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for program in reversed(self.programs):
            program.terminate()
            program.wait(PATIENCE)
