"""Mail about modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import current_app

from cohort.accounts.mail_choices import Category, Wish
from cohort.accounts.models import User
from cohort.course_modules.queries.notices import OpenedModule
from cohort.kernel import clock
from cohort.mail import unsubscribing
from cohort.mail.outbox import Message, compose
from cohort.programmes.models import Cohort

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
