"""What cohorts and programmes hold about a person: memberships, consents, invitations, roles."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import (
    AgreementVersion,
    Cohort,
    Consent,
    Invitation,
    Membership,
    Programme,
    ProgrammeOrganiser,
)

HELD = (
    StoredData(
        "Memberships: cohort, role, organisation, when joined and left",
        ("membership.user_id",),
        download="yes",
        deletion="kept without a name or organisation: posts and consents hang on them",
        until="never: without a name they say only how many people a cohort had",
    ),
    StoredData(
        "Consents: which wording of a cohort's agreement somebody agreed to, and when",
        ("consent.membership_id",),
        download="yes, with the wording",
        deletion="kept without a name, as proof that the cohort's agreement was agreed to",
        until="never",
    ),
    StoredData(
        "Running a programme, and since when",
        ("programme_organiser.user_id",),
        download="yes",
        deletion="removed",
        until="somebody else takes over",
    ),
    StoredData(
        "Invitations: name, address, organisation, when sent and accepted",
        ("invitation.email", "invitation.name", "invitation.accepted_by"),
        download="yes, those to the address of the account",
        deletion="removed",
        until="some months after they expired (settings)",
    ),
    StoredData(
        "Invitations that a facilitator or organiser made: by whom",
        ("invitation.invited_by",),
        download="yes: how many",
        deletion="kept without a name",
        until="the invitation goes",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Memberships with their consents, invitations, and programmes run."""
    return [
        ExportSection(
            "memberships",
            "Your cohorts",
            "The cohorts you are or were in, and the programmes you run.",
            lambda: [*_memberships(whose.user_id), *_organises(whose.user_id)],
        ),
        ExportSection(
            "consents",
            "What you agreed to",
            "Each wording of a cohort's agreement that you agreed to, and when.",
            lambda: _consents(whose.user_id),
        ),
        ExportSection(
            "invitations",
            "Invitations",
            "The invitations that were sent to you, and how many you made for others.",
            lambda: _invitations(whose),
        ),
    ]


def _memberships(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Membership, Cohort.name, Programme.name)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    for row, cohort, programme in db.session.execute(query):
        yield ExportItem(
            {
                "cohort": cohort,
                "programme": programme,
                "role": row.role,
                "organisation": row.organisation,
                "joined_at": row.joined_at,
                "left_at": row.left_at,
            }
        )


def _organises(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Programme.name, ProgrammeOrganiser.since)
        .join(ProgrammeOrganiser, ProgrammeOrganiser.programme_id == Programme.id)
        .where(ProgrammeOrganiser.user_id == user_id)
        .order_by(Programme.id)
    )
    for name, since in db.session.execute(query):
        yield ExportItem({"programme": name, "role": "organiser", "since": since})


def _consents(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Consent.agreed_at, AgreementVersion, Cohort.name)
        .join(AgreementVersion, AgreementVersion.id == Consent.agreement_version_id)
        .join(Membership, Membership.id == Consent.membership_id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.user_id == user_id)
        .order_by(Consent.id)
    )
    for agreed_at, wording, cohort in db.session.execute(query):
        facts = {
            "cohort": cohort,
            "version": wording.number,
            "agreed_at": agreed_at,
            "text": wording.text,
        }
        yield ExportItem(facts, f"{cohort}, version {wording.number}", wording.html)


def _invitations(whose: DataSubject) -> Iterator[ExportItem]:
    query = (
        sa.select(Invitation, Cohort.name)
        .outerjoin(Cohort, Cohort.id == Invitation.cohort_id)
        .where(_to(whose))
        .order_by(Invitation.id)
    )
    for row, cohort in db.session.execute(query):
        yield ExportItem(
            {
                "cohort": cohort,
                "email": row.email,
                "name": row.name,
                "organisation": row.organisation,
                "made_at": row.made_at,
                "expires_at": row.expires_at,
                "accepted_at": row.accepted_at,
            }
        )
    made = sa.select(sa.func.count()).where(Invitation.invited_by == whose.user_id)
    count = db.session.scalar(made)
    if count:
        yield ExportItem({"invitations_you_made": count})


def _to(whose: DataSubject) -> sa.ColumnElement[bool]:
    by_address = sa.func.lower(Invitation.email) == whose.email.lower()
    return sa.or_(Invitation.accepted_by == whose.user_id, by_address)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """End memberships and clear their organisation; keep their consents; delete the rest."""
    own = Membership.user_id == whose.user_id
    ended = sa.func.coalesce(Membership.left_at, clock.now())
    memberships = change(sa.update(Membership).where(own).values(organisation="", left_at=ended))
    theirs = sa.select(Membership.id).where(own)
    consents = sa.select(sa.func.count()).where(Consent.membership_id.in_(theirs))
    runs = ProgrammeOrganiser.user_id == whose.user_id
    roles = change(sa.delete(ProgrammeOrganiser).where(runs))
    invitations = change(sa.delete(Invitation).where(_to(whose)))
    return Erased(
        {"invitations": invitations, "programmes run": roles},
        {
            "memberships of cohorts": memberships,
            "consents to agreements": db.session.scalar(consents) or 0,
        },
    )
