"""Where each reader stopped, for them alone to see (written by web/after_response.py).

Opening a page saves its top as the place; as the reader moves on, the browser sends the heading
that they have reached. Coming back to the page keeps the heading.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Response

from cohort.access.actor import Actor
from cohort.course_modules.models import ReadingPlace
from cohort.course_modules.notices import place_of
from cohort.course_modules.queries import OpenModule, PageHeading, ReadPage
from cohort.kernel import clock
from cohort.notices.actions import trail
from cohort.web import after_response

AGAIN_AFTER = dt.timedelta(minutes=10)
LONGEST_ID, LONGEST_WORDS = 120, 200


def note_page(response: Response, viewer: Actor, module: OpenModule, page: ReadPage) -> None:
    """Save that the viewer opened this page."""
    note_opened(response, viewer, module)
    stop = module.stop
    if stop is None or stop.page_id != page.line.id:
        _note(response, viewer, module, page)
    elif clock.now() - stop.read_at >= AGAIN_AFTER:
        place = _place(viewer, module)
        now = clock.now()
        after_response.leave(response, sa.update(ReadingPlace).where(place).values(read_at=now))


def note_opened(response: Response, viewer: Actor, module: OpenModule) -> None:
    """Save that the viewer knows that this module is open: on their first visits, which may come
    before the notice of it, and while any notice waits for them."""
    if module.stop is None or viewer.unread_notices:
        trail(response, viewer.user_id, place_of(module.id), module.id)


def note_heading(
    response: Response, viewer: Actor, module: OpenModule, page: ReadPage, heading_id: str
) -> None:
    """Save that the viewer has reached a heading of this page, or its top again (""). Ignores a
    heading that the page does not have."""
    heading = next((h for h in page.headings if h.id == heading_id), None)
    if heading is not None or not heading_id:
        _note(response, viewer, module, page, heading)


def _note(
    response: Response,
    viewer: Actor,
    module: OpenModule,
    page: ReadPage,
    heading: PageHeading | None = None,
) -> None:
    anchor = heading.id if heading and len(heading.id) <= LONGEST_ID else ""
    facts = {
        "page_id": page.line.id,
        "heading_id": anchor,
        "heading": heading.words[:LONGEST_WORDS] if heading and anchor else "",
        "read_at": clock.now(),
    }
    place = _place(viewer, module)
    first = facts | {"membership_id": viewer.membership_id, "module_id": module.id}
    known = sa.exists().where(place)
    columns = [ReadingPlace.__table__.c[name] for name in first]
    row = sa.select(*(sa.literal(first[c.name], c.type) for c in columns)).where(~known)
    after_response.leave(
        response,
        sa.update(ReadingPlace).where(place).values(facts),
        sa.insert(ReadingPlace).from_select([c.name for c in columns], row),
    )


def _place(viewer: Actor, module: OpenModule) -> sa.ColumnElement[bool]:
    return sa.and_(
        ReadingPlace.membership_id == viewer.membership_id, ReadingPlace.module_id == module.id
    )
