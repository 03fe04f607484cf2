"""The list of threads, and one thread."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.forms import PostForm
from cohort.discussions.views.blueprint import blueprint, show_thread
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked


@blueprint.get("/threads")
@allowed(Can.READ_THREADS)
def list_threads(cohort_slug: str) -> ResponseReturnValue:
    """The threads, the latest post first."""
    asked = request.args.get("show", "")
    show = queries.Show(asked) if asked in list(queries.Show) else queries.Show.ALL
    page = queries.threads_visible_to(viewer(), before=key_asked(), show=show)
    return render_template("discussions/list.html", page=page, show=show)


@blueprint.get("/threads/<id:thread_id>")
@allowed(Can.READ_THREADS)
def read_thread(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The thread's posts, oldest first, and the composer at the end."""
    thread = queries.get_thread(viewer(), thread_id)
    return show_thread(thread, PostForm())
