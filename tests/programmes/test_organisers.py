"""Who runs a programme: seen by its organisers, changed by administrators."""

from __future__ import annotations

import pytest

from cohort.programmes.models import ProgrammeOrganiser
from tests.client import Browser, Page
from tests.world import Person, World


@pytest.fixture
def olu(world: World) -> Person:
    return world.person("Olu Organiser")


@pytest.fixture
def desk(world: World, olu: Person) -> str:
    world.programme(world.person("Somebody Elsewhere"), name="Another programme")
    return f"/organise/programmes/{world.programme(olu, name='Along the coast')}"


@pytest.fixture
def admin(world: World) -> Browser:
    return world.browser(world.person("Ruth Calder", administrator=True))


def rows(page: Page) -> list[str]:
    return [" ".join(" ".join(row.itertext()).split()) for row in page.tree.xpath("//tbody/tr")]


def test_organisers_see_each_other_and_who_made_them_and_change_nothing(
    world: World, olu: Person, desk: str
) -> None:
    browser = world.browser(olu)
    assert browser.get(desk).links()["Organisers"] == f"{desk}/organisers"
    page = browser.get(f"{desk}/organisers")
    assert len(rows(page)) == 1, "nobody of another programme"
    assert "Olu Organiser olu.organiser@example.org" in rows(page)[0]
    assert "Add an organiser" not in page.text
    assert "Take off" not in page.text
    sent = {"email": olu.email, "reason": "x", "csrf_token": browser.token()}
    assert browser.post(f"{desk}/organisers", sent).status == 403


def test_an_administrator_adds_one_with_a_reason_and_takes_one_off(
    world: World, olu: Person, desk: str, admin: Browser
) -> None:
    amira = world.person("Amira Okafor")
    path = f"{desk}/organisers"
    for _ in range(2):  # pressed twice, done once
        done = admin.submit(path, path, email=f" {amira.email.upper()} ", reason="Shares the work")
        assert done.location == path
    page = admin.get(path)
    assert len(rows(page)) == 2
    assert rows(page)[0].startswith("Amira Okafor amira.okafor@example.org")
    assert "Ruth Calder" in rows(page)[0], "who made her one"
    assert world.browser(amira).get(desk).status == 200
    assert "made Amira Okafor an organiser of Along the coast" in admin.get("/admin/history").text
    act = page.links()["Take off: Amira Okafor"]
    ask = admin.get(act)
    chosen = ask.tree.xpath("//select[@name='where']/option[@selected]/text()")
    assert [words.strip() for words in chosen] == ["Along the coast"]
    assert admin.send(ask, "/stop-organising", reason="Moved on").status == 303
    assert len(rows(admin.get(path))) == 1
    assert world.browser(amira).get(desk).status == 404


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    world: World, desk: str, admin: Browser
) -> None:
    before = world.count(ProgrammeOrganiser)
    page = admin.submit(f"{desk}/organisers", "/organisers", email="no@example.org", reason="Typed")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.errors()[0].startswith("Nobody has an open account with this address")
    assert "no@example.org" in page.body
    assert "Typed" in page.body
    page = admin.submit(f"{desk}/organisers", "/organisers")
    assert page.errors() == ["Enter their email address", "Enter a reason"]
    assert world.count(ProgrammeOrganiser) == before
