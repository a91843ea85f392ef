"""A Xero organisation without a server: calls go straight to the provider, as the server would make them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tieout.sandbox import oauth
from tieout.sandbox.books import Books
from tieout.sandbox.call import Call, Reply, dump
from tieout.sandbox.clock import Clock
from tieout.sandbox.ground import Ground, ProviderError
from tieout.sandbox.limits import Limits
from tieout.sandbox.xero.provider import INDEXES, Xero

Json = Any
Query = Mapping[str, str] | None
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass
class Ledger:
    provider: Xero
    ground: Ground
    tenant: str
    token: str = ""
    last: Reply = field(default_factory=Reply)

    def call(self, method: str, path: str, *, body: Json = None, headers: Query = None, query: Query = None) -> Json:
        """The answer's JSON, amounts as Decimal; `last` holds the whole reply."""
        sent = {
            "authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.tenant,
            "accept": "application/json",
            **(headers or {}),
        }
        raw = body if isinstance(body, bytes) else b"" if body is None else dump(body)
        self.last = self.send(
            Call(method, f"/api.xro/2.0/{path}", query or {}, sent, raw, self.ground.clock.now(), "http://127.0.0.1:1")
        )
        return json.loads(self.last.body, parse_float=Decimal) if "json" in self.last.media_type and self.last.body else None

    def send(self, call: Call) -> Reply:
        try:
            with self.ground.books.unit():
                return self.provider.answer(call)
        except ProviderError as refused:
            return refused.reply

    def renew(self) -> None:
        """Another access token for everything, as after a refresh."""
        with self.ground.books.unit():
            self.token = str(self.provider.token(self.provider.organisations(), "tests")["access_token"])

    def get(self, path: str, **query: str) -> Json:
        plural = path.split("/", maxsplit=1)[0]
        return self.call("GET", path, query=query)[plural]

    def one(self, path: str, **query: str) -> Json:
        return self.get(path, **query)[0]

    def write(self, plural: str, *bodies: Json, method: str = "POST", **query: str) -> list[Json]:
        """Every element's outcome, good or bad, in order."""
        answer = self.call(method, plural, body={plural: list(bodies)}, query={"summarizeErrors": "false", **query})
        found: list[Json] = answer[plural]
        return found

    def make(self, plural: str, body: Json, **query: str) -> Json:
        (made,) = self.write(plural, body, method="PUT", **query)
        assert made["StatusAttributeString"] in ("OK", "WARNING"), made
        return made

    def refusal(self, plural: str, body: Json, *, method: str = "POST", **query: str) -> list[str]:
        """The messages of a write that must be refused."""
        (told,) = self.write(plural, body, method=method, **query)
        assert told["StatusAttributeString"] == "ERROR", told
        return [one["Message"] for one in told["ValidationErrors"]]

    def contact(self, name: str = "Thornfield School", **more: Json) -> str:
        return str(self.make("Contacts", {"Name": name, **more})["ContactID"])

    def invoice(self, contact: str, *amounts: str, **more: Json) -> Json:
        return self.make("Invoices", draft(contact, *amounts, **{"Status": "AUTHORISED", **more}))

    def pay(self, invoice: Json, amount: str, **more: Json) -> Json:
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "090"},
            "Amount": amount,
            "Date": "2026-10-20",
            **more,
        }
        return self.make("Payments", body)

    def again(self, document: Json) -> Json:
        return self.one(f"Invoices/{document['InvoiceID']}")

    def lock(self, on: str) -> None:
        with self.ground.books.unit():
            self.provider.edit(organisation=self.tenant, kind="Organisation", id=self.tenant, change={"PeriodLockDate": on})


def draft(contact: str, *amounts: str, **more: Json) -> Json:
    lines = [{"Description": f"Line {amount}", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"} for amount in amounts]
    dates = {"Date": "2026-10-01", "DueDate": "2026-10-31"}
    return {"Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": lines, **dates, **more}


def open_ledger(
    *, organisation: str = "Demo Company (UK)", seed: str = "empty", limits: str = "off", scope: str | None = None
) -> Ledger:
    """In memory, at a frozen noon."""
    clock = Clock()
    clock.freeze(frozen=True)
    clock.set(NOON)
    ground = Ground(Books(None, indexes={**oauth.INDEXES, **INDEXES}), clock, Limits(clock))
    ground.limits.set(limits)
    provider = Xero(ground)
    with ground.books.unit():
        provider.seed(seed)
    (chosen,) = (one for one in provider.organisations() if one.name == organisation)
    ledger = Ledger(provider, ground, chosen.id)
    if scope is None:
        ledger.renew()
        return ledger
    with ground.books.unit():
        tokens = provider.oauth.issue(client_id="tests", user="narrow", organisations=[chosen.id], scope=scope)
        ledger.token = tokens.access_token
    return ledger
