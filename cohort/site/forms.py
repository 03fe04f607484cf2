"""Filters of the audit log; and one field of each kind, for the page of all components."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import (
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError

from cohort.audit_log.wording import Group
from cohort.kernel import clock, ids
from cohort.site.queries.audit_log import AuditFilter
from cohort.web.fields import DayField, SelectChoice
from cohort.web.forms import Form


class _DayInAddress(DayField):
    """A day in three boxes, or as `2026-07-03` in an address that somebody kept."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the day from either."""
        super().process(formdata, data, extra_filters)
        kept = formdata.get(self.name, "") if formdata else ""
        if not kept or any(self.parts.values()):
            return
        try:
            self.data = dt.date.fromisoformat(kept)
        except ValueError:
            self.process_errors = [f"“{self.label.text}” must be a day like 2026-07-03"]
        else:
            year, month, day = self.data.year, self.data.month, self.data.day
            self.parts = {"day": str(day), "month": str(month), "year": str(year)}


class RecordForm(Form):
    """Which part of the audit log to show. It is read from the address: nothing is sent."""

    class Meta(Form.Meta):
        csrf = False

    person = StringField(
        "Person", description="A name or an address.", validators=[Length(max=320)]
    )
    group = SelectField("About", validate_choice=False)
    programme = SelectField("Programme", validate_choice=False)
    cohort = SelectField("Cohort", validate_choice=False)
    since = _DayInAddress("From", optional=True)
    until = _DayInAddress("Until", optional=True)

    def __init__(self, programmes: Sequence[Any] = ()) -> None:
        super().__init__(request.args)
        self.group.choices = [("", "Everything"), *((name, name) for name in Group)]
        self.programme.choices = [("", "All programmes"), *_choices(programmes)]
        self.cohort.choices = [("", "All cohorts")]

    def offer_cohorts(self, cohorts: Sequence[Any]) -> None:
        """The cohorts of the programme in question."""
        self.cohort.choices = [("", "All cohorts"), *_choices(cohorts)]

    def validate_group(self, field: SelectField) -> None:
        """Accept one of those listed."""
        if field.data and field.data not in list(Group):
            raise ValidationError("Choose what it is about from the list")

    def validate_programme(self, field: SelectField) -> None:
        """Accept an id, as this form writes it."""
        _check_id(field, "Choose a programme from the list")

    def validate_cohort(self, field: SelectField) -> None:
        """Accept an id, as this form writes it."""
        _check_id(field, "Choose a cohort from the list")

    def validate_since(self, field: DayField) -> None:
        """Accept a day that is not after the last one."""
        if field.data and self.until.data and field.data > self.until.data:
            raise ValidationError("“From” must be on or before “Until”")

    @property
    def programme_id(self) -> int | None:
        """The programme asked for."""
        return _id(self.programme.data)

    def asked(self) -> AuditFilter:
        """The filters; an invalid one is ignored. Days are days in London."""
        good = {f.name: f.data for f in self if not f.errors}
        until = good.get("until")
        return AuditFilter(
            person=(good.get("person") or "").strip(),
            group=good.get("group") or "",
            programme_id=_id(good.get("programme")),
            cohort_id=_id(good.get("cohort")),
            since=_midnight(good.get("since")),
            until=_midnight(until + dt.timedelta(days=1) if until else None),
        )


def _choices(rows: Sequence[Any]) -> list[tuple[str, str]]:
    return [(ids.write_id(row.id), row.name) for row in rows]


def _id(text: Any) -> int | None:
    try:
        return ids.read_id(text) if text else None
    except ValueError:
        return None


def _check_id(field: SelectField, message: str) -> None:
    if field.data and _id(field.data) is None:
        raise ValidationError(message)


def _midnight(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    return clock.local_moment(day, dt.time(), clock.LONDON)


class SampleForm(Form):
    """Never sent anywhere."""

    name = StringField("Your name")
    email = EmailField("Email address", description="We use it only to write to you.")
    password = PasswordField("Password", description="At least 10 characters.")
    about = TextAreaField("What are you working on?", description="A sentence or two is plenty.")
    role = SelectField(
        "Your role", choices=[SelectChoice("c", "Commissioner"), SelectChoice("p", "Provider")]
    )
    place = RadioField(
        "Where do you work?",
        choices=[
            SelectChoice("county", "A county council"),
            SelectChoice("icb", "An integrated care board"),
        ],
    )
    topics = SelectMultipleField(
        "What interests you?",
        choices=[SelectChoice("power", "Power"), SelectChoice("grants", "Grants")],
    )
    starts = DayField("First day", description="For example 27 3 2027 or 27 March 2027.")
    photo = FileField("A photo of you")

    @classmethod
    def with_errors(cls) -> SampleForm:
        """The same form after a failed try."""
        form = cls()
        form["starts"].parts = {"day": "31", "month": "2", "year": "2027"}
        for field in form:
            if field.name != "csrf_token":
                field.errors = [f"Enter {field.label.text.lower().rstrip('?')}"]
        return form
