"""Posting with pictures and files, as a browser sends them."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from cohort.db import db
from cohort.discussions.models import PostFile
from cohort.kernel import ids
from tests.client import Browser, Page
from tests.pictures import picture
from tests.world import World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
Sent = tuple[bytes, str]  # content and name


def a_picture(name: str = "weir.png", colour: Any = (40, 120, 80)) -> Sent:
    return picture(colour), name


def send(browser: Browser, page: Page, action: str, *files: Sent, **typed: Any) -> Page:
    """Fill in a form of an open page, choose files, and press its button."""
    fields = page.form(action)
    target = fields.pop("__action__")
    fields.pop("files", None)
    chosen = [FileStorage(io.BytesIO(content), name) for content, name in files or [(b"", "")]]
    values = MultiDict({**fields, **typed, "files": chosen})
    # In memory: the client's own way would leave a large one's temporary file open.
    boundary, body = encode_multipart(values)
    return browser.post(target, body, content_type=f"multipart/form-data; boundary={boundary}")


def post(browser: Browser, at: str, *files: Sent, **typed: Any) -> Page:
    """A reply in the thread at this address."""
    return send(browser, browser.get(at), "/posts", *files, **{"body": "See this."} | typed)


def at_thread(cohort: str, thread: int) -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"


def rows(world: World) -> list[PostFile]:
    with world.app.app_context():
        found = db.session.scalars(sa.select(PostFile).order_by(PostFile.id)).all()
        db.session.expunge_all()
        return list(found)


def file_urls(page: Page) -> list[str]:
    """The addresses of pictures and files on a page, each once."""
    links = page.tree.xpath("//a[contains(@href, '/posts/files/')]/@href")
    return list(dict.fromkeys(str(link) for link in links))
