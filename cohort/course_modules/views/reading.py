"""Reading modules: the list, a module's front page, its pages, and where a reader stopped."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import prompt_slots, queries, reading_place
from cohort.course_modules.views.blueprint import blueprint, places_in
from cohort.kernel.errors import NotFound
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
    """The module's front page: why it matters, its contents. A locked one says when it opens."""
    try:
        module = queries.get_module(viewer(), module_slug)
    except NotFound:
        locked = queries.get_module_line(viewer(), module_slug)
        return render_template("course_modules/locked.html", module=locked)
    places = places_in(cohort_slug, module.outline)
    answer = make_response(
        render_template("course_modules/module.html", module=module, places=places)
    )
    reading_place.note_opened(answer, viewer(), module)
    return answer


@blueprint.get("/<module_slug>/<page_slug>")
@allowed(Can.READ_COHORT)
def read_page(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """One page. Features above fill in what belongs to its prompts (see prompt_slots.py)."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    place = module.contents.index(page.line)
    text = render_template(
        "course_modules/page.html",
        module=module,
        page=page.line,
        headings=[heading for heading in page.headings if heading.level == 2],
        parts=page.parts,
        places=places_in(cohort_slug, module.outline),
        filled=prompt_slots.fill(viewer(), page.parts),
        before=module.contents[place - 1] if place else None,
        after=module.contents[place + 1] if place + 1 < len(module.contents) else None,
    )
    answer = make_response(text)
    reading_place.note_page(answer, viewer(), module, page)
    return answer


@blueprint.post("/<module_slug>/<page_slug>/place")
@allowed(Can.READ_COHORT)
def note_place(cohort_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """Save the heading that the reader has reached, sent by their browser."""
    module, page = queries.get_page(viewer(), module_slug, page_slug)
    answer = make_response("", 204)
    reading_place.note_heading(answer, viewer(), module, page, request.form.get("heading", ""))
    return answer
