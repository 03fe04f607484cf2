"""A real web server with the demo's data, on a free port of this machine."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from cohort.demo.people import PASSWORD
from cohort.site.serving import web_command
from config import ROOT
from tests.patience import wait_until

HOST = "127.0.0.1"
STOP_SECONDS = 60
OTHER_SETTINGS = (
    "ALLOWED_HOSTS", "DATABASE_URL", "FILES_URL", "HOST", "MAIL_FROM", "MODULES_PATH", "PUBLIC_URL",
    "REDIS_URL", "SECRET_KEY", "SITE_NAME", "SMTP_URL", "TRUSTED_PROXIES",
)  # fmt: skip

# So that the pages about Microsoft accounts are there; nobody presses their buttons.
UNREACHED = {
    "OIDC_CLIENT_ID": "nobody",
    "OIDC_CLIENT_SECRET": "nothing",
    "OIDC_TENANTS": "5f0c2c1e-6f0b-4c7e-9a53-0a4b2b0d7c11",
    "OIDC_AUTHORITY": "http://127.0.0.1:9/organizations/v2.0",
}

A_MAIL = b"""From: Commissioning with Communities <no-reply@localhost>
To: Tom Adeyemi <tom@example.org>
Subject: Your sign-in code is 482 913
Date: Tue, 24 Nov 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="parts"

--parts
Content-Type: text/plain; charset="utf-8"

Hello Tom,

To sign in, type the code, or open this page:
http://127.0.0.1/sign-in

--parts
Content-Type: text/html; charset="utf-8"

<!doctype html>
<html lang="en-GB"><head><title>Your sign-in code</title><style>p { color: #17563f }</style></head>
<body><p>Hello Tom,</p><p>To sign in, type the code, or <a href="http://127.0.0.1/sign-in">open
this page</a>.</p></body></html>
--parts--
"""


@dataclass(frozen=True)
class Site:
    """A running site. `folder` holds its database, its assets and its log."""

    address: str
    folder: Path

    def one(self, question: str, *values: Any) -> Any:
        """One value from the site's database, read only, to find an id for an address."""
        where = f"file:{self.folder / 'cohort.db'}?mode=ro"
        with closing(sqlite3.connect(where, uri=True)) as connection:
            row = connection.execute(question, values).fetchone()
        assert row, f"the demo has nothing to answer: {question} {values}"
        return row[0]

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "server.log").read_text()


def set_up(folder: Path, made: Path | None = None) -> Path:
    """Make the demo's database in `folder`, and one more person, by the commands people use.

    In `made` one is kept for all processes of a run, which is made once and copied.
    """
    if made is None:
        return _make(folder)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made.with_suffix(".half")).rename(made)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


def _make(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    newcomer = ("--email", "newcomer@example.org", "--name", "Dilys Hargreave")
    for words in (("site", "demo"), ("people", "add", *newcomer, "--password", PASSWORD)):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=_settings(folder, 8000), capture_output=True, text=True
        )
        assert done.returncode == 0, f"{words} failed:\n{done.stdout}{done.stderr}"
    mailbox = folder / "mailbox"
    mailbox.mkdir(exist_ok=True)
    (mailbox / "0mail.eml").write_bytes(A_MAIL)
    return folder


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Site]:
    """The web server over what `folder` holds, until the block ends."""
    process, address = _start(folder, settings)
    try:
        yield Site(address, folder)
    finally:
        _stop(process)


@contextmanager
def working(site: Site, **settings: str) -> Iterator[None]:
    """A worker beside the web server of `site`, until the block ends."""
    port = int(site.address.rpartition(":")[2])
    with (site.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
            cwd=ROOT,
            env=_settings(site.folder, port) | settings,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        _stop(process)


def _start(folder: Path, settings: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """Twice more when somebody took the port between our asking for it and using it."""
    for _attempt in range(3):
        port = _free_port()
        with (folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                web_command(HOST, port),
                cwd=ROOT,
                env=_settings(folder, port) | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        address = f"http://{HOST}:{port}"
        if _answers(process, address):
            return process, address
        _stop(process)
    raise AssertionError(f"The web server did not start:\n{(folder / 'server.log').read_text()}")


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers_or_ended() -> bool:
        try:
            with opener.open(f"{address}/healthz") as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return process.poll() is not None

    wait_until(answers_or_ended, pause=0.05)
    return process.poll() is None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The whole group, since the server has workers of its own."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _settings(folder: Path, port: int) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if name not in OTHER_SETTINGS}
    return (
        UNREACHED
        | inherited
        | {
            "COHORT_ENV": "development",
            "INSTANCE_PATH": str(folder),
            "PORT": str(port),
            "RATE_LIMITS": "off",
            "PYTHONUNBUFFERED": "1",
        }
    )
