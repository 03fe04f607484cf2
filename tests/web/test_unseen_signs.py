"""Titles and texts in which nobody would see anything are refused as empty."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.models import Post, Thread
from cohort.kernel.text import shows_something
from cohort.reflections.models import Reflection
from tests.world import World

UNSEEN = {
    "zero-width space": "\u200b",
    "joiners": "\u200c\u200d\u2060",
    "byte order mark": "\ufeff",
    "empty Braille": "\u2800\u2800",
    "Hangul filler": "\u3164",
    "Hangul initial filler": "\u115f\u1160\uffa0",
    "direction marks": "\u200e\u200f\u061c",
    "direction overrides": "\u202a\u202e\u2066\u2069",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "private use": "\ue000\U000f0000",
    "soft hyphen": "\u00ad",
    "combining marks": "\u034f\u0301",
    "Mongolian": "\u180e",
    "object mark": "\ufffc",
    "noncharacter": "\ufdd0",
    "spaces": "\u2003\u3000\u00a0",
    "mixed": " \u200b \u2800\u3164\u00ad ",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_they_show_nothing(name: str) -> None:
    assert not shows_something(UNSEEN[name])
    assert shows_something(UNSEEN[name] + ".")


@pytest.mark.parametrize(
    "text", [".", "é", "👍", "❤\ufe0f", "한", "ـ", "\U0001faea", "\U0001fae9", "0"]
)
def test_anything_else_does(text: str) -> None:
    assert shows_something(text)


@pytest.mark.parametrize("name", UNSEEN)
def test_they_are_refused_wherever_people_write(world: World, name: str) -> None:
    unseen = UNSEEN[name]
    cohort = world.cohort(world.programme())
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    browser = world.browser(person)
    titled = browser.submit(f"/cohorts/{cohort}/threads/new", "/threads", title=unseen, body="A")
    assert "Enter a title for your thread" in str(titled.errors())
    posted = browser.submit(f"/cohorts/{cohort}/threads/new", "/threads", title="A", body=unseen)
    assert "Write something first" in str(posted.errors())
    written = browser.submit(f"/cohorts/{cohort}/log/new", "/log", title="", body=unseen)
    assert "Write something first" in str(written.errors())
    if unseen.strip():  # spaces are trimmed away: that is no title, and none is needed
        entry = browser.submit(f"/cohorts/{cohort}/log/new", "/log", title=unseen, body="A")
        assert "Title holds only signs that nobody can see" in str(entry.errors())
    with world.app.app_context():
        for kind in (Thread, Post, Reflection):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(kind)) == 0
