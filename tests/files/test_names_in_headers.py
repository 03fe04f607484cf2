"""The name that a file is saved under, in a header that holds ASCII alone."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.world import World


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    "name",
    ["map.png", "café.png", "Übersicht – März.png", "地図.png", "карта.png", "a∕b.png", "🌱.png"],
)
def test_a_file_is_served_under_its_own_name(world: World, name: str) -> None:
    programme = world.programme()
    cohort = world.cohort(programme)
    world.modules(programme)
    priya = world.person("Priya Nair")
    world.join(priya, cohort)
    path = world.course_file(programme, name=name)
    page = world.browser(priya).get(f"/cohorts/{cohort}/modules/files/{path}")
    assert page.status == 200, page.status
    said = page.response.headers["Content-Disposition"]
    assert said.encode("ascii")
    coded = said.partition("filename*=UTF-8''")[2]
    assert (unquote(coded) if coded else name) == name
