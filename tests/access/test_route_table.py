"""Every line of tests/<feature>/routes.txt is really requested, as every role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import declared
from tests.access.route_table import LINES, ROLES, Line, read, read_all
from tests.access.scene import COHORT, Form, Parameter, Scene, names_of_nothing
from tests.audit_log.naming import people_named
from tests.client import Page
from tests.page_checks import PageFault

NOTHING = names_of_nothing()
SECRETS = declared.declared("routes", "SECRETS")
WITHIN = {  # who may know that the cohort (or programme) of an address exists
    "cohort_slug": ("participant", "facilitator", "organiser", "admin"),
    "programme_slug": ("organiser", "admin"),
}


def differences(app: Flask, lines: list[Line]) -> list[str]:
    """What the tables lack, and what they still list: sentences that say what to do."""
    homes = {
        f"{method} {rule.rule}": f"{declared.home_of(app, rule.endpoint)}/routes.txt"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    files = {str(line): line.file for line in lines}
    listed = [str(line) for line in lines]
    return (
        [f"{route} is new: add its line, with a status for each role, to {homes[route]}"
         for route in sorted(homes.keys() - files)]
        + [f"{route} is gone: take its line out of {files[route]}"
           for route in sorted(files.keys() - homes)]
        + [f"{route} stands in {files[route]}: move its line to {homes[route]}"
           for route in sorted(files.keys() & homes) if files[route] != homes[route]]
        + [f"{route} stands twice in {files[route]}: take one line out"
           for route in sorted(files) if listed.count(route) > 1]
    )  # fmt: skip


def unfilled(
    lines: list[Line], parameters: Iterable[Parameter], forms: Iterable[Form]
) -> list[str]:
    """Parts of addresses that no feature fills in, and what is filled in for no address."""
    used = {
        name: line.file.replace(".txt", ".py")
        for line in reversed(lines)
        for name in re.findall(r"<(?:\w+:)?(\w+)>", line.rule)
    }
    names = [parameter.name for parameter in parameters]
    posts = {line.rule for line in lines if line.method == "POST"}
    return (
        [f"<{name}> names nothing: add a Parameter to {used[name]}"
         for name in sorted(used.keys() - set(names))]
        + [f"<{name}> stands in no address: take its Parameter out"
           for name in sorted(set(names) - used.keys())]
        + [f"<{name}> has two Parameters: take one out"
           for name in sorted(set(names)) if names.count(name) > 1]
        + [f"nothing is posted to {form.rule}: take its Form out"
           for form in forms if form.rule not in posts]
    )  # fmt: skip


def test_every_route_is_in_the_tables_and_nothing_else_is(app: Flask) -> None:
    parameters, forms = (declared.declared("routes", what) for what in ("PARAMETERS", "FORMS"))
    faults = differences(app, LINES) + unfilled(LINES, parameters, forms)
    assert not faults, "\n".join(faults)


def test_a_route_that_is_missing_from_the_tables_or_gone_is_named_with_what_to_do() -> None:
    def view() -> str:
        return ""

    view.__module__ = "cohort.discussions.views"
    app = Flask("small", static_folder=None)
    app.add_url_rule("/new", "new", view, methods=["GET", "POST"])
    app.add_url_rule("/strayed", "strayed", view)
    strayed = Line("GET", "/strayed", {}, "tests/site/routes.txt")
    (gone,) = [line for line in LINES if line.rule == "/cookies"]
    assert differences(app, [strayed, gone, gone]) == [
        "GET /new is new: add its line, with a status for each role, to "
        "tests/discussions/routes.txt",
        "POST /new is new: add its line, with a status for each role, to "
        "tests/discussions/routes.txt",
        "GET /cookies is gone: take its line out of tests/site/routes.txt",
        "GET /strayed stands in tests/site/routes.txt: move its line to "
        "tests/discussions/routes.txt",
        "GET /cookies stands twice in tests/site/routes.txt: take one line out",
    ]


def test_an_address_that_nothing_fills_in_is_named_with_what_to_do() -> None:
    lines = [Line("GET", "/a/<id:b>/<c>", {}, "tests/discussions/routes.txt")]
    parameters = [Parameter("c", "x"), Parameter("c", "y"), Parameter("d", "z")]
    assert unfilled(lines, parameters, [Form("/a/<id:b>/<c>", {})]) == [
        "<b> names nothing: add a Parameter to tests/discussions/routes.py",
        "<d> stands in no address: take its Parameter out",
        "<c> has two Parameters: take one out",
        "nothing is posted to /a/<id:b>/<c>: take its Form out",
    ]


def test_the_tables_are_asked_from_the_top_floor_down_and_their_last_lines_at_the_end(
    tmp_path: Path,
) -> None:
    paths = []
    for name in ("low", "high"):
        paths.append(tmp_path / "tests" / name / "routes.txt")
        paths[-1].parent.mkdir(parents=True)
        paths[-1].write_text(
            f"# A comment\n{'303 ' * 8} POST /{name}  (not compared: it keeps nothing)\n\n"
            f"last: it ends something\n  {'401 ' * 8} GET  /{name}/<last>\n"
        )
    lines = read_all(paths, tmp_path)
    assert [f"{line} {line.is_compared} {line.file}" for line in lines] == [
        "POST /high False tests/high/routes.txt",
        "POST /low False tests/low/routes.txt",
        "GET /high/<last> True tests/high/routes.txt",
        "GET /low/<last> True tests/low/routes.txt",
    ]
    assert lines[0].expected == dict.fromkeys(ROLES, 303)


@pytest.mark.parametrize(
    "row",
    ["303 404 GET /a", "200 " * 8 + "PUT /a", "200 " * 8 + "GET a", "200 " * 8 + "GET /a (x)"],
)
def test_a_line_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(AssertionError, match=r"tests/x/routes\.txt: write a status for each of 8"):
        read(row, "tests/x/routes.txt")


ON_BOTH = ("participant", "admin")  # who between them write nearly everything


def _one_each(roles: Sequence[str]) -> list[Any]:
    enough = pytest.mark.sqlite_is_enough
    return [role if role in ON_BOTH else pytest.param(role, marks=enough) for role in roles]


@pytest.mark.parametrize("role", _one_each(ROLES))
def test_each_route_answers_each_role_as_the_table_says(scene: Scene, role: str) -> None:
    browser = scene.browser(role)
    token = browser.token()
    faults = []
    for line in LINES:
        before = scene.everything() if line.method == "POST" else {}
        if line.rule.endswith(("/sign-in", "/sign-out", "/invitation/<token>")):
            token = browser.token()  # the line before began or ended a sign-in
        try:
            page = scene.ask(browser, line, token)
        except PageFault as fault:
            faults.append(f"{line}: {fault}")
            continue
        if page.status != line.expected[role]:
            faults.append(f"{line}: {page.status}, the table says {line.expected[role]}")
            continue
        faults += [f"{line}: {fault}" for fault in _look_at(page, line, role)]
        if line.method == "POST" and line.is_compared:
            changed = before != scene.everything()
            if changed is not (page.status == 303):
                faults.append(f"{line}: {page.status}, yet the database changed: {changed}")
    with scene.world.app.app_context():
        faults += [f"the record names somebody: {found}" for found in people_named()]
    assert not faults, f"as {role}:\n" + "\n".join(faults)


def _look_at(page: Page, line: Line, role: str) -> list[str]:
    """What is wrong with the answer, beyond its status."""
    outside = not any(role in WITHIN[scope] for scope in _scopes(line))
    public = line.expected["stranger"] == 200 or line.expected["outsider"] in (200, 303)
    faults = []
    if page.status == 200 and page.response.mimetype == "text/html" and "<html" in page.body:
        if not page.h1:
            faults.append("an empty heading")
    elif role == "stranger" and page.status == 303 and line.method == "GET":
        if not page.location.startswith("/sign-in?next="):
            faults.append(f"a stranger is sent to {page.location}")
    elif page.status == 303 and page.location.startswith("/sign-in?next="):
        faults.append("a member is asked to sign in again")
    elif page.status == 401 and page.h1 != "You have been signed out":
        faults.append(f"a stranger's POST is told {page.h1!r}")
    elif page.status == 403 and page.h1 != "This page is not open to you":
        faults.append(f"the refusal says {page.h1!r}")
    elif page.status == 404 and page.h1 != "Page not found":
        faults.append(f"the page that is not there says {page.h1!r}")
    if page.status in (401, 403, 404) and not public:
        secrets = [secret for secret in SECRETS if outside or secret != COHORT]
        faults += [f"the refusal names {secret!r}" for secret in secrets if secret in page.body]
    return faults


def _scopes(line: Line) -> list[str]:
    return [scope for scope in WITHIN if f"<{scope}>" in line.rule]


def _same_for_all(page: Page) -> tuple[int, str]:
    """The answer without what differs from one request to the next."""
    body = re.sub(r'(nonce|csrf_token" value)="[^"]*"', r'\1=""', page.body)
    body = re.sub(r"(this number: <strong>)\w+", r"\1", body)
    return page.status, body.replace(page.response.request.path, "THIS-ADDRESS")


@pytest.mark.parametrize("role", _one_each(ROLES[1:]))
def test_a_404_is_word_for_word_that_of_an_address_which_names_nothing(
    scene: Scene, role: str
) -> None:
    browser = scene.browser(role)
    token = browser.token()
    compared = 0
    for line in LINES:
        if line.expected[role] != 404:
            continue
        missing = [name for name in NOTHING if f"{name}>" in line.rule]
        if any(role in WITHIN[scope] for scope in _scopes(line)):
            missing = [name for name in missing if name not in WITHIN]  # its own cohort, then
        real = scene.ask(browser, line, token)
        for name in missing:
            nothing = scene.ask(browser, line, token, **{name: NOTHING[name]})
            assert _same_for_all(real) == _same_for_all(nothing), f"{line} without its {name}"
            compared += 1
    assert compared or role in ("organiser", "admin"), "no route hides anything from this role"


def test_a_stranger_gets_the_same_answer_whether_the_address_exists_or_not(scene: Scene) -> None:
    browser = scene.browser("stranger")
    token = browser.token()
    compared = 0
    for line in LINES:
        asks_to_sign_in = line.expected["stranger"] == (401 if line.method == "POST" else 303)
        names = [name for name in NOTHING if f"{name}>" in line.rule]
        if not asks_to_sign_in or not names or line.expected["outsider"] == 303:
            continue
        real = scene.ask(browser, line, token)
        for name in names:
            nothing = scene.ask(browser, line, token, **{name: NOTHING[name]})
            assert (_same_for_all(real)) == _same_for_all(nothing), f"{line} without its {name}"
            if line.method == "GET":
                path = scene.address(line.rule, **{name: NOTHING[name]})
                assert nothing.location == f"/sign-in?next={path}"
            compared += 1
    assert compared > 40
