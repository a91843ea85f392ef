"""Steps that look into the ledger: they read the mirror and call nobody, and what they find can be used by later steps."""

from decimal import Decimal
from typing import Any

import pytest

from integration.engine.at_step import again, at, do, field, fixed, shown, text
from integration.engine.stage import Shop
from tieout.accounting.kinds import EntityKind
from tieout.engine import read
from tieout.engine.catalogue import STEP_KINDS
from tieout.store import automations, comments, listings
from tieout.store.connections import update_connection

CONTACTS: list[dict[str, object]] = [
    {
        "Name": "Northwind Traders Ltd",
        "AccountNumber": "N-1",
        "EmailAddress": "office@northwind.example",
        "TaxNumber": "GB123456789",
    },
    {"Name": "Harbour Lights", "AccountNumber": "H-1", "EmailAddress": "harbour@lights.example"},
    {"Name": "Birch Interiors", "AccountNumber": "B-1", "EmailAddress": "shared@interiors.example"},
    {"Name": "Birch Exteriors", "AccountNumber": "B-2", "EmailAddress": "shared@interiors.example"},
]
ITEMS = [
    {"Code": "CUP", "Name": "Cup", "SalesDetails": {"UnitPrice": 3.5}},
    {"Code": "PLATE", "Name": "Plate", "SalesDetails": {"UnitPrice": 5}},
    {"Code": "1-12", "Name": "Screw"},
    {"Code": "11-2", "Name": "Screw"},
]
KINDS = [EntityKind.CONTACT, EntityKind.ITEM, EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE]


def invoice(number: str, contact: str, *, days: tuple[str, str], amount: int, status: str = "AUTHORISED") -> dict[str, object]:
    line = {"Description": "Cups", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200", "TaxType": "NONE"}
    return {
        "Type": "ACCREC", "Contact": {"Name": contact}, "InvoiceNumber": number, "Date": days[0], "DueDate": days[1],
        "Status": status, "LineItems": [line], "LineAmountTypes": "NoTax",
    }  # fmt: skip


@pytest.fixture
def stocked(connected: Shop) -> Shop:
    """A ledger with contacts, items and documents, all of it read."""
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    connected.put("Contacts", {"Contacts": CONTACTS})
    connected.put("Items", {"Items": ITEMS})
    made = [
        invoice("INV-1", "Northwind Traders Ltd", days=("2026-01-10", "2026-02-10"), amount=120),
        invoice("INV-2", "Northwind Traders Ltd", days=("2026-03-10", "2099-04-10"), amount=80),
        invoice("INV-3", "Harbour Lights", days=("2026-05-10", "2099-06-10"), amount=60, status="DRAFT"),
    ]
    connected.put("Invoices", {"Invoices": made})
    read.read_ledger(connected.connection(), KINDS)
    return connected


def found(shop: Shop, kind: str, *, by: dict[str, Any], **scope: object) -> dict[str, object]:
    """What the step gives, without a call to the provider; the preview says the same."""
    calls = shop.calls("GET")
    one = at(shop, by, scope=scope)
    (result,) = do(shop, kind, one)
    assert result.status == "done", result.outcome
    assert dict(shown(shop, kind, one=one).output) == result.output
    assert shop.calls("GET") == calls, "a find calls nobody"
    if result.output["found"]:
        promised = {path.partition(".")[0].removesuffix("[]") for path in STEP_KINDS[kind].outputs(by)}
        assert promised <= set(result.output), "what later steps are offered is there"
    return result.output


def name_of(output: dict[str, object]) -> object:
    return output["name"] if output["found"] else None


@pytest.mark.feature("W-10")
def test_a_contact_is_found_by_name_account_number_email_or_tax_number(stocked: Shop) -> None:
    for settings in (
        {"name": fixed("northwind traders ltd")},
        {"account_number": fixed("n-1")},
        {"email": text({"path": "who"}, "@Northwind.example")},
        {"tax_number": fixed("GB 123 4567 89")},
        {"account_number": fixed("N-1"), "name": fixed("Somebody Else")},
    ):
        output = found(stocked, "find_contact", by=settings, who="office")
        assert name_of(output) == "Northwind Traders Ltd", settings
        assert (output["account_number"], output["email"]) == ("N-1", "office@northwind.example")
        assert output["id"] == output["external_id"] != ""
    assert str(output["by"]) == "by its account number"


@pytest.mark.feature("W-10")
def test_a_contact_that_is_written_alike_is_found_only_where_it_is_certain(stocked: Shop) -> None:
    alike = {"name": fixed("Northwind Trader Limited"), "tax_number": fixed("")}
    assert found(stocked, "find_contact", by=alike)["found"] is False
    best = found(stocked, "find_contact", by={**alike, "doubtful": "best"})
    assert name_of(best) == "Northwind Traders Ltd"
    assert float(str(best["score"])) > 0.05
    shared = {"email": fixed("shared@interiors.example")}
    doubt = found(stocked, "find_contact", by=shared)
    candidates = doubt["candidates"]
    assert isinstance(candidates, list)
    assert (doubt["found"], sorted(str(one["name"]) for one in candidates)) == (False, ["Birch Exteriors", "Birch Interiors"])
    (failed,) = do(stocked, "find_contact", at(stocked, {**shared, "doubtful": "fail"}))
    assert (failed.status, "not certain which contact" in failed.outcome) == ("failed", True), failed.outcome
    told = found(stocked, "find_contact", by={**shared, "name": fixed("Birch Exteriors")})
    assert name_of(told) == "Birch Exteriors"
    against = found(stocked, "find_contact", by={"account_number": fixed("N-1"), "email": fixed("harbour@lights.example")})
    assert against["found"] is False, "two keys that contradict each other find nobody for certain"


def test_not_finding_a_contact_goes_on_or_fails_as_is_set(stocked: Shop) -> None:
    nobody = {"name": fixed("Quarry Stone Masons")}
    assert found(stocked, "find_contact", by=nobody)["found"] is False
    (failed,) = do(stocked, "find_contact", at(stocked, {**nobody, "not_found": "fail"}))
    assert (failed.status, failed.outcome) == ("failed", "There is no such customer in Demo Company (UK).")
    assert found(stocked, "find_contact", by={"email": field("trigger.email")})["found"] is False
    (unclear,) = do(stocked, "find_contact", at(stocked, {"name": {"kind": "formula", "source": "1 / 0"}}))
    assert (unclear.status, unclear.outcome.startswith("Name: ")) == ("failed", True)


def test_a_ledger_that_was_never_read_is_not_said_to_have_nobody(connected: Shop) -> None:
    (result,) = do(connected, "find_contact", at(connected, {"name": fixed("Anybody")}))
    assert (result.status, "was not read yet" in result.outcome) == ("failed", True), result.outcome
    update_connection(connected.workspace_id, connected.ledgers["xero"], reference_synced_at=None)
    for kind in ("get_accounts", "get_tax_rates", "get_tracking"):
        (result,) = do(connected, kind, at(connected, {}))
        assert "was not read yet" in result.outcome


@pytest.mark.feature("W-11")
def test_one_contact_is_given_whether_it_was_there_or_not(stocked: Shop) -> None:
    there = at(stocked, {"name": fixed("Harbour Lights"), "email": fixed("harbour@lights.example")})
    (known,) = do(stocked, "find_or_create_contact", there)
    assert (known.status, known.output["name"], known.output["created"]) == ("done", "Harbour Lights", False)
    settings = {"name": fixed("Quarry Stone Masons"), "email": fixed("office@quarry.example"), "fields": {"city": fixed("Bath")}}
    preview = shown(stocked, "find_or_create_contact", one=at(stocked, settings))
    assert (preview.writes, preview.text) == (True, "Would create customer Quarry Stone Masons in Demo Company (UK).")
    assert len(stocked.objects("Contacts")) == 4, "a preview writes nothing"
    ones = [at(stocked, settings) for _ in range(3)]
    results = do(stocked, "find_or_create_contact", *ones)
    assert {result.status for result in results} == {"waiting"}
    other = at(stocked, settings)
    assert [result.status for result in do(stocked, "find_or_create_contact", other)] in (["waiting"], ["done"])
    stocked.settle()
    ended = do(stocked, "find_or_create_contact", *(again(*pair) for pair in zip(ones, results, strict=True)), other)
    assert {result.status for result in ended} == {"done"}
    assert len({result.output["external_id"] for result in ended}) == 1
    assert [result.output["created"] for result in ended] == [True, False, False, False]
    (made,) = [one for one in stocked.objects("Contacts") if one["Name"] == "Quarry Stone Masons"]
    assert (made["EmailAddress"], made["ContactID"]) == ("office@quarry.example", ended[0].output["id"])
    assert any(address.get("City") == "Bath" for address in made["Addresses"])


@pytest.mark.feature("W-11")
def test_no_second_contact_is_made_where_it_is_doubtful(stocked: Shop) -> None:
    settings = {"name": fixed("Northwind Trader Limited")}
    (asked,) = do(stocked, "find_or_create_contact", at(stocked, settings))
    assert (asked.status, "not certain which contact" in asked.outcome) == ("failed", True), asked.outcome
    (best,) = do(stocked, "find_or_create_contact", at(stocked, {**settings, "doubtful": "best"}))
    assert best.output["name"] == "Northwind Traders Ltd"
    (nameless,) = do(stocked, "find_or_create_contact", at(stocked, {"email": fixed("new@nobody.example")}))
    assert (nameless.status, "needs a name" in nameless.outcome) == ("failed", True)
    (strange,) = do(stocked, "find_or_create_contact", at(stocked, {"name": fixed("New One"), "fields": {"colour": fixed("red")}}))
    assert strange.outcome.startswith("A contact has no field colour.")
    stocked.settle()
    assert len(stocked.objects("Contacts")) == 4


@pytest.mark.feature("W-12")
def test_one_item_or_all_of_them_are_given(stocked: Shop) -> None:
    cup = found(stocked, "find_items", by={"code": fixed("cup")})
    assert (cup["found"], cup["code"], cup["name"], Decimal(str(cup["sale_price"])), cup["count"]) == (
        True,
        "CUP",
        "Cup",
        Decimal("3.5"),
        1,
    )
    assert found(stocked, "find_items", by={"name": fixed("plate")})["code"] == "PLATE"
    assert found(stocked, "find_items", by={"code": fixed("11-2")})["code"] == "11-2", "codes that differ in their marks are two"
    assert found(stocked, "find_items", by={"name": fixed("Screw")})["count"] == 2
    every = found(stocked, "find_items", by={})
    items = every["items"]
    assert isinstance(items, list)
    assert sorted(str(one["code"]) for one in items) == ["1-12", "11-2", "CUP", "PLATE"]
    few = found(stocked, "find_items", by={"limit": 3})
    assert (few["count"], few["more"]) == (3, True)
    assert found(stocked, "find_items", by={"code": fixed("NONE")})["found"] is False
    assert found(stocked, "find_items", by={"code": field("trigger.code")})["found"] is False, "an empty code is not all items"


def test_documents_are_found_by_number_contact_status_and_dates(stocked: Shop) -> None:
    one = found(stocked, "find_documents", by={"number": fixed("inv-1")})
    assert (one["number"], one["gross"], one["due"], one["payment_status"]) == ("INV-1", "120.00", "120.00", "open")
    assert isinstance(one["lines"], list)
    contact = str(found(stocked, "find_contact", by={"account_number": fixed("N-1")})["id"])

    def numbers(**settings: Any) -> list[str]:
        documents = found(stocked, "find_documents", by=settings)["documents"]
        assert isinstance(documents, list)
        return [str(each["number"]) for each in documents]

    assert numbers(contact=fixed(contact)) == ["INV-2", "INV-1"]
    assert numbers(contact=fixed(contact), order="oldest", limit=1) == ["INV-1"]
    assert numbers(standing="open") == ["INV-2", "INV-1"]
    assert numbers(standing="overdue") == ["INV-1"]
    assert numbers(standing="draft") == ["INV-3"]
    assert numbers(standing="paid") == []
    assert numbers(issued_since=fixed("2026-03-10"), issued_until=fixed("5 May 2026")) == ["INV-2"]
    assert numbers(due_until=fixed("2026-12-31")) == ["INV-1"]
    assert numbers(document="bill") == []
    assert numbers(currency=fixed("eur")) == []
    (wrong,) = do(stocked, "find_documents", at(stocked, {"issued_since": fixed("soon")}))
    assert wrong.outcome == "Issued on or after: 'soon' is no date; write it like 2026-01-31."
    (none,) = do(stocked, "find_documents", at(stocked, {"number": field("trigger.number")}))
    assert (none.output["found"], none.outcome) == (False, "number is empty, so nothing was looked for")


@pytest.mark.feature("W-13")
def test_tracking_categories_come_with_their_options(stocked: Shop) -> None:
    every = found(stocked, "get_tracking", by={})
    categories = every["categories"]
    assert isinstance(categories, list)
    assert {one["name"]: [option["name"] for option in one["options"]] for one in categories} == {
        "Channel": ["Shop", "Online", "Trade"],
        "Region": ["North", "South", "East", "West"],
    }
    category = next(one for one in categories if one["name"] == "Region")
    south = found(stocked, "get_tracking", by={"name": fixed("region"), "option": fixed("south")})
    assert (south["found"], south["option"], south["id"]) == (True, "South", category["id"])
    assert south["option_id"] == category["options"][1]["id"]
    assert found(stocked, "get_tracking", by={"option": fixed("Abroad")})["found"] is False
    (failed,) = do(stocked, "get_tracking", at(stocked, {"name": fixed("Team"), "not_found": "fail"}))
    assert failed.outcome == "There is no such tracking category."


def test_accounts_and_tax_rates_are_given_by_code_name_and_use(stocked: Shop) -> None:
    sales = found(stocked, "get_accounts", by={"code": fixed("200")})
    assert (sales["code"], sales["account_class"], sales["count"]) == ("200", "revenue", 1)
    banks = found(stocked, "get_accounts", by={"purpose": "bank"})["accounts"]
    assert isinstance(banks, list)
    assert {one["type"] for one in banks} == {"bank"}
    assert found(stocked, "get_accounts", by={"name": fixed("no such account")})["found"] is False
    rates = found(stocked, "get_tax_rates", by={"percent": fixed("20"), "side": "output"})["tax_rates"]
    assert isinstance(rates, list)
    assert rates
    assert {(one["rate"], one["side"] in ("output", "both")) for one in rates} == {("20", True)}
    (wrong,) = do(stocked, "get_tax_rates", at(stocked, {"percent": fixed("a fifth")}))
    assert wrong.outcome == "Percent: 'a fifth' is no number; write it like 20 or 17.5."


def test_the_best_of_found_candidates_is_matched_with_score_and_reasons(stocked: Shop) -> None:
    documents = found(stocked, "find_documents", by={})
    settings = {
        "what": "document",
        "candidates": "steps.find.documents",
        "values": {"number": fixed("inv 1"), "amount": field("trigger.amount"), "contact": fixed("northwind traders ltd")},
        "sure_from": 99,
    }
    scope = {"steps": {"find": documents}, "trigger": {"amount": "120.00"}}
    (result,) = do(stocked, "match", at(stocked, settings, scope=scope))
    best = result.output["best"]
    assert isinstance(best, dict), result.outcome
    assert (result.output["found"], best["number"], "Same amount" in str(result.output["reasons"])) == (True, "INV-1", True)
    scope["trigger"] = {"amount": "119.00"}
    (unsure,) = do(stocked, "match", at(stocked, settings, scope=scope))
    assert (unsure.output["found"], unsure.output["best"]) == (False, {})
    (failed,) = do(stocked, "match", at(stocked, {**settings, "not_found": "fail"}, scope=scope))
    assert (failed.status, "the most likely is" in failed.outcome) == ("failed", True)
    contacts = [{"name": "Harbour Light", "email": "a@b.example"}, {"name": "Harbour Lights", "email": "harbour@lights.example"}]
    known = {"name": fixed("Harbour Lights Ltd"), "email": fixed("harbour@lights.example")}
    asked = {"candidates": "steps.list.rows", "values": known}
    (person,) = do(stocked, "match", at(stocked, asked, scope={"steps": {"list": {"rows": contacts}}}))
    chosen = person.output["best"]
    assert isinstance(chosen, dict)
    assert (person.output["found"], chosen["name"]) == (True, "Harbour Lights"), person.outcome


@pytest.mark.feature("W-10", "W-11")
def test_where_customers_and_suppliers_are_two_each_is_found_among_its_own(shop: Shop) -> None:
    shop.connect("quickbooks")
    shop.put("customer", {"DisplayName": "Harbour Lights"}, provider="quickbooks")
    shop.put("vendor", {"DisplayName": "Paper Mill"}, provider="quickbooks")
    row = shop.connection("quickbooks")
    read.read_ledger(row, [EntityKind.CUSTOMER, EntityKind.SUPPLIER, EntityKind.ITEM])
    customer, nobody = {"name": fixed("Harbour Lights")}, {"name": fixed("Paper Mill")}
    assert found(shop, "find_contact", by=customer)["kind"] == "customer"
    assert found(shop, "find_contact", by=nobody)["found"] is False
    assert found(shop, "find_contact", by={**nobody, "who": "supplier"})["kind"] == "supplier"
    one = at(shop, {"name": fixed("Ink Works"), "who": "supplier"})
    (waits,) = do(shop, "find_or_create_contact", one)
    shop.settle()
    (done,) = do(shop, "find_or_create_contact", again(one, waits))
    assert (done.output["created"], done.output["kind"], done.output["name"]) == (True, "supplier", "Ink Works")


@pytest.mark.feature("W-03")
def test_what_one_step_finds_the_next_ones_use_item_by_item(stocked: Shop) -> None:
    asked = {"contact": field("steps.who.id"), "standing": "open", "order": "oldest"}
    steps: list[dict[str, Any]] = [
        {"id": "who", "kind": "find_contact", "settings": {"account_number": field("account_number")}},
        {"id": "open", "kind": "find_documents", "settings": asked},
        {
            "id": "each",
            "kind": "for_each",
            "settings": {"items": "steps.open.documents"},
            "branches": {"do": [{"id": "say", "kind": "add_comment", "settings": {
                "text": text({"path": "item.number"}, " of ", {"path": "steps.who.name"}, ": ", {"path": "item.due"}),
            }}]},
        },
        {"id": "sum", "kind": "add_comment", "settings": {"text": {"kind": "formula", "source": "sum(steps.open.documents, due)"}}},
    ]  # fmt: skip
    definition: dict[str, object] = {"schema": 2, "trigger": {"type": "record_created", "collection": "customers"}, "steps": steps}
    automations.publish(stocked.workspace_id, name="Owes", definition=definition, by="tests")
    customer = stocked.customer("N-1")
    stocked.settle_runs()
    rows = comments.comments_page(stocked.workspace_id, customer.id, place=listings.Place(limit=10)).rows
    assert sorted(row.text for row in rows) == [
        "200.00",
        "INV-1 of Northwind Traders Ltd: 120.00",
        "INV-2 of Northwind Traders Ltd: 80.00",
    ]
