"""`make look`: a picture of every page into build/look/, to look at before calling it done.

Each page in each state of tests/<feature>/places.py: light and dark at 1280 and 390 px, and as it
prints. `python -m tests.look log thread` takes only the pages whose names hold one of the words.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from config import ROOT
from tests.browser import demo
from tests.browser.demo import Demo
from tests.browser.places import PLACES
from tests.browser.visiting import Place, app_of
from tests.browser.window import DESK, PHONE, chromium, open_window

OUT = ROOT / "build" / "look"
PRINTED = 720  # about as wide as the text of an A4 sheet


def main(words: list[str]) -> int:
    """Take the pictures; 1 when a page could not be opened."""
    chosen = [p for p in PLACES if not words or any(word in p.name for word in words)]
    if not chosen:
        names = ", ".join(place.name for place in PLACES)
        print(f"No page has a name with {' or '.join(words)}. There are: {names}.")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="look-") as folder,
        chromium() as browser,
        demo.running(Path(folder) / "site", browser) as shown,
    ):
        troubles = _take(browser, shown, chosen)
    print(f"{len(chosen) - len(troubles)} pages are in {OUT.relative_to(ROOT)}/")
    print("".join(f"  {trouble}\n" for trouble in troubles), end="")
    return 1 if troubles else 0


def _take(browser: Browser, shown: Demo, chosen: list[Place]) -> list[str]:
    app, troubles = app_of(shown.site), []
    for place in chosen:
        site = shown.as_made()
        window = open_window(browser, site, cookies=shown.cookies[place.who])
        try:
            page = place.visit(window, place.path(app, site))
            _picture(page, place.name.replace(",", "").replace(" ", "-"))
            window.check()
        except Exception as error:  # the other pages are still worth a look
            troubles.append(f"{place.name}: {str(error)[:300]}")
        window.context.close()
    return troubles


def _picture(page: Page, name: str) -> None:
    page.evaluate("() => document.fonts.ready.then(() => true)")
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(media="screen", color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": PRINTED, "height": 900})
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=OUT / f"{name}-print.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
