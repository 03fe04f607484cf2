"""The cohort agreement: stores each of its wordings, and members' consent to them."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.kernel.errors import Clash, NotFound
from cohort.programmes.models import AgreementVersion, Consent, Membership, Programme
from cohort.programmes.queries.agreements import find_consent, find_latest_wording


def keep_wording(actor: Actor, programme: Programme, *, ask_again: bool) -> None:
    """Store the current wording of the programme's agreement, if it is new.

    Members are asked to agree to the first wording and, with `ask_again`, to this one. A small
    correction is stored as a separate wording too, so that we can always show what each member
    agreed to; it asks nobody again.
    """
    if not programme.agreement:
        programme.agreement_number = 0
        return
    latest = find_latest_wording(programme.id)
    asks = ask_again or not programme.agreement_number
    if latest is None or latest.text != programme.agreement:
        latest = AgreementVersion(
            programme_id=programme.id,
            number=latest.number + 1 if latest else 1,
            text=programme.agreement,
            html=programme.agreement_html,
        )
        db.session.add(latest)
        db.session.flush()
    elif not asks or programme.agreement_number == latest.number:
        return
    if asks:
        programme.agreement_number = latest.number
    record(
        actor,
        "programme:reword-agreement",
        programme,
        programme_id=programme.id,
        number=latest.number,
        asks_members_again=asks,
    )


def agree(actor: Actor, number: int) -> None:
    """The actor agrees to the wording with this number. Pressed twice, it is one consent.

    Raises NotFound when there is nothing to agree to, Clash when `number` is not the current
    wording: nobody agrees to words they have not been shown.
    """
    # The second request of a double press waits here for the first to finish.
    membership = db.session.get(Membership, actor.membership_id, with_for_update=True)
    latest = find_latest_wording(actor.programme.id)
    if membership is None or latest is None:
        raise NotFound("There is nothing to agree to.")
    if latest.number != number:
        raise Clash("The wording has changed since you opened the page.")
    if find_consent(membership.id, latest.id) is None:
        give_consent(actor, membership, latest)


def give_consent(actor: Actor, membership: Membership, wording: AgreementVersion) -> None:
    """Record that this member agreed to this wording, now."""
    db.session.add(Consent(membership_id=membership.id, agreement_version_id=wording.id))
    membership.agreed_number = wording.number
    record(
        actor,
        "cohort:agree",
        membership,
        programme_id=wording.programme_id,
        cohort_id=membership.cohort_id,
        number=wording.number,
    )
    db.session.flush()
