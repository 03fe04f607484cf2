"""The form for mail choices and the time zone."""

from __future__ import annotations

import functools

from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, ValidationError

from cohort.accounts.mail_choices import Category, categories, wants
from cohort.accounts.models import User
from cohort.kernel import clock
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form


def _mail(about: Category) -> RadioField:
    return RadioField(
        about.label,
        description=about.hint,
        choices=[SelectChoice(wish.value, wish.words) for wish in about.wishes],
        validate_choice=False,
        validators=[AnyOf(about.wishes, f"Choose what to do with {about.words}")],
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
    """A choice for each category of mail, and a time zone: see `preferences_form`."""

    def validate_time_zone(self, field: StringField) -> None:
        """The zone must be one that this machine knows."""
        known = {name for places in clock.zones_by_region().values() for name, _ in places}
        if field.data and field.data not in known:
            raise ValidationError("Choose a time zone from the list")

    @property
    def mail_fields(self) -> list[Field]:
        """The choices about mail, for the page."""
        return [self[name] for name in categories()]

    @property
    def mail(self) -> dict[str, str]:
        """{category: what was chosen}."""
        return {name: self[name].data for name in categories()}


@functools.cache
def preferences_form() -> type[PreferencesForm]:
    """The form with a field for each category of mail that features declare."""
    fields = {name: _mail(category) for name, category in categories().items()}
    return type("PreferencesForm", (PreferencesForm,), fields | {"time_zone": _time_zone()})


def saved_preferences(user: User) -> dict[str, str]:
    """The stored values, by the names of the form's fields."""
    chosen = {name: str(wants(user.mail_choices, name)) for name in categories()}
    return {"time_zone": user.time_zone} | chosen
