"""test_pages.py - is there all that the pages for users point to?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re

import pytest

from conftest import TOP

PAGES = ["README.md", "plugin/teaching/README.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
# A file or folder by its path from the top, in a command or in the text.
PATH = re.compile(r"(?<![\w./-])(?:plugin|tests)/[\w./-]*\w")


def anchors(path):
    """What links to the headings of a page end with: small letters, blanks as "-"."""
    headings = HEADING.findall(CODE.sub("", path.read_text()))
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def is_broken(page, link):
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    if not path.is_relative_to(TOP) or not path.exists():
        return True
    return anchor != "" and anchor not in anchors(path)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = TOP / name
    links = [link for link in LINK.findall(page.read_text()) if not link.startswith("https://")]
    assert len(links) >= 4
    assert [link for link in links if is_broken(page, link)] == []


@pytest.mark.parametrize("name", PAGES)
def test_files_that_are_named_are_there(name):
    told = set(PATH.findall((TOP / name).read_text()))
    assert len(told) >= 2
    assert sorted(path for path in told if not (TOP / path).exists()) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_headline_is_there_once(name):
    names = anchors(TOP / name)
    assert sorted(names) == sorted(set(names))


def test_the_list_at_the_top_names_every_section():
    top, *sections = re.split(r"^## ", (TOP / "README.md").read_text(), flags=re.MULTILINE)
    names = [section.split("\n", 1)[0] for section in sections]
    linked = LINK.findall(top)
    assert [name for name in names if "#" + name.lower().replace(" ", "-") not in linked] == []


def test_the_teaching_page_can_be_found():
    assert LINK.findall((TOP / "README.md").read_text()).count(PAGES[1]) >= 2
