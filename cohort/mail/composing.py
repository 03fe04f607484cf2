"""Makes a mail from its file, templates/emails/<feature>/<mail>.md: subject, plain text, HTML.

The file's first line is `Subject: …`, then comes an empty line, then Markdown. Jinja runs over
all of it. Every `{{ … }}` prints a value, which is shown as it is and never read as Markdown or
HTML (cohort/markdown/mail.py). Macros and `{% set %}` blocks would count as values too, so mails
have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from cohort.mail.wire import in_a_header
from cohort.markdown.mail import mail_bodies, put_in, value_mark

LONGEST_SUBJECT = 200
_SUBJECT = "Subject: "
_VALUES = "_values"


@dataclass(frozen=True)
class Written:
    """A mail's subject and its two bodies."""

    subject: str
    text: str
    html: str


def write(kind: str, facts: dict[str, Any]) -> Written:
    """The mail of this kind with these facts.

    Raises ValueError without a subject or any text, or for Markdown that mails do not allow; and
    jinja2's UndefinedError where the file uses a fact that is missing.
    """
    values: list[str] = []
    context = {**facts, _VALUES: values}
    current_app.update_template_context(context)
    source = _templates().get_template(f"emails/{kind}.md").render(context)
    head, _, body = source.partition("\n")
    if not head.startswith(_SUBJECT):
        raise ValueError(f"the mail {kind} has no subject: its first line is “Subject: …”")
    subject = in_a_header(put_in(head.removeprefix(_SUBJECT), values))[:LONGEST_SUBJECT]
    bodies = mail_bodies(body, values)
    text = bodies.text.strip()
    if not subject or not text:
        raise ValueError(f"the mail {kind} came out empty")
    content = Markup(bodies.html)  # noqa: S704  # nosec B704
    html = render_template("emails/layout.html", subject=subject, content=content)
    return Written(subject, text + "\n", html)


def _templates() -> Environment:
    """The app's templates, except that a placeholder stands for each value that they print."""
    found = current_app.extensions.get("mail_templates")
    if found is None:
        found = current_app.jinja_env.overlay(finalize=_keep_aside, undefined=StrictUndefined)
        current_app.extensions["mail_templates"] = found
    return found


@pass_context
def _keep_aside(context: Context, value: Any) -> str:
    values: list[str] = context[_VALUES]
    values.append(str(value))
    return value_mark(len(values) - 1) if values[-1] else ""
