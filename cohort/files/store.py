"""The file store: one folder on this machine, or a bucket at a cloud provider (FILES_URL).

A key is a path like `photos/0cnbdzx1q6r64.webp`, made by us and never by a person. Files belong
to the transaction that put them: a rollback removes them again, and `delete_after_commit` waits
until nothing points at the file any more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from cohort.db import db
from cohort.kernel.errors import NotFound
from cohort.web.logs import reason_of
from config import Config

log = structlog.get_logger(__name__)

LONGEST_KEY = 200
PIECE = 256 * 1024  # bytes
MOST_AT_ONCE = 500  # keys
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)+")
_PUT = "files_put_in_this_transaction"
_DELETE = "files_to_delete_after_commit"
_NO_TYPE = "application/octet-stream"


def put(key: str, content: bytes | Path, content_type: str = _NO_TYPE) -> None:
    """Store a file, replacing any earlier one with this key. A Path is read piece by piece.

    Raises ValueError for a key that is not one of ours.
    """
    store = _store()
    attributes = None if _is_folder() else {"Content-Type": content_type}
    store.put(_checked(key), content, attributes=attributes)
    db.session.info.setdefault(_PUT, set()).add(key)


def get(key: str) -> bytes:
    """The content of a file. Raises NotFound when there is none."""
    try:
        return bytes(_store().get(_checked(key)).bytes())
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None


def stream(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The content of a file, piece by piece, as it may be large; `start` and `end` (bytes, the
    end not included) give a part of it. Raises NotFound."""
    options = None if end is None else {"range": (start, end)}
    try:
        found = _store().get(_checked(key), options=options)
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None
    return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE))


def exists(key: str) -> bool:
    """Whether there is a file with this key."""
    try:
        _store().head(_checked(key))
    except FileNotFoundError:
        return False
    return True


def size_of(key: str) -> int:
    """How many bytes a file has. Raises NotFound when there is none."""
    try:
        return int(_store().head(_checked(key))["size"])
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None


def everything() -> Iterator[str]:
    """The key of every file of ours, in no order."""
    for files in _store().list(chunk_size=MOST_AT_ONCE):
        yield from (str(file["path"]) for file in files if is_key(str(file["path"])))


def is_key(text: str) -> bool:
    """Whether `text` is a key that we could have made."""
    return len(text) <= LONGEST_KEY and bool(_KEY.fullmatch(text))


def older_than(folder: str, moment: dt.datetime) -> Iterator[list[str]]:
    """The keys of a folder's files that were put before that moment, some at a time. Skips files
    without one of our keys: somebody else put them there."""
    for files in _store().list(f"{folder}/", chunk_size=MOST_AT_ONCE):
        keys = [str(file["path"]) for file in files if file["last_modified"] < moment]
        yield [key for key in keys if is_key(key)]


def delete(key: str) -> None:
    """Remove a file now. A missing file is no error."""
    with suppress(FileNotFoundError):
        _store().delete(_checked(key))


def delete_after_commit(key: str) -> None:
    """Remove a file once this transaction, which drops the reference to it, is committed."""
    db.session.info.setdefault(_DELETE, set()).add(_checked(key))


def _checked(key: str) -> str:
    if not is_key(key):
        raise ValueError(f"not a key of the file store: {key[:80]!r}")
    return key


def _is_folder() -> bool:
    config: Config = current_app.extensions["config"]
    return not config.files_url or config.files_url.startswith("file:")


def _store() -> Any:
    """The open store. obstore is loaded only by processes that use files: it costs 20 MB."""
    if "file_store" not in current_app.extensions:
        from obstore.store import LocalStore, from_url

        config: Config = current_app.extensions["config"]
        if _is_folder():
            folder = Path(
                config.files_url.removeprefix("file://") or config.instance_path / "files"
            )
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened: Any = LocalStore(folder)
        else:
            opened = from_url(config.files_url)
        current_app.extensions["file_store"] = opened
    return current_app.extensions["file_store"]


@event.listens_for(Session, "after_commit")
def _forget_what_went(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop(_PUT, None)
    _delete_all(session.info.pop(_DELETE, set()))


@event.listens_for(Session, "after_rollback")
def _take_out_what_was_put(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop(_DELETE, None)
    _delete_all(session.info.pop(_PUT, set()))


def _delete_all(keys: set[str]) -> None:
    """Delete files. The database decides what exists, so a failing store is only logged."""
    for key in sorted(keys) if has_app_context() else ():
        try:
            delete(key)
        except Exception as error:  # the provider's store may raise anything
            log.warning("a file could not be removed", key=key, error=reason_of(error))
