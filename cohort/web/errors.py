"""Error pages: what happened, what became of what you wrote, what to do next."""

from __future__ import annotations

from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from cohort.db import db, set_reading
from cohort.kernel.errors import Clash, Closed, DomainError, NotAllowed, NotFound
from cohort.kernel.safety_log import event
from cohort.web import guard, kept, safety_log
from cohort.web.error_messages import FIRST_FINISH, SIGNED_OUT, TOO_LARGE_A_FILE, WORDS
from cohort.web.logs import reason_of
from cohort.web.redirects import here
from cohort.web.script_answers import refusal, wants_json
from cohort.web.unit_of_work import READS, DirtyRead

log = structlog.get_logger(__name__)

NOT_ALLOWED = event("refused.not_allowed", "The rule book says no: 403", level="warning")
NOT_FOUND = event(
    "refused.not_found",
    "A thing that is not there, or not for this person: 404. Addresses of no page are not recorded",
    level="warning",
)
TOO_MANY = event("refused.too_many", "More requests than are taken: 429", level="warning")
TOO_LARGE = event("refused.too_large", "More than is taken in one request: 413", level="warning")
UNKNOWN_HOST = event("refused.unknown_host", "Another host name was asked for", level="warning")
STALE_TOKEN = event("form.stale", "A form whose token does not fit: stale, or from elsewhere")
KEPT = event("form.kept", "A form came without a good sign-in and is kept to be finished after it")
NOT_KEPT = event("form.not_kept", "A form came without a good sign-in and could not be kept")


def install(app: Flask) -> None:
    """Turn every exception into a page."""
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(guard.SignInNeeded, _sign_in_needed)
    app.register_error_handler(guard.AgreementNeeded, _agreement_needed)
    app.register_error_handler(guard.ProofNeeded, _proof_needed)
    app.register_error_handler(guard.Leaving, _leaving)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(InterfaceError, _database_trouble)
    app.register_error_handler(StaleDataError, lambda _error: error_page(409, offer_retry=True))
    app.register_error_handler(IntegrityError, _somebody_was_quicker)
    app.register_error_handler(500, _fault)


def error_page(
    status: int,
    *,
    title: str | None = None,
    text: list[str] | None = None,
    offer_retry: bool = False,
    sign_in_first: bool = False,
    finish: tuple[str, str] | None = None,
) -> Response:
    """The page for `status`, with what the person had typed. Rolls the transaction back.

    `finish` is (words, address) of the one step to take; then the form they typed is sent.
    """
    _roll_back()
    usual_title, usual_text = WORDS.get(status, WORDS[422 if status < 500 else 500])
    if wants_json():
        return refusal(status, title or usual_title)
    if status not in (500, 503):
        _try_to_find_viewer()
    page = render_template(
        "errors/error.html",
        status=status,
        error_title=title or usual_title,
        error_text=text or usual_text,
        kept=kept.kept_text(),
        had_files=kept.had_files(),
        retry=kept.retry() if offer_retry else None,
        sign_in_first=sign_in_first,
        finish=finish,
        request_id=safety_log.request_id(),
    )
    response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _form_expired(_error: CSRFError) -> ResponseReturnValue:
    STALE_TOKEN.note()
    return error_page(
        400,
        title="This form had gone stale",
        text=[
            "For your safety each form carries a mark that shows it came from this site. "
            "The mark on this one no longer fits, which happens when you sign in or out in "
            "another tab. Nothing was saved yet."
        ],
        offer_retry=True,
    )


def _sign_in_needed(_error: guard.SignInNeeded) -> ResponseReturnValue:
    half = guard.viewer().half_user_id
    step = "accounts.second_step" if half else "accounts.sign_in"
    if request.method in READS:
        return redirect(url_for(step, next=here()), 303)
    title, why, button, do = FIRST_FINISH if half else SIGNED_OUT
    if _is_kept_for_later():
        words = f"{why} {do.capitalize()} now, and it is sent as you wrote it."
        finish = (button, url_for(step))
        return error_page(401, title=title, text=[words], offer_retry=True, finish=finish)
    words = f"{why} First {do} in another tab. Then come back to this one and send it again."
    return error_page(401, title=title, text=[words], offer_retry=True, sign_in_first=True)


def _agreement_needed(_error: guard.AgreementNeeded) -> ResponseReturnValue:
    slug = guard.viewer().cohort.slug
    if request.method in READS:
        return redirect(url_for("programmes.show_agreement", cohort_slug=slug, next=here()), 303)
    if _is_kept_for_later():
        return error_page(
            409,
            title="First agree to how the cohort works",
            text=[
                "The wording of the cohort's agreement has changed since you agreed to it, so this "
                "was not saved yet. Read it and agree, and it is sent as you wrote it."
            ],
            offer_retry=True,
            finish=("Read it and agree", url_for("programmes.show_agreement", cohort_slug=slug)),
        )
    return error_page(
        409,
        title="First agree to how the cohort works",
        text=[
            "The wording of the cohort's agreement has changed since you agreed to it, so this was "
            "not saved yet. Read it and agree in another tab, then come back and send this again."
        ],
        offer_retry=True,
    )


def _proof_needed(_error: guard.ProofNeeded) -> ResponseReturnValue:
    NOT_ALLOWED.note()
    text = (
        "You signed in with a code that a facilitator read out. That is enough for modules and "
        "threads. Your log and your account open when you sign in with your password, a code "
        "from your own mail, or your organisation's account."
    )
    is_kept = _is_kept_for_later()
    onward = here() if request.method in READS else None
    return error_page(
        403,
        title="First show that it is you",
        text=[text, "What you sent just now is kept until then."] if is_kept else [text],
        offer_retry=not is_kept,
        finish=("Sign in another way", url_for("accounts.sign_in", next=onward)),
    )


def _is_kept_for_later() -> bool:
    """Whether this request's form is kept until its author has shown who they are."""
    if request.method in READS or wants_json():  # a script keeps what it sends itself
        return False
    is_kept = bool(current_app.extensions["keep_form"]())
    (KEPT if is_kept else NOT_KEPT).note()
    return is_kept


def _leaving(_error: guard.Leaving) -> ResponseReturnValue:
    if request.method in READS:
        return redirect(url_for("data_rights.keep_account"), 303)
    NOT_ALLOWED.note()
    return error_page(
        403,
        title="Your account is closed",
        text=[
            "It waits to be deleted, because you asked for that. To go on, say in another tab that "
            "you want to keep it. Then come back to this one and send it again."
        ],
        offer_retry=True,
    )


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    """Plain text: no URL can be built for this host, so no page can be rendered."""
    UNKNOWN_HOST.note()
    words = "This site does not answer to the host name that was asked for."
    return make_response(words, 400, {"Content-Type": "text/plain; charset=utf-8"})


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error  # a redirect, or a response already made
    status = error.code or 500
    text = None
    if status == 413:
        TOO_LARGE.note()
        most, usual = request.max_content_length or 0, current_app.config["MAX_CONTENT_LENGTH"]
        is_file = most != usual and (request.content_length or 0) > most
        most, lines = (most, TOO_LARGE_A_FILE) if is_file else (usual, WORDS[413][1])
        text = [line.format(limit=f"{most // 1024**2} MB") for line in lines]
    elif isinstance(error, RateLimitExceeded):
        return _too_many(error)
    elif status == 400 and error.description and not _is_stock(error):
        text = [f"{error.description} Nothing was saved."]
    response = error_page(status, text=text, offer_retry=status in (429, 503))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _too_many(error: RateLimitExceeded) -> ResponseReturnValue:
    TOO_MANY.note()
    seconds = error.limit.limit.get_expiry()
    wait = "an hour" if seconds >= 3600 else "a minute" if seconds <= 60 else "a few minutes"
    text = [line.format(wait=wait) for line in WORDS[429][1]]
    response = error_page(429, text=text, offer_retry=True)
    response.headers["Retry-After"] = str(seconds)
    return response


def _is_stock(error: HTTPException) -> bool:
    return error.description == type(error).description


def _domain_error(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, NotFound):
        NOT_FOUND.note()
        return error_page(404, text=[str(error), WORDS[404][1][1]] if str(error) else None)
    if isinstance(error, NotAllowed):
        NOT_ALLOWED.note()
        return error_page(403, text=[str(error), WORDS[403][1][0]])
    if isinstance(error, (Clash, Closed)):
        return error_page(409, text=[f"{error} Nothing was saved."])
    return error_page(422, text=[f"{error} Nothing was saved."])


def _database_trouble(error: Any) -> ResponseReturnValue:
    if request.method in READS and "readonly database" in str(error.orig):
        # How SQLite reports what PostgreSQL says plainly: our code wrote during a GET.
        raise DirtyRead(
            f"{request.method} {request.endpoint} tried to write. Move the change to a POST view."
        ) from error
    safety_log.note_fault(error)
    return error_page(503, offer_retry=True)


def _somebody_was_quicker(error: IntegrityError) -> ResponseReturnValue:
    """Two requests made the same thing in the same instant, and the database let one through."""
    log.error("an integrity error", endpoint=request.endpoint, error=reason_of(error))
    return error_page(409, offer_retry=True)


def _fault(_error: Any) -> ResponseReturnValue:
    try:
        return error_page(500)
    except Exception as error:  # even the page that says sorry failed
        log.exception("the error page failed", error=reason_of(error))
        title, text = WORDS[500]
        words = f"{title}. {' '.join(text)} Our number for it: {safety_log.request_id()}"
        return make_response(words, 500, {"Content-Type": "text/plain"})


def _try_to_find_viewer() -> None:
    """An error page still greets the person it is for, when the database can say who."""
    try:
        set_reading(True)
        guard.find_viewer()
    except (OperationalError, InterfaceError):
        _roll_back()


def _roll_back() -> None:
    """Undo all of this request, including any flash message that says it was done."""
    safety_log.forget_changes()
    if request.method not in READS:
        session.pop("_flashes", None)
    try:
        db.session.rollback()
    except (OperationalError, InterfaceError):
        db.session.remove()
