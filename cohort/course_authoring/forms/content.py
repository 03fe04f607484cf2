"""Forms for writing modules and pages."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from cohort.course_format.front_matter import LONGEST_SUMMARY, LONGEST_TITLE
from cohort.kernel.languages import is_tag
from cohort.kernel.text import one_line
from cohort.web.fields import WholeNumberField
from cohort.web.forms import EditForm, OnceForm, at_most, required

LONGEST_TEXT = 200_000  # characters: what the kept form of an ended sign-in has room for
MOST_MINUTES, MOST_DAYS = 10_000, 10_000


def _a_language(form: Any, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    if not is_tag(field.data or ""):
        raise ValidationError("Language must be a language tag like en-GB or cy")


class SourceField(TextAreaField):
    """Markdown, in which leading spaces on the first line have a meaning."""


class TextForm(EditForm):
    """Fields of both pages and modules. `version` is of the revision that the edit began from;
    `submission` names this form, for its draft."""

    submission = HiddenField()
    body = SourceField("Text", validators=[at_most(LONGEST_TEXT, "Text")])
    note = StringField(
        "What you changed",
        description="One line, for whoever looks at the revisions later.",
        filters=[one_line],
        validators=[Optional(), at_most(200, "Note")],
    )
    leave_prompts = BooleanField("Yes, take them off the page")

    class Meta(EditForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            if unbound_field.field_class is SourceField:
                bound: Field = unbound_field.bind(form=form, **options)
                return bound
            return super().bind_field(form, unbound_field, options)

    def facts(self) -> dict[str, Any]:
        """The front matter; None for fields left empty. Each form defines its own."""
        raise NotImplementedError

    def typed(self) -> dict[str, Any]:
        """Everything that somebody typed, for a draft."""
        kept = ("csrf_token", "version", "submission", "leave_prompts")
        return {name: field.data for name, field in self._fields.items() if name not in kept}


class PageForm(TextForm):
    """A page of a module."""

    title = StringField(
        "Title",
        filters=[one_line],
        validators=[required("Enter the page’s title"), at_most(LONGEST_TITLE, "Title")],
    )
    minutes_to_read = WholeNumberField(
        "Minutes to read",
        description="Leave it empty, and they are counted.",
        validators=[Optional(), NumberRange(0, MOST_MINUTES, "Enter a number of minutes")],
    )

    def facts(self) -> dict[str, Any]:
        return {"title": self.title.data, "minutes_to_read": self.minutes_to_read.data or None}


class WholePageForm(TextForm):
    """The page of a module that is kept in one file; the module holds its facts."""

    def facts(self) -> dict[str, Any]:
        return {}


class ModuleForm(TextForm):
    """A module's facts and introduction."""

    title = StringField(
        "Title",
        filters=[one_line],
        validators=[required("Enter the module’s title"), at_most(LONGEST_TITLE, "Title")],
    )
    summary = StringField(
        "Summary",
        description="One sentence. People see it before the module opens to them.",
        filters=[one_line],
        validators=[Optional(), at_most(LONGEST_SUMMARY, "Summary")],
    )
    foundation = StringField(
        "Foundation",
        description="The part of the programme that it belongs to.",
        filters=[one_line],
        validators=[Optional(), at_most(60, "Foundation")],
    )
    minutes_to_read = WholeNumberField(
        "Minutes to read",
        validators=[Optional(), NumberRange(0, MOST_MINUTES, "Enter a number of minutes")],
    )
    minutes_to_do = WholeNumberField(
        "Minutes to do something at work",
        validators=[Optional(), NumberRange(0, MOST_MINUTES, "Enter a number of minutes")],
    )
    opens_after_days = WholeNumberField(
        "Days after the cohort’s first day on which it opens",
        description="7 is one week later, 21 is three weeks later, on the same day of the week.",
        validators=[Optional(), NumberRange(0, MOST_DAYS, "Enter a number of days")],
    )
    objectives = TextAreaField(
        "What people will be able to do",
        description="One to a line.",
        validators=[Optional(), at_most(4_000, "What people will be able to do")],
    )
    licence = StringField(
        "Licence",
        description="For example CC BY 4.0.",
        filters=[one_line],
        validators=[Optional(), at_most(60, "Licence")],
    )
    language = StringField(
        "Language",
        description="A language tag, like en-GB.",
        filters=[one_line],
        validators=[Optional(), _a_language],
    )

    def facts(self) -> dict[str, Any]:
        numbers = {
            name: self[name].data or None
            for name in ("minutes_to_read", "minutes_to_do", "opens_after_days")
        }
        lines = [one_line(line) for line in (self.objectives.data or "").splitlines()]
        words = ("title", "summary", "foundation", "licence", "language")
        return {
            **{name: self[name].data or None for name in words},
            **numbers,
            "objectives": [line for line in lines if line] or None,
        }


class TitleForm(OnceForm):
    """The title of a new module or page."""

    title = StringField(
        "Title",
        filters=[one_line],
        validators=[required("Enter a title"), at_most(LONGEST_TITLE, "Title")],
    )
