"""What members put beside their posts is looked through by its content, never by its name."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from cohort.files.kinds import BadFile
from cohort.files.member_files import LONGEST_NAME, MOST_BYTES, clean_name, look_through, say_kind
from tests.files.samples import (
    GPS_WORDS,
    docx,
    gif_that_moves,
    odt,
    photo_with_place,
    png_that_claims,
    zipped,
)
from tests.pictures import picture

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def test_a_photo_keeps_its_pixels_and_nothing_of_its_place_or_camera() -> None:
    sent = photo_with_place(size=(2400, 1200))
    assert all(word in sent for word in GPS_WORDS), "the sample must hold what is to go"
    safe = look_through("IMG 2034.JPG", sent)
    assert safe.name == "IMG 2034.webp"
    assert (safe.media_type, safe.width, safe.height) == ("image/webp", 1600, 800)
    with Image.open(io.BytesIO(safe.content)) as drawn:
        assert drawn.size == (1600, 800)
        assert not dict(drawn.getexif())
        assert drawn.info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})
    assert not [word for word in GPS_WORDS if word in safe.content]


def test_nothing_hides_behind_a_picture() -> None:
    archive = zipped({"evil.html": "<script>alert(1)</script>"})
    safe = look_through("both.png", picture() + archive + b"<html><script>alert(2)</script>")
    assert b"script" not in safe.content
    assert not zipfile.is_zipfile(io.BytesIO(safe.content))


def test_a_picture_is_what_its_pixels_say_whatever_its_name() -> None:
    assert look_through("photo.png", picture(kind="JPEG")).name == "photo.webp"
    assert look_through("moves.gif", gif_that_moves()).width == 64


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("terms.pdf", PDF, "PDF"),
        ("plan.docx", docx(), "Word document"),
        ("plan.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "Excel workbook"),
        ("plan.pptx", zipped({"ppt/presentation.xml": "<x/>"}), "PowerPoint slides"),
        ("plan.odt", odt(), "OpenDocument text"),
        ("notes.txt", "Größe ½".encode(), "Plain text"),
        ("costs.csv", b"what,how much\nbus,4\n", "CSV table"),
    ],
)
def test_the_kinds_that_are_taken_are_kept_as_they_came(
    name: str, content: bytes, said: str
) -> None:
    safe = look_through(name, content)
    assert (safe.name, safe.content, safe.is_picture) == (name, content, False)
    assert say_kind(safe.media_type) == said


PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.png", PAGE, "it is a web page"),
        ("page.txt", PAGE, "it is a web page"),
        ("page.docx", PAGE + docx(), "it is a web page"),
        ("page.html", PAGE, "files of the kind “.html” are not taken here"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“.svg” are not taken here"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing or a web page"),
        ("tool.exe", b"MZ", "“.exe” are not taken here"),
        ("tool.pdf", b"MZ", "its name ends in .pdf, but that is not what it is"),
        ("tool.docx", b"MZ" + docx(), "its name ends in .docx, but that is not what it is"),
        ("sheet.docx", zipped({"xl/workbook.xml": ""}), "but that is not what it is"),
        ("text.ods", odt(), "its name ends in .ods, but that is not what it is"),
        ("macros.docx", docx(more={"word/vbaProject.bin": "x"}), "it holds macros"),
        ("macros.odt", odt(more={"Basic/Standard/Module1.xml": "x"}), "it holds macros"),
        ("macros.docm", docx(), "it can hold macros"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("film.mp4", b"\0\0\0\x18ftypmp42", "“.mp4” are not taken here"),
        ("bundle.zip", zipped({"a": "b"}), "“.zip” are not taken here"),
        ("README", b"hello", "files without an ending are not taken here"),
        ("photo.heic", b"\0\0\0\x18ftypheic", "that is a HEIC photo"),
        ("empty.pdf", b"", "it is empty"),
        ("large.txt", b"a" * (MOST_BYTES + 1), "it is larger than 10 MB"),
        ("bomb.png", png_that_claims(60_000, 60_000), "has too many pixels"),
        ("cut.png", picture()[:60], "could not be read as a picture"),
        ("nul\0.png", picture(), "its name cannot be read"),
        ("", picture(), "its name cannot be read"),
        ("\u202e\u200b", picture(), "its name cannot be read"),
        ("binary.txt", b"a\0b", "but that is not what it is"),
    ],
)
def test_anything_else_is_refused_in_words_that_name_it(
    name: str, content: bytes, words: str
) -> None:
    with pytest.raises(BadFile) as refused:
        look_through(name, content)
    assert words in str(refused.value)
    shown = clean_name(name) or "A file without a name"
    assert str(refused.value).startswith(f"“{shown}” was not added: ")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\Users\\Amira\\terms.pdf", "terms.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("fdp.\u202etxt", "fdp.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie- x.txt"),
        ("...hidden.txt", "hidden.txt"),
        ('a"b<c>.txt', "a-b-c-.txt"),
        ("ŵŷ größe.pdf", "ŵŷ größe.pdf"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(name: str, clean: str) -> None:
    assert clean_name(name) == clean
