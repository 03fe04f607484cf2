"""Making and changing programmes and cohorts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cohort.access.actor import Actor
from cohort.audit_log.actions import changes, record
from cohort.db import db, take_advisory_lock
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.kernel.text import slugify
from cohort.markdown import member_html
from cohort.programmes import queries
from cohort.programmes.actions.agreements import keep_wording
from cohort.programmes.actions.front_pages import pages
from cohort.programmes.models import Cohort, CohortStatus, Programme, ProgrammeOrganiser

PERSONAL = ("contact_name", "contact_email")  # personal data of somebody who may leave


def start_programme(actor: Actor, *, name: str, slug: str | None = None, **facts: Any) -> Programme:
    """Make a new programme, not yet public; the actor runs it. Sent twice, it makes one."""
    take_advisory_lock("slugs")
    same = queries.find_same_programme(actor, name, facts)
    if same:
        return same
    programme = Programme(name=name, slug=_free_slug(Programme, slug or name))
    _set(programme, facts)
    db.session.add(programme)
    db.session.flush()
    record(actor, "programme:start", programme, programme_id=programme.id, name=name)
    keep_wording(actor, programme, ask_again=True)
    if actor.user_id:
        make_organiser(actor, programme, actor.user_id)
    return programme


def make_organiser(
    actor: Actor, programme: Programme, user_id: int, reason: str | None = None
) -> None:
    """Let a person run a programme."""
    db.session.add(ProgrammeOrganiser(programme_id=programme.id, user_id=user_id))
    record(
        actor,
        "programme:make-organiser",
        programme,
        programme_id=programme.id,
        reason=reason,
        user_id=user_id,
    )


def edit_programme(
    actor: Actor, programme: Programme, *, ask_again: bool = False, **facts: Any
) -> None:
    """Change facts of a programme. The audit log keeps short facts, old and new.

    `ask_again`: the agreement changed in substance, so every member is asked to agree to it.
    """
    before = {name: getattr(programme, name) for name in facts}
    _set(programme, facts)
    db.session.flush()
    changed = changes(before, facts, personal=PERSONAL)
    if changed:
        record(actor, "programme:edit", programme, programme_id=programme.id, changed=changed)
    keep_wording(actor, programme, ask_again=ask_again)


def publish_programme(actor: Actor, programme: Programme, *, public: bool) -> None:
    """Show the programme's page to everyone, or take it away again."""
    if public == (programme.published_at is not None):
        return
    programme.published_at = clock.now() if public else None
    act = "programme:publish" if public else "programme:unpublish"
    record(actor, act, programme, programme_id=programme.id)


def start_cohort(
    actor: Actor,
    programme_id: int,
    *,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    slug: str | None = None,
    **facts: Any,
) -> Cohort:
    """Make a new dated run of a programme. Sent twice, it makes one."""
    take_advisory_lock("slugs")
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    same = queries.find_same_cohort(actor, programme_id, name, dates | facts)
    if same:
        return same
    cohort = Cohort(
        programme_id=programme_id,
        name=name,
        slug=_free_slug(Cohort, slug or name),
        starts_on=starts_on,
        ends_on=ends_on,
        status=CohortStatus.DRAFT,
    )
    _set(cohort, facts)
    _check_dates(cohort)
    db.session.add(cohort)
    db.session.flush()
    record(actor, "cohort:start", cohort, programme_id=programme_id, cohort_id=cohort.id, name=name)
    return cohort


def edit_cohort(actor: Actor, cohort: Cohort, **facts: Any) -> None:
    """Change facts of a cohort. Raises DomainError when it would end before it starts."""
    before = {name: getattr(cohort, name) for name in facts}
    _set(cohort, facts)
    _check_dates(cohort)
    db.session.flush()
    changed = changes(before, facts)
    if changed:
        record(
            actor,
            "cohort:edit",
            cohort,
            programme_id=cohort.programme_id,
            cohort_id=cohort.id,
            changed=changed,
        )


def _set(thing: Programme | Cohort, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(thing, name, value)
    if isinstance(thing, Programme) and "description" in facts:
        thing.description_html = pages().front_page_html(thing, thing.description)
    if isinstance(thing, Programme) and "agreement" in facts:
        thing.agreement_html = member_html(thing.agreement)


def _check_dates(cohort: Cohort) -> None:
    if cohort.ends_on < cohort.starts_on:
        raise DomainError("The cohort must end on or after the day it starts.")
    if cohort.status not in set(CohortStatus):
        raise DomainError("Choose one of the statuses listed.")


def _free_slug(table: type[Programme] | type[Cohort], wanted: str) -> str:
    base = slugify(wanted)
    slug, count = base, 1
    while not queries.slug_is_free(table, slug):
        count += 1
        slug = f"{base}-{count}"
    return slug
