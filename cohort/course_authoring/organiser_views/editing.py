"""Writing a page, or a module's facts and introduction: open, preview, save."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.actions import editing
from cohort.course_authoring.organiser_views import editor
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.organiser_views.template_filters import SAVED_AGAIN_AND_AGAIN, TRIES
from cohort.course_authoring.queries import content
from cohort.kernel.errors import Clash
from cohort.web.guard import allowed, viewer


@blueprint.get("/<id:text_id>")
@allowed(Can.EDIT_CONTENT)
def edit_text(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """The saved text in its fields, or the viewer's own draft where they ask for it."""
    text = content.get_text(viewer(), text_id)
    return editor.show(text, editor.form_for(text))


@blueprint.post("/<id:text_id>")
@allowed(Can.EDIT_CONTENT)
def save_text(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Save a revision, unless somebody else saved in between: then show both."""
    for _ in range(TRIES):
        text = content.get_text(viewer(), text_id)
        form = editor.sent_form_for(text)
        if not editor.can_be_saved(text, form):
            return editor.show(text, form), form.answer_status
        try:
            is_new = editor.save(text, form)
        except editing.ChangedMeanwhile:
            continue  # read again what is saved now
        flash("Saved." if is_new else "Nothing had changed, so nothing was saved.", "success")
        return redirect(url_for(".edit_text", programme_slug=programme_slug, text_id=text_id), 303)
    raise Clash(SAVED_AGAIN_AND_AGAIN)


@blueprint.post("/<id:text_id>/preview")
@allowed(Can.EDIT_CONTENT)
def preview_text(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """A preview. With `fragment`, only that; otherwise the page with all that was typed."""
    text = content.get_text(viewer(), text_id)
    form = editor.sent_form_for(text)
    shown = editor.preview(text, form)
    if "fragment" in request.form:
        return render_template("course_authoring/preview_fragment.html", shown=shown)
    return editor.show(text, form, shown=shown)
