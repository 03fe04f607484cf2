"""Administrators look after people: find, invite, give and take roles, close and open accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.access.actor import Actor, Role
from cohort.accounts.actions.second_factor import reset_second_factor
from cohort.accounts.models import User
from cohort.kernel.errors import NotFound
from cohort.programmes.actions import administration as acts
from cohort.programmes.actions.invitations import invite
from cohort.programmes.forms.administration import ActForm, FindForm, InviteToSiteForm
from cohort.programmes.queries import administration as queries
from cohort.programmes.queries.invitations import invitations_visible_to
from cohort.web.filters import plural
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("programmes_administrator", __name__, url_prefix="/admin")

Choices = Callable[[Actor], list[tuple[int, str]]]


@dataclass(frozen=True)
class Act:
    """An act on a person: its heading, what it means, its button, and the function that does it."""

    words: str
    meaning: str
    button: str
    do: Callable[[Actor, User, ActForm], object]
    choices: Choices | None = None
    asks_role: bool = False


def _why(form: ActForm) -> str:
    return form.reason.data or ""


ACTS: Mapping[str, Act] = {
    "administrator": Act(
        "Make {} an administrator",
        "They can do everything on the whole site: people, mail, settings. Never read a log.",
        "Make administrator",
        lambda actor, user, form: acts.make_administrator(actor, user, _why(form)),
    ),
    "no-administrator": Act(
        "Take the administrator’s role from {}",
        "They keep their account, cohorts and programmes.",
        "Take the role away",
        lambda actor, user, form: acts.unmake_administrator(actor, user, _why(form)),
    ),
    "organise": Act(
        "Make {} an organiser",
        "They run the programme you choose: its facts, cohorts, people and registrations.",
        "Make organiser",
        lambda actor, user, form: acts.start_organising(actor, user, form.where.data, _why(form)),
        choices=queries.programme_choices,
    ),
    "stop-organising": Act(
        "Take a programme from {}",
        "They no longer run the programme you choose.",
        "Take it away",
        lambda actor, user, form: acts.stop_organising(actor, user, form.where.data, _why(form)),
        choices=queries.programme_choices,
    ),
    "join": Act(
        "Put {} into a cohort",
        "They are a member at once. Its pages open to them when they have agreed to its agreement.",
        "Put into the cohort",
        lambda actor, user, form: acts.put_into_cohort(
            actor, user, form.where.data, Role(form.role.data), _why(form)
        ),
        choices=queries.cohort_choices,
        asks_role=True,
    ),
    "close": Act(
        "Close the account of {}",
        "Every sign-in of it ends at once. Nothing is removed, and it can be opened again.",
        "Close the account",
        lambda actor, user, form: acts.deactivate(actor, user, _why(form)),
    ),
    "open": Act(
        "Open the account of {} again",
        "They can sign in again, as before.",
        "Open the account",
        lambda actor, user, form: acts.reactivate(actor, user, _why(form)),
    ),
    "second-factor": Act(
        "Take the second factor of {} away",
        "For somebody who lost phone and recovery codes. Be sure that it is they who ask. "
        "They are told by mail, and set up a new one at the next sign-in where it is needed.",
        "Take it away",
        lambda actor, user, form: reset_second_factor(actor, user, _why(form)),
    ),
}


@blueprint.get("")
@allowed(Can.ADMINISTER)
def show_index() -> ResponseReturnValue:
    """Where administrators' pages begin."""
    return render_template("programmes/administrator/index.html")


@blueprint.get("/people")
@allowed(Can.ADMINISTER)
def list_people() -> ResponseReturnValue:
    """Accounts, found by name or address and by role."""
    form = FindForm(request.args)
    words, kind = (form.q.data or "").strip()[:200], form.kind.data or ""
    page = queries.find_people(viewer(), words, kind, key_asked())
    kept = {name: value for name, value in (("q", words), ("kind", kind)) if value}
    return render_template("programmes/administrator/people.html", form=form, page=page, kept=kept)


@blueprint.get("/people/invite")
@allowed(Can.ADMINISTER)
def ask_whom_to_invite() -> ResponseReturnValue:
    """A form to invite people to the site, without a cohort; and who was invited this way."""
    return _invite_page(InviteToSiteForm())


@blueprint.post("/people/invite")
@allowed(Can.ADMINISTER)
def invite_people() -> ResponseReturnValue:
    """Send the invitations."""
    form = InviteToSiteForm()
    is_valid = form.validate_on_submit()
    read = form.read()
    if not is_valid or read.faults:
        return _invite_page(form), 422
    sent = invite(viewer(), None, read.invitees, Role.PARTICIPANT)
    flash(f"{plural(len(sent), 'invitation')} on the way.", "success")
    return redirect(url_for(".ask_whom_to_invite"), 303)


@blueprint.get("/people/<id:person_id>")
@allowed(Can.ADMINISTER)
def show_person(person_id: int) -> ResponseReturnValue:
    """One account, and the acts available. Nothing of a log, not even how much it holds."""
    facts = queries.facts_of(viewer(), person_id)
    return render_template("programmes/administrator/person.html", facts=facts, user=facts.user)


@blueprint.get("/people/<id:person_id>/acts/<person_act>")
@allowed(Can.ADMINISTER)
def ask_act(person_id: int, person_act: str) -> ResponseReturnValue:
    """What the act means, and a box for the reason. `where`: a preselected programme or cohort."""
    form = _form_of(person_act)
    if "where" in form:
        form.where.data = request.args.get("where", form.where.data, type=int)
    return _act_page(person_id, person_act, form)


@blueprint.post("/people/<id:person_id>/acts/<person_act>")
@allowed(Can.ADMINISTER)
def do_act(person_id: int, person_act: str) -> ResponseReturnValue:
    """Do it; the reason goes into the audit log."""
    form, user = _form_of(person_act), queries.get_person(viewer(), person_id)
    if not form.validate_on_submit():
        return _act_page(person_id, person_act, form), 422
    _act(person_act).do(viewer(), user, form)
    flash("Done. The audit log shows what you did and why.", "success")
    return redirect(url_for(".show_person", person_id=person_id), 303)


def _act(name: str) -> Act:
    if name not in ACTS:
        raise NotFound("This action does not exist. Choose one on the person’s page.")
    return ACTS[name]


def _form_of(name: str) -> ActForm:
    act = _act(name)
    choices = act.choices(viewer()) if act.choices else None
    return ActForm().offer(choices, asks_role=act.asks_role)


def _act_page(person_id: int, name: str, form: ActForm) -> str:
    user, act = queries.get_person(viewer(), person_id), _act(name)
    return render_template(
        "programmes/administrator/act.html", user=user, act=act, name=name, form=form
    )


def _invite_page(form: InviteToSiteForm) -> str:
    page = invitations_visible_to(viewer(), key_asked())
    return render_template("programmes/administrator/invite.html", form=form, page=page)
