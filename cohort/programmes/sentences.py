"""The audit log's sentences about programmes, cohorts and members."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.PEOPLE: {
        "person:invite": "invited {person} to make an account",
        "person:accept-invitation": "made the account of {person} by accepting an invitation",
    },
    Group.PROGRAMMES: {
        "programme:start": "created the programme {programme}",
        "programme:edit": "changed the programme {programme}",
        "programme:publish": "showed the programme {programme} to everyone",
        "programme:unpublish": "took the programme {programme} from public view",
        "programme:make-organiser": "made {person} an organiser of {programme}",
        "programme:unmake-organiser": "took the organiser’s role in {programme} from {person}",
        "programme:reword-agreement": "published new wording of the agreement of {programme}",
    },
    Group.COHORTS: {
        "cohort:start": "created the cohort {cohort}",
        "cohort:edit": "changed the cohort {cohort}",
        "cohort:add-member": "made {person} a {role} of {cohort}",
        "cohort:rejoin": "made {person} a {role} of {cohort} again",
        "cohort:remove-member": "ended the membership of {person} in {cohort}",
        "cohort:bring-back": "brought {person} back into {cohort}",
        "cohort:change-role": "made {person} a {role} of {cohort}",
        "cohort:agree": "agreed to the agreement of {cohort}",
    },
    Group.INVITATIONS: {
        "invitation:make": "invited somebody to {cohort} as a {role}",
        "invitation:resend": "sent an invitation to {cohort} again",
        "invitation:revoke": "revoked an invitation to {cohort}",
        "invitation:accept": "accepted an invitation to {cohort}",
    },
}
