"""Complaining about how data is used, and working on a complaint."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from cohort.data_rights.models import ComplaintState
from cohort.web.fields import PersonNameField, SelectChoice
from cohort.web.forms import AnAddress, EditForm, at_most, required
from cohort.web.spam import OpenForm


class ComplaintForm(OpenForm):
    """Four questions, no account."""

    name = PersonNameField("Your name", missing="Enter your name")
    email = EmailField(
        "Email address",
        description="We write to you here.",
        validators=[
            required("Enter your email address"),
            AnAddress(),
            at_most(320, "Email address"),
        ],
    )
    about = TextAreaField(
        "What is your complaint about?",
        description="What happened, and when, as far as you know it.",
        validators=[
            required("Enter what your complaint is about"),
            at_most(10_000, "Your complaint"),
        ],
    )
    wanted = TextAreaField(
        "What would you like us to do?",
        validators=[at_most(5_000, "This answer")],
    )


class WorkOnComplaintForm(EditForm):
    """Its state and outcome."""

    state = RadioField(
        "How far has it come?",
        choices=[SelectChoice(state.value, state.words.capitalize()) for state in ComplaintState],
        validators=[required("Choose the state of the complaint")],
    )
    outcome = TextAreaField(
        "Notes and outcome",
        description="What was found, what was done, and what the person was told.",
        validators=[at_most(10_000, "The notes")],
    )

    def validate_outcome(self, field: Any) -> None:
        """Require the outcome of an answered complaint."""
        if self.state.data == ComplaintState.ANSWERED and not field.data:
            raise ValidationError("Enter what the person was told")
