"""A person's notices, from all their cohorts."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.notices import actions, queries
from cohort.notices.kinds import lines_of, unseen
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@allowed(Can.READ_NOTICES)
def list_notices() -> ResponseReturnValue:
    """What happened, the unread first; above it what is new in threads, as their lists say."""
    reader = queries.reader_of(viewer().user_id)
    before, earlier = key_asked("before"), key_asked("earlier")
    page = queries.notices_of(reader, unread_before=before, read_before=earlier)
    lines = lines_of(reader, page.rows)
    is_first = before is None and earlier is None
    text = render_template(
        "notices/list.html",
        reader=reader,
        page=page,
        groups=queries.grouped(page.rows, lines),
        unseen=unseen(reader) if is_first else [],
        is_first=is_first,
    )
    answer = make_response(text)
    actions.forget_gone(answer, page.rows, lines)
    return answer


@blueprint.post("/read")
@allowed(Can.READ_NOTICES)
def mark_all_read() -> ResponseReturnValue:
    """Mark all notices, and all that they stand for, as read."""
    actions.mark_all_read(queries.reader_of(viewer().user_id))
    flash("Everything is marked as read.", "success")
    return redirect(url_for(".list_notices"), 303)
