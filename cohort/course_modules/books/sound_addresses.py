"""Addresses of other sites as a book may hold them: EPUB refuses a link that is no valid URL, and a
reader cannot follow it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%!#$&'()*+,\-./:;=?@_~]")
# A host as people write them, in any script: labels of at most 63 letters with full stops between
# them (RFC 1034, 3.1); a port.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?(?::\d{{1,5}})?", re.IGNORECASE)
_IP = re.compile(r"\[[0-9a-f:.]+\](?::\d{1,5})?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^@?\s]+@[^@?\s]+(?:\?.*)?|mailto:\?to=.+", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9().;=a-z*#-]*[0-9][0-9().;=a-z*#-]*", re.IGNORECASE)


def sound_address(address: str) -> str | None:
    """A valid form of an http(s), mailto or tel address; None where it leads nowhere."""
    bare = "".join(letter for letter in address.strip() if letter not in "\t\n\r")
    scheme = bare.partition(":")[0].lower()
    if scheme == "mailto":
        return _coded(bare) if _MAIL.fullmatch(bare) else None
    if scheme == "tel":
        return bare if _PHONE.fullmatch(bare := bare.replace(" ", "")) else None
    if scheme not in ("http", "https"):
        return None
    try:
        parts = urlsplit(bare.replace("\\", "/"))
        host, port = parts.netloc.rpartition("@")[2], parts.port
    except ValueError:
        return None
    if port == 0 or not (_HOST.fullmatch(host) or _IP.fullmatch(host)):
        return None
    try:
        named = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    rest = parts._replace(scheme="", netloc="").geturl()
    place, hash_sign, anchor = rest.partition("#")
    anchor = anchor.replace("#", "%23")
    return f"{scheme}://{named}{_coded(place)}{hash_sign}{_coded(anchor)}"


def _coded(text: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), text)
