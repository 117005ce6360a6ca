"""conftest.py - what do the tests through tshark have in common?

SPDX-License-Identifier: GPL-2.0-or-later

Fixtures: `lens` (class Lens of lens.py: runs tshark, with the plugin or without), `fields` (its
method of that name, which most tests want), `probe` (a Lens with the plugin readerprobe),
`captures` (the folder tests/captures).
"""

import copy
import shutil
import tempfile

import pytest

from lens import BUILD, TOP, Lens

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
