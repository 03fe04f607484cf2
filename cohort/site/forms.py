"""One field of each kind, for the page that shows every component."""

from __future__ import annotations

from wtforms import (
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from cohort.web.fields import DayField, SelectChoice
from cohort.web.forms import Form


class SampleForm(Form):
    """Never sent anywhere."""

    name = StringField("Your name")
    email = EmailField("Email address", description="We use it only to write to you.")
    password = PasswordField("Password", description="At least 10 characters.")
    about = TextAreaField("What are you working on?", description="A sentence or two is plenty.")
    role = SelectField(
        "Your role", choices=[SelectChoice("c", "Commissioner"), SelectChoice("p", "Provider")]
    )
    place = RadioField(
        "Where do you work?",
        choices=[
            SelectChoice("county", "A county council"),
            SelectChoice("icb", "An integrated care board"),
        ],
    )
    topics = SelectMultipleField(
        "What interests you?",
        choices=[SelectChoice("power", "Power"), SelectChoice("grants", "Grants")],
    )
    starts = DayField("First day", description="For example 27 3 2027.")
    photo = FileField("A photo of you")

    @classmethod
    def with_errors(cls) -> SampleForm:
        """The same form after a failed try."""
        form = cls()
        form["starts"].parts = {"day": "31", "month": "2", "year": "2027"}
        for field in form:
            if field.name != "csrf_token":
                field.errors = [f"Enter {field.label.text.lower().rstrip('?')}"]
        return form
