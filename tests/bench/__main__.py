"""`python -m tests.bench`: measure the hot pages; `python -m tests.bench shapes`: the server;
`python -m tests.bench digest`: the digests of a morning; `python -m tests.bench much`: long
threads, many threads and many notices beside few; `python -m tests.bench together`: 200 people
post and read at once.

--database sqlite --scale 1 --page thread --seconds 5    narrows a run (each can be repeated)
--write                                                  puts the tables into the docs
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from tests.bench import digests, load, much, report, shapes, together
from tests.bench.measure import Result
from tests.bench.pages import PAGES, HotPage
from tests.bench.quiet import Patience
from tests.bench.server import Shape, Shipped
from tests.bench.stages import DATABASES, filled

SCALES = (1, 10, 100)
WHAT = ("pages", "shapes", "digest", "much", "together")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns an exit code: 0 also when a goal is missed, for the numbers say so themselves."""
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))  # stops the servers too
    if asked.what == "digest":
        for database in asked.database or DATABASES:
            for scale in asked.scale or SCALES:
                print(digests.measure(database, scale))
        return 0
    if asked.what == "much":
        for database in asked.database or DATABASES:
            print(much.measure(database))
        return 0
    if asked.what == "together":
        print(together.measure())
        return 0
    load.find_wrk()
    databases = asked.database or DATABASES
    began, patience = time.monotonic(), Patience(asked.patience)
    if asked.what == "shapes":
        runs = shapes.compare(
            databases, seconds=asked.seconds or 1, rounds=asked.rounds, patience=patience
        )
        section, text = "shapes", shapes.render(runs, patience)
    else:
        pages = [page for page in PAGES if not asked.page or page.name in asked.page]
        results = [
            result
            for database in databases
            for scale in asked.scale or SCALES
            for result in _measure(database, scale, pages, asked, patience)
        ]
        section, text = "pages", report.render(results, patience)
    print(text)
    print(f"Took {time.monotonic() - began:.0f} seconds.", file=sys.stderr)
    if asked.write:
        report.write(section, text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="See the docs.")
    parser.add_argument("what", nargs="?", choices=WHAT, default="pages")
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--scale", action="append", type=int)
    parser.add_argument("--page", action="append", choices=[page.name for page in PAGES])
    parser.add_argument("--seconds", type=int, help="of each run of wrk")
    parser.add_argument("--rounds", type=int, default=2, help="page and ceiling by turns")
    parser.add_argument("--shape", help="server:processes:threads instead of the shipped one")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for quiet")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser


def _measure(
    database: str,
    scale: int,
    pages: Sequence[HotPage],
    asked: argparse.Namespace,
    patience: Patience,
) -> list[Result]:
    results = []
    with filled(database, scale) as ground, ground.served(_shape(asked.shape), patience) as stage:
        rows = ", ".join(f"{count:,} {name}" for name, count in stage.ground.rows.items())
        _say(f"{database} {scale}×: {rows}")
        for page in pages:
            size, queries, trips = stage.size(page), stage.queries(page), stage.round_trips(page)
            at = stage.measure(page, seconds=asked.seconds or 1, rounds=asked.rounds)
            megabytes = stage.server.megabytes()
            results.append(Result(database, scale, page, queries, trips, size, at, megabytes[0]))
            _say("  " + report.one_line(results[-1]))
    return results


def _shape(text: str | None) -> Shape | Shipped:
    if text is None:
        return Shipped()
    server, processes, threads = text.split(":")
    return Shape(server, int(processes), int(threads))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
