"""What the addresses and forms of site are filled in with."""

from __future__ import annotations

from cohort.settings.forms import mark
from tests.access.scene import Form, Parameter

BEFORE = ".".join(mark(value) for value in ("Commissioning with Communities", ""))

PARAMETERS = (
    Parameter("group", "names", "no-such-group"),
    Parameter("setting_name", "site_name", "no_such_setting"),
)
FORMS = (
    Form("/preview", {"text": "Some *words*"}),
    Form(
        "/admin/settings/<group>",
        {"site_name": "Renamed", "organisation": "", "version": BEFORE},
    ),
)
