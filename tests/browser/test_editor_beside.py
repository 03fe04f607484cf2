"""What stands beside the editor's text: a preview that follows, and one notice about a draft."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.places import PLACES
from tests.browser.server import Site
from tests.browser.visiting import app_of

EDITOR = next(place for place in PLACES if place.name == "editor of a page")
KEEP = """([by, words]) => {
  const form = document.querySelector("form.editor");
  const prefix = document.querySelector("[data-draft-key]").dataset.draftKey;
  const fields = Object.fromEntries([...form.elements].filter((f) => f.name).map((f) =>
    [f.name, f.value]));
  const key = document.querySelector("[data-draft-offered]").dataset.draftOffered;
  const at = new Date(document.querySelector("[data-draft-offered]").dataset.at).getTime() + by;
  localStorage.setItem(prefix + key, JSON.stringify(
    { at, version: form.elements.version.value, fields: { ...fields, body: words } }));
}"""


def test_the_preview_follows_the_cursor(open_: OpensWindows, demo: Demo, site: Site) -> None:
    window = open_(cookies=demo.cookies["organiser"])
    page = window.open(EDITOR.path(app_of(site), site))
    box = page.locator("textarea.editor__text")
    parts = "\n\n".join(
        f"## Part {n}\n\nWords of part {n}, some of *them* here." for n in range(40)
    )
    box.fill(parts)
    pane = page.locator("[data-preview-pane]")
    last = pane.get_by_text("Words of part 39")
    expect(last).to_be_attached()
    box.press("Control+End")
    expect(last).to_be_in_viewport()
    box.press("Control+Home")
    expect(pane.get_by_role("heading", name="Part 0", exact=True)).to_be_in_viewport()
    expect(last).not_to_be_in_viewport()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def test_one_notice_says_which_draft_is_newer(open_: OpensWindows, demo: Demo, site: Site) -> None:
    window = open_(cookies=demo.cookies["organiser"])
    address = EDITOR.path(app_of(site), site)
    page = window.open(address)
    page.locator("textarea.editor__text").fill("Words on the server.")
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved")
    for by, words in (
        (90_000, "newer than the one on the server"),
        (-90_000, "newer than the one kept on this device"),
    ):
        page = open_(cookies=demo.cookies["organiser"]).open(address)
        page.evaluate(KEEP, [by, "Words of the device."])
        page.reload()
        cards = page.locator(".draft-offer")
        expect(cards).to_have_count(1)
        expect(cards).to_contain_text(words)
