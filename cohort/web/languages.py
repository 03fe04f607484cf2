"""What is said in another language than the site's own, marked for screen readers, hyphens and
the direction of the text (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

from markupsafe import Markup, escape

from cohort.kernel.languages import SITE, attributes


def lang(language: str | None, around: str = SITE) -> Markup:
    """The attributes of an element that holds text of a course: ` lang="cy"`, or nothing where
    the text around it is of the same language."""
    return Markup(attributes(language or "", around))  # noqa: S704  # nosec B704 - of a checked tag


def root_lang(language: str) -> Markup:
    """The attributes of the root of an XHTML document."""
    return Markup(attributes(language, "", xml=True))  # noqa: S704  # nosec B704 - of a checked tag


def own_words(language: str | None) -> Markup:
    """The attributes of an element that holds the site's words within text of a course."""
    is_other = attributes(language or "")
    return Markup(attributes(SITE, language or "")) if is_other else Markup()  # noqa: S704  # nosec B704 - the same


def said_in(text: str | None, language: str | None) -> str:
    """A title or the like for running text: in a <span> where its language is not the site's.
    Not for attributes or <title>, which hold no elements."""
    attrs = lang(language)
    if not attrs or not text:
        return text or ""
    return Markup("<span{}>{}</span>").format(attrs, escape(text))
