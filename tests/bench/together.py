"""`python -m tests.bench together`: 200 people post and read at once on the served SQLite.

Each signs in, then again and again opens the list of threads, reads a thread and answers in it,
with a pause to read after each page. Afterwards every answer must stand there once.
"""

from __future__ import annotations

import os
import random
import secrets
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.models import Post, Thread
from cohort.kernel import ids
from cohort.programmes.models import Cohort
from tests.bench import data
from tests.bench.server import Shipped, running
from tests.bench.stages import Filled, filled
from tests.bench.visitor import Visitor

PEOPLE, SECONDS, PAUSE = 200, 60, 10.0  # people, how long, and seconds between two pages on average
GOAL_MS = 500
EACH = data.PEOPLE - 1  # participants of a cohort: a facilitator signs in with a second factor


@dataclass
class Seen:
    """What all of them saw: milliseconds by kind of request, what was sent, what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure() -> str:
    """Fill, serve, let them in, and count."""
    with filled("sqlite", -(-PEOPLE // EACH)) as ground:
        with running(Shipped(), ground.settings) as server:
            people = [_person(server.port, number) for number in range(PEOPLE)]
            threads, seen, before = _threads(ground), Seen(), os.getloadavg()[0]
            end = time.monotonic() + SECONDS
            crowd = [
                threading.Thread(target=_live, args=(one, threads[cohort], seen, end))
                for one, cohort in people
            ]
            for one in crowd:
                one.start()
            for one in crowd:
                one.join()
        return _report(seen, _stored(ground), (before, os.getloadavg()[0]))


def _person(port: int, number: int) -> tuple[Visitor, str]:
    """Somebody who is signed in, and the slug of their cohort."""
    visitor, cohort = Visitor(port), number // EACH
    visitor.sign_in(f"person-{cohort}-{1 + number % EACH}@example.org", data.PASSWORD)
    return visitor, f"cohort-{cohort}"


def _threads(ground: Filled) -> dict[str, list[str]]:
    """{slug of a cohort: the addresses of its threads}."""
    found: dict[str, list[str]] = {}
    with ground.app.app_context():
        rows = sa.select(Cohort.slug, Thread.id).join(Thread, Thread.cohort_id == Cohort.id)
        for slug, thread in db.session.execute(rows.where(Thread.prompt_id.is_(None))):
            found.setdefault(slug, []).append(f"/cohorts/{slug}/threads/{ids.write_id(thread)}")
        db.session.remove()
    return found


def _live(visitor: Visitor, threads: list[str], seen: Seen, end: float) -> None:
    listed = threads[0].rpartition("/")[0]
    try:
        time.sleep(random.uniform(0, PAUSE))
        while time.monotonic() < end:
            _ask(visitor, seen, "list", listed)
            thread = random.choice(threads)
            page = _ask(visitor, seen, "thread", thread)
            word = f"word-{secrets.token_hex(8)}"
            form = {"csrf_token": visitor.token_in(page), "body": f"My answer is {word}."}
            form["submission"] = ids.write_id(ids.new_id())
            seen.sent.append(word)
            _ask(visitor, seen, "reply", f"{thread}/posts", form)
    except Exception as error:  # whatever it is, it is what the run is to find
        seen.errors.append(f"{type(error).__name__}: {error}")


def _ask(
    visitor: Visitor, seen: Seen, kind: str, path: str, form: dict[str, str] | None = None
) -> bytes:
    begun = time.perf_counter()
    status, body = visitor.ask(path, form)
    seen.taken.setdefault(kind, []).append(1000 * (time.perf_counter() - begun))
    if status != (303 if form else 200):
        seen.errors.append(f"{kind}: {status}")
    time.sleep(random.uniform(0, 2 * PAUSE))
    return body


def _stored(ground: Filled) -> Counter[str]:
    """How often each word stands in a post."""
    with ground.app.app_context():
        bodies = db.session.scalars(sa.select(Post.body).where(Post.body.like("My answer is %")))
        found = Counter(body.removeprefix("My answer is ").removesuffix(".") for body in bodies)
        db.session.remove()
    return found


def _report(seen: Seen, stored: Counter[str], load: tuple[float, float]) -> str:
    lost = sum(1 for word in seen.sent if not stored[word])
    doubled = sum(1 for count in stored.values() if count > 1)
    everything = [ms for taken in seen.taken.values() for ms in taken]
    lines = [
        f"{PEOPLE} people for {SECONDS} s, a page every {PAUSE:.0f} s each: {len(everything):,} "
        f"requests, {len(seen.sent):,} answers sent, {lost} lost, {doubled} doubled, "
        f"{len(seen.errors)} errors; p95 {_p95(everything):.0f} ms of {GOAL_MS} ms; "
        f"load of the machine {load[0]:.1f} before and {load[1]:.1f} at the end"
    ]
    for kind, taken in sorted(seen.taken.items()):
        middle = statistics.median(taken)
        lines.append(f"  {kind}: {len(taken):,}, p50 {middle:.0f} ms, p95 {_p95(taken):.0f} ms")
    return "\n".join([*lines, *(f"  {error}" for error in sorted(set(seen.errors))[:10])])


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0
