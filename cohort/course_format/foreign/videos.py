"""Videos and frames from other sites, as our own blocks or plain links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_YOUTUBE_ID = re.compile(r"[\w-]{6,20}\Z")
_YOUTUBE = ("youtube.com", "youtube-nocookie.com", "youtu.be")


def video_address(address: str) -> str:
    """The page of a video on YouTube or Vimeo that this address shows; "" for anything else."""
    parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    last = parts.path.rstrip("/").rpartition("/")[2]
    if host in _YOUTUBE:
        video_id = (parse_qs(parts.query).get("v") or [last])[0]
        return youtube(video_id) if video_id not in ("videoseries", "playlist") else ""
    if host in ("vimeo.com", "player.vimeo.com") and last.isdecimal():
        return f"https://vimeo.com/{last}"
    return ""


def youtube(video_id: str) -> str:
    """The address of a video's page, from its id; "" when it cannot be one."""
    return f"https://www.youtube.com/watch?v={video_id}" if _YOUTUBE_ID.match(video_id) else ""


def safe_video_address(address: str) -> str:
    """Like video_address; also "" for an invalid address."""
    try:
        return video_address(address.strip())
    except ValueError:
        return ""


def video_block(address: str, title: str, indent: str = "") -> str:
    """A video as our block, on lines of its own."""
    words = " ".join(title.split()).replace('"', "'") or "Video"
    opening = f'::: {{.video title="{words}" url="{address}"}}'
    return f"\n\n{indent}{opening}\n{indent}:::\n\n{indent}"


def link(address: str, words: str) -> str:
    """A plain link."""
    label = re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split())) or address
    return f"[{label}](<{address}>)" if re.search(r"[\s()]", address) else f"[{label}]({address})"


def attributes_of(words: str) -> tuple[list[str], dict[str, str]]:
    """Shortcode arguments: those without a name, in order, and name="value" or name=value ones."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(words):
        value = next((v for v in (found["double"], found["single"], found["bare"]) if v), "")
        if found["name"]:
            named[found["name"].lower()] = value
        elif value:
            plain.append(value)
    return plain, named


_ARGUMENT = re.compile(
    r"(?:(?P<name>[A-Za-z][\w-]*)[ \t]*=[ \t]*)?"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|`[^`]*`|(?P<bare>https?://[^\s\"'`<>]+|[^\s\"'`=]+))"
)
