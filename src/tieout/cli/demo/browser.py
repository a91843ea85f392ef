"""A browser without a screen: cookies, redirects and forms, for what the demo does as a person would."""

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import click

TIMEOUT_SECONDS = 120


class Page:
    """An answer: its final address, status and body."""

    def __init__(self, url: str, status: int, body: bytes) -> None:
        self.url, self.status, self.body = url, status, body

    def json(self) -> Any:
        return json.loads(self.body) if self.body else {}


class Browser:
    """One person's session at one Tieout."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._cookies = CookieJar(policy=DefaultCookiePolicy(rfc2965=False))
        keeping = urllib.request.HTTPCookieProcessor(self._cookies)
        self._following = urllib.request.build_opener(keeping)

    def sign_in(self, *, email: str, password: str) -> None:
        self.send("GET", "/_allauth/browser/v1/auth/session", expect=(200, 401))
        self.send("POST", "/_allauth/browser/v1/auth/login", document={"email": email, "password": password})

    def get(self, path: str) -> Any:
        return self.send("GET", path).json()

    def post(self, path: str, document: object | None = None) -> Any:
        return self.send("POST", path, document=document if document is not None else {}).json()

    def upload(self, path: str, *, name: str, content: bytes, fields: dict[str, str]) -> Any:
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        return self._open("POST", self.base_url + path, body=body, media_type=f"multipart/form-data; boundary={edge}").json()

    def send(self, method: str, path: str, *, document: object | None = None, expect: tuple[int, ...] = ()) -> Page:
        body = None if document is None else json.dumps(document).encode()
        return self._open(method, self.base_url + path, body=body, media_type="application/json", expect=expect)

    def consent(self, url: str, *, organisation: str) -> Page:
        """Opens a provider's consent page, ticks the organisation of that name, allows, and follows the redirects back home."""
        shown = self._open("GET", url, body=None, media_type="text/html")
        form = _Form(organisation)
        form.feed(shown.body.decode())
        fields = [*form.fields, ("decision", "allow")]
        data = urllib.parse.urlencode(fields).encode()
        target = urllib.parse.urljoin(shown.url, form.action or shown.url)
        return self._open(
            "POST", target, body=data, media_type="application/x-www-form-urlencoded", expect=(200, 302, 303, 404, 503)
        )

    def _open(self, method: str, url: str, *, body: bytes | None, media_type: str, expect: tuple[int, ...] = ()) -> Page:
        request = urllib.request.Request(url, data=body, method=method)  # noqa: S310 - http to loopback
        if body is not None:
            request.add_header("Content-Type", media_type)
        request.add_header("Accept", "application/json, text/html")
        token = next((cookie.value for cookie in self._cookies if cookie.name == "tieout_csrf"), None)
        if token and url.startswith(self.base_url):
            request.add_header("X-CSRFToken", token)
            request.add_header("Referer", self.base_url)
        try:
            with self._following.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Page(answer.url, answer.status, answer.read())
        except urllib.error.HTTPError as error:
            page = Page(error.url or url, error.code, error.read())
            if error.code in expect:
                return page
            said = page.body.decode(errors="replace")[:500]
            raise click.ClickException(f"{method} {url} answered {error.code}: {said}") from None


class _Form(HTMLParser):
    """The first form of a page: where it goes, its hidden and preset fields, and the box of the organisation that is wanted."""

    def __init__(self, organisation: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self._wanted = organisation
        self._label: list[str] = []
        self._box = ""
        self._user_set = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "form" and not self.action:
            self.action = found.get("action", "")
        elif tag == "label":
            self._label, self._box = [], ""
        elif tag == "input":
            self._input(found)

    def handle_data(self, data: str) -> None:
        self._label.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label" and self._box and self._wanted in " ".join(self._label):
            self.fields.append(("organisation", self._box))

    def _input(self, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if kind == "hidden":
            self.fields.append((name, found.get("value", "")))
        elif name == "organisation":
            self._box = found.get("value", "")
        elif name == "user" and not self._user_set:
            self._user_set = True
            self.fields.append((name, found.get("value", "")))
