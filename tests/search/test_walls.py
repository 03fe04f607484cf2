"""What is found is exactly what can be read: for a crowd of people, and releases of every kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cohort.access.actor import NOBODY, Actor
from cohort.course_modules import queries as course_modules
from cohort.course_modules.models import EarlyOpening, Module, ModulePage, Release
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Cohort, Membership
from cohort.search.finding import find
from tests.access.crowd import Crowd, full_cast
from tests.conftest import Keeps

TYPED = ("words", "word page", "module number", "note facilitators", "wrods", '"a note for" -zebra')
# For each module of each cohort: nothing, hidden, opened already, or opens later.
releases = st.lists(st.sampled_from((None, "hidden", "opened", "later")), min_size=9, max_size=9)
few = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@few
@example(kinds=["hidden", "opened", "later", "later", "hidden", "opened", None, "hidden", "later"])
@given(kinds=releases)
def test_what_is_found_is_what_can_be_read(kept: Keeps, kinds: list[str | None]) -> None:
    crowd = kept(full_cast)
    world = crowd.world
    with world.database():
        _release(crowd, kinds)
    with world.app.test_request_context():
        pages = _pages()
        modules = {page["module_id"] for page in pages}
        found_something = 0
        for viewer in crowd.actors_in_cohorts():
            readable = {page["id"] for page in pages if _can_read(viewer, page)}
            notes = {page["id"] for page in pages if page["has_note"]} & readable
            open_modules = {p["module_id"] for p in pages if p["id"] in readable}
            hits = {typed: find(viewer, typed).hits for typed in TYPED}
            assert _ids(hits["words"], "module_page") == readable
            for found in hits.values():
                assert _ids(found, "module_page") <= readable
                assert _ids(found, "module") <= open_modules <= modules
                assert _ids(found, "module_note") <= (notes if viewer.is_facilitator else set())
            expected = notes if viewer.is_facilitator else set()
            assert _ids(hits["note facilitators"], "module_note") == expected
            assert _ids(hits["module number"], "module") == open_modules
            found_something += len(readable)
        assert found_something
        assert find(NOBODY, "words").hits == ()


def _release(crowd: Crowd, kinds: list[str | None]) -> None:
    now = clock.now()
    moments = {"opened": now - dt.timedelta(days=1), "later": now + dt.timedelta(days=9)}
    cohorts = db.session.scalars(sa.select(Cohort).where(Cohort.slug.in_(crowd.cohorts))).all()
    drawn = iter(kinds)
    for cohort in sorted(cohorts, key=lambda one: one.id):
        query = sa.select(Module).where(Module.programme_id == cohort.programme_id)
        for module in db.session.scalars(query.order_by(Module.position)).all():
            if kind := next(drawn):
                hidden = now if kind == "hidden" else None
                release = Release(cohort_id=cohort.id, module_id=module.id, hidden_at=hidden)
                release.opens_at = moments.get(kind)
                db.session.add(release)
            if module.position == 3:  # early, for one member of each cohort
                member = sa.select(sa.func.min(Membership.id)).where(
                    Membership.cohort_id == cohort.id
                )
                membership_id = db.session.scalar(member)
                if membership_id:
                    early = EarlyOpening(membership_id=membership_id, module_id=module.id)
                    db.session.add(early)


def _pages() -> list[dict[str, Any]]:
    query = sa.select(
        ModulePage.id, ModulePage.slug, ModulePage.module_id, ModulePage.parts, Module.slug
    ).join(Module, Module.id == ModulePage.module_id)
    return [
        {
            "id": page_id,
            "slug": slug,
            "module_id": module_id,
            "module": module,
            "has_note": any(part["kind"] == "facilitator" for part in parts),
        }
        for page_id, slug, module_id, parts, module in db.session.execute(query)
    ]


def _can_read(viewer: Actor, page: dict[str, Any]) -> bool:
    """By the same way as the reading page goes."""
    try:
        _, found = course_modules.get_page(viewer, page["module"], page["slug"])
    except NotFound:
        return False
    return bool(found.line.id == page["id"])


def _ids(hits: Any, kind: str) -> set[int]:
    return {hit.thing_id for hit in hits if hit.kind == kind}
