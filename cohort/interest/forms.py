"""The form a prospective participant fills in."""

from __future__ import annotations

from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from cohort.web.fields import PersonNameField
from cohort.web.forms import AnAddress, at_most, required
from cohort.web.spam import OpenForm

LATER = "later"
CHOOSE = "Choose a cohort, or “A later one”"


class InterestForm(OpenForm):
    """Five minutes, no account."""

    name = PersonNameField("Your name", missing="Enter your name")
    email = EmailField(
        "Email address",
        description="We use it only to write to you about this programme.",
        validators=[
            required("Enter your email address"),
            AnAddress(),
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

    def validate_cohort(self, field: RadioField) -> None:
        """Accept only a choice that was offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(CHOOSE)
