"""What a page is measured by: faults axe finds, what it weighs, what sticks out, what jumps."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

from config import ROOT
from tests.browser.window import DESK, HEIGHT, PHONE, ZOOMED

AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text()
LEAST_SHIFT = 0.01  # a tenth of what is called good; a font that swaps in may cost half of it
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that ask for colours
RUN_AXE = """async (runOnly) => {
  const found = await axe.run(document, {
    runOnly, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id} (${rule.impact}): ${node.target.join(" ")}\\n      ${node.html.slice(0, 160)}\\n`
    + `      ${node.failureSummary.split("\\n").slice(1).join(" ").trim().slice(0, 300)}`));
}"""
STICKING_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (element) => element && element !== document.documentElement
    && element !== document.body
    && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX)
      || scrolls(element.parentElement));
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxes = [...document.body.querySelectorAll("*")].map((e) => [e, e.getBoundingClientRect()]);
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    boxes.push([words.currentNode.parentElement, range.getBoundingClientRect()]);
  }
  const out = [...new Set(boxes.filter(([element, box]) => box.width > 1 && box.height > 1
    && box.right > wide + 1 && !scrolls(element)).map(([element]) => element))];
  const most = document.documentElement.scrollWidth;
  if (most <= wide && !out.length) return [];
  const shown = out.slice(-4).map((element) => element.outerHTML.slice(0, 140));
  return [`${most} px of content in ${wide} px`, ...shown];
}"""
SHIFTS = """() => new Promise((done) => {
  const found = [];
  const watch = new PerformanceObserver((list) => found.push(...list.getEntries()));
  watch.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => {
    found.push(...watch.takeRecords());
    done(found.filter((shift) => !shift.hadRecentInput).map((shift) => [shift.value,
      shift.sources.map((source) => source.node?.outerHTML?.slice(0, 100) ?? "")]));
  }, 60));
})"""


def faults(page: Page, *, full: bool = True) -> list[str]:
    """What axe finds in light and dark at 1280 px and in light at 390 px. When not `full`, it
    looks in dark at what depends on colours, and not at 390 px."""
    # Run as one script of its own, which Chromium compiles once for all pages of a window.
    devtools = page.context.new_cdp_session(page)
    assert "exceptionDetails" not in devtools.send("Runtime.evaluate", {"expression": AXE})
    devtools.detach()
    everything = {"type": "tag", "values": TAGS}
    colours = {"type": "rule", "values": OF_COLOURS}
    ways = [("light", DESK, everything), ("dark", DESK, everything if full else colours)]
    found = []
    for scheme, width, rules in [*ways, *([("light", PHONE, everything)] if full else [])]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"{scheme}, {width} px: {fault}" for fault in page.evaluate(RUN_AXE, rules)]
    return found


def sticking_out(page: Page, width: int = ZOOMED) -> list[str]:
    """What makes the page scroll sideways at 320 px, which is 1280 px at 400 %, or at `width`."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


def shifts(page: Page) -> list[str]:
    """What moved after it had been painted, when it is enough for anybody to see."""
    found: list[Any] = page.evaluate(SHIFTS)
    if sum(value for value, _sources in found) < LEAST_SHIFT:
        return []
    return [f"{value:.4f}: {sources}" for value, sources in found]


class Scales:
    """Weighs a page with all it loads, as it comes over the wire, with nothing cached."""

    def __init__(self, page: Page) -> None:
        self.parts: dict[str, float] = {}
        self._names: dict[str, str] = {}
        self._network: CDPSession = page.context.new_cdp_session(page)
        self._network.on("Network.requestWillBeSent", self._on_request)
        self._network.on("Network.loadingFinished", self._on_finished)
        self._network.send("Network.enable")
        self._network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def put_away(self) -> None:
        """Weigh no more: another page is to come into this window."""
        self._network.detach()

    def _on_request(self, event: dict[str, Any]) -> None:
        self._names[event["requestId"]] = event["request"]["url"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        name = self._names.get(event["requestId"], "?")
        self.parts[name] = self.parts.get(name, 0) + event["encodedDataLength"]

    def total(self) -> int:
        """Bytes, all in all."""
        return int(sum(self.parts.values()))

    def __str__(self) -> str:
        heaviest = sorted(self.parts.items(), key=lambda part: -part[1])
        lines = (f"{int(size):>8,}  {name}" for name, size in heaviest)
        return f"{self.total():,} bytes in all:\n" + "\n".join(lines)
