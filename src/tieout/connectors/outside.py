"""HTTP to hosts that a user named: each address looked up once, checked, and connected to exactly; sizes and times bounded."""

import http.client
import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from tieout.connectors.addresses import Allowed, Closed, first_closed, host_of
from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
REDIRECTS_MAX = 5
URL_CHARACTERS_MAX = 4000
CONNECT_SECONDS = 10.0
ADDRESSES_MAX = 4
PIECE_BYTES = 65_536
# Of the connection, not of the message: ours to set.
OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "trailer", "expect", "accept-encoding"}
)
# What belongs to one receiver and is not handed on to the next.
_PRIVATE = frozenset({"authorization", "cookie", "proxy-authorization"})
# What another host may know: any other header may be a key, whatever it is called.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "idempotency-key", "user-agent"})
_URL_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
# A token of RFC 9110; of values the library sees to it that they stay on their line.
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Call:
    """`private` headers go to `private_hosts` alone. `seconds` is for the whole of it, redirects and body included."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    private_hosts: frozenset[str] = frozenset()
    content: bytes = field(default=b"", repr=False)
    seconds: float = 30.0
    bytes_max: int = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Read to its end. Header names are lower case; `url` is where it came from, after redirects."""

    status: int
    url: str
    headers: Mapping[str, str]
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class _Place:
    """Where a call goes: an URL taken apart and found to be well-formed."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """As the header Host says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"http": 80, "https": 443}


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order of the resolver; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def send(call: Call, *, allowed: Allowed, resolve: Resolve = resolved) -> Answer:
    """Any answer, whatever its status.

    Raises Rejected for an address that may not be reached, a certificate that is not good, or an answer that is too large;
    Transient when the call did not leave; OutcomeUnknown when it left and nothing that can be read came back.
    """
    until = time.monotonic() + call.seconds
    for _ in range(REDIRECTS_MAX + 1):
        place = _place(call.url)
        answer = _exchanged(call, place, wire=_connected(place, allowed=allowed, resolve=resolve, until=until))
        target = answer.headers.get("location", "")
        if answer.status not in (301, 302, 303, 307, 308) or not target:
            return answer
        call = _following(call, answer, target=urljoin(place.url, target))
    raise _refused("address_refused", f"{place.host} leads on more than {REDIRECTS_MAX} times.", remedy="Write the final address.")


def checked(url: str) -> str:
    """The host of an URL that could be called; raises Rejected for any other, with what is wrong."""
    return _place(url).host


def _following(call: Call, answer: Answer, *, target: str) -> Call:
    """The call that a redirect asks for: 303 is to be read; 301 and 302 after a POST are, by custom; others are repeated whole."""
    before, then = _place(call.url), _place(target)
    if before.scheme == "https" and then.scheme != "https":
        raise _refused(
            "address_refused", f"{before.host} leads to an address without encryption.", remedy="Write the final address."
        )
    headers, private = dict(call.headers), call.private
    if (before.host, before.port, before.scheme) != (then.host, then.port, then.scheme):
        headers = {name: value for name, value in headers.items() if name.lower() not in _PRIVATE}
    if before.host != then.host:
        headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
    if then.host not in call.private_hosts or (then.scheme != "https" and then.host != before.host):
        private = {}
    read = answer.status == 303 or (answer.status in (301, 302) and call.method == "POST")
    if read and call.method != "HEAD":
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        return replace(call, method="GET", url=then.url, headers=headers, private=private, content=b"")
    return replace(call, url=then.url, headers=headers, private=private)


def _place(url: str) -> _Place:
    wrong = ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        wrong, parts, port = "it cannot be read", SplitResult("", "", "", "", ""), None
    if len(url) > URL_CHARACTERS_MAX:
        wrong = f"it is longer than {URL_CHARACTERS_MAX} characters"
    elif _URL_FORBIDDEN.search(url) or not url.isascii():
        wrong = wrong or "it has spaces or signs that must be encoded"
    elif parts.scheme not in _PORTS:
        wrong = wrong or "it begins neither with https:// nor with http://"
    elif parts.username is not None or parts.password is not None:
        wrong = "it holds a name or a password, which belong into a secret"
    elif port == 0 or not parts.hostname:
        wrong = wrong or "it names no host"
    if wrong:
        raise _refused("address_refused", f"This address cannot be called: {wrong}.", remedy="Correct the address.")
    bracketed = parts.netloc.rpartition("@")[2].startswith("[")
    try:
        host = host_of(f"[{parts.hostname}]" if bracketed else str(parts.hostname))
    except Closed as closed:
        raise _refused("address_refused", str(closed), remedy="Correct the address.") from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(url, parts.scheme, host, port or _PORTS[parts.scheme], path)


def _connected(place: _Place, *, allowed: Allowed, resolve: Resolve, until: float) -> "_Wire":
    """A connection to one of the addresses that were looked up and checked, and to no other."""
    try:
        addresses = resolve(place.host, place.port)
    except (OSError, UnicodeError):
        raise Transient(f"{place.host} has no address that can be found.") from None
    closed = "" if place.host in allowed.hosts else first_closed(addresses, allowed)
    if closed or not addresses:
        raise _refused(
            "address_refused",
            f"{place.host} is at {closed or 'no address'}, which is no public address and may not be reached.",
            remedy="Write a public address, or have the host allowed with TIEOUT_OUTSIDE_ALLOW.",
        )
    trouble: OSError | None = None
    for address in addresses[:ADDRESSES_MAX]:
        try:
            bare = socket.create_connection((address, place.port), timeout=min(CONNECT_SECONDS, _left(until)))
        except OSError as error:
            trouble = error
            continue
        return _Wire(_secured(bare, place) if place.scheme == "https" else bare, until)
    raise Transient(f"{place.host} cannot be reached ({type(trouble).__name__}).")


def _secured(bare: socket.socket, place: _Place) -> socket.socket:
    try:
        return _certificates().wrap_socket(bare, server_hostname=place.host)
    except ssl.SSLCertVerificationError as error:
        bare.close()
        said = f"The certificate of {place.host} is not good: {error.verify_message}."
        raise _refused("address_refused", said, remedy="Have its owner renew the certificate.") from None
    except OSError as error:
        bare.close()
        raise Transient(f"{place.host} agrees on no encryption ({type(error).__name__}).") from None


def _exchanged(call: Call, place: _Place, *, wire: "_Wire") -> Answer:
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.sock = cast("socket.socket", wire)
    try:
        connection.putrequest(call.method, place.path, skip_host=True, skip_accept_encoding=True)
        for name, value in _headers(call, place).items():
            connection.putheader(name, value)
        connection.endheaders(call.content or None)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        content = _content(answer, headers, bytes_max=call.bytes_max)
        return Answer(status=answer.status, url=place.url, headers=headers, content=content)
    except _TooLarge:
        said = f"The answer of {place.host} is larger than {call.bytes_max} bytes."
        raise _refused("answer_too_large", said, remedy="Ask for less at once.") from None
    except ValueError as error:
        raise _refused("address_refused", f"This call cannot be sent: {error}", remedy="Correct the headers.") from None
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise OutcomeUnknown(f"{place.host} did not answer in a way that can be read ({type(error).__name__}).") from None
    finally:
        connection.close()
        wire.end()


def _headers(call: Call, place: _Place) -> dict[str, str]:
    private = call.private if place.host in call.private_hosts else {}
    named = {name: value for name, value in {**call.headers, **private}.items() if name.lower() not in OWN_HEADERS}
    if not all(_HEADER_NAME.fullmatch(name) for name in named):
        raise ValueError("a header has a name that HTTP does not take.")
    own = {"Host": place.named, "Accept-Encoding": "identity", "Connection": "close"}
    if not any(name.lower() == "user-agent" for name in named):
        own["User-Agent"] = "Tieout"
    if call.content or call.method in ("POST", "PUT", "PATCH"):
        own["Content-Length"] = str(len(call.content))
    return {**own, **named}


class _TooLarge(Exception):
    pass


def _content(answer: http.client.HTTPResponse, headers: Mapping[str, str], *, bytes_max: int) -> bytes:
    """Some servers pack what nobody asked them to pack: unpacked within the same bound."""
    pieces: list[bytes] = []
    count = 0
    while piece := answer.read(PIECE_BYTES):
        count += len(piece)
        if count > bytes_max:
            raise _TooLarge
        pieces.append(piece)
    if answer.length:
        # Read piece by piece, the library does not say that the rest never came.
        raise http.client.IncompleteRead(b"", answer.length)
    content = b"".join(pieces)
    if headers.get("content-encoding", "identity").strip().lower() in ("gzip", "deflate", "x-gzip") and content:
        unpacked = zlib.decompressobj(47).decompress(content, bytes_max + 1)
        if len(unpacked) > bytes_max:
            raise _TooLarge
        return unpacked
    return content


class _Wire:
    """A socket on which everything together ends at one instant, however slowly the other side drips."""

    def __init__(self, bare: socket.socket, until: float) -> None:
        self._bare, self._until = bare, until

    def sendall(self, piece: Any) -> None:
        self._bare.settimeout(_left(self._until))
        self._bare.sendall(piece)

    def makefile(self, mode: str) -> io.BufferedReader:
        del mode
        return io.BufferedReader(_Reading(self._bare, self._until), PIECE_BYTES)

    def close(self) -> None:
        """The library closes when it has read the headers, and reads the body afterwards."""

    def end(self) -> None:
        self._bare.close()


class _Reading(io.RawIOBase):
    def __init__(self, bare: socket.socket, until: float) -> None:
        self._bare, self._until = bare, until

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._bare.settimeout(_left(self._until))
        return self._bare.recv_into(into)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is up")
    return left


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _refused(cause: str, message: str, *, remedy: str) -> Rejected:
    return Rejected((Problem(cause=cause, message=message, remedy=remedy),))
