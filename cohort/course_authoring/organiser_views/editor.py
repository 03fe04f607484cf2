"""The editor: one page for every kind of text, with a form that fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for

from cohort.course_authoring.actions import editing
from cohort.course_authoring.forms.content import ModuleForm, PageForm, TextForm, WholePageForm
from cohort.course_authoring.organiser_views.blocks import BLOCKS
from cohort.course_authoring.organiser_views.template_filters import clock_time
from cohort.course_authoring.queries import versions
from cohort.course_authoring.queries.answered_prompts import answered_prompts
from cohort.course_authoring.queries.content import EditableText
from cohort.course_authoring.queries.files import FileRow, files_visible_to
from cohort.course_authoring.queries.versions import AtWork
from cohort.course_format.front_matter import module_facts, page_facts
from cohort.course_modules.link_resolver import PlaceOf, content_places
from cohort.drafts import compose, settle_sent
from cohort.kernel import ids
from cohort.kernel.comparing import compare_sources
from cohort.kernel.problems import Problem
from cohort.web.fields import WholeNumberField
from cohort.web.guard import viewer


@dataclass(frozen=True, slots=True)
class Shown:
    """A rendered text for the preview."""

    title: str
    parts: list[dict[str, Any]]
    problems: list[Problem]
    place_of: PlaceOf
    language: str = ""


def _form_class(text: EditableText) -> type[TextForm]:
    if text.page is None:
        return ModuleForm
    return WholePageForm if text.is_whole_module else PageForm


def saved_fields(text: EditableText) -> dict[str, Any]:
    """The saved values, by the names of the form's fields."""
    body = editing.body_of(text.source)
    if text.is_whole_module:
        return {"body": body}
    if text.page:
        facts: Any = page_facts(text.source, text.page.slug)
        return {
            "title": facts.title,
            "minutes_to_read": facts.minutes_to_read or None,
            "body": body,
        }
    facts = module_facts(text.source, text.module.slug)
    names = ("title", "summary", "foundation", "licence", "language")
    numbers = ("minutes_to_read", "minutes_to_do", "opens_after_days")
    return {
        **{name: getattr(facts, name) for name in names},
        **{name: getattr(facts, name) or None for name in numbers},
        "objectives": "\n".join(facts.objectives),
        "body": body,
    }


def form_for(text: EditableText) -> TextForm:
    """A form with the saved text."""
    fields = saved_fields(text)
    form = _form_class(text)(formdata=None, data=fields)
    for name, value in fields.items():
        if isinstance(form._fields.get(name), WholeNumberField):
            form[name].raw_data = [value or ""]
    form.submission.data = ids.write_id(ids.new_id())
    return form


def sent_form_for(text: EditableText) -> TextForm:
    """The form that was sent."""
    form = _form_class(text)()
    form.body.data = editing.tidy(form.body.data or "")
    return form


def _newest_version(text: EditableText) -> int:
    newest = versions.newest_revision(text)
    return newest.version if newest else 0


def source_of(text: EditableText, form: TextForm) -> str:
    """The file's text that the form produces."""
    return editing.whole_text(text, form.body.data or "", **form.facts())


def can_be_saved(text: EditableText, form: TextForm) -> bool:
    """Whether it may be saved as it is; otherwise the form says what is wrong."""
    if not form.validate_on_submit():
        return False
    if _was_taken_out(text, form) or form.clashes_with(_newest_version(text), saved_fields(text)):
        return False
    look = editing.look_over(viewer(), text, source_of(text, form))
    faults = [
        f"The prompt id “{key}” stands on {place} already. Give this one an id of its own"
        for key, place in look.taken.items()
    ]
    shift = _shift(source_of(text, form))
    faults += [f"Line {line - shift}: {words}" for line, words in look.twice]
    form.body.errors = [*form.body.errors, *faults]
    answered = _leaves_answers(text, look.leaving) if look.leaving else []
    if answered and not form.leave_prompts.data:
        keys = " and ".join(f"“{key}”" for key in answered)
        form.leave_prompts.errors = [
            f"People have answered {keys}, which this text no longer holds. Their answers stay "
            "theirs, but nobody finds the question any more"
        ]
        return False
    return not faults


def _was_taken_out(text: EditableText, form: TextForm) -> bool:
    """Whether somebody removed it since this form was opened: saving would restore it unseen."""
    newest = _newest_version(text)
    if text.thing.retired_at is None or form.version.data == str(newest):
        return False
    form.clashes_with(newest, saved_fields(text))
    form.version.data, form.is_clash = str(newest), True
    form.body.errors = [
        f"This {text.kind} was taken out of the course. Put it back with your text, or leave it out"
    ]
    return True


def _leaves_answers(text: EditableText, leaving: Sequence[str]) -> list[str]:
    answered = answered_prompts(text.module.programme_id)
    return [key for key in leaving if key in answered]


def save(text: EditableText, form: TextForm) -> bool:
    """Save it and drop its draft. False when nothing had changed."""
    source = source_of(text, form)
    is_new = editing.save_text(viewer(), text, source, note=form.note.data or "")
    settle_sent(viewer(), "course_text", text.target)
    return is_new


def say_others(theirs: Sequence[AtWork]) -> str:
    """Who else is editing this, as a sentence; empty when nobody is."""
    return " ".join(
        f"{line.name} is editing this too, last at {clock_time(line.saved_at)}." for line in theirs
    )


def preview(text: EditableText, form: TextForm) -> Shown:
    """Rendered by the same renderer as on save."""
    source = source_of(text, form)
    look, shift = editing.look_over(viewer(), text, source), _shift(source)
    title = form["title"].data if "title" in form else text.title
    in_box = [replace(found, line=max(0, found.line - shift)) for found in look.rendered.problems]
    problems = sorted(in_box, key=lambda problem: problem.line)
    language = form["language"].data if "language" in form else text.page and text.page.language
    said = language or text.module.language
    return Shown(title or "", look.rendered.parts, problems, _places(), said)


def _shift(source: str) -> int:
    """What a line of the file is more than the same line of the box, as it was sent: what stands
    above the body, less the empty lines that were typed at the top of the box."""
    typed = request.form.get("body", "")
    return editing.lines_above(source) - typed[: len(typed) - len(typed.lstrip())].count("\n")


def _files_near(text: EditableText) -> list[FileRow]:
    """The files offered to a page of this module: its own, and the whole course's."""
    near = (None, text.module.id)
    return [file for file in files_visible_to(viewer()) if file.module_id in near]


def _places() -> PlaceOf:
    here = viewer().programme.slug
    desk = url_for(".show_desk", programme_slug=here)
    return content_places(here, page=lambda **_: desk, module=lambda **_: desk)


def show(text: EditableText, form: TextForm, *, shown: Shown | None = None) -> str:
    """The editor's page."""
    saved, newest = saved_fields(text), versions.newest_revision(text)
    at = newest.version if newest else 0
    form.version.data = form.version.data or str(at)
    draft = compose(
        viewer(),
        "course_text",
        text.target,
        form,
        based_on=at,
        saved=saved,
        device=ids.write_id(text.id),
        words="Draft saved",
    )
    return render_template(
        "course_authoring/edit.html",
        text=text,
        form=form,
        shown=shown,
        newest=newest,
        draft=draft,
        others=say_others(versions.others_editing(viewer(), text)),
        blocks=BLOCKS,
        files=_files_near(text),
        difference=compare_sources(saved["body"], form.body.data or "") if form.is_clash else (),
        preview_url=url_for(
            ".preview_text", programme_slug=viewer().programme.slug, text_id=text.id
        ),
    )
