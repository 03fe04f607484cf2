"""Threads that open later."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import to_come as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.facilitator_views.tending import AGAIN, back
from cohort.discussions.forms.to_come import MomentForm, ToComeForm, moment_of
from cohort.discussions.queries.to_come import ToCome, get_to_come
from cohort.kernel import clock
from cohort.kernel.errors import Clash, DomainError
from cohort.web.guard import allowed, viewer

ONE = "/threads/to-come/<id:to_come_id>"


@blueprint.get(ONE)
@allowed(Can.LEAD_THREAD)
def show_to_come(cohort_slug: str, to_come_id: int) -> ResponseReturnValue:
    """The thread to come: its words and moment, to change."""
    row = get_to_come(viewer(), to_come_id)
    return _page(row, _form_for(row).of(row, viewer().cohort.time_zone))


@blueprint.post(ONE)
@allowed(Can.LEAD_THREAD)
def save_to_come(cohort_slug: str, to_come_id: int) -> ResponseReturnValue:
    """Save the changes; what somebody else changed meanwhile is shown beside them."""
    row, zone = get_to_come(viewer(), to_come_id), viewer().cohort.time_zone
    form = _form_for(row)()
    moment = moment_of(form, zone) if form.validate_on_submit() else None
    if moment is None or form.errors or form.clashes_with(row.version, form.saved(row, zone)):
        return _page(row, form), form.answer_status
    try:
        words = {name: form[name].data for name in ("title", "body") if name in form}
        actions.change_plan(viewer(), row.id, version=row.version, opens_at=moment, **words)
    except Clash:  # saved between our looking and our writing
        row = get_to_come(viewer(), to_come_id)
        form.clashes_with(row.version, form.saved(row, zone))
        return _page(row, form), 409
    return _listed(cohort_slug, f"It opens on {clock.say_moment(moment, zone)}.")


@blueprint.post(f"{ONE}/open")
@allowed(Can.LEAD_THREAD)
def open_now(cohort_slug: str, to_come_id: int) -> ResponseReturnValue:
    """Open it before its moment."""
    try:
        posted = actions.open_now(viewer(), to_come_id)
    except DomainError as fault:
        flash(str(fault), AGAIN)
        return redirect(_address(cohort_slug, to_come_id), 303)
    return back(cohort_slug, posted.thread_id, "The thread is open. Everyone can read it.")


@blueprint.post("/threads/to-come/<id:plan_id>/drop")
@allowed(Can.LEAD_THREAD)
def drop(cohort_slug: str, plan_id: int) -> ResponseReturnValue:
    """Throw it away."""
    actions.drop_plan(viewer(), plan_id)
    return _listed(cohort_slug, "The thread is dropped, and opens no more.")


@blueprint.post(f"{ONE}/take-over")
@allowed(Can.LEAD_THREAD)
def take_over(cohort_slug: str, to_come_id: int) -> ResponseReturnValue:
    """Let it open in one's own name."""
    actions.take_over(viewer(), to_come_id)
    flash("It opens in your name now, and you can change its words.", "success")
    return redirect(_address(cohort_slug, to_come_id), 303)


def _form_for(row: ToCome) -> type[MomentForm]:
    """The words of a thread are its author's; the moment is every facilitator's."""
    return ToComeForm if row.is_own else MomentForm


def _page(row: ToCome, form: Any) -> str:
    return render_template("discussions/facilitator/to_come.html", row=row, form=form)


def _address(cohort_slug: str, to_come_id: int) -> str:
    return url_for(".show_to_come", cohort_slug=cohort_slug, to_come_id=to_come_id)


def _listed(cohort_slug: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("discussions.list_threads", cohort_slug=cohort_slug), 303)
