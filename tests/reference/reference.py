"""reference.py - writes the reference of fields and words in README.md, or checks it.

SPDX-License-Identifier: GPL-2.0-or-later

    python3 tests/reference/reference.py            print it
    python3 tests/reference/reference.py --write    put it into README.md

The fields come from `tshark -G fields` with the plugin, the words from the core's lists through
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


def stands_in(readme):
    return readme.split(BEGIN, 1)[1].split(END, 1)[0]


def with_reference(readme, text):
    return readme.split(BEGIN, 1)[0] + BEGIN + text + END + readme.split(END, 1)[1]


def main():
    with tempfile.TemporaryDirectory() as folder:
        text = reference(Lens(folder))
    if sys.argv[1:] == ["--write"]:
        README.write_text(with_reference(README.read_text(), text))
    else:
        print(text)


if __name__ == "__main__":
    main()
