"""What the addresses and forms of drafts are filled in with."""

from __future__ import annotations

from typing import Any

from tests.access.scene import Form, Parameter, Scene
from tests.drafts.keeping import keep

SECRETS = ("A kingfisher draft",)


def _key(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    return keep(scene.world, participant, scene.cohort, {"body": "A kingfisher draft"})


def _of_course(scene: Scene) -> dict[str, Any]:
    module = scene.world.module_ids(scene.programme)[0]
    return {"draft_kind": "course_text", "draft_target": f"module:{module}", "body": "Other words"}


PARAMETERS = (Parameter("draft_key", _key),)
FORMS = (
    Form(
        "/cohorts/<cohort_slug>/drafts",
        lambda _scene: {
            "draft_kind": "thread",
            "draft_target": "new",
            "submission": "0cp5260vs5nta",
            "body": "Half a thought",
        },
    ),
    Form("/organise/programmes/<programme_slug>/drafts", _of_course),
)
