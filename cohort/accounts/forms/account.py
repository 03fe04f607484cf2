"""Forms for changing the password and the address."""

from __future__ import annotations

from wtforms import EmailField, PasswordField

from cohort.accounts.forms.passwords import new_password_field
from cohort.web.forms import AnAddress, Form, at_most, required


class ChangePasswordForm(Form):
    """The current password, where there is one, and the new one."""

    current_password = PasswordField("Current password")
    new_password = new_password_field()


class ChangeAddressForm(Form):
    """The new address, and the current password, where there is one."""

    new_email = EmailField(
        "New email address",
        validators=[
            required("Enter your new email address"),
            AnAddress(),
            at_most(320, "Email address"),
        ],
    )
    current_password = PasswordField("Current password")
