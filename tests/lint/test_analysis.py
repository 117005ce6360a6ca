"""test_analysis.py - do the static analysers find anything in the plugin?

SPDX-License-Identifier: GPL-2.0-or-later

Run where CI is set, as they take a minute; elsewhere with  CI=1 tests/run -R lint.analysis
"""

import concurrent.futures
import os
import subprocess

import pytest

from conftest import BUILD, TOP, files, tool

# gcc's flags of link-time optimisation, which clang-tidy does not know.
LTO = ["--extra-arg=-Wno-ignored-optimization-argument"]

SCRIPTS = ["plugin/run", "tests/run", "tests/bench/run", "tests/fuzz/run", ".ci/run",
           ".ci/package"]

pytestmark = pytest.mark.skipif(not os.environ.get("CI"), reason="analysers run in CI only")


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=TOP)
    return done.returncode, done.stdout + done.stderr


def test_cppcheck_is_content():
    status, said = run(
        tool("cppcheck"), "--quiet", "--std=c11", "--error-exitcode=1", "--inline-suppr",
        "--enable=warning,performance,portability", "--suppress=missingInclude",
        "--suppress=normalCheckLevelMaxBranches", "-I", "plugin", "-I", "plugin/core", "plugin")
    assert status == 0, said


def test_clang_tidy_is_content():
    program = tool("clang-tidy")
    assert (BUILD / "compile_commands.json").exists()
    sources = files("plugin", endings={".c"})
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda source: run(program, "--quiet", "-p", BUILD, *LTO, source),
                                sources))
    wrong = [said for status, said in answers if status != 0]
    assert not wrong, "\n".join(wrong)


def test_shellcheck_is_content():
    status, said = run(tool("shellcheck"), "-x", *SCRIPTS)
    assert status == 0, said
