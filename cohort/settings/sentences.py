"""What is written about settings in the audit log, as people read it."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.SETTINGS: {
        "setting:change": "changed a setting of the site",
    },
}
