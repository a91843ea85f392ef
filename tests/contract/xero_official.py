"""The official Python client of Xero in front of a sandbox, and what its tests have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    Contacts,
    Invoice,
    Invoices,
    LineItem,
    Payment,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.identity import IdentityApi

from contract.coverage import watch
from tieout.sandbox.server import Sandbox


@dataclass
class Client:
    """The official client with a token of its own, and the ids that its calls need."""

    sandbox: Sandbox
    api: AccountingApi
    identity: IdentityApi
    tenants: dict[str, str]
    token: dict[str, Any]
    raw: ApiClient
    saved: list[dict[str, Any]] = field(default_factory=list)

    @property
    def uk(self) -> str:
        return self.tenants["Demo Company (UK)"]

    @property
    def us(self) -> str:
        return self.tenants["Demo Company (US)"]

    def control(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = httpx.post(f"{self.sandbox.url}/_control/{path}", json=body).raise_for_status()
        answer: dict[str, Any] = reply.json()
        return answer


@contextmanager
def open_client(monkeypatch: pytest.MonkeyPatch, *, seed: str = "demo", limits: str = "1") -> Iterator[Client]:
    """A sandbox of its own, and the official client in front of it."""
    with Sandbox.start(seed=seed, limits=limits) as sandbox:
        for name, path in (
            ("refresh_token_url", "token"),
            ("client_credentials_token_url", "token"),
            ("revoke_token_url", "revocation"),
        ):
            monkeypatch.setattr(TokenApi, name, f"{sandbox.url}/xero/connect/{path}")
        body = httpx.post(f"{sandbox.url}/_control/token", json={"provider": "xero", "client_id": "app"}).raise_for_status().json()
        tenants = {one["name"]: one["id"] for one in body.pop("organisations")}
        token = {**body, "scope": body["scope"].split()}
        raw = ApiClient(Configuration(oauth2_token=OAuth2Token(client_id="app", client_secret="secret")), pool_threads=1)
        api = AccountingApi(raw, base_url=f"{sandbox.url}/xero/api.xro/2.0")
        identity = IdentityApi(raw, base_url=f"{sandbox.url}/xero")
        made = Client(sandbox, watch("xero-python", api), watch("xero-python", identity), tenants, token, raw)

        def save(new: dict[str, Any]) -> None:
            made.token = new
            made.saved.append(new)

        raw.oauth2_token_getter(lambda: made.token)
        raw.oauth2_token_saver(save)
        raw.set_oauth2_token(token)
        made.saved.clear()
        yield made
        raw.rest_client.pool_manager.clear()


def make_contact(client: Client, name: str = "Thornfield School") -> Contact:
    made = client.api.create_contacts(xero_tenant_id=client.uk, contacts=Contacts(contacts=[Contact(name=name)]))
    return made.contacts[0]


def line(amount: str, *, quantity: str = "1", code: str = "200", **more: Any) -> LineItem:
    return LineItem(description="Widgets", quantity=Decimal(quantity), unit_amount=Decimal(amount), account_code=code, **more)


def make_invoice(client: Client, contact: Contact, *lines: LineItem, kind: str = "ACCREC", **more: Any) -> Invoice:
    invoice = Invoice(
        type=kind,
        contact=Contact(contact_id=contact.contact_id),
        line_items=list(lines) or [line("100.00")],
        date=date(2026, 3, 29),
        due_date=date(2026, 4, 28),
        status="AUTHORISED",
        **more,
    )
    made = client.api.create_invoices(xero_tenant_id=client.uk, invoices=Invoices(invoices=[invoice]))
    return made.invoices[0]


def pay(client: Client, invoice: Invoice, *, amount: str) -> Payment:
    payment = Payment(
        invoice=Invoice(invoice_id=invoice.invoice_id), account=Account(code="090"), date=date(2026, 4, 1), amount=Decimal(amount)
    )
    return client.api.create_payment(xero_tenant_id=client.uk, payment=payment).payments[0]


def one_client(**wishes: str) -> Iterator[Client]:
    """For a module's tests that do not disturb each other: one sandbox, empty and without limits unless wished otherwise."""
    with pytest.MonkeyPatch.context() as patch, open_client(patch, **{"seed": "empty", "limits": "off", **wishes}) as made:
        yield made


def contact_of(made: Contact) -> Contact:
    return Contact(contact_id=made.contact_id)
