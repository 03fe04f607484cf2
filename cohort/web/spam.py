"""Forms that anybody can send, with quiet traps for spam: a field that people do not see, and a
signed timestamp of when the form was opened. What looks like spam is held, never refused: such
traps also catch real people with form fillers."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, StringField

from cohort.kernel import clock
from cohort.web.forms import OnceForm

STAMP_LASTS = dt.timedelta(days=7)
QUICKEST_PERSON = dt.timedelta(seconds=3)


def _sign_start() -> str:
    started: str = _serializer().dumps("started")
    return started


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="form-started")


class OpenForm(OnceForm):
    """A form for people without an account. It has a `name`."""

    # CSS hides it from people. The name means nothing, so that form fillers leave it alone.
    wren_note = StringField("Leave this empty")
    started = HiddenField(default=_sign_start)

    @property
    def held_because(self) -> str | None:
        """Why it looks like spam, or None. Never a reason to refuse."""
        name = str(self["name"].data or "").lower()
        if "://" in name or "www." in name:
            return "The name holds a web address"
        if self.wren_note.data:
            return "The hidden field was filled in"
        try:
            _, when = _serializer().loads(
                self.started.data or "",
                return_timestamp=True,
                max_age=int(STAMP_LASTS.total_seconds()),
            )
        except BadSignature:
            return "The form did not carry its own time stamp"
        if clock.now() - when < QUICKEST_PERSON:
            return "It was filled in faster than a person types"
        return None
