"""The composer of a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from cohort.discussions.forms.files import files_field
from cohort.discussions.forms.posting import BODY, PostForm
from cohort.discussions.forms.to_come import DAY_HINT, TIME_HINT, LaterTimeField, moment_of
from cohort.discussions.models import ThreadKind
from cohort.web.fields import DayField
from cohort.web.forms import at_most, required

PLAIN = ThreadKind.OPEN.value
KINDS = (
    (PLAIN, "Talk: anyone answers"),
    (ThreadKind.QUESTION.value, "A question: you can mark what helped"),
)
LED_KINDS = (
    (ThreadKind.NOTICEBOARD.value, "Noticeboard: facilitators write, everyone reads"),
    (
        ThreadKind.ROUND.value,
        "Quiet round: each sees the others’ posts after writing their own",
    ),
)
NO_MODULE = ("", "No module")


class ThreadForm(PostForm):
    """A new thread and its first post."""

    title = StringField(
        "What is it about?",
        validators=[required("Enter a title for your thread"), at_most(160, "Title")],
    )
    # Once more, to stand after the title: the summary of errors takes the fields as they come.
    body = TextAreaField("Your post", validators=BODY)
    files = files_field()
    kind = RadioField("Kind of thread", default=PLAIN, validate_choice=False)
    module = SelectField("Module", default="", validate_choice=False)
    opens_on = DayField("Day it opens", optional=True, description=DAY_HINT)
    opens_time = LaterTimeField("Time it opens", description=TIME_HINT)

    def __init__(
        self,
        *args: Any,
        can_lead: bool = False,
        modules: Sequence[tuple[str, str]] = (),
        **given: Any,
    ) -> None:
        """`can_lead`: also offer the kinds that facilitators open, and a later moment. `modules`:
        (slug, title) of those that the thread may belong to."""
        super().__init__(*args, **given)
        self.can_lead = can_lead
        if not can_lead:
            del self.opens_on, self.opens_time
        kinds, of = [*KINDS, *(LED_KINDS if can_lead else ())], [NO_MODULE, *modules]
        self.kind.choices, self.module.choices = kinds, of
        self._kinds, self._modules = dict(kinds), dict(of)

    @property
    def chosen_kind(self) -> ThreadKind:
        """The kind, once the form is valid."""
        return ThreadKind(self.kind.data)

    @property
    def has_more(self) -> bool:
        """Whether anything below "More about this thread" was chosen, or is wrong."""
        is_plain = self.kind.data in (PLAIN, None) and not self.module.data
        return bool(not is_plain or self.kind.errors or self.module.errors or self._has_moment())

    def _has_moment(self) -> bool:
        """Whether anything was typed of a later moment."""
        return self.can_lead and bool(any(self.opens_on.parts.values()) or self.opens_time.data)

    def later(self, zone: str) -> dt.datetime | None:
        """The moment, in UTC, at which it is to open; None for at once. One that is past stands
        among the errors afterwards."""
        return moment_of(self, zone) if self.can_lead else None

    def validate_kind(self, field: Field) -> None:
        """A kind that is offered to this person."""
        if field.data not in self._kinds:
            raise ValidationError("Choose a kind of thread from the list")

    def validate_module(self, field: Field) -> None:
        """A module that is open to this person."""
        if field.data not in self._modules:
            raise ValidationError("Choose a module from the list")
