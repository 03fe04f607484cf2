"""What people say about themselves, and their photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from cohort.access.actor import Actor
from cohort.access.profiles import USUAL
from cohort.accounts import queries
from cohort.accounts.models import Profile, User
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.files import store
from cohort.files.pictures import CONTENT_TYPE, safe_picture, small_key
from cohort.kernel import ids

PHOTO_SIZE = 480  # pixels
SMALL_SIZE = 96


def begin_profile(user_id: int, organisation: str) -> None:
    """Make a profile for somebody without one, with the organisation from their invitation."""
    if organisation and db.session.get(Profile, user_id) is None:
        db.session.add(Profile(user_id=user_id, organisation=organisation[:200]))
        db.session.flush()


def save_profile(
    user: User, profile: Profile, *, name: str, texts: Mapping[str, str], seen_by: Mapping[str, str]
) -> None:
    """Save the name, the texts and who sees each field."""
    user.name = name
    for field, text in texts.items():
        setattr(profile, field, text)
    profile.seen_by = {field: str(seen_by[field]) for field in USUAL if field in seen_by}
    db.session.add(profile)
    flag_modified(profile, "seen_by")  # raise the version even when only the name changed
    db.session.flush()


def change_photo(viewer: Actor, content: bytes) -> None:
    """Replace the photo. Raises BadPicture."""
    release_write_lock()  # re-encoding and storing are slow
    photo = safe_picture(content, biggest=PHOTO_SIZE)
    small = safe_picture(photo, biggest=SMALL_SIZE)
    key = f"photos/{ids.write_id(ids.new_id())}.webp"
    store.put(key, photo, CONTENT_TYPE)
    store.put(small_key(key), small, CONTENT_TYPE)
    _, profile = queries.get_own_profile(viewer, to_change=True)
    db.session.add(profile)
    db.session.flush()
    _set_photo(profile, key)


def remove_photo(viewer: Actor) -> None:
    """Remove the photo, if there is one."""
    _, profile = queries.get_own_profile(viewer, to_change=True)
    if profile.photo_key:
        _set_photo(profile, None)


def _set_photo(profile: Profile, key: str | None) -> None:
    """Leave the version alone: a form of texts that is open elsewhere must not clash."""
    if profile.photo_key:
        store.delete_after_commit(profile.photo_key)
        store.delete_after_commit(small_key(profile.photo_key))
    mine: Any = Profile.user_id == profile.user_id
    db.session.execute(
        sa.update(Profile).where(mine).values(photo_key=key),
        execution_options={"synchronize_session": False},
    )
