"""Forms for inviting people, and for accepting an invitation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import AnyOf

from cohort.access.actor import Role
from cohort.accounts.forms.passwords import is_good, new_password_field
from cohort.kernel.email_address import read_address
from cohort.kernel.person_names import clean_name
from cohort.kernel.text import shows_something
from cohort.programmes.actions.invitations import Invitee
from cohort.web.fields import PersonNameField, SelectChoice
from cohort.web.forms import Form, at_most, required

MOST_LINES = 200
LONGEST_LINE = 1000
LONGEST_WORDS = 200
_SEPARATOR = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class Read:
    """The parsed lines: people to invite, and what is wrong with which line."""

    invitees: list[Invitee]
    faults: list[str]


class InviteForm(Form):
    """People to invite, one to a line; `role` is the same for all of them."""

    lines = TextAreaField(
        "People to invite",
        description="One to a line: name, email address, organisation. Lines copied from a "
        "spreadsheet work too.",
        validators=[
            required("Enter at least one person"),
            at_most(MOST_LINES * LONGEST_LINE, "The list"),
        ],
    )
    role = RadioField(
        "They will be",
        choices=[
            SelectChoice(Role.PARTICIPANT.value, "Participants"),
            SelectChoice(Role.FACILITATOR.value, "Facilitators"),
        ],
        default=Role.PARTICIPANT.value,
        validate_choice=False,
        validators=[AnyOf(list(Role), "Choose what they will be")],
    )

    def read(self) -> Read:
        """The lines as people to invite. Errors go into `lines.errors` too."""
        found = read_lines(self.lines.data or "")
        if found.faults:
            self.lines.errors = found.faults
        return found


def read_lines(text: str) -> Read:
    """Read 'Name, address, organisation' lines; commas, semicolons and tabs separate them."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        return Read([], [f"Invite at most {MOST_LINES} people at once. There are {len(lines)}"])
    invitees, faults, seen = [], [], dict[str, int]()
    for number, line in lines:
        try:
            invitee = _read_line(line)
            if invitee.email in seen:
                raise ValueError(f"has the same address as line {seen[invitee.email]}")
        except ValueError as error:
            faults.append(f"Line {number} {error}: {_short(line)}")
            continue
        seen[invitee.email] = number
        invitees.append(invitee)
    return Read(invitees, faults)


def _read_line(line: str) -> Invitee:
    """The person on a line. Raises ValueError with words that follow 'Line 3 …'."""
    # Mail programs copy a name and an address as 'Tom Adeyemi <tom@example.org>'.
    line = re.sub(r"<([^<>]*@[^<>]*)>", r",\1", line)
    parts = [" ".join(part.split()).strip("\"' ") for part in _SEPARATOR.split(line)]
    parts = [part for part in parts if part]
    places = [n for n, part in enumerate(parts) if "@" in part]
    if not places:
        raise ValueError("has no email address")
    if len(places) > 1:
        raise ValueError("has two email addresses")
    place = places[0]
    try:
        email = read_address(parts[place])
    except ValueError:
        raise ValueError("has an email address that cannot be right") from None
    name, organisation = clean_name(" ".join(parts[:place])), ", ".join(parts[place + 1 :])
    if not place:
        raise ValueError("has no name before the address")
    if not shows_something(name):
        raise ValueError("has a name that nobody can see")
    if max(len(name), len(organisation)) > LONGEST_WORDS or len(email) > 320:
        raise ValueError("is too long")
    return Invitee(name, email, organisation)


def _short(line: str) -> str:
    words = " ".join(line.split())
    return f"“{words}”" if len(words) <= 60 else f"“{words[:60]}…”"


class ResendForm(Form):
    """`times_sent` is how often it had been sent when the button was shown."""

    times_sent = HiddenField()

    @property
    def count(self) -> int:
        """The number, or 0, which no invitation has."""
        text = self.times_sent.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class JoinForm(Form):
    """Agreeing to the cohort's agreement, where there is one, to join."""

    number = HiddenField()
    agree = BooleanField("I have read the agreement and agree to it")

    @property
    def wording(self) -> int:
        """The number of the wording that was shown; 0 for none."""
        text = self.number.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def agrees(self, number: int) -> bool:
        """Whether the wording of this number was shown and the box is ticked; 0 needs no box."""
        if not number:
            return True
        if self.wording != number:
            self.agree.data = False
            self.agree.errors = ["The agreement was reworded. Read it again and tick the box"]
        elif not self.agree.data:
            self.agree.errors = ["Tick the box to say that you agree, or talk to us first"]
        return not self.agree.errors


class NewMemberForm(JoinForm):
    """A name and a password, which turn an invitation into an account."""

    name = PersonNameField("Your name", missing="Enter your name")
    new_password = new_password_field("Choose a password")

    def is_complete(self, email: str, number: int) -> bool:
        """Whether the form is complete; it shows all errors at once."""
        is_valid = self.validate_on_submit()
        if not self.new_password.errors:
            is_valid &= is_good(self.new_password, email=email, name=self.name.data or "")
        return self.agrees(number) and is_valid
