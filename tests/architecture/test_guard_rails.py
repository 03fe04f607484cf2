"""Each guard rail of the running app and of the tests themselves, tried with a planted fault:
it must stop it, in words that say what to do."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from cohort.access.actions import Can
from cohort.accounts.models import User
from cohort.app import create_app
from cohort.db import db, reading
from cohort.web.guard import allowed, public, refuse_unmarked_views
from cohort.web.unit_of_work import DirtyRead
from tests.client import Browser, Page
from tests.conftest import config_for
from tests.page_checks import PageFault, check, find_faults
from tests.world import Person, World

# --- Every view carries a mark ---------------------------------------------------------------


def small_app(rule: str, view: Any, **options: Any) -> Flask:
    """An app with one view."""
    app = Flask("small", static_folder=None)
    app.add_url_rule(rule, "planted", view, **options)
    return app


def test_an_unmarked_view_stops_the_app_and_is_told_which_marks_there_are() -> None:
    with pytest.raises(RuntimeError) as refusal:
        refuse_unmarked_views(small_app("/new", lambda: "hello"))
    message = str(refusal.value)
    assert "planted (/new) has no access mark" in message
    assert "Put @public, @signed_in or @allowed(Can.…) above it" in message
    assert "its line to tests/<feature>/routes.txt" in message


@pytest.mark.parametrize(
    ("action", "rule", "lacks"),
    [
        (Can.READ_COHORT, "/cohorts/<slug>/new", "<cohort_slug>"),
        (Can.EDIT_PROGRAMME, "/programmes/<cohort_slug>", "<programme_slug>"),
    ],
)
def test_a_marked_view_whose_address_lacks_the_scope_stops_the_app(
    action: Can, rule: str, lacks: str
) -> None:
    with pytest.raises(RuntimeError) as refusal:
        refuse_unmarked_views(small_app(rule, allowed(action)(lambda **_: "hello")))
    assert f"planted ({rule}) is marked" in str(refusal.value)
    assert f"has no {lacks}. Add it, or mark the view with another action" in str(refusal.value)


def test_a_marked_view_with_its_scope_and_a_public_one_are_let_by() -> None:
    refuse_unmarked_views(small_app("/new", public(lambda: "hello")))
    view = allowed(Can.READ_COHORT)(lambda **_: "hello")
    refuse_unmarked_views(small_app("/cohorts/<cohort_slug>/new", view))


def test_the_real_app_refuses_to_start_with_an_unmarked_view(
    app: Flask, database_url: str, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(app.view_functions["site.cookies"], "access_mark")
    with pytest.raises(RuntimeError, match=r"site\.cookies \(/cookies\) has no access mark"):
        create_app(config_for(database_url, workplace))


def test_a_view_unmarked_after_the_start_is_not_found_rather_than_open(
    planted: Flask,
) -> None:
    planted.add_url_rule("/planted", "planted", lambda: "a secret")
    page = Browser(planted).get("/planted")
    assert (page.status, page.h1) == (404, "Page not found")
    assert "a secret" not in page.body


# --- A GET cannot write ----------------------------------------------------------------------


@pytest.fixture
def planted(app: Flask, database_url: str, workplace: Path) -> Iterator[Flask]:
    """Another app like the real one, on the same database, to plant views in."""
    another = create_app(config_for(database_url, workplace))
    yield another
    with another.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def person(world: World) -> Person:
    return world.person("Amira Okafor")


def name_of(world: World, person: Person) -> str | None:
    with world.app.app_context():
        return db.session.scalar(sa.select(User.name).where(User.id == person.id))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_view_that_leaves_the_session_changed_by_a_read_fails_and_is_told_to_be_a_post(
    planted: Flask, world: World, person: Person, method: str
) -> None:
    def view() -> str:
        user = db.session.get(User, person.id)
        assert user
        user.name = "Somebody Else"
        return "done"

    planted.add_url_rule("/planted", "planted", public(view))
    with pytest.raises(DirtyRead) as refusal:
        planted.test_client().open("/planted", method=method)
    assert f"{method} planted left changes in the session" in str(refusal.value)
    assert "Move the change to a POST view" in str(refusal.value)
    assert name_of(world, person) == "Amira Okafor"


@pytest.mark.parametrize("statement", ["UPDATE user_account SET name = 'x'", "DELETE FROM post"])
def test_a_raw_statement_that_writes_is_refused_by_the_connection_of_a_get(
    planted: Flask, world: World, person: Person, statement: str
) -> None:
    said = []

    def view() -> str:
        with pytest.raises(DBAPIError) as refusal:
            db.session.execute(sa.text(statement))
        said.append(str(refusal.value))
        db.session.rollback()
        return "refused"

    planted.add_url_rule("/planted", "planted", public(view))
    assert planted.test_client().get("/planted").text == "refused"
    assert any(words in said[0] for words in ("readonly database", "read-only transaction"))
    assert name_of(world, person) == "Amira Okafor"


def test_a_get_that_flushes_or_commits_leaves_nothing_behind(
    planted: Flask, world: World, person: Person
) -> None:
    def view() -> str:
        user = db.session.get(User, person.id)
        assert user
        user.name = "Somebody Else"
        with pytest.raises(DBAPIError, match=r"read-?only"):
            db.session.commit()
        db.session.rollback()
        return "refused"

    planted.add_url_rule("/planted", "planted", public(view))
    assert planted.test_client().get("/planted").text == "refused"
    assert name_of(world, person) == "Amira Okafor"


def test_the_connection_that_a_get_used_can_write_again_for_a_post(
    planted: Flask, world: World, person: Person
) -> None:
    def view() -> str:
        db.session.execute(sa.text("UPDATE user_account SET name = 'Renamed'"))
        return "done"

    planted.config["WTF_CSRF_ENABLED"] = False
    planted.add_url_rule("/planted", "planted", public(view), methods=["POST"])
    client = planted.test_client()
    assert client.get("/cookies").status_code == 200
    assert client.post("/planted").status_code == 200
    assert name_of(world, person) == "Renamed"


def test_work_outside_requests_that_says_it_reads_cannot_write_either(app: Flask) -> None:
    with app.app_context(), reading(), pytest.raises(DBAPIError, match=r"read-?only"):
        db.session.execute(sa.text("DELETE FROM post"))


# --- Every page is looked over ---------------------------------------------------------------

GOOD = """<!doctype html><html lang="en-GB"><head><title>A page – Site</title></head><body><main>
<h1>A page</h1><h2 id="one">One</h2><form method="post">
<input type="hidden" name="csrf_token" value="x"><label for="b">B</label><input id="b" name="b">
</form><img src="/x.png" alt=""></main></body></html>"""
PLANTS = [
    ("<h1>A page</h1>", "<h1>A page</h1><h1>B</h1>", "it has 2 h1 headings; a page has one"),
    ("<h1>A page</h1>", "", "it has 0 h1 headings; a page has one"),
    ("<title>A page", "<title>Site", "does not begin with its h1 'A page'"),
    ("<h1>", "<p class='error-summary'>x</p><h1>", "so its title must begin 'Error: '"),
    ('<label for="b">B</label>', "", "the field 'b' has no label"),
    ('id="one"', 'id="b"', "ids must be unique; repeated: ['b']"),
    ('id="one"', 'style="color: red"', "the content security policy forbids style= attributes"),
    ('id="one"', 'onclick="go()"', "the content security policy forbids onclick= attributes"),
    ('name="csrf_token"', 'name="other"', "a POST form has no CSRF token: action None"),
    (' lang="en-GB"', "", "<html> must say its language"),
    (' alt=""', "", "an image has no alt: /x.png"),
    ('<h2 id="one">One</h2>', "<h3>One</h3>", "headings skip from h1 to h3"),
]


def test_a_page_without_faults_passes_the_page_checks() -> None:
    assert find_faults(GOOD) == []


@pytest.mark.parametrize(("good", "bad", "words"), PLANTS)
def test_a_fault_planted_in_a_page_is_named(good: str, bad: str, words: str) -> None:
    assert GOOD.count(good) == 1
    with pytest.raises(PageFault) as fault:
        check(GOOD.replace(good, bad), "/planted")
    assert str(fault.value).startswith("/planted:\n- ")
    assert words in str(fault.value)


def test_the_test_browser_checks_every_page_it_is_shown(planted: Flask) -> None:
    planted.add_url_rule("/planted", "planted", public(lambda: GOOD.replace("<h1>", "<h2>")))
    with pytest.raises(PageFault, match="it has 0 h1 headings"):
        Browser(planted).get("/planted")
    assert isinstance(Browser(planted).get("/cookies"), Page)


# --- No test reaches a network ---------------------------------------------------------------

BEYOND = ("192.0.2.1", 80)  # set aside for documentation: RFC 5737


def test_a_test_that_reaches_a_network_fails_and_says_where_it_went() -> None:
    with socket.socket() as beyond, pytest.raises(AssertionError) as refusal:
        beyond.connect(BEYOND)
    assert "A test tried to reach 192.0.2.1:80" in str(refusal.value)
    assert "start what you need on 127.0.0.1" in str(refusal.value)


def test_a_test_that_asks_for_the_address_of_a_name_fails_too() -> None:
    """Asking a name server is reaching a network: smtp.example.org must not even be looked up."""
    with pytest.raises(AssertionError, match=r"A test tried to reach mail\.example\.org"):
        socket.getaddrinfo("mail.example.org", 25)


@pytest.mark.parametrize("call", ["connect_ex", "sendto"])
def test_a_test_that_reaches_a_network_by_another_call_fails_too(call: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as datagram:
        facts = (b"x", BEYOND) if call == "sendto" else (BEYOND,)
        with pytest.raises(AssertionError, match=r"A test tried to reach 192\.0\.2\.1:80"):
            getattr(datagram, call)(*facts)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning, match="planted"):
        warnings.warn("planted", DeprecationWarning, stacklevel=1)
