"""A cohort's releases, for those who may set them; and the early openings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.access.actor import Actor, Role
from cohort.access.rules import may
from cohort.accounts.models import User
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.course_modules.queries.openness import RELEASE_HERE, offset_moment
from cohort.course_modules.queries.rows import Numbered
from cohort.db import columns_of, db, fetch, rows_of
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Cohort, Membership

MOST_PEOPLE = 600  # a cohort has at most 500 places


@dataclass(frozen=True, slots=True)
class ReleaseRow(Numbered):
    """When one module opens to a cohort. `computed` is the moment of its offset, `chosen` the one
    set instead; both in UTC. `version` is 0 while nobody has changed it."""

    id: int
    slug: str
    position: int
    title: str
    summary: str
    language: str
    computed: dt.datetime
    chosen: dt.datetime | None
    hidden_at: dt.datetime | None
    announced_at: dt.datetime | None
    version: int
    now: dt.datetime

    @property
    def moment(self) -> dt.datetime:
        """When it opens, or opened, to the cohort's participants."""
        return self.chosen or self.computed

    @property
    def is_open(self) -> bool:
        """To the participants, now."""
        return self.hidden_at is None and self.moment <= self.now

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def state(self) -> str:
        """Its state, in a word or two."""
        return "Hidden" if self.is_hidden else "Open" if self.is_open else "Not open yet"

    def would_close(self, moment: dt.datetime) -> bool:
        """Whether opening at `moment` instead closes it to people who can read it now."""
        return self.is_open and moment > self.now


@dataclass(frozen=True, slots=True)
class EarlyRow:
    """One module opened early to one person."""

    membership_id: int
    module_id: int
    name: str
    module_title: str
    module_language: str
    module_slug: str
    opened_at: dt.datetime


_releases = (
    sa.select(
        Module.id,
        Module.slug,
        Module.position,
        Module.title,
        Module.summary,
        Module.language,
        Module.opens_after_days,
        Release.opens_at,
        Release.hidden_at,
        Release.announced_at,
        sa.func.coalesce(Release.version, 0).label("version"),
    )
    .outerjoin(Release, RELEASE_HERE)
    .where(Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None))
)
RELEASES = _releases.order_by(Module.position, Module.id)
RELEASE = _releases.where(Module.slug == sa.bindparam("slug"))
_early = (
    sa.select(
        *columns_of(
            EarlyRow,
            membership_id=EarlyOpening.membership_id,
            module_id=EarlyOpening.module_id,
            name=User.name,
            module_title=Module.title,
            module_language=Module.language,
            module_slug=Module.slug,
            opened_at=EarlyOpening.opened_at,
        )
    )
    .join(Membership, Membership.id == EarlyOpening.membership_id)
    .join(User, User.id == Membership.user_id)
    .join(Module, Module.id == EarlyOpening.module_id)
    .where(
        Membership.cohort_id == sa.bindparam("cohort_id"),
        Membership.left_at.is_(None),
        Module.retired_at.is_(None),
    )
    .order_by(Module.position, User.name, Membership.id)
    .limit(MOST_PEOPLE)
)
EARLY_OF_COHORT = _early
EARLY_OF_MODULE = _early.where(Module.id == sa.bindparam("module_id"))
# Participants who can still be let in early.
PEOPLE = (
    sa.select(Membership.id, User.name)
    .join(User, User.id == Membership.user_id)
    .where(
        Membership.cohort_id == sa.bindparam("cohort_id"),
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        User.deactivated_at.is_(None),
        ~sa.exists().where(
            EarlyOpening.membership_id == Membership.id,
            EarlyOpening.module_id == sa.bindparam("module_id"),
        ),
    )
    .order_by(User.name, Membership.id)
    .limit(MOST_PEOPLE)
)


def releases_visible_to(viewer: Actor) -> Sequence[ReleaseRow]:
    """Every module's release to the cohort of the URL, in order."""
    if not may(viewer, Can.SET_RELEASES):
        return []
    rows = fetch(RELEASES, programme_id=viewer.programme.id, cohort_id=viewer.cohort.id)
    return [_row(viewer, row) for row in rows]


def get_release(viewer: Actor, slug: str, *, to_change: bool = False) -> ReleaseRow:
    """One module's release. `to_change` locks the cohort's releases and dates until the
    commit. Raises NotFound."""
    row = None
    if may(viewer, Can.SET_RELEASES):
        if to_change:
            hold(viewer.cohort.id)
        facts = {"programme_id": viewer.programme.id, "cohort_id": viewer.cohort.id}
        row = fetch(RELEASE, slug=slug, **facts).one_or_none()
    if row is None:
        raise NotFound("No such module.")
    return _row(viewer, row)


def hold(cohort_id: int) -> Cohort | None:
    """Lock a cohort's row, before any change or announcement of its releases."""
    return db.session.scalar(
        sa.select(Cohort)
        .where(Cohort.id == cohort_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def early_openings(viewer: Actor, module: ReleaseRow | None = None) -> Sequence[EarlyRow]:
    """The people to whom the cohort's modules, or one of them, were opened early."""
    if not may(viewer, Can.SET_RELEASES):
        return []
    if module is None:
        rows = fetch(EARLY_OF_COHORT, cohort_id=viewer.cohort.id)
    else:
        rows = fetch(EARLY_OF_MODULE, cohort_id=viewer.cohort.id, module_id=module.id)
    return rows_of(EarlyRow, rows)


def people_to_let_in(viewer: Actor, module: ReleaseRow) -> Sequence[tuple[int, str]]:
    """(membership id, name) of the participants to whom a module could be opened early."""
    if not may(viewer, Can.SET_RELEASES):
        return []
    rows = fetch(PEOPLE, cohort_id=viewer.cohort.id, module_id=module.id)
    return [(membership_id, name) for membership_id, name in rows]


def _row(viewer: Actor, found: Any) -> ReleaseRow:
    return ReleaseRow(
        id=found.id,
        slug=found.slug,
        position=found.position,
        title=found.title,
        summary=found.summary,
        language=found.language,
        computed=offset_moment(viewer.cohort, found.opens_after_days),
        chosen=found.opens_at,
        hidden_at=found.hidden_at,
        announced_at=found.announced_at,
        version=found.version,
        now=clock.now(),
    )
