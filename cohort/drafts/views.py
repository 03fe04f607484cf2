"""Keeping drafts, throwing them away, and the page of all that is not finished."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.drafts import keeping
from cohort.drafts.composing import sent_saving
from cohort.drafts.finding import unfinished
from cohort.drafts.keeping import Kept, Outcome, Saving
from cohort.drafts.kinds import Kind, kind_called
from cohort.kernel import clock, ids
from cohort.web.guard import allowed, viewer
from cohort.web.redirects import own_path

blueprint = Blueprint("drafts", __name__)
IN_COHORT = "/cohorts/<cohort_slug>/drafts"
IN_PROGRAMME = "/organise/programmes/<programme_slug>/drafts"
KEPT = "Kept as a draft. It stands under “Not finished” until you go on with it."
NOTHING = "There is nothing new to keep as a draft yet."


@blueprint.get(IN_COHORT)
@allowed(Can.READ_COHORT)
def list_unfinished(cohort_slug: str) -> ResponseReturnValue:
    """All that the viewer began in this cohort and has not finished."""
    return render_template("drafts/list.html", drafts=unfinished(viewer()))


@blueprint.post(IN_COHORT)
@allowed(Can.READ_COHORT)
def keep_in_cohort(cohort_slug: str) -> ResponseReturnValue:
    """Keep a draft of something in a cohort."""
    return _keep()


@blueprint.post(IN_PROGRAMME)
@allowed(Can.EDIT_CONTENT)
def keep_in_programme(programme_slug: str) -> ResponseReturnValue:
    """Keep a draft of something in a programme's course."""
    return _keep()


@blueprint.post(f"{IN_COHORT}/<id:draft_key>/drop")
@allowed(Can.READ_COHORT)
def drop_in_cohort(cohort_slug: str, draft_key: int) -> ResponseReturnValue:
    """Throw one's own draft away."""
    return _drop(draft_key, url_for(".list_unfinished", cohort_slug=cohort_slug))


@blueprint.post(f"{IN_PROGRAMME}/<id:draft_key>/drop")
@allowed(Can.EDIT_CONTENT)
def drop_in_programme(programme_slug: str, draft_key: int) -> ResponseReturnValue:
    """Throw one's own draft away."""
    desk = url_for("course_content.show_desk", programme_slug=programme_slug)
    return _drop(draft_key, desk)


def _keep() -> ResponseReturnValue:
    kind, target = (
        kind_called(request.form.get("draft_kind", "")),
        request.form.get("draft_target", ""),
    )
    place, saving = kind.find(viewer(), target), sent_saving(kind)
    if "keep" not in request.form:
        kept = keeping.keep(viewer(), kind, target, place, saving)
        return _told(kind, target, saving, kept)
    kept = keeping.keep_apart(viewer(), kind, target, place, saving)
    if kept.outcome is Outcome.NOTHING:
        flash(NOTHING, "notice")
        return redirect(kind.url(viewer(), target), 303)
    flash(KEPT, "success")
    path, hash_, anchor = kind.url(viewer(), target).partition("#")
    return redirect(f"{path}?draft={kept.key}{hash_}{anchor}", 303)


def _told(kind: Kind, target: str, saving: Saving, kept: Kept) -> ResponseReturnValue:
    """What a page's script is answered: all that it compares with what stands in the boxes. `turn`
    says which of its savings is answered."""
    zone = viewer().time_zone or _zone()
    told: dict[str, Any] = {
        "outcome": kept.outcome,
        "key": kept.key,
        "turn": saving.turn,
        "checksum": kept.checksum,
        "saved": f"{clock.in_zone(kept.saved_at, zone):%H:%M}",
        "fresh_key": ids.write_id(ids.new_id()),
    }
    if kind.answer:
        told |= kind.answer(viewer(), target)
    is_refused = kept.outcome in (Outcome.FINISHED, Outcome.ELSEWHERE)
    answer = jsonify(told)
    answer.status_code = 409 if is_refused else 200
    return answer


def _zone() -> str:
    return viewer().cohort.time_zone if viewer().asked_cohort else clock.LONDON


def _drop(draft_key: int, otherwise: str) -> ResponseReturnValue:
    keeping.throw_away(viewer(), ids.write_id(draft_key))
    flash("The draft is thrown away.", "success")
    return redirect(own_path(request.form.get("next"), otherwise), 303)
