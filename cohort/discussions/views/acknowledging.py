"""Small words said of posts."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.models import Word
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer


@blueprint.post("/threads/<id:thread_id>/posts/<id:post_id>/words")
@allowed(Can.READ_THREADS)
def say_word(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Say one of the words, or take it back: the button says which, so that a second press of
    the same button changes nothing."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.ACKNOWLEDGE, post)
    takes_back = request.form.get("take_back")
    try:
        word = Word(takes_back or request.form.get("say", ""))
    except ValueError:
        raise NotFound("There is no such word.") from None
    act = actions.take_word_back if takes_back else actions.say_word
    act(viewer(), post, word)
    return to_post(cohort_slug, actions.Posted(post.thread_id, post.id))
