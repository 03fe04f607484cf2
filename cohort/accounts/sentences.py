"""The audit log's sentences about accounts."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.PEOPLE: {
        "person:add": "made an account for {person}",
        "person:edit": "changed the account of {person}",
        "person:make-administrator": "made {person} an administrator",
        "person:unmake-administrator": "took the administrator’s role from {person}",
        "person:deactivate": "closed the account of {person}",
        "person:reactivate": "opened the account of {person} again",
        "person:change-address": "changed the address of {person}",
        "person:sign-out": "ended every sign-in of {person}",
        "person:read-out-code": "read out a sign-in code to {person}",
        "person:reset-second-factor": "took the second factor of {person} away, to be set up again",
    },
}
