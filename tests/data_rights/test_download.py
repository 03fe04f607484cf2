"""“Download everything of mine”: all of it, for its owner alone, whatever happens to the worker."""

from __future__ import annotations

import datetime as dt
import io
import json
import tracemalloc
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import Profile
from cohort.data_rights.actions import downloads
from cohort.data_rights.models import DataExport
from cohort.db import db
from cohort.files import store
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.reflections.models import Reflection
from tests.client import Browser
from tests.world import Person, World

PAGE = "/account/download"


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def work(world: World) -> None:
    """What the worker does when it is woken."""
    with world.app.app_context():
        downloads.make_waiting_downloads()


def ask_and_make(world: World, person: Person) -> Browser:
    browser = world.browser(person)
    assert browser.submit(PAGE, PAGE).status == 303
    work(world)
    return browser


def fetch(browser: Browser) -> zipfile.ZipFile:
    links = browser.get(PAGE).links()
    address = next(url for words, url in links.items() if words.startswith("Download it"))
    answer = browser.get(address).response
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="everything-of-mine.zip"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return zipfile.ZipFile(io.BytesIO(answer.data))


def data(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(f"data/{name}.json"))


def everything(archive: zipfile.ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_it_holds_everything_of_theirs_and_nobody_elses_words(
    world: World, cohort: str, amira: Person
) -> None:
    other = world.person("Bea Other")
    world.join(other, cohort)
    entry = "A *private* thought about <script>alert(1)</script> Siân’s café"
    world.reflection(amira, cohort, entry)
    world.reflection(other, cohort, "Bea's own secret")
    thread = world.thread(other, cohort, "How do you begin?", "Bea's first words")
    world.post(amira, cohort, thread, "Amira's answer")
    with world.database():
        store.put("photos/amira.webp", b"not really a picture")
        profile = db.session.get_one(Profile, amira.id)  # joining the cohort began it
        profile.job, profile.photo_key = "Commissioner", "photos/amira.webp"

    archive = fetch(ask_and_make(world, amira))

    assert archive.testzip() is None
    assert [row["text"] for row in data(archive, "log")] == [entry]
    assert [(row["thread"], row["text"]) for row in data(archive, "posts")] == [
        ("How do you begin?", "Amira's answer")
    ]
    account, profile = data(archive, "account")
    assert (account["name"], account["email"]) == (amira.name, amira.email)
    assert profile["job"] == "Commissioner"
    assert archive.read("files/amira.webp") == b"not really a picture"
    markdown = next(name for name in archive.namelist() if name.startswith("log/"))
    assert entry in archive.read(markdown).decode()
    page = archive.read("log.html").decode()
    assert "<em>private</em>" in page
    assert "<script" not in page
    assert "Bea" not in everything(archive)
    assert "password_hash" not in everything(archive)
    for name in ("log.html", "posts.html", "account.html", "data/log.json"):
        assert name in archive.namelist()
    index = archive.read("index.html").decode()
    assert 'href="log.html">Your log</a>: 1 entry' in index
    assert "src=" not in everything(archive)


def test_a_second_press_makes_nothing_more(world: World, amira: Person) -> None:
    browser = world.browser(amira)
    page = browser.get(PAGE)
    for _ in range(2):
        assert browser.send(page, PAGE).status == 303
    assert world.count(DataExport) == 1
    assert "It begins in a moment" in browser.get(PAGE).text
    work(world)
    browser.send(page, PAGE)  # the page of before, pressed once more
    assert world.count(DataExport) == 1
    with world.app.app_context():
        mails = db.session.scalars(sa.select(OutboxMessage)).all()
        assert [(mail.kind, mail.to_address) for mail in mails] == [
            ("data_rights/export_ready", amira.email)
        ]


def test_nobody_else_can_fetch_it_or_learn_that_it_is_there(
    world: World, cohort: str, amira: Person
) -> None:
    host = world.person("A Host")
    world.join(host, cohort, Role.FACILITATOR)
    admin = world.person("An Admin", administrator=True)
    far = world.person("Far Away")
    world.join(far, world.cohort(world.programme(), "Far cohort"))
    browser = ask_and_make(world, amira)
    links = browser.get(PAGE).links()
    address = next(url for words, url in links.items() if words.startswith("Download it"))
    nothing = f"/account/download/{ids.write_id(7)}/file"
    for person in (host, admin, far):
        theirs = world.browser(person)
        refused, missing = theirs.get(address), theirs.get(nothing)
        assert refused.status == missing.status == 404
        assert refused.h1 == missing.h1 == "Page not found"
    assert Browser(world.app).get(address).location == f"/sign-in?next={address}"


def test_it_is_gone_after_its_days(world: World, amira: Person) -> None:
    browser = ask_and_make(world, amira)
    links = browser.get(PAGE).links()
    address = next(url for words, url in links.items() if words.startswith("Download it"))
    with time_machine.travel(clock.now() + dt.timedelta(days=7, minutes=1)):
        browser = world.browser(amira)
        assert browser.get(address).status == 404
        assert "Make my download" in browser.get(PAGE).body


def test_a_worker_killed_in_the_middle_is_followed_by_another(
    world: World, cohort: str, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.reflection(amira, cohort, "Still here")
    browser = world.browser(amira)
    browser.submit(PAGE, PAGE)

    class Killed(BaseException):
        """Not an Exception: nothing in the code catches it, as nothing catches SIGKILL."""

    add = downloads.Archive.add

    def die(self: Any, section: Any) -> None:
        if section.name == "posts":
            raise Killed
        add(self, section)

    with monkeypatch.context() as patch:
        patch.setattr(downloads.Archive, "add", die)
        with world.app.app_context(), pytest.raises(Killed):
            downloads.make_waiting_downloads()
    page = browser.get(PAGE)
    assert "Part 3 of" in page.text
    assert page.links()["Look again"] == PAGE
    work(world)
    assert "Part 3 of" in browser.get(PAGE).text  # its lease still runs
    with time_machine.travel(clock.now() + downloads.LEASE + dt.timedelta(seconds=1)):
        work(world)
        assert data(fetch(browser), "log")[0]["text"] == "Still here"
    assert world.count(DataExport) == 1


def test_what_fails_three_times_is_said_and_can_be_asked_for_again(
    world: World, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.browser(amira)
    browser.submit(PAGE, PAGE)
    with monkeypatch.context() as patch:
        patch.setattr(downloads, "ROOM_NEEDED", 1 << 62)  # more than any disk has
        for tries in range(downloads.MOST_ATTEMPTS + 1):
            with time_machine.travel(clock.now() + (tries + 1) * dt.timedelta(minutes=6)):
                work(world)
    page = browser.get(PAGE)
    assert "could not be made" in page.text
    assert browser.send(page, PAGE).status == 303
    work(world)
    assert "Your download is ready" in browser.get(PAGE).text


def test_a_hundred_times_the_data_stays_within_bounds(
    world: World, cohort: str, amira: Person
) -> None:
    """5,000 reflections of 4,000 characters: 20 MB of text, and as much again as HTML."""
    with world.database():
        actor = world.actor(amira, cohort)
        text = "A long day with the providers. " * 130
        rows = [
            {
                "id": ids.new_id(),
                "author_id": amira.id,
                "cohort_id": actor.cohort.id,
                "title": f"Day {n}",
                "body": f"{n} {text}",
                "body_html": f"<p>{n} {text}</p>",
                "submission_key": ids.write_id(ids.new_id()),
            }
            for n in range(5_000)
        ]
        db.session.execute(sa.insert(Reflection), rows)
        del rows
    browser = world.browser(amira)
    browser.submit(PAGE, PAGE)
    tracemalloc.start()
    work(world)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    archive = fetch(browser)
    assert len(data(archive, "log")) == 5_000
    assert sum(name.startswith("log/") for name in archive.namelist()) == 5_000
    assert "Day 4999" in archive.read("log-25.html").decode()
    assert 'href="log-2.html"' in archive.read("log.html").decode()
    assert most < 30_000_000, f"{most:,} bytes at most"
