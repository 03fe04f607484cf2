"""The form a prospective participant fills in, with its quiet traps for spam."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import EmailField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, ValidationError

from cohort.kernel import clock
from cohort.web.forms import OnceForm, at_most, required

STAMP_LASTS = dt.timedelta(days=7)
QUICKEST_PERSON = dt.timedelta(seconds=3)
LATER = "later"
CHOOSE = "Choose a cohort, or “A later one”"


def _sign_start() -> str:
    started: str = _serializer().dumps("interest")
    return started


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="interest-started")


class InterestForm(OnceForm):
    """Five minutes, no account."""

    name = StringField("Your name", validators=[required("Enter your name"), at_most(200, "Name")])
    email = EmailField(
        "Email address",
        description="We use it only to write to you about this programme.",
        validators=[
            required("Enter your email address"),
            Email("Enter an email address like name@example.org"),
            at_most(320, "Email address"),
        ],
    )
    organisation = StringField(
        "Organisation",
        validators=[required("Enter the organisation you work with"), at_most(200, "Organisation")],
    )
    job = StringField(
        "What you do there",
        description="You do not need “commissioner” in your title.",
        validators=[required("Enter what you do there"), at_most(200, "What you do")],
    )
    cohort = RadioField(
        "Which cohort would suit you?",
        validate_choice=False,
        validators=[required(CHOOSE)],
    )
    hopes = TextAreaField(
        "What would you hope to get from it?",
        description="A sentence or two is plenty.",
        validators=[at_most(5_000, "This answer")],
    )
    # Hidden from people by CSS. The name means nothing, so that form fillers leave it alone.
    wren_note = StringField("Leave this empty")
    started = HiddenField(default=_sign_start)

    def validate_cohort(self, field: RadioField) -> None:
        """Only what was offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(CHOOSE)

    @property
    def held_because(self) -> str | None:
        """Why it looks like spam, or None. Never a reason to refuse."""
        if "://" in (self.name.data or "") or "www." in (self.name.data or "").lower():
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
