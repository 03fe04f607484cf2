"""Sentences about data rights in the audit log, as people read them."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.PEOPLE: {
        "person:erase-asked": "asked for the account of {person} to be deleted",
        "person:erase-cancelled": "kept the account of {person} that was to be deleted",
        "person:erase": "deleted the account of {person}",
    },
    Group.DATA_PROTECTION: {
        "complaint:release": "accepted a complaint that was held for review",
        "complaint:work-on": "worked on a data-protection complaint",
        "privacy-notice:publish": "published a version of the privacy notice",
        "person:export": "took a copy of everything that is stored about {person}",
    },
}
