"""A person at a browser, reduced to what the benchmark needs: a cookie and a form's token."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Talks to the server on one port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """What the browser would send: the sign-in, and the mark of a browser that is known."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(
        self, path: str, form: dict[str, str] | None = None, *, signed_in: bool = True
    ) -> tuple[int, bytes]:
        """(status, body) of a GET, or of a POST when there is a form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie} if self.cookie and signed_in else {}
        try:
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                headers["Content-Type"] = FORM
                connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            body = answer.read()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie" and signed_in:
                    crumb, _, kept = value.split(";", 1)[0].partition("=")
                    self.cookies[crumb] = kept
            return answer.status, body
        finally:
            connection.close()

    def token_on(self, path: str) -> str:
        """The CSRF token in the forms of a page. Raises LookupError when it has none."""
        status, body = self.ask(path)
        if status != 200:
            raise LookupError(f"{path} answered {status}.")
        return self.token_in(body)

    def token_in(self, page: bytes) -> str:
        """The CSRF token in the forms of a page that was asked for. Raises LookupError when it has
        none."""
        found = _TOKEN.search(page.decode())
        if found is None:
            raise LookupError("the page held no form.")
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person does. Raises LookupError when it did not work."""
        token = self.token_on("/sign-in")
        form = {"csrf_token": token, "email": email, "password": password, "next": "/cohorts"}
        status, _ = self.ask("/sign-in", form)
        if status != 303 or self.ask("/cohorts")[0] != 200:
            raise LookupError(f"signing in answered {status}")
