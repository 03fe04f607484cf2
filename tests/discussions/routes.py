"""What the addresses and forms of discussions are filled in with."""

from __future__ import annotations

from cohort.kernel import ids
from tests.access.scene import Form, Parameter, Scene

THREAD = "A kingfisher thread"
SECRETS = (THREAD,)


def _thread(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    return ids.write_id(scene.world.thread(participant, scene.cohort, THREAD))


PARAMETERS = (
    Parameter("thread_id", _thread),
    Parameter("prompt_key", "m1-discuss", "no-such-prompt"),
)
FORMS = (
    Form("/cohorts/<cohort_slug>/threads", {"title": "Another", "body": "Hello"}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/posts", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/prompts/<prompt_key>/posts", {"body": "Some words"}),
)
