"""The privacy notice: data, versions, rows without JavaScript, periods from the settings."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.audit_log.models import HistoryEntry
from cohort.data_rights.actions import notices
from cohort.data_rights.models import PrivacyNotice
from cohort.db import db
from cohort.interest.models import ExpressionOfInterest
from cohort.programmes.settings import INVITATION_DAYS
from cohort.settings.actions import change
from tests.architecture.counting import queries_of
from tests.client import Browser
from tests.data_rights.notices import COMPLETE
from tests.world import Person, World

DESK = "/admin/privacy-notice"


@pytest.fixture
def admin(world: World) -> Person:
    return world.person("An Admin", administrator=True)


def publish(world: World, **changes: object) -> None:
    with world.database():
        notices.save_draft(COMPLETE | changes)
        notices.publish(NOBODY)


def test_a_new_site_shows_the_shipped_one_and_that_it_is_not_completed(
    world: World, admin: Person
) -> None:
    text = Browser(world.app).get("/privacy").text
    assert "has not completed this notice yet" in text
    assert "has not been used for 36 months" in text
    assert "{" not in text
    page = world.browser(admin).get(DESK)
    assert "Name the organisation that is responsible (the controller)." in page.text
    assert "Publish" not in page.tree.xpath("string(//main//form)")
    browser = world.browser(admin)
    browser.submit(f"{DESK}/edit", DESK)  # a draft as it is shipped
    assert browser.post(f"{DESK}/publish", {"csrf_token": browser.token()}).status == 409
    assert world.count(HistoryEntry) == 0
    assert "None is published yet" in browser.get("/privacy/versions").text


def test_rows_are_added_and_removed_without_javascript_and_nothing_typed_is_lost(
    world: World, admin: Person
) -> None:
    browser = world.browser(admin)
    page = browser.get(f"{DESK}/edit")
    before = len(page.tree.xpath("//*[contains(@name, 'purposes-') and contains(@name, '-what')]"))
    typed = {"controllers-0-name": "Tidewrack CIC", "introduction": "Typed just now"}
    added = browser.send(page, DESK, add="purposes", **typed)
    assert added.location == f"{DESK}/edit#purposes"
    page = browser.get(f"{DESK}/edit")
    assert page.tree.xpath("//input[@name='controllers-0-name']/@value") == ["Tidewrack CIC"]
    assert "Typed just now" in page.tree.xpath("string(//textarea[@name='introduction'])")
    names = page.tree.xpath("//input[contains(@name, 'purposes-') and contains(@name, '-what')]")
    assert len(names) == before + 1
    first = names[0].get("value")
    page = browser.follow(browser.send(page, DESK, remove="purposes-0"))
    values = page.tree.xpath("//input[contains(@name, '-what')]/@value")
    assert first not in values
    assert "has not completed" in browser.get("/privacy").text


def test_it_is_drafted_previewed_published_and_kept_as_it_stood(
    world: World, admin: Person
) -> None:
    publish(world)
    browser = world.browser(admin)
    page = browser.get(f"{DESK}/edit")
    browser.send(page, DESK, introduction="A second wording")
    assert "Say what has changed since the last version." in browser.get(DESK).text
    browser.submit(f"{DESK}/edit", DESK, changed="The wording of the introduction.")
    assert "A second wording" in browser.get(f"{DESK}/preview").text
    assert "A second wording" not in Browser(world.app).get("/privacy").text
    browser.submit(DESK, "/publish")
    visitor = Browser(world.app)
    now = visitor.get("/privacy").text
    assert "A second wording" in now
    assert "Version 2, in force since" in now
    assert "The wording of the introduction." in now
    old = visitor.get("/privacy/versions/1").text
    assert "Who uses your data." in old
    assert "This is version 1" in old
    assert "A second wording" not in old
    links = visitor.get("/privacy/versions").links()
    assert [links[f"Version {n}"] for n in (2, 1)] == [f"/privacy/versions/{n}" for n in (2, 1)]
    assert visitor.get("/privacy/versions/3").status == 404
    with world.app.app_context():
        acts = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "privacy-notice:publish")
        ).all()
    assert [act.details for act in acts] == [{"number": 1}, {"number": 2}]


def test_a_draft_that_is_deleted_leaves_the_published_notice(world: World, admin: Person) -> None:
    publish(world)
    browser = world.browser(admin)
    browser.send(browser.get(f"{DESK}/edit"), DESK, introduction="Never to be read")
    page = browser.follow(browser.submit(DESK, "/drop"))
    assert "The draft is deleted. Nothing published has changed." in page.text
    assert "There is a draft" not in page.text
    assert "Version 1, in force since" in browser.get("/privacy").text
    assert "Never to be read" not in browser.get(f"{DESK}/edit").text


def test_periods_are_those_of_the_settings_when_it_was_published(
    world: World, admin: Person
) -> None:
    publish(world)
    assert "21 days, then removed. {nonsense} stays" in Browser(world.app).get("/privacy").text
    with world.database():
        change(NOBODY, INVITATION_DAYS.name, 40)
    assert "21 days, then removed" in Browser(world.app).get("/privacy").text
    browser = world.browser(admin)
    assert "A period in the settings has changed since." in browser.get(DESK).text
    publish(world)
    assert "40 days, then removed" in Browser(world.app).get("/privacy").text
    assert "has changed since." not in browser.get(DESK).text


def test_two_administrators_do_not_overwrite_each_other(world: World, admin: Person) -> None:
    browser = world.browser(admin)
    mine, theirs = browser.get(f"{DESK}/edit"), browser.get(f"{DESK}/edit")
    assert browser.send(theirs, DESK, limits="Theirs").status == 303
    clash = browser.send(mine, DESK, limits="Mine")
    assert clash.status == 409
    assert "Theirs" in clash.text
    assert "Mine" in clash.tree.xpath("string(//textarea[@name='limits'])")


def test_a_registration_remembers_which_notice_stood_at_its_form(world: World) -> None:
    programme = world.programme()
    world.interest(programme, email="before@example.org")
    publish(world)
    world.interest(programme, email="after@example.org")
    with world.app.app_context():
        table = ExpressionOfInterest
        numbers = db.session.scalars(sa.select(table.notice_number).order_by(table.id)).all()
    assert numbers == [None, 1]
    page = Browser(world.app).get(f"/programmes/{programme}/interest")
    assert page.links()["How we use your data"] == "/privacy"


def test_hostile_text_is_shown_as_text(world: World) -> None:
    publish(world, limits="<script>alert(1)</script> {invitation_days}")
    page = Browser(world.app).get("/privacy")
    assert "<script>alert" not in page.body
    assert "<script>alert(1)</script> 21 days" in page.text


def test_what_is_typed_too_long_is_said_and_kept(world: World, admin: Person) -> None:
    browser = world.browser(admin)
    page = browser.submit(f"{DESK}/edit", DESK, introduction="x" * 5_001)
    assert page.status == 422
    assert "Introduction must be 5,000 characters or fewer" in page.errors()
    row = browser.submit(f"{DESK}/edit", DESK, **{"controllers-0-name": "y" * 501})
    assert row.status == 422
    assert world.count(PrivacyNotice) == 0


# --- Word that it changed --------------------------------------------------------------------

CHANGED = "The privacy notice changed on"


@pytest.fixture
def zebedee(world: World) -> Person:
    return world.person("Zebedee Quill")


def test_who_is_signed_in_is_told_that_it_changed_until_they_hide_it(
    world: World, zebedee: Person
) -> None:
    browser, elsewhere = world.browser(zebedee), world.browser(zebedee)
    publish(world)
    assert CHANGED not in browser.get("/account").text, "there was none before that could change"
    publish(world, changed="We keep mail for less long.")
    page = browser.get("/account?from=somewhere")
    assert CHANGED in page.text
    assert page.links()["See what changed"] == "/privacy#changed"
    told = browser.get("/privacy")
    assert "We keep mail for less long." in told.text
    assert told.tree.xpath("//h2[@id='changed']")
    assert CHANGED in told.text, "looking changes nothing"
    assert CHANGED not in Browser(world.app).get("/privacy").text
    for _ in range(2):
        hidden = browser.send(page, "/privacy/changes/hide")
        assert hidden.location == "/account?from=somewhere"
    assert CHANGED not in browser.get("/account").text
    assert CHANGED not in elsewhere.get("/account").text, "it is remembered for the person"


def test_a_newer_version_is_told_again_and_nobody_is_told_what_stood_when_they_came(
    world: World, zebedee: Person
) -> None:
    browser = world.browser(zebedee)
    publish(world)
    publish(world, changed="A second time.")
    browser.submit("/account", "/privacy/changes/hide")
    newcomer = world.browser(world.person("A Newcomer"))
    assert CHANGED not in newcomer.get("/account").text
    publish(world, changed="A third time.")
    for one in (browser, newcomer):
        assert CHANGED in one.get("/account").text


def test_it_never_stands_over_a_form_that_came_back_with_what_was_typed(
    world: World, zebedee: Person
) -> None:
    """Its button leads away from the page, and the text would be gone."""
    browser = world.browser(zebedee)
    publish(world)
    publish(world, changed="A second time.")
    page = browser.submit("/account/profile", "/account/profile", name="", place="Typed just now")
    assert page.status == 422
    assert "Typed just now" in page.body
    assert CHANGED not in page.text


def test_it_leads_only_to_pages_of_this_site(world: World, zebedee: Person) -> None:
    browser = world.browser(zebedee)
    sent = {"csrf_token": browser.token(), "next": "//evil.example/"}
    assert browser.post("/privacy/changes/hide", sent).location == "/cohorts"


def test_the_banner_asks_the_database_nothing(world: World, zebedee: Person) -> None:
    browser = world.browser(zebedee)
    publish(world)
    browser.get("/account")
    with queries_of(world) as before:
        browser.get("/account")
    publish(world, changed="A second time.")
    assert CHANGED in browser.get("/account").text
    with queries_of(world) as after:
        browser.get("/account")
    assert after == before
