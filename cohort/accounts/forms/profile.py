"""The profile, with who sees each field; and the photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from cohort.access.profiles import USUAL, SeenBy, chosen
from cohort.accounts.models import Profile, User
from cohort.kernel.text import one_line
from cohort.web.fields import PersonNameField, SelectChoice
from cohort.web.forms import EditForm, Form, at_most

LONGEST_TEXT = 2000
TEXTS = tuple(field for field in USUAL if field != "photo")


def _line(label: str, longest: int = 200, hint: str = "") -> StringField:
    checks = [Optional(), at_most(longest, label)]
    return StringField(label, validators=checks, filters=[one_line], description=hint)


def _text(label: str, hint: str) -> TextAreaField:
    checks = [Optional(), at_most(LONGEST_TEXT, label)]
    return TextAreaField(label, validators=checks, description=hint)


def _seen_by(label: str) -> SelectField:
    return SelectField(
        label, choices=[SelectChoice(who.value, who.words) for who in SeenBy], validate_choice=False
    )


class ProfileForm(EditForm):
    """Only the name is required. Each other field `x` has its `seen_by_x`."""

    name = PersonNameField("Your name", missing="Enter your name")
    pronouns = _line("Your pronouns", 60, "For example she/her, he/him or they/them")
    job = _line("What you do", hint="Your job, in words that people elsewhere understand")
    organisation = _line("Where you work")
    place = _line("Your place", hint="A town, county or area")
    working_on = _text("What you are working on", "Two or three sentences are plenty")
    can_help_with = _text(
        "What you can help others with", "Something you have done that somebody may ask you about"
    )
    seen_by_pronouns = _seen_by("Who sees your pronouns")
    seen_by_job = _seen_by("Who sees what you do")
    seen_by_organisation = _seen_by("Who sees where you work")
    seen_by_place = _seen_by("Who sees your place")
    seen_by_working_on = _seen_by("Who sees what you are working on")
    seen_by_can_help_with = _seen_by("Who sees what you can help with")
    seen_by_photo = _seen_by("Who sees your photo")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each choice of who sees a field too: never guess at an invalid one."""
        fine = bool(super().validate(extra_validators))
        for field in USUAL:
            choice = self[f"seen_by_{field}"]
            if choice.data not in set(SeenBy):
                choice.errors = [f"Choose {choice.label.text.lower()}"]
                fine = False
        return fine

    def clashes_with(self, saved_version: int, saved: Mapping[str, Any]) -> bool:
        """Show who sees a field in words, not as it is stored."""
        clash = super().clashes_with(saved_version, saved)
        words = {who.value: who.words for who in SeenBy}
        choices = {str(field.label.text) for field in self if field.name.startswith("seen_by_")}
        self.saved_elsewhere = [
            (label, words[text] if label in choices else text)
            for label, text in self.saved_elsewhere
        ]
        return clash

    @property
    def texts(self) -> dict[str, str]:
        """{field: what was written}."""
        return {name: self[name].data or "" for name in TEXTS}

    @property
    def seen_by(self) -> dict[str, str]:
        """{field: who sees it}."""
        return {name: self[f"seen_by_{name}"].data for name in USUAL}


def saved_profile(user: User, profile: Profile) -> dict[str, str]:
    """The stored values, by the names of the form's fields."""
    texts = {name: getattr(profile, name) or "" for name in TEXTS}
    seen_by = {f"seen_by_{name}": str(chosen(profile.seen_by or {}, name)) for name in USUAL}
    return {"name": user.name} | texts | seen_by


class PhotoForm(Form):
    """A file to upload."""

    photo = FileField("Choose a photo")

    def validate_photo(self, field: FileField) -> None:
        """There must be a file; its content is checked when it is re-encoded."""
        if not field.data:
            raise ValidationError("Choose a photo first")
