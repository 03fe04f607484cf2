"""The pages of course_authoring, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from cohort.demo.people import COMMUNITIES, SPRING
from tests.browser.visiting import OF_COMMUNITIES, Place, press, set_value

A_TEXT = OF_COMMUNITIES | {
    "text_id": "select p.id from module_page p join module m on m.id = p.module_id "
    "join programme g on g.id = m.programme_id "
    f"where g.slug = '{COMMUNITIES}' order by m.position, p.position limit 1"
}
A_MODULE = OF_COMMUNITIES | {
    "text_id": "select m.id from module m join programme g on g.id = m.programme_id "
    f"where g.slug = '{COMMUNITIES}' order by m.position limit 1"
}


def send_over_a_newer_text(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill("Quite another text.")
    set_value(page, "version", "0")
    page.get_by_role("button", name="Save", exact=True).click()


def save_and_compare(page: Page) -> None:
    box = page.get_by_label("Text", exact=True)
    box.fill(box.input_value() + "\n\nOne more line.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Revisions").click()
    page.get_by_role("button", name="Compare the two").click()


PLACES = (
    Place("content desk", "course_content.show_desk", "organiser", OF_COMMUNITIES),
    Place("new module", "course_content.new_module", "organiser", OF_COMMUNITIES),
    Place("new module with errors", "course_content.new_module", "organiser", OF_COMMUNITIES,
          status=422, then=press),
    Place("new page", "course_content.new_page", "organiser", A_MODULE),
    Place("editor of a page", "course_content.edit_text", "organiser", A_TEXT),
    Place("editor of a module", "course_content.edit_text", "organiser", A_MODULE),
    Place("editor with a conflict", "course_content.edit_text", "organiser", A_TEXT,
          status=409, then=send_over_a_newer_text),
    Place("remove a page", "course_content.ask_removal", "organiser", A_TEXT),
    Place("files of a course", "course_content.list_files", "organiser", OF_COMMUNITIES),
    Place("files of a course with errors", "course_content.list_files", "organiser",
          OF_COMMUNITIES, status=422, then=press),
    Place("revisions of a page", "course_content.list_revisions", "organiser", A_TEXT),
    Place("one revision", "course_content.show_revision", "organiser", A_TEXT | {
        "revision_id": "select min(r.id) from revision r where r.page_id = "
        f"({A_TEXT['text_id']})"}),
    Place("compare revisions", "course_content.compare", "organiser", A_TEXT,
          start="course_content.edit_text", then=save_and_compare),
    Place("preview as a participant", "course_content.preview_course", "organiser",
          OF_COMMUNITIES, query={"cohort": SPRING, "on": "2027-03-01"}),
    Place("preview as a participant with errors", "course_content.preview_course", "organiser",
          OF_COMMUNITIES, query={"cohort": SPRING, "on": "soon"}, status=422),
    Place("preview of a module", "course_content.preview_module", "organiser",
          OF_COMMUNITIES | {"module_slug": "select slug from module order by position limit 1"},
          query={"cohort": SPRING, "on": "2099-03-01"}),
    Place("preview of a page", "course_content.preview_page", "organiser",
          OF_COMMUNITIES | {
              "module_slug": "select slug from module order by position limit 1",
              "page_slug": "select p.slug from module_page p join module m on m.id = p.module_id "
              "order by m.position, p.position limit 1"},
          query={"cohort": SPRING, "on": "2099-03-01"}),
)  # fmt: skip
NOT_PAGES = ("course_content.get_epub", "course_content.get_html", "course_content.send_file")
ELSEWHERE = ("course_content.ask_replacement",)  # the demo's course has no file
