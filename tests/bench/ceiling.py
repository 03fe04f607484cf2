"""The application as the benchmark serves it: the real one, and a ceiling for each page.

`/__ceiling/<address>` answers like the page at that address, through the same Flask stack
(session cookie, guard, security policy, headers, template), but from data captured once in
each process: it never asks the database. What a page does beyond its ceiling is what the
database, and the code around it, cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, template_rendered
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from cohort.access.actor import NOBODY, Actor
from cohort.app import create_app
from cohort.discussions.forms import PostForm
from cohort.markdown import member_html
from cohort.web.guard import public
from config import Config

PREFIX = "/__ceiling"
ENDPOINT = "ceiling"
FROM_THE_REQUEST = ("g", "request", "session", "current_user", "viewer", "cohort")


@dataclass(frozen=True)
class Captured:
    """What the real view gave its template, and who asked."""

    template: str
    context: dict[str, Any]
    actor: Actor


_captured: dict[str, Captured] = {}


def install(app: Flask) -> None:
    """Add the ceilings to an application that is otherwise untouched."""
    load_actor = app.extensions["load_actor"]

    def load_or_recall(user_id: int, epoch: int, **scope: Any) -> Actor:
        if request.endpoint != ENDPOINT:
            return load_actor(user_id, epoch, **scope)
        captured = _captured.get(_asked((request.view_args or {})["address"]))
        return captured.actor if captured else NOBODY

    app.extensions["load_actor"] = load_or_recall
    for rule in (f"{PREFIX}/", f"{PREFIX}/<path:address>"):
        app.add_url_rule(rule, ENDPOINT, show, methods=["GET"], defaults=_home(rule))
        app.add_url_rule(rule, f"{ENDPOINT}_post", post, methods=["POST"], defaults=_home(rule))


def _asked(address: str) -> str:
    """The address with its query, as somebody searching sends it."""
    query = request.query_string.decode()
    return f"{address}?{query}" if query else address


def _home(rule: str) -> dict[str, str] | None:
    return None if "<" in rule else {"address": ""}


@public
def show(address: str) -> ResponseReturnValue:
    """The page at `address` without its queries."""
    asked = _asked(address)
    captured = _captured.get(asked)
    if captured is None:
        captured = _captured[asked] = _capture(f"/{asked}")
        g.actor = captured.actor
    return render_template(captured.template, **_fresh_forms(captured.context))


@public
def post(address: str) -> ResponseReturnValue:
    """A reply without its queries: form, token, Markdown, redirect."""
    form = PostForm()
    if not form.validate_on_submit():
        return "The form did not validate.", 422
    html = member_html(form.body.data or "")
    return redirect(f"/{address}#{form.submission_key}-{len(html)}", 303)


def _capture(path: str) -> Captured:
    seen: list[Captured] = []

    def keep(_app: Flask, template: Any, context: dict[str, Any], **_more: Any) -> None:
        given = {key: value for key, value in context.items() if key not in FROM_THE_REQUEST}
        seen.append(Captured(template.name, given, context["viewer"]))

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own proxy
    headers = {
        name: request.headers[name] for name in ("Cookie", "Host") if name in request.headers
    }
    with template_rendered.connected_to(keep, app):
        answer = app.test_client(use_cookies=False).get(path, headers=headers)
    if answer.status_code != 200 or not seen:
        raise RuntimeError(f"{path} answered {answer.status_code}: there is no page to capture.")
    return seen[0]


def _fresh_forms(context: dict[str, Any]) -> dict[str, Any]:
    """Forms are made for each request, as the views do: that is no work of the database's."""
    return {
        key: _fresh(value) if isinstance(value, FlaskForm) else value
        for key, value in context.items()
    }


def _fresh(form: FlaskForm) -> FlaskForm:
    """One of its kind, without the fields that the view took out of this one."""
    made = type(form)()
    for name in [name for name in made._fields if name not in form._fields]:
        del made[name]
    return made


def make() -> Flask:
    """The application with its ceilings, from the environment."""
    app = create_app(Config.from_env())
    install(app)
    return app
