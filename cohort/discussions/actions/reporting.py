"""Reporting posts, and what becomes of reports."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.db import change, db
from cohort.discussions.actions import hosting_mail as emails
from cohort.discussions.models import Outcome, Post, PostReport, Reason
from cohort.discussions.notices import SETTLED, place_of_report
from cohort.discussions.queries import hosts, reports
from cohort.discussions.queries.hosted import HostedPost
from cohort.kernel import clock, ids
from cohort.kernel.errors import Clash, NotAllowed
from cohort.mail import outbox
from cohort.notices.actions import Told, tell
from cohort.programmes.actions.memberships import join_cohort
from cohort.programmes.models import Cohort


def report_post(actor: Actor, post: HostedPost, *, reason: Reason, words: str) -> bool:
    """Tell the cohort's facilitators of a post, at once. False when this person has already.

    Raises NotAllowed for the actor's own post.
    """
    if post.is_own:
        raise NotAllowed("This post is your own. You can ask a facilitator to help you with it.")
    if reports.find_own_report(actor, post.id):
        return False
    report = PostReport(
        id=ids.new_id(),
        post_id=post.id,
        cohort_id=actor.cohort.id,
        reported_by=actor.user_id,
        reason=reason,
        words=words,
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError:  # the other request of a double press was quicker
        return False
    written = reports.report_for_mail(report.id)
    for reader in hosts.facilitators_of(actor.cohort.id, but=_author_of(post.id)):
        outbox.post(emails.post_reported(reader, actor.cohort, written))
    return True


def _author_of(post_id: int) -> int:
    return int(db.session.scalar(sa.select(Post.author_id).where(Post.id == post_id)) or 0)


def take_on(actor: Actor, report_id: int) -> bool:
    """Record that this facilitator looks at a report. False when somebody has already."""
    report = reports.get_report(actor, report_id)
    taken = change(
        sa.update(PostReport)
        .where(PostReport.id == report.id, PostReport.opened_at.is_(None))
        .values(opened_by=actor.user_id, opened_at=clock.now())
    )
    if taken:
        _record(actor, "report:take-on", report.id)
    return bool(taken)


def settle(actor: Actor, report_id: int, *, outcome: Outcome, answer: str) -> None:
    """Say what was done, and tell the reporter, by one mail and one notice. Raises Clash when
    another facilitator has."""
    report, now = reports.get_report(actor, report_id), clock.now()
    settled = change(
        sa.update(PostReport)
        .where(PostReport.id == report.id, PostReport.settled_at.is_(None))
        .values(
            opened_by=sa.func.coalesce(PostReport.opened_by, actor.user_id),
            opened_at=sa.func.coalesce(PostReport.opened_at, now),
            settled_by=actor.user_id,
            settled_at=now,
            outcome=outcome,
            answer=answer,
        )
    )
    if not settled:
        raise Clash("Somebody has settled this report meanwhile. What they said stands below.")
    _record(actor, "report:settle", report.id, outcome=outcome.words)
    reporter = db.session.get(User, report.reporter_id) if report.reporter_id else None
    if reporter and reporter.deactivated_at is None:
        outbox.post(emails.report_settled(reporter, actor.cohort, report, outcome, answer))
        place = place_of_report(report.id)
        tell([Told(reporter.id, report.cohort_id, SETTLED, place, report.id, now)])


def _record(actor: Actor, act: str, report_id: int, **details: str) -> None:
    report = db.session.get_one(PostReport, report_id, populate_existing=True)
    record(
        actor, act, report, programme_id=actor.programme.id, cohort_id=report.cohort_id, **details
    )


def tell_organisers() -> str:
    """Tell organisers of reports that nobody has opened in time, once each; returns how many."""
    now, told, after = clock.now(), 0, 0
    while found := hosts.unopened_reports(after):
        for report, cohort in found:
            after = report.id
            if emails.deadline_of(report.reported_at, cohort.time_zone) > now:
                continue
            for organiser in hosts.organisers_of(cohort.programme_id):
                outbox.post(emails.report_waits(organiser, cohort, report))
            report.waits_told_at = now
            told += 1
        db.session.flush()
    return f"told organisers of {told}"


def step_in(actor: Actor, cohort: Cohort, *, reason: str) -> None:
    """Make an organiser a facilitator of a cohort in which a report waits, and tell the others.

    Raises Clash when none waits any more, or for a participant.
    """
    if actor.is_facilitator:
        return
    if actor.role is not None:
        raise Clash("You are a participant of this cohort. Ask another organiser to step in.")
    if not hosts.waits_for_an_organiser(cohort.id):
        raise Clash("No report waits here now: a facilitator looks at it.")
    others = hosts.facilitators_of(cohort.id, but=actor.user_id)
    membership = join_cohort(actor, cohort, actor.user_id, Role.FACILITATOR, reason=reason)
    record(
        actor,
        "report:step-in",
        membership,
        programme_id=cohort.programme_id,
        cohort_id=cohort.id,
        reason=reason,
    )
    for reader in others:
        outbox.post(emails.stepped_in(reader, cohort, membership.id, actor.name, reason))
