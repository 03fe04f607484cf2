"""The composer of a thread."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from cohort.discussions.forms.posting import BODY, PostForm
from cohort.web.forms import at_most, required


class ThreadForm(PostForm):
    """A new thread and its first post."""

    title = StringField(
        "What is it about?",
        validators=[required("Enter a title for your thread"), at_most(160, "Title")],
    )
    # Once more, to stand after the title: the summary of errors takes the fields as they come.
    body = TextAreaField("Your post", validators=BODY)
