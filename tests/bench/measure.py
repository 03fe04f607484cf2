"""Measuring one page beside its ceiling, in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import psutil
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from cohort.app import create_app
from cohort.db import db
from cohort.discussions.models import Thread
from config import Config
from tests import round_trips
from tests.bench import data, load
from tests.bench.pages import HotPage
from tests.bench.quiet import Patience
from tests.bench.server import Server
from tests.bench.visitor import Visitor

WARM_UP = 24
PREPARED_AFTER = 9  # psycopg prepares what it has run five times
CLIENTS = (1, 8)


@dataclass(frozen=True)
class Measured:
    """A page and its ceiling under the same number of clients."""

    clients: int
    page: load.Load
    ceiling: load.Load

    @property
    def ratio(self) -> float:
        """The page's throughput as a part of its ceiling's."""
        return self.page.per_second / self.ceiling.per_second

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time, the web server's and the database's, which a busy machine
        disturbs less."""
        return self.ceiling.whole_cpu_ms / self.page.whole_cpu_ms


@dataclass(frozen=True)
class Result:
    """All that was found out about one page on one database at one scale."""

    database: str
    scale: int
    page: HotPage
    queries: int
    round_trips: int
    size: int
    at: dict[int, Measured]
    megabytes: float


class Stage:
    """A filled database, its server, and the participant who is signed in there."""

    def __init__(
        self,
        server: Server,
        ground: data.Ground,
        app: Flask,
        settings: Mapping[str, str],
        patience: Patience,
    ) -> None:
        self.server, self.ground, self.app, self.patience = server, ground, app, patience
        self.settings = dict(settings)
        self.visitor = Visitor(server.port)
        self.visitor.sign_in(data.EMAIL, data.PASSWORD)
        self._tokens: dict[str, str] = {}
        self._warmed: set[str] = set()

    def measure(
        self, page: HotPage, *, seconds: int, rounds: int, clients: Sequence[int] = CLIENTS
    ) -> dict[int, Measured]:
        """Page and ceiling by turns, `rounds` times at each number of clients."""
        token = self._token(page)
        addresses = (page.address(self.ground), page.ceiling(self.ground))
        for address in addresses:
            self._warm(address, page, token)
        found = {}
        before, sent = self._replies(), 0
        for count in clients:
            runs: tuple[list[load.Load], list[load.Load]] = ([], [])
            for _ in range(rounds):
                self.patience.wait()
                for address, kept in zip(addresses, runs, strict=True):
                    kept.append(self.drive(address, page, count, seconds, token))
            found[count] = Measured(count, load.best(runs[0]), load.best(runs[1]))
            sent += sum(run.requests for run in runs[0])
        if token and self._replies() - before < sent:
            raise load.LoadFailed(f"{sent} replies were sent; fewer stand in the thread.")
        return found

    def drive(
        self, address: str, page: HotPage, clients: int, seconds: int, token: str | None
    ) -> load.Load:
        """One run of wrk on one address."""
        before, database_before = self.server.cpu_seconds(), self.database_seconds()
        found = load.drive(
            f"http://127.0.0.1:{self.server.port}{address}",
            clients=clients,
            seconds=seconds,
            cookie=self.visitor.cookie if page.signed_in else None,
            token=token,
        )
        spent = self.server.cpu_seconds() - before
        database = self.database_seconds() - database_before
        return replace(
            found,
            cpu_ms=spent / found.requests * 1000,
            database_ms=database / found.requests * 1000,
        )

    def measure_page(self, page: HotPage, *, seconds: int, clients: int) -> load.Load:
        """The page alone, for comparing run shapes."""
        token = self._token(page)
        self._warm(page.address(self.ground), page, token)
        self.patience.wait()
        return self.drive(page.address(self.ground), page, clients, seconds, token)

    def database_seconds(self) -> float:
        """Processor time that PostgreSQL's processes have used so far; 0 on SQLite, whose work is
        the web server's own."""
        if self.settings["DATABASE_URL"].startswith("sqlite"):
            return 0.0
        with self.app.app_context(), db.engine.connect() as connection:
            backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        postmaster = psutil.Process(backend).parent()
        assert postmaster
        spent = 0.0
        for process in [postmaster, *postmaster.children()]:
            with suppress(psutil.NoSuchProcess):
                spent += sum(process.cpu_times()[:2])
        return spent + sum(postmaster.cpu_times()[2:4])  # with what its ended children used

    def _token(self, page: HotPage) -> str | None:
        if page.form_on and page.name not in self._tokens:
            self._tokens[page.name] = self.visitor.token_on(page.form_on(self.ground))
        return self._tokens.get(page.name)

    def _warm(self, address: str, page: HotPage, token: str | None) -> None:
        """Once, each request on a connection of its own, so that every process gets some."""
        if address in self._warmed:
            return
        self._warmed.add(address)
        form = {"csrf_token": token, "body": "To warm up"} if token else None
        for _ in range(WARM_UP):
            status, body = self.visitor.ask(address, form, signed_in=page.signed_in)
            if status != (303 if form else 200):
                text = body.decode(errors="replace")[-500:]
                raise load.LoadFailed(
                    f"{address} answered {status}: {text}\n{self.server.last_words()}"
                )

    def size(self, page: HotPage) -> int:
        """Bytes of the page's body. Raises LoadFailed when the ceiling's differs."""
        if page.form_on:
            return 0
        real, ceiling = (
            len(self.visitor.ask(address, signed_in=page.signed_in)[1])
            for address in (page.address(self.ground), page.ceiling(self.ground))
        )
        if real != ceiling:
            raise load.LoadFailed(
                f"{page.name}: the page has {real} bytes and its ceiling {ceiling}."
            )
        return real

    def queries(self, page: HotPage) -> int:
        """Statements the page sends to the database, its guard's among them."""
        with self.app.app_context(), _counting(db.engine) as statements:
            self._ask_here(self.app, page)
        return len(statements)

    def round_trips(self, page: HotPage) -> int:
        """How often the page asks PostgreSQL and waits, once its statements are prepared; on
        SQLite, which answers in the same process, never."""
        if self.settings["DATABASE_URL"].startswith("sqlite"):
            return 0
        with round_trips.counted(self.settings["DATABASE_URL"]) as between:
            app = make_app(self.settings | {"DATABASE_URL": between.url})
            asked = []
            for _ in range(PREPARED_AFTER):
                before = between.asked
                self._ask_here(app, page)
                asked.append(between.asked - before)
            with app.app_context():
                db.engine.dispose()
        return min(asked[-3:])

    def _ask_here(self, app: Flask, page: HotPage) -> None:
        """Ask for the page, or post it, in this process."""
        client = app.test_client(use_cookies=False)
        headers = {"Host": "127.0.0.1"}
        if page.signed_in and self.visitor.cookie:
            headers["Cookie"] = self.visitor.cookie
        token = self._token(page)
        address = page.address(self.ground)
        if token:
            body = f"Counted {secrets.token_hex(8)}"
            answer = client.post(address, data={"csrf_token": token, "body": body}, headers=headers)
        else:
            answer = client.get(address, headers=headers)
        if answer.status_code not in (200, 303):
            raise load.LoadFailed(f"{page.name} answered {answer.status_code} when counted.")

    def _replies(self) -> int:
        with self.app.app_context():
            query = sa.select(Thread.posts).where(Thread.id == self.ground.reply_thread_id)
            return db.session.scalar(query) or 0


@contextmanager
def _counting(engine: sa.Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.split(None, 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def make_app(settings: dict[str, str]) -> Flask:
    """The application in this process, for filling the database and counting queries."""
    return create_app(Config.from_env(settings))
