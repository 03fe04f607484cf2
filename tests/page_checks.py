"""What every HTML page is checked for on each request: cheap, and with words on the mend."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from lxml import html as lxml_html


class PageFault(AssertionError):
    """A page breaks one of the rules for every page."""


def check(body: str, path: str, tree: lxml_html.HtmlElement | None = None) -> None:
    """Raises PageFault with every rule the page breaks. Fragments (no <html>) are let by.

    `tree` is the body parsed, when it has been parsed already.
    """
    if "<html" not in body:
        return
    faults = find_faults(body, tree)
    if faults:
        raise PageFault(f"{path}:\n" + "\n".join(f"- {fault}" for fault in faults))


def find_faults(body: str, tree: lxml_html.HtmlElement | None = None) -> list[str]:
    """Sentences, one for each broken rule."""
    tree = lxml_html.fromstring(body) if tree is None else tree
    faults = []
    headings = [" ".join(h.text_content().split()) for h in tree.xpath("//h1")]
    title = " ".join("".join(tree.xpath("//title/text()")).split())
    if len(headings) != 1:
        faults.append(f"it has {len(headings)} h1 headings; a page has one: {headings}")
    elif not title.removeprefix("Error: ").startswith(headings[0]):
        faults.append(f"its title {title!r} does not begin with its h1 {headings[0]!r}")
    if tree.xpath("//*[contains(@class, 'error-summary')]") and not title.startswith("Error: "):
        faults.append(f"it shows errors, so its title must begin 'Error: ': {title!r}")
    repeated = [id_ for id_, n in Counter(tree.xpath("//@id")).items() if n > 1]
    if repeated:
        faults.append(f"ids must be unique; repeated: {repeated}")
    if not tree.xpath("/html/@lang"):
        faults.append("<html> must say its language")
    faults += _labels(tree)
    faults += [f"an image has no alt: {i.get('src')}" for i in tree.xpath("//img[not(@alt)]")]
    for name in ("style", "onclick", "onload", "onsubmit", "onchange"):
        if tree.xpath(f"//*[@{name}]"):
            faults.append(f"the content security policy forbids {name}= attributes")
    levels = [int(h.tag[1]) for h in tree.xpath("//main//h1|//main//h2|//main//h3|//main//h4")]
    for above, below in pairwise(levels):
        if below > above + 1:
            faults.append(f"headings skip from h{above} to h{below}")
    for form in tree.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        if not form.xpath(".//input[@name='csrf_token']"):
            faults.append(f"a POST form has no CSRF token: action {form.get('action')!r}")
    return faults


def _labels(tree: lxml_html.HtmlElement) -> list[str]:
    fields = tree.xpath(
        "//textarea[not(@hidden)]|//select|//input[not(@type='hidden') and not(@type='submit')]"
    )
    labelled = set(tree.xpath("//label/@for"))
    return [
        f"the field {field.get('name')!r} has no label"
        for field in fields
        if field.get("id") not in labelled
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]
