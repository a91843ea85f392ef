"""Sage's endpoints: paths, parameters, envelopes and pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from tieout.connectors.contract import Access
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, Rejected, Throttled, Transient
from tieout.connectors.http import Http, Json, Request, Response
from tieout.connectors.sage.errors import SubscriptionEnded, problems
from tieout.connectors.sage.manifest import CALL_SCOPES, PAGE_SIZE, PAGES_MAX, SMALLER_PAGES
from tieout.connectors.sage.wire import Body

# How often a list is read in all when things are deleted under our hands.
PASSES_MAX = 3
# Lists that can be sorted: the oldest first, so that a change moves nothing to another page.
_SORTED = frozenset(
    {"sales_invoices", "purchase_invoices", "sales_credit_notes", "purchase_credit_notes", "contact_payments"}
    | {"contact_allocations", "other_payments", "bank_transfers", "bank_deposits"}
)
VOID_REASON = "Voided by Tieout"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page's objects that were not met on an earlier one; `answered_at` is Sage's own clock."""

    elements: tuple[Body, ...]
    answered_at: datetime | None
    last: bool


@dataclass(kw_only=True)
class _Reading:
    """How far a list is read."""

    size: int = PAGE_SIZE
    page: int = 1
    total: int | None = None
    shrunk: bool = False
    passes: int = 1
    met: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Client:
    http: Http
    api_url: str

    def pages(self, access: Access, plural: str, *, params: Mapping[str, str]) -> Iterator[Listing]:
        """All pages of a list with all attributes.

        A page past the end is the last one again, and `$next` may be missing (sage.md §5): the total says where the end is, and
        what was met already is left out. When the total shrinks on the way, something slipped over a border: once more, then.
        """
        wanted = {
            "attributes": "all",
            "nested_attributes": "all",
            **({"sort": "created_at:asc"} if plural in _SORTED else {}),
            **params,
        }
        reading = _Reading()
        while True:
            answer = self._page(access, plural, params=wanted, reading=reading)
            envelope = _envelope(answer, plural)
            elements: list[Body] = envelope["$items"]
            total = envelope.get("$total") if isinstance(envelope.get("$total"), int) else None
            reading.shrunk = reading.shrunk or (reading.total is not None and total is not None and total < reading.total)
            reading.total = total
            fresh = tuple(one for one in elements if _identity(one) not in reading.met)
            reading.met |= {_identity(one) for one in elements}
            read = reading.page * reading.size
            ended = not elements or reading.page >= PAGES_MAX
            ended = ended or (read >= total if total is not None else not envelope.get("$next") or not fresh)
            again = ended and reading.shrunk and reading.passes < PASSES_MAX
            yield Listing(elements=fresh, answered_at=_date(answer), last=ended and not again)
            if ended and not again:
                return
            reading.page += 1
            if again:
                reading.page, reading.passes, reading.shrunk, reading.total = 1, reading.passes + 1, False, None

    def all(self, access: Access, plural: str, *, params: Mapping[str, str]) -> list[Body]:
        return [one for listing in self.pages(access, plural, params=params) for one in listing.elements]

    def settings(self, access: Access, path: str) -> Body:
        """One of the objects that exist once: the business itself, its financial settings."""
        answer = self._send(access, Request(method="GET", url=path))
        if not answer.ok or not isinstance(answer.body, dict):
            raise Rejected(problems(answer)) if not answer.ok else Transient(f"Sage's {path} cannot be read")
        return dict(answer.body)

    def one(self, access: Access, plural: str, *, id: str) -> Body | None:
        """The object as it is, with all that hangs inside it; None where it is not (any more)."""
        params = {"nested_attributes": "all"}
        if plural == "sales_invoices":
            # A plain read marks it as sent (sage.md §8).
            params["mark_as_sent"] = "false"
        answer = self._send(access, Request(method="GET", url=_path(plural, id), params=params))
        if answer.status == 404:
            return None
        if not answer.ok:
            raise Rejected(problems(answer))
        if not isinstance(answer.body, dict):
            raise Transient(f"Sage's answer has no object of {plural} in it")
        return dict(answer.body)

    def create(self, access: Access, plural: str, *, name: str, body: Mapping[str, Json], idempotency_id: str) -> Response:
        sent = {name: {**({"idempotency_id": idempotency_id} if idempotency_id else {}), **body}}
        return self._send(access, Request(method="POST", url=plural, json=sent, writes=True))

    def update(self, access: Access, plural: str, *, id: str, name: str, body: Mapping[str, Json]) -> Response:
        return self._send(access, Request(method="PUT", url=_path(plural, id), json={name: dict(body)}, writes=True))

    def release(self, access: Access, plural: str, *, id: str) -> Response:
        return self._send(access, Request(method="POST", url=f"{_path(plural, id)}/release", writes=True))

    def delete(self, access: Access, plural: str, *, id: str, is_document: bool) -> Response:
        # A reason is asked for at sales documents, and perhaps at the others (sage.md §8): it is always given.
        params = {"void_reason": VOID_REASON} if is_document else {}
        return self._send(access, Request(method="DELETE", url=_path(plural, id), params=params, writes=True))

    def file(self, access: Access, *, id: str) -> Response:
        headers = {"Accept": "application/octet-stream"}
        return self._send(access, Request(method="GET", url=f"{_path('attachments', id)}/file", headers=headers, raw=True))

    def _page(self, access: Access, plural: str, *, params: Mapping[str, str], reading: _Reading) -> Response:
        """The page, or, where Sage cannot make one so large, the first part of it; what is read already counts on."""
        while True:
            sized = {**params, "page": str(reading.page), "items_per_page": str(reading.size)}
            try:
                return self._send(access, Request(method="GET", url=plural, params=sized))
            except Transient as trouble:
                smaller = next((size for size in SMALLER_PAGES if size < reading.size), None)
                if isinstance(trouble, Throttled) or trouble.retry_after is not None or smaller is None:
                    raise
                reading.page = (reading.page - 1) * (reading.size // smaller) + 1
                reading.size = smaller

    def _send(self, access: Access, request: Request) -> Response:
        headers = {**request.headers, "X-Business": access.organisation_id}
        sent = replace(request, url=f"{self.api_url}/{request.url}", scopes=CALL_SCOPES, headers=headers)
        try:
            answer = self.http.send(access, sent)
        except NotPermitted as refused:
            if not isinstance(refused, SubscriptionEnded):
                self._check_consent(access)
            raise
        # Without the header Sage would work on whichever business the person chose last (sage.md §3).
        echo = answer.headers.get("x-business", access.organisation_id)
        if echo != access.organisation_id:
            said = f"Sage answered for another business than was asked: {request.method} {request.url}"
            raise OutcomeUnknown(said) if request.writes else Transient(said)
        return answer

    def _check_consent(self, access: Access) -> None:
        """A 403 on one call is a role that is missing, on every call a consent that is gone (sage.md §4): asking who we are
        needs no role."""
        try:
            self.http.send(access, Request(method="GET", url=f"{self.api_url}/user", scopes=CALL_SCOPES))
        except NotPermitted:
            raise AuthorisationLost("Sage no longer accepts this connection; connect again") from None


def _path(plural: str, id: str) -> str:
    return f"{plural}/{quote(id, safe='')}"


def _identity(body: Body) -> tuple[str, str]:
    """What changed since it was met is told again."""
    return str(body.get("id")), str(body.get("updated_at"))


def _envelope(answer: Response, plural: str) -> dict[str, Json]:
    if not answer.ok:
        raise Rejected(problems(answer))
    found = answer.body.get("$items") if isinstance(answer.body, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Transient(f"Sage's answer has no list of {plural} in it")
    return dict(answer.body)


def _date(answer: Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None
