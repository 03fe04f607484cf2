"""A film that is a file of the course: played by the page itself, with captions, by keyboard."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from cohort.access.actor import NOBODY
from cohort.accounts.models import User
from cohort.course_authoring import actions
from cohort.course_format.values import Course
from cohort.db import db
from cohort.programmes.models import Programme
from tests import world as worlds
from tests.browser.conftest import OpensWindows
from tests.browser.reading import app_of
from tests.browser.server import Site
from tests.browser.window import DESK, PEOPLE, PHONE
from tests.world import Person, World

# A film of a second and a half, made by the browser: nobody else on the machine can make one.
RECORD = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 320; canvas.height = 180;
  const ink = canvas.getContext("2d");
  const film = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
  const pieces = [];
  film.ondataavailable = (event) => pieces.push(event.data);
  const ended = new Promise((resolve) => { film.onstop = resolve; });
  film.start(200);
  for (let number = 0; number < 15; number += 1) {
    ink.fillStyle = `hsl(${number * 24} 60% 45%)`; ink.fillRect(0, 0, 320, 180);
    ink.fillStyle = "white"; ink.font = "60px sans-serif"; ink.fillText(String(number), 120, 110);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  film.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 01:00.000\nWe began with a walk.\n"
BODY = """\
::: {.video title="Our walk" src="../our-walk.webm" captions="../our-walk.vtt"}
We began with a walk.
:::

::: {.download file="../our-walk.vtt" title="What is said in it"}
:::
"""
STATE = "(film) => [film.currentTime > 0, film.textTracks[0].mode, film.textTracks[0].cues?.length]"


@pytest.fixture
def address(open_: OpensWindows, site: Site) -> str:
    """The page with the video, in a cohort of the demo's participant."""
    page = open_().open("/")
    content = base64.b64decode(page.evaluate(RECORD))
    assert content[:4] == b"\x1a\x45\xdf\xa3", "the browser made no film"
    app = app_of(site)
    with app.app_context():
        query = sa.select(User).where(User.email == PEOPLE["participant"])
        user = db.session.scalars(query).one()
        reader = Person(user.id, user.name, user.email)
    world = World(app)
    slug = world.programme(name="Films", public=False)
    for name, held in (("our-walk.webm", content), ("our-walk.vtt", CAPTIONS)):
        world.course_file(slug, None, name, held)
    module = dataclasses.replace(
        worlds.module_file(1, 1), pages=(worlds.page_file(1, 1, False, body=BODY),)
    )
    with world.database():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()
        report = actions.load_course(NOBODY, programme, Course(slug="c", modules=[module]))
        assert not [problem for problem in report.problems if problem.is_error], report.problems
    started = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=7)
    cohort = world.cohort(slug, "Film cohort", starts_on=started)
    world.join(reader, cohort)
    return f"/cohorts/{cohort}/modules/m1/p1"


def played(page: Page) -> Any:
    film = page.locator("video")
    expect(film).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
    return film


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_film_of_ours_plays_in_the_page_by_keyboard_with_its_captions(
    open_: OpensWindows, address: str, width: int
) -> None:
    window = open_(width=width)
    window.sign_in("participant")
    page = window.open(address)
    button = page.get_by_role("button", name="Play “Our walk”")
    expect(button).to_be_visible()
    assert not [a for a in window.answers if "our-walk" in a.url]  # nothing before play is pressed
    button.focus()
    page.keyboard.press("Enter")
    film = played(page)
    expect(film).to_be_focused()
    page.wait_for_function("() => document.querySelector('video').textTracks[0].cues?.length")
    assert film.evaluate(STATE) == [True, "showing", 1]
    expect(film).to_have_attribute("aria-label", "Our walk")
    box = film.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.05
    page.keyboard.press("Space")
    page.wait_for_function(
        "() => document.querySelector('video').paused || document.querySelector('video').ended"
    )


def test_a_film_is_sent_in_the_parts_that_are_asked_for(
    open_: OpensWindows, address: str, site: Site
) -> None:
    window = open_()
    window.sign_in("participant")
    page = window.open(address)
    page.get_by_role("button", name="Play “Our walk”").click()
    played(page)
    (first, *_) = [a for a in window.answers if a.url.endswith("our-walk.webm")]
    assert first.status == 206  # a browser asks for a film in parts
    whole = int(first.headers["content-range"].rpartition("/")[2])
    asked = window.context.request.get(first.url, headers={"Range": "bytes=100-199"})
    assert (asked.status, len(asked.body())) == (206, 100)
    assert asked.headers["content-range"] == f"bytes 100-199/{whole}"
    beyond = window.context.request.get(first.url, headers={"Range": f"bytes={whole}-"})
    assert beyond.status == 416


def test_without_javascript_a_film_of_ours_is_a_link_to_its_file(
    open_: OpensWindows, address: str
) -> None:
    window = open_(javascript=False)
    window.sign_in("participant")
    link = window.open(address).get_by_role("link", name="Watch “Our walk”")
    assert str(link.get_attribute("href")).endswith("/our-walk.webm")
