"""lens.py - how does a program ask tshark what the plugin says of a capture?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TCPLENS_BUILD_DIR", TOP / "build"))

# What a switch prints as, in 4.0 and later.
SWITCH = {"True": "1", "False": "0"}

# Between the columns, and between several values of one field: neither occurs in any text.
COLUMN, VALUE = "\x1f", "\x1e"


def values_of(cell):
    return "\n".join(SWITCH.get(value, value) for value in cell.split(VALUE))


def viewer():
    """As root, tshark ignores WIRESHARK_PLUGIN_DIR: root has `nobody` run it."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def environment(home, plugins):
    """No settings of the user, no capture helpers, and only the plugins in the folder given."""
    settings = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(home),
        "WIRESHARK_CONFIG_DIR": str(home),
        "WIRESHARK_EXTCAP_DIR": str(home),
        "WIRESHARK_PLUGIN_DIR": str(plugins),
    }
    if "TCPLENS_PRELOAD" in os.environ:
        settings["LD_PRELOAD"] = os.environ["TCPLENS_PRELOAD"]
        settings["ASAN_OPTIONS"] = "detect_leaks=0"
        settings["UBSAN_OPTIONS"] = "print_stacktrace=1"
    return settings


def environment_at_home(home):
    """Of somebody with this home, whose tshark looks for settings and plugins where it always does.
    """
    settings = environment(home, home)
    del settings["WIRESHARK_CONFIG_DIR"], settings["WIRESHARK_PLUGIN_DIR"]
    return settings


class Lens:
    """tshark with the plugin, run so that neither user nor settings of this machine matter."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.plugins = self.folder / "plugins"
        self.no_plugins = self.folder / "no-plugins"
        self.home = self.folder / "home"
        shutil.copytree(BUILD / "plugins", self.plugins)
        self.no_plugins.mkdir()
        self.home.mkdir()
        for path in [self.folder, *self.folder.rglob("*")]:
            path.chmod(0o755)

    def run(self, *arguments, plugin=True, check=True, program="tshark", timeout=300, stdin=None):
        """Run tshark (or capinfos, sharkd ...); the result has .stdout, .stderr and .returncode."""
        done = subprocess.run(
            [program, *map(str, arguments)],
            env=environment(self.home, self.plugins if plugin else self.no_plugins),
            stdin=stdin or subprocess.DEVNULL, capture_output=True, text=True,
            errors="backslashreplace", timeout=timeout,
            cwd=self.folder, **viewer())
        if check and done.returncode != 0:
            raise AssertionError(
                f"{program} ended with {done.returncode}: {done.stderr[-4000:]}")
        return done

    def read(self, capture, *arguments, two_pass=False, **options):
        """Run tshark over a capture; the result is what it prints."""
        with self.readable(capture) as copy:
            passes = ["-2"] if two_pass else []
            return self.run("-n", *passes, "-r", copy.name, *arguments, **options).stdout

    def fields(self, capture, names, *arguments, **options):
        """One dict a frame, from field name to value: "" where absent, several values in lines.

        Switches are "1" and "0" with every version of Wireshark."""
        wanted = [part for name in names for part in ("-e", name)]
        output = self.read(capture, "-T", "fields", "-E", f"separator={COLUMN}", "-E",
                           f"aggregator={VALUE}", "-E", "occurrence=a", *wanted, *arguments,
                           **options)
        rows = [line.split(COLUMN) for line in output.split("\n")[:-1]]
        return [dict(zip(names, map(values_of, row))) for row in rows]

    def readable(self, capture):
        """A copy of a capture that `nobody` may read, for as long as the `with` lasts."""
        capture = pathlib.Path(capture)
        copy = tempfile.NamedTemporaryFile(dir=self.folder, suffix=capture.suffix)
        copy.write(capture.read_bytes())
        copy.flush()
        os.chmod(copy.name, 0o644)
        return copy

    def version(self):
        """Of Wireshark: (4, 0)."""
        words = self.run("--version").stdout
        return tuple(int(n) for n in re.search(r"(\d+)\.(\d+)\.\d+", words).groups())

    def others_plugins(self):
        """The folder of the version with the plugins that came with Wireshark."""
        settings = environment_at_home(self.home)
        said = subprocess.run(["tshark", "-G", "folders"], env=settings, text=True, check=True,
                              capture_output=True, **viewer()).stdout
        return pathlib.Path(re.search(r"Global Plugins:\s*(.*)", said).group(1))

    def writable_folder(self):
        """A new folder that tshark may write files into (-w, -z tcplens,csv,FILE)."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o777)
        return folder
