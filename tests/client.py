"""A browser for tests: follows no redirect unless asked, fills in forms as they were served,
and looks over every HTML page it is shown (see tests/page_checks.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from lxml import html as lxml_html
from werkzeug.test import TestResponse

from tests import page_checks


@dataclass
class Page:
    """An answer, with its HTML read."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @cached_property
    def body(self) -> str:
        return self.response.get_data().decode(errors="replace")  # a photo is no text

    @cached_property
    def tree(self) -> Any:
        """The HTML, parsed once for all who look at it: nobody changes it."""
        return lxml_html.fromstring(self.body)

    @property
    def text(self) -> str:
        """What a person reads, with spaces folded."""
        read = self.tree.xpath("//text()[not(ancestor::script|ancestor::style|ancestor::head)]")
        return " ".join("".join(read).split())

    @property
    def h1(self) -> str:
        return " ".join(self.tree.xpath("//h1")[0].text_content().split())

    @property
    def title(self) -> str:
        return " ".join(self.tree.xpath("//title")[0].text_content().split())

    def errors(self) -> list[str]:
        """The words of the error summary."""
        items = self.tree.xpath("//*[contains(@class, 'govuk-error-summary__list')]/li")
        return [" ".join(item.text_content().split()) for item in items]

    def links(self) -> dict[str, str]:
        """{words: address}."""
        return {
            " ".join(a.text_content().split()): a.get("href") for a in self.tree.xpath("//a[@href]")
        }

    def form(self, action: str | None = None) -> dict[str, Any]:
        """The fields of a form as served: the one whose action ends so, else the main one."""
        for form in self.tree.xpath("//form"):
            found = form.get("action") or ""
            if action is not None and not found.endswith(action):
                continue
            if action is None and found.endswith("/sign-out"):
                continue
            return dict(form.form_values()) | {"__action__": found}
        raise AssertionError(f"no form with the action {action!r} on the page")


class Browser:
    """One browser with its cookies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> Page:
        return self._show(self.client.get(path, **options))

    def head(self, path: str) -> Page:
        return Page(self.client.head(path))

    def post(self, path: str, data: Any = None, **options: Any) -> Page:
        """A bare POST, without a token unless `data` has one."""
        return self._show(self.client.post(path, data=data, **options))

    def submit(self, path: str, action: str | None = None, **typed: Any) -> Page:
        """Open `path`, fill in its form and press its button."""
        page = self.get(path)
        assert page.status == 200, f"{path} answered {page.status}"
        return self.send(page, action, **typed)

    def send(self, page: Page, action: str | None = None, **typed: Any) -> Page:
        """Fill in the form of a page already open, and press its button."""
        fields = page.form(action)
        target = fields.pop("__action__") or page.response.request.path
        return self.post(target, {**fields, **typed})

    def token(self) -> str:
        """A CSRF token that fits this browser's session."""
        page = Page(self.client.get("/sign-in", follow_redirects=True))
        return str(page.tree.xpath("//input[@name='csrf_token']/@value")[0])

    def follow(self, page: Page) -> Page:
        """Where a redirect leads."""
        assert page.status == 303, f"expected a redirect, got {page.status}"
        return self.get(page.location)

    def sign_in(self, email: str, password: str = "a long enough password") -> Page:
        return self.submit("/sign-in", "/sign-in", email=email, password=password)

    def _show(self, response: TestResponse) -> Page:
        page = Page(response)
        assert str(response.headers).isascii(), "a server cannot send other letters in a header"
        if response.mimetype == "text/html" and response.status_code != 303:
            tree = page.tree if "<html" in page.body else None
            page_checks.check(page.body, response.request.path, tree)
        return page
