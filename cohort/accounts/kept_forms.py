"""Keeps a form that somebody sent after their sign-in had ended (or before a consent or proof that
was needed first), until they have shown who they are, and then finishes it.

It is encrypted with a key that only that browser's session cookie holds, so nobody with the
database alone can read it. Passwords, codes and files are never kept, nor is anything that came
from another site.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request, session
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import InterfaceError, OperationalError
from wtforms.validators import ValidationError

from cohort.access.actor import Actor
from cohort.accounts import codes, devices
from cohort.accounts.models import KeptForm
from cohort.db import change, db
from cohort.kernel import clock, ids
from cohort.kernel.networks import network_of
from cohort.web import kept, unit_of_work

KEPT = "kept_form"  # in the session: [[id, key], …]; in the form that finishes it: the id
WAS = "was_signed_in"  # in the session: the id of the user who signed out of this browser
LASTS = dt.timedelta(days=1)
LARGEST = 300_000  # bytes, encrypted; text compresses to about a third
MOST_IN_A_BROWSER = 3
# (forms, bytes) that are kept at once: of one person or known browser; of all strangers of one
# network, who share that room; of all strangers. The oldest of the same room give way.
ROOM_OF_ONE = (30, 6_000_000)
ROOM_OF_NETWORK = (300, 20_000_000)
ROOM_OF_STRANGERS = (5_000, 300_000_000)


@dataclass(frozen=True)
class OpenedForm:
    """A kept form, decrypted. `finishes_by_itself`: it carried this browser's own token and the
    same person has signed in again."""

    id: int
    action: str
    fields: list[tuple[str, str]]
    files: list[str]
    finishes_by_itself: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        return kept.in_words(self.fields)


def install(app: Flask) -> None:
    """Let the error pages keep forms, and remove a form when a request finishes it."""
    app.extensions["keep_form"] = keep
    app.before_request(_take_out)
    app.after_request(_forget_taken)


def keep() -> bool:
    """Keep the form of this request; False when there is none to keep, or it is too large.

    Called when nothing of the request was done. Commits, as there is no view whose transaction
    it could be part of.
    """
    again = kept.retry()
    if again is None or request.form.get("csrf_token") is None:
        return False
    if _id_being_finished() is not None:
        return True  # it is kept already
    from cryptography.fernet import Fernet  # slow to load, and most processes encrypt nothing

    key = Fernet.generate_key()
    facts = {**again, "user_id": _cookie_says(), "is_ours": _token_fits(), "files": _files()}
    sealed = Fernet(key).encrypt(zlib.compress(json.dumps(facts).encode()))
    if len(sealed) > LARGEST:
        return False
    try:
        new_id = _store(sealed)
    except (OperationalError, InterfaceError):
        db.session.rollback()
        return False
    # Lists: the cookie gives tuples back as tuples, which `_in_session` would not read.
    before = [list(one) for one in _in_session()]
    session[KEPT] = [*before, [ids.write_id(new_id), key.decode()]][-MOST_IN_A_BROWSER:]
    return True


def find(viewer: Actor) -> OpenedForm | None:
    """The viewer's oldest kept form in this browser. A form that somebody else sent from the same
    browser stays hidden from them."""
    if not _in_session():
        return None
    from cryptography.fernet import Fernet, InvalidToken

    for written, key in _in_session():
        row = db.session.get(KeptForm, ids.read_id(written))
        if row is None or not codes.is_good_at(clock.now(), row.kept_at, row.kept_at + LASTS):
            continue
        try:
            facts = json.loads(zlib.decompress(Fernet(key).decrypt(row.sealed)))
        except (InvalidToken, ValueError, zlib.error):
            continue
        if facts["user_id"] not in (0, viewer.user_id):
            continue
        by_itself = facts["is_ours"] and facts["user_id"] == viewer.user_id and not facts["files"]
        fields = [(name, value) for name, value in facts["fields"]]
        return OpenedForm(row.id, facts["action"], fields, facts["files"], by_itself)
    return None


def discard(kept_id: int) -> None:
    """Delete a form that this browser keeps."""
    if ids.write_id(kept_id) in dict(_in_session()):
        change(sa.delete(KeptForm).where(KeptForm.id == kept_id))
        _drop(kept_id)


def forget_old_kept_forms() -> int:
    """Remove forms that nobody came back for within a day; returns how many."""
    return change(sa.delete(KeptForm).where(KeptForm.kept_at < clock.now() - LASTS))


def _store(sealed: bytes) -> int:
    """Store it in the room of whose it is. The oldest forms there give way: a stranger's never
    take the room of somebody who signed in with their browser."""
    db.session.rollback()
    network, owner = network_of(request.remote_addr), _owner()
    whose = KeptForm.owner == owner
    if owner:
        _make_room(ROOM_OF_ONE, len(sealed), whose)
    else:
        _make_room(ROOM_OF_NETWORK, len(sealed), whose, KeptForm.network == network)
        _make_room(ROOM_OF_STRANGERS, len(sealed), whose)
    if dropped := [ids.read_id(one[0]) for one in _in_session()[: 1 - MOST_IN_A_BROWSER]]:
        change(sa.delete(KeptForm).where(KeptForm.id.in_(dropped)))
    row = KeptForm(id=ids.new_id(), sealed=sealed, size=len(sealed), network=network, owner=owner)
    db.session.add(row)
    db.session.commit()
    return row.id


def _make_room(room: tuple[int, int], size: int, *where: sa.ColumnElement[bool]) -> None:
    """Remove the oldest of these forms until one more of this size fits in."""
    most, most_bytes = room
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(KeptForm.size), 0))
    count, used = db.session.execute(query.where(*where)).one()
    while count and (count >= most or used + size > most_bytes):
        oldest = sa.select(KeptForm.id, KeptForm.size).where(*where).order_by(KeptForm.id)
        row = db.session.execute(oldest.limit(1)).one()
        change(sa.delete(KeptForm).where(KeptForm.id == row.id))
        count, used = count - 1, used - row.size


def _owner() -> str:
    """The hash of the person whom this browser's cookies prove to have signed in here, else of the
    browser, if anybody has; else empty. Whoever has neither is a stranger."""
    user_id, browser = _cookie_says(), devices.this_browser()
    if user_id:
        return codes.hash_owner(f"person {user_id}")
    return codes.hash_owner(f"browser {browser.id}") if browser.people else ""


def _cookie_says() -> int:
    """The user in the cookie's present sign-in, even an ended one, or in its last; else 0."""
    if current_user.is_authenticated:
        return int(current_user.user_id)
    was = session.get(WAS)
    return was if isinstance(was, int) else 0


def _token_fits() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _files() -> list[str]:
    names = [file.filename for _, files in request.files.lists() for file in files]
    return [name[:200] for name in names if name]


def _in_session() -> list[tuple[str, str]]:
    found: Any = session.get(KEPT)
    pairs = [one for one in found if isinstance(one, list)] if isinstance(found, list) else []
    return [(one[0], one[1]) for one in pairs if len(one) == 2 and _is_id(one[0])]


def _is_id(written: str) -> bool:
    try:
        return ids.read_id(written) > 0
    except ValueError:
        return False


def _id_being_finished() -> int | None:
    written = request.form.get(KEPT, "")
    return ids.read_id(written) if written and written in dict(_in_session()) else None


def _take_out() -> None:
    """Delete a kept form in the transaction that finishes it: if that fails, it is still kept."""
    if request.method == "POST" and session.get(KEPT):
        kept_id = _id_being_finished()
        if kept_id is not None:
            mine = KeptForm.id == kept_id
            unit_of_work.with_the_commit(lambda: change(sa.delete(KeptForm).where(mine)))
            g.kept_taken = kept_id


def _forget_taken(response: Response) -> Response:
    kept_id = g.pop("kept_taken", None)
    if kept_id is not None and (response.status_code < 400 or response.status_code == 422):
        _drop(kept_id)
    return response


def _drop(kept_id: int) -> None:
    left = [list(one) for one in _in_session() if one[0] != ids.write_id(kept_id)]
    if left:
        session[KEPT] = left
    else:
        session.pop(KEPT, None)
