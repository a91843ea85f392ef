"""A QuickBooks company without a server: calls go straight to the provider, as the server would make them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tieout.sandbox import oauth
from tieout.sandbox.books import Books
from tieout.sandbox.call import Call, Reply, dump
from tieout.sandbox.clock import Clock
from tieout.sandbox.ground import Ground, ProviderError
from tieout.sandbox.limits import Limits
from tieout.sandbox.quickbooks.provider import INDEXES, QuickBooks

GB, US, AU, CA = "9341450000000101", "9341450000000102", "9341450000000103", "9341450000000104"
Json = Any


@dataclass
class Desk:
    provider: QuickBooks
    ground: Ground
    realm: str
    token: str
    last: Reply = field(default_factory=Reply)

    def call(self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes = b"", token: str = "") -> Json:
        """The answer's JSON, amounts as Decimal; `last` holds the whole reply."""
        headers = {"authorization": f"Bearer {token or self.token}", "accept": "application/json"}
        call = Call(
            method,
            f"/v3/company/{self.realm}{path}",
            dict(query or {}),
            headers,
            body,
            self.ground.clock.now(),
            "http://127.0.0.1:1",
        )
        self.last = self.send(call)
        if "json" not in self.last.media_type:
            return self.last.body.decode("latin-1")
        return json.loads(self.last.body, parse_float=Decimal)

    def send(self, call: Call) -> Reply:
        try:
            with self.ground.books.unit():
                return self.provider.answer(call)
        except ProviderError as refused:
            return refused.reply

    def post(self, path: str, body: Json, **query: str) -> Json:
        return self.call("POST", path, query=query, body=dump(body))

    def get(self, path: str, **query: str) -> Json:
        return self.call("GET", path, query=query)

    def save(self, kind: str, body: Json, **query: str) -> Json:
        """The saved object; fails the test on a refusal."""
        answer = self.post(f"/{kind.lower()}", body, **query)
        assert self.last.status == 200, answer
        return answer[kind]

    def read(self, kind: str, id: str) -> Json:
        return self.get(f"/{kind.lower()}/{id}")[kind]

    def refused(self, path: str, body: Json, **query: str) -> str:
        """The code of the refusal of a POST."""
        answer = self.post(path, body, **query)
        assert self.last.status == 400, answer
        return str(answer["Fault"]["Error"][0]["code"])

    def query(self, statement: str) -> Json:
        return self.call("POST", "/query", body=statement.encode()).get("QueryResponse")

    def customer(self, name: str = "Harbour View", **fields: Json) -> str:
        return str(self.save("Customer", {"DisplayName": name, **fields})["Id"])

    def vendor(self, name: str = "Paper Supplies", **fields: Json) -> str:
        return str(self.save("Vendor", {"DisplayName": name, **fields})["Id"])

    def item(self, name: str = "Teapot", **fields: Json) -> str:
        income = self.account("Sales of Product Income")
        expense = next(
            body["Id"] for body in self.query("select * from Account where AccountType = 'Cost of Goods Sold'")["Account"]
        )
        accounts = {"IncomeAccountRef": {"value": income}, "ExpenseAccountRef": {"value": expense}}
        return str(self.save("Item", {"Name": name, "Type": "NonInventory", **accounts, **fields})["Id"])

    def account(self, name: str) -> str:
        return str(self.query(f"select * from Account where Name = '{name}'")["Account"][0]["Id"])

    def balance(self, account: str) -> Json:
        return self.read("Account", self.account(account))["CurrentBalance"]


def open_desk(realm: str = GB, *, seed: str = "empty", limits: str = "off", path: Path | None = None) -> Desk:
    clock = Clock()
    ground = Ground(Books(path, indexes={**oauth.INDEXES, **INDEXES}), clock, Limits(clock))
    ground.limits.set(limits)
    provider = QuickBooks(ground)
    with ground.books.unit():
        provider.seed(seed)
        organisations = [one for one in provider.organisations() if one.id == realm]
        token = provider.token(organisations, "desk")["access_token"]
    return Desk(provider, ground, realm, token)


def sale_line(amount: str, *, item: str, code: str | None = "2", **detail: Json) -> Json:
    inner = {"ItemRef": {"value": item}, **({"TaxCodeRef": {"value": code}} if code else {}), **detail}
    return {"DetailType": "SalesItemLineDetail", "Amount": Decimal(amount), "SalesItemLineDetail": inner}


def expense_line(amount: str, *, account: str = "54", code: str | None = "2") -> Json:
    inner = {"AccountRef": {"value": account}, **({"TaxCodeRef": {"value": code}} if code else {})}
    return {"DetailType": "AccountBasedExpenseLineDetail", "Amount": Decimal(amount), "AccountBasedExpenseLineDetail": inner}


def sale(customer: str, *lines: Json, **fields: Json) -> Json:
    """An invoice or credit memo outside the US."""
    return {"CustomerRef": {"value": customer}, "GlobalTaxCalculation": "TaxExcluded", "Line": list(lines), **fields}


def purchase(vendor: str, *lines: Json, **fields: Json) -> Json:
    return {"VendorRef": {"value": vendor}, "GlobalTaxCalculation": "TaxExcluded", "Line": list(lines), **fields}


def settling(*links: tuple[str, str, str]) -> list[Json]:
    """Lines of a payment: (kind, id, amount)."""
    return [{"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": own_id, "TxnType": kind}]} for kind, own_id, amount in links]
