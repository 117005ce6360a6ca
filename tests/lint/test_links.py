"""test_links.py - does every link of README.md lead somewhere?

SPDX-License-Identifier: GPL-2.0-or-later

Those to other sites are not followed.
"""

import re

from conftest import TOP

TEXT = re.sub(r"^```.*?^```$", "", (TOP / "README.md").read_text(), flags=re.DOTALL | re.MULTILINE)
LINKS = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", TEXT))


def anchors():
    """As GitHub makes them of headlines: small letters, blanks as "-", without punctuation."""
    heads = re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    return ["#" + re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]


def test_there_are_links_of_both_kinds():
    assert any(link.startswith("#") for link in LINKS)
    assert any((TOP / link).exists() for link in LINKS)


def test_every_headline_is_there_once():
    assert sorted(anchors()) == sorted(set(anchors()))


def test_every_link_leads_somewhere():
    here = {*anchors()}
    lost = [link for link in LINKS if link not in here and not link.startswith("https://")
            and not (TOP / link).exists()]
    assert lost == []


def test_the_list_at_the_top_names_every_section():
    top = TEXT.split("\n## ", 1)[0]
    heads = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    assert [head for head in heads
            if "#" + head.lower().replace(" ", "-") not in re.findall(r"\((#[^)]+)\)", top)] == []
