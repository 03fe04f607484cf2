"""Forms for codes that come by mail or are read out."""

from __future__ import annotations

import re
from typing import Any

from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import ValidationError

from cohort.accounts.codes import DIGITS, read_code
from cohort.accounts.forms.passwords import new_password_field
from cohort.web.forms import Form, at_most, required

# Less strict than the rule for a new address: everyone with an account must be able to ask.
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]+")


def _is_address(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    if not _ADDRESS.fullmatch(field.data or ""):
        raise ValidationError("Enter an email address like name@example.org")


def _is_code(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    if read_code(field.data or "") is None:
        raise ValidationError(f"A code has {DIGITS} digits, like 123 456")


def address_field() -> EmailField:
    """The address of an account."""
    return EmailField(
        "Email address",
        validators=[
            required("Enter your email address"),
            at_most(320, "Email address"),
            _is_address,
        ],
    )


class AskCodeForm(Form):
    """Where to mail a code to, and where to go afterwards."""

    email = address_field()
    next = HiddenField()


class EnterCodeForm(AskCodeForm):
    """The address and the code."""

    code = StringField("Code", validators=[required("Enter the code"), _is_code])


class ResetForm(EnterCodeForm):
    """The code, and the new password."""

    new_password = new_password_field()


class ResetByLinkForm(Form):
    """The password alone: the link and the browser have proved who it is."""

    new_password = new_password_field()
