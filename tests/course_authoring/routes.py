"""What the addresses and forms of course_authoring are filled in with."""

from __future__ import annotations

from typing import Any

from cohort.kernel import ids
from tests.access.scene import Form, Parameter, Scene
from tests.pictures import upload

CONTENT = "/organise/programmes/<programme_slug>/content"
A_TEXT = f"{CONTENT}/<id:text_id>"
TEXT = {"title": "Renamed", "body": "Other words", "version": "1", "note": "Why"}


def _file(scene: Scene) -> str:
    world = scene.world
    return ids.write_id(world.file_id(world.course_file(scene.programme, "m2")))


def _down(scene: Scene) -> dict[str, Any]:
    _, second = scene.world.module_ids(scene.programme)[:2]
    return {"past": ids.write_id(second), "direction": "down"}


PARAMETERS = (
    Parameter("text_id", lambda scene: ids.write_id(scene.world.module_ids(scene.programme)[0])),
    Parameter(
        "revision_id",
        lambda scene: ids.write_id(
            scene.world.first_revision(scene.world.module_ids(scene.programme)[0])
        ),
    ),
    Parameter("file_id", _file),
)
FORMS = (
    Form(f"{CONTENT}/modules", {"title": "Another"}),
    Form(A_TEXT, TEXT),
    Form(f"{A_TEXT}/preview", TEXT),
    Form(f"{A_TEXT}/pages", {"title": "Another"}),
    Form(f"{A_TEXT}/move", _down),
    Form(
        f"{CONTENT}/files",
        lambda _scene: {"files": upload(name="another.png"), "alt": "A map"},
    ),
)
