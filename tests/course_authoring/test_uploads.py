"""Pictures and files that an organiser adds at the desk."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.course_modules.models import CourseAsset
from cohort.db import db
from cohort.kernel import ids
from tests.course_authoring.test_editing import Desk
from tests.course_authoring.test_editing import desk as desk  # a fixture
from tests.pictures import picture, upload


def add(desk: Desk, *files: object, alt: str = "", beside: int | None = None) -> object:
    at = f"{desk.at}/files"
    form = desk.browser.get(at).form(at)
    form.pop("__action__")
    form |= {"files": list(files), "alt": alt, "beside": ids.write_id(beside) if beside else ""}
    return desk.browser.follow(desk.browser.post(at, form))


def test_pictures_and_files_are_added_together_with_the_words_to_write(desk: Desk) -> None:
    page = add(
        desk,
        upload(name="The Map.png"),
        upload(b"One,two\n1,2\n", name="list.csv"),
        alt="Where power sits",
        beside=desk.modules[0],
    )
    assert "![Where power sits](the-map.png)" in page.text  # type: ignore[attr-defined]
    assert "Pictures are re-encoded, so that nothing shows where" in page.text  # type: ignore[attr-defined]
    assert "[list.csv](list.csv)" in page.text  # type: ignore[attr-defined]
    with desk.world.app.app_context():
        row = db.session.scalars(
            sa.select(CourseAsset).where(CourseAsset.path == "m1/the-map.png")
        ).one()
        assert (row.module_id, row.media_type) == (desk.modules[0], "image/webp")


def test_a_page_shows_a_picture_that_comes_after_its_text(desk: Desk) -> None:
    desk.save(desk.pages[0], body="![A map](map.png)")
    assert "1 problem" in desk.browser.get(desk.at).text
    add(desk, upload(name="map.png"), beside=desk.modules[0])
    assert "problem" not in desk.browser.get(desk.at).text
    opened = desk.browser.get(desk.path(desk.pages[0]))
    assert "![What it shows](map.png)" in opened.body


def test_what_cannot_be_kept_is_said_by_name_and_the_rest_is_kept(desk: Desk) -> None:
    page = add(desk, upload(b"<html><script>", name="page.html"), upload(name="map.png"))
    assert "“page.html” was not added" in page.text  # type: ignore[attr-defined]
    assert "Added _/map.png" in page.text  # type: ignore[attr-defined]


def test_no_file_chosen_is_said_beside_the_field(desk: Desk) -> None:
    at = f"{desk.at}/files"
    page = desk.browser.submit(at, at, alt="Typed already")
    assert (page.status, page.errors()) == (422, ["Choose a file first"])
    assert "Typed already" in page.body


@pytest.mark.parametrize(("name", "status"), [("other.png", 303), ("other.csv", 422)])
def test_a_file_is_replaced_by_one_of_its_own_kind(desk: Desk, name: str, status: int) -> None:
    add(desk, upload(name="map.png"))
    number = ids.write_id(desk.world.file_id("_/map.png"))
    at = f"{desk.at}/files/{number}/replace"
    content = picture(size=(90, 60)) if status == 303 else b"One,two\n"
    page = desk.browser.submit(at, at, file=upload(content, name=name))
    assert page.status == status


def test_a_file_is_taken_out_once(desk: Desk) -> None:
    add(desk, upload(name="map.png"))
    number = ids.write_id(desk.world.file_id("_/map.png"))
    form = desk.browser.get(f"{desk.at}/files/{number}/replace").form(f"{number}/remove")
    action = form.pop("__action__")
    for _ in range(2):
        assert desk.browser.post(action, form).status == 303
    assert "None yet." in desk.browser.get(f"{desk.at}/files").text
