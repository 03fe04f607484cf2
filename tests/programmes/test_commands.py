"""`flask people` and `flask cohorts`: filling a real cohort from the command line."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from tests.world import PASSWORD, Person, World


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_a_cohort_is_filled_from_the_command_line(world: World, app: Flask) -> None:
    slug = world.programme()
    cohort = world.cohort(slug)
    for name, words in (
        ("ruth", ("cohorts", "join", "ruth@example.org", cohort, "--facilitator")),
        ("amira", ("cohorts", "join", "amira@example.org", cohort)),
        ("olu", ("cohorts", "organise", "olu@example.org", slug)),
    ):
        made = run(
            app, "people", "add",
            *("--email", f"{name}@example.org", "--name", name.title(), "--password", PASSWORD),
        )  # fmt: skip
        assert made.exit_code == 0, made.output
        done = run(app, *words)
        assert done.exit_code == 0, done.output
    browser = world.browser(world_person("Ruth"))
    assert browser.get(f"/cohorts/{cohort}/progress").status == 200
    assert "Amira" in browser.get(f"/cohorts/{cohort}/people").text
    assert world.browser(world_person("Olu")).get(f"/organise/programmes/{slug}").status == 200
    with app.app_context():
        acts = list(db.session.scalars(sa.select(HistoryEntry.action)))
    assert acts.count("person:add") == 3
    assert acts.count("cohort:add-member") == 2


def world_person(name: str) -> Person:
    return Person(0, name, f"{name.lower()}@example.org")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cohorts", "join", "nobody@example.org", "{cohort}"), "Nobody has an account"),
        (("cohorts", "join", "{member}", "nowhere"), "There is no cohort 'nowhere'"),
        (("cohorts", "join", "{member}", "{cohort}"), "a member of it already"),
        (("cohorts", "organise", "{member}", "nothing"), "There is no programme 'nothing'"),
        (
            ("people", "add", "--email", "{member}", "--name", "X", "--password", PASSWORD),
            "already",
        ),
        (("people", "add", "--email", "n@x.org", "--name", "X", "--password", "short"), "at least"),
    ],
)
def test_mistakes_are_said_in_words(
    world: World, app: Flask, words: tuple[str, ...], said: str
) -> None:
    cohort, member = world.cohort(world.programme()), world.person()
    world.join(member, cohort)
    done = run(app, *(word.format(cohort=cohort, member=member.email) for word in words))
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
