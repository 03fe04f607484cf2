"""What the course holds about a person: the pages they marked as done."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.course_modules.models import DoneMark, Module, ModulePage
from cohort.db import change, db, in_batches
from cohort.kernel.data_rights import Erased, Held, Item, Section, Whose
from cohort.programmes.models import Cohort, Membership

HELD = (
    Held(
        "Done marks: which pages a participant marked as done, and when",
        ("done_mark.membership_id",),
        download="yes",
        deletion="removed",
        until="the participant undoes the mark or deletes the account",
    ),
)


def export(whose: Whose) -> list[Section]:
    """Every done mark."""
    about = "The pages you marked as done, with the moment you did."
    return [Section("done", "Pages marked as done", about, lambda: _marks(whose.user_id))]


def _marks(user_id: int) -> Iterator[Item]:
    memberships = (
        sa.select(Membership.id, Cohort.name)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    for membership_id, cohort in db.session.execute(memberships).all():
        query = (
            sa.select(ModulePage.id, ModulePage.title, Module.title, DoneMark.marked_at)
            .join(DoneMark, DoneMark.page_id == ModulePage.id)
            .join(Module, Module.id == ModulePage.module_id)
            .where(DoneMark.membership_id == membership_id)
        )
        for _, page, module, marked_at in in_batches(query, ModulePage.id):
            yield Item({"page": page, "module": module, "cohort": cohort, "marked_at": marked_at})


def erase(whose: Whose, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """All marks go."""
    own = sa.select(Membership.id).where(Membership.user_id == whose.user_id)
    gone = change(sa.delete(DoneMark).where(DoneMark.membership_id.in_(own)))
    return Erased({"done marks": gone})
