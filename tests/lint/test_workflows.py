"""test_workflows.py - do GitHub's workflows run what there is?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import re

import yaml

from conftest import TOP, files

SCRIPT = re.compile(r"(?<![\w./-])(\.?[\w-]+(?:/[\w.-]+)+)(?= |$)", re.MULTILINE)
WORKFLOWS = files(".github/workflows", endings={".yml"})


def jobs():
    """(workflow, job's name, job) of every workflow."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield path.name, name, job


def commands():
    return [step["run"] for _, _, job in jobs() for step in job["steps"] if "run" in step]


def rows(job):
    matrix = job.get("strategy", {}).get("matrix", {})
    return matrix.get("include", []) + [{"debian": name} for name in matrix.get("debian", [])]


def test_steps_run_or_use_something():
    for workflow, name, job in jobs():
        assert job["runs-on"] and job["steps"], (workflow, name)
        assert all(("run" in step) != ("uses" in step) for step in job["steps"]), (workflow, name)


def test_scripts_are_there():
    scripts = {script for command in commands() for script in SCRIPT.findall(command)
               if not script.startswith("dist/")}
    assert scripts == {".ci/run", ".ci/package"}
    assert all(os.access(TOP / script, os.X_OK) for script in scripts)


def test_parts_are_there():
    known = set(re.findall(r"^part_(\w+)\(\)", (TOP / ".ci" / "run").read_text(), re.MULTILINE))
    parts = {row["part"] for _, _, job in jobs() for row in rows(job) if "part" in row}
    assert parts == known - {"trixie", "forky"}  # containers of their own there


def test_each_wireshark_has_its_container():
    debians = {(workflow, row["debian"]) for workflow, _, job in jobs() for row in rows(job)}
    assert debians == {(workflow, debian) for workflow in ("ci.yml", "release.yml")
                       for debian in ("bookworm", "trixie", "forky")}
