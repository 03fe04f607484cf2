"""The form that asks for a code of the second factor."""

from __future__ import annotations

from wtforms import HiddenField, StringField

from cohort.web.forms import Form, required


class CodeForm(Form):
    """A code from the app or a recovery code, and where to go afterwards."""

    one_time_code = StringField("Code from your app", validators=[required("Enter the code")])
    next = HiddenField()
