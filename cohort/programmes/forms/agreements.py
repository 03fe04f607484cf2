"""Agreeing to the cohort's agreement."""

from __future__ import annotations

from wtforms import HiddenField

from cohort.web.forms import Form


class AgreeForm(Form):
    """`number` is the wording that was shown; `next` is where to go afterwards."""

    number = HiddenField()
    next = HiddenField()

    @property
    def wording(self) -> int:
        """The number of the wording that was shown; 0, which no wording has, if unreadable."""
        text = self.number.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
