"""Makes uploaded pictures safe: decodes each by its content and re-encodes only its pixels.

The result is a WebP made from pixels alone: no metadata (a phone notes where a photo was taken),
no second file hidden behind the first, no script. Sizes are checked before anything is decoded,
because a file of some kilobytes can claim to be a picture of a gigabyte.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from cohort.kernel.errors import DomainError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 8 * 1024 * 1024
CONTENT_TYPE = "image/webp"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A JPEG can be decoded at a fraction of its size; others are held whole, at 4 bytes a pixel.
MOST_PIXELS_JPEG = 52_000_000
MOST_PIXELS = 25_000_000
SHORTEST_SIDE = 32
MOST_STRETCHED = 12
QUALITY = 82


# A course's picture may be a small symbol or a long banner.
MOST_BYTES_IN_COURSE = 20 * 1024 * 1024
WIDEST_IN_COURSE = 1600


@dataclass(frozen=True, slots=True)
class ReencodedPicture:
    """A re-encoded picture, its size in pixels, and whether the original was animated."""

    content: bytes
    width: int
    height: int
    moved: bool


def small_key(key: str) -> str:
    """The key of the small copy stored beside a picture, for lists of many people."""
    return f"{key.removesuffix('.webp')}-small.webp"


class BadPicture(DomainError):
    """The file is no picture that we can use; the message says what to do."""


def safe_picture(content: bytes, *, biggest: int = 512, square: bool = True) -> bytes:
    """The picture as a WebP, at most `biggest` pixels wide and high; `square` crops the middle.

    Raises BadPicture. Takes up to a second or two of work: call it outside a transaction.
    """
    return _draw(content, (biggest, biggest), MOST_BYTES, SHORTEST_SIDE, square=square).content


def course_picture(content: bytes) -> ReencodedPicture:
    """A WebP of the whole picture (or its first frame), at most WIDEST_IN_COURSE pixels wide.

    Raises BadPicture. Takes up to a second or two of work: call it outside a transaction.
    """
    return _draw(content, (WIDEST_IN_COURSE, WIDEST_IN_COURSE * 4), MOST_BYTES_IN_COURSE, 1)


def moves(content: bytes) -> bool:
    """Whether a picture has more than one frame; its pixels are not decoded."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            return _moves(opened)
    except Exception:  # decoders of damaged files raise a dozen kinds of error
        return False


def _moves(opened: Image) -> bool:
    return getattr(opened, "n_frames", 1) > 1 and opened.format != "MPO"


def _draw(
    content: bytes,
    box: tuple[int, int],
    most_bytes: int,
    shortest: int,
    *,
    square: bool = False,
) -> ReencodedPicture:
    if not content:
        raise BadPicture("Choose a picture that is not empty")
    if len(content) > most_bytes:
        raise BadPicture(f"The picture must be {most_bytes // 1024**2} MB or smaller")
    refuse_what_we_know(content)
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            _check_size(opened, shortest)
            moved = _moves(opened)
            opened.draft("RGB", (box[0] * 2, box[1] * 2))
            upright = ImageOps.exif_transpose(opened)  # decodes it, and only the first frame
            small = _fit(upright, box, square=square)
            return ReencodedPicture(_drawn_anew(small), *small.size, moved)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except Exception:  # decoders of damaged files raise a dozen kinds of error
        raise BadPicture(
            "The file could not be read as a picture. It may be damaged, or of another kind: "
            "choose a JPEG, PNG or WebP file"
        ) from None


def refuse_what_we_know(content: bytes) -> None:
    """Give better messages than “could not be read” for files that people often send. Raises
    BadPicture."""
    start = content[:512].lstrip().lower()
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise BadPicture(
            "That is a HEIC photo, as iPhones keep them. Send it from the phone itself, which "
            "makes a JPEG of it, or save it as JPEG first"
        )
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        raise BadPicture("That is a drawing or a web page. Choose a JPEG, PNG or WebP file")
    if start.startswith(b"%pdf"):
        raise BadPicture("That is a PDF. Choose a JPEG, PNG or WebP file")


def _check_size(opened: Image, shortest: int) -> None:
    """Check the size from the header alone, before anything is decoded."""
    short, long = sorted(opened.size)
    # Decoding a progressive JPEG holds it whole in memory, whatever size is wanted.
    by_parts = opened.format in ("JPEG", "MPO") and not opened.info.get("progressive")
    if short * long > (MOST_PIXELS_JPEG if by_parts else MOST_PIXELS):
        raise _too_many_pixels()
    if short < shortest:
        raise BadPicture(f"The picture must be at least {shortest} pixels wide and high")
    if shortest == SHORTEST_SIDE and long > short * MOST_STRETCHED:
        raise BadPicture("The picture is far too long and narrow. Crop it first")


def _too_many_pixels() -> BadPicture:
    return BadPicture(
        "The picture has too many pixels. Make it smaller first: 4,000 pixels wide is plenty"
    )


def _fit(picture: Image, box: tuple[int, int], *, square: bool) -> Image:
    from PIL import Image as Pictures
    from PIL import ImageOps

    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel: reduce them to 8
        picture = picture.convert("I").point([value >> 8 for value in range(65536)], "L")
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if square:
        side = min(box[0], *picture.size)
        return ImageOps.fit(picture, (side, side), Pictures.Resampling.LANCZOS)
    picture.thumbnail(box, Pictures.Resampling.LANCZOS)
    return picture


def _drawn_anew(picture: Image) -> bytes:
    """Re-encode the picture on white, so that only its pixels are kept."""
    from PIL import Image as Pictures

    canvas = Pictures.new("RGB", picture.size, "white")
    canvas.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    out = BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
