"""What a page with a draft shows and holds, for tests in a browser."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cohort.kernel.ids import write_id
from tests.browser.server import Site
from tests.patience import PATIENCE_SECONDS

COHORT = "/cohorts/spring-cohort"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
QUICK = """() => Object.assign(document.querySelector("[data-draft]").dataset,
  { draftPause: "5", draftLongest: "50" })"""
LISTEN = """() => {
  const aloud = document.querySelector("[data-draft-aloud]");
  window.heard = [];
  new MutationObserver(() => { if (aloud.textContent) window.heard.push(aloud.textContent); })
    .observe(aloud, { childList: true, characterData: true, subtree: true });
}"""


def thread_path(site: Site) -> str:
    """The longest thread of the spring cohort."""
    found = site.one("select id from thread order by posts desc, id limit 1")
    return f"{COHORT}/threads/{write_id(found)}"


def box(page: Page) -> Locator:
    """Where a post is written."""
    return page.get_by_label("Your post")


def line(page: Page) -> Locator:
    """The line that says what is saved."""
    return page.locator("[data-saved]")


def cards(page: Page) -> Locator:
    """The drafts that are offered."""
    return page.locator("[data-draft-offered]")


def put(page: Page, text: str) -> None:
    """Put `text` into the box as a script does, so that no sign of it is lost on the way."""
    page.evaluate(
        """(text) => {
          const box = document.querySelector("textarea[name=body]");
          box.value = text;
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        text,
    )


def write_and_wait(page: Page, text: str) -> None:
    """Type, and wait until it is saved."""
    page.evaluate(QUICK)
    box(page).fill(text)
    expect(line(page)).to_have_text(SAVED)


def listen(page: Page) -> None:
    """Remember from now on what a screen reader would read out; see `heard`."""
    page.evaluate(LISTEN)


def heard(page: Page) -> list[str]:
    """What has been read out."""
    said: list[str] = page.evaluate("() => window.heard")
    return said


def on_device(page: Page) -> list[str]:
    """The texts of the copies that this device keeps, of anybody."""
    kept: list[str] = page.evaluate(
        """() => Object.keys(localStorage).filter((name) => name.startsWith("draft:"))
          .map((name) => JSON.parse(localStorage[name]).fields.body)"""
    )
    return sorted(kept)


def texts_held(site: Site) -> list[str]:
    """The texts of all drafts on the server, which nobody has finished."""
    question = "select json_extract(facts, '$.body') from draft where has_words order by id"
    with closing(sqlite3.connect(site.folder / "cohort.db", timeout=PATIENCE_SECONDS)) as database:
        return [row[0] for row in database.execute(question)]


def change(site: Site, statement: str, *values: Any) -> None:
    """Do something to the database behind the site's back."""
    with closing(sqlite3.connect(site.folder / "cohort.db", timeout=PATIENCE_SECONDS)) as database:
        database.execute(statement, values)
        database.commit()
