"""The cohort agreement: worded, agreed to, and asked for again when it changes in substance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.models import Post
from cohort.kernel.errors import Clash
from cohort.programmes.actions import agreements
from cohort.programmes.models import AgreementVersion, Consent, Programme
from tests.client import Browser
from tests.world import Person, World

FIRST = "Be kind.\n\nLeave the stories here."
SECOND = "Be kind.\n\nAsk before you repeat a story."


@pytest.fixture
def organiser(world: World) -> Person:
    return world.person("Olu Organiser")


@pytest.fixture
def cohort(world: World, organiser: Person) -> str:
    return world.cohort(world.programme(organiser, agreement=FIRST))


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def reword(world: World, organiser: Person, text: str, **choice: str) -> None:
    slug = "commissioning-with-communities"
    saved = world.browser(organiser).submit(
        f"/organise/programmes/{slug}/edit", slug, agreement=text, **choice
    )
    assert saved.status == 303, saved.errors()


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.FACILITATOR])
def test_a_new_member_agrees_first_and_comes_to_the_page_they_wanted(
    world: World, cohort: str, role: Role
) -> None:
    person = world.person()
    world.join(person, cohort, role)
    browser = world.browser(person)
    sent_on = browser.get(f"/cohorts/{cohort}/threads?before=x")
    page = browser.follow(sent_on)
    assert page.h1 == "Cohort agreement"
    assert "Leave the stories here." in page.text
    assert "What changed" not in page.text
    done = browser.send(page, "/agreement")
    assert done.location == f"/cohorts/{cohort}/threads?before=x"
    assert browser.get(f"/cohorts/{cohort}/threads").status == 200
    again = browser.get(f"/cohorts/{cohort}/agreement")
    assert "You agreed to this wording on" in again.text
    assert not again.tree.xpath("//main//form")
    with world.app.app_context():
        entry = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "cohort:agree")
        ).one()
    assert (entry.actor_id, entry.details) == (person.id, {"number": 1})


def test_a_change_of_substance_is_asked_about_with_what_changed(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    world.agree(amira, cohort)
    reword(world, organiser, SECOND, ask_again="ask")
    browser = world.browser(amira)
    page = browser.follow(browser.get(f"/cohorts/{cohort}"))
    assert "The wording has changed since you agreed to it" in page.text
    lines = [
        (" ".join(li.text_content().split()))
        for li in page.tree.xpath("//section[@class='changes']//li")
    ]
    assert lines == ["GoneLeave the stories here.", "NewAsk before you repeat a story."]
    assert "Leave the stories here." in page.tree.xpath("string(//details)")
    assert browser.send(page, "/agreement").status == 303
    assert browser.get(f"/cohorts/{cohort}").status == 200
    with world.app.app_context():
        numbers = db.session.scalars(
            sa.select(AgreementVersion.number).join(Consent).order_by(AgreementVersion.number)
        )
        assert list(numbers) == [1, 2]


def test_what_was_sent_at_a_changed_agreement_is_finished_after_agreeing(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    world.agree(amira, cohort)
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/threads/new")
    reword(world, organiser, SECOND, ask_again="ask")
    words = "Written while the agreement changed."
    lost = browser.send(form, "/threads", title="A question", body=words)
    assert (lost.status, world.count(Post)) == (409, 0)
    page = browser.get(lost.links()["Read it and agree"])
    finishing = browser.follow(browser.send(page, "/agreement"))
    assert words in finishing.text
    done = browser.send(finishing, "/threads")
    assert done.status == 303
    with world.app.app_context():
        assert list(db.session.scalars(sa.select(Post.body))) == [words]


def test_a_small_correction_asks_nobody_yet_is_kept_and_shown(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    world.agree(amira, cohort)
    reword(world, organiser, FIRST.replace("kind", "kind, always"), ask_again="keep")
    browser = world.browser(amira)
    assert browser.get(f"/cohorts/{cohort}").status == 200
    page = browser.get(f"/cohorts/{cohort}/agreement")
    assert "This is a small correction, and what you agreed to on" in page.text
    assert "NewBe kind, always." in page.text
    with world.app.app_context():
        assert [v.text for v in db.session.scalars(sa.select(AgreementVersion))] == [
            FIRST,
            FIRST.replace("kind", "kind, always"),
        ]
        assert db.session.scalar(sa.select(Programme.agreement_number)) == 1


def test_a_correction_can_be_asked_about_later_and_twice_is_once(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    world.agree(amira, cohort)
    reword(world, organiser, SECOND, ask_again="keep")
    for _ in range(2):
        reword(world, organiser, SECOND, ask_again="ask")
    assert world.browser(amira).get(f"/cohorts/{cohort}").status == 303
    assert world.count(AgreementVersion) == 2


def test_an_organiser_who_rewords_must_say_what_it_means_for_members(
    world: World, cohort: str, organiser: Person
) -> None:
    slug = "commissioning-with-communities"
    page = world.browser(organiser).submit(
        f"/organise/programmes/{slug}/edit", slug, agreement=SECOND
    )
    assert page.status == 422
    assert page.errors() == ["Choose whether members are asked to agree again"]
    assert page.tree.xpath("string(//textarea[@name='agreement'])").strip() == SECOND
    assert world.count(AgreementVersion) == 1


def test_nobody_agrees_to_words_that_were_changed_under_their_eyes(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/agreement?next=/cohorts/{cohort}/log")
    reword(world, organiser, SECOND, ask_again="keep")
    answer = browser.send(page, "/agreement")
    assert answer.status == 409
    assert "The wording changed while you had this page open" in answer.text
    assert "Ask before you repeat a story." in answer.text
    assert world.count(Consent) == 0
    assert browser.send(answer, "/agreement").location == f"/cohorts/{cohort}/log"


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "1e9", "９", "x" * 5000])
def test_a_number_that_no_wording_has_agrees_to_nothing(
    world: World, cohort: str, amira: Person, number: str
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/agreement")
    assert browser.send(page, "/agreement", number=number).status == 409
    assert world.count(Consent) == 0


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_agreeing_never_leads_off_the_site(
    world: World, cohort: str, amira: Person, onward: str
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/agreement")
    assert browser.send(page, "/agreement", next=onward).location == f"/cohorts/{cohort}"


def test_two_presses_at_once_are_one_consent(world: World, cohort: str, amira: Person) -> None:
    browsers = [world.browser(amira) for _ in range(2)]
    pages = [browser.get(f"/cohorts/{cohort}/agreement") for browser in browsers]

    def press(pair: tuple[Browser, int]) -> int:
        return pair[0].send(pages[pair[1]], "/agreement").status

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, zip(browsers, range(2), strict=True)))
    assert answers == [303, 303]
    assert world.count(Consent) == 1


def test_without_an_agreement_nobody_is_asked(world: World, organiser: Person) -> None:
    cohort = world.cohort(world.programme(organiser))
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    assert browser.get(f"/cohorts/{cohort}").status == 200
    page = browser.get(f"/cohorts/{cohort}/agreement")
    assert "This programme has no agreement." in page.text
    assert world.browser(person).get(f"/cohorts/{cohort}").status == 200


def test_taking_the_agreement_away_asks_nobody_and_the_same_words_again_ask_once(
    world: World, cohort: str, amira: Person, organiser: Person
) -> None:
    reword(world, organiser, "")
    assert world.browser(amira).get(f"/cohorts/{cohort}").status == 200
    reword(world, organiser, FIRST)
    assert world.browser(amira).get(f"/cohorts/{cohort}").status == 303
    assert world.count(AgreementVersion) == 1


def test_somebody_outside_the_cohort_agrees_to_nothing(
    world: World, cohort: str, organiser: Person
) -> None:
    with world.app.app_context(), pytest.raises(Exception, match="nothing to agree to"):
        agreements.agree(world.actor(organiser, cohort), 1)
    member = world.person("Member")
    world.join(member, cohort)
    with world.app.app_context(), pytest.raises(Clash):
        agreements.agree(world.actor(member, cohort), 7)
