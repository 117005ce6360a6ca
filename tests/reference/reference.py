"""reference.py - writes the reference of preferences, fields and words in README.md.

SPDX-License-Identifier: GPL-2.0-or-later

    python3 tests/reference/reference.py            print it
    python3 tests/reference/reference.py --write    put it into README.md, where a test checks it

The fields come from `tshark -G fields` with the plugin, the preferences and their help texts from
`tshark -G currentprefs` where nothing is chosen, the words from the core's lists through
the program `words` (TCPLENS_BUILD_DIR names the build folder, else it is build/).
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tshark"))
from lens import BUILD, TOP, Lens

BEGIN = "<!-- reference: written by tests/reference/reference.py -->"
END = "<!-- end of the reference -->"
BEGIN_PREFERENCES = "<!-- preferences: written by tests/reference/reference.py -->"
END_PREFERENCES = "<!-- end of the preferences -->"
README = TOP / "README.md"
TYPES = {
    "FT_NONE": "tree", "FT_STRING": "string", "FT_BOOLEAN": "yes or no", "FT_FRAMENUM": "frame",
    "FT_RELATIVE_TIME": "time", "FT_UINT8": "number", "FT_UINT16": "number", "FT_UINT32": "number",
    "FT_UINT64": "number", "FT_INT32": "number",
}


def fields_of(listing):
    """The rows of `tshark -G fields` that are ours: name, type, explanation."""
    rows = []
    for line in listing.splitlines():
        cells = line.split("\t")
        if cells[0] == "F" and cells[2].startswith("tcplens.") and ".expert." not in cells[2]:
            rows.append((cells[2], TYPES[cells[3]], cells[-1]))
    return rows


def table_of(rows):
    lines = ["| field | type | what |", "| --- | --- | --- |"]
    return "\n".join(lines + [f"| `{name}` | {kind} | {what} |" for name, kind, what in rows])


def reference(lens):
    """The whole text between the two marks of README.md."""
    rows = fields_of(lens.run("-G", "fields").stdout)
    words = subprocess.run([BUILD / "tests" / "words"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    return f"\n{table_of(rows)}\n\n### Words\n{words}\n"


def preferences_of(listing):
    """Ours in `tshark -G currentprefs`: name, default value, help text."""
    rows = []
    for paragraph in listing.split("\n\n"):
        lines = paragraph.strip().splitlines()
        name, _, value = lines[-1].lstrip("#").partition(": ") if lines else ("", "", "")
        if name.startswith("tcplens."):
            rows.append((name, value.strip().lower(), lines[0].lstrip("# ")))
    return rows


def preferences(lens):
    """The whole text between the two marks of the preferences."""
    rows = preferences_of(lens.run("-G", "currentprefs").stdout)
    lines = ["| preference | default | what it changes |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | `{value}` | {what} |" for name, value, what in rows]
    return "\n" + "\n".join(lines) + "\n"


def stands_in(readme, begin=BEGIN, end=END):
    return readme.split(begin, 1)[1].split(end, 1)[0]


def with_text(readme, text, begin=BEGIN, end=END):
    return readme.split(begin, 1)[0] + begin + text + end + readme.split(end, 1)[1]


def main():
    with tempfile.TemporaryDirectory() as folder:
        lens = Lens(folder)
        text, chosen = reference(lens), preferences(lens)
    if sys.argv[1:] == ["--write"]:
        readme = with_text(README.read_text(), chosen, BEGIN_PREFERENCES, END_PREFERENCES)
        README.write_text(with_text(readme, text))
    else:
        print(chosen, text)


if __name__ == "__main__":
    main()
