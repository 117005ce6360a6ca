"""test_symbols.py - does the plugin show the loader its API, and nothing else?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess

from conftest import BUILD, tool

ALWAYS = {"plugin_version", "plugin_want_major", "plugin_want_minor", "plugin_register"}
SINCE_4_2 = {"plugin_describe"}


def plugins():
    """(version of Wireshark, plugin) for each version built here."""
    found = [(tuple(map(int, path.parents[1].name.replace("-", ".").split("."))), path)
             for path in BUILD.glob("plugins/*/epan/tcplens.so")]
    assert found, f"no plugin in {BUILD}"
    return found


def exported(plugin):
    table = subprocess.run([tool("nm"), "--dynamic", "--defined-only", plugin],
                           capture_output=True, text=True, check=True).stdout
    names = {line.split()[-1] for line in table.splitlines()}
    return {name for name in names if not name.startswith("__odr_asan.")}


def test_exactly_the_plugin_api_is_visible():
    for version, plugin in plugins():
        wanted = ALWAYS | (SINCE_4_2 if version >= (4, 2) else set())
        assert exported(plugin) == wanted, plugin
