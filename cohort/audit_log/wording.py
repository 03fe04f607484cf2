"""Each act in the audit log, as people read it: "made Ruth Calder a facilitator of Spring".

A feature's `sentences.py` has `SENTENCES = {group: {act: sentence}}`. {person} is the person it
is about, {cohort} and {programme} are names; anything else in braces is one of the act's own
details. The log shows an act without a sentence by its name; a test demands one.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Any

from cohort import features


class Group(StrEnum):
    """What an act is about, in the order of the filter's list."""

    PEOPLE = "People"
    PROGRAMMES = "Programmes"
    COHORTS = "Cohorts and members"
    THREADS = "Threads"
    RELEASES = "Releases"
    INVITATIONS = "Invitations"
    MAIL = "Mail"
    DATA_PROTECTION = "Data protection"
    SETTINGS = "Settings"


@functools.cache
def acts_by_group() -> Mapping[Group, Mapping[str, str]]:
    """{group: {act: sentence}} of all features. Raises ValueError for an act in two places."""
    found: dict[Group, dict[str, str]] = {group: {} for group in Group}
    for module in features.modules("sentences"):
        for group, acts in module.SENTENCES.items():
            twice = acts.keys() & {act for known in found.values() for act in known}
            if twice:
                raise ValueError(f"{module.__name__} has a sentence again for {sorted(twice)}.")
            found[group].update(acts)
    return found


def acts_named(group: str) -> Mapping[str, str]:
    """{act: sentence} of the group with this name; empty for an unknown name."""
    return acts_by_group()[Group(group)] if group in list(Group) else {}


@functools.cache
def all_sentences() -> Mapping[str, str]:
    """{act: sentence} of all features."""
    return {act: words for acts in acts_by_group().values() for act, words in acts.items()}


UNKNOWN = {"person": "somebody", "cohort": "a cohort", "programme": "a programme"}
# Details that are numbers for machines, or that the page shows elsewhere.
NOT_TOLD = {"user_id", "changed"}


def sentence_of(action: str, details: Mapping[str, Any], names: Mapping[str, str | None]) -> str:
    """The act as a sentence. `names` has person, cohort and programme where they are known."""
    words = all_sentences().get(action)
    if words is None:
        return action
    known = UNKNOWN | {name: value for name, value in names.items() if value}
    used = [field for _, field, _, _ in Formatter().parse(words) if field]
    return words.format(**{f: known.get(f) or str(details.get(f) or "something") for f in used})


def facts_of(action: str, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) for each detail that is not in the sentence."""
    words = all_sentences().get(action, "")
    told = {field for _, field, _, _ in Formatter().parse(words) if field} | NOT_TOLD
    return [
        (_label(name), _words(value))
        for name, value in details.items()
        if name not in told and value is not False and value not in (None, "", [], {})
    ]


def changes_of(details: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, old, new) for each field that changed."""
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
