"""Composers for threads and posts."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from cohort.markdown import LONGEST
from cohort.web.forms import OnceForm, at_most, required

_BODY = (required("Write something first"), at_most(LONGEST, "A post"))


class PostForm(OnceForm):
    """A post in a thread."""

    body = TextAreaField("Your post", validators=_BODY)


class ThreadForm(PostForm):
    """A new thread and its first post."""

    title = StringField(
        "What is it about?",
        validators=[required("Enter a title for your thread"), at_most(160, "Title")],
    )
    # Once more, to stand after the title: the summary of errors takes the fields as they come.
    body = TextAreaField("Your post", validators=_BODY)
