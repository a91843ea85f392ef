"""A served Tieout, asked through its REST API with a token; nothing of this machine's own database is touched."""

import json
import os
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import click

TIMEOUT_SECONDS = 60
PAGE = 200
FILE = Path("~/.config/tieout/token")


@dataclass(frozen=True, kw_only=True)
class Remote:
    """`workspace` is the token's own: a token belongs to exactly one."""

    url: str
    token: str = field(repr=False)

    def ask(self, method: str, path: str, *, body: object = None, query: Mapping[str, str] | None = None) -> object:
        """The JSON of an answer, None where there is none; raises ClickException with what the server says."""
        raw = self.raw(method, path, body=None if body is None else json.dumps(body).encode(), query=query)
        return json.loads(raw) if raw.strip() else None

    def raw(self, method: str, path: str, *, body: bytes | None = None, query: Mapping[str, str] | None = None) -> bytes:
        asked = f"{self.url}{path}{'?' + urlencode(query) if query else ''}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self._sent(urllib.request.Request(asked, data=body, method=method, headers=headers))  # noqa: S310 - checked in remote()

    def upload(self, path: str, file: Path, *, fields: Mapping[str, str]) -> dict[str, object]:
        """Posts a file as a form does."""
        mark = f"tieout-{os.urandom(12).hex()}"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = b"".join([*parts, head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
        answer = json.loads(self._sent(urllib.request.Request(f"{self.url}{path}", data=body, method="POST", headers=headers)))  # noqa: S310
        assert isinstance(answer, dict)
        return answer

    def _sent(self, request: urllib.request.Request) -> bytes:
        try:
            with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as refused:
            raise click.ClickException(_said(refused)) from None
        except urllib.error.URLError as trouble:
            raise click.ClickException(
                f"{self.url} does not answer: {trouble.reason}. Check TIEOUT_URL, and that Tieout is served there."
            ) from None

    def workspace(self, wanted: str = "") -> str:
        """The path of the token's workspace; raises ClickException where the name of another was given."""
        me = self.ask("GET", "/api/v1/me")
        assert isinstance(me, dict)
        (own,) = me["workspaces"]
        if wanted not in ("", own["name"]):
            raise click.ClickException(
                f"The token opens {own['name']}, not {wanted}. Use a token of {wanted}, or leave --workspace out."
            )
        return f"/api/v1/workspaces/{own['id']}"

    def every(self, path: str, *, query: Mapping[str, str] | None = None) -> Iterator[dict[str, object]]:
        """All items of a list, page by page."""
        cursor = ""
        while True:
            page = self.ask("GET", path, query={**(query or {}), "limit": str(PAGE), **({"cursor": cursor} if cursor else {})})
            assert isinstance(page, dict)
            yield from page["items"]
            cursor = page.get("next_cursor") or ""
            if not cursor:
                return


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the address that was given, and nowhere that an answer points to."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def remote() -> Remote:
    """From TIEOUT_URL and TIEOUT_TOKEN, or the file that TIEOUT_TOKEN_FILE names; raises ClickException."""
    url = os.environ.get("TIEOUT_URL", "http://localhost:9300").rstrip("/")
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise click.ClickException("TIEOUT_URL is no address. Write it as https://tieout.shop.example.")
    if parts.scheme == "http" and not local:
        raise click.ClickException("TIEOUT_URL begins with http://, so the token could be read on its way. Use https://.")
    token = os.environ.get("TIEOUT_TOKEN", "") or _kept(Path(os.environ.get("TIEOUT_TOKEN_FILE", FILE)).expanduser())
    return Remote(url=url, token=token.strip())


def is_remote() -> bool:
    """Whether a token was given: then the commands that could do either ask the server."""
    named = os.environ.get("TIEOUT_TOKEN") or os.environ.get("TIEOUT_TOKEN_FILE")
    return bool(named) or FILE.expanduser().exists()


def _kept(file: Path) -> str:
    if not file.is_file():
        raise click.ClickException(
            f"There is no token: set TIEOUT_TOKEN, or write it into {file}. It is made on the page under Settings, API tokens."
        )
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise click.ClickException(f"Others may read {file}. Run: chmod 600 {file}")
    return file.read_text("utf-8")


def _said(refused: urllib.error.HTTPError) -> str:
    try:
        problem = json.loads(refused.read())
        return f"{problem['detail']} {problem.get('remedy', '')}".strip()
    except (ValueError, KeyError, TypeError):
        return f"The server answered {refused.code}."
