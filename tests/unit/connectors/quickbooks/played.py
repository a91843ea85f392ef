"""A QuickBooks played at the transport, and what its tests write to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, Line, Payment
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Access, Action, Operation, ProviderSettings
from tieout.connectors.http import Http, Retry, dump, parse
from tieout.connectors.quickbooks import QuickBooks
from tieout.connectors.quickbooks.errors import DIALECT

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TIME = "2026-03-02T04:00:00.000-08:00"
D = Decimal

Answer = Callable[[httpx.Request], Any]


class Gate:
    @contextmanager
    def call(self, *scopes: str) -> Iterator[None]:
        assert {"minute", "second"} <= set(scopes)
        yield

    def correct(self, *, scope: str, remaining: int | None = None, retry_after: float | None = None) -> None:
        del scope, remaining, retry_after


@dataclass
class Played:
    """A QuickBooks that answers as it is told, and remembers what it was asked."""

    answers: list[Any]
    asked: list[httpx.Request] = field(default_factory=list)

    @property
    def connector(self) -> QuickBooks:
        http = Http(DIALECT, retry=Retry(pauses=()), transport=httpx.MockTransport(self._answer))
        settings = ProviderSettings(
            client_id="us", client_secret="hush", urls={"api": "https://qbo.test/", "discovery": "https://qbo.test/d"}
        )
        return QuickBooks(settings, http=http, now=lambda: NOW)

    @property
    def access(self) -> Access:
        return Access(organisation_id="9130", token=lambda: "token", renew=lambda stale: stale + "!", gate=Gate())

    def body(self, call: int = 0) -> Any:
        return parse(self.asked[call].content)

    def statement(self, call: int = 0) -> str:
        return self.asked[call].content.decode()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if callable(answer):
            answer = answer(request)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return httpx.Response(status, content=dump(body))


def rows(name: str, *bodies: Mapping[str, object], time: str = TIME) -> dict[str, object]:
    return {"QueryResponse": {name: list(bodies)} if bodies else {}, "time": time}


def batch(*elements: Mapping[str, object]) -> dict[str, object]:
    """In another order than asked."""
    return {
        "BatchItemResponse": [{"bId": str(position), **element} for position, element in reversed(list(enumerate(elements)))],
        "time": TIME,
    }


def fault(code: str, detail: str = "No") -> dict[str, object]:
    return {"Fault": {"Error": [{"Message": "m", "Detail": detail, "code": code, "element": ""}], "type": "ValidationFault"}}


def customer(number: int, **changes: object) -> dict[str, object]:
    return {"Id": str(number), "SyncToken": "0", "DisplayName": f"Customer {number}", **changes}


def create(number: int, *, key: str = "", account_number: str = "") -> Operation:
    contact = Contact(kind=EntityKind.CUSTOMER, name=f"Customer {number}", account_number=account_number)
    return Operation(key=key or f"run:{number}", action=Action.CREATE, kind=EntityKind.CUSTOMER, entity=contact)


def make_payment(**changes: Any) -> Payment:
    paid: dict[str, Any] = {
        "kind": EntityKind.PAYMENT,
        "contact": "58",
        "account": "35",
        "paid_on": date(2026, 3, 1),
        "currency": "GBP",
    }
    settled = (Allocation(kind=EntityKind.INVOICE, document="145", amount=D(1)),)
    return Payment(**(paid | {"amount": D(1), "allocations": settled} | changes))


def make_invoice(**changes: Any) -> Document:
    line = Line(description="Tea", quantity=D(3), unit_price=D("1.00"), item="19", tax_code="6")
    made: dict[str, Any] = {
        "kind": EntityKind.INVOICE,
        "contact": "58",
        "issued_on": date(2026, 3, 1),
        "currency": "GBP",
        "lines": (line,),
    }
    return Document(**(made | {"number": "1001"} | changes))


def operation(entity: Written, kind: EntityKind, *, action: Action = Action.CREATE, **more: Any) -> Operation:
    return Operation(**({"key": f"key-{action}-{kind}", "action": action, "kind": kind, "entity": entity} | more))
