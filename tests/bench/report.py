"""The tables, the goals, and their place in docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Sequence

from cohort.kernel import clock
from config import ROOT
from tests.bench import load
from tests.bench.measure import Measured, Result
from tests.bench.quiet import Patience

DOCUMENT = ROOT / "docs" / "performance.md"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LEAST_RATIO = {"sqlite": 0.7, "postgresql": 0.5}  # of the ceiling; mistyped has its own goal
DURABLE_REPLY = 0.7
MOST_TIMES_A_RIGHT_SEARCH = 3.0
MOST_ALONE_MS = 5.0
BIG_PAGE = 25_000  # bytes; the goal for p50 is about pages of some 20 kB
MOST_SLOWDOWN = 1.3
MOST_MEGABYTES = 120


BY: dict[str, Callable[[Measured], float]] = {
    "requests a second": lambda found: found.ratio,
    "processor time": lambda found: found.cpu_ratio,
}
COSTS: dict[str, Callable[[load.Load], float]] = {
    "processor time": lambda found: found.whole_cpu_ms,
    "requests a second": lambda found: 1 / found.per_second,
}


def one_line(result: Result) -> str:
    """A result as it comes, for whoever waits."""
    asked = f", {result.round_trips} round trips" if result.round_trips else ""
    words = [f"{result.page.name}: {result.queries} queries{asked}, {result.size / 1000:.1f} kB"]
    for clients, found in result.at.items():
        words.append(
            f"{clients} client{'s' if clients > 1 else ''} {found.page.per_second:.0f}/s "
            f"p50 {found.page.p50_ms:.1f} p95 {found.page.p95_ms:.1f} ms, "
            f"ceiling {found.ceiling.per_second:.0f}/s p50 {found.ceiling.p50_ms:.1f} "
            f"p95 {found.ceiling.p95_ms:.1f} ms, "
            f"ratio {found.ratio:.2f}, by CPU {found.cpu_ratio:.2f}, "
            f"database {found.page.database_ms:.2f} ms"
        )
    return "; ".join([*words, f"{result.megabytes:.0f} MB"])


def render(results: Sequence[Result], patience: Patience) -> str:
    """Everything as Markdown: goals, ratios, then what holds for one machine only."""
    return "\n\n".join(
        [
            f"Measured on {machine(patience)}.",
            "### Goals",
            _goals(results),
            "### Ratios",
            *_ratios(results),
            *_absolute(results),
        ]
    )


def machine(patience: Patience) -> str:
    """What a reader needs to know of the machine, and no more."""
    return (
        f"{clock.now():%-d %B %Y}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processor cores; {patience.words}"
    )


def _goals(results: Sequence[Result]) -> str:
    lines = ["| Goal | Met? | Worst found |", "|---|---|---|"]
    for database, least in LEAST_RATIO.items():
        for words, ratio in BY.items():
            found = [
                (ratio(m), f"{_place(r)}, {m.clients} at once")
                for r in results
                if r.database == database and r.page.name != "mistyped"
                for m in _each(r)
            ]
            goal = f"At least {least} of the ceiling on {NAMES[database]}, by {words}"
            lines.append(_goal(goal, found, least, "{:.2f}", least=True))
    for words, ratio in BY.items():
        found = [
            (ratio(m), f"{_place(r)}, {m.clients} at once")
            for r in results
            if (r.page.name, r.database) == ("reply", "sqlite")
            for m in _each(r)
        ]
        goal = f"A durable reply at {DURABLE_REPLY} of the ceiling on SQLite, by {words}"
        lines.append(_goal(goal, found, DURABLE_REPLY, "{:.2f}", least=True))
    for words, cost in COSTS.items():
        goal = (
            f"A mistyped search under {MOST_TIMES_A_RIGHT_SEARCH:.0f} times a right one, by {words}"
        )
        found = _mistyped(results, cost)
        lines.append(_goal(goal, found, MOST_TIMES_A_RIGHT_SEARCH, "{:.1f}"))
    alone = [
        (r.at[1].page.p50_ms, f"{_place(r)}, {r.size / 1000:.0f} kB")
        for r in results
        if r.database == "sqlite" and r.size <= BIG_PAGE
    ]
    lines.append(
        _goal(
            "p50 alone under 5 ms on SQLite, pages up to 25 kB", alone, MOST_ALONE_MS, "{:.1f} ms"
        )
    )
    slower = [(_slowdown(r, results) or 0, _place(r)) for r in results if r.scale == 100]
    lines.append(_goal("At most 1.3 times slower at 100×", slower, MOST_SLOWDOWN, "{:.2f}"))
    memory = [(r.megabytes, _place(r)) for r in results]
    lines.append(_goal("A web process under 120 MB", memory, MOST_MEGABYTES, "{:.0f} MB"))
    return "\n".join(lines)


def _mistyped(
    results: Sequence[Result], cost: Callable[[load.Load], float]
) -> list[tuple[float, str]]:
    """How many times a right search's cost a mistyped one takes, wherever both were measured."""
    right = {(r.database, r.scale): r for r in results if r.page.name == "search"}
    return [
        (cost(found.page) / cost(right[r.database, r.scale].at[found.clients].page), _place(r))
        for r in results
        if r.page.name == "mistyped" and (r.database, r.scale) in right
        for found in _each(r)
    ]


def _goal(
    words: str, found: list[tuple[float, str]], limit: float, shown: str, *, least: bool = False
) -> str:
    if not found:
        return f"| {words} | not measured | |"
    worst, place = min(found) if least else max(found)
    missed = [value for value, _ in found if (value < limit if least else value > limit)]
    verdict = f"no: {len(missed)} of {len(found)} miss it" if missed else "yes"
    return f"| {words} | {verdict} | {shown.format(worst)}: {place} |"


def _place(result: Result) -> str:
    return f"{result.page.name}, {NAMES[result.database]} {result.scale}×"


def _each(result: Result) -> Sequence[Measured]:
    return list(result.at.values())


def _slowdown(result: Result, results: Sequence[Result]) -> float | None:
    """How many times slower than at 1× the page is alone.

    By processor time, the database's too, and each against its own ceiling, measured in the same
    minute: a machine that was busier during one of the two must not look like a slow page.
    """
    first = [
        other
        for other in results
        if (other.database, other.page.name, other.scale) == (result.database, result.page.name, 1)
    ]
    return (
        first[0].at[1].cpu_ratio / result.at[1].cpu_ratio if first and result.scale != 1 else None
    )


def _ratios(results: Sequence[Result]) -> list[str]:
    return [
        "Requests a second, as a part of the ceiling's (with one client · with eight):",
        _table(results, lambda found: found.ratio),
        "Processor time for a request of the ceiling, as a part of the page's; on PostgreSQL the "
        "web server's and the database's together:",
        _table(results, lambda found: found.cpu_ratio),
    ]


def _table(results: Sequence[Result], ratio: Callable[[Measured], float]) -> str:
    columns = list(dict.fromkeys((r.database, r.scale) for r in results))
    head = [f"{NAMES[database]} {scale}×" for database, scale in columns]
    lines = [
        f"| Page | Queries | Round trips | kB | {' | '.join(head)} |",
        f"|---|{'--:|' * (len(head) + 3)}",
    ]
    for page in dict.fromkeys(result.page for result in results):
        own = {(r.database, r.scale): r for r in results if r.page == page}
        cells = [" · ".join(f"{ratio(m):.2f}" for m in _each(own[column])) for column in columns]
        queries = max(r.queries for r in own.values())
        trips = max(r.round_trips for r in own.values()) or "–"
        size = max(r.size for r in own.values()) / 1000
        lines.append(f"| {page.title} | {queries} | {trips} | {size:.1f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _absolute(results: Sequence[Result]) -> list[str]:
    lines = [
        "| Database | Data | Page | 1: req/s | p50 | p95 | ceiling | p50 | p95 "
        "| 8: req/s | p50 | p95 | ceiling | p50 | p95 | CPU | its ceiling "
        "| database | MB |",
        "|---|--:|---|" + "--:|" * 16,
    ]
    for result in results:
        cells = [
            cell
            for found in _each(result)
            for side in (found.page, found.ceiling)
            for cell in (f"{side.per_second:.0f}", f"{side.p50_ms:.1f}", f"{side.p95_ms:.1f}")
        ]
        one = result.at[1]
        lines.append(
            f"| {NAMES[result.database]} | {result.scale}× | {result.page.name} | "
            f"{' | '.join(cells)} | {one.page.cpu_ms:.1f} | {one.ceiling.cpu_ms:.1f} "
            f"| {one.page.database_ms:.1f} | {result.megabytes:.0f} |"
        )
    return [
        "### Absolute numbers",
        "Of that machine on that day only. Times in milliseconds, with 1 and with 8 clients; "
        "CPU is the web server's processor time for one request, and database that of PostgreSQL.",
        "\n".join(lines),
    ]


def write(section: str, text: str) -> None:
    """Put the text between the document's markers of that section."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    document = DOCUMENT.read_text()
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(document):
        raise LookupError(f"{DOCUMENT.name} has no markers {begin} and {end}.")
    DOCUMENT.write_text(pattern.sub(lambda _match: f"{begin}\n\n{text}\n\n{end}", document))
