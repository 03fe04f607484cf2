"""Choosing a password: the field, and the messages for a password that is refused."""

from __future__ import annotations

from wtforms import PasswordField

from cohort.accounts.passwords import SHORTEST, WeakPassword, check_new_password
from cohort.web.forms import required


def new_password_field(label: str = "New password") -> PasswordField:
    """A field for a form in which somebody chooses a password; check it with `is_good`."""
    return PasswordField(
        label,
        description=f"At least {SHORTEST} characters. A few words in a row work well.",
        validators=[required("Enter a password")],
    )


def is_good(field: PasswordField, *, email: str, name: str) -> bool:
    """Whether the person with this address and name may choose the password. If not, the field
    says why."""
    try:
        check_new_password(field.data or "", email=email, name=name)
    except WeakPassword as error:
        field.errors = [str(error)]
        return False
    return True
