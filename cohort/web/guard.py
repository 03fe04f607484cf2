"""Deny by default: a view without an access mark stops the app from starting.

Above each view stands one mark:

    @public                        anyone, signed in or not
    @signed_in                     anyone with an account
    @half_signed_in                also somebody who has yet to give their second factor
    @leaving                       also somebody whose account waits to be deleted
    @allowed(Can.READ_COHORT)      those the rule book allows, in the cohort or programme of the URL

A stranger to that cohort or programme gets 404; somebody who belongs to it but lacks the right
gets 403; somebody not signed in is asked to sign in, whatever the address, so that an address
tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_login import current_user

from cohort.access.actions import Can
from cohort.access.actor import NOBODY, Actor
from cohort.access.rules import may
from cohort.kernel.errors import NotAllowed, NotFound

# Everything inside a cohort waits for the agreement, except reading it, agreeing to it, and the
# work its organisers do from outside.
NEEDS_AGREEMENT = frozenset(a for a in Can if a.scope == "cohort") - {
    Can.READ_AGREEMENT,
    Can.EDIT_COHORT,
    Can.STEP_IN,
}

View = TypeVar("View", bound=Callable[..., Any])


class SignInNeeded(Exception):
    """The page needs an account, and nobody is signed in."""


class AgreementNeeded(Exception):
    """A member has not yet agreed to the current wording of the cohort's agreement."""


class ProofNeeded(Exception):
    """Open only to people who signed in with something of their own (Actor.is_vouched_for)."""


class Leaving(Exception):
    """The account waits to be deleted: its person may only take that back."""


class LoadActor(Protocol):
    """Finds out who is asking. Returns NOBODY when the sign-in is no longer good."""

    def __call__(
        self,
        user_id: int,
        epoch: int,
        *,
        cohort_slug: str | None,
        programme_slug: str | None,
        sign_in_id: int | None,
    ) -> Actor: ...


@dataclass(frozen=True)
class Mark:
    """Who may enter a view: 'public', 'half signed in', 'leaving', 'signed in', 'allowed' with an
    action."""

    kind: str
    action: Can | None = None


def _mark(view: View, mark: Mark) -> View:
    cast(Any, view).access_mark = mark
    return view


def public(view: View) -> View:
    """Anyone may enter."""
    return _mark(view, Mark("public"))


def half_signed_in(view: View) -> View:
    """Anyone who gave a password or code may enter, even before their second factor."""
    return _mark(view, Mark("half signed in"))


def leaving(view: View) -> View:
    """Anyone with an account may enter, even one that waits to be deleted."""
    return _mark(view, Mark("leaving"))


def signed_in(view: View) -> View:
    """Anyone with an account may enter."""
    return _mark(view, Mark("signed in"))


def allowed(action: Can) -> Callable[[View], View]:
    """Anyone whom the rule book allows `action` may enter."""
    return lambda view: _mark(view, Mark("allowed", action))


def mark_of(view: Callable[..., Any]) -> Mark | None:
    """The mark of a view, or None."""
    return getattr(view, "access_mark", None)


def install(app: Flask, load_actor: LoadActor) -> None:
    """Check every request against the mark of its view."""
    app.extensions["load_actor"] = load_actor
    app.before_request(_check)


def refuse_unmarked_views(app: Flask) -> None:
    """Raises RuntimeError, naming the views, when one has no mark or its URL lacks the scope."""
    for rule in app.url_map.iter_rules():
        mark = mark_of(app.view_functions[rule.endpoint])
        if mark is None:
            raise RuntimeError(
                f"The view {rule.endpoint} ({rule.rule}) has no access mark. Put @public, "
                "@signed_in or @allowed(Can.…) above it (see cohort/web/guard.py), and add its "
                "line to tests/<feature>/routes.txt."
            )
        scope = mark.action.scope if mark.action else "site"
        if scope != "site" and f"{scope}_slug" not in rule.arguments:
            raise RuntimeError(
                f"The view {rule.endpoint} ({rule.rule}) is marked {mark.action!r} but its "
                f"address has no <{scope}_slug>. Add it, or mark the view with another action."
            )


def viewer() -> Actor:
    """Who is asking, as far as this request has found out."""
    return cast(Actor, g.get("actor", NOBODY))


def find_viewer() -> Actor:
    """Who is asking, loaded now if need be: for error pages, which no mark guards."""
    if "actor" not in g:
        g.actor = _load({})
    return viewer()


def allow(action: Can, subject: Any = None) -> None:
    """Raises NotAllowed unless the rule book lets the viewer do `action` to `subject`."""
    if not may(viewer(), action, subject):
        raise NotAllowed(f"This is not open to you: {action.sentence.lower()}.")


def can(action: Can, subject: Any = None) -> bool:
    """The same question for templates: the one rule book answers both."""
    return may(viewer(), action, subject)


def _check() -> None:
    if request.endpoint is None:
        return  # no such address, or not with this method: Flask answers that itself
    mark = mark_of(current_app.view_functions[request.endpoint])
    if mark is None:
        raise NotFound
    g.actor = _load(request.view_args or {})
    if mark.kind == "public":
        return
    if mark.kind == "half signed in" and viewer().half_user_id:
        return
    if not viewer().is_signed_in:
        raise SignInNeeded
    if viewer().is_leaving and mark.kind != "leaving":
        raise Leaving
    if mark.action is not None:
        _check_action(mark.action)


def _check_action(action: Can) -> None:
    asked = {"cohort": viewer().asked_cohort, "programme": viewer().asked_programme}
    if action.scope in asked and asked[action.scope] is None:
        raise NotFound  # the same as for what is there, for others
    if may(viewer(), action):
        if viewer().agreement_due and action in NEEDS_AGREEMENT:
            raise AgreementNeeded
        return
    if viewer().is_vouched_for and may(replace(viewer(), is_vouched_for=False), action):
        raise ProofNeeded
    if action.scope != "site" and not viewer().stands_within:
        raise NotFound
    raise NotAllowed(f"This is not open to you: {action.sentence.lower()}.")


def _load(arguments: dict[str, Any]) -> Actor:
    if not current_user.is_authenticated:
        return NOBODY
    load = cast(LoadActor, current_app.extensions["load_actor"])
    return load(
        current_user.user_id,
        current_user.epoch,
        cohort_slug=arguments.get("cohort_slug"),
        programme_slug=arguments.get("programme_slug"),
        sign_in_id=current_user.sign_in_id,
    )
