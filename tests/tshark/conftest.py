"""conftest.py - what do the tests through tshark have in common?

SPDX-License-Identifier: GPL-2.0-or-later

Fixtures: `lens` (class Lens of lens.py: runs tshark, with the plugin or without), `fields` (its
method of that name, which most tests want), `probe` (a Lens with the plugin readerprobe),
`captures` (the folder tests/captures), `everything` (one file with the frames of all captures),
`damaged` (the same with random errors in its bytes), `packages` (the folder with what cpack packs),
`deb` (of that the .deb).
"""

import copy
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from lens import BUILD, TOP, Lens
from others import merged
from packing import pack

__all__ = ["BUILD", "TOP", "Lens"]


@pytest.fixture(scope="session")
def lens():
    # Not pytest's own tmp_path: as root, that is closed to anybody else.
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as folder:
        yield Lens(folder)


@pytest.fixture(scope="session")
def probe(lens):
    """A Lens with the plugin readerprobe instead, which shows what the reader sees."""
    other = copy.copy(lens)
    other.plugins = lens.folder / "readerprobe"
    shutil.copytree(BUILD / "readerprobe", other.plugins)
    for path in [other.plugins, *other.plugins.rglob("*")]:
        path.chmod(0o755)
    return other


@pytest.fixture(scope="session")
def fields(lens):
    return lens.fields


@pytest.fixture(scope="session")
def captures():
    return TOP / "tests" / "captures"


@pytest.fixture(scope="session")
def everything(lens):
    return merged(lens.folder / "everything.pcapng")


@pytest.fixture(scope="session")
def damaged(lens, everything):
    path = lens.folder / "damaged.pcapng"
    subprocess.run(["editcap", "-E", "0.02", "--seed", "1", everything, path], check=True,
                   capture_output=True)
    path.chmod(0o644)
    return path


@pytest.fixture(scope="session")
def packages():
    with tempfile.TemporaryDirectory(prefix="tcplens-test.", dir="/tmp") as path:
        pack(path)
        yield pathlib.Path(path)


@pytest.fixture(scope="session")
def deb(packages):
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    path, = packages.glob("*.deb")
    return path
