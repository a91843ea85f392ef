"""Changes behind the client's back, of every kind that the demo's books hold."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tieout.sandbox.server import Sandbox

# A field that a person may change at any time, by kind.
FIELDS = {
    "xero": {
        "Contacts": "ContactNumber",
        "Items": "Description",
        "Accounts": "Name",
        "Invoices": "Reference",
        "CreditNotes": "Reference",
        "BankTransactions": "Reference",
        "ManualJournals": "Narration",
        "Quotes": "Title",
        "PurchaseOrders": "Reference",
    },
    "quickbooks": dict.fromkeys(
        ("Invoice", "CreditMemo", "Bill", "Estimate", "Purchase", "PurchaseOrder", "Deposit", "Transfer", "JournalEntry"),
        "PrivateNote",
    )
    | {"Customer": "CompanyName", "Vendor": "CompanyName", "Item": "Description", "Account": "Description"},
    "sage": {
        "contacts": "notes",
        "products": "notes",
        "services": "notes",
        "sales_invoices": "notes",
        "purchase_invoices": "notes",
        "sales_credit_notes": "notes",
    },
}


@pytest.fixture(scope="module")
def books() -> Iterator[httpx.Client]:
    with (
        Sandbox.start(seed="demo", limits="off") as sandbox,
        httpx.Client(base_url=f"{sandbox.url}/_control", timeout=60) as client,
    ):
        for kind in ("Quotes", "PurchaseOrders"):
            write(client, kind)
        yield client


def write(books: httpx.Client, kind: str) -> None:
    """One more document at Xero."""
    token = books.post("/token", json={"provider": "xero"}).json()
    headers = {
        "authorization": f"Bearer {token['access_token']}",
        "xero-tenant-id": token["organisations"][0]["id"],
        "accept": "application/json",
    }
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 5}
    body = {"Contact": {"Name": "One"}, "Date": "2026-11-01", "LineItems": [line]}
    api = books.base_url.copy_with(path=f"/xero/api.xro/2.0/{kind}")
    httpx.put(api, json=body, headers=headers).raise_for_status()


def found(books: httpx.Client, provider: str, *, kind: str) -> tuple[str, dict[str, Any]]:
    """The newest object of a kind in any organisation."""
    for organisation in books.get("/organisations").json()[provider]:
        query = {"provider": provider, "organisation": organisation["id"], "kind": kind}
        if kept := books.get("/objects", params=query).json()["objects"]:
            return organisation["id"], kept[-1]
    raise AssertionError(f"the demo has no {kind} at {provider}")


def id_of(provider: str, kind: str, *, body: dict[str, Any]) -> str:
    words = {"Accounts": "AccountID", "Contacts": "ContactID", "Items": "ItemID"}
    name = words.get(kind, f"{kind[:-1]}ID") if provider == "xero" else "Id" if provider == "quickbooks" else "id"
    return str(body[name])


@pytest.mark.parametrize(("provider", "kind"), [(provider, kind) for provider, kinds in FIELDS.items() for kind in kinds])
def test_an_object_is_changed_and_shows_a_later_version(books: httpx.Client, provider: str, kind: str) -> None:
    organisation, body = found(books, provider, kind=kind)
    field, own_id = FIELDS[provider][kind], id_of(provider, kind, body=body)
    wish = {"provider": provider, "organisation": organisation, "kind": kind, "id": own_id, "change": {field: "by hand"}}
    # Sage tells its instants to the second, and the demo may have been filled in this one.
    books.post("/clock", json={"advance_seconds": 2}).raise_for_status()
    reply = books.post("/edit", json=wish)
    assert reply.status_code == 200, reply.text
    assert reply.json()["object"][field] == "by hand"
    query = {"provider": provider, "organisation": organisation, "kind": kind}
    after = next(one for one in books.get("/objects", params=query).json()["objects"] if id_of(provider, kind, body=one) == own_id)
    assert after[field] == "by hand"
    assert version(after) != version(body)
    assert books.post("/edit", json={**wish, "id": "none"}).status_code == 404


def version(body: dict[str, Any]) -> object:
    return body.get("UpdatedDateUTC") or body.get("SyncToken") or body.get("updated_at")
