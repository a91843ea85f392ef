"""The product as its people and other systems reach it: the REST API of a signed-in person, the outside door, and a worker."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.test import Client

from integration.engine.stage import Shop
from integration.outside_door import told
from tieout.automations.hook_proof import sign
from tieout.automations.triggers import WebhookDoor
from tieout.store import automations

PROOF = WebhookDoor(auth="signature", header="X-Signature")
SIGNED = {"type": "webhook", "webhook": PROOF.model_dump()}
DOCUMENTS: Mapping[tuple[str, str], str] = {
    ("xero", "invoice"): "Invoices",
    ("quickbooks", "invoice"): "Invoice",
    ("sage", "invoice"): "sales_invoices",
    ("xero", "bill"): "Invoices",
    ("quickbooks", "bill"): "Bill",
    ("sage", "bill"): "purchase_invoices",
}
CONTACTS = {"xero": "Contacts", "quickbooks": "Customer", "sage": "contacts"}
NAMES = {"xero": "Name", "quickbooks": "DisplayName", "sage": "name"}
NUMBERS: Mapping[tuple[str, str], str] = {
    **dict.fromkeys((("xero", "invoice"), ("xero", "bill")), "InvoiceNumber"),
    **dict.fromkeys((("quickbooks", "invoice"), ("quickbooks", "bill")), "DocNumber"),
    ("sage", "invoice"): "reference",
    ("sage", "bill"): "vendor_reference",
}
TOTALS = {"xero": ("SubTotal", "TotalTax", "Total"), "sage": ("net_amount", "tax_amount", "total_amount")}


@dataclass
class Office:
    """A person of the shop at the page, who may do everything."""

    shop: Shop
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(User.objects.get(pk=self.shop.user_id))
        for own in automations.automations(self.shop.workspace_id):
            automations.set_enabled(self.shop.workspace_id, own.id, enabled=False)

    def ask(self, method: str, path: str, *, status: int = 200, **body: Any) -> Any:
        """The answer to a call of the workspace's API, which must be of this status."""
        address = f"/api/v1/workspaces/{self.shop.workspace_id}/{path}"
        call = getattr(self.client, method)
        answer = call(address, body) if method == "get" else call(address, json.dumps(body), content_type="application/json")
        assert answer.status_code == status, (path, answer.status_code, answer.content[:2000])
        return answer.json() if answer.content else None

    def automation(self, name: str, definition: Mapping[str, Any] | None = None, *, template: str = "") -> str:
        """Made, published and switched on; gives its id."""
        wish: dict[str, Any] = {"template": template} if template else {"definition": {"schema": 2, **(definition or {})}}
        made = self.ask("post", "automations", status=201, name=name, **wish)
        assert made["draft"]["problems"] == [], made["draft"]["problems"]
        self.ask("post", f"automations/{made['id']}/publish", revision=made["draft"]["revision"])
        self.ask("patch", f"automations/{made['id']}", enabled=True)
        return str(made["id"])

    def door(self, automation_id: str) -> "Door":
        given = self.ask("post", f"automations/{automation_id}/webhook", rotate=True)
        return Door(path="/hooks/" + given["url"].rpartition("/")[2], secret=given["secret"])

    def runs(self, automation_id: str) -> list[dict[str, Any]]:
        """Of the automation, the oldest first."""
        found: list[dict[str, Any]] = self.ask("get", "runs", automation=automation_id)["items"]
        return list(reversed(found))

    def said(self, run_id: str) -> list[str]:
        return [str(one["outcome"]) for one in self.ask("get", f"runs/{run_id}")["steps"]]


@dataclass(frozen=True, kw_only=True)
class Door:
    """Another system that knows the address and the secret of one automation."""

    path: str
    secret: str

    def tell(self, body: Mapping[str, Any]) -> dict[str, Any]:
        sent = json.dumps(body).encode()
        proof = sign(PROOF, secret=self.secret, body=sent, now=datetime.now(UTC))
        status, answer = told(self.path, sent, **proof)
        assert status == 202, answer
        return dict(answer)


def amounts(provider: str, document: Mapping[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    """Net, tax and gross as the provider's own books have them."""
    if provider == "quickbooks":
        gross, tax = _exact(document["TotalAmt"]), _exact(document["TxnTaxDetail"]["TotalTax"])
        return gross - tax, tax, gross
    net, tax, gross = (_exact(document[name]) for name in TOTALS[provider])
    return net, tax, gross


def there(shop: Shop, provider: str, *, kind: str = "invoice", number: str) -> dict[str, Any]:
    """The one document of that number."""
    listed = shop.objects(DOCUMENTS[provider, kind], provider)
    # Sage numbers sales documents by itself: ours stands in the reference.
    wanted = f"No. {number}" if (provider, kind) == ("sage", "invoice") else number
    found = [one for one in listed if one.get(NUMBERS[provider, kind]) == wanted]
    assert len(found) == 1, (provider, listed)
    return found[0]


def named(shop: Shop, provider: str, *, name: str) -> list[dict[str, Any]]:
    return [one for one in shop.objects(CONTACTS[provider], provider) if one.get(NAMES[provider]) == name]


def succeeded(office: Office, automation_id: str, *, count: int = 1) -> Sequence[UUID]:
    """Waits until all has ended; so many runs of it, each well."""
    office.shop.settle()
    found = office.runs(automation_id)
    said = [(one["status"], office.said(one["id"])) for one in found if one["status"] != "succeeded"]
    assert (said, len(found)) == ([], count), (said, len(found))
    return [UUID(one["id"]) for one in found]


def _exact(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))
