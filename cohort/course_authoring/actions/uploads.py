"""Files that organisers add, replace and take out at the desk. Each is looked through and drawn
anew outside the transaction (see assets.py); the pages that show it are rendered again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions import assets
from cohort.course_authoring.actions.editing import render_again
from cohort.course_authoring.queries.files import get_asset_row
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.files.examining import ExaminedFile, examine
from cohort.kernel import clock
from cohort.kernel.errors import DomainError

Sent = tuple[str, bytes]  # its name and content


def add_files(
    actor: Actor, module_id: int | None, files: Sequence[Sent]
) -> tuple[list[str], list[str]]:
    """Keep files beside a module's pages (None: beside the whole course). Returns the paths of
    those that are kept and a sentence about each that is not."""
    found, faults = _look_through(files)
    paths = [
        assets.put_beside(actor, module_id, name, content, examined).path
        for name, content, examined in found
    ]
    _render(actor, paths)
    return paths, faults


def replace_file(actor: Actor, asset_id: int, name: str, content: bytes) -> str:
    """Put another file in its place; every page shows the new one. Returns its path.

    Raises DomainError, a sentence, for a file that cannot be kept or is of another kind.
    """
    found, faults = _look_through([(name, content)])
    if faults:
        raise DomainError(faults[0])
    asset = get_asset_row(actor, asset_id)
    ending, sent = PurePosixPath(asset.path).suffix.lstrip("."), found[0][2].ending
    if ending != sent:
        raise DomainError(f"Choose a .{ending} file to replace it with, not a .{sent} file.")
    if asset.file_digest != found[0][2].digest or asset.retired_at:
        assets.keep(actor, asset, found[0][2], content)
        record(
            actor,
            "modules:replace-file",
            asset,
            programme_id=asset.programme_id,
            file=asset.path,
        )
        _render(actor, [asset.path])
    return asset.path


def take_out_file(actor: Actor, asset_id: int) -> str:
    """Take a file out of the course; what is stored of it is kept. Returns its path."""
    asset = get_asset_row(actor, asset_id)
    if asset.retired_at is None:
        asset.retired_at = clock.now()
        record(
            actor,
            "modules:take-out-file",
            asset,
            programme_id=asset.programme_id,
            file=asset.path,
        )
        _render(actor, [asset.path])
    return asset.path


def _look_through(
    files: Sequence[Sent],
) -> tuple[list[tuple[str, bytes, ExaminedFile]], list[str]]:
    release_write_lock()  # it takes long
    found, faults = [], []
    for name, content in files:
        try:
            found.append((name, content, examine(name, content)))
        except DomainError as error:
            faults.append(f"“{name}” was not added: {str(error).rstrip('.')}.")
    return found, faults


def _render(actor: Actor, paths: Sequence[str]) -> None:
    db.session.flush()
    if paths:
        render_again(actor.programme.id, {path.rpartition("/")[2] for path in paths})
