"""What the editor says fits what its author sees: lines as the box counts them, oneself not as
somebody else, and advice on a file that works where it is pasted."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tests.course_authoring.test_editing import Desk, desk  # noqa: F401

AT_LINE = "::: nonsense\nWords\n:::"


def lines_said(desk: Desk, body: str, text_id: int) -> list[int]:  # noqa: F811
    path = desk.path(text_id)
    form = desk.browser.get(path).form(path)
    form.pop("__action__")
    shown = desk.browser.post(f"{path}/preview", form | {"body": body, "fragment": "1"})
    return [int(number) for number in re.findall(r"Line (\d+)", shown.body)]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("", 1),
        ("One line.\n\n", 3),
        ("\n\n\n", 4),  # empty lines at the top are taken out on saving, and stand in the box now
        ("\r\n\r\nA line as browsers send it.\r\n\r\n", 5),
        ("---\n\n", 3),  # a rule, not front matter
        ("Naïve “quotes” – 日本語\n" * 7 + "\n", 9),
    ],
)
@pytest.mark.parametrize("which", ["page", "module"])
def test_a_line_is_the_one_that_the_box_counts(
    desk: Desk,  # noqa: F811
    above: str,
    line: int,
    which: str,
) -> None:
    text_id = desk.pages[0] if which == "page" else desk.modules[0]
    assert lines_said(desk, above + AT_LINE, text_id) == [line]


def test_an_id_that_stands_twice_is_refused_with_the_boxs_line(desk: Desk) -> None:  # noqa: F811
    block = "::: {.reflect #fresh}\nWhat?\n:::\n\n"
    assert "Line 7:" in desk.save(desk.pages[0], body=f"\n\n{block}{block}").errors()[0]


def test_ones_own_other_tab_is_not_somebody_else(desk: Desk) -> None:  # noqa: F811
    path = desk.path(desk.pages[0])
    first_tab = desk.browser.get(path)
    assert desk.save(desk.pages[0], body="From the other tab.").status == 303
    clash = desk.browser.send(first_tab, path, body="From this tab.")
    assert clash.status == 409
    assert "You saved this elsewhere while you were writing here" in clash.text
    assert "Somebody" not in clash.text
    assert "Olive Organiser saved" not in clash.text
    assert "is editing this too" not in clash.text


@pytest.mark.parametrize("beside_the_module", [True, False])
def test_the_advice_on_a_new_file_works_where_it_is_pasted(
    desk: Desk,  # noqa: F811
    beside_the_module: bool,
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "#1f4f3d").save(drawn, "PNG")
    at = f"{desk.at}/files"
    form = desk.browser.get(at).form(at)
    form.pop("__action__")
    choices = desk.browser.get(at).tree.xpath("//select[@name='beside']/option/@value")
    form["beside"] = str(choices[0]) if beside_the_module else ""
    sent = {**form, "files": (io.BytesIO(drawn.getvalue()), "map.png")}
    page = desk.browser.follow(desk.browser.post(at, sent))
    advice = re.search(r"write: (!\[[^]]*\]\([^)]*\))", page.text)
    assert advice, page.text
    assert desk.save(desk.pages[0], body=advice[1]).status == 303
    assert "problem" not in desk.browser.get(desk.at).text
