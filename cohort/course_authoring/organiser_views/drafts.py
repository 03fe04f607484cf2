"""Drafts of the editor: saved while typing, dropped on request."""

from __future__ import annotations

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.actions import drafts
from cohort.course_authoring.organiser_views import editor
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.organiser_views.template_filters import clock_time
from cohort.course_authoring.queries import content, versions
from cohort.kernel import clock
from cohort.web.guard import allowed, viewer


@blueprint.post("/<id:text_id>/draft")
@allowed(Can.EDIT_CONTENT)
def keep_draft(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Save the typed text as a draft; return the time, and who else is editing."""
    text = content.get_text(viewer(), text_id)
    drafts.keep_draft(
        viewer(),
        text,
        editor.form_key_sent(),
        editor.typed(text),
        saved=editor.saved_fields(text),
        base_version=editor.version_sent(),
    )
    _, theirs = versions.drafts_of(viewer(), text)
    return jsonify(saved=clock_time(clock.now()), others=editor.say_others(theirs))


@blueprint.post("/<id:text_id>/draft/drop")
@allowed(Can.EDIT_CONTENT)
def drop_draft(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Drop the viewer's own draft."""
    text = content.get_text(viewer(), text_id)
    drafts.throw_away(viewer(), text, request.form.get("draft", ""))
    flash("The draft is thrown away.", "success")
    return redirect(url_for(".edit_text", programme_slug=programme_slug, text_id=text_id), 303)
