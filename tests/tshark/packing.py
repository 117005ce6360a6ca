"""packing.py - what do the packages hold, and where does it go?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import pathlib
import re
import subprocess

from lens import BUILD, TOP

PROFILE = {"colorfilters", "dfilter_buttons", "preferences", "recent"}
CACHE = dict(re.findall(r"^(\w+):\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(),
                        re.MULTILINE))
VERSION = re.search(r"project\(tcplens VERSION ([\d.]+)", (TOP / "CMakeLists.txt").read_text())[1]


def run(*command, check=True, **settings):
    env = {name: os.environ[name] for name in ("PATH",)} | {"LC_ALL": "C", "HOME": "/nowhere"}
    done = subprocess.run([*map(str, command)], env=env | settings, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def pack(folder, *options):
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder, *options)


def minor():
    """Of the Wireshark built against: ("4.0", "4.1")."""
    folder, = (BUILD / "plugins").iterdir()
    major, number = folder.name.replace("-", ".").split(".")
    return f"{major}.{number}", f"{major}.{int(number) + 1}"


def installed(documents=("COPYING",)):
    """What goes into the system, from the prefix on."""
    plugin, = (str(path.relative_to(BUILD)) for path in (BUILD / "plugins").rglob("*.so"))
    library = pathlib.Path(CACHE["Wireshark_DIR"]).relative_to(CACHE["CMAKE_INSTALL_PREFIX"])
    library = "/".join(part for part in library.parts if part not in ("cmake", "wireshark"))
    return {f"{library}/wireshark/{plugin}",
            *(f"share/doc/tcplens/{name}" for name in ["README.md", *documents]),
            *(f"share/wireshark/profiles/TCP Lens/{name}" for name in PROFILE)}


def packed():
    """What the .deb puts there."""
    return installed(["changelog.gz", "copyright"])
