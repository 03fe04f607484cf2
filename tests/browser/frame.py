"""Where things stand on a page: the one text edge, and how far down its words begin."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.window import DESK, HEIGHT

EDGE = 256  # px from the left at 1280: gutter 40, margin 176, gap 40
HEAD = 40  # where the running head and the left margin begin
# What stands at the text edge, wherever a page has it; inside a card or a note it does not.
AT_THE_EDGE = (
    "main h1, .crumbs li:first-child, .banner, .govuk-error-summary, .page-heading p, .lede,"
    " .fields, main form, .prose, .composer, .table, .empty, .lines, .entries, .modules, .tabs,"
    " .site-footer ul"
)
ELSEWHERE = (
    "aside, .card, .prompt, .post, .now, .reflection, .row, .finish, .turn, td, li, dd, details,"
    " .banner, .folio__margin, .editor__preview, .buttons, .stopped, .photo-line, .table-scroll,"
    " [data-preview-pane], .composer, .paper__page, .with-beside, .content-module, .empty"
)
OFF = """([edge, head, at, elsewhere]) => {
  const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const left = (element) => Math.round(element.getBoundingClientRect().left);
  const found = [...document.querySelectorAll(at)]
    .filter((element) => shown(element) && !element.parentElement.closest(elsewhere));
  const off = found.filter((element) => Math.abs(left(element) - edge) > 1);
  const heads = [...document.querySelectorAll(
    ".site-name, .cohort-bar__name, .desk-nav, .folio--chapter .contents")]
    .filter((element) => shown(element) && Math.abs(left(element) - head) > 4);
  const name = (element) => `${left(element)} px: ${element.outerHTML.slice(0, 90)}`;
  return [found.length, [...off, ...heads].map(name)];
}"""
FIRST_WORDS = """() => {
  const main = document.querySelector("main");
  const words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const title = main.querySelector("h1");
  while (words.nextNode()) {
    const at = words.currentNode;
    const holder = at.parentElement;
    const before = title.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!before || title.contains(at) || !/\\p{L}/u.test(at.data) || !holder.checkVisibility()
      || holder.closest("nav, .chapter-head__meta, .buttons, .button, .govuk-visually-hidden,"
        + " h2, h3, dt, thead, caption, [aria-hidden], .who")) continue;
    const range = document.createRange();
    range.selectNodeContents(at);
    const line = [...range.getClientRects()].find((box) => box.width > 1 && box.height > 1);
    if (line) return [Math.round(line.bottom + scrollY), at.data.trim().slice(0, 60)];
  }
  return null;
}"""


def off_the_edge(page: Page) -> list[str]:
    """What does not stand at the page's one text edge at 1280 px, with where it stands."""
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    count, off = page.evaluate(OFF, [EDGE, HEAD, AT_THE_EDGE, ELSEWHERE])
    return list(off) if count else ["nothing was found to measure"]


def first_words(page: Page) -> tuple[int, str]:
    """How far down (px) the first line of the first sentence below the title ends, and its words;
    names of what follows, navigation and buttons are no sentences."""
    found = page.evaluate(FIRST_WORDS)
    assert found, f"{page.url} has no words below its title"
    return found[0], found[1]
