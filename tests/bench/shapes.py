"""Comparing run shapes: which server, how many processes, how many threads in each.

All shapes serve one database at the same time, and each page is asked of one after another:
neighbouring numbers come from the same half minute. The best round counts, for other work on
the machine can only slow a round down.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench import load
from tests.bench.measure import Stage
from tests.bench.pages import PAGES
from tests.bench.quiet import Patience
from tests.bench.report import NAMES, machine
from tests.bench.server import Shape
from tests.bench.stages import filled

SHAPES = (
    Shape("gunicorn", 1, 8),
    Shape("gunicorn", 2, 1),
    Shape("gunicorn", 2, 4),
    Shape("granian", 2, 1),
    Shape("granian", 2, 2),
    Shape("granian", 2, 4),
    Shape("waitress", 1, 1),
    Shape("waitress", 1, 2),
    Shape("waitress", 2, 1),
    Shape("waitress", 2, 2),
    Shape("waitress", 2, 4),
)
COMPARED = ("module", "thread", "reply")
CLIENTS = (1, 8)
SCALE = 10


@dataclass(frozen=True)
class ShapeRun:
    """One page under one number of clients in one shape."""

    database: str
    shape: Shape
    page: str
    clients: int
    load: load.Load
    megabytes: float


def compare(
    databases: Sequence[str], *, seconds: int, rounds: int, patience: Patience
) -> list[ShapeRun]:
    """Every page of every shape, `rounds` times at 1 and at 8 clients."""
    runs: list[ShapeRun] = []
    for database in databases:
        with filled(database, SCALE) as ground, ExitStack() as servers:
            stages = {
                shape: servers.enter_context(ground.served(shape, patience)) for shape in SHAPES
            }
            for turn in range(rounds):
                order = SHAPES if turn % 2 == 0 else tuple(reversed(SHAPES))
                for page in COMPARED:
                    for clients in CLIENTS:
                        runs += [
                            _run(stages[shape], database, shape, page, clients, seconds)
                            for shape in order
                        ]
                        _say(runs[-len(SHAPES) :])
    return runs


def _run(
    stage: Stage, database: str, shape: Shape, name: str, clients: int, seconds: int
) -> ShapeRun:
    page = next(page for page in PAGES if page.name == name)
    found = stage.measure_page(page, seconds=seconds, clients=clients)
    memory = sum(stage.server.megabytes())
    return ShapeRun(database, shape, name, clients, found, memory)


def _say(runs: Sequence[ShapeRun]) -> None:
    rates = ", ".join(f"{run.shape.name}: {run.load.per_second:.0f}/s" for run in runs)
    print(f"{runs[0].database} {runs[0].page} {runs[0].clients}: {rates}", file=sys.stderr)


def render(runs: Sequence[ShapeRun], patience: Patience) -> str:
    """A table for each database: requests a second, and p95 where many ask at once."""
    parts = [f"Measured on {machine(patience)}. {SCALE}× data; the best round counts."]
    for database in dict.fromkeys(run.database for run in runs):
        lines = [
            "| Shape (processes × threads) | module 1 | module 8 | p95 | thread 1 | thread 8 | p95 "
            "| reply 1 | reply 8 | p95 | CPU ms, module 8 | all MB |",
            "|---|" + "--:|" * 11,
        ]
        for shape in dict.fromkeys(run.shape for run in runs):
            own = [run for run in runs if (run.database, run.shape) == (database, shape)]
            lines.append(f"| {shape.name} | {' | '.join(_cells(own))} |")
        parts += [f"#### {NAMES[database]}", "\n".join(lines)]
    return "\n\n".join(parts)


def _cells(runs: Sequence[ShapeRun]) -> list[str]:
    cells = []
    for page in COMPARED:
        for clients in CLIENTS:
            same = [run.load for run in runs if (run.page, run.clients) == (page, clients)]
            found = load.best(same)
            cells.append(f"{found.per_second:.0f}")
            if clients > 1:
                cells.append(f"{found.p95_ms:.0f} ms")
    busy = [run for run in runs if (run.page, run.clients) == ("module", 8)]
    cpu = min(run.load.cpu_ms for run in busy)
    return [*cells, f"{cpu:.1f}", f"{max(run.megabytes for run in runs):.0f}"]
