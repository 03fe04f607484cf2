"""Opening a thread."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions
from cohort.discussions.actions.to_come import Plan, plan_thread
from cohort.discussions.forms import ThreadForm
from cohort.discussions.views.blueprint import blueprint
from cohort.discussions.views.composing import NEW, open_modules, show_new, thread_form
from cohort.discussions.views.files import takes_files, to_what_was_posted
from cohort.discussions.views.naming import is_refused
from cohort.drafts import settle_sent
from cohort.files.kinds import BadFile
from cohort.kernel import clock
from cohort.web.guard import allowed, viewer

NOT_LATER = "A thread that opens later takes no files yet. Add them to its post once it is open"


@blueprint.get("/threads/new")
@allowed(Can.OPEN_THREAD)
def new_thread(cohort_slug: str) -> ResponseReturnValue:
    """The form for a new thread."""
    return show_new(thread_form(module=request.args.get("module", "")))


@blueprint.post("/threads")
@allowed(Can.OPEN_THREAD)
@takes_files
def open_thread(cohort_slug: str) -> ResponseReturnValue:
    """Open it."""
    form = thread_form()
    if not form.validate_on_submit() or is_refused(form):
        return show_new(form), 422
    opens_at = form.later(viewer().cohort.time_zone)
    if opens_at is not None and form.safe_files:
        form.refuse(BadFile(NOT_LATER))
    if form.errors:
        return show_new(form), 422
    if opens_at is not None:
        return _plan(cohort_slug, form, opens_at)
    try:
        posted = _open(form)
    except BadFile as fault:
        form.say(fault)
        return show_new(form), 422
    settle_sent(viewer(), "thread", NEW)
    flash("Your thread is open. Everyone in the cohort can read it.", "success")
    return to_what_was_posted(cohort_slug, posted, form)


def _open(form: ThreadForm) -> actions.Posted:
    return actions.open_thread(
        viewer(),
        title=form.title.data or "",
        body=form.body.data or "",
        submission_key=form.submission_key,
        kind=form.chosen_kind,
        module_id=_module_id(form),
        nameless=form.without_name.data,
        files=form.safe_files,
    )


def _plan(cohort_slug: str, form: ThreadForm, opens_at: dt.datetime) -> ResponseReturnValue:
    """Keep it until its moment."""
    plan = Plan(
        title=form.title.data or "",
        body=form.body.data or "",
        opens_at=opens_at,
        kind=form.chosen_kind,
        module_id=_module_id(form),
    )
    plan_thread(viewer(), plan, submission_key=form.submission_key)
    settle_sent(viewer(), "thread", NEW)
    when = clock.say_moment(opens_at, viewer().cohort.time_zone)
    flash(f"It opens on {when}. Until then only facilitators see it.", "success")
    return redirect(url_for(".list_threads", cohort_slug=cohort_slug), 303)


def _module_id(form: ThreadForm) -> int | None:
    return next((row.id for row in open_modules() if row.slug == form.module.data), None)
