"""Whether the record names people. It cannot be changed, so it must survive erasing anybody."""

from __future__ import annotations

import json

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.data_rights.models import Complaint
from cohort.db import db
from cohort.interest.models import ExpressionOfInterest
from cohort.programmes.models import Invitation

PEOPLE = (User, ExpressionOfInterest, Invitation, Complaint)


def people_named() -> list[str]:
    """Each detail on record that holds the name or address of somebody: "act: 'name' in …".

    Needs an app's context. Reasons are what people typed; the page asks them to name nobody.
    """
    known = {
        text.lower()
        for table in PEOPLE
        for row in db.session.execute(sa.select(table.name, table.email))
        for text in row
        if " " in text or "@" in text  # a name of one word may be any word: “Participant”
    }
    faults = []
    for act, details in db.session.execute(sa.select(HistoryEntry.action, HistoryEntry.details)):
        told = json.dumps(details, ensure_ascii=False)
        faults += [f"{act}: {text!r} in {told}" for text in known if text in told.lower()]
    return faults
