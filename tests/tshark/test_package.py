"""test_package.py - does the .deb come and go as a package should, in a system that is real?

SPDX-License-Identifier: GPL-2.0-or-later

It is installed by apt into the system that the test runs in: only where TCPLENS_MAY_INSTALL says
that this may be. `.ci/run` says so in its chroots.
"""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile

import pytest

from lens import environment_at_home, viewer
from packing import CACHE, VERSION, minor, pack, packed, run

pytestmark = pytest.mark.skipif(
    "TCPLENS_MAY_INSTALL" not in os.environ,
    reason="TCPLENS_MAY_INSTALL is not set: the package would be installed into this system")

# What changes by itself, or whenever apt is used at all.
ELSEWHERE = {"/dev", "/proc", "/run", "/srv", "/sys", "/tmp", "/var/cache", "/var/lib/apt",
             "/var/lib/dpkg", "/var/log"}


def listing():
    """Every path of the system."""
    paths = set()
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ELSEWHERE]
        paths.update(os.path.join(folder, name) for name in [*folders, *files])
    return paths


def apt(*arguments):
    return run("apt-get", "-q", "--yes", *arguments, DEBIAN_FRONTEND="noninteractive").stdout


def tshark(*arguments, **options):
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as home:
        os.chmod(home, 0o777)
        done = subprocess.run(["tshark", *map(str, arguments)], env=environment_at_home(home),
                              capture_output=True, text=True, cwd=home, **options)
    assert done.returncode == 0 and "tcplens" not in done.stderr, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def older(deb):
    """The same package with a lower version."""
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as path:
        pack(path, "-G", "DEB", "-D", "CPACK_DEBIAN_PACKAGE_VERSION=0.0.9+wireshark4.0")
        package, = pathlib.Path(path).glob("*.deb")
        yield package


@pytest.fixture(scope="module")
def before():
    return listing()


@pytest.fixture
def package(deb, before):
    apt("install", deb)
    yield deb
    apt("purge", "tcplens")


def test_it_holds_what_it_should_and_as_it_should(package, before):
    new = listing() - before
    prefix = pathlib.Path(CACHE["CMAKE_INSTALL_PREFIX"])
    assert {path for path in new if not os.path.isdir(path)} == {
        str(prefix / name) for name in packed()}
    for path in new:
        status = os.lstat(path)
        mode = 0o755 if stat.S_ISDIR(status.st_mode) else 0o644
        assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (0, 0, mode), path


@pytest.mark.parametrize("user", [viewer(), {}], ids=["somebody", "root"])
def test_everybody_has_the_plugin_and_the_profile(package, captures, user):
    assert re.search(rf"^tcplens\.so\s+{re.escape(VERSION)}\s", tshark("-G", "plugins", **user),
                     re.MULTILINE)
    with tempfile.NamedTemporaryFile(dir="/tmp", suffix=".pcap") as capture:
        shutil.copy(captures / "refused" / "capture.pcap", capture.name)
        os.chmod(capture.name, 0o644)
        shown = tshark("-C", "TCP Lens", "-2", "-r", capture.name, **user)
    assert "SYN-SENT" in shown and "refused" in shown


@pytest.mark.parametrize("way", ["remove", "purge"])
def test_nothing_is_left_of_it(deb, before, way):
    apt("install", deb)
    apt(way, "tcplens")
    assert listing() == before
    assert run("dpkg-query", "-W", "tcplens", check=False).returncode != 0


def test_it_takes_the_place_of_an_older_one_and_of_itself(older, deb, before):
    apt("install", older)
    said = apt("install", deb)
    assert f"Unpacking tcplens ({VERSION}+wireshark{minor()[0]}) over (0.0.9" in said
    apt("install", "--reinstall", deb)
    assert run("dpkg", "--audit").stdout == "" and run("dpkg", "--verify", "tcplens").stdout == ""
    apt("purge", "tcplens")
    assert listing() == before
