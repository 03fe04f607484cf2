"""Language tags: which are well made, and in which direction their text runs.

Sources: RFC 5646 (BCP 47), section 2.1; ISO 639-1 for the two-letter codes; Unicode's CLDR
(likelySubtags) for the script that a language is written in, and UAX #9 for scripts from right to
left.
"""

from __future__ import annotations

import re
from functools import lru_cache

SITE = "en-GB"  # the language of the site's own words
LONGEST_TAG = 20  # characters

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Every two-letter code there is, with the five that were replaced (in, iw, ji, mo, sh): "gb", "jp"
# or "cz" is a country, not a language.
_TWO_LETTERS = _words(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr
    ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks
    ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
    """
)
_RIGHT_TO_LEFT_SCRIPTS = _words(
    """
    adlm arab aran armi avst chrs cprt elym gara hatr hebr hung khar lydi mand mani mend merc
    mero narb nbat nkoo orkh ougr palm phli phlp phnx prti rohg samr sarb sogd sogo syrc thaa
    yezi
    """
)
_RIGHT_TO_LEFT = _words(
    """
    ae ar arc ary arz azb bal bej bgn bqi ckb dv fa glk hac haz he iw ji khw ks lrc luz mzn nqo
    pnb prs ps rhg sam sd sdh skr syc syr ug ur yi
    """
)
# Languages of more than one script, in the countries where it is the other one.
_ELSEWHERE = {"az-ir", "kk-cn", "ku-iq", "ku-ir", "ky-cn", "pa-pk", "tk-ir", "uz-af"}
_NOT_THERE = {"sd-in"}


@lru_cache(maxsize=512)
def is_tag(text: str) -> bool:
    """Whether it is a well-made tag of a language there is, as far as we know them."""
    found = _TAG.fullmatch(text) if len(text) <= LONGEST_TAG else None
    if found is None:
        return False
    language = found["language"].lower()
    if (found["region"] or "").lower() == "uk":  # ISO 3166 calls it GB
        return False
    return len(language) == 3 or language in _TWO_LETTERS


def nearest_tag(text: str) -> str:
    """The tag that other programs write as `en_GB` or `cy_GB.UTF-8`; "" where it is none."""
    tag = text.strip().partition(".")[0].replace("_", "-")
    tag = f"{tag[:-2]}GB" if tag.lower().endswith("-uk") else tag
    return tag if is_tag(tag) else ""


@lru_cache(maxsize=512)
def is_right_to_left(tag: str) -> bool:
    """Whether text of this language runs from right to left."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return False
    if found["script"]:
        return found["script"].lower() in _RIGHT_TO_LEFT_SCRIPTS
    language = found["language"].lower()
    there = f"{language}-{(found['region'] or '').lower()}"
    if there in _ELSEWHERE:
        return True
    return language in _RIGHT_TO_LEFT and there not in _NOT_THERE


def attributes(language: str, around: str = SITE, *, xml: bool = False) -> str:
    """` lang="cy"`, with ` dir="rtl"` where the direction turns, for an element within text of the
    language `around`; "" where nothing changes. `xml`: with `xml:lang`, as XHTML has it."""
    if not is_tag(language) or language.lower() == around.lower():
        return ""
    said = f' lang="{language}"' + (f' xml:lang="{language}"' if xml else "")
    turned = is_right_to_left(language)
    if turned == is_right_to_left(around):
        return said
    return said + (' dir="rtl"' if turned else ' dir="ltr"')
