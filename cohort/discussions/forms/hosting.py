"""Forms about reported posts, hidden posts and slow threads."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import AnyOf

from cohort.discussions.actions.slowing import PACES
from cohort.discussions.models import Outcome, Reason
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form, at_most, required

LONGEST_WORDS = 2000


class ReportForm(Form):
    """Why a post should be looked at."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[SelectChoice(reason.value, reason.words) for reason in Reason],
        validate_choice=False,
        validators=[AnyOf(list(Reason), "Choose what is wrong with it")],
    )
    words = TextAreaField(
        "What else should they know?",
        description="The facilitators read this. The author does not.",
        validators=[at_most(LONGEST_WORDS, "What you add")],
    )


class SettleForm(Form):
    """What was done about a report, and what the reporter hears."""

    outcome = RadioField(
        "What was done?",
        choices=[SelectChoice(outcome.value, outcome.words) for outcome in Outcome],
        validate_choice=False,
        validators=[AnyOf(list(Outcome), "Choose what was done")],
    )
    answer = TextAreaField(
        "What do you tell the person who reported it?",
        description="It stands in the mail to them, below the outcome.",
        validators=[at_most(LONGEST_WORDS, "What you tell them")],
    )

    def fits(self, *, is_hidden: bool) -> bool:
        """Whether what was chosen is so; says beside the fields what is missing."""
        if self.outcome.data == Outcome.HIDDEN and not is_hidden:
            self.outcome.errors = ["Hide the post first: others can still read it"]
            return False
        if self.outcome.data == Outcome.NO_CHANGE and not self.answer.data:
            self.answer.errors = ["Say in a sentence why the post stays as it is"]
            return False
        return True


class HideForm(Form):
    """Why a post is hidden."""

    reason = TextAreaField(
        "Why do you hide it?",
        description="Its author reads this. It is also kept for good in the record, which "
        "organisers can read, so do not name people.",
        validators=[required("Enter a reason"), at_most(1000, "Reason")],
    )


class PaceForm(Form):
    """How slowly a thread goes."""

    minutes = RadioField(
        "How often can one person post?",
        choices=[SelectChoice(str(count), f"Once every {words}") for count, words in PACES.items()],
        validate_choice=False,
        validators=[AnyOf([str(count) for count in PACES], "Choose how often")],
    )


class StepInForm(Form):
    """Why an organiser joins a cohort."""

    reason = TextAreaField(
        "Why do you step in?",
        description="The cohort’s facilitators read this, and it is kept in the record. Do not "
        "name people.",
        validators=[required("Enter a reason"), at_most(1000, "Reason")],
    )
