"""Every page of the site, filled with the demo's data: who opens it, and in which state.

A new GET route needs a line here (test_every_page.py says so when it is missing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pyotp
from flask import Flask
from playwright.sync_api import Page

from cohort.app import create_app
from cohort.demo.people import ALONG_THE_COAST, COAST, COMMUNITIES, PASSWORD, PILOT, SPRING
from tests.browser.server import Site
from tests.browser.window import Window
from tests.conftest import config_for
from tests.pictures import picture

# GET addresses that answer with no page for people.
NOT_PAGES = {
    "course_content.get_epub",
    "course_content.get_html",
    "course_modules.get_epub",
    "course_modules.get_html",
    "facilitation.export_progress",
    "site_administrator.export_history",
    "site_organiser.export_history",
    "accounts.own_photo",
    "programmes.show_photo",
    "course_modules.send_file",
    "course_content.send_file",
    "mail.show_html",  # the frame of “mail in the development mailbox”
    "site.healthz",
    "site.readyz",
}
# Opened by test_nothing_is_lost.py and test_journeys_own_data.py: they end the sign-in of whoever
# opens them, or come at the end of a journey.
ELSEWHERE = {
    "course_content.ask_replacement",  # the demo's course has no file
    "accounts.show_new_address",
    "accounts.finish_kept",
    "data_rights.account_closed",
    "data_rights.keep_account",
    "data_rights.get_download",
}
ANYBODY = None


@dataclass(frozen=True)
class Place:
    """One page in one state. Values that begin with "select" are asked of the database."""

    name: str
    endpoint: str
    who: str | None = ANYBODY
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    then: Callable[[Page], None] | None = None  # what is done on the page to get there
    start: str = ""  # the endpoint to begin at, when it is not the one in question

    def path(self, app: Flask, site: Site) -> str:
        """The address on this site."""
        filled: dict[str, Any] = {
            name: site.one(text) if text.startswith("select") else text
            for name, text in self.values.items()
        }
        if self.endpoint.startswith("/"):
            return self.endpoint.format(**filled)
        path = app.url_map.bind("localhost").build(self.start or self.endpoint, filled)
        return path + (f"?{urlencode(self.query)}" if self.query else "")

    def visit(self, window: Window, path: str) -> Page:
        """Open it, and do what leads to the state it is about."""
        window.expect(self.status)
        page = window.open(path)
        if self.then:
            self.then(page)
            page.wait_for_load_state()
        answered = window.last_document().status
        assert answered == self.status, f"{path} answered {answered}, not {self.status}"
        return page


def app_of(site: Site) -> Flask:
    """The app whose addresses the site answers, to build them with."""
    return create_app(config_for(f"sqlite:///{site.folder / 'cohort.db'}", site.folder))


def press(page: Page) -> None:
    """Send the page's form as it is."""
    page.locator("main form:not([action$='sign-out']) [type=submit]").last.click()


def write(
    page: Page, text: str = "A thought that must not be lost.\n\nNor its second part."
) -> None:
    page.locator("main textarea").last.fill(text)


def send(page: Page) -> None:
    if page.get_by_label("Title").count():
        page.get_by_label("Title").fill("A title just thought of")
    write(page)
    press(page)


def send_when_signed_out(page: Page) -> None:
    write(page)
    page.context.clear_cookies()
    press(page)


def send_from_another_sign_in(page: Page) -> None:
    write(page)
    _set(page, "csrf_token", "from another sign-in")
    press(page)


def send_too_much(page: Page) -> None:
    _set(page, "body", "far too much " * 100_000)
    press(page)


def send_over_a_newer_version(page: Page) -> None:
    write(page)
    _set(page, "version", "0")
    press(page)


def send_over_a_newer_text(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill("Quite another text.")
    _set(page, "version", "0")
    page.get_by_role("button", name="Save", exact=True).click()


def save_and_compare(page: Page) -> None:
    box = page.get_by_label("Text", exact=True)
    box.fill(box.input_value() + "\n\nOne more line.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Revisions").click()
    page.get_by_role("button", name="Compare the two").click()


def send_wrong_password(page: Page) -> None:
    page.get_by_label("Email address").fill("participant@example.org")
    page.locator("#password").fill("not the password")
    press_sign_in(page)


def press_sign_in(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def ask_for_a_code(page: Page) -> None:
    page.get_by_label("Email address").fill("participant@example.org")
    press(page)


def turn_second_factor_on(page: Page) -> None:
    """From the page that offers it to the recovery codes."""
    press(page)
    shown = page.locator(".setup-key").text_content() or ""
    page.get_by_label("Code from your app").fill(pyotp.TOTP(shown.replace(" ", "")).now())
    press(page)
    page.wait_for_url("**/recovery-codes")


def _then_open(path: str) -> Callable[[Page], None]:
    def turn_on_and_go(page: Page) -> None:
        turn_second_factor_on(page)
        page.goto(page.url.split("/account")[0] + path)

    return turn_on_and_go


def enter_a_wrong_code(page: Page) -> None:
    press(page)
    page.get_by_label("Code from your app").fill("000 00")
    press(page)


def sign_in_half(page: Page) -> None:
    turn_second_factor_on(page)
    page.context.clear_cookies()
    page.goto(page.url)
    page.get_by_label("Email address").fill("newcomer@example.org")
    page.locator("#password").fill(PASSWORD)
    press_sign_in(page)


def save_without_a_name(page: Page) -> None:
    page.get_by_label("Your name").fill("")
    page.locator("#pronouns").fill("they and them, " * 5)
    press(page)


def save_over_a_newer_profile(page: Page) -> None:
    page.locator("#place").fill("A place of the other tab")
    _set(page, "version", "of the other tab")
    press(page)


def go_away(page: Page) -> None:
    for which in ("first_day", "last_day"):
        for part, number in (("day", "24"), ("month", "12"), ("year", "2098")):
            page.locator(f"[name='{which}-{part}']").fill(number)
    press(page)


def send_a_photo(page: Page) -> None:
    photo = {"name": "me.png", "mimeType": "image/png", "buffer": picture(size=(600, 400))}
    page.locator("#photo").set_input_files(photo)  # type: ignore[arg-type]
    press(page)


def register(page: Page) -> None:
    page.get_by_label("Your name").fill("Siân Prys-Worthington")
    page.get_by_label("Email address").fill("sian.prys-worthington@example.org")
    page.get_by_label("Organisation").fill("Trefelin Borough Council")
    page.get_by_label("What you do there").fill("Lead for everything in between")
    page.get_by_label("A later one").check()
    press(page)


def empty_a_setting(page: Page) -> None:
    page.get_by_label("An invitation lasts").fill("")
    press(page)


def complain(page: Page) -> None:
    page.get_by_label("Your name").fill("Siân Prys-Worthington")
    page.get_by_label("Email address").fill("sian.prys-worthington@example.org")
    page.get_by_label("What is your complaint about?").fill("Two messages came after I said no.")
    press(page)


def complain_and_look(page: Page) -> None:
    """Complain, and open what administrators see of it."""
    complain(page)
    page.wait_for_load_state()
    page.goto("/admin/complaints")
    page.locator("main tbody a").first.click()


def ask_for_download(page: Page) -> None:
    """This site has no worker, so it stays being made."""
    page.get_by_role("button", name="Make my download").click()


def choose_no_time(page: Page) -> None:
    page.get_by_label("Time", exact=True).fill("soon")
    page.get_by_role("button", name="Save the moment").click()


def choose_a_later_time(page: Page) -> None:
    page.get_by_label("Year").fill("2098")
    page.get_by_role("button", name="Save the moment").click()


def invite(page: Page) -> None:
    """Invite somebody, and open the invitation."""
    write(page, "Siân Prys-Worthington, sian.invited@example.org, Trefelin Borough Council")
    press(page)
    page.wait_for_load_state()
    page.get_by_role("button", name="Send 1 invitation").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Siân Prys-Worthington").click()


def _set(page: Page, name: str, value: str) -> None:
    script = "([name, value]) => document.querySelector(`main [name=${name}]`).value = value"
    page.evaluate(script, [name, value])


IN_SPRING = {"cohort_slug": SPRING}
IN_PILOT = {"cohort_slug": PILOT}
IN_COAST = {"cohort_slug": COAST}
OF_COMMUNITIES = {"programme_slug": COMMUNITIES}
OF_COAST = {"programme_slug": ALONG_THE_COAST}
START = IN_SPRING | {"module_slug": "start-here"}
FIRST = IN_SPRING | {"module_slug": "seeing-commissioning-afresh"}
LOCKED = IN_SPRING | {
    "module_slug": "select slug from module where retired_at is null "
    "order by opens_after_days desc limit 1 offset 1"  # the last one is hidden
}
PROMPTED = START | {"page_slug": "what-stays-private-and-getting-help"}
TABLED = FIRST | {"page_slug": "the-cycle-as-it-really-runs"}
STORY = FIRST | {"page_slug": "whose-purpose-it-serves"}
THREAD = IN_SPRING | {"thread_id": "select id from thread order by posts desc, id limit 1"}
CLOSED = IN_SPRING | {"thread_id": "select id from thread where locked_at is not null"}
MINE = (
    "select r.id from reflection r join user_account u on u.id = r.author_id "
    "where u.email = 'participant@example.org'"
)
_MEMBER = (
    "select m.id from membership m join user_account u on u.id = m.user_id "
    "join cohort c on c.id = m.cohort_id where c.slug = 'spring-cohort' and u.name = '{}'"
)
PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Gareth Penry")}
QUIET_PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Sally Thwaite")}
OWN_PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Rhiannon Powell")}
PROMPTED_ENTRY = IN_SPRING | {"reflection_id": f"{MINE} and r.prompt_id is not null"}
ENTRY = IN_SPRING | {"reflection_id": f"{MINE} order by r.id limit 1"}

PUBLIC = [
    Place("home", "site.home"),
    Place("programme", "programmes.show_programme", values=OF_COMMUNITIES),
    Place("second programme", "programmes.show_programme", values=OF_COAST),
    Place("interest", "interest.new_interest", values=OF_COAST),
    Place("interest with errors", "interest.new_interest", None, OF_COAST, {}, 422, press),
    Place("registered", "interest.registered", values=OF_COAST, then=register,
          start="interest.new_interest"),
    Place("for IT desks", "site.for_it_desks"),
    Place("cookies", "site.cookies"),
    Place("unsubscribe with a broken link", "accounts.show_unsubscribe",
          values={"unsubscribe_token": "cut-short"}, status=404),
    Place("accessibility", "site.accessibility"),
    Place("privacy notice", "data_rights.show_notice"),
    Place("versions of the privacy notice", "data_rights.list_notices"),
    Place("a version of the privacy notice", "data_rights.show_version", values={"number": "1"}),
    Place("complaint", "data_rights.new_complaint"),
    Place("complaint with errors", "data_rights.new_complaint", status=422, then=press),
    Place("complaint received", "data_rights.complaint_received", then=complain,
          start="data_rights.new_complaint"),
    Place("components", "site.components"),
    Place("sign in", "accounts.sign_in"),
    Place("sign in with errors", "accounts.sign_in", status=422, then=press_sign_in),
    Place("sign in refused", "accounts.sign_in", status=422, then=send_wrong_password),
    Place("ask for a code", "accounts.ask_code"),
    Place("ask for a code with errors", "accounts.ask_code", status=422, then=press),
    Place("type in a code", "accounts.enter_code", then=ask_for_a_code, start="accounts.ask_code"),
    Place("type in a code with errors", "accounts.enter_code", status=422, then=press),
    Place("link that is not good", "accounts.open_link", values={"code_token": "x"}),
    Place("forgotten password", "accounts.ask_reset"),
    Place("reset password", "accounts.reset_password"),
    Place("reset password with errors", "accounts.reset_password", status=422, then=press),
    Place("reset link that is not good", "accounts.open_reset_link", values={"code_token": "x"}),
    Place("not found", "/no-such-page", status=404),
    Place("wrong way", "/preview", status=405),
]  # fmt: skip
COHORT = [
    Place("my cohorts", "programmes.my_cohorts", "participant"),
    Place("cohort home", "site.cohort_home", "participant", IN_SPRING),
    Place("cohort home of a finished cohort", "site.cohort_home", "outsider", IN_PILOT),
    Place("agreement", "programmes.show_agreement", "participant", IN_SPRING),
    Place("change password", "accounts.change_password", "participant"),
    Place("change password with errors", "accounts.change_password", "participant",
          status=422, then=press),
    Place("change address", "accounts.change_address", "participant"),
    Place("change address with errors", "accounts.change_address", "participant",
          status=422, then=press),
    Place("where one is signed in", "accounts.list_sign_ins", "participant"),
    Place("people", "programmes.list_people", "participant", IN_SPRING),
    Place("modules", "course_modules.list_modules", "participant", IN_SPRING),
    Place("module", "course_modules.read_module", "participant", FIRST),
    Place("search", "search.show_results", "participant", IN_SPRING),
    Place("search found", "search.show_results", "participant", IN_SPRING, {"q": "commissioning"}),
    Place("search corrected", "search.show_results", "participant", IN_SPRING, {"q": "comissi"}),
    Place("search in vain", "search.show_results", "participant", IN_SPRING, {"q": "xylophone"}),
    Place("module that is locked", "course_modules.read_module", "participant", LOCKED),
    Place("module on paper", "course_modules.print_module", "participant", FIRST),
    Place("module on paper for a facilitator", "course_modules.print_module", "facilitator", FIRST),
    Place("glossary", "course_modules.read_glossary", "participant", IN_SPRING),
    Place("page with prompts", "course_modules.read_page", "participant", PROMPTED),
    Place("page with a table", "course_modules.read_page", "participant", TABLED),
    Place("page with a story", "course_modules.read_page", "participant", STORY),
    Place("log", "reflections.list_reflections", "participant", IN_SPRING),
    Place("log with nothing in it", "reflections.list_reflections", "outsider", IN_PILOT),
    Place("new entry", "reflections.new_reflection", "participant", IN_SPRING),
    Place("new entry on a prompt", "reflections.new_reflection", "participant", IN_SPRING,
          {"prompt": "m1-who-was-in-the-room"}),
    Place("new entry with errors", "reflections.new_reflection", "participant", IN_SPRING,
          status=422, then=press),
    Place("entry", "reflections.read_reflection", "participant", ENTRY),
    Place("entry on a prompt", "reflections.read_reflection", "participant", PROMPTED_ENTRY),
    Place("entry just written", "reflections.read_reflection", "participant", IN_SPRING,
          then=send, start="reflections.new_reflection"),
    Place("edit entry", "reflections.edit_reflection", "participant", ENTRY),
    Place("edit entry changed elsewhere", "reflections.edit_reflection", "participant", ENTRY,
          status=409, then=send_over_a_newer_version),
    Place("person", "programmes.show_person", "participant", PERSON),
    Place("person with little said", "programmes.show_person", "participant", QUIET_PERSON),
    Place("own person page", "programmes.show_person", "participant", OWN_PERSON),
    Place("threads", "discussions.list_threads", "participant", IN_SPRING),
    Place("thread", "discussions.read_thread", "participant", THREAD),
    Place("thread just posted in", "discussions.read_thread", "participant", THREAD, then=send),
    Place("thread with errors", "discussions.read_thread", "participant", THREAD,
          status=422, then=press),
    Place("closed thread", "discussions.read_thread", "participant", CLOSED),
    Place("new thread", "discussions.new_thread", "participant", IN_SPRING),
    Place("new thread with errors", "discussions.new_thread", "participant", IN_SPRING,
          status=422, then=press),
    Place("begin a talk", "discussions.thread_of_prompt", "facilitator",
          IN_SPRING | {"prompt_key": "m2-a-decision-to-own-outright"}),
    Place("not found, signed in", "site.cohort_home", "outsider", IN_SPRING, status=404),
    Place("not allowed", "facilitation.show_progress", "participant", IN_SPRING, status=403),
    Place("signed out meanwhile", "reflections.new_reflection", "participant", IN_SPRING,
          status=401, then=send_when_signed_out),
    Place("form gone stale", "reflections.new_reflection", "participant", IN_SPRING,
          status=400, then=send_from_another_sign_in),
    Place("too large", "reflections.new_reflection", "participant", IN_SPRING,
          status=413, then=send_too_much),
]  # fmt: skip
OWN_DATA = [
    Place("download", "data_rights.show_download", "participant"),
    Place("download being made", "data_rights.show_download", "participant",
          then=ask_for_download),
    Place("complaints", "data_rights_administrator.list_complaints", "administrator"),
    Place("complaint of an administrator", "data_rights_administrator.show_complaint",
          "administrator", then=complain_and_look, start="data_rights.new_complaint"),
    Place("privacy notice of an administrator", "data_rights_administrator.show_notice",
          "administrator"),
    Place("edit the privacy notice", "data_rights_administrator.edit_notice", "administrator"),
    Place("preview the privacy notice", "data_rights_administrator.preview_notice",
          "administrator"),
    Place("retention", "data_rights_administrator.show_retention", "administrator"),
    Place("erase somebody", "data_rights_administrator.erase_person", "administrator",
          {"person_id": "select id from user_account where email = 'participant@example.org'"}),
    Place("delete account", "data_rights.delete_account", "participant"),
    Place("delete account of an only organiser", "data_rights.delete_account", "organiser"),
]  # fmt: skip
DESK = [
    Place("cohort home of a facilitator", "site.cohort_home", "facilitator", IN_SPRING),
    Place("cohort home with nothing in it", "site.cohort_home", "facilitator", IN_COAST),
    Place("modules of a facilitator", "course_modules.list_modules", "facilitator", IN_SPRING),
    Place("search of a host", "search.show_results", "facilitator", IN_SPRING, {"q": "pairs"}),
    Place("page of a facilitator", "course_modules.read_page", "facilitator", STORY),
    Place("threads with nothing in them", "discussions.list_threads", "facilitator", IN_COAST),
    Place("releases", "course_modules_facilitator.list_releases", "facilitator", IN_SPRING),
    Place("releases without modules", "course_modules_facilitator.list_releases", "facilitator",
          IN_COAST),
    Place("release of a module", "course_modules_facilitator.edit_release", "facilitator", START),
    Place("release with errors", "course_modules_facilitator.edit_release", "facilitator",
          START, status=422, then=choose_no_time),
    Place("release that would close", "course_modules_facilitator.edit_release", "facilitator",
          START, then=choose_a_later_time),
    Place("progress", "facilitation.show_progress", "facilitator", IN_SPRING),
    Place("progress with nothing in it", "facilitation.show_progress", "facilitator", IN_COAST),
    Place("registrations", "interest_facilitator.list_registrations", "facilitator", IN_COAST),
    Place("registrations of a programme", "interest_facilitator.list_programme_registrations",
          "organiser", OF_COAST),
    Place("programmes", "programmes_organiser.list_programmes", "organiser"),
    Place("programmes of an administrator", "programmes_organiser.list_programmes",
          "administrator"),
    Place("programme desk", "programmes_organiser.show_programme", "organiser", OF_COMMUNITIES),
    Place("organisers of a programme", "programmes_organiser.list_organisers", "organiser",
          OF_COMMUNITIES),
    Place("organisers, for an administrator", "programmes_organiser.list_organisers",
          "administrator", OF_COMMUNITIES),
    Place("new programme", "programmes_organiser.new_programme", "organiser"),
    Place("new programme with errors", "programmes_organiser.new_programme", "organiser",
          status=422, then=press),
    Place("edit programme", "programmes_organiser.edit_programme", "organiser", OF_COMMUNITIES),
    Place("new cohort", "programmes_organiser.new_cohort", "organiser", OF_COMMUNITIES),
    Place("new cohort with errors", "programmes_organiser.new_cohort", "organiser",
          OF_COMMUNITIES, status=422, then=press),
    Place("edit cohort", "programmes_organiser.edit_cohort", "organiser", IN_SPRING),
]  # fmt: skip
ACCOUNT = [
    Place("account", "accounts.account", "participant"),
    Place("microsoft account", "accounts.microsoft", "participant"),
    Place("microsoft callback of another browser", "accounts.microsoft_callback", status=422),
    Place("profile", "accounts.edit_profile", "participant"),
    Place("profile with errors", "accounts.edit_profile", "participant", status=422,
          then=save_without_a_name),
    Place("profile changed elsewhere", "accounts.edit_profile", "participant", status=409,
          then=save_over_a_newer_profile),
    Place("photo", "accounts.edit_photo", "participant"),
    Place("preferences", "accounts.edit_preferences", "participant"),
    Place("days away", "accounts.list_days_away", "participant"),
    Place("days away with errors", "accounts.list_days_away", "participant", status=422,
          then=press),
    Place("days away just added", "accounts.list_days_away", "newcomer", then=go_away),
    Place("photo with errors", "accounts.edit_photo", "participant", status=422, then=press),
    Place("photo just sent", "accounts.edit_photo", "newcomer", then=send_a_photo),
    Place("second factor off", "accounts.second_factor", "participant"),
    Place("second factor set-up", "accounts.set_up_second_factor", "participant", then=press,
          start="accounts.second_factor"),
    Place("second factor set-up with errors", "accounts.set_up_second_factor", "participant",
          status=422, then=enter_a_wrong_code, start="accounts.second_factor"),
    Place("recovery codes", "accounts.recovery_codes", "newcomer", then=turn_second_factor_on,
          start="accounts.second_factor"),
    Place("second factor on", "accounts.second_factor", "newcomer",
          then=_then_open("/account/second-factor")),
    Place("change second factor", "accounts.change_second_factor", "newcomer",
          then=_then_open("/account/second-factor/change/off"), start="accounts.second_factor"),
    Place("second step", "accounts.second_step", "newcomer", then=sign_in_half,
          start="accounts.second_factor"),
]  # fmt: skip
ADMINISTRATION = [
    Place("mail", "mail_administrator.list_messages", "administrator"),
    Place("mail of nobody", "mail_administrator.list_messages", "administrator",
          query={"address": "nobody@example.org"}),
    Place("one message", "mail_administrator.show_message", "administrator",
          {"message_id": "select id from outbox_message order by id limit 1"}),
    Place("test message", "mail_administrator.send_test", "administrator"),
    Place("test message with errors", "mail_administrator.send_test", "administrator",
          status=422, then=press),
    Place("jobs", "jobs_administrator.list_jobs", "administrator"),
    Place("development mailbox", "mail.list_mailbox"),
    Place("mail in the development mailbox", "mail.read_mail", ANYBODY, {"mail_name": "0mail"}),
    Place("checklist", "site_administrator.show_checklist", "administrator"),
    Place("record", "site_administrator.list_history", "administrator"),
    Place("record with errors", "site_administrator.list_history", "administrator",
          query={"group": "yesterday"}, status=422),
    Place("record with nothing in it", "site_administrator.list_history", "administrator",
          query={"person": "nobody of this name"}),
    Place("record of a programme", "site_organiser.list_history", "organiser", OF_COMMUNITIES),
    Place("settings", "site_administrator.list_settings", "administrator"),
    Place("edit settings", "site_administrator.edit_settings", "administrator",
          {"group": "addresses"}),
    Place("edit settings with errors", "site_administrator.edit_settings", "administrator",
          {"group": "retention"}, status=422, then=empty_a_setting),
]  # fmt: skip
A_MEMBER = IN_SPRING | {
    "membership_id": "select m.id from membership m join user_account u on u.id = m.user_id "
    "join cohort c on c.id = m.cohort_id where u.email = 'participant@example.org' "
    f"and c.slug = '{SPRING}'"
}
A_PERSON = {"person_id": "select id from user_account where email = 'participant@example.org'"}
LOOKING_AFTER = [
    Place("broken invitation", "programmes.show_invitation", values={"token": "0" * 39},
          status=404),
    Place("invitations", "programmes_facilitator.list_invitations", "facilitator", IN_SPRING),
    Place("invite people", "programmes_facilitator.new_invitations", "facilitator", IN_SPRING),
    Place("invite people with errors", "programmes_facilitator.new_invitations", "facilitator",
          IN_SPRING, status=422, then=press),
    Place("invitation on the desk", "programmes_facilitator.show_invitation", "facilitator",
          IN_SPRING, then=invite, start="programmes_facilitator.new_invitations"),
    Place("members", "programmes_facilitator.list_members", "facilitator", IN_SPRING),
    Place("member on the desk", "programmes_facilitator.show_member", "facilitator", A_MEMBER),
    Place("remove a member", "programmes_facilitator.ask_removal", "facilitator", A_MEMBER),
    Place("role of a member", "programmes_facilitator.ask_role", "organiser", A_MEMBER),
    Place("code to read out", "programmes_facilitator.ask_code", "facilitator", A_MEMBER),
    Place("administration", "programmes_administrator.show_index", "administrator"),
    Place("people of the site", "programmes_administrator.list_people", "administrator"),
    Place("invite to the site", "programmes_administrator.ask_whom_to_invite", "administrator"),
    Place("person of the site", "programmes_administrator.show_person", "administrator", A_PERSON),
    Place("act on a person", "programmes_administrator.ask_act", "administrator",
          A_PERSON | {"person_act": "organise"}),
]  # fmt: skip
A_TEXT = OF_COMMUNITIES | {
    "text_id": "select p.id from module_page p join module m on m.id = p.module_id "
    "join programme g on g.id = m.programme_id "
    f"where g.slug = '{COMMUNITIES}' order by m.position, p.position limit 1"
}
A_MODULE = OF_COMMUNITIES | {
    "text_id": "select m.id from module m join programme g on g.id = m.programme_id "
    f"where g.slug = '{COMMUNITIES}' order by m.position limit 1"
}
CONTENT = [
    Place("content desk", "course_content.show_desk", "organiser", OF_COMMUNITIES),
    Place("new module", "course_content.new_module", "organiser", OF_COMMUNITIES),
    Place("new module with errors", "course_content.new_module", "organiser", OF_COMMUNITIES,
          status=422, then=press),
    Place("new page", "course_content.new_page", "organiser", A_MODULE),
    Place("editor of a page", "course_content.edit_text", "organiser", A_TEXT),
    Place("editor of a module", "course_content.edit_text", "organiser", A_MODULE),
    Place("editor with a conflict", "course_content.edit_text", "organiser", A_TEXT,
          status=409, then=send_over_a_newer_text),
    Place("remove a page", "course_content.ask_removal", "organiser", A_TEXT),
    Place("files of a course", "course_content.list_files", "organiser", OF_COMMUNITIES),
    Place("files of a course with errors", "course_content.list_files", "organiser",
          OF_COMMUNITIES, status=422, then=press),
    Place("revisions of a page", "course_content.list_revisions", "organiser", A_TEXT),
    Place("one revision", "course_content.show_revision", "organiser", A_TEXT | {
        "revision_id": "select min(r.id) from revision r where r.page_id = "
        f"({A_TEXT['text_id']})"}),
    Place("compare revisions", "course_content.compare", "organiser", A_TEXT,
          start="course_content.edit_text", then=save_and_compare),
    Place("preview as a participant", "course_content.preview_course", "organiser",
          OF_COMMUNITIES, query={"cohort": SPRING, "on": "2027-03-01"}),
    Place("preview as a participant with errors", "course_content.preview_course", "organiser",
          OF_COMMUNITIES, query={"cohort": SPRING, "on": "soon"}, status=422),
    Place("preview of a module", "course_content.preview_module", "organiser",
          OF_COMMUNITIES | {"module_slug": "select slug from module order by position limit 1"},
          query={"cohort": SPRING, "on": "2099-03-01"}),
    Place("preview of a page", "course_content.preview_page", "organiser",
          OF_COMMUNITIES | {
              "module_slug": "select slug from module order by position limit 1",
              "page_slug": "select p.slug from module_page p join module m on m.id = p.module_id "
              "order by m.position, p.position limit 1"},
          query={"cohort": SPRING, "on": "2099-03-01"}),
]  # fmt: skip
PLACES = CONTENT + LOOKING_AFTER + PUBLIC + COHORT + OWN_DATA + DESK + ACCOUNT + ADMINISTRATION


def uncovered(app: Flask) -> list[str]:
    """The GET routes that no place opens."""
    covered = {place.endpoint for place in PLACES} | NOT_PAGES | ELSEWHERE
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    return [f"{endpoint} ({rule})" for endpoint, rule in rules.items() if endpoint not in covered]
