"""The pages of the record: what stands there, for whom, and how it is found."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DatabaseError

from cohort.access.actor import NOBODY, Role
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.programmes.models import Programme
from cohort.settings import actions as settings
from cohort.web.spreadsheets import safe_cell
from tests.audit_log.naming import people_named
from tests.client import Browser, Page
from tests.naughty import NAUGHTY
from tests.patience import wall_of
from tests.world import Person, World


def acts(page: Page) -> list[str]:
    """The first cell's sentence of each row."""
    found = page.tree.xpath("//tbody/tr/th//span[@class='record__did']")
    return [" ".join(cell.text_content().split()) for cell in found]


def details(page: Page) -> list[str]:
    return [" ".join(row[2].text_content().split()) for row in page.tree.xpath("//tbody/tr")]


@pytest.fixture
def ruth(world: World) -> Person:
    return world.person("Ruth Calder", administrator=True)


@pytest.fixture
def admin(world: World, ruth: Person) -> Browser:
    return world.browser(ruth)


def remember(world: World, actor: Person, action: str, about: Person, **facts: Any) -> None:
    with world.database():
        subject = db.session.get_one(User, about.id)
        record(world.actor(actor), action, subject, **facts)


def test_an_act_is_told_with_who_whom_where_and_why(
    world: World, ruth: Person, admin: Browser
) -> None:
    tom = world.person("Tom Adeyemi")
    cohort = world.cohort(world.programme(name="Along the coast"), "Spring cohort")
    world.join(tom, cohort, Role.FACILITATOR)
    remember(world, ruth, "person:reset-second-factor", tom, reason="He lost his phone")
    page = admin.get("/admin/history")
    assert acts(page)[:2] == [
        "Ruth Calder took the second factor of Tom Adeyemi away, to be set up again",
        "The site itself made Tom Adeyemi a facilitator of Spring cohort",
    ]
    assert details(page)[0] == "“He lost his phone”"
    assert "Along the coast · Spring cohort" in page.text


def test_a_changed_setting_shows_the_old_and_the_new(
    world: World, ruth: Person, admin: Browser
) -> None:
    with world.database():
        settings.change(world.actor(ruth), "invitation_days", 30)
    page = admin.get("/admin/history")
    assert acts(page)[0] == "Ruth Calder changed a setting of the site"
    assert "An invitation lasts: 21 → 30" in details(page)[0]


def test_whoever_was_erased_is_somebody_who_left(
    world: World, ruth: Person, admin: Browser
) -> None:
    tom, una = world.person("Tom Adeyemi"), world.person("Una Price")
    remember(world, tom, "person:read-out-code", una)
    with world.database():
        db.session.execute(sa.delete(User).where(User.id == tom.id))
    page = admin.get("/admin/history")
    assert acts(page)[0] == "Somebody who left read out a sign-in code to Una Price"
    assert "Tom" not in page.text


def test_filters_narrow_and_are_kept_in_the_form_and_in_the_links(
    world: World, ruth: Person, admin: Browser
) -> None:
    tom, una = world.person("Tom Adeyemi"), world.person("Una Price")
    programme = world.programme(name="Along the coast")
    cohort = world.cohort(programme, "Spring cohort")
    world.join(tom, cohort)
    remember(world, ruth, "person:read-out-code", una)
    remember(world, tom, "person:read-out-code", una)
    una_s = ["Tom Adeyemi read out a sign-in code to Una Price",
             "Ruth Calder read out a sign-in code to Una Price"]  # fmt: skip
    joined = "The site itself made Tom Adeyemi a participant of Spring cohort"
    for person in ("una", "UNA.PRICE@example.org", ids.write_id(una.id)):
        page = admin.get("/admin/history", query_string={"person": person})
        assert acts(page) == una_s, person
    assert page.form("/admin/history")["person"] == ids.write_id(una.id)
    assert acts(admin.get("/admin/history?person=tom")) == [una_s[0], joined], "actor or subject"
    assert acts(admin.get("/admin/history?group=People&person=tom")) == [una_s[0]]
    with world.app.app_context():
        number = ids.write_id(db.session.scalars(sa.select(Programme.id)).one())
    page = admin.get(f"/admin/history?programme={number}&group=Cohorts+and+members")
    assert acts(page) == [joined, "The site itself created the cohort Spring cohort"]
    choices = page.tree.xpath("//select[@name='cohort']/option/@value")
    assert len(choices) == 2, "all, and the programme's one"
    found = acts(admin.get(f"/admin/history?programme={number}&cohort={choices[1]}"))
    assert found == acts(page)
    assert "Nothing on record here" in admin.get("/admin/history?person=nobody+at+all").text


def test_days_are_days_in_london_and_both_ends_count(world: World, ruth: Person) -> None:
    una = world.person("Una Price")
    summer = dt.datetime(2026, 7, 3, 22, 59, tzinfo=dt.UTC)  # 11:59pm in London
    for moment, role in ((summer, "first"), (summer + dt.timedelta(minutes=2), "second")):
        with time_machine.travel(moment, tick=False):
            remember(world, ruth, "teapot:boil", una, which=role)
    with time_machine.travel(summer + dt.timedelta(hours=1)):
        admin = world.browser(ruth)
        third = admin.get("/admin/history?since=2026-07-03&until=2026-07-03&person=una")
        fourth = admin.get("/admin/history?since=2026-07-04&person=una")
        boxes = "since-day=3&since-month=July&since-year=2026&person=una"
        in_boxes = admin.get(f"/admin/history?{boxes}&until-day=03&until-month=7&until-year=2026")
        sheet = admin.get(in_boxes.links()["Take these entries as a spreadsheet (CSV)"]).body
    assert details(third) == ["Which: first"]
    assert details(fourth) == ["Which: second"]
    assert details(in_boxes) == ["Which: first"]
    assert not in_boxes.tree.xpath("//input[@type='date']")
    for page, month in ((third, "7"), (in_boxes, "July")):
        shown = page.form("/admin/history")
        assert [shown[f"since-{part}"].lstrip("0") for part in ("day", "month", "year")] == [
            "3", month, "2026",
        ]  # fmt: skip
    assert "Which: first" in sheet
    assert "Which: second" not in sheet


def test_wrong_filters_get_words_and_narrow_nothing(world: World, admin: Browser) -> None:
    for query, words in (
        ("since=yesterday", "“From” must be a day like 2026-07-03"),
        ("since-day=3&since-month=Foo&since-year=2026", "From must have a month like 3"),
        ("until-day=3&until-month=7", "Until must include a year"),
        ("since-day=4&since-month=July&since-year=2026&until=2026-07-03", "“From” must be on"),
        ("group=Everything+else", "Choose what it is about from the list"),
        ("programme=7", "Choose a programme from the list"),
        ("cohort=..", "Choose a cohort from the list"),
        ("since=2026-07-04&until=2026-07-03", "“From” must be on or before “Until”"),
    ):
        page = admin.get(f"/admin/history?{query}")
        assert page.status in (400, 422), query
        if page.status == 422:
            assert any(words in error for error in page.errors()), query
    for person in NAUGHTY.values():
        page = admin.get("/admin/history", query_string={"person": person[:400]})
        assert page.status in (200, 400, 422)
    assert admin.get("/admin/history?before=7").status == 404


def test_organisers_see_their_own_programmes_record_and_never_more(world: World) -> None:
    olu, pat = world.person("Olu Organiser"), world.person("Pat Organiser")
    ours = world.programme(olu, name="Ours")
    theirs = world.programme(pat, name="Theirs")
    world.cohort(ours, "Heron cohort")
    world.cohort(theirs, "Lapwing cohort")
    with world.database():
        settings.change(world.actor(olu), "site_name", "Changed")
    browser = world.browser(olu)
    page = browser.get(f"/organise/programmes/{ours}/history")
    assert "The site itself created the cohort Heron cohort" in acts(page)
    assert not any("Theirs" in act or "Lapwing" in act or "setting" in act for act in acts(page))
    with world.app.app_context():
        number = db.session.scalar(sa.select(Programme.id).where(Programme.slug == theirs))
        assert number
    narrowed = f"/organise/programmes/{ours}/history?programme={ids.write_id(number)}"
    assert acts(browser.get(narrowed)) == []
    sheet = browser.get(f"/organise/programmes/{ours}/history.csv").body
    assert "Heron cohort" in sheet
    assert "Lapwing" not in sheet
    assert browser.get(f"/organise/programmes/{theirs}/history").status == 404
    assert browser.get("/admin/history").status == 403


def test_the_spreadsheet_holds_what_is_seen_and_no_formula(
    world: World, ruth: Person, admin: Browser
) -> None:
    una = world.person("=HYPERLINK(1)")
    remember(world, ruth, "person:read-out-code", una, reason="+1 of\nthem", which="@SUM(1)")
    response = admin.get("/admin/history.csv?group=People&person=hyperlink").response
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0][:3] == ["When (UTC)", "Who", "What"]
    assert len(rows) == 2
    assert rows[1][1:4] == [
        "Ruth Calder",
        "read out a sign-in code to =HYPERLINK(1)",
        "'=HYPERLINK(1)",
    ]
    assert rows[1][6] == "'+1 of\nthem"
    assert rows[1][7] == "Which: @SUM(1)"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_a_cell_that_begins_like_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("a=1") == "a=1"
    assert safe_cell(None) == ""


def test_a_long_record_is_paged_by_key_each_entry_once(
    world: World, ruth: Person, admin: Browser
) -> None:
    with world.database():
        subject, actor = db.session.get_one(User, ruth.id), world.actor(ruth)
        for number in range(120):
            record(actor, "teapot:boil", subject, which=number)
    address, seen = "/admin/history?person=ruth", list[str]()
    for _ in range(3):
        page = admin.get(address)
        seen += details(page)
        older = page.links().get("Older")
        address = older or ""
    assert address == ""
    assert seen == [f"Which: {n}" for n in range(119, -1, -1)]
    assert admin.get("/admin/history.csv?person=ruth").body.count("teapot:boil") == 120


def test_a_hundred_thousand_entries_stay_fast(world: World, ruth: Person, admin: Browser) -> None:
    una = world.person("Una Price")
    now, first = clock.now(), ids.new_id() - 200_000
    rows = [
        {
            "id": first + n,
            "at": now - dt.timedelta(minutes=100_000 - n),
            "actor_id": ruth.id if n % 1000 else una.id,
            "action": "person:edit",
            "subject_type": "user",
            "subject_id": una.id,
            "person_id": una.id if n % 500 == 0 else None,
            "details": {},
        }
        for n in range(100_000)
    ]
    before = _seconds_by_query(admin)
    with world.database():
        for start in range(0, len(rows), 10_000):
            db.session.execute(sa.insert(HistoryEntry), rows[start : start + 10_000])
    for query, took in _seconds_by_query(admin).items():
        times = took / before[query]
        assert times < 100, f"{query} took {times:.0f} times as long as with nothing on record"


def _seconds_by_query(admin: Browser) -> dict[str, float]:
    """How long the page takes for each filter, the database with it."""

    def ask(query: str) -> None:
        assert admin.get(f"/admin/history{query}").status == 200

    queries = ("", "?person=una", "?group=Settings", "?group=People", "?until=2020-01-01")
    return {query: wall_of(lambda query=query: ask(query), times=5) for query in queries}


def test_nobody_can_change_or_remove_what_is_on_record(world: World, ruth: Person) -> None:
    remember(world, ruth, "teapot:boil", ruth)
    for statement in (
        sa.update(HistoryEntry).values(reason="Another"),
        sa.delete(HistoryEntry),
    ):
        with world.app.app_context():
            with pytest.raises(DatabaseError, match="append-only"):
                db.session.execute(statement)
            db.session.rollback()
    assert world.count(HistoryEntry) >= 1


def test_what_is_recorded_knows_whom_it_is_about(world: World) -> None:
    tom = world.person("Tom Adeyemi")
    world.join(tom, world.cohort(world.programme()))
    with world.database():
        record(NOBODY, "person:edit", db.session.get_one(User, tom.id))
    with world.app.app_context():
        told = sa.select(HistoryEntry.action, HistoryEntry.person_id).order_by(HistoryEntry.id)
        about = {row.action: row.person_id for row in db.session.execute(told)}
    assert about["person:edit"] == about["cohort:add-member"] == tom.id
    assert about["programme:start"] is None


# --- What outlives everybody -----------------------------------------------------------------


def test_a_persons_name_and_address_stay_out_of_it_wherever_they_were_typed(
    world: World, ruth: Person, admin: Browser
) -> None:
    slug = world.programme(ruth, name="Along the coast")
    edit = f"/organise/programmes/{slug}/edit"
    typed = {"contact_name": ruth.name, "contact_email": ruth.email}
    assert admin.submit(edit, f"/{slug}", **typed).status == 303
    assert admin.submit(edit, f"/{slug}", contact_name="", summary="Walks").status == 303
    with world.database():
        for value in (ruth.email, None):
            settings.change(world.actor(ruth), "contact_email", value)
    with world.app.app_context():
        assert people_named() == []
    told = details(admin.get("/admin/history"))
    assert any("Contact name: (not kept) → " in words for words in told), told
    assert any("Walks" in words for words in told), "what names nobody is told"


def test_somebody_named_on_record_is_noticed(world: World, ruth: Person) -> None:
    for planted in ({"note": "Seen by RUTH CALDER"}, {"changed": {"to": ["", ruth.email]}}):
        remember(world, ruth, "person:deactivate", ruth, **planted)
    with world.app.app_context():
        assert len(people_named()) == 2
