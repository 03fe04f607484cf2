"""Each act that goes on record, as people read it: "made Ruth Calder a facilitator of Spring".

{person} is whom it is about, {cohort} and {programme} are names; anything else in braces is one
of the act's own details. An act without a sentence is shown by its name; a test asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

# {group: {act: sentence}}, in the order in which the filter lists them.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "People": {
        "person:add": "made an account for {person}",
        "person:edit": "changed the account of {person}",
        "person:invite": "invited {person} to make an account",
        "person:accept-invitation": "made the account of {person} by accepting an invitation",
        "person:make-administrator": "made {person} an administrator",
        "person:unmake-administrator": "took the administrator’s role from {person}",
        "person:deactivate": "closed the account of {person}",
        "person:reactivate": "opened the account of {person} again",
        "person:change-address": "changed the address of {person}",
        "person:sign-out": "ended every sign-in of {person}",
        "person:read-out-code": "read out a sign-in code to {person}",
        "person:reset-second-factor": "took the second factor of {person} away, to be set up again",
        "person:erase-asked": "asked for the account of {person} to be deleted",
        "person:erase-cancelled": "kept the account of {person} that was to be deleted",
        "person:erase": "deleted the account of {person}",
    },
    "Programmes": {
        "programme:start": "created the programme {programme}",
        "programme:edit": "changed the programme {programme}",
        "programme:publish": "showed the programme {programme} to everyone",
        "programme:unpublish": "took the programme {programme} from public view",
        "programme:make-organiser": "made {person} an organiser of {programme}",
        "programme:unmake-organiser": "took the organiser’s role in {programme} from {person}",
        "programme:reword-agreement": "published new wording of the agreement of {programme}",
        "modules:load": "loaded the modules of {programme}",
        "modules:add-file": "added the file {file} to the content of {programme}",
        "modules:replace-file": "replaced the file {file} of the content of {programme}",
        "modules:take-out-file": "took the file {file} out of the content of {programme}",
        "modules:add-module": "added the module “{title}” to {programme}",
        "modules:add-page": "added the page “{title}” to the content of {programme}",
        "modules:edit-module": "changed the module “{title}” of {programme}",
        "modules:edit-page": "changed the page “{title}” of {programme}",
        "modules:restore": "restored an earlier revision of “{title}” in {programme}",
        "modules:move-module": "moved the module “{title}” of {programme}",
        "modules:move-page": "moved the page “{title}” of {programme}",
        "modules:take-out-module": "took the module “{title}” out of {programme}",
        "modules:take-out-page": "took the page “{title}” out of {programme}",
        "modules:bring-back-module": "brought the module “{title}” back into {programme}",
        "modules:bring-back-page": "brought the page “{title}” back into {programme}",
    },
    "Cohorts and members": {
        "cohort:start": "created the cohort {cohort}",
        "cohort:edit": "changed the cohort {cohort}",
        "cohort:add-member": "made {person} a {role} of {cohort}",
        "cohort:rejoin": "made {person} a {role} of {cohort} again",
        "cohort:remove-member": "ended the membership of {person} in {cohort}",
        "cohort:bring-back": "brought {person} back into {cohort}",
        "cohort:change-role": "made {person} a {role} of {cohort}",
        "cohort:agree": "agreed to the agreement of {cohort}",
    },
    "Releases": {
        "release:set": "chose when {module} opens to {cohort}",
        "release:open-now": "opened {module} to {cohort}",
        "release:compute": "let {module} open to {cohort} on its computed day",
        "release:hide": "hid {module} from {cohort}",
        "release:show": "showed {module} to {cohort} again",
        "release:open-early": "opened {module} early for {person} in {cohort}",
        "release:end-early": "took back the early opening of {module} for {person} in {cohort}",
    },
    "Invitations": {
        "invitation:make": "invited somebody to {cohort} as a {role}",
        "invitation:resend": "sent an invitation to {cohort} again",
        "invitation:revoke": "revoked an invitation to {cohort}",
        "invitation:accept": "accepted an invitation to {cohort}",
    },
    "Mail": {
        "mail:resend": "sent a message again",
        "mail:cancel": "stopped a message that waited to be sent",
        "mail:clear-bounces": "let mail go to an address again that had refused it",
        "mail:test": "sent a test mail",
    },
    "Data protection": {
        "complaint:release": "accepted a complaint that was held for review",
        "complaint:work-on": "worked on a data-protection complaint",
        "privacy-notice:publish": "published a version of the privacy notice",
        "person:export": "took a copy of everything that is stored about {person}",
    },
    "Settings": {
        "setting:change": "changed a setting of the site",
    },
}
SENTENCES: Mapping[str, str] = {
    act: sentence for group in GROUPS.values() for act, sentence in group.items()
}
UNKNOWN = {"person": "somebody", "cohort": "a cohort", "programme": "a programme"}
# Details that are numbers for machines, or are told in another place.
NOT_TOLD = {"user_id", "changed"}


def sentence_of(action: str, details: Mapping[str, Any], names: Mapping[str, str | None]) -> str:
    """What was done, in words. `names` has person, cohort and programme where they are known."""
    words = SENTENCES.get(action)
    if words is None:
        return action
    known = UNKNOWN | {name: value for name, value in names.items() if value}
    used = [field for _, field, _, _ in Formatter().parse(words) if field]
    return words.format(**{f: known.get(f) or str(details.get(f) or "something") for f in used})


def facts_of(action: str, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, words) for each detail that the sentence does not tell."""
    words = SENTENCES.get(action, "")
    told = {field for _, field, _, _ in Formatter().parse(words) if field} | NOT_TOLD
    return [
        (_label(name), _words(value))
        for name, value in details.items()
        if name not in told and value is not False and value not in (None, "", [], {})
    ]


def changes_of(details: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, old, new) for each thing that was changed."""
    changed = details.get("changed")
    if not isinstance(changed, dict):
        return []
    return [
        (_label(name), str(pair[0]), str(pair[1]))
        for name, pair in changed.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def _label(name: str) -> str:
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{_label(k).lower()}: {_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return " → ".join(_words(v) for v in value)
    return "yes" if value is True else str(value)
