"""conftest.py - what do the tests of Wireshark's window have in common?

SPDX-License-Identifier: GPL-2.0-or-later

Fixtures: `lens` (class Lens of tests/tshark/lens.py), `settings` (Wireshark's folder of them),
`opened` (a function: a Window with a copy of a capture), `window` (one with tutorial.pcapng). At
its end each window must close in order.
"""

import pathlib
import shutil
import sys
import tempfile

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "tshark"))

from display import Display, missing  # noqa: E402
from lens import BUILD, Lens  # noqa: E402

__all__ = ["BUILD", "CAPTURES"]
CAPTURES = TOP / "tests" / "captures"

# The packet details get the width of the window; nothing asks before the window closes.
PREFERENCES = """\
gui.layout_content_3: NONE
gui.ask_unsaved: FALSE
gui.update.enabled: FALSE
"""


@pytest.fixture(scope="session")
def lens():
    if missing():
        pytest.skip(f"not installed: {missing()}")
    with tempfile.TemporaryDirectory(prefix="lens-gui.", dir="/tmp") as folder:
        yield Lens(folder)


@pytest.fixture(scope="session")
def display(lens):
    with Display(lens.folder) as display:
        yield display


@pytest.fixture
def settings(lens):
    """A new folder of settings, with a second profile that shows absolute sequence numbers."""
    folder = lens.writable_folder()
    other = folder / "profiles" / "absolute"
    other.mkdir(parents=True)
    (folder / "preferences").write_text(PREFERENCES)
    (other / "preferences").write_text(
        PREFERENCES + "tcp.relative_sequence_numbers: FALSE\n")
    for path in folder.rglob("*"):  # a file that may be executed would be: as a capture helper
        path.chmod(0o777 if path.is_dir() else 0o666)
    return folder


@pytest.fixture
def opened(lens, display, settings):
    """Opens a capture; afterwards Wireshark must still be alive, end well and complain of nothing.
    """
    from window import Window
    windows = []

    def open_capture(path, *arguments, name=""):
        copy = settings / (name or path.name)
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        windows.append(Window(lens, display, copy, settings, *arguments))
        windows[-1].wait_until_open()
        windows[-1].capture = copy
        return windows[-1]
    try:
        yield open_capture
        for window in (each for each in windows if each.main):
            status = window.quit()
            log = window.log.read_text(errors="replace")
            assert status == 0, log
            assert "CRITICAL" not in log and "tcplens" not in log, log
    finally:
        for window in windows:
            window.kill()


@pytest.fixture
def window(opened):
    return opened(CAPTURES / "tutorial.pcapng")
