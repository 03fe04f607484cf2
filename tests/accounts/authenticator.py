"""An authenticator app for tests: it knows a secret and makes codes from it."""

from __future__ import annotations

import datetime as dt

import pyotp

from cohort.kernel import clock
from tests.client import Browser, Page
from tests.world import Person, World


class App:
    """What is on somebody's phone."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def code(self, *, steps: int = 0) -> str:
        """The code it shows now, or so many steps of 30 seconds later."""
        return self.totp.at(clock.now() + dt.timedelta(seconds=30 * steps))


def secret_on(page: Page) -> str:
    """The key to type by hand, as the set-up page shows it."""
    shown = page.tree.xpath("//*[@class='setup-key']")[0].text_content()
    return "".join(shown.split())


def set_up(browser: Browser) -> tuple[App, list[str]]:
    """Set a second factor up from the account page: the app, and the recovery codes."""
    begun = browser.submit("/account/second-factor", "/begin")
    page = browser.follow(begun)
    app = App(secret_on(page))
    done = browser.send(page, "/set-up", one_time_code=app.code())
    codes_page = browser.follow(done)
    codes = [code.text_content() for code in codes_page.tree.xpath("//main//li/code")]
    assert browser.send(codes_page, "/recovery-codes").status == 303
    return app, codes


def with_second_factor(world: World, person: Person) -> tuple[App, list[str]]:
    """Give somebody a second factor, in a browser that is then thrown away."""
    return set_up(world.browser(person))
