"""Every act that goes on record can be read by people."""

from __future__ import annotations

import ast
from string import Formatter
from types import SimpleNamespace

import pytest

from cohort import features
from cohort.audit_log.wording import (
    Group,
    acts_by_group,
    all_sentences,
    changes_of,
    facts_of,
    sentence_of,
)
from config import ROOT


def recorded_acts() -> dict[str, str]:
    """{act: file:line} of each record(actor, "…") in the source, whatever the helper is called."""
    found = {}
    for path in sorted((ROOT / "cohort").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name.lstrip("_") != "record" or len(node.args) < 2:
                continue
            for act in _strings(node.args[1]):
                found[act] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def _strings(node: ast.expr) -> list[str]:
    """The texts an argument can be: a literal, or one of two."""
    if isinstance(node, ast.IfExp):
        return [*_strings(node.body), *_strings(node.orelse)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return []


def test_every_act_on_record_has_a_sentence() -> None:
    acts = recorded_acts()
    assert len(acts) > 10
    missing = {act: where for act, where in acts.items() if act not in all_sentences()}
    assert not missing, (
        f"These acts have no sentence: {missing}. Add each to a group in the "
        "sentences.py of its feature, in the words of the people who will read it."
    )


def test_sentences_continue_a_name_and_use_facts_that_there_are() -> None:
    for act, words in all_sentences().items():
        assert words[0].islower(), act
        assert not words.endswith("."), act
        told = ("role", "title", "file", "module")
        fields = {field for _, field, _, _ in Formatter().parse(words) if field}
        assert fields <= {"person", "cohort", "programme", *told}, act


def test_an_act_has_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    again = SimpleNamespace(
        __name__="cohort.badges.sentences", SENTENCES={Group.MAIL: {"person:add": "made {person}"}}
    )
    real = features.modules("sentences")
    monkeypatch.setattr(features, "modules", lambda *_: [*real, again])
    acts_by_group.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"cohort\.badges\.sentences .* \['person:add'\]"):
            acts_by_group()
    finally:
        acts_by_group.cache_clear()


def test_names_are_filled_in_and_what_is_gone_is_said_in_general() -> None:
    names = {"person": "Ruth {x} Calder", "cohort": "Spring cohort", "programme": None}
    said = sentence_of("cohort:add-member", {"role": "facilitator", "user_id": 7}, names)
    assert said == "made Ruth {x} Calder a facilitator of Spring cohort"
    assert sentence_of("cohort:add-member", {}, {}) == "made somebody a something of a cohort"
    assert sentence_of("teapot:boil", {"role": "x"}, names) == "teapot:boil"


def test_details_are_told_once_in_words() -> None:
    details = {
        "role": "participant",
        "user_id": 7,
        "was": "failed",
        "state": ["received", "answered"],
        "removed": {"posts": 3},
        "empty": "",
        "changed": {"site_name": ["Old", "New"], "odd": "not a pair"},
    }
    assert facts_of("cohort:add-member", details) == [
        ("Was", "failed"),
        ("State", "received → answered"),
        ("Removed", "posts: 3"),
    ]
    assert changes_of(details) == [("Site name", "Old", "New")]
    assert changes_of({"changed": "nothing of the kind"}) == []
