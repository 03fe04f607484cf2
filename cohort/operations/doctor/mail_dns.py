"""What the domain name system says about mail from MAIL_FROM's domain: SPF (RFC 7208), DKIM
(RFC 6376), DMARC (RFC 7489) and MX. Councils' servers reject or hide mail without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from flask import current_app

from cohort.operations.doctor.findings import Finding

WAIT_SECONDS = 5.0
PORT = 53
# Names that mail services use for their keys. A site's own may have any other.
SELECTORS = (
    *("default", "dkim", "mail", "selector1", "selector2", "google", "k1", "k2", "s1", "s2"),
    *("smtp", "mxvault", "fm1", "fm2", "fm3", "pm", "scph0920", "zoho", "resend", "ses"),
)
NOTHING = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


def records(name_server: str | None = None) -> Iterator[Finding]:
    """SPF, DKIM, DMARC and MX of the domain that our mail comes from."""
    domain = current_app.config["MAIL_FROM"].rpartition("@")[2]
    try:
        resolver = _resolver(name_server)
        yield _spf(domain, _texts(resolver, domain))
        yield _dkim(domain, resolver)
        yield _dmarc(domain, resolver)
        yield _mx(domain, resolver)
    except ValueError:
        words = f"{name_server!r} is no name server. Give its IP address, or address:port."
        yield Finding("Mail DNS", None, words)
    except dns.exception.DNSException as error:
        words = f"No name server could tell ({type(error).__name__})."
        yield Finding("Mail DNS", None, f"{words} Try again where names can be looked up.")


def _spf(domain: str, texts: list[str]) -> Finding:
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        words = f"{domain} has no SPF record. Publish the one that your mail service names."
    elif len(found) > 1:
        words = f"{domain} has {len(found)} SPF records, which counts as an error. Join them."
    elif {"+all", "all"} & set(found[0].lower().split()):
        words = f"{domain} lets every server send for it: {found[0]}. End the record with -all."
    else:
        return Finding("SPF", True, found[0])
    return Finding("SPF", False, words)


def _dkim(domain: str, resolver: dns.resolver.Resolver) -> Finding:
    for selector in SELECTORS:
        for text in _texts(resolver, f"{selector}._domainkey.{domain}"):
            if "p=" in text:
                return Finding("DKIM", True, f"There is a key called {selector}.")
    words = "No key under a usual name. Look at the source of a test mail: it must say dkim=pass."
    return Finding("DKIM", None, words)


def _dmarc(domain: str, resolver: dns.resolver.Resolver) -> Finding:
    """A domain without a record of its own follows that of the one above it."""
    parts = domain.split(".")
    for start in range(max(1, len(parts) - 1)):
        texts = _texts(resolver, f"_dmarc.{'.'.join(parts[start:])}")
        found = [text for text in texts if text.lower().startswith("v=dmarc1")]
        if found:
            return Finding("DMARC", len(found) == 1, "; ".join(found))
    words = f"_dmarc.{domain} has no record. Publish one: v=DMARC1; p=quarantine; rua=mailto:…"
    return Finding("DMARC", False, words)


def _mx(domain: str, resolver: dns.resolver.Resolver) -> Finding:
    try:
        hosts = sorted(str(row.exchange).rstrip(".") for row in resolver.resolve(domain, "MX"))
    except NOTHING:
        hosts = []
    return Finding(
        "MX",
        any(hosts),
        f"Answers and bounces go to {', '.join(hosts)}."
        if any(hosts)
        else f"{domain} takes no mail, so bounces are lost and some servers refuse its mail.",
    )


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    try:
        rows = resolver.resolve(name, "TXT")
    except NOTHING:
        return []
    return [b"".join(row.strings).decode("utf-8", "replace") for row in rows]


def _resolver(name_server: str | None) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=name_server is None)
    resolver.lifetime = WAIT_SECONDS
    if name_server:
        is_bare = name_server.count(":") > 1 and not name_server.startswith("[")  # of IPv6
        parts = urlsplit(f"//[{name_server}]" if is_bare else f"//{name_server}")
        resolver.port = parts.port or PORT
        resolver.nameservers = [parts.hostname or ""]
    return resolver
