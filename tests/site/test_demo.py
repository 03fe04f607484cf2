"""The demo is gathered from the features, and only when somebody asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from cohort.db import db, reading
from cohort.discussions.models import Post
from cohort.programmes.models import Membership
from cohort.reflections.models import Reflection
from cohort.site import demo
from config import ROOT
from tests import planting

# It tells the order in which it was called, and posts between two posts of the demo.
PLANTED = """
    from functools import partial

    from cohort.access.actions import Can
    from cohort.db import db
    from cohort.demo.acting import check, date_back, new_key
    from cohort.demo.people import SPRING
    from cohort.discussions.actions import open_thread
    from cohort.discussions.models import Post

    CALLED = []

    def begin(cast):
        CALLED.append(f"before: {db.session.query(Post).count()} posts")

    def sessions(cast):
        yield cast.moment(SPRING, 9, "12:00"), partial(meet, cast)

    def meet(cast, moment):
        ruth = cast.member("ruth", SPRING)
        check(ruth, Can.OPEN_THREAD)
        posted = open_thread(ruth, title="We met", body="It rained.", submission_key=new_key())
        date_back(Post, Post.id == posted.post_id, posted_at=moment)
        CALLED.append("met")

    def end(cast):
        CALLED.append(f"after: {db.session.query(Post).count()} posts")

    BEFORE = (begin,)
    HAPPENINGS = (sessions,)
    AFTER = (end,)
"""


def test_a_feature_adds_its_part_in_its_own_folder(app: Flask, tmp_path: Path) -> None:
    with planting.feature(tmp_path, "sessions", demo=PLANTED), app.app_context():
        assert demo.load()
        called = sys.modules["cohort.sessions.demo"].CALLED
        with reading():
            rows = sa.select(Post.body, Post.posted_at).order_by(Post.id)
            posts = list(db.session.execute(rows))
    assert called == ["before: 0 posts", "met", "after: 81 posts"]
    moments = [posted_at for _, posted_at in posts]
    place = [body for body, _ in posts].index("It rained.")
    assert 0 < place < len(posts) - 1
    assert moments == sorted(moments), "ids rise with the moments of every feature together"


def test_each_feature_has_done_its_part(app: Flask) -> None:
    with app.app_context():
        assert demo.load()
        with reading():
            counts = [
                db.session.scalar(sa.select(sa.func.count()).select_from(table))
                for table in (Membership, Reflection, Post)
            ]
    assert counts == [24, 10, 80]


def test_a_web_process_loads_nothing_of_the_demo(tmp_path: Path) -> None:
    code = (
        "import sys, wsgi\n"
        "print([m for m in sorted(sys.modules) if m.startswith('cohort.') and 'demo' in m])"
    )
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env | {"COHORT_ENV": "development", "INSTANCE_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert done.stdout.strip() == "[]"
