"""test_machine.py - do the connection's fields reach columns, JSON, Elasticsearch and its mapping?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json

import pytest

PASSES = pytest.mark.parametrize("two_pass", [False, True], ids=["one pass", "two passes"])

# On the last frame of the tutorial, in one pass and in two.
LAST = {"tcplens.verdict": "orderly", "tcplens.closed_by": "server", "tcplens.conn_state": "SF",
        "tcplens.history": "ShADadfF", "tcplens.conn.client_bytes": "430",
        "tcplens.conn.server_bytes": "96356", "tcplens.conn.first_frame": "3"}


@PASSES
@pytest.mark.parametrize("name", LAST)
def test_column(lens, captures, name, two_pass):
    column = f'gui.column.format:"Number","%m","It","%Cus:{name}:0:R"'
    shown = lens.read(captures / "tutorial.pcapng", "-o", column, two_pass=two_pass)
    assert shown.splitlines()[-1].split() == ["116", LAST[name]]


@PASSES
def test_json(lens, captures, two_pass):
    packets = json.loads(lens.read(captures / "tutorial.pcapng", "-T", "json", "-J", "tcplens",
                                   two_pass=two_pass))
    layer = packets[-1]["_source"]["layers"]["tcplens"]["tcplens.conn"]
    assert {name: layer[name] for name in LAST} == LAST


@PASSES
def test_elasticsearch(lens, captures, two_pass):
    """Each field of the output that is no text is in the mapping, under the very same name."""
    lines = lens.read(captures / "tutorial.pcapng", "-T", "ek", "-J", "tcplens",
                      two_pass=two_pass).splitlines()
    documents = [json.loads(line)["layers"] for line in lines[1::2]]
    assert all("index" in json.loads(line) for line in lines[::2]) and len(documents) == 116
    mapping = json.loads(lens.run("-G", "elastic-mapping", "--elastic-mapping-filter",
                                  "tcplens").stdout)
    mapping = mapping.get("mappings", mapping)
    mapped = mapping["properties"]["layers"]["properties"]["tcplens"]["properties"]
    seen = {name: value for document in documents for name, value in document["tcplens"].items()
            if name.startswith("tcplens_tcplens_")}
    assert seen["tcplens_tcplens_verdict"] == "orderly"
    assert {"tcplens_tcplens_conn_client_bytes", "tcplens_tcplens_conn_duration",
            "tcplens_tcplens_abnormal"} <= set(mapped) & set(seen)
    listed = [line.split("\t") for line in lens.run("-G", "fields").stdout.splitlines()]
    plain = {"tcplens_" + cells[2].replace(".", "_") for cells in listed
             if cells[0] == "F" and cells[3] in ("FT_STRING", "FT_NONE")}
    assert set(seen) - set(mapped) <= plain
