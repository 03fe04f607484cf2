"""Forms for inviting people, and for accepting an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import AnyOf

from cohort.access.actor import Role
from cohort.accounts.forms.passwords import is_good, new_password_field
from cohort.kernel.email_address import read_address
from cohort.kernel.person_names import clean_name
from cohort.kernel.text import shows_something
from cohort.programmes.actions.invitations import Invitee
from cohort.programmes.forms.pasted_people import Said, read_people
from cohort.web.fields import PersonNameField, SelectChoice
from cohort.web.forms import Form, at_most, required

MOST_PEOPLE = 200
LONGEST_LINE = 1000
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Read:
    """The list as it was understood: people to invite, and what is wrong with which line."""

    invitees: list[Invitee]
    faults: list[str]


class InviteForm(Form):
    """People to invite, in a list; `role` is the same for all of them."""

    lines = TextAreaField(
        "People to invite",
        description="One to a line: name, email address, organisation. Lists copied from a mail "
        "program or a spreadsheet work too.",
        validators=[
            required("Enter at least one person"),
            at_most(MOST_PEOPLE * LONGEST_LINE, "The list"),
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
    """Read a list of people as programs and people write it (pasted_people.py)."""
    people = list(islice(read_people(text), MOST_PEOPLE + 1))
    if len(people) > MOST_PEOPLE:
        count = sum(1 for _ in read_people(text))
        return Read([], [f"Invite at most {MOST_PEOPLE} people at once. There are {count}"])
    invitees, faults, seen = [], [], dict[str, int]()
    for number, said in people:
        try:
            invitee = _invitee(said)
            if invitee.email in seen:
                raise ValueError(_twice(seen[invitee.email], number))
        except ValueError as error:
            faults.append(f"Line {number} {error}: {_short(said.words)}")
            continue
        seen[invitee.email] = number
        invitees.append(invitee)
    return Read(invitees, faults)


# Copied along with an address from a web page.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))


def _invitee(said: Said) -> Invitee:
    """The person to invite. Raises ValueError with words that follow 'Line 3 …'."""
    if said.fault:
        raise ValueError(said.fault)
    try:
        email = read_address(said.address.translate(_UNSEEN))
    except ValueError:
        raise ValueError("has an email address that cannot be right") from None
    name = clean_name(said.name)
    if not name and not said.name:
        raise ValueError("has no name before the address")
    if not shows_something(name):
        raise ValueError("has a name that nobody can see")
    if max(len(said.name), len(said.organisation)) > LONGEST_WORDS or len(email) > 320:
        raise ValueError("is too long")
    return Invitee(name, email, said.organisation)


def _twice(first: int, number: int) -> str:
    return (
        "has the same address twice" if first == number else f"has the same address as line {first}"
    )


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
