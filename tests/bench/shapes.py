"""Comparing run shapes: which server, how many processes, how many threads in each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench import load
from tests.bench.pages import PAGES
from tests.bench.report import NAMES, machine
from tests.bench.server import Shape
from tests.bench.stages import Filled, filled

SHAPES = (
    Shape("gunicorn", 1, 8),
    Shape("gunicorn", 2, 1),
    Shape("gunicorn", 2, 4),
    Shape("granian", 1, 1),
    Shape("granian", 1, 2),
    Shape("granian", 1, 4),
    Shape("granian", 2, 1),
    Shape("granian", 2, 2),
    Shape("granian", 2, 4),
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


def compare(databases: Sequence[str], *, seconds: int, rounds: int) -> list[ShapeRun]:
    """All shapes in turn, and again in the opposite order, so that a slow minute hurts fairly."""
    runs = []
    for database in databases:
        with filled(database, SCALE) as ground:
            for turn in range(rounds):
                for shape in SHAPES if turn % 2 == 0 else reversed(SHAPES):
                    runs += _run(ground, database, shape, seconds)
    return runs


def _run(ground: Filled, database: str, shape: Shape, seconds: int) -> list[ShapeRun]:
    runs = []
    with ground.served(shape) as stage:
        for page in [page for page in PAGES if page.name in COMPARED]:
            for clients in CLIENTS:
                found = stage.measure_page(page, seconds=seconds, clients=clients)
                memory = sum(stage.server.megabytes())
                runs.append(ShapeRun(database, shape, page.name, clients, found, memory))
    rates = ", ".join(f"{r.page} {r.clients}: {r.load.per_second:.0f}/s" for r in runs)
    print(f"{database} {shape.name}: {rates}", file=sys.stderr, flush=True)
    return runs


def render(runs: Sequence[ShapeRun]) -> str:
    """A table for each database: requests a second, and p95 where many ask at once."""
    parts = [f"Measured on {machine()}, at {SCALE}× data."]
    for database in dict.fromkeys(run.database for run in runs):
        lines = [
            "| Shape (processes × threads) | module 1 | module 8 | p95 | thread 1 | thread 8 | p95 "
            "| reply 1 | reply 8 | p95 | all MB |",
            "|---|" + "--:|" * 10,
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
            found = load.together(same)
            cells.append(f"{found.per_second:.0f}")
            if clients > 1:
                cells.append(f"{found.p95_ms:.0f} ms")
    return [*cells, f"{max(run.megabytes for run in runs):.0f}"]
