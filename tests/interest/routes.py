"""What the forms of interest are filled in with."""

from __future__ import annotations

from tests.access.scene import Form

FORMS = (
    Form(
        "/programmes/<programme_slug>/interest",
        {
            "cohort": "later",
            "name": "Tom",
            "email": "t@example.org",
            "organisation": "A",
            "job": "B",
        },
    ),
)
