"""The words of the modules that are open, and of no others."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa
import time_machine

from cohort.access.actor import NOBODY, Role
from cohort.course_authoring import actions
from cohort.course_format.values import Course
from cohort.course_modules.models import GlossaryTerm, ModulePage
from cohort.db import db
from cohort.programmes.models import Programme
from tests import world as worlds
from tests.world import World


def test_the_glossary_holds_the_words_of_open_modules(world: World) -> None:
    slug = world.programme()
    modules = []
    for number, term in ((1, "Outcome"), (2, "Asset")):
        body = f'::: {{.glossary term="{term}"}}\nWhat {term} means.\n:::\n\nAn {term} again.'
        page = worlds.page_file(number, 1, False, body=body)
        modules.append(dataclasses.replace(worlds.module_file(number, 1), pages=(page,)))
    with world.database():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()
        actions.load_course(NOBODY, programme, Course(slug="c", modules=modules))
        db.session.execute(sa.delete(GlossaryTerm))
        for page in db.session.scalars(sa.select(ModulePage)).all():
            term = "Asset" if "Asset" in page.source else "Outcome"
            facts = {"slug": term.lower(), "term": term, "html": f"<p>What {term} means.</p>"}
            db.session.add(GlossaryTerm(programme_id=programme.id, page_id=page.id, **facts))
    cohort = world.cohort(slug, starts_on=dt.date(2027, 10, 11), ends_on=dt.date(2028, 3, 1))
    reader, host = world.person(), world.person()
    world.join(reader, cohort)
    world.join(host, cohort, Role.FACILITATOR)
    address = f"/cohorts/{cohort}/modules/_/glossary"

    def terms(person: worlds.Person) -> list[str]:
        page = world.browser(person).get(address)
        return [dt.text_content().strip() for dt in page.tree.xpath("//dl//dt")]

    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=dt.UTC)):
        assert terms(reader) == ["Outcome"]
        page = world.browser(reader).get(address)
        assert "What Outcome means." in page.text
        assert "Asset" not in page.text
        assert page.tree.xpath("//dl//a/@href") == [f"/cohorts/{cohort}/modules/m1/p1"]
        assert terms(host) == ["Asset", "Outcome"]
    with time_machine.travel(dt.datetime(2027, 11, 2, tzinfo=dt.UTC)):
        assert terms(reader) == ["Asset", "Outcome"]


def test_an_empty_glossary_says_what_will_be_there(world: World) -> None:
    slug = world.programme()
    cohort, person = world.cohort(slug), world.person()
    world.join(person, cohort)
    page = world.browser(person).get(f"/cohorts/{cohort}/modules/_/glossary")
    assert "No words yet" in page.text
