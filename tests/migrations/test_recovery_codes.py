"""Migration 010 hashes recovery codes slowly that were hashed plainly; they stay good."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from flask import Flask

from cohort.accounts.actions import recovery_codes
from cohort.accounts.models import RecoveryCode, User
from cohort.accounts.recovery_codes import code_of, salt_of
from cohort.db import db
from cohort.kernel import ids
from cohort.operations import migrating
from tests.migrations.test_clean_names import revision
from tests.migrations.test_migrations import fresh as fresh
from tests.migrations.test_migrations import move


def plain_hash(code: str) -> str:
    """As releases before stored it."""
    return hashlib.sha256(f"recovery code {code.replace('-', '')}".encode()).hexdigest()


def test_codes_written_down_before_are_still_good_and_no_plain_hash_is_left(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        for number in (1, 2):
            db.session.add(User(id=number, email=f"{number}@example.org", name="Amira"))
        db.session.flush()
        rows = [(ids.new_id(), number) for number in (1, 2) for _ in range(10)]
        for row_id, user_id in rows:
            db.session.add(RecoveryCode(id=row_id, user_id=user_id, code_hash="?"))
        db.session.commit()
        while revision() != "007":
            db.session.remove()
            move("-1")
        assert db.session.scalar(sa.text("SELECT count(*) FROM recovery_code")) == 0
        for row_id, user_id in rows:
            facts = {"id": row_id, "user": user_id, "hash": plain_hash(code_of(row_id))}
            insert = "INSERT INTO recovery_code (id, user_id, code_hash, made_at) VALUES "
            db.session.execute(
                sa.text(insert + "(:id, :user, :hash, '2026-01-01 00:00:00')"), facts
            )
        db.session.commit()
        db.session.remove()
        migrating.migrate()
        stored = db.session.scalars(sa.select(RecoveryCode)).all()
        assert all(one.code_hash.startswith("$argon2id$") for one in stored)
        salts = {
            one.user_id: {salt_of(x.code_hash) for x in stored if x.user_id == one.user_id}
            for one in stored
        }
        assert [len(of_one) for of_one in salts.values()] == [1, 1]
        assert salts[1] != salts[2]
        db.session.rollback()
        found = recovery_codes.hash_typed(1, code_of(rows[3][0]).upper())
        assert recovery_codes.use(1, found) == 9
        assert recovery_codes.use(1, found) is None
        db.session.rollback()
