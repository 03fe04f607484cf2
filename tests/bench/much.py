"""`python -m tests.bench much`: pages of much beside those of little, by turns in one process.

Much is a thread of 5,000 posts, a cohort of 5,000 threads and a person with 50,000 notices. The
work of this process and the time that passes are compared as medians of pairs; on PostgreSQL the
database works meanwhile, so there only what passes tells all.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cohort.db import db
from cohort.kernel import ids
from cohort.operations import migrating
from tests import crowded
from tests.bench.measure import make_app
from tests.bench.server import environment
from tests.bench.stages import address
from tests.client import Browser
from tests.crowded import PAGES, Place
from tests.world import World

WARM_UP, PAIRS = 10, 30
MOST_TIMES = 1.3
REPLY = "reply"


def measure(database: str) -> str:
    """A line for each page and reader: how many times the work and time of little."""
    with (
        tempfile.TemporaryDirectory(prefix="cohort-bench-") as folder,
        address(database, Path(folder)) as url,
    ):
        settings = environment(url, Path(folder)) | {"ALLOWED_HOSTS": "localhost,127.0.0.1"}
        world = World(make_app(settings | {"COHORT_ENV": "test", "PUBLIC_URL": "http://localhost"}))
        with world.app.app_context():
            migrating.migrate()
        places = crowded.build(world)
        lines = [
            _line(world, places, page, who)
            for page in (*PAGES, REPLY)
            for who in places["little"].people
        ]
        with world.app.app_context():
            db.engine.dispose()
        return "\n".join(f"{database}: {line}" for line in lines)


def _line(world: World, places: dict[str, Place], page: str, who: str) -> str:
    little, much = (
        _asking(world.browser(place.people[who]), place, page)
        for place in (places["little"], places["much"])
    )
    for _ in range(WARM_UP):
        little()
        much()
    pairs = [(_spent(little), _spent(much)) for _ in range(PAIRS)]
    work, passed = (
        statistics.median(more[n] / max(less[n], 1e-6) for less, more in pairs) for n in (0, 1)
    )
    least = 1000 * statistics.median(less[1] for less, _ in pairs)
    return f"{page}, {who}: work × {work:.2f}, time × {passed:.2f} of {least:.1f} ms"


def _asking(browser: Browser, place: Place, page: str) -> Callable[[], None]:
    if page != REPLY:
        headers = {"Sec-Purpose": "prefetch"}  # nothing is noted as read
        return lambda: browser.client.get(place.address(page), headers=headers).close()
    form = browser.get(place.thread).form("/posts")
    action = form.pop("__action__")

    def post() -> None:
        form["submission"] = ids.write_id(ids.new_id())
        form["body"] = f"An answer, {form['submission']}"
        answer = browser.client.post(action, data=form)
        if answer.status_code != 303:
            raise RuntimeError(f"posting answered {answer.status_code}")

    return post


def _spent(do: Callable[[], None]) -> tuple[float, float]:
    work, passed = time.process_time(), time.perf_counter()
    do()
    return time.process_time() - work, time.perf_counter() - passed
