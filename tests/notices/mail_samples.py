"""Mail about what happened, with names and words that somebody typed."""

from __future__ import annotations

import datetime as dt

from cohort.access.actor import Actor, CohortScope, ProgrammeScope, Role
from cohort.discussions.emails import AREAS, FOLLOWED, NOTICEBOARD, REPLY, THREADS
from cohort.mail.outbox import Message
from cohort.notices import emails
from cohort.notices.actions.mailing import stops
from cohort.notices.kinds import Reader
from cohort.notices.sources import Addressee, Letter, News

AT = dt.datetime(2027, 3, 2, 9, 5, tzinfo=dt.UTC)


def addressee(typed: str) -> Addressee:
    """Somebody in two cohorts."""
    day = dt.date(2027, 1, 4)
    standings = {
        number: Actor(
            user_id=1,
            name=typed,
            role=Role.PARTICIPANT,
            membership_id=number,
            asked_cohort=CohortScope(
                id=number,
                slug=slug,
                name=typed,
                status="running",
                status_words="Running",
                accent="",
                starts_on=day,
                ends_on=day,
                time_zone="Europe/London",
                programme_name=typed,
            ),
            asked_programme=ProgrammeScope(5, "programme", typed),
        )
        for number, slug in ((2, "spring"), (3, "autumn"))
    }
    return Addressee(Reader(1, typed, "", standings), "amira@example.org", "Europe/London", {})


def news(typed: str, kind: str, thread: int, post: int, cohort: int = 2) -> News:
    """One thing that is new in a thread."""
    return News(
        user_id=1,
        cohort_id=cohort,
        kind=kind,
        area=AREAS[kind],
        place=f"thread:{thread}",
        subject_id=post,
        due=AT,
        about=typed,
        url=f"/cohorts/spring/threads/{thread}#post-{post}",
        line=typed,
        author=typed,
    )


def digest(typed: str) -> Message:
    """Two cohorts, four areas, one of them with more than is shown."""
    found = [
        news(typed, REPLY, 10, 1),
        news(typed, NOTICEBOARD, 11, 2),
        *(news(typed, THREADS, 20 + number, 3 + number) for number in range(7)),
        news(typed, FOLLOWED, 40, 50),
        news(typed, FOLLOWED, 40, 51),
        news(typed, THREADS, 60, 60, cohort=3),
    ]
    return emails.digest(addressee(typed), found, AT.date())


def several(typed: str) -> Message:
    """Things from more than one source, at once."""
    found = [news(typed, REPLY, 10, 1), news(typed, THREADS, 20, 2)]
    return emails.several(Letter(addressee(typed), found, stops(1, [REPLY, THREADS])))


SAMPLES = {"notices/digest": digest, "notices/several": several}
