"""Every save of a text: the list, one of them, the difference of two, and going back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.actions import editing, restoring
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.organiser_views.template_filters import SAVED_AGAIN_AND_AGAIN, TRIES
from cohort.course_authoring.queries import content, versions
from cohort.kernel.comparing import compare_sources
from cohort.kernel.errors import Clash
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked


@blueprint.get("/<id:text_id>/revisions")
@allowed(Can.EDIT_CONTENT)
def list_revisions(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Who saved it, when and why, newest first."""
    text = content.get_text(viewer(), text_id)
    page = versions.revisions_of(text, before=key_asked())
    return render_template("course_authoring/revisions.html", text=text, page=page)


@blueprint.get("/<id:text_id>/revisions/<id:revision_id>")
@allowed(Can.EDIT_CONTENT)
def show_revision(programme_slug: str, text_id: int, revision_id: int) -> ResponseReturnValue:
    """One of them as it was saved, and its differences from the present text."""
    text = content.get_text(viewer(), text_id)
    revision = versions.get_revision(text, revision_id)
    return render_template(
        "course_authoring/revision.html",
        text=text,
        revision=revision,
        difference=compare_sources(text.source, revision.text),
        leaving=editing.look_over(viewer(), text, revision.text).leaving,
    )


@blueprint.get("/<id:text_id>/compare")
@allowed(Can.EDIT_CONTENT)
def compare(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """What changed between two of them, the older first. `from` and `to` are their ids."""
    text = content.get_text(viewer(), text_id)
    asked = {key for name in ("from", "to") if (key := key_asked(name)) is not None}
    chosen = [versions.get_revision(text, each) for each in sorted(asked)]
    if len(chosen) != 2:
        flash("Choose two different revisions to compare.", "error")
        return redirect(
            url_for(".list_revisions", programme_slug=programme_slug, text_id=text_id), 303
        )
    return render_template(
        "course_authoring/compare.html",
        text=text,
        older=chosen[0],
        newer=chosen[1],
        difference=compare_sources(chosen[0].text, chosen[1].text),
    )


@blueprint.post("/<id:text_id>/revisions/<id:revision_id>/restore")
@allowed(Can.EDIT_CONTENT)
def restore(programme_slug: str, text_id: int, revision_id: int) -> ResponseReturnValue:
    """Save its text once more. The present text stays among the revisions."""
    for _ in range(TRIES):
        text = content.get_text(viewer(), text_id)
        revision = versions.get_revision(text, revision_id)
        try:
            is_new = restoring.restore(viewer(), text, revision)
        except editing.ChangedMeanwhile:
            continue  # perhaps the second request of a double press: read again
        words = "The earlier text is restored." if is_new else "That is how it is already."
        flash(words, "success")
        return redirect(url_for(".edit_text", programme_slug=programme_slug, text_id=text_id), 303)
    raise Clash(SAVED_AGAIN_AND_AGAIN)
