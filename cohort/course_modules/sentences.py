"""Sentences about releases in the audit log, as people read them."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.RELEASES: {
        "release:set": "chose when {module} opens to {cohort}",
        "release:open-now": "opened {module} to {cohort}",
        "release:compute": "let {module} open to {cohort} on its computed day",
        "release:hide": "hid {module} from {cohort}",
        "release:show": "showed {module} to {cohort} again",
        "release:open-early": "opened {module} early for {person} in {cohort}",
        "release:end-early": "took back the early opening of {module} for {person} in {cohort}",
    },
}
