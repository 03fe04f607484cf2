"""Reading modules, and marking pages as done."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import actions, queries, slots
from cohort.course_modules.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer


@blueprint.get("")
@allowed(Can.READ_COHORT)
def list_modules(cohort_slug: str) -> ResponseReturnValue:
    """All modules, locked ones with the day they open."""
    modules = queries.modules_visible_to(viewer())
    return render_template("course_modules/list.html", modules=modules)


@blueprint.get("/<module_slug>")
@allowed(Can.READ_COHORT)
def read_module(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """The module's front page: why it matters, what it holds."""
    module = queries.get_module(viewer(), module_slug)
    return render_template("course_modules/module.html", module=module)


@blueprint.get("/<module_slug>/<page_slug>")
@allowed(Can.READ_COHORT)
def read_page(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """One page. Features above weave in what belongs to its prompts (see slots.py)."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    place = module.contents.index(page.line)
    return render_template(
        "course_modules/page.html",
        module=module,
        page=page.line,
        parts=page.parts,
        filled=slots.fill(viewer(), page.parts),
        before=module.contents[place - 1] if place else None,
        after=module.contents[place + 1] if place + 1 < len(module.contents) else None,
    )


@blueprint.post("/<module_slug>/<page_slug>/done")
@allowed(Can.MARK_DONE)
def mark_done(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """The participant's own mark on this page."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    actions.mark_done(viewer(), [page.line])
    flash(f"You marked “{page.line.title}” as done.", "success")
    return _onward(cohort_slug, module, page.line)


@blueprint.post("/<module_slug>/<page_slug>/done/undo")
@allowed(Can.MARK_DONE)
def unmark_done(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """Take the mark back."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    actions.unmark_done(viewer(), page.line)
    flash(f"“{page.line.title}” is no longer marked as done.", "success")
    return redirect(_address(cohort_slug, module, page.line), 303)


@blueprint.post("/<module_slug>/done")
@allowed(Can.MARK_DONE)
def mark_module_done(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """The participant's mark on every page of the module."""
    module = queries.get_module(viewer(), module_slug)
    actions.mark_done(viewer(), list(module.contents))
    flash(f"You marked the whole module “{module.title}” as done.", "success")
    return redirect(url_for(".read_module", cohort_slug=cohort_slug, module_slug=module.slug), 303)


def _onward(
    cohort_slug: str, module: queries.OpenModule, page: queries.PageLine
) -> ResponseReturnValue:
    """To the next page, or back to the module's front page after the last."""
    later = [other for other in module.contents if other.position > page.position]
    if later:
        return redirect(_address(cohort_slug, module, later[0]), 303)
    return redirect(url_for(".read_module", cohort_slug=cohort_slug, module_slug=module.slug), 303)


def _address(cohort_slug: str, module: queries.OpenModule, page: queries.PageLine) -> str:
    return url_for(
        ".read_page", cohort_slug=cohort_slug, module_slug=module.slug, page_slug=page.slug
    )
