"""The composer of a reflection."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from cohort.markdown import LONGEST
from cohort.web.forms import EditForm, OnceForm, at_most, required


class ReflectionForm(OnceForm):
    """A new reflection."""

    title = StringField("Title", validators=[at_most(120, "Title")])
    body = TextAreaField(
        "Your reflection",
        validators=[required("Write something first"), at_most(LONGEST, "A reflection")],
    )


class EditReflectionForm(EditForm):
    """Changing a reflection."""

    title = StringField("Title", validators=[at_most(120, "Title")])
    body = TextAreaField(
        "Your reflection",
        validators=[required("Write something first"), at_most(LONGEST, "A reflection")],
    )
