"""Finds what a council's mail server adds: warnings that a mail came from outside, notes on
confidentiality, and the line of a phone's mail program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cohort.mail.cutting.lines import Line, paragraphs

_OUTSIDE = re.compile(
    r"(?:origin\w*|sent|came|received|comes"
    r"|is)\s+(?:\w+\s+){0,3}?(?:from\s+)?(?:an?\s+)?(?:outside|external)"
    r"|external\s+(?:e-?mail|sender|source|message|address)|outside\s+(?:of\s+)?(?:the|your|our)\s+"
    r"(?:organi[sz]ation|council|trust|company|network|nhs)|not\s+(?:sent\s+)?from\s+within"
    r"|o’?'?r\s+tu\s+allan|ffynhonnell\s+allanol|e-?bost\s+allanol|allanol",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"^\W*(?:caution|warning|external|attention|important|alert|be careful|notice|security|rhybudd"
    r"|gofal|allanol|this (?:e-?mail|message) (?:originated|was sent|came|has been sent|is from)"
    r"|you don.t often get e?-?mail from|some people who received this message"
    r"|daeth y neges hon|mae(?:.r)? (?:neges|e-?bost) h)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^\W*(?:\[|\()?(?:external|external e-?mail|ext|allanol|caution: external(?: e-?mail)?"
    r"|official(?:[- ]sensitive)?|unclassified|not protectively marked|public)"
    r"(?:\]|\))?:?\W*$",
    re.IGNORECASE,
)
_CLICKS = re.compile(
    r"(?:do not|don.t|never|avoid|be careful|think before you)\b.{0,60}"
    r"(?:click|open|links?|attachments?|reply)|peidiwch|learn why this is important"
    r"|recogni[sz]e the sender|know the content is safe",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"^\W*(?:you|some people who received this message) don.t often get e?-?mail", re.I
)
_NOTES = re.compile(
    r"^\W*(?:disclaimer|confidential(?:ity)?(?:\s+(?:notice|note))?\b\s*[:\-–]"
    r"|confidentiality notice"
    r"|legal notice|privileged|this (?:e-?mail|message|communication|transmission)"
    r"(?:,? (?:and|including|together with)| \(including|\s+(?:is|may|contains|has been scanned"
    r"|message|was sent|may be|transmission))|the (?:information|contents?|views|opinions)"
    r"(?: contained)?(?: in| of| expressed)|if you (?:have received|are not the)"
    r"|any (?:views|opinions)|(?:please )?(?:consider|think of|think about) (?:the|our) environment"
    r"|please (?:don.t print|note:? (?:that )?(?:e-?mails|any)|do not print)"
    r"|e-?mails? (?:sent|may be|to and from)|unless (?:encrypted|otherwise)"
    r"|nhsmail is|registered (?:office|charity|in england|company)|privacy notice|our privacy"
    r"|.{0,80}"
    r"(?:council|trust|board|ltd|limited)\b.{0,60}(?:monitor|registered|may be disclosed"
    r"|privacy notice)"
    r"|mae.r? (?:neges|e-?bost|wybodaeth) h|mae.r e-?bost|diese (?:e-?mail|nachricht)"
    r"|ce (?:message|courriel)"
    r"|ta wiadomość|niniejsza wiadomość|scanned by|virus-free|avast|\*{4,}|this footnote)",
    re.IGNORECASE,
)
# What only such notes say, what they say among other things, and forms that need no more.
_STRONG = re.compile(
    r"confidential|privileged|intended (?:recipient|only|solely|for)|addressee|in error"
    r"|delete (?:it|this|the)|notify|unlawful|prohibited|virus|malware|not necessarily"
    r"|disclosed|legally|cyfrinachol|gyfrinachol|fwriadu|fwriadwyd|vertraulich|confidentiel"
    r"|poufn|monitor|encrypt|freedom of information|data protection|privacy notice",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"environment before|(?:environment|amgylchedd).{0,40}(?:print|argraffu)"
    r"|registered (?:office|charity|in england|company).{0,80}\d{3}|nhsmail is the secure"
    r"|scanned by|virus-free",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^(?:sent (?:from|via|using|with) (?:my |the |an? )?[\w’'&/.+()-]+(?: [\w’'&/.+()-]+){0,6}"
    r"|get outlook for (?:ios|android|mac|windows)|(?:get|download) bluemail for \w+"
    r"|(?:anfonwyd|wedi.i anfon) o(?:’|')?(?:r| fy)? [\w ]{1,40}|cael outlook ar gyfer \w+"
    r"|gesendet (?:von|mit|über) (?:mein\w* )?[\w. ]{1,40}|von mein[\w/]* [\w ]{1,40} gesendet"
    r"|(?:outlook für (?:ios|android) (?:beziehen|herunterladen)|holen sie sich outlook für \w+)"
    r"|envoyé (?:de|depuis) (?:mon |mes |l.)?[\w. ]{1,40}|télécharger outlook pour \w+"
    r"|(?:obtenir|obtener|get) outlook (?:pour|para) \w+"
    r"|enviado desde (?:mi |el )?[\w. ]{1,40}|inviato da(?:l| )(?:mio )?[\w. ]{1,40}"
    r"|wysłan[eoy] z (?:mojego |telefonu |urządzenia |programu )?[\w. ]{1,40}"
    r"|pobierz (?:program )?outlook \w+ \w+"
    r"|verzonden vanaf (?:mijn )?[\w. ]{1,40}|sendt fra (?:min )?[\w. ]{1,40}"
    r"|skickat från (?:min )?[\w. ]{1,40}"
    r"|enviado do (?:meu )?[\w. ]{1,40}|отправлено с [\w. ]{1,40}|yahoo mail[: ].{0,60})"
    r"(?:\s*[<(\[]\S{1,200}[>)\]])?[.!]?$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|ipod|galaxy|samsung|android|mobile|phone|smartphone|blackberry|huawei|pixel"
    r"|outlook|mail"
    r"|tablet|windows|device|tel[eé]fon|tel[eé]phone|handy|nokia|xiaomi|ffôn|proton|workspace"
    r"|bluemail|honor"
    r"|oneplus|motorola|handheld|móvil|айфон|surface|laptop|desktop",
    re.IGNORECASE,
)
MOST_LINES = 40  # of a paragraph are looked at
LONGEST_SENT_FROM = 200  # characters
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")


def is_banner(paragraph: list[Line]) -> bool:
    """Whether a paragraph warns that the mail came from outside, or is the mark [EXTERNAL]."""
    words = _words(paragraph)
    if len(paragraph) == 1 and _TAG.match(words):
        return True
    if _OFTEN.match(words):
        return True
    if not _WARNS.match(words):
        return False
    return bool(_OUTSIDE.search(words)) and bool(_CLICKS.search(words) or len(words) < 200)


def is_note(paragraph: list[Line]) -> bool:
    """Whether a paragraph is a note on confidentiality, or some such, of a mail server. It begins
    as they do, and says two things that they say: one alone could be an author's."""
    words = _words(paragraph)
    if not _NOTES.match(words):
        return False
    return bool(_FIXED.search(words)) or len({one.lower() for one in _STRONG.findall(words)}) > 1


def end_of_words(paragraph: list[Line]) -> int:
    """How many lines of a paragraph stand above a note on confidentiality; all when it has none."""
    for at, line in enumerate(paragraph[:MOST_LINES]):
        if _NOTES.match(line.plain) and is_note(paragraph[at:]):
            return at
    return len(paragraph)


def is_sent_from(line: Line) -> bool:
    """Whether the line is that of a phone, as "Sent from my iPhone"."""
    plain = _LINK.sub(r"\1", line.plain)
    if len(plain) > LONGEST_SENT_FROM:
        return False
    return bool(_SENT_FROM.match(plain)) and bool(_DEVICE.search(plain))


def banners(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines of warnings. One may stand above words of the author without a blank line."""
    for paragraph in paragraphs(lines):
        ends = _end_of_banner(paragraph)
        if ends:
            yield paragraph[:ends]


def _end_of_banner(paragraph: list[Line]) -> int:
    """How many lines of the paragraph are a warning, from its first."""
    longest = 0
    for end in range(1, min(len(paragraph), 8) + 1):
        if is_banner(paragraph[:end]) and (not longest or _goes_on(paragraph[end - 1])):
            longest = end
    return longest


def _goes_on(line: Line) -> bool:
    return bool(_CLICKS.search(line.plain) or _OUTSIDE.search(line.plain) or len(line.plain) < 3)


def _words(paragraph: list[Line]) -> str:
    return " ".join(_LINK.sub(r"\1", line.plain) for line in paragraph[:MOST_LINES]).strip()
