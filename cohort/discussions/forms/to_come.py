"""When a thread opens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from cohort.discussions.forms.posting import BODY
from cohort.discussions.queries.to_come import ToCome
from cohort.kernel import clock
from cohort.web.fields import DayField, TimeField
from cohort.web.forms import EditForm, at_most, required

DAY_HINT = "For example 27 3 2027 or 27 March 2027."
TIME_HINT = "For example 9am, 2:30pm or midday."
PAST = "Enter a moment that is still to come: it is {} now"


def moment_of(form: Any, zone: str) -> dt.datetime | None:
    """The moment typed into `opens_on` and `opens_time`, in UTC; None where both are empty. What
    is wrong with it stands beside the time."""
    day, time = form.opens_on.data, form.opens_time.time
    if day is None or time is None:
        return None
    moment = clock.local_moment(day, time, zone)
    if moment <= clock.now():
        form.opens_time.errors = [PAST.format(clock.say_moment(clock.now(), zone))]
    return moment


class LaterTimeField(TimeField):
    """A time of day that goes with a day: both, or neither."""

    def pre_validate(self, form: Any) -> None:
        """Nothing typed is no time."""
        has_day = any(text.strip() for text in form.opens_on.parts.values())
        if (self.data or "").strip():
            super().pre_validate(form)
            if not has_day:
                raise ValidationError("Enter the day as well, or leave both empty")
        elif has_day:
            raise StopValidation("Enter the time as well, or leave both empty")


class MomentForm(EditForm):
    """When somebody else's thread opens."""

    opens_on = DayField("Day it opens", description=DAY_HINT)
    opens_time = TimeField("Time it opens", description=TIME_HINT)

    @classmethod
    def of(cls, row: ToCome, zone: str) -> MomentForm:
        """Filled in."""
        return cls(formdata=None, data=cls.saved(row, zone) | {"version": str(row.version)})

    @classmethod
    def saved(cls, row: ToCome, zone: str) -> dict[str, Any]:
        """What the form changes, as it stands."""
        local = clock.in_zone(row.opens_at, zone)
        return {"opens_on": local.date(), "opens_time": clock.say_time(local)}


class ToComeForm(MomentForm):
    """One's own thread to come."""

    title = StringField(
        "What is it about?",
        validators=[required("Enter a title for your thread"), at_most(160, "Title")],
    )
    body = TextAreaField("Your post", validators=BODY)

    @classmethod
    def saved(cls, row: ToCome, zone: str) -> dict[str, Any]:
        return super().saved(row, zone) | {"title": row.title, "body": row.body}
