"""Which mail, and whose clock."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import AnyOf, ValidationError

from cohort.accounts.mail_choices import CATEGORIES, wants
from cohort.accounts.models import User
from cohort.kernel import clock
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form


def _mail(category: str) -> RadioField:
    about = CATEGORIES[category]
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


class PreferencesForm(Form):
    """A choice for each category of mail, and a time zone."""

    direct = _mail("direct")
    reminders = _mail("reminders")
    modules = _mail("modules")
    news = _mail("news")
    time_zone = SelectField(
        "Show times in",
        description="Times in another zone than the cohort’s are shown with its name.",
        choices=_zones,
        validate_choice=False,
    )

    def validate_time_zone(self, field: StringField) -> None:
        """Only zones the machine knows."""
        known = {name for places in clock.zones_by_region().values() for name, _ in places}
        if field.data and field.data not in known:
            raise ValidationError("Choose a time zone from the list")

    @property
    def mail(self) -> dict[str, str]:
        """{category: what was chosen}."""
        return {name: self[name].data for name in CATEGORIES}


def saved_preferences(user: User) -> dict[str, str]:
    """What is stored, by the names of the form's fields."""
    chosen = {name: str(wants(user.mail_choices, name)) for name in CATEGORIES}
    return {"time_zone": user.time_zone} | chosen
