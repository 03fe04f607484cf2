"""Deleting an account: the viewer's own, or somebody's by an administrator."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from cohort.accounts.forms.proof import proof_field
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form, at_most, required

REMOVE_POSTS = "Also remove the words of posts in threads"


class DeleteAccountForm(Form):
    """The password proves who it is; after a recent sign-in none is needed."""

    remove_posts = BooleanField("Also remove the words of my posts in threads")
    password = proof_field()


class EraseForm(Form):
    """The administrator types the person's address, so that it is never the wrong one."""

    reason = TextAreaField(
        "Why",
        description="Kept in the record, where the person’s name is not. Do not write it here.",
        validators=[required("Enter why the account is erased"), at_most(1_000, "The reason")],
    )
    when = RadioField(
        "When",
        choices=[
            SelectChoice("later", "After the days in which it can be undone"),
            SelectChoice("now", "At once"),
        ],
        default="later",
        validators=[required("Choose when")],
    )
    remove_posts = BooleanField(REMOVE_POSTS)
    address = StringField(
        "Type the person’s email address to confirm",
        validators=[required("Type the person’s email address")],
    )

    def __init__(self, *args: Any, expected: str = "", **named: Any) -> None:
        super().__init__(*args, **named)
        self.expected = expected

    def validate_address(self, field: StringField) -> None:
        """Accept the address of this person and no other."""
        if (field.data or "").strip().lower() != self.expected:
            raise ValidationError("This is not the address of this account. Check whom you erase")
