"""Required attributes of blocks: a video needs a title, an address and a transcript, and so on."""

from __future__ import annotations

from pathlib import PurePosixPath

from markdown_it.token import Token

from cohort.kernel.text import slugify
from cohort.markdown.blocks import PROMPTS
from cohort.markdown.headings import Ids
from cohort.markdown.links import Links
from cohort.markdown.nesting import Block, Note

_KINDS_OF_FILE = {
    ".pdf": "PDF",
    ".docx": "Word document",
    ".doc": "Word document",
    ".odt": "OpenDocument text",
    ".xlsx": "Excel workbook",
    ".xls": "Excel workbook",
    ".csv": "CSV table",
    ".pptx": "PowerPoint slides",
    ".txt": "plain text",
    ".md": "Markdown text",
    ".zip": "ZIP archive",
    ".epub": "EPUB book",
    ".vtt": "captions",
    ".srt": "captions",
}


class Particulars:
    """Checks a page's blocks once their headings are known."""

    def __init__(self, ids: Ids, links: Links, note: Note) -> None:
        self.ids = ids
        self.links = links
        self.note = note

    def name_all(self, tokens: list[Token]) -> None:
        """Give ids to blocks, before links look for them."""
        for token in tokens:
            if token.type == "block_open":
                self._name(token.meta["block"])

    def check_all(self, tokens: list[Token]) -> None:
        """Find the addresses of videos and files, and say what is missing."""
        for token in tokens:
            if token.type != "block_open":
                continue
            block = token.meta["block"]
            if block.kind == "video":
                self._video(block)
            elif block.kind == "download":
                self._download(block)
            elif block.kind == "glossary" and not block.title:
                self.note(block.line, 'a glossary block needs its word: {.glossary term="…"}')
                block.kind, block.label = "other", ""

    def _name(self, block: Block) -> None:
        wanted = block.fence.id
        if block.kind == "glossary":
            block.title = block.fence.attributes.get("term", "").strip() or block.title
            block.has_heading = False
            block.id = self.ids.for_author(f"term-{slugify(block.title)}") or ""
        elif block.kind in PROMPTS:
            self.ids.aliases[wanted] = self.ids.aliases[f"prompt-{wanted}"] = f"prompt-{wanted}"
        elif wanted:
            block.id = self.ids.for_author(wanted) or ""
            if not block.id:
                self.note(block.line, f"the id #{wanted} stands twice on this page")

    def _video(self, block: Block) -> None:
        said = block.fence.attributes
        if not block.title:
            self.note(block.line, 'a video needs a title: {.video title="…" url="…"}')
        written = said.get("url") or said.get("src") or said.get("file") or ""
        if not written:
            self.note(block.line, "a video needs its url, or the file it is in as src")
        else:
            address = self.links.address(written, block.line, "video") or ""
            block.address = "" if address.startswith("#") else address
        if said.get("poster"):
            poster = self.links.image(said["poster"], block.line) or ""
            block.poster = poster if poster.startswith("course:asset/") else ""
        if said.get("captions"):
            captions = self.links.address(said["captions"], block.line, "file of captions") or ""
            if captions.startswith("course:asset/") and captions.lower().endswith(".vtt"):
                block.captions = captions
            elif captions:
                self.note(block.line, "captions are a .vtt file beside the film")

    def _download(self, block: Block) -> None:
        said = block.fence.attributes
        written = said.get("file") or said.get("href") or said.get("url") or said.get("src") or ""
        if not written:
            return
        block.address = self.links.address(written, block.line, "download") or ""
        path = PurePosixPath(written)
        block.title = block.title or path.name
        block.has_heading = False
        block.about = _KINDS_OF_FILE.get(path.suffix.lower(), path.suffix[1:].upper())
