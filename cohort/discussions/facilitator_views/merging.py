"""Merging a thread into another one: choosing it, reading what happens, doing it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.actions import merging as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.facilitator_views.tending import ONE, back, thread_of
from cohort.discussions.forms.tending import TendForm
from cohort.kernel import ids
from cohort.kernel.errors import DomainError, NotFound
from cohort.web.guard import allowed, viewer


@blueprint.get(f"{ONE}/merge")
@allowed(Can.TEND_THREADS)
def ask_to_merge(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The threads to choose from; with `?into=<thread>`, what happens when it is merged into it."""
    thread, words = thread_of(thread_id), request.args.get("words", "").strip()
    if "into" in request.args:
        return _confirm(thread, _chosen(thread, request.args["into"]), TendForm())
    targets = queries.merge_targets(viewer(), thread, words)
    page = "discussions/facilitator/merge.html"
    reason = queries.why_not(thread.kind, thread.kind)
    return render_template(page, thread=thread, targets=targets, words=words, reason=reason)


@blueprint.post(f"{ONE}/merge")
@allowed(Can.TEND_THREADS)
def merge(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Merge it."""
    thread, form = thread_of(thread_id), TendForm()
    into = _chosen(thread, request.form.get("into", ""))
    actions.merge(viewer(), thread.id, into.id, tell=bool(form.tell.data))
    return back(cohort_slug, into.id, f"“{thread.title}” is part of this thread now.")


def _confirm(thread: queries.OpenThread, into: queries.OpenThread, form: TendForm) -> str:
    page = "discussions/facilitator/merge_confirm.html"
    return render_template(page, thread=thread, into=into, form=form)


def _chosen(thread: queries.OpenThread, written: str) -> queries.OpenThread:
    """The other thread, or that into which it was merged. Raises NotFound, and DomainError, which
    says why they do not go together."""
    try:
        into = queries.get_thread_now(viewer(), ids.read_id(written))
    except ValueError:
        raise NotFound("No such thread.") from None
    if into.id == thread.id:
        raise DomainError("A thread cannot be merged into itself.")
    if refusal := queries.why_not(thread.kind, into.kind):
        raise DomainError(refusal)
    return into
