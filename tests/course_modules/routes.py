"""What the addresses and forms of course_modules are filled in with."""

from __future__ import annotations

from tests.access.scene import Form, Parameter

A_RELEASE = "/cohorts/<cohort_slug>/releases/<module_slug>"
WHEN = {"opens_on-day": "2", "opens_on-month": "5", "opens_on-year": "2030", "opens_time": "9am"}

PARAMETERS = (
    Parameter("module_slug", "m1", "no-such-module"),
    Parameter("page_slug", "p1", "no-such-page"),
    Parameter(
        "path", lambda scene: scene.world.course_file(scene.programme, "m1"), "m1/no-such-file.png"
    ),
)
FORMS = (
    Form(A_RELEASE, WHEN | {"version": "0", "confirmed": "yes"}),
    Form(f"{A_RELEASE}/early", lambda scene: {"membership": scene.names["membership_id"]}),
    Form(f"{A_RELEASE}/now", {"version": "1"}),
    Form(f"{A_RELEASE}/computed", {"version": "2", "confirmed": "yes"}),
    Form(f"{A_RELEASE}/hidden", {"version": "3", "confirmed": "yes"}),
    Form(f"{A_RELEASE}/shown", {"version": "4"}),
)
