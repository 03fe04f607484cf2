"""The course's pictures and other files: add, replace, remove."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.actions import uploads
from cohort.course_authoring.forms.files import FilesForm, ReplaceForm
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.queries import content
from cohort.course_authoring.queries.files import files_visible_to, get_asset_row
from cohort.files.kinds import MOST_BYTES
from cohort.kernel import ids
from cohort.kernel.errors import DomainError
from cohort.web.fields import SelectChoice
from cohort.web.guard import allowed, viewer
from cohort.web.incoming import takes_up_to
from cohort.web.limits import limiter

REST_OF_THE_FORM = 64 * 1024  # bytes around the files


@blueprint.get("/files")
@allowed(Can.EDIT_CONTENT)
def list_files(programme_slug: str) -> ResponseReturnValue:
    """The files, and a form to add more."""
    return _page(_form())


@blueprint.post("/files")
@allowed(Can.EDIT_CONTENT)
@takes_up_to(MOST_BYTES + REST_OF_THE_FORM)
@limiter.limit("120 per hour")
def add_files(programme_slug: str) -> ResponseReturnValue:
    """Save the files that are accepted, and say why the others are not."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    sent = [(file.filename or "", file.read()) for file in form.files.data or () if file.filename]
    beside = ids.read_id(form.beside.data) if form.beside.data else None
    paths, faults = uploads.add_files(viewer(), beside, sent)
    for fault in faults:
        flash(fault, "error")
    said = iter((form.alt.data or "").splitlines())
    for path in paths:
        where = "a page of that module" if beside else "any page"
        words = _markdown(path, said, from_module=not beside and _has_folders())
        flash(f"Added {path}. In {where}, write: {words}", "success")
    return _to_files(programme_slug)


@blueprint.get("/files/<id:file_id>/replace")
@allowed(Can.EDIT_CONTENT)
def ask_replacement(programme_slug: str, file_id: int) -> ResponseReturnValue:
    """Ask for the file to replace it, or whether to remove it."""
    asset = get_asset_row(viewer(), file_id)
    return render_template("course_authoring/file.html", file=asset, form=ReplaceForm())


@blueprint.post("/files/<id:file_id>/replace")
@allowed(Can.EDIT_CONTENT)
@takes_up_to(MOST_BYTES + REST_OF_THE_FORM)
@limiter.limit("120 per hour")
def replace_file(programme_slug: str, file_id: int) -> ResponseReturnValue:
    """Replace it; every page shows the new one."""
    asset, form = get_asset_row(viewer(), file_id), ReplaceForm()
    if form.validate_on_submit():
        try:
            name, sent = form.file.data.filename or "", form.file.data.read()
            path = uploads.replace_file(viewer(), file_id, name, sent)
            flash(f"{path} is replaced.", "success")
            return _to_files(programme_slug)
        except DomainError as error:
            form.file.errors = [str(error)]
            asset = get_asset_row(viewer(), file_id)
    return render_template("course_authoring/file.html", file=asset, form=form), 422


@blueprint.post("/files/<id:file_id>/remove")
@allowed(Can.EDIT_CONTENT)
def remove_file(programme_slug: str, file_id: int) -> ResponseReturnValue:
    """Remove it from the course."""
    path = uploads.take_out_file(viewer(), file_id)
    flash(f"{path} is taken out of the course.", "success")
    return _to_files(programme_slug)


def _form() -> FilesForm:
    form = FilesForm()
    modules = [m for m in content.content_visible_to(viewer()) if m.retired_at is None]
    known = {ids.write_id(module.id): module.title for module in modules}
    form.beside.choices = [
        *(SelectChoice(value, title) for value, title in known.items()),
        SelectChoice("", "The whole course"),
    ]
    if form.beside.data not in known:
        form.beside.data = ""
    return form


def _has_folders() -> bool:
    """Whether pages stand in folders of their modules, one below the files of the whole course."""
    return any(not module.is_single_file for module in content.content_visible_to(viewer()))


def _markdown(path: str, said: Iterator[str], *, from_module: bool) -> str:
    """How a page embeds it, with a picture's alternative text; `from_module`: a page of a module's
    folder embeds a file of the whole course (FileRow.address_in)."""
    name = ("../" if from_module else "") + path.partition("/")[2]
    if name.rpartition(".")[2] in ("png", "jpg", "jpeg", "gif", "webp", "svg"):
        return f"![{next(said, '').strip() or 'What it shows'}]({name})"
    return f"[{name}]({name})"


def _page(form: FilesForm) -> str:
    files = files_visible_to(viewer())
    return render_template("course_authoring/files.html", form=form, files=files)


def _to_files(programme_slug: str) -> ResponseReturnValue:
    return redirect(url_for(".list_files", programme_slug=programme_slug), 303)
