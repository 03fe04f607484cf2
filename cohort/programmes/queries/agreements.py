"""Finding the wordings of a cohort's agreement, and who agreed to which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import db
from cohort.programmes.models import AgreementVersion, Consent


@dataclass(frozen=True)
class Agreement:
    """The agreement as one member sees it: the current wording, and the one they agreed to."""

    current: AgreementVersion | None
    agreed: AgreementVersion | None
    agreed_at: dt.datetime | None
    is_due: bool

    @property
    def has_changed(self) -> bool:
        """Whether the wording differs from the one this member agreed to."""
        return bool(self.current and self.agreed and self.agreed.text != self.current.text)


def find_latest_wording(programme_id: int) -> AgreementVersion | None:
    """The newest stored wording of a programme's agreement."""
    return db.session.scalar(
        sa.select(AgreementVersion)
        .where(AgreementVersion.programme_id == programme_id)
        .order_by(AgreementVersion.number.desc())
        .limit(1)
    )


def find_consent(membership_id: int, wording_id: int) -> Consent | None:
    """This member's consent to this wording."""
    return db.session.scalar(
        sa.select(Consent).where(
            Consent.membership_id == membership_id, Consent.agreement_version_id == wording_id
        )
    )


def agreement_for(viewer: Actor) -> Agreement:
    """The agreement of the viewer's cohort, with the newest wording they agreed to."""
    mine = db.session.execute(
        sa.select(AgreementVersion, Consent.agreed_at)
        .join(Consent, Consent.agreement_version_id == AgreementVersion.id)
        .where(Consent.membership_id == viewer.membership_id)
        .order_by(AgreementVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return Agreement(
        current=find_latest_wording(viewer.programme.id),
        agreed=mine[0] if mine else None,
        agreed_at=mine[1] if mine else None,
        is_due=viewer.agreement_due,
    )
