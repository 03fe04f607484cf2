"""What the addresses and forms of reflections are filled in with."""

from __future__ import annotations

from cohort.kernel import ids
from tests.access.scene import Form, Parameter, Scene

ENTRY = "A wren in my log"
SECRETS = (ENTRY,)


def _entry(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    return ids.write_id(scene.world.reflection(participant, scene.cohort, ENTRY))


PARAMETERS = (Parameter("reflection_id", _entry),)
FORMS = (
    Form("/cohorts/<cohort_slug>/log", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/log/<id:reflection_id>", {"body": "Changed", "version": "1"}),
)
