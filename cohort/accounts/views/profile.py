"""The viewer's own profile and photo."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries
from cohort.accounts.actions import profiles
from cohort.accounts.forms.profile import PhotoForm, ProfileForm, saved_profile
from cohort.accounts.views.blueprint import blueprint
from cohort.files import store
from cohort.files.pictures import CONTENT_TYPE, MOST_BYTES, BadPicture, small_key
from cohort.kernel.errors import NotFound
from cohort.web.guard import allowed, viewer
from cohort.web.incoming import takes_up_to
from cohort.web.limits import limiter

REST_OF_THE_FORM = 64 * 1024  # bytes around the photo itself


@blueprint.get("/account/profile")
@allowed(Can.CHANGE_ACCOUNT)
def edit_profile() -> ResponseReturnValue:
    """The profile in a form."""
    user, profile = queries.get_own_profile(viewer())
    saved = saved_profile(user, profile)
    form = ProfileForm(data=saved, version=str(profile.version or 0))
    return render_template("accounts/profile.html", form=form, profile=profile)


@blueprint.post("/account/profile")
@allowed(Can.CHANGE_ACCOUNT)
def save_profile() -> ResponseReturnValue:
    """Save it, unless it was changed in another tab meanwhile."""
    user, profile = queries.get_own_profile(viewer(), to_change=True)
    saved = saved_profile(user, profile)
    form = ProfileForm(data=saved)
    if not form.validate_on_submit() or form.clashes_with(profile.version or 0, saved):
        page = render_template("accounts/profile.html", form=form, profile=profile)
        return page, form.answer_status
    profiles.save_profile(
        user, profile, name=form.name.data or "", texts=form.texts, seen_by=form.seen_by
    )
    flash("Your profile is saved.", "success")
    return redirect(url_for(".edit_profile"), 303)


@blueprint.get("/account/photo")
@allowed(Can.CHANGE_ACCOUNT)
def edit_photo() -> ResponseReturnValue:
    """The current photo, and a form to upload another."""
    _, profile = queries.get_own_profile(viewer())
    return render_template("accounts/photo.html", form=PhotoForm(), profile=profile)


@blueprint.post("/account/photo")
@allowed(Can.CHANGE_ACCOUNT)
@takes_up_to(MOST_BYTES + REST_OF_THE_FORM)
@limiter.limit("30 per hour")
def save_photo() -> ResponseReturnValue:
    """Re-encode it and save it."""
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            profiles.change_photo(viewer(), form.photo.data.read())
        except BadPicture as error:
            form.photo.errors = [str(error)]
        else:
            flash("Your photo is saved.", "success")
            return redirect(url_for(".edit_photo"), 303)
    _, profile = queries.get_own_profile(viewer())
    return render_template("accounts/photo.html", form=form, profile=profile), 422


@blueprint.post("/account/photo/remove")
@allowed(Can.CHANGE_ACCOUNT)
def remove_photo() -> ResponseReturnValue:
    """Remove it; the initials replace it again."""
    profiles.remove_photo(viewer())
    flash("Your photo is removed.", "success")
    return redirect(url_for(".edit_photo"), 303)


@blueprint.get("/account/profile/photo")
@allowed(Can.CHANGE_ACCOUNT)
def own_photo() -> ResponseReturnValue:
    """The photo itself."""
    _, profile = queries.get_own_profile(viewer())
    return picture(profile.photo_key)


def picture(key: str | None) -> ResponseReturnValue:
    """A stored photo as a response, the small one if the URL asks for it. Raises NotFound."""
    if not key:
        raise NotFound("There is no photo.")
    content = store.get(small_key(key) if "small" in request.args else key)
    response = make_response(content)
    response.content_type = CONTENT_TYPE
    response.headers["Content-Disposition"] = 'inline; filename="photo.webp"'
    return response
