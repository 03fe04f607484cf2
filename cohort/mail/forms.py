"""The forms of the mail pages."""

from __future__ import annotations

from wtforms import EmailField

from cohort.web.forms import AnAddress, Form, at_most, required


class TestMailForm(Form):
    """Where to send a test message."""

    address = EmailField(
        "Email address",
        description="Your own, or that of a colleague at the council.",
        validators=[
            required("Enter an email address"),
            at_most(320, "Email address"),
            AnAddress(),
        ],
    )
