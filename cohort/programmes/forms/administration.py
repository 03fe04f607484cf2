"""Forms for administrators' pages of people."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import EmailField, SelectField, StringField
from wtforms.validators import AnyOf

from cohort.access.actor import Role
from cohort.programmes.forms.invitations import InviteForm
from cohort.programmes.forms.members import ReasonForm, reason_field
from cohort.programmes.queries.administration import KINDS
from cohort.web.fields import SelectChoice
from cohort.web.forms import Form, at_most, required


class FindForm(Form):
    """Filters for the list of people. Sent by GET, so it carries no token."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField("Name or address")
    kind = SelectField(
        "Show", choices=[SelectChoice(k, v) for k, v in KINDS.items()], validate_choice=False
    )


class InviteToSiteForm(InviteForm):
    """People to invite to the site, not to a cohort."""

    role = None  # type: ignore[assignment]  # WTForms' way to drop an inherited field


class ActForm(ReasonForm):
    """The reason; and, for some acts, the programme or cohort, and the role."""

    where = SelectField("Which", coerce=int, choices=[], validate_choice=False)
    role = SelectField(
        "As",
        choices=[SelectChoice(r.value, r.value.capitalize()) for r in Role],
        validate_choice=False,
        validators=[AnyOf(list(Role), "Choose a role")],
        default=Role.PARTICIPANT.value,
    )

    def offer(self, choices: Sequence[tuple[int, str]] | None, *, asks_role: bool) -> ActForm:
        """Keep only the fields that this act needs."""
        if choices is None:
            del self.where
        else:
            self.where.choices = [SelectChoice(n, name) for n, name in choices]
            self.where.validators = [AnyOf([n for n, _ in choices], "Choose one of those listed")]
        if not asks_role:
            del self.role
        return self


class OrganiserForm(Form):
    """Who is to run a programme, and why."""

    email = EmailField(
        "Their email address",
        description="The address they sign in with. Invite them first if they have no account.",
        validators=[required("Enter their email address"), at_most(320, "Email address")],
    )
    reason = reason_field()
