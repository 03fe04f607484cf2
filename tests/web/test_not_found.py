"""A page that is not there says why, in its own words, and never whether others have it."""

from __future__ import annotations

import pytest

from cohort.access.actions import Can
from cohort.course_modules.models import Module
from cohort.db import db
from cohort.web.error_messages import WORDS
from tests.client import Browser
from tests.world import World

STOCK = WORDS[404][1][0]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/sign-ins/0000000000007/end", "There is no such sign-in."),
        ("/account/address/nothing", "There is no such change of address."),
        ("/account/download/0000000000007/file", "No such download."),
        ("/account/closed", "No account was closed from this browser."),
    ],
)
def test_its_own_words_stand_on_the_page(world: World, path: str, words: str) -> None:
    browser = world.browser(world.person())
    token = {"csrf_token": browser.get("/account/sign-ins").form("/end-all")["csrf_token"]}
    page = browser.post(path, token) if path.endswith("/end") else browser.get(path)
    assert (page.status, page.h1) == (404, "Page not found")
    assert words in page.text
    assert "If you typed the address, check it." in page.text
    assert STOCK not in page.text


@pytest.mark.parametrize("path", ["/no-such-page", "/cohorts/none/log", "/programmes/none/x/y"])
def test_where_nothing_is_known_the_usual_words_stand(world: World, path: str) -> None:
    page = world.browser(world.person()).get(path)
    assert page.status == 404
    assert STOCK in page.text


@pytest.mark.parametrize("rest", ["", "/log", "/modules", "/threads", "/members", "/modules/m1"])
def test_a_stranger_cannot_tell_what_is_there_from_what_is_not(world: World, rest: str) -> None:
    there = world.cohort(world.programme(), "A cohort of others")
    browser = world.browser(world.person())

    def words_at(cohort: str) -> list[str]:
        page = browser.get(f"/cohorts/{cohort}{rest}")
        assert page.status == 404
        return [" ".join(one.text_content().split()) for one in page.tree.xpath("//main//p")][:2]

    assert words_at(there) == words_at("not-there-at-all") == WORDS[404][1]


def test_a_locked_module_and_its_pages_read_like_ones_that_are_not_there(world: World) -> None:
    programme = world.programme()
    cohort = world.cohort(programme)
    world.modules(programme, 4)
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    with world.app.app_context():
        assert db.session.query(Module).count() == 4

    def words_at(rest: str) -> tuple[int, list[str]]:
        page = browser.get(f"/cohorts/{cohort}/modules/{rest}")
        said = [" ".join(one.text_content().split()) for one in page.tree.xpath("//main//p")]
        return page.status, said[:2]

    for locked, missing in (("m4/page-1", "m4/none"), ("m4/files/x.png", "m9/files/x.png")):
        assert words_at(locked) == words_at(missing)


@pytest.mark.parametrize("action", list(Can))
def test_an_act_is_said_to_whom_it_is_refused(action: Can) -> None:
    assert not {"one", "one's", "one’s", "oneself"} & set(action.sentence.lower().split())


def test_a_refusal_speaks_to_the_person(world: World) -> None:
    assert Browser(world.app).get("/account").status == 303
    sentence = Can.CHANGE_ACCOUNT.sentence.lower()
    assert sentence == "change your account and take your data away"
