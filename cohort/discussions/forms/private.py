"""Writing privately about a post."""

from __future__ import annotations

from wtforms import TextAreaField

from cohort.markdown import LONGEST
from cohort.web.forms import OnceForm, at_most, required


class PrivateForm(OnceForm):
    """A message between a facilitator and the author of a post."""

    body = TextAreaField(
        "Your private reply",
        validators=(required("Write something first"), at_most(LONGEST, "A private reply")),
    )
