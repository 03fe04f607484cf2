"""One way to bring each event of the safety log about, as people do it in a browser. What is typed
on the way holds MARK, wherever it can."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import NOBODY, Role
from cohort.accounts.actions.second_factor import reset_second_factor
from cohort.accounts.models import User
from cohort.app import create_app
from cohort.data_rights.actions import deletions, downloads
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.programmes.models import Membership
from cohort.web import limits, logs
from cohort.web.guard import public
from tests.accounts.authenticator import App, set_up
from tests.client import Browser, Page
from tests.conftest import config_for
from tests.world import PASSWORD, Person, World

MARK = "zq9kvx"
WRONG = f"{MARK} is not the password"
ADDRESS = f"{MARK}@example.org"


@dataclass
class Scene:
    """A cohort with a facilitator and two members, and what a case may need besides."""

    world: World
    patch: pytest.MonkeyPatch
    travel: Callable[[dt.timedelta], None]
    cohort: str
    amira: Person
    bea: Person
    ruth: Person

    def mailed(self, kind: str, pattern: str) -> str:
        """What the newest mail of this kind says."""
        with self.world.app.app_context():
            query = sa.select(OutboxMessage.text).where(OutboxMessage.kind == kind)
            text = db.session.scalars(query.order_by(OutboxMessage.id.desc())).first() or ""
        found = re.search(pattern, text)
        assert found, text
        return found[1]

    def half(self) -> Browser:
        """A browser in which Amira has yet to give her second factor."""
        browser = Browser(self.world.app)
        browser.sign_in(self.amira.email)
        return browser

    def with_second_factor(self) -> tuple[Browser, App, list[str]]:
        """Amira's browser, her app, and her recovery codes."""
        browser = self.world.browser(self.amira)
        app, codes = set_up(browser)
        self.travel(dt.timedelta(seconds=60))
        return browser, app, codes


def sign_in(scene: Scene) -> None:
    scene.world.browser(scene.amira)


def fail_to_sign_in(scene: Scene) -> None:
    Browser(scene.world.app).sign_in(scene.amira.email, WRONG)


def be_locked(scene: Scene) -> None:
    for _ in range(6):
        Browser(scene.world.app).sign_in(ADDRESS, WRONG)


def ask_for_many_codes(scene: Scene) -> None:
    browser = Browser(scene.world.app)
    for _ in range(6):
        browser.submit("/sign-in/code", "/sign-in/code", email=ADDRESS)


def have_a_code_read_out(scene: Scene) -> None:
    browser = scene.world.browser(scene.ruth)
    with scene.world.app.app_context():
        whose = sa.select(Membership.id).where(Membership.user_id == scene.bea.id)
        member = ids.write_id(db.session.scalars(whose).one())
    page = f"/cohorts/{scene.cohort}/members/{member}/code"
    assert browser.submit(page, "/code").status == 200


def fail_to_prove(scene: Scene) -> None:
    typed = {"current_password": WRONG, "new_password": f"{MARK} a long new one"}
    scene.world.browser(scene.amira).submit("/account/password", "/password", **typed)


def change_password(scene: Scene) -> None:
    typed = {"current_password": PASSWORD, "new_password": f"{MARK} a long new one"}
    done = scene.world.browser(scene.amira).submit("/account/password", "/password", **typed)
    assert done.status == 303


def change_address(scene: Scene) -> None:
    browser = scene.world.browser(scene.amira)
    typed = {"new_email": ADDRESS, "current_password": PASSWORD}
    browser.submit("/account/address", "/address", **typed)
    link = scene.mailed("accounts/address_confirm", r"https?://[^/\s]+(/\S+)")
    assert browser.send(browser.get(link), link.rsplit("/", 1)[1]).status == 303


def turn_on(scene: Scene) -> None:
    scene.with_second_factor()


def give(scene: Scene) -> None:
    _, app, _ = scene.with_second_factor()
    done = scene.half().submit("/sign-in/second-step", None, one_time_code=app.code())
    assert done.status == 303


def fail_to_give(scene: Scene) -> None:
    scene.with_second_factor()
    scene.half().submit("/sign-in/second-step", None, one_time_code=f"{MARK}-wrong")


def use_recovery_code(scene: Scene) -> None:
    _, _, codes = scene.with_second_factor()
    done = scene.half().submit("/sign-in/second-step", None, one_time_code=codes[0])
    assert done.status == 303


def replace_phone(scene: Scene) -> None:
    browser, app, _ = scene.with_second_factor()
    page = "/account/second-factor/change/replace"
    set_up_page = browser.follow(browser.submit(page, "/replace", one_time_code=app.code()))
    key = "".join(set_up_page.tree.xpath("//*[@class='setup-key']")[0].text_content().split())
    assert browser.send(set_up_page, "/set-up", one_time_code=App(key).code()).status == 303


def turn_off(scene: Scene) -> None:
    browser, app, _ = scene.with_second_factor()
    page = "/account/second-factor/change/off"
    assert browser.submit(page, "/off", one_time_code=app.code()).status == 303


def lose_it(scene: Scene) -> None:
    scene.with_second_factor()
    with scene.world.app.app_context():
        user = db.session.get_one(User, scene.amira.id)
        reset_second_factor(NOBODY, user, f"{MARK} lost it")
        db.session.commit()


def go_where_one_may_not(scene: Scene) -> None:
    assert scene.world.browser(scene.amira).get("/admin").status == 403


def go_where_one_is_a_stranger(scene: Scene) -> None:
    page = scene.world.browser(scene.world.person()).get(f"/cohorts/{scene.cohort}/log")
    assert page.status == 404


def ask_too_often(scene: Scene) -> None:
    scene.patch.setattr(limits.limiter, "enabled", True)  # one for all apps: put back afterwards
    app = scene.world.app
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], Path(app.instance_path)
    limited = create_app(config_for(url, folder, rate_limits=True))
    logs.install(json=True)
    pages = [Browser(limited).sign_in(ADDRESS, WRONG) for _ in range(31)]
    limits.limiter.reset()
    with limited.app_context():
        db.session.remove()
        db.engine.dispose()
    assert pages[-1].status == 429


def send_too_much(scene: Scene) -> None:
    browser = scene.world.browser(scene.amira)
    form = browser.get(f"/cohorts/{scene.cohort}/log/new")
    assert browser.send(form, "/log", body=MARK * 300_000).status == 413


def ask_another_host(scene: Scene) -> None:
    Browser(scene.world.app).client.get("/", base_url=f"http://{MARK}.example.org")


def send_stale(scene: Scene) -> Page:
    browser = scene.world.browser(scene.amira)
    form = browser.get(f"/cohorts/{scene.cohort}/log/new")
    with browser.client.session_transaction() as session:
        session["csrf_token"] = "another"
    page = browser.send(form, "/log", title=f"{MARK} title", body=f"{MARK} body")
    assert page.status == 400
    return page


def send_signed_out(scene: Scene, size: int = 1) -> None:
    browser = scene.world.browser(scene.amira)
    form = browser.get(f"/cohorts/{scene.cohort}/log/new")
    with scene.world.database():
        db.session.execute(sa.update(User).values(epoch=User.epoch + 1))
    typed = {"title": f"{MARK} title", "body": f"{MARK} body" * size}
    assert browser.send(form, "/log", **typed).status == 401


def send_signed_out_with_a_password(scene: Scene) -> None:
    browser = scene.world.browser(scene.amira)
    form = browser.get("/account/password")
    with scene.world.database():
        db.session.execute(sa.update(User).values(epoch=User.epoch + 1))
    typed = {"current_password": WRONG, "new_password": f"{MARK} a long new one"}
    assert browser.send(form, "/password", **typed).status == 401


def break_it(scene: Scene) -> Page:
    """A view fails while it holds what somebody typed, in a local and in the error's words."""

    def fails(**_: object) -> str:
        from flask import request

        typed = request.form["body"]
        try:
            int(typed)
        except ValueError as error:
            raise RuntimeError(f"cannot use {typed}") from error
        return ""

    app = scene.world.app
    scene.patch.setitem(app.view_functions, "reflections.write_reflection", public(fails))
    scene.patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    browser = scene.world.browser(scene.amira)
    form = browser.get(f"/cohorts/{scene.cohort}/log/new")
    page = browser.send(form, "/log", title=f"{MARK} title", body=f"{MARK} body")
    assert page.status == 500
    return page


def ask_for_everything(scene: Scene) -> Browser:
    browser = scene.world.browser(scene.amira)
    assert browser.submit("/account/download", "/account/download").status == 303
    return browser


def take_everything(scene: Scene) -> None:
    browser = ask_for_everything(scene)
    with scene.world.app.app_context():
        downloads.make_waiting_downloads()
    links = browser.get("/account/download").links()
    address = next(url for words, url in links.items() if words.startswith("Download it"))
    assert browser.get(address).status == 200


def close_account(scene: Scene) -> None:
    browser = scene.world.browser(scene.amira)
    assert browser.submit("/account/delete", "/account/delete").status == 303


def keep_account(scene: Scene) -> None:
    close_account(scene)
    browser = scene.world.browser(scene.amira)
    assert browser.submit("/account/keep", "/account/keep").status == 303


def be_erased(scene: Scene) -> None:
    close_account(scene)
    with time_machine.travel(clock.now() + dt.timedelta(days=15)), scene.world.app.app_context():
        assert deletions.erase_due() == 1


def be_closed_by_an_administrator(scene: Scene) -> None:
    admin = scene.world.browser(scene.world.person("Ada Admin", administrator=True))
    page = admin.get("/admin/people").links()
    address = next(at for words, at in page.items() if scene.amira.name in words)
    typed = {"reason": f"{MARK} asked by mail", "when": "later", "address": scene.amira.email}
    assert admin.submit(f"{address}/erase", "/erase", **typed).status == 303


def join(world: World) -> tuple[str, Person, Person, Person]:
    """(cohort, member, member, facilitator)."""
    cohort = world.cohort(world.programme())
    people = world.person("Amira Okafor"), world.person("Bea Other"), world.person("Ruth Host")
    for person in people[:2]:
        world.join(person, cohort)
    world.join(people[2], cohort, Role.FACILITATOR)
    return cohort, *people


LOG = "/cohorts/<cohort_slug>/log"
READ_OUT = "/cohorts/<cohort_slug>/members/<id:membership_id>/code"
STEP = "/sign-in/second-step"
SECOND = "/account/second-factor"
# {event: (how it comes about, the route and status of its last line, more facts)}
CASES: dict[str, tuple[Callable[[Scene], object], str | None, int | None, dict[str, object]]] = {
    "sign_in.done": (sign_in, "/sign-in", 303, {"way": "password"}),
    "sign_in.failed": (fail_to_sign_in, "/sign-in", 422, {"way": "password"}),
    "sign_in.locked": (be_locked, "/sign-in", 422, {"tried": "password", "account": None}),
    "code.too_many": (ask_for_many_codes, "/sign-in/code", 422, {"account": None}),
    "code.read_out": (have_a_code_read_out, READ_OUT, 200, {}),
    "proof.failed": (fail_to_prove, "/account/password", 422, {}),
    "password.changed": (change_password, "/account/password", 303, {}),
    "address.changed": (change_address, "/account/address/<address_mark>", 303, {}),
    "second_factor.on": (turn_on, f"{SECOND}/set-up", 303, {}),
    "recovery_codes.made": (turn_on, f"{SECOND}/set-up", 303, {}),
    "second_factor.done": (give, STEP, 303, {}),
    "second_factor.failed": (fail_to_give, STEP, 422, {}),
    "recovery_codes.used": (use_recovery_code, STEP, 303, {"left": 9}),
    "second_factor.replaced": (replace_phone, f"{SECOND}/set-up", 303, {}),
    "second_factor.off": (turn_off, f"{SECOND}/change/<change>", 303, {}),
    "second_factor.removed": (lose_it, None, None, {}),
    "refused.not_allowed": (go_where_one_may_not, "/admin", 403, {}),
    "refused.not_found": (go_where_one_is_a_stranger, LOG, 404, {}),
    "refused.too_many": (ask_too_often, "/sign-in", 429, {"account": None}),
    "refused.too_large": (send_too_much, LOG, 413, {}),
    "refused.unknown_host": (ask_another_host, None, 400, {"account": None}),
    "form.stale": (send_stale, LOG, 400, {}),
    "form.kept": (send_signed_out, LOG, 401, {"account": None}),
    "form.not_kept": (send_signed_out_with_a_password, "/account/password", 401, {}),
    "fault": (break_it, LOG, 500, {"level": "error"}),
    "download.asked": (ask_for_everything, "/account/download", 303, {}),
    "download.taken": (take_everything, "/account/download/<id:export_id>/file", 200, {}),
    "deletion.asked": (close_account, "/account/delete", 303, {}),
    "deletion.withdrawn": (keep_account, "/account/keep", 303, {}),
    "deletion.ordered": (
        be_closed_by_an_administrator,
        "/admin/people/<id:person_id>/erase",
        303,
        {},
    ),
    "deletion.done": (be_erased, None, None, {}),
}
# Brought about elsewhere, as they want a provider: tests/accounts/test_microsoft.py.
ELSEWHERE = {"microsoft.connected", "microsoft.disconnected", "reply_by_mail.ignored"}
