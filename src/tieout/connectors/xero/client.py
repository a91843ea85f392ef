"""Xero's endpoints: paths, parameters and envelopes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from tieout.connectors.contract import Access
from tieout.connectors.errors import Rejected, Transient
from tieout.connectors.http import Http, Json, Request, Response, dump
from tieout.connectors.xero.errors import call_problem
from tieout.connectors.xero.manifest import CALL_SCOPES, MANIFEST
from tieout.connectors.xero.wire import Body, instant

# Without this on both ways unit prices are rounded to two places.
_FOUR_PLACES = {"unitdp": "4"}
_PRICED = frozenset({"Items", "Invoices", "CreditNotes", "BankTransactions"})
# Lists without pages: all of it comes at once.
_UNPAGED = frozenset({"Items", "BankTransfers"})
# What is hidden unless it is asked for.
_HIDDEN = {"Contacts": {"includeArchived": "true"}, "BankTransfers": {"includeDeleted": "true"}}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of a list; `answered_at` is Xero's own clock, None where it does not tell."""

    elements: tuple[Body, ...]
    last: bool
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Client:
    http: Http
    api_url: str

    def organisation(self, access: Access) -> Body:
        found = self.find(access, "Organisation", params={}, envelope="Organisations")
        if not found:
            raise Transient("Xero's answer has no organisation in it")
        return found[0]

    def page(self, access: Access, endpoint: str, *, number: int, since: datetime | None, where: str = "") -> Listing:
        """One page of a list, the least recently changed first, or all of a list that has no pages."""
        paging = {} if endpoint in _UNPAGED else {"page": str(number), "pageSize": str(MANIFEST.page_size)}
        params = {**paging, **({"where": where} if where else {}), **_HIDDEN.get(endpoint, {})}
        answer = self._get(access, endpoint, params=params, since=since)
        elements = _elements(answer, endpoint)
        return Listing(
            elements=elements, last=not paging or _is_last(answer, elements, number=number), answered_at=_answered_at(answer)
        )

    def find(self, access: Access, endpoint: str, *, params: Mapping[str, str], envelope: str = "") -> tuple[Body, ...]:
        """The elements of a list for which a filter holds, or of one that takes none; Rejected when Xero refuses the filter."""
        return _elements(self._get(access, endpoint, params=params, since=None), envelope or endpoint)

    def one(self, access: Access, endpoint: str, *, key: str) -> tuple[Body, ...]:
        """The element with this id, number or code, if there is one."""
        answer = self._send(access, Request(method="GET", url=f"{endpoint}/{quote(key, safe='')}", params=_params(endpoint)))
        return () if answer.status == 404 else _elements(answer, endpoint)

    def create(self, access: Access, endpoint: str, *, elements: Sequence[Json], idempotency_key: str) -> Response:
        return self._send(access, _batch("PUT", endpoint, elements=elements, idempotency_key=idempotency_key))

    def update(self, access: Access, endpoint: str, *, elements: Sequence[Json], idempotency_key: str) -> Response:
        return self._send(access, _batch("POST", endpoint, elements=elements, idempotency_key=idempotency_key))

    def save(self, access: Access, path: str, *, json: Json, creates: bool, step: str) -> Response:
        """One element, sent as its path takes it; `step` tells a repeat from another change."""
        key = f"tieout-{hashlib.sha256(step.encode() + dump(json)).hexdigest()}"
        headers, method = {"Idempotency-Key": key}, "PUT" if creates else "POST"
        return self._send(access, Request(method=method, url=path, headers=headers, json=json, writes=True))

    def delete_payment(self, access: Access, *, id: str) -> Response:
        url = f"Payments/{quote(id, safe='')}"
        return self._send(access, Request(method="POST", url=url, json={"Status": "DELETED"}, writes=True))

    def delete(self, access: Access, path: str, *, id: str) -> Response:
        """Ends an item, an account, a tracking category, or an allocation below what it is taken from."""
        return self._send(access, Request(method="DELETE", url=f"{path}/{quote(id, safe='')}", writes=True))

    def files(self, access: Access, path: str) -> tuple[Body, ...]:
        """What hangs on the thing at this path."""
        return self.find(access, f"{path}/Attachments", params={}, envelope="Attachments")

    def file(self, access: Access, path: str, *, id: str, media_type: str) -> Response:
        # Asked for JSON, Xero would tell of the file instead of giving it.
        url, headers = f"{path}/Attachments/{quote(id, safe='')}", {"Accept": media_type or "application/octet-stream"}
        return self._send(access, Request(method="GET", url=url, headers=headers, raw=True))

    def printed(self, access: Access, path: str) -> Response:
        # The same path as for JSON: what is accepted alone says what comes (xero.md §2.1).
        return self._send(access, Request(method="GET", url=path, headers={"Accept": "application/pdf"}, raw=True))

    def send(self, access: Access, path: str) -> Response:
        return self._send(access, Request(method="POST", url=f"{path}/Email", writes=True))

    def upload(self, access: Access, path: str, *, file_name: str, media_type: str, content: bytes) -> Response:
        url, headers = f"{path}/Attachments/{quote(file_name, safe='')}", {"Content-Type": media_type or "application/octet-stream"}
        return self._send(access, Request(method="PUT", url=url, headers=headers, content=content, writes=True))

    def _get(self, access: Access, endpoint: str, *, params: Mapping[str, str], since: datetime | None) -> Response:
        headers = {"If-Modified-Since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if since else {}
        return self._send(access, Request(method="GET", url=endpoint, params={**params, **_params(endpoint)}, headers=headers))

    def _send(self, access: Access, request: Request) -> Response:
        headers = {**request.headers, "xero-tenant-id": access.organisation_id}
        return self.http.send(access, replace(request, url=f"{self.api_url}/{request.url}", scopes=CALL_SCOPES, headers=headers))


def _batch(method: str, endpoint: str, *, elements: Sequence[Json], idempotency_key: str) -> Request:
    return Request(
        method=method,
        url=endpoint,
        # Without it one bad element hides the ids of all the good ones, which are saved nevertheless.
        params={"summarizeErrors": "false", **_params(endpoint)},
        headers={"Idempotency-Key": idempotency_key},
        json={endpoint.rpartition("/")[2]: list(elements)},
        writes=True,
    )


def _is_last(answer: Response, elements: tuple[Body, ...], *, number: int) -> bool:
    paging = answer.body.get("pagination")
    pages = paging.get("pageCount") if isinstance(paging, dict) else None
    last = number >= pages if isinstance(pages, int) else len(elements) < MANIFEST.page_size
    return last or not elements


def _answered_at(answer: Response) -> datetime | None:
    try:
        return instant(answer.body.get("DateTimeUTC"))
    except (ValueError, OverflowError):
        return None


def _params(endpoint: str) -> Mapping[str, str]:
    return _FOUR_PLACES if endpoint in _PRICED else {}


def _elements(answer: Response, envelope: str) -> tuple[Body, ...]:
    if not answer.ok:
        raise Rejected((call_problem(answer),))
    found = answer.body.get(envelope) if isinstance(answer.body, dict) else None
    if not isinstance(found, list) or not all(isinstance(element, dict) for element in found):
        raise Transient(f"Xero's answer has no list of {envelope} in it")
    return tuple(found)
