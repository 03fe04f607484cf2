"""A person's own log."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import PromptRow, get_prompt
from cohort.kernel.errors import NotFound
from cohort.reflections import actions, queries
from cohort.reflections.forms import EditReflectionForm, ReflectionForm
from cohort.web.guard import allow, allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("reflections", __name__, url_prefix="/cohorts/<cohort_slug>/log")


@blueprint.get("")
@allowed(Can.READ_OWN_LOG)
def list_reflections(cohort_slug: str) -> ResponseReturnValue:
    """The log, newest first."""
    page = queries.reflections_visible_to(viewer(), before=key_asked())
    return render_template("reflections/list.html", page=page)


@blueprint.get("/new")
@allowed(Can.WRITE_REFLECTION)
def new_reflection(cohort_slug: str) -> ResponseReturnValue:
    """An empty page to write on; `?prompt=key` shows the prompt above it."""
    prompt = _prompt_asked()
    return render_template("reflections/new.html", form=ReflectionForm(), prompt=prompt)


@blueprint.post("")
@allowed(Can.WRITE_REFLECTION)
def write_reflection(cohort_slug: str) -> ResponseReturnValue:
    """Save the entry. Sent twice, it is saved once."""
    form, prompt = ReflectionForm(), _prompt_answered()
    if not form.validate_on_submit():
        return render_template("reflections/new.html", form=form, prompt=prompt), 422
    reflection_id = actions.write_reflection(
        viewer(),
        body=form.body.data or "",
        title=form.title.data or "",
        prompt_id=prompt.id if prompt else None,
        submission_key=form.submission_key,
    )
    flash("Your reflection is saved. Only you can read it.", "success")
    return _to(cohort_slug, reflection_id)


@blueprint.get("/<id:reflection_id>")
@allowed(Can.READ_OWN_LOG)
def read_reflection(cohort_slug: str, reflection_id: int) -> ResponseReturnValue:
    """One entry."""
    reflection = queries.get_reflection(viewer(), reflection_id)
    allow(Can.READ_REFLECTION, reflection)
    prompt = queries.prompt_of(reflection)
    return render_template("reflections/read.html", reflection=reflection, prompt=prompt)


@blueprint.get("/<id:reflection_id>/edit")
@allowed(Can.READ_OWN_LOG)
def edit_reflection(cohort_slug: str, reflection_id: int) -> ResponseReturnValue:
    """The entry in its composer."""
    reflection = queries.get_reflection(viewer(), reflection_id)
    allow(Can.EDIT_REFLECTION, reflection)
    form = EditReflectionForm(obj=reflection)
    return render_template("reflections/edit.html", form=form, reflection=reflection)


@blueprint.post("/<id:reflection_id>")
@allowed(Can.READ_OWN_LOG)
def save_reflection(cohort_slug: str, reflection_id: int) -> ResponseReturnValue:
    """Save the changed text; a change made elsewhere meanwhile is shown beside it."""
    reflection = queries.get_reflection(viewer(), reflection_id)
    allow(Can.EDIT_REFLECTION, reflection)
    form = EditReflectionForm()
    saved = {"title": reflection.title, "body": reflection.body}
    if not form.validate_on_submit() or form.clashes_with(reflection.version, saved):
        page = render_template("reflections/edit.html", form=form, reflection=reflection)
        return page, form.answer_status
    actions.edit_reflection(reflection, body=form.body.data or "", title=form.title.data or "")
    flash("Your changes are saved. Only you can read this.", "success")
    return _to(cohort_slug, reflection_id)


def _prompt_asked() -> PromptRow | None:
    key = request.args.get("prompt")
    return get_prompt(viewer(), key) if key else None


def _prompt_answered() -> PromptRow | None:
    """None also where the module closed while they wrote: their text is saved all the same."""
    try:
        return _prompt_asked()
    except NotFound:
        return None


def _to(cohort_slug: str, reflection_id: int) -> ResponseReturnValue:
    return redirect(
        url_for(".read_reflection", cohort_slug=cohort_slug, reflection_id=reflection_id), 303
    )
