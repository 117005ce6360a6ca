"""test_profile.py - does the profile "TCP Lens" show what it should, without a warning?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import itertools
import re
import zipfile

import pytest

from conftest import BUILD, TOP
from lens_profile import FOLDER, NAME, buttons, columns, put_into, rules, widths
from sight import EYES, contrast, distance


@pytest.fixture(scope="module")
def profile(lens):
    """The Lens, with the profile where a user has it."""
    put_into(lens.home)
    return lens


def shown(profile, capture, *arguments):
    with profile.readable(capture) as copy:
        done = profile.run("-C", NAME, "-2", "-n", "-r", copy.name, *arguments)
    assert done.stderr == ""
    return done.stdout


def test_tshark_takes_it_without_a_word(profile, captures):
    lines = shown(profile, captures / "tutorial.pcapng", "-Y", "frame.number == 5").splitlines()
    assert len(lines) == 1
    for part in ("client", "ESTABLISHED", "orderly", "the connection is established"):
        assert part in lines[0], part


def test_each_column_is_there(profile, captures):
    assert {"Client state", "Server state", "What happens"} < {title for title, _ in columns()}
    known = set(profile.run("-G", "fields").stdout.split("\t"))
    for title, what in columns():
        if what.startswith("%Cus:"):
            assert what.split(":")[1] in known, title
    printed = shown(profile, captures / "refused" / "capture.pcap", "-T", "json")
    assert "refused" in printed


def test_each_column_has_its_width():
    """By its format without the occurrence, as Wireshark itself writes it."""
    named = [re.sub(r":0:R$", "", what) for _, what in columns()]
    assert [what for what, _ in widths()] == named
    assert all(40 <= int(width) <= 500 for _, width in widths())


def test_each_filter_compiles_without_a_warning(profile, captures):
    for _, text, *_ in [*rules(), *buttons()]:
        shown(profile, captures / "refused" / "capture.pcap", "-Y", text)


@pytest.mark.parametrize("label, capture", [
    ("Handshakes", "normal-close-client-first"), ("Closings", "normal-close-client-first"),
    ("Resets", "abort-linger0"), ("Refused", "refused"), ("Unanswered", "syn-unanswered"),
    ("Slow closers", "close-wait"), ("Injected", "forged-rst-exact")])
def test_button_finds_what_it_says(profile, captures, label, capture):
    found = shown(profile, captures / capture / "capture.pcap", "-Y", dict(buttons())[label])
    assert found
    if label not in ("Handshakes", "Closings"):
        orderly = captures / "normal-close-server-first" / "capture.pcap"
        assert not shown(profile, orderly, "-Y", dict(buttons())[label])


@pytest.mark.parametrize("capture, names", [
    ("forged-rst-exact", {"should never be"}),
    ("refused", {"it cost somebody something", "a connection that failed"}),
    ("syn-unanswered", {"it cost somebody something", "a connection that failed"}),
    ("scan-xmas", {"it cost somebody something", "a scan or backscatter"}),
    ("normal-close-client-first", {"opens", "closes"})])
def test_rule_colours_what_it_says(profile, captures, capture, names):
    text = shown(profile, captures / capture / "capture.pcap", "--color", "-O", "frame")
    found = set(re.findall(r"Coloring Rule Name: TCP Lens: ([^\]\n]*)", text))
    assert names <= found
    if "opens" in names:
        assert found == names


@pytest.mark.parametrize("severity, rule", [("Error", "should never be"),
                                            ("Warn", "it cost somebody something")])
def test_rule_has_every_expert_information_of_its_severity(severity, rule):
    table = re.findall(r"^\| `(\w+)` \| (\w+) \|", (TOP / "README.md").read_text(), re.MULTILINE)
    names = [f"tcplens.expert.{name}" for name, level in table if level == severity]
    text = next(text for name, text, *_ in rules() if name.endswith(rule))
    assert names and sorted(text.split(" || ")) == sorted(names)


def test_text_is_readable():
    for name, _, background, foreground in rules():
        assert contrast(background, foreground) >= 4.5, name  # WCAG 2, level AA


@pytest.mark.parametrize("eye", EYES)
def test_no_two_backgrounds_look_alike(eye):
    for (one, _, here, _), (other, _, there, _) in itertools.combinations(rules(), 2):
        assert distance(here, there, eye) > 15, (one, other)


def test_zip_has_what_wireshark_imports():
    with zipfile.ZipFile(BUILD / "tcplens-profile.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()
                 if not name.endswith("/")}
    assert files == {f"{NAME}/{path.name}": path.read_bytes() for path in FOLDER.iterdir()}
