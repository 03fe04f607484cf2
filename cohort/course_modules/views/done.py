"""A participant's own marks: this page is done, this module is done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import actions, queries
from cohort.course_modules.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer

FINISH = "finish"  # where a page or module offers the mark


@blueprint.post("/<module_slug>/<page_slug>/done")
@allowed(Can.MARK_DONE)
def mark_done(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """Set the participant's mark on this page; then go on to the next page."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    actions.mark_done(viewer(), [page.line])
    flash(f"You marked “{page.line.title}” as done.", "success")
    later = [other for other in module.contents if other.position > page.line.position]
    return redirect(_address(cohort_slug, module, later[0] if later else None), 303)


@blueprint.post("/<module_slug>/<page_slug>/done/undo")
@allowed(Can.MARK_DONE)
def unmark_done(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """Remove the mark."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    actions.unmark_done(viewer(), [page.line])
    return redirect(_address(cohort_slug, module, page.line, anchor=FINISH), 303)


@blueprint.post("/<module_slug>/done")
@allowed(Can.MARK_DONE)
def mark_module_done(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Set the participant's mark on every page of the module."""
    module = queries.get_module(viewer(), module_slug)
    actions.mark_done(viewer(), list(module.contents))
    flash(f"You marked the whole module “{module.title}” as done.", "success")
    return redirect(_address(cohort_slug, module), 303)


@blueprint.post("/<module_slug>/done/undo")
@allowed(Can.MARK_DONE)
def unmark_module_done(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """Remove the marks from all of the module's pages."""
    module = queries.get_module(viewer(), module_slug)
    actions.unmark_done(viewer(), list(module.contents))
    flash(f"No page of “{module.title}” is marked as done any longer.", "success")
    return redirect(_address(cohort_slug, module), 303)


def _address(
    cohort_slug: str,
    module: queries.OpenModule,
    page: queries.PageRow | None = None,
    anchor: str | None = None,
) -> str:
    """A page of the module, or its front page."""
    names: dict[str, Any] = {"cohort_slug": cohort_slug, "module_slug": module.slug}
    if page is None:
        return url_for(".read_module", **names, _anchor=anchor)
    return url_for(".read_page", **names, page_slug=page.slug, _anchor=anchor)
