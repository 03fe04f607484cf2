"""Forms about when a module opens, and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from wtforms import HiddenField, SelectField

from cohort.course_modules.queries.releases import ReleaseRow
from cohort.kernel import clock, ids
from cohort.web.fields import DayField, SelectChoice, TimeField
from cohort.web.forms import EditForm, Form, required


class OpeningForm(EditForm):
    """A moment in the cohort's zone."""

    opens_on = DayField("Day", description="For example 27 3 2027 or 27 March 2027.")
    opens_time = TimeField("Time", description="For example 9am, 2:30pm or midnight.")
    confirmed = HiddenField()

    @classmethod
    def of(cls, line: ReleaseRow, zone: str) -> OpeningForm:
        """Filled in with the present values."""
        local = clock.in_zone(line.moment, zone)
        return cls(
            formdata=None,
            opens_on=local.date(),
            opens_time=clock.say_time(local),
            version=str(line.version),
        )

    def moment(self, zone: str) -> dt.datetime:
        """The moment typed, in UTC. Only for a valid form."""
        day, time = self.opens_on.data, self.opens_time.time
        if day is None or time is None:
            raise ValueError("the form is not valid")
        return clock.local_moment(day, time, zone)

    def stands_otherwise(self, line: ReleaseRow, zone: str) -> bool:
        """Whether somebody else has changed the release since this form was opened, and not to the
        moment typed. The page then shows both."""
        if self.version.data == str(line.version) or self.moment(zone) == line.moment:
            return False
        local = clock.in_zone(line.moment, zone)
        saved = {"opens_on": local.date(), "opens_time": clock.say_time(local)}
        differs = self.clashes_with(line.version, saved)
        self.saved_elsewhere = [("Opens", clock.say_moment(line.moment, zone))]
        return differs


class EarlyForm(Form):
    """The person to let in."""

    membership = SelectField(
        "Person", validate_choice=False, validators=[required("Choose a person")]
    )

    def offer(self, people: Sequence[tuple[int, str]]) -> EarlyForm:
        """Offer these people to choose from."""
        empty = SelectChoice("", "Choose a person")
        self.membership.choices = [
            empty,
            *(SelectChoice(ids.write_id(number), name) for number, name in people),
        ]
        return self

    @property
    def membership_id(self) -> int:
        """The chosen person; 0, which finds nobody, where the form names no one."""
        try:
            return ids.read_id(self.membership.data or "")
        except ValueError:
            return 0


class ActForm(Form):
    """One act by a button: the version it was for, and whether it was confirmed."""

    version = HiddenField()
    confirmed = HiddenField()

    @property
    def seen_version(self) -> int:
        """The release's version on the page that held the button; -1 for none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
