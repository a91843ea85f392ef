"""A provider that answers as a test tells it to, at the seam of the HTTP transport."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tieout.connectors.contract import Access
from tieout.connectors.errors import AuthorisationLost
from tieout.connectors.http import Dialect, Http, Retry

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


Headers = dict[str, str]


def answer(status: int = 200, body: object = None, *, text: str | None = None, headers: Headers | None = None) -> httpx.Response:
    content = text if text is not None else json.dumps(body) if body is not None else ""
    return httpx.Response(status, content=content.encode(), headers=headers)


@dataclass
class Scripted:
    """Gives its answers in order, the last one for ever, and keeps the requests and the pauses."""

    answers: Sequence[Answer]
    requests: list[httpx.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def http(self, dialect: Dialect | None = None) -> Http:
        return Http(
            dialect or Dialect(provider="test"),
            retry=Retry(pauses=(0.3, 1.5), sleep=self.pauses.append),
            transport=httpx.MockTransport(self._answer),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        told = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(told, Exception):
            raise told
        if isinstance(told, httpx.Response):
            return httpx.Response(told.status_code, content=told.content, headers=told.headers)
        return told(request)


@dataclass
class Gate:
    taken: list[tuple[str, ...]] = field(default_factory=list)
    corrections: list[tuple[str, int | None, float | None]] = field(default_factory=list)

    @contextmanager
    def call(self, *scopes: str) -> Iterator[None]:
        self.taken.append(scopes)
        yield

    def correct(self, *, scope: str, remaining: int | None = None, retry_after: float | None = None) -> None:
        self.corrections.append((scope, remaining, retry_after))


@dataclass
class Holder:
    """Holds a token that can be renewed as often as told."""

    renewals_left: int = 1
    current: str = "token-1"
    renewed: list[str] = field(default_factory=list)
    gate: Gate = field(default_factory=Gate)

    @property
    def access(self) -> Access:
        return Access(organisation_id="org-1", token=lambda: self.current, renew=self._renew, gate=self.gate)

    def _renew(self, stale: str) -> str:
        self.renewed.append(stale)
        if not self.renewals_left:
            raise AuthorisationLost("revoked")
        self.renewals_left -= 1
        self.current = f"token-{len(self.renewed) + 1}"
        return self.current
