"""Forms for looking after members."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import AnyOf

from cohort.access.actor import Role
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form, at_most, required


def reason_field() -> TextAreaField:
    """The reason for an act on somebody: it goes into the audit log."""
    return TextAreaField(
        "Reason",
        description="One sentence, kept for good. Organisers can read it. Do not name people.",
        validators=[required("Enter a reason"), at_most(1000, "Reason")],
    )


class ReasonForm(Form):
    """The reason, and nothing else."""

    reason = reason_field()


class RoleForm(ReasonForm):
    """Somebody's new role in the cohort, and the reason."""

    role = RadioField(
        "Role",
        choices=[
            SelectChoice(Role.PARTICIPANT.value, "Participant"),
            SelectChoice(Role.FACILITATOR.value, "Facilitator"),
        ],
        validate_choice=False,
        validators=[AnyOf(list(Role), "Choose a role")],
    )
