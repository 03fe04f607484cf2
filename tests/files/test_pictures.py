"""What people send as a photo comes out as pixels alone, or is refused in words."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image, ImageDraw

from cohort.files.pictures import MOST_BYTES, BadPicture, safe_picture

RED, BLUE = (200, 30, 30), (30, 30, 200)
PAYLOAD = b"<script>alert('naughty-mark')</script>"


def drawn(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red on the left half, blue on the right."""
    picture = Image.new("RGB", (width, height), BLUE)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height), fill=RED)
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "WEBP"
    picture.load()
    return picture


def is_near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel[:3], colour, strict=True))


def refusal(content: bytes) -> str:
    with pytest.raises(BadPicture) as refused:
        safe_picture(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA")),
        *(("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("WEBP", "RGBA"), ("GIF", "P")),
    ],
)
def test_every_kind_of_picture_becomes_a_square_webp(kind: str, mode: str) -> None:
    picture = opened(safe_picture(saved(drawn(1600, 900, mode), kind)))
    assert (picture.size, picture.mode, picture.n_frames) == ((512, 512), "RGB", 1)
    if mode not in ("L", "LA", "1"):
        assert is_near(picture.getpixel((10, 250)), RED)
        assert is_near(picture.getpixel((500, 250)), BLUE)


def test_a_small_picture_is_not_blown_up_and_one_that_is_not_cropped_keeps_its_shape() -> None:
    assert opened(safe_picture(saved(drawn(90, 60), "PNG"))).size == (60, 60)
    whole = safe_picture(saved(drawn(1600, 900), "JPEG"), biggest=800, square=False)
    assert opened(whole).size == (800, 450)
    assert opened(safe_picture(saved(drawn(90, 60), "PNG"), square=False)).size == (90, 60)


def test_sixteen_bit_and_see_through_pictures_are_drawn_as_they_look() -> None:
    deep = Image.new("I;16", (64, 64), 0x8000)
    grey = opened(safe_picture(saved(deep, "PNG"))).getpixel((30, 30))
    assert is_near(grey, (128, 128, 128))
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert is_near(opened(safe_picture(saved(clear, "PNG"))).getpixel((30, 30)), (255, 255, 255))


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to the right to look at it
    picture = opened(safe_picture(saved(drawn(400, 400), "JPEG", exif=exif)))
    assert is_near(picture.getpixel((200, 20)), RED)
    assert is_near(picture.getpixel((200, 380)), BLUE)


def test_where_and_when_it_was_taken_and_by_whom_is_gone() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Amira Okafor"
    exif[0x010E] = "naughty-mark"
    exif.get_ifd(0x8825)[2] = (53.0, 48.0, 2.0)
    jpeg = saved(drawn(), "JPEG", exif=exif, comment=b"naughty-mark", icc_profile=b"naughty-mark")
    assert b"Amira Okafor" in jpeg
    assert b"naughty-mark" in jpeg
    for content in (jpeg, saved(drawn(), "WEBP", exif=exif, xmp=b"naughty-mark")):
        made = safe_picture(content)
        assert b"naughty-mark" not in made
        assert b"Amira" not in made
        assert not opened(made).getexif()
        assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(opened(made).info)
        assert made[12:16] == b"VP8 ", "more than one plain picture in the file"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("naughty-mark.html", PAYLOAD)
    return out.getvalue()


def gif_that_is_a_script() -> bytes:
    """GIF89a/* … */=1;alert(…): a width that opens a comment."""
    gif = bytearray(saved(drawn(0x2A2F & 0xFF or 47, 40, "P"), "GIF"))
    comment = b"*/=1;alert('naughty-mark');/*"
    return bytes(gif[:-1]) + b"\x21\xfe" + bytes([len(comment)]) + comment + b"\x00;" + PAYLOAD


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "a JPEG with a ZIP behind it": lambda: saved(drawn(), "JPEG") + zipped(),
    "a JPEG with a page behind it": lambda: saved(drawn(), "JPEG") + b"<html>" + PAYLOAD,
    "a JPEG with a page in its comment": lambda: saved(drawn(), "JPEG", comment=PAYLOAD),
    "a PNG with a page behind it": lambda: saved(drawn(), "PNG") + PAYLOAD,
    "a GIF that is a script": gif_that_is_a_script,
    "a WebP with PHP behind it": lambda: saved(drawn(), "WEBP") + b"<?php naughty-mark" + PAYLOAD,
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_picture_that_is_also_something_else_is_only_a_picture_afterwards(what: str) -> None:
    content = POLYGLOTS[what]()
    assert b"naughty-mark" in content
    made = safe_picture(content)
    assert b"naughty-mark" not in made
    assert b"<" + b"script" not in made
    assert not zipfile.is_zipfile(io.BytesIO(made))
    assert len(made) == struct.unpack("<I", made[4:8])[0] + 8, "something stands after the picture"
    assert opened(made).size[0] > 0


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        picture = opened(safe_picture(moving))
        assert picture.n_frames == 1
        assert is_near(picture.getpixel((30, 30)), RED)


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever is in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def resized_gif(width: int, height: int) -> bytes:
    """A small GIF that says it is larger."""
    gif = saved(drawn(40, 40, "P"), "GIF")
    return gif[:6] + struct.pack("<HH", width, height) + gif[10:]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not empty"),
    "too many bytes": (lambda: b"\xff\xd8\xff" + b"x" * MOST_BYTES, "8 MB or smaller"),
    "a bomb": (lambda: png(30_000, 30_000, b"\0" * 1_000_000), "too many pixels"),
    "a bomb that Pillow lets by": (lambda: png(8_000, 8_000), "too many pixels"),
    "a number beyond reason": (lambda: png(2**31 - 1, 2**31 - 1), "too many pixels"),
    "one pixel by 50,000": (lambda: png(1, 50_000), "at least 32 pixels"),
    "a ribbon": (lambda: saved(drawn(40, 4000), "PNG"), "too long and narrow"),
    "a GIF bomb": (lambda: resized_gif(65535, 65535), "too many pixels"),
    "a drawing with a script": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "a drawing or a web page",
    ),
    "a drawing behind its declaration": (
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg/>'
        ),
        "a drawing or a web page",
    ),
    "a page": (lambda: b"\n <!DOCTYPE html>" + PAYLOAD, "a drawing or a web page"),
    "a PDF": (lambda: b"%PDF-1.7 x", "a PDF"),
    "an iPhone's photo": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    "a truncated JPEG": (lambda: saved(drawn(900, 900), "JPEG")[:900], "could not be read"),
    "a truncated PNG": (lambda: saved(drawn(900, 900), "PNG")[:90], "could not be read"),
    "a header alone": (lambda: b"\x89PNG\r\n\x1a\n", "could not be read"),
    "text": (lambda: "Not a picture at all. שלום".encode(), "could not be read"),
    "a ZIP": (zipped, "could not be read"),
    "a BMP": (lambda: saved(drawn(), "BMP"), "could not be read"),
    "a TIFF": (lambda: saved(drawn(), "TIFF"), "could not be read"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "could not be"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_picture_is_refused_in_words(what: str) -> None:
    make, words = REFUSED[what]
    assert words in refusal(make())


def test_a_photo_of_fifty_million_pixels_is_taken_at_a_fraction_of_its_size() -> None:
    huge = Image.new("RGB", (8160, 6120), RED)
    assert opened(safe_picture(saved(huge, "JPEG"))).size == (512, 512)
    assert "too many pixels" in refusal(saved(huge, "JPEG", progressive=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_damage_anywhere_is_borne(kind: str) -> None:
    """Either a picture comes out, or words; never another error."""
    good = saved(drawn(120, 120), kind)
    for n in range(0, len(good), max(1, len(good) // 60)):
        for damaged in (good[:n], good[:n] + b"\xff\x00\xff" + good[n + 3 :]):
            with suppress(BadPicture):
                opened(safe_picture(damaged))
