"""The hot pages. Every later piece of the platform adds its own here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.ceiling import PREFIX
from tests.bench.data import Ground


@dataclass(frozen=True)
class HotPage:
    """A page to measure. A page that is posted has the address its form comes from."""

    name: str
    title: str
    address: Callable[[Ground], str]
    signed_in: bool = True
    form_on: Callable[[Ground], str] | None = None

    def ceiling(self, ground: Ground) -> str:
        """The address of the same page without a database."""
        return PREFIX + self.address(ground)


PAGES = (
    HotPage("home", "Public home", lambda _ground: "/", signed_in=False),
    HotPage("cohort", "Cohort home", lambda ground: ground.cohort),
    HotPage("people", "People of a cohort", lambda ground: f"{ground.cohort}/people"),
    HotPage("account", "Your account", lambda _ground: "/account"),
    HotPage("module", "Module page, prompts answered", lambda ground: ground.module_page),
    HotPage("big", "Module page, 40 pages and 30 prompts answered", lambda ground: ground.big_page),
    HotPage("modules", "Module list", lambda ground: f"{ground.cohort}/modules"),
    HotPage("search", "Search", lambda ground: f"{ground.cohort}/search?q=power"),
    HotPage("mistyped", "Search, mistyped", lambda ground: f"{ground.cohort}/search?q=comissi"),
    HotPage("threads", "List of threads", lambda ground: f"{ground.cohort}/threads"),
    HotPage("notices", "Notices", lambda _ground: "/notices"),
    HotPage("thread", "Thread of 50 posts", lambda ground: ground.thread),
    HotPage("log", "Log", lambda ground: f"{ground.cohort}/log"),
    HotPage(
        "reply",
        "Posting a reply",
        lambda ground: f"{ground.reply_thread}/posts",
        form_on=lambda ground: ground.reply_thread,
    ),
)
