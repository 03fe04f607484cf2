"""Asking who wrote a post without a name."""

from __future__ import annotations

from wtforms import TextAreaField, ValidationError

from cohort.web.forms import Form, at_most, required

LEAST = 10  # characters: enough for a reason


class UnmaskForm(Form):
    """Why a facilitator needs to know."""

    reason = TextAreaField(
        "Why do you need to know?",
        description="The person who wrote it is sent these words, with your name. Administrators "
        "and organisers can read them in the record for ever, so name nobody in them.",
        validators=[required("Say why you need to know"), at_most(1000, "The reason")],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """A word is no reason."""
        if len(field.data or "") < LEAST:
            raise ValidationError(f"The reason must be {LEAST} characters or more")
