"""The one way to talk HTTP with a provider: budget, tokens, retries of reads, and what a lost answer means."""

import json
import logging
import re
import ssl
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from tieout.connectors.contract import Access, Gate
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Throttled, Transient

# What a JSON document may hold; a provider's `wire.py` gives it types.
Json = Any

# The HTTP library tells each URL with its query at INFO and more at DEBUG; our own event below says what may be said.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
_log = logging.getLogger(__name__)

CONNECTIONS_MAX = 20
KEEPALIVE_SECONDS = 10.0
CONNECT_TIMEOUT_SECONDS = 10.0
BODY_BYTES_MAX = 64 * 1024 * 1024
THROTTLED_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """One call. `scopes` are the limits it is counted against; `writes` says that it may change something at the provider.

    At most one of `json` (Decimals leave digit by digit) and `content` is given. Only a call that does not write is repeated.
    `raw` says that a good answer is a file, which is not looked into.
    """

    method: str
    url: str
    scopes: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    json: Json = None
    content: bytes | None = field(default=None, repr=False)
    writes: bool = False
    raw: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer read to its end. Header names are lower case; `body` is the JSON document with its fractions as Decimal.

    `body` is None where there is none; `readable` is false where it should have been JSON and is not (`text` has it then).
    `content` has the file that a raw call asked for.
    """

    status: int
    headers: Mapping[str, str]
    body: Json = None
    text: str = field(default="", repr=False)
    readable: bool = True
    content: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """Seconds, where the provider said them as a number."""
        said = self.headers.get("retry-after", "")
        return 1.0 * int(said) if said.isdecimal() else None


def _no_trouble(response: Response) -> ProviderError | None:
    del response
    return None


def _no_correction(gate: Gate, response: Response) -> None:
    del gate, response


def said_throttled(response: Response) -> Throttled:
    """A 429 as HTTP itself describes it."""
    return Throttled("too many calls", retry_after=response.retry_after or THROTTLED_SECONDS)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a provider's answers are to be understood, beyond what HTTP says.

    `trouble` is asked about every answer that is not 2xx and not 429: the error it is, or None to leave it to the usual rules.
    A 401 for which it gives anything but NotPermitted is met with a new token once. `throttled` reads a 429, `correct` tells the
    gate what the headers of any answer say.
    """

    provider: str
    trouble: Callable[[Response], ProviderError | None] = _no_trouble
    throttled: Callable[[Response], Throttled] = said_throttled
    correct: Callable[[Gate, Response], None] = _no_correction


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How a failed read is repeated: as often as there are pauses (seconds)."""

    pauses: tuple[float, ...] = (0.3, 1.5)
    sleep: Callable[[float], None] = time.sleep


class Http:
    """A client for one provider, safe to share between threads."""

    def __init__(
        self,
        dialect: Dialect,
        *,
        timeout_seconds: float = 60.0,
        retry: Retry | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._dialect = dialect
        self._retry = retry or Retry()
        # The library repeats nothing by itself: its transport's own retries are 0 unless asked for.
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, CONNECT_TIMEOUT_SECONDS)),
            limits=_limits(),
            transport=transport,
            verify=_certificates(),
            # A proxy of the environment is not asked for what runs on this machine.
            mounts={} if transport else {"all://localhost": None, "all://127.0.0.1": None},
            follow_redirects=False,
            # One client speaks for many organisations: no cookie of one may go along with another's calls.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": "Tieout"},
        )
        # Idle connections end with the last user of this client, wherever that is.
        weakref.finalize(self, self._client.close)

    def send(self, access: Access, request: Request) -> Response:
        """A call for an organisation: 2xx and those 4xx which say that the request itself is wrong come back.

        Raises Throttled, Transient, OutcomeUnknown (writes only), AuthorisationLost, NotPermitted, and what the dialect finds.
        """
        return self._patiently(request, lambda: self._signed(access, request))

    def call(self, request: Request, *, bearer: str = "") -> Response:
        """A call outside any organisation's budget: discovery, the list of organisations. Raises like `send`."""
        return self._patiently(request, lambda: self._judged(request, self.attempt(request, bearer=bearer), gate=None))

    def attempt(self, request: Request, *, bearer: str = "", organisation_id: str = "") -> Response:
        """Exactly one try, answered with whatever status; raises only where there is no answer that can be read."""
        began = time.monotonic()
        try:
            answer = self._client.send(self._built(request, bearer))
        except _NEVER_LEFT as error:
            self._tell(request, organisation_id, status=0, began=began)
            raise Transient(self._sentence(request, f"cannot be reached ({type(error).__name__})")) from None
        except httpx.RequestError as error:
            self._tell(request, organisation_id, status=0, began=began)
            raise self._unanswered(request, f"did not answer ({type(error).__name__})") from None
        self._tell(request, organisation_id, status=answer.status_code, began=began)
        return _read(answer, raw=request.raw)

    def _patiently(self, request: Request, once: Callable[[], Response]) -> Response:
        """Repeats a read after trouble that may pass in a moment; writes, limits and told waiting times are the caller's matter."""
        for pause in () if request.writes else self._retry.pauses:
            try:
                return once()
            except Transient as trouble:
                if isinstance(trouble, Throttled) or trouble.retry_after is not None:
                    raise
                self._retry.sleep(pause)
        return once()

    def _signed(self, access: Access, request: Request) -> Response:
        with access.gate.call(*request.scopes):
            # Asked for when the call may go, not before it waited: a ledger may have been disconnected meanwhile.
            token = access.token()
            answer = self.attempt(request, bearer=token, organisation_id=access.organisation_id)
        if answer.status == 401 and not isinstance(self._dialect.trouble(answer), NotPermitted):
            # The token may have run out on the way. A refused call has changed nothing, so even a write may be repeated.
            self._dialect.correct(access.gate, answer)
            renewed = access.renew(token)
            with access.gate.call(*request.scopes):
                answer = self.attempt(request, bearer=renewed, organisation_id=access.organisation_id)
        return self._judged(request, answer, gate=access.gate)

    def _judged(self, request: Request, answer: Response, *, gate: Gate | None) -> Response:
        if gate is not None:
            self._dialect.correct(gate, answer)
        if answer.status == 429:
            throttled = self._dialect.throttled(answer)
            if gate is not None:
                gate.correct(scope=throttled.scope, retry_after=throttled.retry_after)
            raise throttled
        if answer.ok:
            if not answer.readable:
                raise self._unanswered(request, "gave an answer that breaks off or is no JSON")
            return answer
        if trouble := self._dialect.trouble(answer):
            raise trouble
        if answer.status == 401:
            raise AuthorisationLost(self._sentence(request, "refused the token"))
        if answer.status == 403:
            raise NotPermitted(self._sentence(request, "does not allow this"))
        if answer.status >= 500:
            raise self._unanswered(request, f"answered {answer.status}", retry_after=answer.retry_after)
        if not 400 <= answer.status < 500:
            raise self._unanswered(request, f"answered {answer.status}, which is no answer to this call")
        return answer

    def _unanswered(self, request: Request, what: str, *, retry_after: float | None = None) -> ProviderError:
        sentence = self._sentence(request, what)
        return OutcomeUnknown(sentence) if request.writes else Transient(sentence, retry_after=retry_after)

    def _sentence(self, request: Request, what: str) -> str:
        return f"{self._dialect.provider} {what}: {request.method} {request.path}"

    def _built(self, request: Request, bearer: str) -> httpx.Request:
        headers = {"Accept": "application/json", **request.headers}
        content = request.content
        if request.json is not None:
            content = dump(request.json)
            headers.setdefault("Content-Type", "application/json")
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        # `params={}` would cut off a query that the URL has already.
        return self._client.build_request(
            request.method, request.url, headers=headers, params=request.params or None, content=content
        )

    def _tell(self, request: Request, organisation_id: str, *, status: int, began: float) -> None:
        _log.info(
            "provider call",
            extra={
                "provider": self._dialect.provider,
                "organisation": organisation_id,
                "method": request.method,
                "path": redact(request.path),
                "status": status,
                "milliseconds": round((time.monotonic() - began) * 1000),
            },
        )


# The connection did not come about, or the library did not even try.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@cache
def _certificates() -> ssl.SSLContext:
    """To read them takes as long as a call does: once for all clients."""
    return httpx.create_ssl_context()


def _limits() -> httpx.Limits:
    # Idle connections are let go early: a write on one that the provider is just closing has an unknown outcome.
    return httpx.Limits(
        max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_MAX, keepalive_expiry=KEEPALIVE_SECONDS
    )


def _read(answer: httpx.Response, *, raw: bool) -> Response:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    content = answer.content
    if raw and answer.is_success:
        return Response(status=answer.status_code, headers=headers, content=content)
    if not content.strip():
        return Response(status=answer.status_code, headers=headers)
    try:
        return Response(status=answer.status_code, headers=headers, body=parse(content))
    except ValueError:
        return Response(status=answer.status_code, headers=headers, text=answer.text, readable=False)


def parse(content: bytes) -> Json:
    """JSON with fractions as Decimal and whole numbers as int; raises ValueError, for NaN and over-long bodies too."""
    if len(content) > BODY_BYTES_MAX:
        raise ValueError(f"the body is longer than {BODY_BYTES_MAX} bytes")
    return json.loads(content, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def is_whole_pdf(content: bytes) -> bool:
    """Whether it begins as a PDF file and ends as one, which readers look for in the last kilobyte."""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]


def dump(document: Json) -> bytes:
    """JSON in which a Decimal is a number written digit by digit; raises TypeError for a float, which has no place in it."""
    _refuse_floats(document)
    return orjson.dumps(document, default=_digits)


def _digits(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(format(value, "f").encode())
    raise TypeError(f"{type(value).__name__} has no place in a body")


def _refuse_floats(document: Json) -> None:
    if isinstance(document, float):
        raise TypeError("float has no place in a body")
    if isinstance(document, dict):
        for value in document.values():
            _refuse_floats(value)
    elif isinstance(document, list | tuple):
        for value in document:
            _refuse_floats(value)


_SECRETS = (
    re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+"),
    re.compile(
        r"(?i)\b(access_token|refresh_token|id_token|client_secret|code_verifier|code|token)([\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}]+"
    ),
    re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"),
)


def redact(text: str) -> str:
    """The text with everything that looks like a token or a secret taken out.

    >>> redact("Authorization: Bearer abc.def, refresh_token=xyz&a=1")
    'Authorization: Bearer …, refresh_token=…&a=1'
    """
    text = _SECRETS[0].sub(lambda found: f"{found[1]} …", text)
    text = _SECRETS[1].sub(lambda found: f"{found[1]}{found[2]}…", text)
    return _SECRETS[2].sub("…", text)
