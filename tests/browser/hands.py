"""Somebody at a browser: with a mouse, or with the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import tab_to
from tests.browser.window import Window


@dataclass(frozen=True)
class Hands:
    """What one person does in one browser. With `keyboard`, only Tab, Enter, Space and typing."""

    window: Window
    javascript: bool
    keyboard: bool

    @property
    def page(self) -> Page:
        """The page in front."""
        return self.window.page

    def open(self, address: str) -> Page:
        """Go to a path of the site, or to a whole address as a mail gives it."""
        return self.window.open(address.removeprefix(self.window.site.address))

    def heading(self, words: str) -> None:
        """Wait for the page of this heading."""
        expect(self.page.locator("h1")).to_have_text(words)

    def press(self, target: Locator) -> None:
        """Press a button, or follow a link. Expect something next: the page may still change."""
        if self.keyboard:
            tab_to(self.page, target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def button(self, name: str) -> None:
        """Press the button of this name in the main part."""
        self.press(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Follow the link of this name in the main part."""
        self.press(self.page.locator("main").get_by_role("link", name=name, exact=True).first)

    def unfold(self, words: str) -> None:
        """Open a part that is folded away."""
        self.press(self.page.locator("main summary").filter(has_text=words))

    def type(self, label: str, text: str) -> None:
        """Put `text` into the field of this label, in place of what it holds."""
        field = self.page.locator("main").get_by_label(label, exact=True)
        if self.keyboard:
            tab_to(self.page, field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def tick(self, label: str) -> None:
        """Tick the box, or choose the answer, of this label."""
        box = self.page.locator("main").get_by_label(label, exact=True)
        if self.keyboard:
            tab_to(self.page, box)
            self.page.keyboard.press("Space")
        else:
            box.check()
        assert box.is_checked()

    def sign_in(self, email: str, password: str) -> None:
        """Fill in the sign-in form that is in front, and send it."""
        self.type("Email address", email)
        self.type("Password", password)
        self.button("Sign in")

    def sign_out(self) -> None:
        """Press the button in the header."""
        self.press(self.page.get_by_role("banner").get_by_role("button", name="Sign out"))
