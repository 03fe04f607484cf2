"""A new site in production, set up by the command as an operator runs it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from tests import databases
from tests.site.test_starting import PRODUCTION, flask

ANSWERS = (
    *("--site-name", "Dysgu gyda’n gilydd", "--organisation", "Tidewrack Learning CIC"),
    *("--contact", "help@learn.example.org", "--name", "Ruth Calder"),
    *("--email", "Ruth@learn.example.org", "--password", "seven quiet herons"),
)


class Kept:
    """Keeps what is handed to it."""

    def __init__(self) -> None:
        self.mail: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mail.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[int, list[Any]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield port, kept.mail
    controller.stop()
    assert threading.active_count() >= 1


@pytest.fixture
def url(on_postgresql: bool, tmp_path: Path) -> Iterator[str]:
    if on_postgresql:
        with databases.postgresql() as found:
            yield found
    else:
        yield f"sqlite:///{tmp_path / 'new.db'}"


def rows(url: str, query: str) -> list[Any]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(sa.text(query)))
    engine.dispose()
    return found


def test_an_empty_site_says_what_comes_next_and_is_set_up_once(
    url: str, tmp_path: Path, smtp: tuple[int, list[Any]]
) -> None:
    port, mail = smtp
    env = PRODUCTION | {
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": url,
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    done = flask("site", "setup", **env)
    assert done.returncode == 0, done.stderr
    assert "Next: flask site first-run" in done.stdout

    done = flask("site", "first-run", *ANSWERS, **env)
    assert done.returncode == 0, done.stderr
    assert "Ruth Calder administers Dysgu gyda’n gilydd now." in done.stdout
    assert "A test mail to ruth@learn.example.org was handed to the mail server" in done.stdout
    for line in (
        "[x] The site has a name. Dysgu gyda’n gilydd",
        "[ ] A privacy notice is published",
        "[x] Visitors come by HTTPS",
        "[ ] The proxy in front is known",
        "[x] A test mail was sent",
        "[ ] The worker is alive",
        "[x] A second factor is compulsory",
        "[ ] Every administrator has a second factor. 0 of 1 have one.",
        "[x] The demo data is absent",
        "[?] There are backups",
    ):
        assert line in done.stdout
    assert len(mail) == 1
    assert mail[0]["To"] == "Ruth Calder <ruth@learn.example.org>"
    found = rows(url, "SELECT email, administrator_since FROM user_account")
    assert [row.email for row in found] == ["ruth@learn.example.org"]
    assert found[0].administrator_since
    told = rows(url, "SELECT action FROM history WHERE action NOT LIKE 'modules:%'")
    assert {"person:add", "setting:change", "mail:test"} <= {row.action for row in told}

    again = flask("site", "first-run", *ANSWERS, **env)
    assert again.returncode != 0
    assert "has an administrator already, so nothing was changed" in again.stderr
    assert "Next:" not in flask("site", "setup", **env).stdout
    assert len(rows(url, "SELECT id FROM user_account")) == 1


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--password", "short", "at least 10 characters"),
        ("--email", "ruth at example", "is not an email address"),
        ("--contact", "help", "is not an email address"),
        ("--site-name", "x" * 300, "Name of the site cannot be"),
    ],
)
def test_a_wrong_answer_changes_nothing(
    tmp_path: Path, option: str, value: str, words: str
) -> None:
    env = PRODUCTION | {
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
    }
    done = flask("site", "first-run", *ANSWERS, option, value, **env)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    url = env["DATABASE_URL"]
    assert rows(url, "SELECT * FROM user_account") == []
    assert rows(url, "SELECT * FROM setting") == []


def test_a_mail_server_out_of_reach_is_said_and_the_site_is_still_set_up(tmp_path: Path) -> None:
    env = PRODUCTION | {
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
        "SMTP_URL": "smtp://127.0.0.1:1",
    }
    done = flask("site", "first-run", *ANSWERS, **env)
    assert done.returncode == 0, done.stderr
    assert "The test mail did not go out" in done.stdout
    assert "[ ] A test mail was sent" in done.stdout
