"""The form for days away."""

from __future__ import annotations

import datetime as dt

from wtforms.validators import ValidationError

from cohort.kernel import clock
from cohort.web.fields import DayField
from cohort.web.forms import Form

LONGEST = dt.timedelta(days=366)


class AwayForm(Form):
    """The first and the last day, both included."""

    first_day = DayField("First day away")
    last_day = DayField("Last day away")

    def validate_last_day(self, field: DayField) -> None:
        """It must be on or after the first day, not past already, and not too far ahead."""
        if not field.data:
            return
        first = self.first_day.data
        if first and field.data < first:
            raise ValidationError("Last day away must be on or after the first day")
        if field.data < clock.now().date() - dt.timedelta(days=1):
            raise ValidationError("Last day away must not be over already")
        if first and field.data - first > LONGEST:
            raise ValidationError("Last day away must be within a year of the first day")
