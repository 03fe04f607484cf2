"""Mail about modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from flask import current_app

from cohort.accounts.mail_choices import Category, Wish
from cohort.accounts.models import User
from cohort.course_modules.notices import MODULE_OPENED, place_of
from cohort.course_modules.queries import mailed
from cohort.course_modules.queries.notices import OpenedModule
from cohort.kernel import clock
from cohort.mail import unsubscribing
from cohort.mail.outbox import Message, compose
from cohort.notices.emails import whole_of
from cohort.notices.kinds import EXCERPT, path_to
from cohort.notices.sources import Area, Batch, Letter, News, Source
from cohort.programmes.models import Cohort

NAME = "course_modules"
OPENED = Area(
    "modules",
    "Modules that have opened",
    "1 module is open",
    "{} modules are open",
    30,
    NAME,
    "course_modules.list_modules",
)
USEFUL_FOR = dt.timedelta(days=7)

CATEGORIES = (
    Category(
        "modules",
        "Modules that open",
        "modules that open",
        "One mail when a module opens to your cohort, or early to you.",
        Wish.AT_ONCE,
        must=Wish.DIGEST,
    ),
)


def module_opened(
    user: User,
    cohort: Cohort,
    modules: Sequence[OpenedModule],
    membership_id: int,
    *,
    is_early: bool = False,
) -> Message:
    """Lists the modules that a participant can read now: all that opened together, in one mail."""
    here = f"{current_app.config['PUBLIC_URL']}/cohorts/{cohort.slug}/modules"
    told = "early" if is_early else "opened"
    return compose(
        "course_modules/module_opened",
        to_address=user.email,
        to_name=user.name,
        user_id=user.id,
        once_key=f"module-{told}:{membership_id}:{'-'.join(str(m.id) for m in modules[:5])}",
        user=user,
        cohort=cohort,
        modules=[(module, f"{here}/{module.slug}") for module in modules],
        is_early=is_early,
        unsubscribe_url=unsubscribing.unsubscribe_url("user", user.id, "modules"),
        useful_until=clock.now() + USEFUL_FOR,
    )


def _gather(batch: Batch) -> Iterator[News]:
    for new in mailed.new_modules(batch, MODULE_OPENED):
        actor = batch.people[new.user_id].reader.standings[new.cohort_id]
        yield News(
            user_id=new.user_id,
            cohort_id=new.cohort_id,
            kind="modules",
            area=OPENED,
            place=place_of(new.module.id),
            subject_id=new.module.id,
            due=new.due,
            about=new.module.title,
            url=path_to(
                "course_modules.read_module",
                cohort_slug=actor.cohort.slug,
                module_slug=new.module.slug,
            ),
            line=new.module.summary[:EXCERPT],
        )


def _stirred(_since: dt.datetime, _until: dt.datetime) -> Collection[int]:
    """Nobody: actions/notices.py mails at once those for whom there is room in the day."""
    return ()


def _write(letters: Sequence[Letter]) -> list[Message]:
    """The mail of modules for which there was no room on the day that they opened."""
    return [
        compose(
            "course_modules/modules_waited",
            **letter.options,
            useful_until=clock.now() + USEFUL_FOR,
            name=letter.to.reader.name,
            modules=[(news.about, news.line, whole_of(news.url)) for news in letter.news],
        )
        for letter in letters
    ]


SOURCES = (Source(NAME, _gather, _stirred, _write),)
