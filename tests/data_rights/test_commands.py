"""`flask people export` and `erase`, and `flask data-rights retention`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from tests.world import World


def flask(world: World, *words: str, typed: str = "") -> tuple[int, str]:
    done = world.app.test_cli_runner().invoke(args=list(words), input=typed)
    return done.exit_code, done.output


def acts(world: World) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(sa.select(HistoryEntry.action).order_by(HistoryEntry.id)))


def test_everything_of_somebody_goes_to_a_file_that_only_its_owner_reads(
    world: World, tmp_path: Path
) -> None:
    person = world.person("Zebedee Quill")
    cohort = world.cohort(world.programme())
    world.join(person, cohort)
    world.reflection(person, cohort, "The secret of the zeppelin")
    to = tmp_path / "zebedee.zip"
    code, said = flask(world, "people", "export", person.email.upper(), "--to", str(to))
    assert code == 0, said
    assert "Everything of Zebedee Quill is in" in said
    with zipfile.ZipFile(to) as archive:
        assert json.loads(archive.read("data/log.json"))[0]["text"] == "The secret of the zeppelin"
    assert to.stat().st_mode & 0o077 == 0
    assert acts(world)[-1] == "person:export"
    code, said = flask(world, "people", "export", person.email, "--to", str(to))
    assert (code, "is there already" in said) == (1, True)
    code, said = flask(world, "people", "export", "no@example.org", "--to", str(tmp_path / "x"))
    assert (code, "Nobody has an account with no@example.org" in said) == (1, True)


def test_somebody_is_erased_after_a_yes(world: World) -> None:
    person = world.person("Zebedee Quill")
    words = ("people", "erase", person.email, "--reason", "By letter")
    code, said = flask(world, *words, typed="n\n")
    assert code == 1
    assert "Erase the account of Zebedee Quill (zebedee.quill@example.org) for good?" in said
    with world.app.app_context():
        assert db.session.get_one(User, person.id).name == "Zebedee Quill"
    code, said = flask(world, *words, "--yes")
    assert code == 0, said
    assert "removed: 0 reflections in the log" in said
    with world.app.app_context():
        assert db.session.get_one(User, person.id).name == "Somebody who left"
    assert acts(world)[-2:] == ["person:erase-asked", "person:erase"]


def test_the_dry_run_says_what_would_go_and_removes_nothing(world: World) -> None:
    world.interest(world.programme())
    code, said = flask(world, "data-rights", "retention", "--dry-run")
    assert code == 0
    assert "Registrations of interest (as the programme says): 0 would be removed" in said
    assert "Complaints about data that were answered (6 years): 0 would be removed" in said
    code, said = flask(world, "data-rights", "retention")
    assert (code, said) == (0, "Nothing was over its time\n")
