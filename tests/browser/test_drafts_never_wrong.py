"""“Saved 14:02” is never wrong: 1,000 savings, half of them through a proxy's troubles."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page

from cohort.kernel.ids import write_id
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.server import Site
from tests.browser.unsteady import Trouble, unsteady

COHORT = "/cohorts/spring-cohort"
SAVINGS = 1000
TIMES = {"draftPause": "4", "draftLongest": "40", "draftLate": "150"}  # milliseconds

# Types on until the proxy has met so many savings. At each change of the line, before each key and
# after it, it asks the database what it holds, and nothing on the page moves until it has the
# answer. Every fourth text is the one before the last: an old answer to it would fit.
DRIVE = """async ([times, most, seed]) => {
  const sheet = document.querySelector("[data-draft]");
  const form = sheet.closest("form");
  const box = form.querySelector("textarea[name=body]");
  const line = form.querySelector("[data-saved]");
  Object.assign(sheet.dataset, times);
  const random = () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const seen = { saved: 0, late: 0, empty: 0, stale: 0, wrong: [] };
  let savings = 0;
  const compare = (when) => {
    const said = line.textContent;
    if (!said.startsWith("Saved ")) { seen[said ? "late" : "empty"] += 1; return false; }
    const asked = new XMLHttpRequest();
    asked.open("GET", `/held?key=${form.elements.submission.value}`, false);
    asked.send();
    const told = JSON.parse(asked.responseText);
    savings = told.savings;
    seen.saved += 1;
    const here = box.value;
    if (told.fields.body !== here) seen.wrong.push([when, said, here, told.fields.body ?? null]);
    return true;
  };
  new MutationObserver(() => compare("the line changed"))
    .observe(line, { childList: true, characterData: true, subtree: true });
  const texts = [];
  for (let n = 0; savings < most; n += 1) {
    compare("before a key");
    const text = n % 4 === 3 ? texts.at(-2) : `${"Words. ".repeat(Math.floor(random() * 8))}${n}`;
    texts.push(text);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (line.textContent.startsWith("Saved ")) seen.stale += 1;
    // Mostly until it is saved, as a person pauses; else the next key comes while it is under way.
    const until = random() < 0.6 ? 600 : random() * 30;
    const began = Date.now();
    while (Date.now() - began < until && !line.textContent.startsWith("Saved ")) await wait(3);
    if (random() < 0.2) await wait(20); // what comes late comes now
  }
  return seen;
}"""


@pytest.mark.parametrize("path", ["/threads/new", None], ids=["a thread", "replies"])
def test_the_line_is_never_wrong(
    open_: OpensWindows, demo: Demo, site: Site, path: str | None
) -> None:
    chance = random.Random(10)
    with unsteady(site) as proxy:
        window = open_(proxy.as_site(), cookies=demo.cookies["participant"])
        window.forgive("net::ERR_", "Synchronous XMLHttpRequest", statuses=(502,))
        pages: list[Page] = []
        for number in range(2):
            page = window.page if number == 0 else window.context.new_page()
            pages.append(page)
            if path is None:
                thread = site.one("select id from thread order by posts desc, id limit 1")
                page.goto(f"{proxy.address}{COHORT}/threads/{write_id(thread)}")
            else:
                page.goto(f"{proxy.address}{COHORT}{path}")
        kinds = [Trouble.NONE] * 8 + [one for one in Trouble if one is not Trouble.NONE]
        proxy.trouble = lambda: chance.choice(kinds)
        for number, page in enumerate(pages):
            page.evaluate(
                f"(given) => {{ window.driven = ({DRIVE})(given) }}",
                [TIMES, SAVINGS // 2, 1 + number],
            )
        found = [page.evaluate("() => window.driven") for page in pages]
        assert [one["wrong"] for one in found] == [[], []]
        assert [one["stale"] for one in found] == [0, 0]
        assert proxy.savings >= SAVINGS // 2
        assert min(one["saved"] for one in found) > 50, "the line says so often enough to be judged"
        assert set(proxy.met) == set(Trouble), "each trouble was met"
