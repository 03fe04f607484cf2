"""Finds where the mail that is answered begins: lines like "On Monday Tom wrote:", and blocks of
"From: Sent: To: Subject:".

The languages of the first are those of mail-parser-reply, and some that it lacks. What it takes for
a block of headers is more than we dare to cut (decision 042), so those are found here.
"""

from __future__ import annotations

import re
from functools import cache

from mailparser_reply.constants import MAIL_LANGUAGES

from cohort.mail.cutting.lines import Line

LONGEST_ATTRIBUTION = 400  # characters
MOST_ATTRIBUTION_LINES = 4
MOST_HEADER_LINES = 14
_MORE_WROTE = (  # Welsh, Portuguese, Polish, Czech, Romanian, Ukrainian, Russian, Turkish, Greek …
    r"ysgrifennodd|escreveu|napisa[łl](?:\(a\)|a)?|pisze|napsal\(?a?\)?|a scris|пише|написав"
    r"|написал(?:\(а\))?|пишет|yazdı|şunları yazdı|έγραψε|írta|kirjoitti|napísal\(?a?\)?"
    r"|wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|aidagsg|rašė|rakstīja|napisao"
)
_WROTE = re.compile(rf"\b(?:{_MORE_WROTE})\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DAY = re.compile(r"\b(?:\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}|\d{1,2}\b.{1,20}\b\d{4})\b")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_OPENS = re.compile(
    r"^(?:On|Ar|Am|Le|El|Il|Op|Den|Em|Dnia|W dniu|Dne|Dňa|Pe data)\b.*\d", re.IGNORECASE
)
_ENDED = re.compile(r"[.!?]$")  # a sentence of the author, above
_END = re.compile(r"[:：]\s*$")

FROM = r"From|Oddi wrth|Von|De|Da|Van|Od|Fra|Från|Lähettäjä|От кого|От|Від|Kimden|De la|Feladó|Nuo"
SENT = (
    r"Sent|Date|Anfonwyd|Dyddiad|Gesendet|Datum|Envoyé(?: le)?|Date d.envoi|Enviado(?: el)?|Fecha"
    r"|Inviato|Data|Verzonden|Wysłano|Wysłane|Sendt|Dato|Skickat|Lähetetty|Отправлено|Дата"
    r"|Надіслано|Gönderildi|Tarih|Trimis|Odesláno|Elküldve|Enviada em|Enviado em|Išsiųsta"
)
TO = r"To|At|An|À|A|Para|Aan|Do|Til|Till|Vastaanottaja|Кому|Kime|Către|Komu|Címzett|Kam"
SUBJECT = (
    r"Subject|Pwnc|Betreff|Objet|Sujet|Asunto|Oggetto|Onderwerp|Temat|Emne|Ämne|Aihe|Тема|Konu"
    r"|Subiect|Předmět|Tárgy|Assunto|Tema"
)
OTHERS = (
    r"Cc|Bcc|Copi|Kopie|Kopia|DW|Importance|Reply-To|Priority|Pwysigrwydd|Organization|Attachments"
)
_HEADER = re.compile(
    rf"^(?:(?P<from>{FROM})|(?P<sent>{SENT})|(?P<to>{TO})|(?P<subject>{SUBJECT})|(?:{OTHERS}))"
    r"\s?[:：]",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"^-{2,}\s*(?:Original Message|Original Appointment|Original message|Neges Wreiddiol"
    r"|Ursprüngliche Nachricht|Message d.origine|Message original|Mensaje original"
    r"|Messaggio originale|Oorspronkelijk bericht|Wiadomość oryginalna|Oryginalna wiadomość"
    r"|Mensagem original|Ursprungligt meddelande|Oprindelig meddelelse|Исходное сообщение"
    r"|Forwarded message|Neges wedi.i hanfon ymlaen|Weitergeleitete Nachricht)\s*-{2,}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[_\-—═=]{10,}$")


def is_separator(line: Line) -> bool:
    """Whether the line says "Original Message" between dashes."""
    return bool(_SEPARATOR.match(line.plain))


def attribution_at(lines: list[Line], start: int) -> int:
    """How many lines from `start` say who wrote what follows; 0 when they do not.

    An author's own "On Monday she wrote:" names no time and no address, so it stays; with only a
    date it counts when a quote follows at once.
    """
    first = lines[start]
    if first.is_blank:
        return 0
    words = ""
    for count in range(1, MOST_ATTRIBUTION_LINES + 1):
        at = start + count - 1
        if at >= len(lines) or lines[at].is_blank or lines[at].depth != first.depth:
            return 0
        words = f"{words} {lines[at].plain}".strip()
        begins_later = count > 1 and _OPENS.match(lines[at].plain)
        if len(words) > LONGEST_ATTRIBUTION or begins_later or _ENDED.search(first.plain):
            return 0
        if _END.search(words):
            return count if _is_attribution(words, _is_quoted_after(lines, at, first.depth)) else 0
    return 0


def _is_attribution(words: str, before_a_quote: bool) -> bool:
    has_said = bool(_WROTE.search(words)) or _matches_a_language(words)
    if not has_said or len(words.split()) < 3:
        return False
    is_certain = bool(_ADDRESS.search(words) or (_TIME.search(words) and _DAY.search(words)))
    return is_certain or (before_a_quote and bool(re.search(r"\d|:", words)))


def _is_quoted_after(lines: list[Line], at: int, depth: int) -> bool:
    for line in lines[at + 1 : at + 4]:
        if not line.is_blank or line.depth > depth:
            return line.depth > depth
    return False


@cache
def _languages() -> tuple[re.Pattern[str], ...]:
    known = (rules.get("wrote_header") for rules in MAIL_LANGUAGES.values())
    return tuple(re.compile(rule, re.IGNORECASE) for rule in known if rule)


def _matches_a_language(words: str) -> bool:
    """The library's patterns take time that grows with the square of a line: ours is short."""
    return any(rule.search(words) for rule in _languages())


def headers_at(lines: list[Line], start: int) -> int:
    """How many lines from `start` are headers of the mail that is answered, with the rule above
    them; 0 when they are none. A "From:" alone is an author's own."""
    at, depth = start, lines[start].depth
    while at < min(len(lines), start + 4) and lines[at].depth == depth and _is_rule(lines[at]):
        at += 1
    seen: set[str] = set()
    end = at
    if at == len(lines):
        return 0
    for place in range(at, min(len(lines), at + MOST_HEADER_LINES)):
        line = lines[place]
        if line.depth != depth:
            break
        if found := _HEADER.match(line.plain):
            if place == at and not found["from"] and not found["sent"]:
                return 0
            seen |= _named(found, line.plain)
            end = place + 1
        elif not seen or _is_over(lines, place, seen):
            break
    is_block = {"from", "sent"} <= seen and not seen.isdisjoint(("to", "subject"))
    is_block = is_block or ({"from", "to", "subject"} <= seen and "address" in seen)
    return end - start if is_block else 0


def _named(found: re.Match[str], plain: str) -> set[str]:
    seen = {name for name in ("from", "to", "subject") if found[name]}
    if found["sent"] and re.search(r"\d", plain):
        seen.add("sent")
    if _ADDRESS.search(plain):
        seen.add("address")
    return seen


def _is_over(lines: list[Line], place: int, seen: set[str]) -> bool:
    """Whether the headers end before a line that is none: it goes on a long list of recipients,
    or is the blank line that some programs put between headers, when more come."""
    following = lines[place : place + 3]
    more = any(_HEADER.match(line.plain) for line in following)
    return "subject" in seen or not more


def _is_rule(line: Line) -> bool:
    return line.is_blank or bool(_RULE.match(line.words.replace("\\", "").strip()))
