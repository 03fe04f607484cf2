"""The base of every form: trimmed text, a send-once key, and dates in three fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from cohort.kernel import clock, ids
from cohort.kernel.email_address import read_address
from cohort.kernel.text import shows_something


def trim(value: Any) -> Any:
    """Text without spaces around it and with one kind of line end; anything else unchanged."""
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


class Form(FlaskForm):
    """A form whose text fields are trimmed and whose HTML carries no browser validation."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            if issubclass(unbound_field.field_class, (StringField, TextAreaField)):
                filters = [trim, *unbound_field.kwargs.get("filters", [])]
                unbound_field.kwargs["filters"] = list(dict.fromkeys(filters))
                checks = [*unbound_field.kwargs.get("validators", []), _shows_something]
                unbound_field.kwargs["validators"] = list(dict.fromkeys(checks))
            bound: Field = unbound_field.bind(form=form, **options)
            return bound

        def render_field(self, field: Field, render_kw: Any) -> Any:
            # The server validates (promise: nothing typed is lost to a browser's bubble).
            field.flags.required = False
            return super().render_field(field, render_kw)


class OnceForm(Form):
    """A form that makes something new. Sent twice, it still makes one thing."""

    submission = HiddenField(default=lambda: ids.write_id(ids.new_id()))

    @property
    def submission_key(self) -> str:
        """The key that all submissions of one form share; a fresh one if it was tampered with."""
        try:
            return ids.write_id(ids.read_id(self.submission.data or ""))
        except ValueError:
            return ids.write_id(ids.new_id())


NOTHING_TO_SEE = "{} holds only signs that nobody can see"
CHANGED_ELSEWHERE = "“{}” was changed elsewhere. Compare both, then save the one you want"


class EditForm(Form):
    """A form for something that others may be changing too: no update is ever lost."""

    version = HiddenField()
    is_clash = False

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.saved_elsewhere: list[tuple[str, str]] = []

    @property
    def answer_status(self) -> int:
        """The status for showing the form again: 409 for a clash, else 422."""
        return 409 if self.is_clash else 422

    def clashes_with(self, saved_version: int, saved: Mapping[str, Any]) -> bool:
        """Whether somebody else saved the thing since this form was opened.

        If so `saved_elsewhere` holds (label, saved text) of each field that differs, for the
        page to show; what was typed stays in its box, and sending the form again replaces the
        saved text that the page showed.
        """
        differing = [name for name in saved if (self[name].data or "") != (saved[name] or "")]
        if self.version.data == str(saved_version) or not differing:
            return False  # nobody saved in between, or this is the same press once more
        for name in differing:
            field, value = self[name], saved[name]
            if field.label:
                field.errors = [CHANGED_ELSEWHERE.format(field.label.text)]
                self.saved_elsewhere.append((field.label.text, "" if value is None else str(value)))
        self.version.data = str(saved_version)
        self.is_clash = True
        return True


def required(message: str) -> InputRequired:
    """The field must hold something that a person would see: spaces or unseen signs are nothing."""
    return _Required(message)


class _Required(InputRequired):
    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if field.process_errors or (field.errors and field.data):
            raise StopValidation  # another message already complains of what was typed
        if field.data is None or (isinstance(field.data, str) and not shows_something(field.data)):
            field.errors = []
            raise StopValidation(self.message or "")


def _shows_something(form: Any, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """What need not be filled in must not look empty when it is: a link of unseen signs."""
    is_text = isinstance(field, StringField) and not isinstance(field, HiddenField | PasswordField)
    if is_text and field.data and not field.errors and not shows_something(str(field.data)):
        raise ValidationError(NOTHING_TO_SEE.format(field.label.text))


def at_most(count: int, what: str) -> Length:
    """At most `count` characters, with a message that says so."""
    return Length(max=count, message=f"{what} must be {count:,} characters or fewer")


class AnAddress:
    """The field holds one email address, on any server."""

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        try:
            read_address(field.data or "")
        except ValueError:
            raise StopValidation("Enter an email address like name@example.org") from None


# As gov.uk's date input takes them; in Welsh too, since no two of these begin alike.
_MONTHS = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)


def read_month(text: str) -> int:
    """“3”, “03”, “March”, “mar.” as a number; 13 is left to the calendar. Raises ValueError."""
    word = text.strip().strip(".,").casefold()
    if word.isascii() and word.isdigit():
        return _number(word)
    for number, names in enumerate(_MONTHS, 1):
        if len(word) >= 3 and any(name.startswith(word) for name in names):
            return number
    raise ValueError("must have a month like 3, March or Mar")


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("must use numbers, for example 27 3 2027")
    return int(text)


def read_day(day: str | None, month: str | None, year: str | None) -> dt.date:
    """The date typed in three fields, the month as a number or a word. Raises ValueError with
    a sentence for the person."""
    parts = {"day": day or "", "month": month or "", "year": year or ""}
    missing = [name for name, text in parts.items() if not text.strip()]
    if missing:
        raise ValueError(f"must include a {' and a '.join(missing)}")
    day_number, year_number = (_number(parts[name]) for name in ("day", "year"))
    month_number = read_month(parts["month"])
    if len(parts["year"].strip()) < 4:
        raise ValueError(f"must have all four digits of the year, for example {clock.now().year}")
    try:
        found = dt.date(year_number, month_number, day_number)
    except (ValueError, OverflowError):
        raise ValueError("must be a real date") from None
    if not 2000 <= found.year <= 2100:
        raise ValueError("must have a year between 2000 and 2100")
    return found
