"""The demo's programmes and cohorts. All facts are invented, and meant to look so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from cohort.demo.acting import unwrap
from cohort.demo.people import ALONG_THE_COAST, COAST, COMMUNITIES, PILOT, SPRING
from cohort.programmes.models import CohortStatus

AGREEMENT = unwrap("""\
We are here to learn together. We agree to these things.

- **Speak from your own work.** Leave out anything that would identify a resident, a colleague or
  a provider.
- **Take the learning away, leave the stories here.** Ask before you repeat what somebody said.
- **Question ideas, be kind to people.** Nobody has to defend their organisation.
- **Come as you can.** If you go quiet we may ask how you are. You do not have to explain.
- **Say what you need.** Breaks, captions, large print, another time: tell a facilitator.

If something feels wrong, tell any facilitator, or write to the contact on the programme's page.
""")

COMMUNITIES_FACTS: dict[str, Any] = {
    "place": "Northmoor, Hartlow Vale, Trefelin and Eastmere (all invented)",
    "partners": (
        "Tidewrack Learning CIC (invented)\n"
        "Hollin Bank Partners (invented)\n"
        "The Wharf Community Trust (invented)"
    ),
    "price": (
        "£850 a person in this demonstration. Small community organisations pay what they can, "
        "and nothing is a fair answer."
    ),
    "time_needed": (
        "About 4 hours every three weeks, for six months: 20 minutes at a time if that is what "
        "you have."
    ),
    "contact_name": "Judith Amery",
    "contact_email": "organiser@example.org",
    "agreement": AGREEMENT,
    "keep_registrations_months": 12,
    "accent": 1,
}

COAST_FACTS: dict[str, Any] = {
    "name": "Commissioning along the coast",
    "summary": (
        "For people who decide what public money does in seaside places, where the year has two "
        "halves and the services have one."
    ),
    "description": unwrap("""\
Seaside places have short seasons, long winters and one road in. Services are often planned as
though every month were March, and from an office an hour inland.

This programme is for people who commission there, or help to: in councils, in NHS bodies, in
harbour and housing trusts, in community groups. You will meet in a different place each time,
and spend part of each day with people who live in it.

## Is it for me?

If you have a say in what is paid for, or in how, then yes. You do not need “commissioner” in
your title. You do need your manager's agreement to the time. Coming with one or two colleagues
works well.

## What you will do

- Walk through a winter's week with somebody who uses what you pay for.
- Look at one service that fits the summer and fails the winter, and change one thing in it.
- Write as much or as little as you like in a log that only you can read.

*The places, the partners and the price are invented. This is a demonstration.*
"""),
    "place": "Gullholm, Fenwrack and Skerry Bay (all invented)",
    "partners": "Tidewrack Learning CIC (invented)\nSkerry Bay Community Association (invented)",
    "price": "£600 a person in this demonstration, with six free places for community groups.",
    "time_needed": "Five days over five months, and about an hour a week in between.",
    "contact_name": "Judith Amery",
    "contact_email": "organiser@example.org",
    "agreement": AGREEMENT,
    "keep_registrations_months": 12,
    "accent": 5,
}


@dataclass(frozen=True)
class CohortFacts:
    """A cohort to create. `anchor` is the day from which its events count back."""

    programme: str
    slug: str
    name: str
    starts_on: dt.date
    ends_on: dt.date
    anchor: dt.date
    facts: dict[str, Any] = field(default_factory=dict)


def cohorts(today: dt.date) -> list[CohortFacts]:
    """Three cohorts at three moments: finished, week three of the course, gathering interest."""
    # Module 2 opens after 21 days: a start 15 to 17 days ago leaves it locked, but not for long.
    spring = _weekday(today - dt.timedelta(days=17))
    coast = _weekday(today + dt.timedelta(days=91))
    finished = dt.date(today.year - 1, 11, 20)
    return [
        CohortFacts(
            COMMUNITIES,
            PILOT,
            "Pilot cohort",
            dt.date(today.year - 1, 4, 14),
            finished,
            anchor=finished,
            facts={"status": CohortStatus.FINISHED, "capacity": 12, "accent": 4},
        ),
        CohortFacts(
            ALONG_THE_COAST,
            COAST,
            "Coast cohort one",
            coast,
            coast + dt.timedelta(days=150),
            anchor=today,
            facts={
                "status": CohortStatus.OPEN_FOR_INTEREST,
                "decision_by": _weekday(today + dt.timedelta(days=35)),
                "capacity": 18,
                "accent": 5,
            },
        ),
        CohortFacts(
            COMMUNITIES,
            SPRING,
            "Spring cohort",
            spring,
            spring + dt.timedelta(days=182),
            anchor=today,
            facts={"status": CohortStatus.RUNNING, "capacity": 24, "accent": 1},
        ),
    ]


def _weekday(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=(7 - day.weekday()) % 7) if day.weekday() >= 5 else day
