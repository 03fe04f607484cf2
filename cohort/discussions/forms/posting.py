"""The composer of a post."""

from __future__ import annotations

from wtforms import TextAreaField

from cohort.markdown import LONGEST
from cohort.web.forms import OnceForm, at_most, required

BODY = (required("Write something first"), at_most(LONGEST, "A post"))


class PostForm(OnceForm):
    """A post in a thread."""

    body = TextAreaField("Your post", validators=BODY)
