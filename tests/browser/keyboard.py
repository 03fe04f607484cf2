"""Going about a page with the keyboard alone, as somebody does who sees where the focus is."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 80
SEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const own = getComputedStyle(element);
  // A text box may be ringed by its frame, and a radio or checkbox by its label's drawn circle.
  const frames = [element.parentElement, element.parentElement?.parentElement];
  const drawn = element.matches("[type=radio], [type=checkbox]")
    ? getComputedStyle(element.nextElementSibling, "::before") : null;
  const ringed = outlined(own) || own.boxShadow !== "none"
    || frames.some((frame) => frame && outlined(getComputedStyle(frame)))
    || (drawn && (drawn.boxShadow !== "none" || outlined(drawn)));
  const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const at = document.elementFromPoint(
    Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1),
    Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1));
  const covered = !at || !(element.contains(at) || at.contains(element));
  return { what: element.outerHTML.slice(0, 120), ringed, inView, covered };
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; each stop on the way must show that it has it."""
    handle = target.element_handle()
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert_seen(page)
        if page.evaluate("target => target === document.activeElement", handle):
            return
    raise AssertionError(f"{MOST_TABS} presses of Tab do not reach {target}")


def assert_seen(page: Page) -> None:
    """What has the focus, if anything has, shows that it has it, and nothing lies over it."""
    seen = page.evaluate(SEEN)
    if seen is not None:
        assert seen["ringed"], f"no visible focus on {seen['what']}"
        assert seen["inView"], f"the focus is out of view on {seen['what']}"
        assert not seen["covered"], f"something covers the focused {seen['what']}"


def enter(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
