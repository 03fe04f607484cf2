"""Pages with words of every kind, for the tests of what search finds."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.course_authoring import actions as course_authoring
from cohort.course_format.values import Course, PageFile
from cohort.db import db
from cohort.programmes.models import Programme
from tests.world import World, module_file

PAGES = {
    "Words with signs": """Mr O’Brien comes at ten o’clock. The first rule is: don't wait.

Children’s services and the carers’ group meet on Monday, for whom we care.

A&E waits are long. The Q&A is on Thursday, and the R&D team comes too. The N.H.S. and the IT
desk were asked; so was the WHO, about CO₂, 24/7 cover, £180,000 and 3.5 per cent.

The co-production meeting is in the café; nobody is so naïve as to send an e-mail. Learn C# or
C++ on the Lange Straße. ＡＢＣ is wide. Safe­guarding and ﬁnance. COVID-19 and l’État providence.

Łukasz of Łódź, Jørgen Đorđević and Işık were there. It fell to -12.5 degrees, then -40 at worst.
Use `--verbose` or −7.
""",
    "A misspelling": """This page says dont wait, without the sign. It calls that coproduction, and
writes an email. A rose is a rose.
""",
    "Many scripts": """한국어를 배우다. 地域住民が主体となってまちづくりを進める。社区参与是关键。
コミュニティデザインを学び、AI活用も。

Русский язык, и ещё. Η ελληνική γλώσσα, ο λόγος. हिन्दी भाषा। বাংলা ভাষা। اللغة العربية.
می‌خواهم. עברית. ภาษาไทยง่าย தமிழ் மொழி. ភាសាខ្មែរ. Tiếng Việt.
""",
    "A long page": "One more of the many words on this page. " * 2500
    + "\n\nAt last the reader of the page is at the end of the road, where the kingfisher is.\n\n"
    + "これは長いページの文です。" * 800
    + "終わりの言葉は翡翠です。",
}
SIGNS, SLIP, SCRIPTS = "Words with signs", "A misspelling", "Many scripts"
LONG = "A long page"
# {kind: {typed: the pages found exactly}}
EXACT: dict[str, dict[str, set[str]]] = {
    "Apostrophes, straight, curly and others that people type": {
        "O'Brien": {SIGNS},
        "O’Brien": {SIGNS},
        "o‘brien": {SIGNS},
        "OBrien": {SIGNS},
        "Brien": {SIGNS},
        "o'clock": {SIGNS},
        "oclock": {SIGNS},
        "don't": {SIGNS, SLIP},
        "don`t": {SIGNS, SLIP},
        "don´t": {SIGNS, SLIP},
        "dont wait": {SIGNS, SLIP},
        "don't wait": {SIGNS, SLIP},
        '"don’t wait"': {SIGNS, SLIP},
        '"dont wait"': {SIGNS, SLIP},
        '"wait dont"': set(),
        '"ten o\'clock"': {SIGNS},
        '"children’s services"': {SIGNS},
        '"children\'s services"': {SIGNS},
        "“children's services”": {SIGNS},
        "carers' group": {SIGNS},
        '"the carers’ group"': {SIGNS},
        "carer's": {SIGNS},
        "l'État": {SIGNS},
        "État": {SIGNS},
        "letat": {SIGNS},
        '"etat providence"': {SIGNS},
    },
    "Letters joined by signs": {
        "A&E": {SIGNS},
        "a&e": {SIGNS},
        "A & E": {SIGNS},
        "A＆E": {SIGNS},
        "A&E waits": {SIGNS},
        '"A&E waits are"': {SIGNS},
        "A&E -waits": set(),
        "Q&A": {SIGNS},
        "R&D": {SIGNS},
        "r & d team": {SIGNS},
        "N.H.S.": {SIGNS},
        "N.H.S": {SIGNS},
        "NHS": {SIGNS},
        "M&S": set(),
        "C#": {SIGNS},
        "c# and C++": {SIGNS},
        "C++": {SIGNS},
        "C": {SIGNS},
        "D#": set(),
        "CO₂": {SIGNS},
        "CO2": {SIGNS},
        "24/7": {SIGNS},
        "£180,000": {SIGNS},
        "180,000": {SIGNS},
        "180000": {SIGNS},
        "3.5": {SIGNS},
        "35": set(),
        "3.5%": {SIGNS},
    },
    "Abbreviations that are stop words in small letters": {
        "IT": {SIGNS},
        "IT desk": {SIGNS},
        "I.T.": {SIGNS},
        "WHO": {SIGNS},
        "the WHO asked": {SIGNS},
        '"the IT desk"': {SIGNS},
        '"the it desk"': {SIGNS},
    },
    "Hyphen or none": {
        "co-production": {SIGNS, SLIP},
        "coproduction": {SIGNS, SLIP},
        "co production": {SIGNS, SLIP},
        "Co‐production": {SIGNS, SLIP},
        "co‑produc": {SIGNS, SLIP},
        '"co-production meeting"': {SIGNS},
        "e-mail": {SIGNS, SLIP},
        "email": {SIGNS, SLIP},
        "e mail": {SIGNS, SLIP},
        "COVID-19": {SIGNS},
        "covid19": {SIGNS},
    },
    "Accents, compositions, widths and what nobody sees": {
        "café": {SIGNS},
        "cafe\u0301": {SIGNS},
        "cafe": {SIGNS},
        "CAFÉ": {SIGNS},
        "naïve": {SIGNS},
        "Straße": {SIGNS},
        "strasse": {SIGNS},
        "ＡＢＣ": {SIGNS},
        "abc": {SIGNS},
        "safeguarding": {SIGNS},
        "safe\u00adguarding": {SIGNS},
        "finance": {SIGNS},
    },
    "Letters with strokes, and without": {
        "Łukasz": {SIGNS},
        "lukasz": {SIGNS},
        "LODZ": {SIGNS},
        "Łódź": {SIGNS},
        "Jorgen Dordevic": {SIGNS},
        "đorđević": {SIGNS},
        "Işık": {SIGNS},
        "IŞIK": {SIGNS},
        "isik": {SIGNS},
    },
    "A minus before a number, and two": {
        "fell to -12.5 degrees": {SIGNS},
        "-40": {SIGNS},
        "40": {SIGNS},
        "-40 at worst": {SIGNS},
        "--verbose": {SIGNS},
        "use --verbose or −7": {SIGNS},
        "degrees -verbose": set(),
        'degrees -"at worst"': set(),
    },
    "Other scripts": {
        "한국어를": {SCRIPTS},
        "한국어": {SCRIPTS},
        "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165": {SCRIPTS},
        "배우다": {SCRIPTS},
        "국어를": set(),
        "住民": {SCRIPTS},
        "地域住民": {SCRIPTS},
        "民住": set(),
        "まちづくり": {SCRIPTS},
        '"まちづくりを進める"': {SCRIPTS},
        "参与": {SCRIPTS},
        "社区参与是关键": {SCRIPTS},
        "与": {SCRIPTS},
        "デザイン": {SCRIPTS},
        "ﾃﾞｻﾞｲﾝ": {SCRIPTS},
        "AI活用": {SCRIPTS},
        "活用": {SCRIPTS},
        "русский": {SCRIPTS},
        "русский язык": {SCRIPTS},
        "ЯЗЫК": {SCRIPTS},
        "ещё": {SCRIPTS},
        "еще": {SCRIPTS},
        "ελληνική": {SCRIPTS},
        "ΕΛΛΗΝΙΚΗ": {SCRIPTS},
        "λόγος": {SCRIPTS},
        "हिन्दी": {SCRIPTS},
        "हिन्दी भाषा": {SCRIPTS},
        "हिन्द": {SCRIPTS},
        "हन": set(),
        "বাংলা": {SCRIPTS},
        "العربية": {SCRIPTS},
        "العَرَبِيَّة": {SCRIPTS},
        "می‌خواهم": {SCRIPTS},
        "میخواهم": {SCRIPTS},
        "می خواهم": {SCRIPTS},
        "עברית": {SCRIPTS},
        "ภาษาไทย": {SCRIPTS},
        "ไทย": {SCRIPTS},
        "தமிழ்": {SCRIPTS},
        "ភាសាខ្មែរ": {SCRIPTS},
        "Tiếng Việt": {SCRIPTS},
        "tieng viet": {SCRIPTS},
    },
    "The end of a long page": {
        "kingfisher": {LONG},
        '"the end of the road"': {LONG},
        '"where the kingfisher is"': {LONG},
        '"the kingfisher road"': set(),
        '"words on this page. At last"': {LONG},
        '"page at last the reader"': {LONG},
        '"the many words on this pag': {LONG},
        "翡翠": {LONG},
        "終わりの言葉は翡翠": {LONG},
    },
}


def load(world: World, programme: str, pages: dict[str, str]) -> None:
    """One module of these pages, loaded as from files."""
    files = tuple(
        PageFile(f"p{n}", n, f"---\ntitle: {title}\n---\n\n{body}\n", f"01-m1/0{n}.md")
        for n, (title, body) in enumerate(pages.items(), 1)
    )
    module = replace(module_file(1, 1, 0), pages=files)
    with world.database():
        found = db.session.scalars(sa.select(Programme).where(Programme.slug == programme)).one()
        course_authoring.load_course(NOBODY, found, Course(slug=programme, modules=[module]))
