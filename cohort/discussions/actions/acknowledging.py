"""Saying a small word of somebody's post, and taking it back. Nobody is sent anything."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.models import Acknowledgement, Word
from cohort.discussions.queries import OnePost


def say_word(actor: Actor, post: OnePost, word: Word) -> None:
    """Put the actor's name beside the word. Pressed twice, it stands once."""
    try:
        with db.session.begin_nested():
            db.session.add(Acknowledgement(post_id=post.id, user_id=actor.user_id, word=word))
    except IntegrityError:
        return


def take_word_back(actor: Actor, post: OnePost, word: Word) -> None:
    """Take the name away again; nothing happens where it does not stand."""
    of = Acknowledgement
    change(sa.delete(of).where(of.post_id == post.id, of.user_id == actor.user_id, of.word == word))
