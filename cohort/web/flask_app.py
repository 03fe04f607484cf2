"""Flask, with what it works out anew for every page kept: addresses, and the templates' globals."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, has_request_context
from flask.globals import request_ctx
from flask.templating import Environment

MOST_KEPT = 2048  # addresses, of some 200 bytes each, and of 3 kB at most
LONGEST_KEPT = 200  # letters of the values; longer ones were typed by somebody, and come once
PLAIN = (str, int, type(None))  # exactly these: True and an enum are written otherwise than 1


class Templates(Environment):
    """Jinja whose templates share one dict of globals.

    Jinja gives each template a ChainMap, and compares its keys in Python at every
    `{% from … import %}`. None of our templates has globals of its own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


class KeepsAddresses(Flask):
    """Flask that builds the same address once in a process.

    Only addresses within the site from inside a request are kept: what depends on nothing but the
    endpoint, its values, where the site is mounted, and the method (which may choose the rule).
    """

    jinja_environment = Templates

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[Any, str] = {}

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's."""
        key = self._key(endpoint, values)
        if key is None:
            return super().url_for(endpoint, **values)
        found = self._addresses.get(key)
        if found is None:
            found = super().url_for(endpoint, **values)
            if len(self._addresses) >= MOST_KEPT:
                self._addresses.clear()
            self._addresses[key] = found
        return found

    def _key(self, endpoint: str, values: dict[str, Any]) -> Any:
        """All that the address depends on; None where it is not to be kept."""
        adapter = request_ctx.url_adapter if has_request_context() else None
        if adapter is None or endpoint[:1] == "." or self.url_default_functions:
            return None
        letters = len(adapter.script_name)
        for name, value in values.items():
            if type(value) not in PLAIN or (value is not None and name in ("_external", "_scheme")):
                return None
            letters += len(value) if type(value) is str else (value or 0).bit_length() // 3
        if letters > LONGEST_KEPT:
            return None
        where = (adapter.script_name, adapter.subdomain, adapter.default_method)
        return (endpoint, *where, *values.items())
