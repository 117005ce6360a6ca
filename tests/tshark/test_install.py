"""test_install.py - is everything where Wireshark looks for it, and nothing left behind?

SPDX-License-Identifier: GPL-2.0-or-later

All is installed into folders made for the test: neither the system's nor anybody's own are touched.
"""

import email.utils
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from conftest import BUILD, TOP
from lens import environment_at_home, viewer
from packing import CACHE, PROFILE, VERSION, installed, minor, packed, run


@pytest.fixture
def folder():
    # Not pytest's own tmp_path: as root, that is closed to anybody else.
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as path:
        path = pathlib.Path(path).resolve()
        path.chmod(0o755)
        yield path


@pytest.fixture(autouse=True)
def manifests(folder):
    """Those of the build folder are as they were, so that what is really installed can go."""
    kept = {path: path.read_bytes() for path in BUILD.glob("install_manifest*.txt")}
    yield
    for path in BUILD.glob("install_manifest*.txt"):
        path.unlink()
    for path, text in kept.items():
        path.write_bytes(text)


def build_target(target, **settings):
    """As `cmake --build` does, but without building again what the test runs with."""
    commands = {"install-user": ["--install", BUILD, "--component", "user"],
                "install": ["--install", BUILD]}
    what = ["-D", f"BUILD={BUILD}", "-D", f"WHAT={target}", "-P",
            TOP / "plugin" / "install" / "uninstall.cmake"]
    return run("cmake", *commands.get(target, what), **settings)


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def tshark(home, *arguments, **settings):
    env = environment_at_home(home) | settings
    return subprocess.run(["tshark", *map(str, arguments)], env=env, check=True,
                          capture_output=True, text=True, cwd=home, **viewer())


def works(home, captures):
    """Both the plugin and the profile, for whose home this is."""
    said = tshark(home, "-G", "plugins")
    assert re.search(rf"^tcplens.so\s+{re.escape(VERSION)}\s.*{home}", said.stdout, re.MULTILINE)
    assert said.stderr == ""
    with tempfile.NamedTemporaryFile(dir="/tmp", suffix=".pcap") as capture:
        shutil.copy(captures / "refused" / "capture.pcap", capture.name)
        os.chmod(capture.name, 0o644)
        shown = tshark(home, "-C", "TCP Lens", "-2", "-r", capture.name)
    assert "SYN-SENT" in shown.stdout and shown.stderr == ""


def test_install_and_uninstall_for_all(folder):
    build_target("install", DESTDIR=str(folder))
    prefix = folder / CACHE["CMAKE_INSTALL_PREFIX"].lstrip("/")
    assert files_in(prefix) == installed()
    for path in prefix.rglob("*"):
        assert path.stat().st_mode & 0o555 == (0o555 if path.is_dir() else 0o444), path
    build_target("uninstall", DESTDIR=str(folder))
    assert not list(folder.iterdir())


def test_uninstall_leaves_what_is_not_ours(folder):
    build_target("install", DESTDIR=str(folder))
    other = next(folder.rglob("tcplens.so")).parent / "other.so"
    other.touch()
    build_target("uninstall", DESTDIR=str(folder))
    assert files_in(folder) == {str(other.relative_to(folder))}
    assert "Nothing was installed" in build_target("uninstall", DESTDIR=str(folder)).stdout


def test_install_and_uninstall_for_one(folder, captures):
    build_target("install-user", HOME=str(folder))
    works(folder, captures)
    (folder / ".config" / "wireshark" / "profiles" / "TCP Lens" / "recent").write_text("\n")
    build_target("uninstall-user", HOME=str(folder))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("variable, below", [("XDG_CONFIG_HOME", "x/wireshark"),
                                             ("WIRESHARK_CONFIG_DIR", "x")])
def test_settings_elsewhere(folder, variable, below):
    settings = {variable: str(folder / "x")}
    build_target("install-user", HOME=str(folder), **settings)
    said = tshark(folder, "-G", "folders", **settings).stdout
    place = re.search(r"^Personal configuration:\s*(.*)$", said, re.MULTILINE)[1]
    assert pathlib.Path(place) == folder / below
    assert set(os.listdir(folder / below / "profiles" / "TCP Lens")) == PROFILE
    build_target("uninstall-user", HOME=str(folder), **settings)
    assert not list(folder.iterdir())


def test_archive(packages, folder, captures):
    """By the commands of its README."""
    path, = packages.glob("*.tar.gz")
    name = path.name.removesuffix(".tar.gz")
    assert name.startswith(f"tcplens-{VERSION}-wireshark-{minor()[0]}-")
    run("tar", "-x", "-C", folder, "-f", path)
    copy, remove = re.findall(r"(?:^  .*\n)+", (folder / name / "README").read_text(), re.MULTILINE)
    assert (folder / name / "COPYING").read_text() == (TOP / "COPYING").read_text()
    run("sh", "-ec", f"cd {folder / name}; {copy}", HOME=str(folder))
    shutil.rmtree(folder / name)
    works(folder, captures)
    run("sh", "-ec", remove, HOME=str(folder))
    assert files_in(folder) == set()


# --- the .deb -------------------------------------------------------------------------------------


def dpkg(folder, deb, version):
    """What dpkg says to the package where this wireshark-common is installed."""
    database = folder / "var" / "lib" / "dpkg"
    database.mkdir(parents=True)
    (database / "updates").mkdir()
    (database / "info").mkdir()
    (database / "available").touch()
    (database / "status").write_text(
        "Package: wireshark-common\nStatus: install ok installed\nMaintainer: nobody\n"
        f"Architecture: {run('dpkg', '--print-architecture').stdout.strip()}\n"
        f"Version: {version}\nDescription: network traffic analyzer\n")
    return run("dpkg", "--force-not-root", f"--root={folder}", "--dry-run", "--install", deb,
               check=False)


def test_deb_has_what_install_installs_and_what_debian_wants(deb, folder):
    run("dpkg-deb", "-x", deb, folder)
    prefix = folder / CACHE["CMAKE_INSTALL_PREFIX"].lstrip("/")
    assert files_in(prefix) == packed()
    said = gzip.decompress((prefix / "share/doc/tcplens/changelog.gz").read_bytes()).decode()
    assert said.startswith(f"tcplens ({VERSION}+wireshark{minor()[0]}) ")
    author, date = re.search(r"^ -- (.* <.*@.*>)  (.*)$", said, re.MULTILINE).groups()
    assert author == run("dpkg-deb", "-f", deb, "Maintainer").stdout.strip()
    assert email.utils.parsedate_to_datetime(date)


def test_deb_names_its_version_and_its_wireshark(deb):
    this, following = minor()
    assert run("dpkg-deb", "-f", deb, "Version").stdout.strip() == f"{VERSION}+wireshark{this}"
    for field in "Depends", "Pre-Depends":
        needs = run("dpkg-deb", "-f", deb, field).stdout.strip().split(", ")
        assert {f"wireshark-common (>= {this})", f"wireshark-common (<< {following}~)"} <= \
            set(needs)


def test_deb_is_taken_by_its_wireshark(deb, folder):
    done = dpkg(folder, deb, f"{minor()[0]}.3-1")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["3.6.2-2", "{}.0~rc1-1", "9.2.1-1"])
def test_deb_is_refused_by_another_wireshark(deb, folder, version):
    version = version.format(minor()[1])
    done = dpkg(folder, deb, version)
    assert done.returncode != 0
    assert "tcplens pre-depends on wireshark-common" in done.stderr
    assert f"wireshark-common is installed, but is version {version}" in done.stderr
