"""The audit log's sentences about running the site."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.SETTINGS: {
        "site:backup": "made a backup of the site",
        "site:restore": "restored the site from a backup",
    },
}
