"""Files as people send them, and as somebody malicious might."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from tests.pictures import picture

GPS_WORDS = (b"GPS-AREA-BELOW-THE-WEIR", b"Camera of Amira", b"Amira Okafor")


def photo_with_place(size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG that says where it was taken, with what and by whom (Exif 2.32, GPS and 0th IFD)."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera of Amira", "Amira Okafor"  # Make, Artist
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 47.0, 30.0), 28: GPS_WORDS[0]})
    out = io.BytesIO()
    Image.new("RGB", size, (40, 120, 80)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def gif_that_moves() -> bytes:
    """Two frames."""
    frames = [Image.new("P", (64, 48), colour) for colour in (1, 2)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A small PNG whose header promises a picture of gigabytes."""
    content = bytearray(picture())
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def zipped(files: Mapping[str, str]) -> bytes:
    """An archive, its files in this order; one called mimetype is not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, text, how)
    return out.getvalue()


def docx(author: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """What makes a Word document one, with its author among its properties."""
    core = f"<cp:coreProperties><dc:creator>{author}</dc:creator></cp:coreProperties>"
    files = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
    return zipped(files | {"docProps/core.xml": core} | dict(more or {}))


def odt(more: Mapping[str, str] | None = None) -> bytes:
    """What makes an OpenDocument text one."""
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": "<x/>"} | dict(more or {}))
