"""Our own form fields: a day in three boxes (the GOV.UK date input pattern), a time of day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms import Field, IntegerField, StringField
from wtforms import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TextInput

from cohort.kernel.person_names import LONGEST_NAME, NOTHING_TO_SEE, clean_name
from cohort.kernel.text import shows_something
from cohort.web.forms import at_most, read_day, required


class PersonNameField(StringField):
    """A person's name, cleaned as the model cleans it. `missing`: the message when it is empty;
    without one the name is optional. A name with nothing visible stays in the box as typed."""

    def __init__(self, label: str, missing: str = "", **options: Any) -> None:
        filters = [*options.pop("filters", ()), _clean_if_seen]
        checks = [required(missing) if missing else Optional(), at_most(LONGEST_NAME, "Name")]
        checks += options.pop("validators", ())
        super().__init__(label, filters=filters, validators=checks, **options)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """The name must have something visible in it."""
        if self.data and not shows_something(self.data):
            raise ValidationError(NOTHING_TO_SEE)


def _clean_if_seen(value: Any) -> Any:
    name = clean_name(value) if isinstance(value, str) else ""
    return name if shows_something(name) else value


class WholeNumberField(IntegerField):
    """A whole number, with a message that says so."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Raises ValueError, with a sentence for the person, for anything else."""
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError(f"{self.label.text} must be a whole number, like 24")
        self.data = int(text) if text else None


class DayField(Field):
    """A date typed as day, month and year, in fields `<name>-day`, `-month` and `-year`.

    `data` is a date or None; `parts` is what was typed, to show again.
    """

    widget = TextInput()  # templates draw the three boxes; see components/forms.html

    def __init__(self, label: str, optional: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.is_optional = optional
        self.parts = {"day": "", "month": "", "year": ""}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Take the three parts from the form when it was sent, else the object's date."""
        self.process_errors = []
        self.object_data = data if isinstance(data, dt.date) else None
        self.data = self.object_data
        if self.data is not None:
            self.parts = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": str(self.data.year),
            }
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata and any(name in formdata for name in names.values()):
            self.parts = {part: formdata.get(name, "") for part, name in names.items()}
            self._read()
        elif formdata and not self.is_optional:
            self.data = None

    def _read(self) -> None:
        self.data = None
        if not any(text.strip() for text in self.parts.values()):
            return  # pre_validate complains where a day is required
        try:
            self.data = read_day(**self.parts)
        except ValueError as error:
            self.process_errors = [f"{self.label.text} {error}"]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """A required day must be there."""
        if self.data is None and not self.is_optional and not self.process_errors:
            raise ValidationError(f"Enter the {self.label.text.lower()}")


_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_NAMED = {"midnight": dt.time(0), "midday": dt.time(12), "noon": dt.time(12)}


def read_time(text: str) -> dt.time:
    """'9am', '2:30pm', '14.30', '14:30', 'midday'. Raises ValueError for anything else."""
    text = " ".join(text.split()).lower()
    if text in _NAMED:
        return _NAMED[text]
    found = _TIME.fullmatch(text) if text.isascii() else None
    if found is None or (found[3] is None and found[2] is None):
        raise ValueError("no time of day")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError("no time of day")
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    return dt.time(hour, minute)


class TimeField(StringField):
    """A time of day typed as people write it. `data` is what was typed, `time` what it means."""

    time: dt.time | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """It must be a time."""
        self.time = None
        if not (self.data or "").strip():
            raise ValidationError(f"Enter the {self.label.text.lower()}")
        try:
            self.time = read_time(self.data or "")
        except ValueError:
            raise ValidationError(
                f"{self.label.text} must be a time like 9am, 2:30pm or 14:30"
            ) from None
