"""A Sage played at the transport, and what its tests write to it."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import httpx

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Line
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation, ProviderSettings
from tieout.connectors.sage import Sage
from tieout.connectors.sage.errors import DIALECT
from unit.connectors.scripted import Answer, Scripted, answer

DATE = {"date": "Wed, 01 Jul 2026 12:00:00 GMT"}
D = Decimal


def playing(*answers: Answer) -> tuple[Sage, Scripted]:
    script = Scripted(answers)
    urls = {name: f"https://sage.test/{name}" for name in ("authorize", "token", "revoke")} | {"api": "https://sage.test/v3.1/"}
    settings = ProviderSettings(client_id="us", client_secret="hush", urls=urls)
    return Sage(settings, http=script.http(DIALECT)), script


def listed(*bodies: dict[str, object], total: int | None = None, page: int = 1, **envelope: object) -> httpx.Response:
    """A page as Sage answers it; `total` is that of the list."""
    body = {"$total": len(bodies) if total is None else total, "$page": page, "$next": None, "$back": None, "$itemsPerPage": 200}
    return answer(200, body | {"$items": list(bodies)} | envelope, headers=DATE)


def refusal(message: str, *, code: str = "RecordInvalid", source: str = "", status: int = 422) -> httpx.Response:
    entry = {"$severity": "error", "$dataCode": code, "$message": message, "$source": source}
    return answer(status, [entry])


def contact_body(number: int, **changes: object) -> dict[str, object]:
    stamps = {"created_at": "2026-07-01T09:00:00Z", "updated_at": "2026-07-01T09:00:00Z"}
    return {"id": f"c{number}", "name": f"Customer {number}", **stamps, **changes}


def contact(number: int = 1, **changes: Any) -> Operation:
    entity = Contact(kind=EntityKind.CONTACT, name=f"Customer {number}", is_customer=True, **changes)
    return Operation(key=f"run:{number}", action=Action.CREATE, kind=EntityKind.CONTACT, entity=entity)


def invoice(**changes: Any) -> Operation:
    line = Line(description="Hire", quantity=D(3), unit_price=D(40), account="l40", tax_code="GB_STANDARD")
    made: dict[str, Any] = {
        "kind": EntityKind.INVOICE,
        "contact": "c01",
        "issued_on": date(2026, 7, 1),
        "currency": "GBP",
        "lines": (line,),
        "number": "JOB-118",
    }
    entity = Document(**(made | changes))
    return Operation(key="run:9", action=Action.CREATE, kind=EntityKind.INVOICE, entity=entity)


def rates() -> httpx.Response:
    return listed({"id": "GB_STANDARD", "percentage": "20.0"}, {"id": "GB_NO_TAX", "percentage": "0.0"})


def asked(script: Scripted, call: int = -1) -> tuple[str, str, dict[str, str]]:
    request = script.requests[call]
    return request.method, request.url.path.removeprefix("/v3.1/"), dict(request.url.params)


def body_of(script: Scripted, call: int = -1) -> Any:
    return json.loads(script.requests[call].content)


def ids(seen: Sequence[Any]) -> list[str]:
    return [one.external_id for one in seen]
