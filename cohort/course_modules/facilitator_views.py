"""When a cohort's modules open, for its facilitators and organisers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.actions import releases as actions
from cohort.course_modules.forms import ActForm, EarlyForm, OpeningForm
from cohort.course_modules.queries import releases as queries
from cohort.kernel import clock
from cohort.web.guard import allowed, viewer

blueprint = Blueprint(
    "course_modules_facilitator", __name__, url_prefix="/cohorts/<cohort_slug>/releases"
)


@blueprint.get("")
@allowed(Can.SET_RELEASES)
def list_releases(cohort_slug: str) -> ResponseReturnValue:
    """Every module, and the people to whom one was opened early."""
    return render_template(
        "course_modules/facilitator/releases.html",
        releases=queries.releases_visible_to(viewer()),
        early=queries.early_openings(viewer()),
    )


@blueprint.get("/<module_slug>")
@allowed(Can.SET_RELEASES)
def edit_release(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """One module: a form for its moment, and the other things to do."""
    return _release(queries.get_release(viewer(), module_slug))


@blueprint.post("/<module_slug>")
@allowed(Can.SET_RELEASES)
def set_opening(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Save the chosen moment; ask first where it closes an open module."""
    line, form = _to_change(module_slug), OpeningForm()
    zone = viewer().cohort.time_zone
    if not form.validate_on_submit() or form.stands_otherwise(line, zone):
        return _release(line, opening=form), form.answer_status
    moment = form.moment(zone)
    if line.would_close(moment) and not form.confirmed.data:
        return _confirm(line, "set_opening", moment, **_typed(form))
    actions.set_opening(viewer(), line, moment)
    flash(f"“{line.title}” opens on {clock.say_moment(moment, zone)}.", "success")
    return _to_list(cohort_slug)


@blueprint.post("/<module_slug>/now")
@allowed(Can.SET_RELEASES)
def open_now(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Open it to everybody."""
    line = _to_change(module_slug)
    actions.open_now(viewer(), line, _sent().seen_version)
    flash(f"“{line.title}” is open.", "success")
    return _to_list(cohort_slug)


@blueprint.post("/<module_slug>/computed")
@allowed(Can.SET_RELEASES)
def use_computed(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Go back to the day that the module's offset gives."""
    line, form = _to_change(module_slug), _sent()
    if line.would_close(line.computed) and not form.confirmed.data:
        return _confirm(line, "use_computed", line.computed, version=form.version.data)
    actions.use_computed(viewer(), line, form.seen_version)
    when = clock.say_moment(line.computed, viewer().cohort.time_zone)
    flash(f"“{line.title}” goes by its computed day again: {when}.", "success")
    return _to_list(cohort_slug)


@blueprint.post("/<module_slug>/hidden")
@allowed(Can.SET_RELEASES)
def hide(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Hide it from participants; ask first where it is open."""
    line, form = _to_change(module_slug), _sent()
    if line.is_open and not form.confirmed.data:
        return _confirm(line, "hide", None, version=form.version.data)
    actions.hide(viewer(), line, form.seen_version)
    flash(f"“{line.title}” is hidden. You can show it again.", "success")
    return _to_list(cohort_slug)


@blueprint.post("/<module_slug>/shown")
@allowed(Can.SET_RELEASES)
def show_again(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Undo hiding."""
    line = _to_change(module_slug)
    actions.show_again(viewer(), line, _sent().seen_version)
    flash(f"“{line.title}” is shown again.", "success")
    return _to_list(cohort_slug)


@blueprint.post("/<module_slug>/early")
@allowed(Can.SET_RELEASES)
def open_early(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Let one person read it now."""
    line, form = _to_change(module_slug), EarlyForm()
    form.offer(queries.people_to_let_in(viewer(), line))
    if not form.validate_on_submit():
        return _release(line, early=form), 422
    actions.open_early(viewer(), line, form.membership_id)
    flash(f"“{line.title}” is open to them. They will hear by mail.", "success")
    return redirect(url_for(".edit_release", cohort_slug=cohort_slug, module_slug=line.slug), 303)


@blueprint.post("/<module_slug>/early/<id:membership_id>/end")
@allowed(Can.SET_RELEASES)
def take_early_back(cohort_slug: str, module_slug: str, membership_id: int) -> ResponseReturnValue:
    """Let them wait for the day like everybody else."""
    line = _to_change(module_slug)
    actions.take_early_back(viewer(), line, membership_id)
    flash(f"The early opening of “{line.title}” is taken back.", "success")
    return _to_list(cohort_slug)


def _to_change(module_slug: str) -> queries.ReleaseRow:
    return queries.get_release(viewer(), module_slug, to_change=True)


def _sent() -> ActForm:
    return ActForm()


def _typed(form: OpeningForm) -> dict[str, Any]:
    """The fields that were sent, to send again."""
    days = {f"opens_on-{part}": text for part, text in form.opens_on.parts.items()}
    return days | {"opens_time": form.opens_time.data, "version": form.version.data}


def _release(
    line: queries.ReleaseRow, opening: OpeningForm | None = None, early: EarlyForm | None = None
) -> str:
    people = queries.people_to_let_in(viewer(), line)
    return render_template(
        "course_modules/facilitator/release.html",
        release=line,
        form=early or opening or OpeningForm.of(line, viewer().cohort.time_zone),
        opening=opening or OpeningForm.of(line, viewer().cohort.time_zone),
        early_form=early or EarlyForm(formdata=None).offer(people),
        people=people,
        early=queries.early_openings(viewer(), line),
    )


def _confirm(line: queries.ReleaseRow, act: str, opens_again: Any, **sent: Any) -> str:
    """A page that says what the act takes from people, with a button to confirm."""
    return render_template(
        "course_modules/facilitator/confirm.html",
        release=line,
        address=url_for(f".{act}", cohort_slug=viewer().cohort.slug, module_slug=line.slug),
        opens_again=opens_again,
        fields=[*sent.items(), ("confirmed", "yes")],
        early=queries.early_openings(viewer(), line),
    )


def _to_list(cohort_slug: str) -> ResponseReturnValue:
    return redirect(url_for(".list_releases", cohort_slug=cohort_slug), 303)
