"""Xero's endpoints: paths, parameters and envelopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from tieout.connectors.contract import Access
from tieout.connectors.errors import Rejected, Transient
from tieout.connectors.http import Http, Json, Request, Response
from tieout.connectors.xero.errors import call_problem
from tieout.connectors.xero.manifest import CALL_SCOPES, MANIFEST
from tieout.connectors.xero.wire import Body

# Without this on both ways unit prices are rounded to two places.
_FOUR_PLACES = {"unitdp": "4"}
_PRICED = frozenset({"Items", "Invoices", "CreditNotes"})


@dataclass(frozen=True, kw_only=True)
class Listing:
    elements: tuple[Body, ...]
    last: bool


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
        """One page of Contacts, Invoices, CreditNotes or Payments, the least recently changed first."""
        params = {"page": str(number), "pageSize": str(MANIFEST.page_size)}
        if where:
            params["where"] = where
        if endpoint == "Contacts":
            params["includeArchived"] = "true"
        answer = self._get(access, endpoint, params=params, since=since)
        elements = _elements(answer, endpoint)
        paging = answer.body.get("pagination")
        pages = paging.get("pageCount") if isinstance(paging, dict) else None
        last = number >= pages if isinstance(pages, int) else len(elements) < MANIFEST.page_size
        return Listing(elements=elements, last=last or not elements)

    def items(self, access: Access, *, since: datetime | None) -> tuple[Body, ...]:
        """All of them: this list has no pages."""
        return _elements(self._get(access, "Items", params={}, since=since), "Items")

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

    def delete_payment(self, access: Access, *, id: str) -> Response:
        url = f"Payments/{quote(id, safe='')}"
        return self._send(access, Request(method="POST", url=url, json={"Status": "DELETED"}, writes=True))

    def delete_item(self, access: Access, *, id: str) -> Response:
        return self._send(access, Request(method="DELETE", url=f"Items/{quote(id, safe='')}", writes=True))

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
        json={endpoint: list(elements)},
        writes=True,
    )


def _params(endpoint: str) -> Mapping[str, str]:
    return _FOUR_PLACES if endpoint in _PRICED else {}


def _elements(answer: Response, envelope: str) -> tuple[Body, ...]:
    if not answer.ok:
        raise Rejected((call_problem(answer),))
    found = answer.body.get(envelope) if isinstance(answer.body, dict) else None
    if not isinstance(found, list) or not all(isinstance(element, dict) for element in found):
        raise Transient(f"Xero's answer has no list of {envelope} in it")
    return tuple(found)
