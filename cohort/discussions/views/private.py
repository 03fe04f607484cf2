"""Private replies: a facilitator writes to the author of a post, who can answer."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.actions import private as actions
from cohort.discussions.forms.private import PrivateForm
from cohort.discussions.queries.private import Exchange, find_exchange, get_exchange_with, is_here
from cohort.discussions.queries.told_privately import PRIVATE_REPLY
from cohort.discussions.views.blueprint import blueprint
from cohort.drafts import compose, settle_sent
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.notices.actions import note_shown
from cohort.web.guard import allowed, viewer

OF_POST, ONE = "/posts/<id:post_id>/private-reply", "/private-replies/<id:private_id>"
SENT = "Sent. Nobody else can read it."
GONE = "Not sent: {} is no longer here to read it. Your words are below"


@blueprint.get(OF_POST)
@allowed(Can.REPLY_PRIVATELY)
def ask_private(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """Who will read it, what was written so far, and the box."""
    post, exchange = _of_another(post_id)
    return _page(post, exchange, PrivateForm())


@blueprint.post(OF_POST)
@allowed(Can.REPLY_PRIVATELY)
def reply_privately(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """Send it to the author of the post."""
    (post, exchange), form = _of_another(post_id), PrivateForm()
    if not form.validate_on_submit() or _is_alone(post, exchange, form):
        return _page(post, exchange, form), 422
    words = {"body": form.body.data or "", "submission_key": form.submission_key}
    private_id = actions.reply_privately(viewer(), post, **words)
    settle_sent(viewer(), "private_reply", f"author:{ids.write_id(post.id)}")
    flash(SENT, "success")
    return _to(cohort_slug, private_id, of_post=post.id)


@blueprint.get(ONE)
@allowed(Can.ANSWER_PRIVATELY)
def read_private(cohort_slug: str, private_id: int) -> ResponseReturnValue:
    """The exchange that this is part of, for the author of the post; for the facilitator, on the
    page on which they wrote it."""
    exchange = get_exchange_with(viewer(), private_id)
    if exchange.is_mine:
        return _to(cohort_slug, private_id, of_post=exchange.post_id)
    post = queries.get_post(viewer(), exchange.post_id)
    return _page(post, exchange, PrivateForm())


@blueprint.post(ONE)
@allowed(Can.ANSWER_PRIVATELY)
def answer_privately(cohort_slug: str, private_id: int) -> ResponseReturnValue:
    """Send the author's answer to the facilitator."""
    exchange, form = get_exchange_with(viewer(), private_id), PrivateForm()
    if exchange.is_mine:
        raise NotFound("Write to the author on the page of your own reply.")
    post = queries.get_post(viewer(), exchange.post_id)
    if not form.validate_on_submit() or _is_alone(post, exchange, form):
        return _page(post, exchange, form), 422
    words = {"body": form.body.data or "", "submission_key": form.submission_key}
    sent = actions.answer_privately(post, exchange, **words)
    settle_sent(viewer(), "private_answer", _target(post, exchange))
    flash(SENT, "success")
    return _to(cohort_slug, sent)


def _of_another(post_id: int) -> tuple[queries.OnePost, Exchange | None]:
    """Somebody else's post and what the viewer has with its author. Raises NotFound for an own
    post, and for one that was removed before anything was written about it."""
    post = queries.get_post(viewer(), post_id)
    exchange = find_exchange(viewer(), post_id, viewer().user_id)
    if post.is_own or (post.removed_at and exchange is None):
        raise NotFound("There is no such post of somebody else.")
    return post, exchange


def _is_alone(post: queries.OnePost, exchange: Exchange | None, form: PrivateForm) -> bool:
    """Whether the other of the two is not here any more: the form then says so."""
    if _reads_it(post, exchange):
        return False
    other = exchange.facilitator if exchange and not exchange.is_mine else post.author
    form.body.errors = [GONE.format(other)]
    return True


def _reads_it(post: queries.OnePost, exchange: Exchange | None) -> bool:
    """Whether the other of the two is here to read it. Of a post without a name that is never
    asked: that somebody left would tell who wrote it."""
    if exchange and not exchange.is_mine:
        return is_here(viewer(), exchange.facilitator_id, as_facilitator=True)
    return not post.author_id or is_here(viewer(), post.author_id, as_facilitator=False)


def _page(post: queries.OnePost, exchange: Exchange | None, form: PrivateForm) -> Response:
    is_author = exchange is not None and not exchange.is_mine
    kind = "private_answer" if is_author else "private_reply"
    text = render_template(
        "discussions/private.html",
        post=post,
        exchange=exchange,
        form=form,
        is_author=is_author,
        reads_it=_reads_it(post, exchange),
        draft=compose(viewer(), kind, _target(post, exchange), form),
    )
    answer = make_response(text)
    note_shown(answer, viewer().user_id, PRIVATE_REPLY, exchange.unread if exchange else [])
    return answer


def _target(post: queries.OnePost, exchange: Exchange | None) -> str:
    if exchange and not exchange.is_mine:
        return f"private:{ids.write_id(exchange.lines[0].id)}"
    return f"author:{ids.write_id(post.id)}"


def _to(cohort_slug: str, private_id: int, of_post: int | None = None) -> ResponseReturnValue:
    """To a message, on the page of the facilitator with `of_post`, else on that of the author."""
    written = ids.write_id(private_id)
    names: dict[str, Any] = {"cohort_slug": cohort_slug, "_anchor": f"private-{written}"}
    if of_post is not None:
        return redirect(url_for(".ask_private", post_id=of_post, **names), 303)
    return redirect(url_for(".read_private", private_id=private_id, **names), 303)
