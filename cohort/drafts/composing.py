"""What a page with a form needs of drafts, and what a view does when the form's text is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask_wtf import FlaskForm
from wtforms import BooleanField

from cohort.access.actor import Actor
from cohort.drafts import keeping
from cohort.drafts.facts import one_line_end, same_words
from cohort.drafts.finding import DraftLine, DraftsHere, drafts_on
from cohort.drafts.keeping import Saving
from cohort.drafts.kinds import Kind, kind_called
from cohort.kernel import ids
from cohort.web.fields import DayField

MOST_TURNS = 1_000_000_000
NUMBER = 19  # digits of the largest id
NOTHING_SENT = Saving(key="", facts={})


@dataclass(frozen=True, slots=True)
class Composing:
    """A form with drafts, for components/composer.html. `offers` are the other drafts of the same
    target, newest first. `opened`: the draft whose words are in the boxes. `saved_since`: (label,
    text) of what was saved after that draft was begun, to stand beside it.
    `device` begins the names of the copies on this device: they are this person's alone.
    """

    kind: str
    target: str
    fields: Sequence[str]
    key: str
    based_on: int
    was: str
    writer: str
    turn: int
    keep_url: str
    drop_url: str
    here: str
    device: str
    words: str
    offers: Sequence[DraftLine] = ()
    finished: Sequence[str] = ()
    opened: DraftLine | None = None
    saved_since: Sequence[tuple[str, str]] = ()


def compose(
    viewer: Actor,
    kind: str,
    target: str,
    form: Any,
    *,
    based_on: int = 0,
    also: Sequence[str] = (),
    saved: Mapping[str, Any] | None = None,
    device: str | None = None,
    words: str = "Saved",
) -> Composing:
    """Offer the viewer's drafts of `target`, and put the one that the address names (`draft`) into
    `form`, unless the form was sent. One query. `form` has a `submission` field; with a `version`
    field, that is set to what the draft was based on, so that saving it finds what changed since.

    `also` are other targets whose drafts can be gone on with here. A draft of anything else is put
    in where its key is asked for: a reply to a closed thread becomes a new thread.
    """
    asked, targets = request.args.get("draft", ""), (target, *also)
    here = drafts_on(viewer, targets, (asked, form.submission.data or ""))
    opened = None
    if not _was_sent(form):
        opened = next((line for line in here.lines if line.key == asked), None)
    if opened:
        put_in(form, opened)
    base = _composing(viewer, kind, target, form, here, device or f"{kind}:{target}", words)
    return replace(
        base,
        based_on=_based_on(form, opened, based_on),
        offers=_offers(here.lines, targets, base.key, saved or {}),
        opened=opened,
        saved_since=_saved_since(form, opened, based_on, saved or {}),
    )


def compose_each(
    viewer: Actor, boxes: Sequence[tuple[str, str, Any]], *, device: str
) -> list[Composing]:
    """The same for a page with several empty boxes, each a (kind, target, form): one query for
    all. A draft is offered there, and gone on with on a page of its own. `device` tells the copies
    of these boxes on this device from those of that page, whose forms may have more fields."""
    here = drafts_on(viewer, [target for _, target, _ in boxes])
    return [
        replace(
            _composing(viewer, kind, target, form, here, f"{device}:{target}", "Saved"),
            offers=_offers(here.lines, (target,), form.submission.data or "", {}),
            here=request.path,  # where one stays when an offered draft is thrown away
        )
        for kind, target, form in boxes
    ]


def _composing(
    viewer: Actor, kind: str, target: str, form: Any, here: DraftsHere, device: str, words: str
) -> Composing:
    """What the form needs, as far as no draft was opened in it and none is offered."""
    known, lines = kind_called(kind), {line.key: line for line in here.lines}
    # A form that comes back goes on as the same page, which its draft knows by `writer`.
    sent = sent_saving(known) if _was_sent(form) else NOTHING_SENT
    key = form.submission.data or ""
    slug = _slug(viewer)
    scope = "cohort" if viewer.asked_cohort is not None else "programme"
    return Composing(
        kind=kind,
        target=target,
        fields=known.fields,
        key=key,
        based_on=0,
        was=_was(lines.get(key), sent),
        writer=sent.writer,
        turn=sent.turn,
        keep_url=url_for(f"drafts.keep_in_{scope}", **slug),
        drop_url=url_for(f"drafts.drop_in_{scope}", **slug, draft_key=0).replace(NO_KEY, "{key}"),
        here=known.url(viewer, target),
        device=f"draft:{ids.write_id(viewer.user_id)}:{device}:",
        words=words,
        finished=here.finished,
    )


NO_KEY = ids.write_id(0)


def put_in(form: Any, draft: DraftLine) -> None:
    """Put a draft's words into the form's boxes, and let the form go on as that draft."""
    for name, text in draft.facts.items():
        field = form._fields.get(name)
        if field is not None:
            field.data = bool(text) if isinstance(field, BooleanField) else text
            field.raw_data = [text]  # a draft may hold what is not yet a number
            continue
        name, _, part = name.rpartition("-")
        if isinstance(form._fields.get(name), DayField):
            form[name].parts[part] = text
    form.submission.data = draft.key
    if "version" in form._fields:
        form.version.data = str(draft.based_on)


def settle_sent(viewer: Actor, kind: str, target: str) -> None:
    """The text of the form that was sent is saved: its draft goes with it. A form that was never
    kept anywhere makes no query."""
    saving = sent_saving(kind_called(kind))
    if saving.writer or saving.was:
        keeping.settle(viewer, target, saving)


def keep_sent(viewer: Actor, kind: str, target: str) -> str:
    """Keep what the form that was sent says, which could not be saved; returns its draft's key."""
    known = kind_called(kind)
    place = known.find(viewer, target)
    return keeping.keep_apart(viewer, known, target, place, sent_saving(known)).key


def sent_saving(kind: Kind) -> Saving:
    """What the form that was sent says about its draft, with its text as it was typed."""
    form = request.form
    return Saving(
        key=_key(form.get("submission", "")),
        facts={name: one_line_end(form[name]) for name in kind.fields if name in form},
        based_on=_number(form.get("draft_based_on") or form.get("version", ""), ids.BIGGEST),
        writer=form.get("draft_writer", "")[:13],
        turn=_number(form.get("draft_turn", ""), MOST_TURNS),
        was=form.get("draft_was", "")[:40],
    )


def _key(sent: str) -> str:
    """The form's key; a fresh one when it was tampered with."""
    try:
        return ids.write_id(ids.read_id(sent))
    except ValueError:
        return ids.write_id(ids.new_id())


def _number(sent: str, most: int) -> int:
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= NUMBER
    return min(int(sent), most) if is_number else 0


def _was_sent(form: Any) -> bool:
    return isinstance(form, FlaskForm) and form.is_submitted()


def _based_on(form: Any, opened: DraftLine | None, based_on: int) -> int:
    if "version" in form._fields:
        return _number(form.version.data or "", ids.BIGGEST)
    return opened.based_on if opened else based_on


def _was(draft: DraftLine | None, sent: Saving) -> str:
    """The checksum of the draft whose words are in the boxes."""
    if draft is None or (sent.key and not same_words(draft.facts, sent.facts)):
        return sent.was
    return draft.checksum


def _offers(
    lines: Sequence[DraftLine], targets: Sequence[str], key: str, saved: Mapping[str, Any]
) -> list[DraftLine]:
    """Without the draft that is in the boxes, and what somebody has saved meanwhile."""
    others = [line for line in lines if line.key != key and line.target in targets]
    return [line for line in others if not (saved and same_words(line.facts, saved))]


def _slug(viewer: Actor) -> dict[str, Any]:
    if viewer.asked_cohort is not None:
        return {"cohort_slug": viewer.cohort.slug}
    return {"programme_slug": viewer.programme.slug}


def _saved_since(
    form: Any, opened: DraftLine | None, based_on: int, saved: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What is saved in each field that the draft says otherwise, when it was saved since."""
    if opened is None or opened.based_on == based_on:
        return []
    return [
        (form[name].label.text, str(saved[name] or ""))
        for name, text in opened.facts.items()
        if name in saved and name in form._fields and one_line_end(text) != (saved[name] or "")
    ]
