"""The course's data about a person: how far they read, and what was opened to them early."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.course_modules.models import (
    DoneMark,
    EarlyOpening,
    Module,
    ModulePage,
    ReadingPlace,
    Release,
)
from cohort.db import change, db, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import Cohort, Membership

HELD = (
    StoredData(
        "Done marks: which pages a participant marked as done, and when",
        ("done_mark.membership_id",),
        download="yes",
        deletion="removed",
        until="the participant undoes the mark or deletes the account",
    ),
    StoredData(
        "Reading places: the page and heading where a member stopped in each module",
        ("reading_place.membership_id",),
        download="yes",
        deletion="removed",
        until="the member reads on or deletes the account",
    ),
    StoredData(
        "Modules opened early to one member, with who opened them and when",
        ("early_opening.membership_id", "early_opening.opened_by"),
        download="yes, what was opened to oneself",
        deletion="removed; where the person opened it to somebody else, without their name",
        until="the member deletes the account",
    ),
    StoredData(
        "Who changed when a module opens to a cohort",
        ("release.changed_by",),
        download="no: it says nothing but that they did their work",
        deletion="kept without a name: the dates belong to the cohort",
        until="the programme is removed",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Done marks, reading places and early openings."""
    me = whose.user_id
    return [
        ExportSection(
            "done",
            "Pages marked as done",
            "The pages you marked as done, with the moment you did.",
            lambda: _marks(me),
        ),
        ExportSection(
            "reading_places",
            "Where you stopped reading",
            "The page and heading where you stopped in each module. Nobody else sees this.",
            lambda: _places(me),
        ),
        ExportSection(
            "early_openings",
            "Modules opened to you early",
            "Modules that were opened to you ahead of your cohort.",
            lambda: _early(me),
        ),
    ]


def _mine(user_id: int) -> sa.Select[int, str]:
    return (
        sa.select(Membership.id, Cohort.name)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )


def _places(user_id: int) -> Iterator[ExportItem]:
    for membership_id, cohort in db.session.execute(_mine(user_id)).all():
        query = (
            sa.select(ReadingPlace, Module.title, ModulePage.title)
            .join(Module, Module.id == ReadingPlace.module_id)
            .join(ModulePage, ModulePage.id == ReadingPlace.page_id)
            .where(ReadingPlace.membership_id == membership_id)
            .order_by(ReadingPlace.module_id)
        )
        for place, module, page in db.session.execute(query):
            facts = {"cohort": cohort, "module": module, "page": page, "heading": place.heading}
            yield ExportItem(facts | {"read_at": place.read_at})


def _early(user_id: int) -> Iterator[ExportItem]:
    for membership_id, cohort in db.session.execute(_mine(user_id)).all():
        query = (
            sa.select(EarlyOpening.opened_at, Module.title)
            .join(Module, Module.id == EarlyOpening.module_id)
            .where(EarlyOpening.membership_id == membership_id)
            .order_by(EarlyOpening.module_id)
        )
        for opened_at, module in db.session.execute(query):
            yield ExportItem({"cohort": cohort, "module": module, "opened_at": opened_at})


def _marks(user_id: int) -> Iterator[ExportItem]:
    for membership_id, cohort in db.session.execute(_mine(user_id)).all():
        query = (
            sa.select(ModulePage.id, ModulePage.title, Module.title, DoneMark.marked_at)
            .join(DoneMark, DoneMark.page_id == ModulePage.id)
            .join(Module, Module.id == ModulePage.module_id)
            .where(DoneMark.membership_id == membership_id)
        )
        for _, page, module, marked_at in in_batches(query, ModulePage.id):
            yield ExportItem(
                {"page": page, "module": module, "cohort": cohort, "marked_at": marked_at}
            )


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete marks and reading places; keep releases, without a name."""
    own = sa.select(Membership.id).where(Membership.user_id == whose.user_id)
    removed = {
        "done marks": change(sa.delete(DoneMark).where(DoneMark.membership_id.in_(own))),
        "reading places": change(
            sa.delete(ReadingPlace).where(ReadingPlace.membership_id.in_(own))
        ),
        "early openings": change(
            sa.delete(EarlyOpening).where(EarlyOpening.membership_id.in_(own))
        ),
    }
    for column in (EarlyOpening.opened_by, Release.changed_by):
        change(sa.update(column.class_).where(column == whose.user_id).values({column: None}))
    return Erased(removed)
