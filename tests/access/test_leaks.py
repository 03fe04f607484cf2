"""What is private never reaches anybody else's HTML: every role follows every link it is shown,
and knocks at every address, and the words planted are seen by exactly those who may see them."""

from __future__ import annotations

import re

import pytest

from tests.access.leaking import EVERYONE, Site
from tests.conftest import Keeps
from tests.declared import declared
from tests.reflections.leaks import write_entry

pytestmark = pytest.mark.sqlite_is_enough


@pytest.fixture
def site(kept: Keeps) -> Site:
    return kept(Site)


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_comes_across_exactly_the_words_meant_for_it_and_no_trace_of_a_private_entry(
    site: Site, role: str
) -> None:
    before = site.crawl(role)
    faults = []
    for planted in declared("leaks", "PLANTED"):
        places = [address for address, body in before.items() if planted.words in body]
        if bool(places) is not (role in planted.readers):
            faults.append(f"{planted.words!r}: expected {role in planted.readers}, at {places}")
    assert not faults, f"{role}, on {len(before)} pages:\n" + "\n".join(faults)
    if role == "author":
        return
    # Neither text nor title, and no count, length or date either: the pages stay as they were.
    for n in range(3):
        write_entry(site, f"Entry number {n} " * 40, f"Title {n}")
    after = site.crawl(role)
    assert [*map(without_marks, before.items())] == [*map(without_marks, after.items())]


def test_the_author_is_shown_each_entry_that_is_written(site: Site) -> None:
    before = site.crawl("author")
    write_entry(site, "A new entry", "A new title")
    after = site.crawl("author")
    assert not any("A new title" in body for body in before.values())
    showing = [address for address, body in after.items() if "A new title" in body]
    assert f"/cohorts/{site.heron}/log" in showing
    assert len(showing) >= 2


def without_marks(page: tuple[str, str]) -> tuple[str, str]:
    """A page without what differs each time it is served."""
    address, body = page
    if address == "/account/sign-ins":
        return address, ""  # each crawl signs in once more
    body = re.sub(r"(Sign-ins on record</dt>\s*<dd[^>]*>)\d+", r"\1", body)  # the same
    body = re.sub(r"(this number: <strong>)\w+", r"\1", body)
    marks = r'(nonce|name="(?:csrf_token|submission|started)"[^>]* value)="[^"]*"'
    return address, re.sub(marks, r'\1=""', body)
