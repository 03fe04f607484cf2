"""The form for mail choices and the time zone."""

from __future__ import annotations

import functools
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, ValidationError

from cohort.accounts.mail_choices import (
    ALL,
    PRESET,
    Category,
    Preset,
    Wish,
    kinds,
    preset_of,
    wants,
)
from cohort.accounts.models import User
from cohort.kernel import clock
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form


def _mail(about: Category) -> SelectField:
    return SelectField(
        about.label,
        description=about.hint,
        choices=[SelectChoice(wish.value, wish.words) for wish in about.wishes],
        validate_choice=False,
        validators=[AnyOf(about.wishes, f"Choose what to do with {about.words}")],
    )


def _preset() -> RadioField:
    return RadioField(
        "How often do you want mail?",
        description="Never more than two mails a day: what does not fit comes the next morning.",
        choices=[SelectChoice(preset.value, preset.words) for preset in Preset],
        validate_choice=False,
        validators=[AnyOf(list(Preset), "Choose how often you want mail")],
    )


def _zones() -> list[SelectChoice]:
    zones = [SelectChoice("", "Each cohort’s own time zone")]
    for region, places in clock.zones_by_region().items():
        zones += [SelectChoice(name, place, optgroup=region) for name, place in places]
    return zones


def _time_zone() -> SelectField:
    return SelectField(
        "Show times in",
        description="Times in another zone than the cohort’s are shown with its name.",
        choices=_zones,
        validate_choice=False,
    )


class PreferencesForm(Form):
    """A preset, a choice for each kind of mail, and a time zone: see `preferences_form`.

    Kinds that the form sent does not hold stay as they were.
    """

    stopped = BooleanField("Send none of it, whatever I choose here")

    def validate_time_zone(self, field: StringField) -> None:
        """The zone must be one that this machine knows."""
        known = {name for places in clock.zones_by_region().values() for name, _ in places}
        if field.data and field.data not in known:
            raise ValidationError("Choose a time zone from the list")

    @property
    def mail_fields(self) -> list[Field]:
        """The choices of single kinds, for the page."""
        return [self[kind.name] for kind in kinds()]

    @property
    def mail(self) -> dict[str, str]:
        """{kind: what was chosen}."""
        return {kind.name: self[kind.name].data for kind in kinds()}

    @property
    def chosen_preset(self) -> Preset:
        """The preset, of a form that is valid."""
        return Preset(self[PRESET].data)


@functools.cache
def preferences_form() -> type[PreferencesForm]:
    """The form with a field for each kind of mail that features declare."""
    fields: dict[str, Field] = {PRESET: _preset()}
    fields |= {kind.name: _mail(kind) for kind in kinds()}
    return type("PreferencesForm", (PreferencesForm,), fields | {"time_zone": _time_zone()})


def saved_preferences(user: User) -> dict[str, Any]:
    """The stored values, by the names of the form's fields."""
    stored = user.mail_choices
    below = {name: wish for name, wish in stored.items() if name != ALL}
    chosen = {kind.name: str(wants(below, kind.name)) for kind in kinds()}
    return {
        "time_zone": user.time_zone,
        "stopped": stored.get(ALL) == Wish.NO,
        PRESET: str(preset_of(stored)),
        **chosen,
    }


def has_own_rows(user: User) -> bool:
    """Whether some kind differs from the preset, so that the page shows the table."""
    below = {name: wish for name, wish in user.mail_choices.items() if name != ALL}
    return any(wants(below, k.name) is not k.preset(preset_of(below)) for k in kinds())
