"""The summary on top of a thread."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.actions import summarising as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.facilitator_views.tending import AGAIN, ONE, back, thread_of
from cohort.discussions.forms.tending import SeenForm, SummaryForm
from cohort.drafts import compose, settle_sent
from cohort.kernel import ids
from cohort.kernel.errors import Clash
from cohort.web.guard import allowed, viewer


@blueprint.get(f"{ONE}/summary")
@allowed(Can.TEND_THREADS)
def edit_summary(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The summary in its composer."""
    thread = thread_of(thread_id)
    body, version = _saved(thread)
    return _page(thread, SummaryForm(data={"body": body, "version": str(version)}))


@blueprint.post(f"{ONE}/summary")
@allowed(Can.TEND_THREADS)
def save_summary(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Save it; what somebody else saved meanwhile is shown beside it."""
    thread, form = thread_of(thread_id), SummaryForm()
    if not form.validate_on_submit() or _clashes(form, thread):
        return _page(thread, form), form.answer_status
    seen, tell = form.seen_version, bool(form.tell.data)
    try:
        actions.summarise(viewer(), thread.id, body=form.body.data or "", version=seen, tell=tell)
    except Clash:  # saved between our looking and our writing
        thread = thread_of(thread_id)
        _clashes(form, thread)
        return _page(thread, form), 409
    settle_sent(viewer(), "summary", _target(thread))
    return back(cohort_slug, thread.id, "The summary stands on top of the thread.")


@blueprint.post(f"{ONE}/summary/remove")
@allowed(Can.TEND_THREADS)
def take_off(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Take it off the thread."""
    thread = thread_of(thread_id)
    if actions.take_off(viewer(), thread.id, version=SeenForm().seen_version):
        return back(cohort_slug, thread.id, "The summary is taken off.")
    return back(cohort_slug, thread.id, "The thread has no summary.", AGAIN)


def _saved(thread: queries.OpenThread) -> tuple[str, int]:
    return (thread.summary.body, thread.summary.version) if thread.summary else ("", 0)


def _target(thread: queries.OpenThread) -> str:
    return f"summary:{ids.write_id(thread.id)}"


def _clashes(form: SummaryForm, thread: queries.OpenThread) -> bool:
    body, version = _saved(thread)
    return form.clashes_with(version, {"body": body})


def _page(thread: queries.OpenThread, form: SummaryForm) -> str:
    body, version = _saved(thread)
    draft = compose(
        viewer(), "summary", _target(thread), form, based_on=version, saved={"body": body}
    )
    given = {"thread": thread, "form": form, "draft": draft}
    return render_template("discussions/facilitator/summary.html", **given)
