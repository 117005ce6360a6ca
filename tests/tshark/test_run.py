"""test_run.py - does plugin/run show what README says, and say plainly why it cannot?

SPDX-License-Identifier: GPL-2.0-or-later

Nothing is installed: where something is missing, the test's own apt-get and sudo are called.
"""

import decimal
import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile

import pytest

from blocks import section
from conftest import BUILD, TOP
from lens import viewer

BLOCKS = re.findall(r"^```\n(?:\$ plugin/run\n)?(.*?)^```", section("What it shows"),
                    re.DOTALL | re.MULTILINE)
PLACES = {"milli": -3, "micro": -6, "nano": -9}
TOOLS = ["cat", "dirname", "env", "grep", "id", "mktemp", "realpath", "rm", "tail", "true"]
LOG = 'echo "${0##*/} $*" >>"$LOG"\n'
SUDO = LOG + 'while [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n'
SETUP = '. plugin/setup.sh; needs() { missing+=(gcc cmake); }; setup_packages needs; echo "done"'


@pytest.fixture
def folder():
    """With a copy of the scripts, a bin/ that has hardly a tool, and a home for everybody."""
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as path:
        path = pathlib.Path(path)
        for name in "plugin", "bin", "home":
            (path / name).mkdir()
        for name in "run", "setup.sh":
            shutil.copy(TOP / "plugin" / name, path / "plugin")
        for tool in TOOLS:
            (path / "bin" / tool).symlink_to(shutil.which(tool))
        path.chmod(0o755)
        (path / "home").chmod(0o777)
        yield path


def program(folder, name, script):
    (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}")
    (folder / "bin" / name).chmod(0o755)


def bash(folder, *arguments, path=None, **options):
    """Never as root, whom nobody refuses anything."""
    env = {"PATH": path or os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder / "home"),
           "LOG": str(folder / "home" / "log")}
    options = {"stdin": subprocess.DEVNULL, "capture_output": True} | options
    return subprocess.run([shutil.which("bash"), *map(str, arguments)], env=env, cwd=folder,
                          text=True, timeout=300, **viewer() | options)


def calls(folder):
    log = folder / "home" / "log"
    return log.read_text().splitlines() if log.exists() else []


def in_seconds(printed):
    """As versions before 4.6 print all times."""
    return re.sub(r"([\d.]+) (milli|micro|nano)seconds", lambda time: (
        f"{decimal.Decimal(time[1]).scaleb(PLACES[time[2]]):.9f} seconds"), printed)


def left_out(block, printed):
    """The lines of the block that are not printed in its order. Not all that is printed need stand
    in it."""
    lines = iter(in_seconds(printed).splitlines())
    return [line for line in block.splitlines() if line not in lines]


# --- captures -------------------------------------------------------------------------------------


@pytest.mark.skipif("TCPLENS_PRELOAD" in os.environ, reason="tshark is started without sanitizers")
@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, None], ids=["empty", "closed"])
def test_the_tutorial_is_shown_as_in_the_readme(folder, stdin):
    closed = {"preexec_fn": lambda: os.close(0)} if stdin is None else {}
    done = subprocess.run(
        [TOP / "plugin" / "run"], stdin=stdin, capture_output=True, text=True, **closed,
        env={"PATH": os.environ["PATH"], "HOME": str(folder / "home"),
             "TCPLENS_BUILD_DIR": str(BUILD)})
    assert (done.returncode, done.stderr) == (0, "")
    summary, *trees = BLOCKS
    assert summary in done.stdout and len(trees) == 3
    for tree in trees:
        assert left_out(tree, done.stdout) == []
    assert not list((folder / "home").iterdir())


@pytest.mark.parametrize("name, octets, mode, complaint", [
    ("none.pcap", None, None, "no such file: none.pcap"),
    ("home", None, None, "not a capture but a folder: home"),
    ("secret.pcap", b"pcap", 0o000, "not allowed to read secret.pcap"),
    ("empty.pcap", b"", 0o644, "the file is empty: empty.pcap"),
])
def test_a_file_that_cannot_be_read(folder, name, octets, mode, complaint):
    if octets is not None:
        (folder / name).write_bytes(octets)
        (folder / name).chmod(mode)
    done = bash(folder, "plugin/run", name)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"tcplens: {complaint}\n")


@pytest.mark.skipif("TCPLENS_PRELOAD" in os.environ, reason="tshark is started without sanitizers")
@pytest.mark.parametrize("name, octets, complaint", [
    ("prose", b"Call me Ishmael.\n", "not a (network capture|capture that Wireshark can read)"),
    ("data.json", b'{"a": 1}\n', "not a network capture"),
    ("none.pcap", bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"),
     "there is no frame in"),
])
def test_a_file_that_is_no_capture(folder, name, octets, complaint):
    (folder / name).write_bytes(octets)
    done = subprocess.run(
        [TOP / "plugin" / "run", folder / name], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, env={"PATH": os.environ["PATH"], "HOME": str(folder / "home"),
                        "TCPLENS_BUILD_DIR": str(BUILD)})
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"tcplens: {complaint}:? {folder / name}\n", done.stderr), done.stderr


# --- what is missing ------------------------------------------------------------------------------


def set_up(folder, **options):
    return bash(folder, "-c", f"set -euo pipefail; {SETUP}", path=folder / "bin", **options)


def test_neither_debian_nor_ubuntu(folder):
    done = set_up(folder)
    assert done.returncode == 1
    assert done.stderr == ("tcplens: this is not Debian or Ubuntu: please install what these "
                           "packages hold: gcc cmake\n")


def test_no_sudo(folder):
    program(folder, "apt-get", LOG)
    done = set_up(folder)
    assert done.returncode == 1 and calls(folder) == []
    assert done.stderr == ("tcplens: there is no sudo to install what is missing; "
                           "as root: apt-get install gcc cmake\n")


def test_sudo_refuses(folder):
    program(folder, "apt-get", LOG)
    program(folder, "sudo", LOG + "exit 1\n")
    done = set_up(folder)
    assert done.returncode == 1 and calls(folder) == ["sudo -n true"]
    assert done.stderr == ("tcplens: sudo does not let you install what is missing; "
                           "as root: apt-get install gcc cmake\n")


def test_sudo_asks_where_there_is_a_terminal(folder):
    program(folder, "apt-get", LOG)
    program(folder, "sudo", LOG + '[ "$*" != "-n true" ] || exit 1\n')
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("/dev/pts is not mounted: no terminal can be had")
    done = set_up(folder, stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (0, "installing: gcc cmake\ndone\n")
    assert calls(folder)[:2] == ["sudo -n true", "sudo -v"]


def test_lists_are_fetched_where_apt_knows_nothing(folder):
    """As on a fresh system; `update` is what lets it know the packages."""
    program(folder, "sudo", SUDO)
    program(folder, "apt-get", LOG + 'case $* in *update) touch "$HOME/lists" ;;\n'
                                     '*) [ -e "$HOME/lists" ] ;; esac\n')
    (folder / "bin" / "touch").symlink_to(shutil.which("touch"))
    done = set_up(folder)
    assert (done.returncode, done.stdout) == (0, "installing: gcc cmake\ndone\n")
    asked = [re.search(r"(update|install .*)$", call)[1] for call in calls(folder)
             if call.startswith("apt-get")]
    install = "install --yes --no-install-recommends gcc cmake"
    assert asked == [install, "update", install]


@pytest.mark.parametrize("says, why", [
    ("W: Failed to fetch http://deb.debian.org/debian/dists/x/InRelease  Temporary failure "
     "resolving 'deb.debian.org'", "apt does not reach its servers, so this is still missing: "),
    ("E: Unable to locate package gcc", "apt-get could not install "),
])
def test_apt_fails(folder, says, why):
    program(folder, "sudo", SUDO)
    program(folder, "apt-get", f'echo "{says}" >&2\nexit 100\n')
    done = set_up(folder)
    assert done.returncode == 1 and "done" not in done.stdout
    assert says in done.stderr and done.stderr.endswith(f"tcplens: {why}gcc cmake\n")


def test_nothing_is_missing(folder):
    program(folder, "apt-get", LOG)
    done = bash(folder, "-c", ". plugin/setup.sh; needs() { need cat coreutils; }; "
                "setup_packages needs", path=folder / "bin")
    assert (done.returncode, done.stdout, done.stderr, calls(folder)) == (0, "", "", [])


def test_what_only_roots_path_leads_to_is_not_missing(folder):
    """A normal user's PATH has no sbin: nft and ethtool would be installed again and again."""
    tools = [path.name for path in pathlib.Path("/usr/sbin").iterdir()
             if shutil.which(path.name, path="/usr/bin:/bin") is None and os.access(path, os.X_OK)]
    assert tools
    done = bash(folder, "-c", f". plugin/setup.sh; missing=(); need {tools[0]} it; "
                "echo ${#missing[@]}", path=folder / "bin")
    assert done.stdout == "0\n", tools[0]
