"""Forms for programmes and cohorts."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Optional, ValidationError

from cohort.kernel import clock
from cohort.programmes.models import ACCENTS, CohortStatus
from cohort.web.fields import DayField, PersonNameField, SelectChoice, WholeNumberField
from cohort.web.forms import AnAddress, EditForm, at_most, required

ACCENT_NAMES = ("Pine", "Terracotta", "Marigold", "Plum", "Sea", "Moss", "Clay", "Slate")


ASK, KEEP = "ask", "keep"


class ProgrammeForm(EditForm):
    """The facts of a programme, as its organiser edits them.

    `ask_again`: whether the new wording changes the agreement in substance. The form asks this
    once the agreement has members.
    """

    name = StringField(
        "Name", validators=[required("Enter the programme’s name"), at_most(120, "Name")]
    )
    summary = StringField(
        "Summary", description="One sentence, for lists.", validators=[at_most(300, "Summary")]
    )
    description = TextAreaField(
        "Description",
        description="What people read on the programme’s page. You can use Markdown.",
        validators=[at_most(20_000, "Description")],
    )
    place = StringField("Place", validators=[at_most(200, "Place")])
    partners = TextAreaField(
        "Partners", description="One to a line.", validators=[at_most(2_000, "Partners")]
    )
    price = StringField("Price, in words", validators=[at_most(300, "Price")])
    time_needed = StringField("Time it takes, in words", validators=[at_most(300, "Time")])
    contact_name = PersonNameField("Contact’s name")
    contact_email = EmailField(
        "Contact’s email address",
        validators=[
            Optional(),
            AnAddress(),
            at_most(320, "Email address"),
        ],
    )
    agreement = TextAreaField(
        "Cohort agreement",
        description="What members agree with each other. You can use Markdown.",
        validators=[at_most(20_000, "Agreement")],
    )
    ask_again = RadioField(
        "If you change the agreement, are members asked to agree again?",
        choices=[
            SelectChoice(KEEP, "No, it is a small correction"),
            SelectChoice(ASK, "Yes, ask members to agree again"),
        ],
        validate_choice=False,
    )
    keep_registrations_months = WholeNumberField(
        "Months to keep registrations of interest",
        default=12,
        validators=[
            required("Enter a number of months"),
            NumberRange(1, 60, "Months must be between 1 and 60"),
        ],
    )
    is_public = BooleanField("Show this programme to everyone")

    @property
    def asks_again(self) -> bool:
        """Whether members must agree again."""
        return bool(self.ask_again.data == ASK)

    def leaves_asking_open(self, agreement: str) -> bool:
        """Whether the agreement changes but the form does not say if members must agree again."""
        changes = bool(agreement) and (self.agreement.data or "") not in ("", agreement)
        if changes and self.ask_again.data not in (ASK, KEEP):
            self.ask_again.errors = ["Choose whether members are asked to agree again"]
            return True
        return False

    def facts(self) -> dict[str, Any]:
        """What was entered, by the model's names."""
        return {
            name: "" if field.data is None else field.data
            for name, field in self._fields.items()
            if name not in ("version", "csrf_token", "is_public", "ask_again")
        }


class CohortForm(EditForm):
    """The facts of a cohort."""

    name = StringField(
        "Name", validators=[required("Enter the cohort’s name"), at_most(120, "Name")]
    )
    status = SelectField(
        "Status",
        choices=[SelectChoice(s.value, s.words.capitalize()) for s in CohortStatus],
        validate_choice=False,
        validators=[AnyOf(list(CohortStatus), "Choose one of the statuses listed")],
    )
    starts_on = DayField("First day", description="For example 27 3 2027 or 27 March 2027.")
    ends_on = DayField("Last day", description="For example 12 11 2027.")
    decision_by = DayField("Day by which people who registered will hear", optional=True)
    capacity = WholeNumberField(
        "Places",
        default=24,
        validators=[
            required("Enter the number of places"),
            NumberRange(1, 500, "Places must be between 1 and 500"),
        ],
    )
    time_zone = StringField(
        "Time zone",
        default=clock.LONDON,
        description="For example Europe/London.",
        validators=[required("Enter a time zone"), at_most(60, "Time zone")],
    )
    accent = SelectField(
        "Colour",
        coerce=int,
        choices=[SelectChoice(n + 1, ACCENT_NAMES[n]) for n in range(ACCENTS)],
        validate_choice=False,
        validators=[AnyOf(range(1, ACCENTS + 1), "Choose one of the colours listed")],
        default=1,
    )

    def validate_time_zone(self, field: StringField) -> None:
        """The zone must be one that this machine knows."""
        if not clock.is_zone(field.data or ""):
            raise ValidationError("Enter a time zone like Europe/London")

    def validate_ends_on(self, field: DayField) -> None:
        """The end must not be before the start."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("Last day must be on or after the first day")

    def facts(self) -> dict[str, Any]:
        """What was entered, by the model's names."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("version", "csrf_token")
        }
