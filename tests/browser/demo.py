"""The demo that tests share: each finds it as it was made, whatever an earlier one did to it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser import server
from tests.browser.server import Site
from tests.browser.window import PEOPLE, open_window


@dataclass(frozen=True)
class Demo:
    """A running site with the demo's people signed in, and the database as it was then."""

    site: Site
    cookies: dict[str | None, Any]  # of each person, by their name in PEOPLE; of nobody: None
    kept: sqlite3.Connection

    def as_made(self) -> Site:
        """The site, its database put back. Processes that have it open simply read the old again:
        SQLite's backup writes as any other connection does."""
        with closing(sqlite3.connect(self.site.folder / "cohort.db")) as database:
            self.kept.backup(database)
            # Some pages ask who it is when signing in was 15 minutes ago, and machines are slow.
            now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            database.execute("update sign_in set begun_at = ?", (now,))
            database.execute(
                "update sign_in set second_factor_at = ? where second_factor_at is not null", (now,)
            )
            database.commit()
        return self.site


@contextmanager
def running(folder: Path, chrome: Browser, made: Path | None = None) -> Iterator[Demo]:
    """Set up in `folder`, from what is `made` already if it is, until the block ends."""
    with (
        server.running(server.set_up(folder, made)) as site,
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as kept,
    ):
        cookies = {None: None} | {who: _signed_in(chrome, site, who) for who in PEOPLE}
        with closing(sqlite3.connect(site.folder / "cohort.db")) as database:
            database.backup(kept)
        yield Demo(site, cookies, kept)


def _signed_in(chrome: Browser, site: Site, who: str) -> Any:
    window = open_window(chrome, site, javascript=False)
    window.sign_in(who)
    cookies = window.context.storage_state()
    window.context.close()
    window.check()
    return cookies
