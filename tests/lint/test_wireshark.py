"""test_wireshark.py - do the checks of Wireshark's own source find anything in the plugin?

SPDX-License-Identifier: GPL-2.0-or-later

They are part of no package. Where an unpacked source is at hand, as in .ci/run:

    TCPLENS_WIRESHARK_SOURCE=FOLDER tests/run -R lint.wireshark

Left out: check_static.py, which wants Wireshark's own build (test_symbols.py asks the same),
check_spelling.py, whose word list has none of our names, and what asks the network.
"""

import os
import pathlib
import re
import subprocess

import pytest

from conftest import files, tool

SOURCE = pathlib.Path(os.environ.get("TCPLENS_WIRESHARK_SOURCE", ""))
OURS = list(map(str, files("plugin", endings={".c"})))

# Each with the words of a finding. That checkAPIs.pl says "shadow" of a variable called `index` is
# none: it hides a function of libc, in a block that calls no such function.
CHECKS = {
    "checkAPIs.pl": (["perl", OURS], re.compile(r"^Error: .*", re.MULTILINE)),
    "checkhf.pl": (["perl", OURS], re.compile(r"^(?:ERROR|Error|NO ARRAY|Unused).*", re.MULTILINE)),
    "check_typed_item_calls.py": (
        ["python3", ["--mask", "--label", "--consecutive",
                     *(part for path in OURS for part in ("--file", path))]],
        re.compile(r"^(?:Error|Warning): .*|\b[1-9]\d* (?:errors|warnings)", re.MULTILINE)),
    "check_tfs.py": (
        ["python3", [part for path in OURS for part in ("--file", path)]],
        re.compile(r"^(?:Error|Warning): .*|\b[1-9]\d* (?:errors|warnings)", re.MULTILINE)),
    "check_val_to_str.py": (
        ["python3", [part for path in OURS for part in ("--file", path)]],
        re.compile(r"^(?:Error|Warning): .*|\b[1-9]\d* (?:errors|warnings)", re.MULTILINE)),
}


def run(check, arguments):
    script = SOURCE / "tools" / check
    if not SOURCE.name or not script.exists():
        pytest.skip(f"{check} of Wireshark's source is not at hand: TCPLENS_WIRESHARK_SOURCE")
    (program, _), _ = CHECKS[check]
    done = subprocess.run([tool(program), script, *arguments], capture_output=True, text=True,
                          cwd=SOURCE)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("check", CHECKS)
def test_check_of_wireshark_is_content(check):
    (_, arguments), finding = CHECKS[check]
    status, said = run(check, arguments)
    assert status == 0 and not finding.search(said), said


def test_they_would_find_something(tmp_path):
    wrong = tmp_path / "packet-wrong.c"
    wrong.write_text('void f(void)\n{\n    char text[9];\n    sprintf(text, "x");\n}\n')
    _, said = run("checkAPIs.pl", [wrong])
    assert CHECKS["checkAPIs.pl"][1].search(said), said
