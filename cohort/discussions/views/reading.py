"""The list of threads, and one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import ModuleRow
from cohort.discussions import queries
from cohort.discussions.actions.posting import quoted
from cohort.discussions.forms import ReplyForm
from cohort.discussions.queries.to_come import threads_to_come
from cohort.discussions.views.blueprint import blueprint, show_thread
from cohort.discussions.views.composing import open_modules
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked

ASKED = ("after", "post", "draft", "reply", "quote")  # what the address of a thread can ask for


@blueprint.get("/threads")
@allowed(Can.READ_THREADS)
def list_threads(cohort_slug: str) -> ResponseReturnValue:
    """The threads, the latest post first."""
    asked = request.args.get("show", "")
    show = queries.Show(asked) if asked in list(queries.Show) else queries.Show.ALL
    modules = open_modules()
    module = _module_asked(modules)
    module_id = module.id if module else None
    page = queries.threads_visible_to(viewer(), key_asked(), module_id=module_id, show=show)
    is_first = show is queries.Show.ALL and module is None and key_asked() is None
    pinned = queries.pinned_threads(viewer()) if is_first else []
    shown = {"page": page, "show": show, "pinned": pinned, "modules": modules, "module": module}
    to_come = threads_to_come(viewer()) if is_first else []
    return render_template("discussions/list.html", **shown, to_come=to_come)


def _module_asked(modules: Sequence[ModuleRow]) -> ModuleRow | None:
    """The one whose threads alone are asked for. Raises NotFound for one that is not open."""
    slug = request.args.get("module")
    if not slug:
        return None
    for row in modules:
        if row.slug == slug:
            return row
    raise NotFound("There is no such module, or it is not open to you yet.")


@blueprint.get("/threads/<id:thread_id>")
@allowed(Can.READ_THREADS)
def read_thread(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The thread's posts, oldest first, and the composer at the end."""
    try:
        thread = queries.get_thread(viewer(), thread_id)
    except queries.Merged as merged:
        asked: dict[str, Any] = {name: request.args.get(name) for name in ASKED}
        to = asked | {"cohort_slug": cohort_slug, "thread_id": merged.thread_id}
        return redirect(url_for(".read_thread", **to), 303)
    return show_thread(thread, _composer(thread))


def _composer(thread: queries.OpenThread) -> ReplyForm:
    """Empty; with `?reply=<post>` in answer to a post, with `?quote=<post>` also with its words."""
    asked = key_asked("quote") or key_asked("reply")
    post = queries.find_answered(viewer(), thread, asked)
    if post is None:
        return ReplyForm()
    words = quoted(post.body) if key_asked("quote") else ""
    return ReplyForm(reply_to=ids.write_id(post.id), body=words)
