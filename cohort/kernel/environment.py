"""Reads settings out of the environment. Each function raises ConfigError, with one sentence that
names the variable and says what is right; config.py says which settings there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict
from urllib.parse import SplitResult, urlsplit

SHORTEST_SECRET = 32
FEWEST_LETTERS = 8  # different ones in a secret; 32 random hexadecimal digits have 9 or more
LONGEST_REPLY_NAME = 24  # characters; 39 more are ours, and 64 is the most (RFC 5321)
HIGHEST_PORT = 65535
SMTP_SCHEMES = ("smtp", "smtps", "smtp+starttls")
FILE_SCHEMES = ("file", "s3", "gs", "az")
MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'

Env = Mapping[str, str]


class ConfigError(Exception):
    """A setting is missing or wrong; the message names the variable and says how to fix it."""


def number(env: Env, name: str, default: int, least: int = 0, most: int = 1000) -> int:
    """A whole number between `least` and `most`."""
    text = (env.get(name) or str(default)).strip()
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    found = int(text.lstrip("0")[:9] or "0")
    if not least <= found <= most:
        raise ConfigError(f"{name} must be between {least} and {most}, not {text}.")
    return found


def port(env: Env) -> int:
    """The port to listen on."""
    return number(env, "PORT", 8000, 1, HIGHEST_PORT)


def on_or_off(env: Env, name: str, *, default: bool) -> bool:
    """A switch."""
    text = env.get(name) or ("on" if default else "off")
    if text not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off, not {text!r}.")
    return text == "on"


def secret(env: Env, name: str, *, any_length: bool = False) -> str:
    """A secret that cannot be guessed, or "" when none is given."""
    given = env.get(name) or ""
    if not given:
        return ""
    if len(given) < SHORTEST_SECRET and not any_length:
        raise ConfigError(
            f"Not starting: {name} is shorter than {SHORTEST_SECRET} characters. Make one with: "
            f"{MAKE_ONE}"
        )
    is_repeated = (given + given).find(given, 1) < len(given)
    if is_repeated or len(set(given)) < min(FEWEST_LETTERS, len(given)):
        raise ConfigError(
            f"Not starting: {name} repeats the same few characters, so it can be guessed. Make one "
            f"with: {MAKE_ONE}"
        )
    return given


def public_url(given: str, *, in_production: bool) -> tuple[str, str]:
    """The site's own address without a slash at its end, and its host."""
    parts = _split(given)
    host = parts.hostname if parts and parts.scheme in ("http", "https") else None
    if not parts or not host or ":" in host or given != given.strip() or " " in given:
        raise ConfigError(
            f"PUBLIC_URL must be a whole address such as https://learn.example.org: {given!r}"
        )
    if in_production and parts.scheme != "https":
        raise ConfigError("Not starting: PUBLIC_URL must begin with https:// in production.")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigError(
            "PUBLIC_URL must end behind the host, such as https://learn.example.org: the site "
            f"needs a host of its own and cannot stand in a folder: {given!r}"
        )
    if in_production and parts.netloc.lower() != host:
        raise ConfigError(
            "PUBLIC_URL must have no port in production, for proxies do not pass it on: let the "
            f"proxy answer on 443, and name the port the site listens on with PORT: {given!r}"
        )
    return f"{parts.scheme}://{parts.netloc}", host


def database_url(given: str | None, instance: Path) -> str:
    """The database's address, for SQLAlchemy; an SQLite file in `instance` if none is given."""
    if not given:
        return f"sqlite:///{instance / 'cohort.db'}"
    if given.startswith("postgres") and not _split(given):
        raise ConfigError("DATABASE_URL has a port that is not a number.")
    for old in ("postgres://", "postgresql://"):
        if given.startswith(old):
            return "postgresql+psycopg://" + given.removeprefix(old)
    if not given.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise ConfigError(
            "DATABASE_URL must begin with postgresql:// or sqlite:///. "
            f"It begins with {given.split(':', 1)[0]!r}."
        )
    if given.startswith("sqlite"):
        _check_sqlite_file(given.removeprefix("sqlite:///").partition("?")[0], instance)
    return given


def _check_sqlite_file(name: str, instance: Path) -> None:
    if not name.strip() or ":memory:" in name or name.endswith("/") or (instance / name).is_dir():
        raise ConfigError(
            "DATABASE_URL must name a file, such as sqlite:////var/lib/cohort/cohort.db (four "
            f"slashes before a path that begins with one), not {name!r}."
        )


def smtp_url(given: str | None) -> str | None:
    """The mail server's address, or None."""
    if not given:
        return None
    parts = _split(given)
    if not parts or parts.scheme not in SMTP_SCHEMES:
        raise ConfigError(
            "SMTP_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 "
            "or smtps://user:password@host:465."
        )
    return given


def redis_url(given: str | None) -> str | None:
    """Redis' address, or None."""
    if not given:
        return None
    if not given.startswith(("redis://", "rediss://", "unix://")) or not _split(given):
        raise ConfigError("REDIS_URL must look like redis://host:6379/0.")
    return given


def mailbox(env: Env, name: str) -> str | None:
    """The address of a mailbox that we read, or None."""
    given = env.get(name)
    if not given:
        return None
    parts = _split(given)
    if not parts or parts.scheme not in ("imaps", "imap") or not parts.username:
        raise ConfigError(
            f"{name} must look like imaps://user:password@host:993/INBOX "
            "(imap:// only for a server on this machine)."
        )
    return given


class Replies(TypedDict):
    """The settings of replies by mail."""

    reply_address: str
    reply_secret: str
    reply_mailbox: str | None


def replies(env: Env) -> Replies:
    """Replies by mail: the address they come to, and how they come to us. All or nothing."""
    given = mail_address("REPLY_ADDRESS", env.get("REPLY_ADDRESS") or "")
    found = Replies(
        reply_address=given,
        reply_secret=secret(env, "REPLY_SECRET"),
        reply_mailbox=mailbox(env, "REPLY_MAILBOX"),
    )
    if given and len(given.partition("@")[0]) > LONGEST_REPLY_NAME:
        raise ConfigError(
            f"REPLY_ADDRESS must have at most {LONGEST_REPLY_NAME} characters before the @, "
            f"since a sign for each reader and thread is added to them: {given!r}"
        )
    if given and not (found["reply_secret"] or found["reply_mailbox"]):
        raise ConfigError(
            "REPLY_ADDRESS is set, so REPLY_MAILBOX or REPLY_SECRET must be set too: otherwise "
            "nobody would read the replies."
        )
    if not given and (found["reply_secret"] or found["reply_mailbox"]):
        raise ConfigError(
            "REPLY_MAILBOX and REPLY_SECRET are for replies by mail, so REPLY_ADDRESS must be set "
            "too, such as replies@learn.example.org."
        )
    return found


def files_url(given: str | None) -> str:
    """Where files are kept, without a slash at its end, or ""."""
    if not given:
        return ""
    parts = _split(given)
    if (
        not parts
        or parts.scheme not in FILE_SCHEMES
        or not (parts.netloc or parts.path.startswith("/"))
    ):
        raise ConfigError(
            "FILES_URL must look like file:///srv/files, s3://bucket/folder, gs://bucket/folder "
            "or az://account/container/folder."
        )
    return given.rstrip("/")


def mail_address(name: str, address: str) -> str:
    """A plain mail address, or ""."""
    local, _, domain = address.rpartition("@")
    is_plain = local and domain and not any(letter in address for letter in ' <>,"\r\n')
    if address and not is_plain:
        raise ConfigError(f"{name} must be a plain address like no-reply@x.org: {address!r}")
    return address


def instance_folder(given: str | None, default: Path) -> Path:
    """The folder of this installation, made if need be, for its owner alone."""
    path = Path(given or default).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"INSTANCE_PATH {path} cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise ConfigError(f"INSTANCE_PATH {path} cannot be written to.")
    return path


def modules_folder(given: str | None, default: Path) -> Path:
    """The folder of courses."""
    path = Path(given or default).resolve()
    if not path.is_dir():
        raise ConfigError(f"MODULES_PATH {path} is not a folder.")
    return path


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None when its port is no port, or the address none at all."""
    try:
        parts = urlsplit(url)
        return None if parts.port == 0 else parts
    except ValueError:
        return None
