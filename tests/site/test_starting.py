"""Starting: settings, two servers at once, a wrong address, the demo."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.db import db, reading, take_advisory_lock
from cohort.demo.people import PEOPLE
from cohort.site import demo
from config import REQUIRED_IN_PRODUCTION, ROOT, Config, ConfigError
from tests import databases
from tests.patience import PATIENCE_SECONDS
from tests.world import World

LONG = "eI5tEEPi-0lQWw7WG8nv0Gb3mGPwVXEA2kUe5vQ9q1xkLhZd"
PRODUCTION = {
    "COHORT_ENV": "production",
    "SECRET_KEY": LONG,
    "DATABASE_URL": "postgresql://u:p@db/cohort",
    "PUBLIC_URL": "https://learn.example.org",
    "SMTP_URL": "smtp://mail.example.org",
}


def flask(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `flask …` as an operator would."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=clean | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
def test_production_without_a_secret_says_which(name: str, tmp_path: Path) -> None:
    env = PRODUCTION | {"INSTANCE_PATH": str(tmp_path)}
    del env[name]
    with pytest.raises(ConfigError, match=f"Not starting: {name} must be set in production"):
        Config.from_env(env)


def test_production_is_the_default_environment(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY and DATABASE_URL and PUBLIC_URL"):
        Config.from_env({"INSTANCE_PATH": str(tmp_path)})


def test_the_server_itself_refuses_to_start_and_names_the_variable(tmp_path: Path) -> None:
    done = flask("site", "run", COHORT_ENV="production", INSTANCE_PATH=str(tmp_path))
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": "short"}, "shorter than 32"),
        ({"PUBLIC_URL": "http://learn.example.org"}, "https://"),
        ({"PUBLIC_URL": "https://"}, "whole address"),
        ({"DATABASE_URL": "mysql://x/y"}, "postgresql:// or sqlite:///"),
        ({"SMTP_URL": "mail.example.org"}, "smtp://host:25"),
        ({"DATABASE_URL": "postgresql://u:p@h:abc/d"}, "port that is not a number"),
        ({"SMTP_URL": "smtp://h:abc"}, "smtp://host:25"),
        ({"REDIS_URL": "localhost:6379"}, "redis://host:6379"),
        ({"MAIL_FROM": "Us <us@example.org>"}, "plain address"),
        ({"MODULES_PATH": "/no/such/folder"}, "is not a folder"),
        ({"INSTANCE_PATH": "/proc/nowhere"}, "cannot be made"),
        ({"PUBLIC_URL": "https://[::1]:8000"}, "whole address"),
        ({"PORT": "eighty"}, "PORT must be a whole number"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number"),
        ({"PORT": "99999"}, "PORT must be between 1 and 65535, not 99999"),
        ({"PORT": "000000000099999"}, "PORT must be between 1 and 65535"),
        ({"FILES_URL": "s3://[x"}, "FILES_URL must look like"),
        ({"FILES_URL": "file://[/srv/files"}, "FILES_URL must look like"),
        ({"PORT": "0"}, "PORT must be between 1 and 65535"),
        ({"PORT": "80²"}, "PORT must be a whole number"),
        ({"PORT": "9" * 5000}, "PORT must be between"),
        ({"WEB_PROCESSES": "0"}, "WEB_PROCESSES must be between 1 and"),
        ({"WEB_PROCESSES": "two"}, "WEB_PROCESSES must be a whole number"),
        ({"WEB_THREADS": "1.5"}, "WEB_THREADS must be a whole number"),
        ({"SECRET_KEY": "x" * 48}, "SECRET_KEY repeats the same few characters"),
        ({"SECRET_KEY": "change-me" * 8}, "SECRET_KEY repeats the same few characters"),
        ({"SECRET_KEY": "aaaaaaaabbbbbbbb" * 3 + "c"}, "SECRET_KEY repeats the same few"),
        ({"SECRET_KEY": " " * 40}, "SECRET_KEY repeats the same few characters"),
        ({"REPLY_MAILBOX": "imaps://u:p@h/INBOX"}, "so REPLY_ADDRESS must be set too"),
        ({"REPLY_ADDRESS": "r@x.org"}, "REPLY_MAILBOX or REPLY_SECRET must be set too"),
        ({"REPLY_ADDRESS": "r@x.org", "REPLY_MAILBOX": "pop://h"}, "REPLY_MAILBOX must look like"),
        ({"REPLY_ADDRESS": "r x", "REPLY_SECRET": ""}, "REPLY_ADDRESS must be a plain address"),
        (
            {"REPLY_ADDRESS": "r" * 25 + "@x.org", "REPLY_MAILBOX": "imaps://u:p@h"},
            "at most 24 characters before the @",
        ),
        ({"BOUNCE_SECRET": "0" * 64}, "BOUNCE_SECRET repeats the same few characters"),
        ({"SECRET_KEY": "x" * 48, "COHORT_ENV": "development"}, "SECRET_KEY repeats"),
        ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite:////"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite:////tmp"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite://"}, "postgresql:// or sqlite:///"),
        ({"PUBLIC_URL": "https://learn.example.org:8443"}, "no port in production"),
        ({"PUBLIC_URL": "https://learn.example.org:443/"}, "no port in production"),
        ({"PUBLIC_URL": "https://learn.example.org:99999"}, "whole address"),
        ({"PUBLIC_URL": "https://learn.example.org:x"}, "whole address"),
        ({"PUBLIC_URL": "https://learn.example.org/course"}, "cannot stand in a folder"),
        ({"PUBLIC_URL": "https://learn.example.org?x=1"}, "cannot stand in a folder"),
        ({"PUBLIC_URL": "https://me:pw@learn.example.org"}, "must end behind the host"),
        ({"PUBLIC_URL": "learn.example.org"}, "whole address"),
        ({"PUBLIC_URL": "//learn.example.org"}, "whole address"),
        ({"PUBLIC_URL": "ftp://learn.example.org"}, "whole address"),
        ({"PUBLIC_URL": "https://learn.example.org "}, "whole address"),
        ({"PUBLIC_URL": "https://learn .example.org"}, "whole address"),
        ({"COHORT_ENV": "staging"}, "Set it to one of: production, development, test"),
    ],
)
def test_wrong_settings_are_named(changes: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=words):
        Config.from_env(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)} | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"PORT": "99999"},
        {"DATABASE_URL": "sqlite:///"},
        {"SECRET_KEY": "x" * 48},
        {"PUBLIC_URL": "https://learn.example.org:8443"},
    ],
)
def test_flask_site_run_says_what_is_wrong_in_one_sentence(
    changes: dict[str, str], tmp_path: Path
) -> None:
    done = flask("site", "run", **PRODUCTION | {"INSTANCE_PATH": str(tmp_path)} | changes)
    assert done.returncode != 0
    assert next(iter(changes)) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stdout == ""


def test_good_settings_are_taken_as_they_are(tmp_path: Path) -> None:
    """What the stricter checks must let through."""
    folder = {"INSTANCE_PATH": str(tmp_path)}
    hexadecimal = secrets.token_hex(16)
    found = Config.from_env(
        PRODUCTION | folder | {"SECRET_KEY": hexadecimal, "PUBLIC_URL": "https://x.org/"}
    )
    assert (found.public_url, found.secret_key) == ("https://x.org", hexadecimal)
    local = {"COHORT_ENV": "development", "PUBLIC_URL": "http://localhost:9000", "PORT": "65535"}
    found = Config.from_env(folder | local)
    assert (found.public_url, found.port) == ("http://localhost:9000", 65535)


def test_secrets_are_not_in_what_is_printed(tmp_path: Path) -> None:
    config = Config.from_env(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)})
    assert LONG not in repr(config)
    assert "u:p" not in repr(config)


def test_postgres_addresses_of_all_spellings_are_understood(tmp_path: Path) -> None:
    for start in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        env = PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": f"{start}u:p@h/d"}
        assert Config.from_env(env).database_url == "postgresql+psycopg://u:p@h/d"


def test_development_keeps_its_secret_from_start_to_start(tmp_path: Path) -> None:
    env = {"COHORT_ENV": "development", "INSTANCE_PATH": str(tmp_path)}
    first, second = Config.from_env(env), Config.from_env(env)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "development-secret").stat().st_mode & 0o077 == 0


def test_the_demo_is_refused_in_production(tmp_path: Path) -> None:
    env = PRODUCTION | {
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}",
    }
    for words in (("site", "demo"), ("site", "setup", "--demo"), ("site", "run", "--demo")):
        done = flask(*words, **env)
        assert done.returncode != 0
        assert "refused in production" in done.stderr
        assert not (tmp_path / "x.db").exists() or (tmp_path / "x.db").stat().st_size == 0


def test_a_wrong_database_address_is_said_without_its_password(tmp_path: Path) -> None:
    for url in (
        "postgresql://someone:sesame@127.0.0.1:1/nowhere",
        f"sqlite:///{tmp_path}/no/such/folder/x.db",
    ):
        done = flask(
            "site", "setup", COHORT_ENV="development", INSTANCE_PATH=str(tmp_path), DATABASE_URL=url
        )
        assert done.returncode != 0
        assert "cannot be used" in done.stderr
        assert "Check DATABASE_URL" in done.stderr
        assert "sesame" not in done.stderr + done.stdout
        assert "Traceback" not in done.stderr


def test_servers_starting_and_migrating_at_once_make_one_of_everything(
    on_postgresql: bool, tmp_path: Path
) -> None:
    if on_postgresql:
        with databases.postgresql() as url:
            _start_three(url, tmp_path)
    else:
        _start_three(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)


def _start_three(url: str, instance: Path) -> None:
    def start(_number: int) -> subprocess.CompletedProcess[str]:
        return flask(
            "site",
            "setup",
            "--demo",
            COHORT_ENV="development",
            INSTANCE_PATH=str(instance),
            DATABASE_URL=url,
        )

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(start, range(3)))
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    assert sum("Loaded the demo data" in one.stdout for one in done) == 1
    assert sum("18 pages written" in one.stdout for one in done) == 1
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM module")).scalar()
        programmes = connection.execute(sa.text("SELECT count(*) FROM programme")).scalar()
    engine.dispose()
    assert (count, programmes) == (9, 2)
    folders = list((instance / "assets").iterdir())
    assert len(folders) == 1, f"half-made copies of the static files: {folders}"


def test_a_server_waits_for_another_that_loads_the_demo(
    app: Flask, world: World, on_postgresql: bool
) -> None:
    """Longer than a request may wait, which is cut to a tenth of a second here."""
    world.person(email=next(p.email for p in PEOPLE.values() if p.signs_in))
    held, waited = threading.Event(), threading.Event()

    def be_the_other() -> None:
        with app.app_context():
            take_advisory_lock("demo")
            db.session.connection()  # on SQLite this is the turn
            held.set()
            waited.wait(1)
            db.session.rollback()

    other = threading.Thread(target=be_the_other)
    other.start()
    assert held.wait(PATIENCE_SECONDS)
    short = "SET lock_timeout = '100ms'" if on_postgresql else "PRAGMA busy_timeout=100"
    with app.app_context():
        with reading():
            db.session.connection().exec_driver_sql(short)
            db.session.commit()
        try:
            assert demo.load() is False, "the other one's people are there"
        finally:
            waited.set()
            other.join()
            db.engine.dispose()
