"""The content desk: modules in order with their pages; adding, moving and removing them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.actions import editing, ordering
from cohort.course_authoring.forms.content import TitleForm
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.queries import content
from cohort.kernel import ids
from cohort.kernel.errors import Closed, NotFound
from cohort.web.guard import allowed, viewer


@blueprint.get("")
@allowed(Can.EDIT_CONTENT)
def show_desk(programme_slug: str) -> ResponseReturnValue:
    """Every module and page in order, each with its state."""
    modules = content.content_visible_to(viewer())
    return render_template("course_authoring/desk.html", modules=modules)


@blueprint.get("/modules/new")
@allowed(Can.EDIT_CONTENT)
def new_module(programme_slug: str) -> ResponseReturnValue:
    """Ask for the title of a new module."""
    return render_template("course_authoring/new.html", form=TitleForm(), module=None)


@blueprint.post("/modules")
@allowed(Can.EDIT_CONTENT)
def add_module(programme_slug: str) -> ResponseReturnValue:
    """Add it at the end."""
    form = TitleForm()
    if not form.validate_on_submit():
        page = render_template("course_authoring/new.html", form=form, module=None)
        return page, 422
    made = editing.add_module(viewer(), form.title.data or "")
    flash(f"The module “{made.title}” is added. Now give it pages.", "success")
    return redirect(url_for(".edit_text", programme_slug=programme_slug, text_id=made.id), 303)


@blueprint.get("/<id:text_id>/pages/new")
@allowed(Can.EDIT_CONTENT)
def new_page(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Ask for the title of a new page."""
    module = _folder_module(text_id)
    return render_template("course_authoring/new.html", form=TitleForm(), module=module)


@blueprint.post("/<id:text_id>/pages")
@allowed(Can.EDIT_CONTENT)
def add_page(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Add it at the end of its module."""
    module, form = _folder_module(text_id), TitleForm()
    if not form.validate_on_submit():
        page = render_template("course_authoring/new.html", form=form, module=module)
        return page, 422
    made = editing.add_page(viewer(), module.module, form.title.data or "")
    flash(f"The page “{made.title}” is added. Now write it.", "success")
    return redirect(url_for(".edit_text", programme_slug=programme_slug, text_id=made.id), 303)


@blueprint.post("/<id:text_id>/move")
@allowed(Can.EDIT_CONTENT)
def move(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Move it one step up or down, and return to the button that was pressed."""
    text = content.get_text(viewer(), text_id)
    neighbour = content.get_text(viewer(), _id_sent("past"))
    direction = "up" if request.form.get("direction") == "up" else "down"
    if ordering.move_past(viewer(), text, neighbour, up=direction == "up"):
        where = "above" if direction == "up" else "below"
        flash(f"“{text.title}” now stands {where} “{neighbour.title}”.", "success")
    return _to_desk(programme_slug, f"{direction}-{ids.write_id(text_id)}")


@blueprint.get("/<id:text_id>/remove")
@allowed(Can.EDIT_CONTENT)
def ask_removal(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """What removing it means, before it is done."""
    text = content.get_text(viewer(), text_id)
    return render_template("course_authoring/remove.html", text=text)


@blueprint.post("/<id:text_id>/remove")
@allowed(Can.EDIT_CONTENT)
def remove(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Take it out of the course. It can be brought back from the desk."""
    text = content.get_text(viewer(), text_id)
    ordering.take_out(viewer(), text)
    flash(f"“{text.title}” is taken out. You can bring it back below.", "success")
    return _to_desk(programme_slug, f"text-{ids.write_id(text_id)}")


@blueprint.post("/<id:text_id>/bring-back")
@allowed(Can.EDIT_CONTENT)
def bring_back(programme_slug: str, text_id: int) -> ResponseReturnValue:
    """Undo a removal."""
    text = content.get_text(viewer(), text_id)
    ordering.bring_back(viewer(), text)
    flash(f"“{text.title}” is back.", "success")
    return _to_desk(programme_slug, f"text-{ids.write_id(text_id)}")


def _folder_module(text_id: int) -> content.EditableText:
    text = content.get_text(viewer(), text_id)
    if text.page is not None:
        raise NotFound("A page has no pages.")
    if text.module.is_single_file:
        raise Closed("This module is kept as one file, which has one page. Add a module instead.")
    return text


def _id_sent(name: str) -> int:
    try:
        return ids.read_id(request.form.get(name, ""))
    except ValueError:
        raise NotFound("No such neighbour.") from None


def _to_desk(programme_slug: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".show_desk", programme_slug=programme_slug, _anchor=anchor), 303)
