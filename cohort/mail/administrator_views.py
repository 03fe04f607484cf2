"""The outbox, for administrators. A message that holds a code or link for its owner alone is
shown to nobody."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.mail import actions, queries
from cohort.mail.forms import TestMailForm
from cohort.mail.models import MailState
from cohort.mail.queries import Wanted
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("mail_administrator", __name__, url_prefix="/admin/mail")


@blueprint.app_template_global()
def count_stuck_mail() -> int:
    """How many messages need an administrator; 0 for anybody else."""
    return queries.count_stuck(viewer())


@blueprint.get("")
@allowed(Can.ADMINISTER)
def list_messages() -> ResponseReturnValue:
    """The newest messages, filtered as asked; those that need attention on top."""
    state = request.args.get("state", "")
    wanted = Wanted(
        state if state in set(MailState) else "",
        request.args.get("kind", "")[:60],
        request.args.get("address", "").strip()[:320],
        key_asked(),
    )
    return render_template(
        "mail/administrator/list.html",
        page=queries.messages_visible_to(viewer(), wanted),
        stuck=[]
        if any((wanted.state, wanted.address, wanted.kind, wanted.before))
        else queries.stuck_messages(viewer()),
        counts=queries.count_states(viewer()),
        wanted=wanted,
        states=list(MailState),
        kinds=_kinds(),
    )


@blueprint.get("/<id:message_id>")
@allowed(Can.ADMINISTER)
def show_message(message_id: int) -> ResponseReturnValue:
    """One message: its state, what went wrong, and its text to send by hand."""
    row = queries.get_message(viewer(), message_id)
    return render_template(
        "mail/administrator/message.html",
        message=row,
        trouble=queries.in_plain_words(row.last_error, row.to_address),
        bounces=queries.bounces_of(viewer(), row.to_address),
    )


@blueprint.post("/<id:message_id>/resend")
@allowed(Can.ADMINISTER)
def resend(message_id: int) -> ResponseReturnValue:
    """Send it again."""
    try:
        actions.resend(viewer(), queries.get_message(viewer(), message_id))
    except actions.CannotSend as refusal:
        flash(str(refusal), "error")
    else:
        flash("It goes out within a minute.", "success")
    return redirect(url_for(".show_message", message_id=message_id), 303)


@blueprint.post("/<id:message_id>/cancel")
@allowed(Can.ADMINISTER)
def cancel(message_id: int) -> ResponseReturnValue:
    """Do not send it."""
    if actions.cancel(viewer(), queries.get_message(viewer(), message_id)):
        flash("It is not sent.", "success")
    else:
        flash("It was not waiting any more, so there was nothing to cancel.")
    return redirect(url_for(".show_message", message_id=message_id), 303)


@blueprint.post("/<id:message_id>/clear-bounces")
@allowed(Can.ADMINISTER)
def clear_bounces(message_id: int) -> ResponseReturnValue:
    """Send to this address again."""
    row = queries.get_message(viewer(), message_id)
    if actions.clear_bounces(viewer(), row):
        flash(f"We will send mail to {row.to_address} again. You can also send this message again.")
    return redirect(url_for(".show_message", message_id=message_id), 303)


@blueprint.route("/test", methods=["GET", "POST"])
@allowed(Can.ADMINISTER)
def send_test() -> ResponseReturnValue:
    """A message that shows whether mail goes out and arrives."""
    form = TestMailForm()
    if form.validate_on_submit():
        row = actions.send_test(viewer(), form.address.data or "")
        flash("It goes out within a minute. This page says how it went.", "success")
        return redirect(url_for(".show_message", message_id=row.id), 303)
    page = render_template("mail/administrator/test.html", form=form, error=bool(form.errors))
    return page, 422 if form.errors else 200


def _kinds() -> list[str]:
    folder = Path(current_app.root_path) / "templates" / "emails"
    return sorted(str(path.relative_to(folder).with_suffix("")) for path in folder.glob("*/*.md"))
