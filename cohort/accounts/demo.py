"""What the people of the demo say about themselves, and who of them is away."""

from __future__ import annotations

import datetime as dt

from cohort.access.actions import Can
from cohort.access.profiles import USUAL
from cohort.accounts.actions.away import add_days_away
from cohort.accounts.actions.profiles import save_profile
from cohort.accounts.models import User
from cohort.accounts.queries import get_own_profile
from cohort.demo.acting import Cast, check, date_back
from cohort.kernel import clock

AWAY = "denise"
# Fields that are not listed here keep their default readers.
HIDDEN = {
    "rhiannon": {"place": "facilitators"},
    "abena": {"working_on": "facilitators"},
    "joe": {"place": "me"},
}
PROFILES: dict[str, dict[str, str]] = {
    "simran": {"job": "Facilitator and former joint commissioner", "pronouns": "she/her", "place": "West Yorkshire"},
    "ruth": {
        "job": "Facilitator",
        "pronouns": "she/her",
        "place": "Northmoor",
        "can_help_with": "Getting a hard conversation started, and staying in it.",
    },
    "sam": {"job": "Facilitator, community organiser", "pronouns": "they/them", "place": "Eastmere"},
    "rhiannon": {
        "job": "Joint commissioning manager, adult social care and health",
        "pronouns": "she/her",
        "place": "Northmoor and the valleys",
        "working_on": "Six live contracts, and a day service that is out to its third consultation in four years. I want the next one to begin with people rather than with the specification.",
        "can_help_with": "Section 75 agreements. I have written two, and taken one apart.",
    },
    "gareth": {
        "job": "Commissioning lead, homelessness",
        "place": "Trefelin",
        "working_on": "Moving from hourly rates to a grant for the three small groups who do the work anyway.\n\nLegal are nervous, so I collect examples.",
        "can_help_with": "Anything about supporting people grants and how they ended.",
    },
    "angharad": {"job": "Service manager, young carers", "pronouns": "she/her", "working_on": "A panel of young carers who read bids before we do."},
    "imran": {"job": "Category manager, people services", "can_help_with": "What the procurement rules really say, as against what we are told they say."},
    "abena": {"job": "Head of integrated commissioning", "pronouns": "she/her", "working_on": "An alliance that has a logo but not yet any trust."},
    "folasade": {"job": "Director of a community trust", "place": "The Wharf", "can_help_with": "How a tender looks from the other side of the table."},
    "yusuf": {"job": "Public health commissioner", "pronouns": "he/him", "place": "Eastmere"},
    "claire": {"job": "Strategic commissioner, mental health", "working_on": "Peer support that is paid for properly."},
    "kasia": {"job": "Contracts officer", "pronouns": "she/her"},
    "denise": {"job": "Programme manager, ageing well", "place": "Hartlow Vale"},
    "deepa": {"job": "Clinical commissioning lead", "pronouns": "she/her", "can_help_with": "Talking with GPs about anything that has no code."},
    "joe": {"job": "Development worker", "place": "A boat, mostly", "working_on": "A tenants’ kitchen that became a commissioning conversation."},
    "nasreen": {"job": "Commissioner, children and families", "place": "Eastmere"},
}  # fmt: skip


def say_who_they_are(cast: Cast) -> None:
    """Each writes their own profile; one is away until the end of next week."""
    for key, texts in PROFILES.items():
        actor = cast.somebody(key)
        check(actor, Can.CHANGE_ACCOUNT)
        user, profile = get_own_profile(actor, to_change=True)
        seen_by = {field: str(usual) for field, usual in USUAL.items()} | HIDDEN.get(key, {})
        save_profile(user, profile, name=user.name, texts=texts, seen_by=seen_by)
    today = clock.now().date()
    friday = today + dt.timedelta(days=(4 - today.weekday()) % 7 + 7)
    add_days_away(cast.somebody(AWAY), today - dt.timedelta(days=2), friday)


def visit(cast: Cast) -> None:
    """Whoever has a profile was here in the last days: enough of them in the spring cohort that a
    post without a name hides its author, which the composers then offer."""
    today = clock.now().date()
    for ago, key in enumerate(PROFILES):
        seen_on = today - dt.timedelta(days=1 + ago % 6)
        date_back(User, User.id == cast.somebody(key).user_id, last_seen_on=seen_on)


BEFORE = (say_who_they_are,)
AFTER = (visit,)
