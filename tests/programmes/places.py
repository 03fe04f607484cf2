"""The pages of programmes, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from cohort.demo.people import SPRING
from tests.browser.visiting import IN_SPRING, OF_COAST, OF_COMMUNITIES, Place, press, write

_MEMBER = (
    "select m.id from membership m join user_account u on u.id = m.user_id "
    "join cohort c on c.id = m.cohort_id where c.slug = 'spring-cohort' and u.name = '{}'"
)
PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Gareth Penry")}
QUIET_PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Sally Thwaite")}
OWN_PERSON = IN_SPRING | {"membership_id": _MEMBER.format("Rhiannon Powell")}
A_MEMBER = IN_SPRING | {
    "membership_id": "select m.id from membership m join user_account u on u.id = m.user_id "
    "join cohort c on c.id = m.cohort_id where u.email = 'participant@example.org' "
    f"and c.slug = '{SPRING}'"
}
A_PERSON = {"person_id": "select id from user_account where email = 'participant@example.org'"}


def invite(page: Page) -> None:
    """Invite somebody, and open the invitation."""
    write(page, "Siân Prys-Worthington, sian.invited@example.org, Trefelin Borough Council")
    press(page)
    page.wait_for_load_state()
    page.get_by_role("button", name="Send 1 invitation").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Siân Prys-Worthington").click()


PLACES = (
    Place("programme", "programmes.show_programme", values=OF_COMMUNITIES),
    Place("second programme", "programmes.show_programme", values=OF_COAST),
    Place("my cohorts", "programmes.my_cohorts", "participant"),
    Place("agreement", "programmes.show_agreement", "participant", IN_SPRING),
    Place("people", "programmes.list_people", "participant", IN_SPRING),
    Place("person", "programmes.show_person", "participant", PERSON),
    Place("person with little said", "programmes.show_person", "participant", QUIET_PERSON),
    Place("own person page", "programmes.show_person", "participant", OWN_PERSON),
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
)  # fmt: skip
NOT_PAGES = ("programmes.send_shared_file", "programmes.show_photo")
