"""Videos on other sites or among a course's own files: where to watch them, and how to play them.

Sources of the addresses: YouTube's "Embed videos & playlists" (its no-cookie host) and Vimeo's
"Embedding overview". Videos from elsewhere are only linked to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_VIMEO = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([A-Za-z0-9_-]{6,20})/?")
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{4,12})(?:/([0-9a-f]{6,20}))?/?")
_SECONDS = re.compile(r"(\d{1,6})s?")
_PLAYABLE = (".mp4", ".webm")


@dataclass(frozen=True, slots=True)
class Video:
    """`watch`: the address to link to. `provider`: the name of that site; "" for our own.

    `embed`: the address for a frame, all from `origin`; "" where the page cannot embed it.
    `is_file`: the address is one of our own files, which the page itself can play.
    """

    watch: str
    provider: str
    embed: str = ""
    origin: str = ""
    is_file: bool = False


def video_at(address: str) -> Video | None:
    """The video at a web address or one of our own; None when it cannot be linked to."""
    if address.startswith("/") and not address.startswith("//"):
        return Video(address, "", is_file=address.lower().endswith(_PLAYABLE))
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if host in _YOUTUBE or host == "youtu.be":
        return _youtube(address, host)
    if host in _VIMEO:
        return _vimeo(address)
    return Video(address, host.removeprefix("www."))


def _youtube(address: str, host: str) -> Video:
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    found = _YOUTUBE_PATH.fullmatch(parts.path)
    name = parts.path.strip("/") if host == "youtu.be" else asked.get("v", [""])[0]
    name = found[1] if found else name
    if not _YOUTUBE_ID.fullmatch(name):
        return Video(address, "YouTube")
    origin = "https://www.youtube-nocookie.com"
    start = _SECONDS.fullmatch((asked.get("start") or asked.get("t") or [""])[0])
    ending = f"&start={start[1]}" if start else ""
    return Video(address, "YouTube", f"{origin}/embed/{name}?autoplay=1&rel=0{ending}", origin)


def _vimeo(address: str) -> Video:
    parts = urlsplit(address)
    found = _VIMEO_PATH.fullmatch(parts.path)
    if not found:
        return Video(address, "Vimeo")
    origin = "https://player.vimeo.com"
    key = found[2] or parse_qs(parts.query).get("h", [""])[0]
    ending = f"&h={key}" if re.fullmatch("[0-9a-f]{6,20}", key) else ""
    return Video(address, "Vimeo", f"{origin}/video/{found[1]}?autoplay=1&dnt=1{ending}", origin)
