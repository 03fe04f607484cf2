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
