"""Facilitators and organisers look after members; administrators look after accounts."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel.ids import write_id
from cohort.mail.models import Bounce
from cohort.programmes.models import Invitation, Membership, ProgrammeOrganiser
from tests.client import Browser, Page
from tests.naughty import NAUGHTY
from tests.world import Person, World


@pytest.fixture
def ruth(world: World) -> Person:
    return world.person("Ruth Calder")


@pytest.fixture
def olu(world: World) -> Person:
    return world.person("Olu Organiser")


@pytest.fixture
def cohort(world: World, ruth: Person, olu: Person) -> str:
    slug = world.cohort(world.programme(olu, agreement="Be kind."))
    world.join(ruth, slug, Role.FACILITATOR)
    world.agree(ruth, slug)
    return slug


@pytest.fixture
def leon(world: World) -> Person:
    return world.person("Leon Farrow", administrator=True)


def last_act(world: World) -> tuple[str, str | None]:
    with world.app.app_context():
        newest = sa.select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)
        entry = db.session.scalars(newest).one()
        return entry.action, entry.reason


# --- Members -----------------------------------------------------------------------------------


def test_a_removed_member_is_out_at_once_and_can_be_brought_back(
    world: World, cohort: str, ruth: Person
) -> None:
    amira = world.person("Amira Okafor")
    membership = world.join(amira, cohort)
    world.agree(amira, cohort)
    hers, desk = world.browser(amira), world.browser(ruth)
    where = f"/cohorts/{cohort}/members/{write_id(membership)}"
    assert desk.submit(f"{where}/removal", "/removal").errors() == ["Enter a reason"]
    assert hers.get(f"/cohorts/{cohort}").status == 200
    assert desk.submit(f"{where}/removal", "/removal", reason="Changed jobs").status == 303
    assert last_act(world) == ("cohort:remove-member", "Changed jobs")
    assert hers.get(f"/cohorts/{cohort}").status == 404
    assert desk.send(desk.get(where), "/undo").status == 303
    assert hers.get(f"/cohorts/{cohort}").status == 200
    assert last_act(world) == ("cohort:bring-back", None)


def test_the_desk_says_who_agreed_to_what_and_whose_mail_comes_back(
    world: World, cohort: str, ruth: Person, olu: Person
) -> None:
    agreed, never = world.person("Agreed Once"), world.person("Never Agreed")
    for person in (agreed, never):
        world.join(person, cohort)
    world.agree(agreed, cohort)
    world.agreement("commissioning-with-communities", "Be very kind.", ask_again=True)
    with world.database() as session:
        session.add(Bounce(address=never.email, permanent=True, source="smtp"))
    page = world.browser(olu).get(f"/cohorts/{cohort}/members")
    rows = {
        row.xpath("string(th/a)"): " ".join(row.text_content().split())
        for row in page.tree.xpath("//tbody/tr")
    }
    assert "Wording 1, not yet 2" in rows["Agreed Once"]
    assert "Not yet" in rows["Never Agreed"]
    assert "Mail comes back" in rows["Never Agreed"]


def test_only_whoever_runs_the_programme_changes_roles(
    world: World, cohort: str, ruth: Person, olu: Person
) -> None:
    amira = world.person("Amira Okafor")
    where = f"/cohorts/{cohort}/members/{write_id(world.join(amira, cohort))}"
    assert world.browser(ruth).get(f"{where}/role").status == 403
    done = world.browser(olu).submit(
        f"{where}/role", "/role", role="facilitator", reason="Hosts with us"
    )
    assert done.status == 303
    assert last_act(world) == ("cohort:change-role", "Hosts with us")
    with world.app.app_context():
        roles = sa.select(Membership.role).where(Membership.user_id == amira.id)
        assert db.session.scalar(roles) == "facilitator"


# --- A code to read out ------------------------------------------------------------------------


def code_page(world: World, cohort: str, ruth: Person, membership: int) -> tuple[Browser, Page]:
    desk = world.browser(ruth)
    where = f"/cohorts/{cohort}/members/{write_id(membership)}"
    page = desk.get(desk.get(where).links()["Read out a sign-in code"])
    return desk, page


def test_a_code_is_made_by_a_press_shown_once_and_recorded(
    world: World, cohort: str, ruth: Person
) -> None:
    amira = world.person("Amira Okafor")
    membership = world.join(amira, cohort)
    desk, page = code_page(world, cohort, ruth, membership)
    assert "Their log and their account" in page.text
    assert not re.search(r"\d{3} \d{3}", page.text)
    shown = desk.send(page, "/code")
    assert re.fullmatch(r"\d{3} \d{3}", shown.tree.xpath("string(//p[@class='read-out'])"))
    assert last_act(world)[0] == "person:read-out-code"
    assert not re.search(r"\d{3} \d{3}", desk.get(page.response.request.path).text)


@pytest.mark.parametrize("who", ["facilitator", "administrator", "next door", "left"])
def test_no_code_is_read_out_to_anybody_else(
    world: World, cohort: str, ruth: Person, who: str
) -> None:
    other = world.person("Other Person", administrator=who == "administrator")
    place = cohort
    if who == "next door":
        place = world.cohort("commissioning-with-communities", "Next door")
    role = Role.FACILITATOR if who == "facilitator" else Role.PARTICIPANT
    membership = world.join(other, place, role)
    desk = world.browser(ruth)
    if who == "left":
        away = f"/cohorts/{cohort}/members/{write_id(membership)}/removal"
        desk.submit(away, "/removal", reason="Left")
    where = f"/cohorts/{cohort}/members/{write_id(membership)}/code"
    answer = desk.post(where, {"csrf_token": desk.token()})
    assert answer.status == (403 if who == "administrator" else 404)
    assert not re.search(r"\d{3} \d{3}", answer.text)


# --- Administrators ----------------------------------------------------------------------------


def act(world: World, leon: Person, person: Person, name: str, **typed: object) -> Page:
    where = f"/admin/people/{write_id(person.id)}/acts/{name}"
    return world.browser(leon).submit(where, f"/acts/{name}", **({"reason": "Because"} | typed))


def test_people_are_found_by_part_of_a_name_or_address(world: World, leon: Person) -> None:
    world.person("Amira Okafor", email="amira_o@example.org")
    world.person("Percy Hundred", email="100percent@example.org")
    browser = world.browser(leon)
    for words, names in {
        "okaf": ["Amira Okafor"],
        "AMIRA_O": ["Amira Okafor"],
        "_": ["Amira Okafor"],
        "%": [],
        "farrow": ["Leon Farrow"],
    }.items():
        page = browser.get("/admin/people", query_string={"q": words})
        assert page.tree.xpath("//tbody//th/a/text()") == names, words
    page = browser.get("/admin/people?kind=administrators")
    assert page.tree.xpath("//tbody//th/a/text()") == ["Leon Farrow"]
    for words in NAUGHTY.values():
        assert browser.get("/admin/people", query_string={"q": words}).status == 200


def test_each_kind_of_person_is_filtered(
    world: World, leon: Person, cohort: str, ruth: Person, olu: Person
) -> None:
    browser = world.browser(leon)
    for kind, name in {"organisers": "Olu Organiser", "facilitators": "Ruth Calder"}.items():
        page = browser.get(f"/admin/people?kind={kind}")
        assert page.tree.xpath("//tbody//th/a/text()") == [name]
    # Whoever has just come has not been quiet for a year, even before the first visit.
    assert "Nobody found" in browser.get("/admin/people?kind=quiet").text
    assert "Nobody found" in browser.get("/admin/people?kind=closed").text


def test_an_administrator_is_told_where_an_act_is_logged(world: World, leon: Person) -> None:
    amira, desk = world.person("Amira Okafor"), world.browser(leon)
    where = f"/admin/people/{write_id(amira.id)}/acts/close"
    done = desk.follow(desk.submit(where, where, reason="Because"))
    assert "Done. The audit log shows what you did and why." in done.text


def test_closing_an_account_ends_its_sign_ins_at_once(world: World, leon: Person) -> None:
    amira = world.person("Amira Okafor")
    hers = world.browser(amira)
    assert act(world, leon, amira, "close", reason="").errors() == ["Enter a reason"]
    assert act(world, leon, amira, "close").status == 303
    assert last_act(world) == ("person:deactivate", "Because")
    assert hers.get("/cohorts").status == 303
    assert Browser(world.app).sign_in(amira.email).status == 422
    assert act(world, leon, amira, "open").status == 303
    assert hers.get("/cohorts").status == 303
    assert Browser(world.app).sign_in(amira.email).status == 303


def test_the_last_administrator_stays(world: World, leon: Person) -> None:
    for name in ("no-administrator", "close"):
        assert act(world, leon, leon, name).status == 409
    amira = world.person("Amira Okafor")
    assert act(world, leon, amira, "administrator").status == 303
    assert last_act(world) == ("person:make-administrator", "Because")
    assert act(world, leon, leon, "no-administrator").status == 303
    assert world.browser(leon).get("/admin/people").status == 403


def test_organisers_and_members_are_made_and_unmade(
    world: World, leon: Person, cohort: str, olu: Person
) -> None:
    amira = world.person("Amira Okafor")
    with world.app.app_context():
        programme = db.session.scalars(sa.select(ProgrammeOrganiser.programme_id)).one()
        cohort_id = db.session.scalars(sa.select(Membership.cohort_id)).one()
    assert act(world, leon, amira, "organise", where="7").errors() == ["Choose one of those listed"]
    for _ in range(2):
        assert act(world, leon, amira, "organise", where=str(programme)).status == 303
    assert world.count(ProgrammeOrganiser) == 2
    assert act(world, leon, amira, "stop-organising", where=str(programme)).status == 303
    assert world.count(ProgrammeOrganiser) == 1
    for _ in range(2):
        done = act(world, leon, amira, "join", where=str(cohort_id), role="facilitator")
        assert done.status == 303
        assert last_act(world) == ("cohort:add-member", "Because")
    page = world.browser(leon).get(f"/admin/people/{write_id(amira.id)}")
    assert "Spring cohort, as facilitator" in page.text
    theirs = world.browser(leon).get(page.links()["The record of who did what, for Amira Okafor"])
    assert "made Amira Okafor a facilitator of Spring cohort" in theirs.text
    assert "Leon Farrow an administrator" not in theirs.text


def test_nothing_of_a_log_is_on_the_page_of_a_person(
    world: World, leon: Person, cohort: str
) -> None:
    amira = world.person("Amira Okafor")
    world.join(amira, cohort)
    world.agree(amira, cohort)
    browser, where = world.browser(leon), f"/admin/people/{write_id(amira.id)}"
    before = browser.get(where)
    for _ in range(3):
        world.reflection(amira, cohort, "A wren in my log")
    assert browser.get(where).text == before.text


def test_people_are_invited_to_the_site(world: World, leon: Person) -> None:
    browser = world.browser(leon)
    faulty = browser.submit("/admin/people/invite", "/invite", lines="Olu, olu@example.org\nno")
    assert faulty.errors() == ["Line 2 has no email address: “no”"]
    assert browser.send(faulty, "/invite", lines="Olu, olu@example.org").status == 303
    with world.app.app_context():
        made = db.session.scalars(sa.select(Invitation)).one()
        assert (made.cohort_id, made.email) == (None, "olu@example.org")
    assert "olu@example.org" in browser.get("/admin/people/invite").text


def test_an_account_that_was_erased_is_no_person(world: World, leon: Person) -> None:
    amira = world.person("Amira Okafor")
    with world.database() as session:
        gone = sa.update(User).where(User.id == amira.id)
        session.execute(gone.values(erased_at=sa.func.current_timestamp()))
    browser = world.browser(leon)
    assert browser.get(f"/admin/people/{write_id(amira.id)}").status == 404
    assert "Amira" not in browser.get("/admin/people").text


def test_an_administrator_who_waits_to_be_erased_does_not_count_as_another(world: World) -> None:
    stays, goes = (world.person(name, administrator=True) for name in ("Stays Here", "Goes Away"))
    world.browser(goes).submit("/account/delete", "/account/delete")
    desk = world.browser(stays)
    for act in ("no-administrator", "close"):
        where = f"/admin/people/{write_id(stays.id)}/acts/{act}"
        refused = desk.submit(where, where, reason="I have had enough")
        assert refused.status == 409
        assert "This is the only administrator" in refused.text
    assert desk.get("/admin/people").status == 200
