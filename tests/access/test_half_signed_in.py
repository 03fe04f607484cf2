"""Somebody whose second factor is still wanted can do nothing else, on any address."""

from __future__ import annotations

import pytest

from cohort.access.actor import Role
from cohort.web.guard import mark_of
from tests.access.route_table import LINES, Line
from tests.access.scene import Scene
from tests.client import Browser
from tests.world import PASSWORD

pytestmark = pytest.mark.sqlite_is_enough


def kind_of(scene: Scene, line: Line) -> str:
    """The kind of mark that the view of this line carries."""
    app = scene.world.app
    for rule in app.url_map.iter_rules():
        if rule.rule == line.rule and line.method in (rule.methods or set()):
            mark = mark_of(app.view_functions[rule.endpoint])
            assert mark
            return mark.kind
    raise AssertionError(f"{line} is no route")


@pytest.mark.parametrize("role", ["facilitator", "organiser", "admin"])
def test_every_address_leads_to_the_second_step_or_keeps_what_was_typed(
    scene: Scene, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(scene.world.app.config, "SECOND_FACTOR_COMPULSORY", True)
    person = scene.people[role]
    assert person
    browser = Browser(scene.world.app)
    browser.sign_in(person.email, PASSWORD)
    token = browser.token()
    before, walked = scene.everything(), 0
    for line in LINES:
        if kind_of(scene, line) in ("public", "half signed in"):
            continue
        walked += 1
        if line.method == "GET":
            page = scene.ask(browser, line, token)
            address = scene.address(line.rule)
            assert page.status == 303, f"{line}: {page.status}"
            assert page.location == f"/sign-in/second-step?next={address}", f"{line}"
            continue
        form = {"body": "A thought that must not be lost", "csrf_token": token}
        page = browser.post(scene.address(line.rule), scene.form(line) | form)
        assert page.status == 401, f"{line}: {page.status}"
        assert page.h1 == "First finish signing in"
        assert page.links()["Finish signing in and send it"] == "/sign-in/second-step"
        assert "A thought that must not be lost" in page.body, f"{line} lost what was typed"
    assert walked > 30
    assert scene.everything() == before


def test_the_same_person_with_a_second_factor_is_let_by(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the walk above is no walk against a wall that lets nobody through."""
    person = scene.people["facilitator"]
    assert person
    assert person.email == f"{Role.FACILITATOR}@example.org"
    browser = scene.world.browser(person)
    assert browser.get("/cohorts").status == 200
    monkeypatch.setitem(scene.world.app.config, "SECOND_FACTOR_COMPULSORY", True)
    assert browser.get("/cohorts").status == 303
