"""The sign-in form."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField

from cohort.web.forms import Form, required


class SignInForm(Form):
    """Email and password, and where to go afterwards."""

    email = EmailField("Email address", validators=[required("Enter your email address")])
    password = PasswordField("Password", validators=[required("Enter your password")])
    next = HiddenField()
