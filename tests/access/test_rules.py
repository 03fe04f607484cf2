"""The rule book: complete, in words, and saying for each role what we mean it to say."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cohort.access import rules
from cohort.access.actions import Can
from cohort.access.actor import NOBODY, Actor, CohortScope, ProgrammeScope, Role
from cohort.access.rules import RULES, may

COHORT = CohortScope(
    id=1,
    slug="heron",
    name="Heron cohort",
    status="running",
    status_words="running",
    accent=1,
    starts_on=dt.date(2027, 3, 1),
    ends_on=dt.date(2027, 9, 1),
    time_zone="Europe/London",
    programme_name="A programme",
)
HERE: dict[str, Any] = {
    "asked_cohort": COHORT,
    "asked_programme": ProgrammeScope(2, "a-programme", "A programme"),
}
ACTORS = {
    "signed in": Actor(user_id=10, **HERE),
    "participant": Actor(user_id=11, membership_id=21, role=Role.PARTICIPANT, **HERE),
    "facilitator": Actor(user_id=12, membership_id=22, role=Role.FACILITATOR, **HERE),
    "organiser": Actor(user_id=13, organises_something=True, organises_here=True, **HERE),
    "other organiser": Actor(user_id=14, organises_something=True, **HERE),
    "administrator": Actor(user_id=15, is_administrator=True, **HERE),
    "vouched for": Actor(
        user_id=16, membership_id=26, role=Role.PARTICIPANT, is_vouched_for=True, **HERE
    ),
}
# One letter for each of ACTORS, in that order: y may, - may not. The thing acted on, where there
# is one, is the actor's own, stands in the cohort asked about and is open.
SCREEN = """
site:change-account         y y y y y y -
site:read-notices           y y y y y y -
site:administer             - - - - - y -
cohort:read-agreement       - y y - - - y
cohort:read                 - y y - - - y
cohort:mark-done            - y - - - - y
cohort:set-releases         - - y y - y -
cohort:see-progress         - - y - - - -
cohort:read-own-log         - y y - - - -
cohort:write-reflection     - y y - - - -
cohort:read-reflection      - y y - - - -
cohort:edit-reflection      - y y - - - -
cohort:read-threads         - y y - - - y
cohort:open-thread          - y y - - - y
cohort:reply                - y y - - - y
cohort:lead-thread          - - y - - - -
cohort:mark-helped          - y y - - - y
cohort:change-post          - y y - - - y
cohort:rename-thread        - y y - - - y
cohort:tend-threads         - - y - - - -
cohort:see-post-history     - y y - - - y
cohort:acknowledge          - y y - - - y
cohort:set-nameless         - - y y - y -
cohort:unmask               - - y - - - -
cohort:reply-privately      - - y - - - -
cohort:answer-privately     - y y - - - -
cohort:report-post          - y y - - - y
cohort:host-threads         - - y - - - -
cohort:step-in              - - - y - y -
cohort:invite               - - y y - y -
cohort:read-out-code        - - y - - - -
cohort:see-registrations    - - y y - y -
cohort:edit                 - - - y - y -
site:organise               - - - y y y -
site:start-programme        - - - y y y -
programme:edit              - - - y - y -
programme:edit-content      - - - y - y -
programme:start-cohort      - - - y - y -
programme:see-registrations - - - y - y -
"""
NEEDS_A_SUBJECT = (
    *(Can.READ_REFLECTION, Can.EDIT_REFLECTION, Can.REPLY, Can.MARK_HELPED),
    *(Can.CHANGE_POST, Can.SEE_POST_HISTORY, Can.ACKNOWLEDGE, Can.RENAME_THREAD),
)


def thing(actor: Actor, **facts: Any) -> Any:
    """A reflection or thread of the actor's own."""
    own = {"author_id": actor.user_id, "cohort_id": COHORT.id, "locked_at": None}
    own |= {"kind": "question", "is_own": False, "removed_at": None}
    own |= {"prompt_id": None}
    return SimpleNamespace(**own | facts)


def test_the_screen_says_for_each_action_and_role_what_the_rules_say() -> None:
    said = [line.split() for line in SCREEN.strip().splitlines()]
    found = [
        [can.value, *("y" if may(actor, can, thing(actor)) else "-" for actor in ACTORS.values())]
        for can in Can
    ]
    assert found == said, "\n".join(
        f"the rule book has {' '.join(row)}: change cohort/access/rules.py, or SCREEN here if it "
        "is meant"
        for row in found
        if row not in said
    )


def test_every_action_has_a_rule_and_every_rule_an_action() -> None:
    assert set(RULES) == set(Can)
    assert all(RULES[can] for can in Can)
    assert all(way for can in Can for way in RULES[can]), "a way without a predicate lets all in"


def test_the_rules_stay_on_one_screen() -> None:
    source = Path(inspect.getfile(rules)).read_text()
    table = source[source.index("RULES:") : source.index("\n}\n")]
    assert len(table.splitlines()) <= 50


def faults_of(source: str) -> list[str]:
    """Predicates that say more than one thing: and, or, if; `is not None and` alone is let by,
    which is how one about the subject says no without one."""
    found = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef) or function.name == "may":
            continue
        (said,) = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
        assert said is not None
        words = ast.unparse(said).removeprefix("subject is not None and ")
        several = any(isinstance(n, ast.BoolOp | ast.IfExp) for n in ast.walk(ast.parse(words)))
        names = {"and", "or"} & set(function.name.split("_"))
        if several or names or len(function.body) > 2:
            found.append(function.name)
    return found


def test_each_predicate_says_one_thing() -> None:
    assert faults_of(Path(inspect.getfile(rules)).read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def runs_it(actor, _):\n    return actor.organises_here or actor.is_administrator",
        "def is_open(_, subject):\n    return subject is not None and subject.a and subject.b",
        "def is_member_and_open(actor, subject):\n    return actor.is_fine",
        "def is_open(_, subject):\n    x = 1\n    if subject:\n        x = 2\n    return x",
    ],
)
def test_a_predicate_that_says_two_things_is_named(planted: str) -> None:
    assert faults_of(planted), "put both into one way of RULES, or into two ways"


@pytest.mark.parametrize("can", Can)
def test_every_action_has_a_scope_and_a_sentence_of_its_own(can: Can) -> None:
    assert can.scope in ("cohort", "programme", "site")
    assert can.value == f"{can.scope}:{can.value.split(':')[1]}"
    assert len(can.sentence.split()) > 2
    assert can.sentence[0].isupper()
    assert not can.sentence.endswith("."), "guard.allow puts the full stop"
    assert [other.sentence for other in Can].count(can.sentence) == 1


@pytest.mark.parametrize("can", Can)
def test_nobody_may_do_anything_whatever_else_the_actor_claims(can: Can) -> None:
    assert not may(NOBODY, can)
    assert not may(NOBODY, can, thing(NOBODY))
    impostor = Actor(
        user_id=0,
        is_administrator=True,
        organises_something=True,
        organises_here=True,
        membership_id=1,
        role=Role.FACILITATOR,
        **HERE,
    )
    for claim in (impostor, dataclasses.replace(impostor, role=Role.PARTICIPANT)):
        assert not may(claim, can, thing(claim))


@pytest.mark.parametrize("can", NEEDS_A_SUBJECT)
def test_a_rule_that_needs_a_subject_refuses_when_none_is_given(can: Can) -> None:
    for actor in ACTORS.values():
        assert not may(actor, can)
        assert not may(actor, can, None)


def test_only_rules_that_need_a_subject_look_at_it() -> None:
    for can in set(Can) - set(NEEDS_A_SUBJECT):
        for name, actor in ACTORS.items():
            assert may(actor, can) is may(actor, can, object()), f"{name} {can}"


@pytest.mark.parametrize("can", [Can.READ_REFLECTION, Can.EDIT_REFLECTION])
def test_a_reflection_is_its_authors_alone_and_only_within_its_cohort(can: Can) -> None:
    author = ACTORS["participant"]
    assert may(author, can, thing(author))
    assert not may(author, can, thing(author, cohort_id=99))
    assert not may(dataclasses.replace(author, role=None), can, thing(author))
    for name, actor in ACTORS.items():
        if name != "participant":
            assert not may(actor, can, thing(author)), name
    vouched = dataclasses.replace(author, is_vouched_for=True)
    assert not may(vouched, can, thing(author)), "a code read out opens nobody's log"


def test_a_locked_thread_and_one_of_another_cohort_take_no_reply() -> None:
    for name in ("participant", "facilitator"):
        actor = ACTORS[name]
        assert may(actor, Can.REPLY, thing(actor, author_id=1))
        assert not may(actor, Can.REPLY, thing(actor, cohort_id=99))
        assert not may(actor, Can.REPLY, thing(actor, locked_at=dt.datetime.now(dt.UTC)))


def test_only_facilitators_post_on_a_noticeboard() -> None:
    participant, facilitator = ACTORS["participant"], ACTORS["facilitator"]
    board = {"kind": "noticeboard"}
    assert not may(participant, Can.REPLY, thing(participant, **board))
    assert may(facilitator, Can.REPLY, thing(facilitator, **board))
    assert not may(facilitator, Can.REPLY, thing(facilitator, **board, cohort_id=99))
    closed = board | {"locked_at": dt.datetime.now(dt.UTC)}
    assert not may(facilitator, Can.REPLY, thing(facilitator, **closed))


def test_whoever_asked_and_facilitators_mark_what_helped() -> None:
    participant, facilitator = ACTORS["participant"], ACTORS["facilitator"]
    assert may(participant, Can.MARK_HELPED, thing(participant))
    assert not may(participant, Can.MARK_HELPED, thing(participant, author_id=1))
    assert may(facilitator, Can.MARK_HELPED, thing(facilitator, author_id=1))
    for kind in ("open", "noticeboard", "round"):
        assert not may(facilitator, Can.MARK_HELPED, thing(facilitator, kind=kind))


def test_whoever_has_left_a_cohort_stands_where_someone_who_never_joined_does() -> None:
    left = dataclasses.replace(ACTORS["participant"], role=None, membership_id=0)
    assert not left.stands_within
    assert [can for can in Can if may(left, can, thing(left))] == [
        Can.CHANGE_ACCOUNT,
        Can.READ_NOTICES,
    ]


def test_only_members_and_those_who_run_the_programme_stand_within() -> None:
    within = [name for name, actor in ACTORS.items() if actor.stands_within]
    assert within == ["participant", "facilitator", "organiser", "administrator", "vouched for"]
    assert not NOBODY.stands_within
