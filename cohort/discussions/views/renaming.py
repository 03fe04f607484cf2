"""A thread's title, for its author and facilitators, and its module, for facilitators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import modules_visible_to
from cohort.discussions import queries
from cohort.discussions.actions.moving import move
from cohort.discussions.actions.renaming import rename
from cohort.discussions.forms.tending import PlaceForm
from cohort.discussions.views.blueprint import blueprint
from cohort.web.guard import allow, allowed, can, viewer


@blueprint.get("/threads/<id:thread_id>/title")
@allowed(Can.READ_THREADS)
def edit_title(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The form."""
    thread = _thread(thread_id)
    return _page(thread, _form(thread))


@blueprint.post("/threads/<id:thread_id>/title")
@allowed(Can.READ_THREADS)
def save_title(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Save both."""
    thread = _thread(thread_id)
    form = _form(thread)
    if not form.validate_on_submit() or form.clashes(thread):
        return _page(thread, form), form.answer_status
    tell = bool("tell" in form and form.tell.data)
    changed = rename(viewer(), thread.id, title=form.title.data or "", tell=tell)
    if "module" in form:
        tell = tell and not changed  # who is told of one need not be told of the other
        move(viewer(), thread.id, module_id=form.module_id, tell=tell)
    flash("The thread is changed. It keeps its place in the list.", "success")
    address = url_for(".read_thread", cohort_slug=cohort_slug, thread_id=thread.id)
    return redirect(address, 303)


def _thread(thread_id: int) -> queries.OpenThread:
    thread = queries.get_thread(viewer(), thread_id)
    allow(Can.RENAME_THREAD, thread)
    return thread


def _form(thread: queries.OpenThread) -> PlaceForm:
    return PlaceForm.of(thread, modules_visible_to(viewer()) if can(Can.TEND_THREADS) else None)


def _page(thread: queries.OpenThread, form: PlaceForm) -> str:
    return render_template("discussions/title.html", thread=thread, form=form)
