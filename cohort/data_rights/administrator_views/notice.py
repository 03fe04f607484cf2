"""The privacy notice, for administrators: draft, preview, publish."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.data_rights import queries
from cohort.data_rights.actions import notices
from cohort.data_rights.administrator_views.blueprint import blueprint
from cohort.data_rights.forms.notice import NoticeForm, with_row_changed
from cohort.web.guard import allowed, viewer


@blueprint.get("/privacy-notice")
@allowed(Can.ADMINISTER)
def show_notice() -> ResponseReturnValue:
    """The published version, whether there is a draft, and what is missing."""
    current, draft = queries.current_notice(), queries.draft_notice()
    return render_template(
        "data_rights/administrator/notice.html",
        in_force=current,
        draft=draft,
        missing=notices.what_is_missing(notices.draft_facts()),
        is_stale=current is not None and current.facts.get("periods") != notices.periods(),
    )


@blueprint.get("/privacy-notice/edit")
@allowed(Can.ADMINISTER)
def edit_notice() -> ResponseReturnValue:
    """The draft in a form; without one, the form starts from the published version."""
    draft = queries.draft_notice()
    form = NoticeForm(data=notices.draft_facts() | {"version": draft.version if draft else 0})
    return _form(form)


@blueprint.post("/privacy-notice")
@allowed(Can.ADMINISTER)
def save_notice() -> ResponseReturnValue:
    """Save the draft, with a row added or removed when that button was pressed."""
    form, draft = NoticeForm(), queries.draft_notice()
    saved = draft.facts if draft else {}
    words = {name: text for name, text in saved.items() if isinstance(text, str)}
    version = draft.version if draft else 0
    if not form.validate_on_submit() or form.clashes_with(version, words):
        return _form(form), form.answer_status
    add, remove = request.form.get("add"), request.form.get("remove")
    notices.save_draft(with_row_changed(form.notice(), add, remove))
    if add or remove:
        part = (add or remove or "").partition("-")[0]
        return redirect(url_for(".edit_notice", _anchor=part), 303)
    flash("The draft is saved. Nobody else sees it until you publish it.", "success")
    return redirect(url_for(".show_notice"), 303)


@blueprint.get("/privacy-notice/preview")
@allowed(Can.ADMINISTER)
def preview_notice() -> ResponseReturnValue:
    """The draft as people will read it."""
    told = notices.draft_facts() | {"periods": notices.periods()}
    return render_template("data_rights/privacy.html", notice=None, told=told, is_preview=True)


@blueprint.post("/privacy-notice/publish")
@allowed(Can.ADMINISTER)
def publish_notice() -> ResponseReturnValue:
    """Publish the draft."""
    notice = notices.publish(viewer())
    flash(f"Version {notice.number} of the privacy notice is published.", "success")
    return redirect(url_for(".show_notice"), 303)


@blueprint.post("/privacy-notice/drop")
@allowed(Can.ADMINISTER)
def drop_notice() -> ResponseReturnValue:
    """Delete the draft."""
    notices.drop_draft()
    flash("The draft is deleted. Nothing published has changed.", "success")
    return redirect(url_for(".show_notice"), 303)


def _form(form: NoticeForm) -> str:
    names = notices.periods()
    return render_template("data_rights/administrator/notice_form.html", form=form, periods=names)
