"""Sentences about threads in the audit log, as people read them."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.COHORTS: {
        "cohort:end-nameless": "ended posts without names in {cohort}",
        "cohort:allow-nameless": "allowed posts without names in {cohort}",
        "post:unmask": "asked who wrote a post without a name in {cohort}, and was told",
    },
}
