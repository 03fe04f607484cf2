"""The audit log's sentences about settings."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.SETTINGS: {
        "setting:change": "changed a setting of the site",
    },
}
