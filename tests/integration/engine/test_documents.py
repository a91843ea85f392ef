"""Invoices, bills and credits made by hand from a record's lines, at the three providers."""

import threading
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.accounting.documents import DocumentStatus
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, document_endings, document_files, documents, filing, intents, send
from tieout.engine.document_ground import Ground, ground
from tieout.engine.document_plan import Wish, plan
from tieout.engine.documents import NotReady, Order, Person
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.mapping.requests import AskedLine, Terms
from tieout.store import automations, collections, database, document_requests, tieouts
from tieout.store.document_requests import DocumentRequest
from tieout.store.records import Record

FINANCE = Person(name=ACTOR, user_id=1, may_approve=True)
EDITOR = Person(name="editor@shop.example", user_id=2, may_approve=False)
SECOND = Person(name="second@shop.example", user_id=3, may_approve=True)
ON = date(2026, 10, 20)


@pytest.fixture(params=["xero", "quickbooks", "sage"])
def by_hand(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """A shop whose customers and products are in the ledger, and whose orders nobody posts but people."""
    return ready(shop, request.param)


def ready(shop: Shop, provider: str) -> Shop:
    shop.connect(provider)
    codes(shop, provider)
    shop.customer()
    shop.product()
    shop.settle()
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    return shop


def codes(shop: Shop, provider: str) -> None:
    """The shop's mapping speaks Xero's codes: elsewhere the ledger's own take their place."""
    if provider == "xero":
        return
    accounts, taxes = actions.reference_data(shop.workspace_id, shop.ledgers[provider])
    account = next(one.key for one in accounts if one.account_class == "revenue" and one.type == "revenue")
    tax = next(one.key for one in taxes if one.rate == 20 and one.side != "input")
    for key in ("orders", "products"):
        row = collections.collection(shop.workspace_id, key)
        assert row is not None
        mapping = dict(row.mapping)
        fixed = {"kind": "fixed", "value": account}
        if key == "products":
            mapping["sale_account"] = fixed
        else:
            mapping["lines"] = {**mapping["lines"], "account": fixed, "tax_code": {"kind": "fixed", "value": tax}}
        collections.set_accounting(shop.workspace_id, key=key, accounting_type=row.accounting_type, mapping=mapping)


def cups(shop: Shop, key: str = "1001", *, quantity: str = "10", customer: str = "C1", country: str = "United Kingdom") -> Record:
    line = {"product": "P1", "code": "P1", "description": "Cup", "quantity": quantity, "unit_price": "3.50"}
    lines = [line, {**line, "description": "Plate", "quantity": "4", "unit_price": "1.25"}]
    return shop.order(key, customer=customer, country=country, lines=lines)


def wish(*asked: tuple[int, str], number: str, status: str = "", here: Ground, credited: UUID | None = None) -> Wish:
    lines = tuple(AskedLine(number=one, quantity=Decimal(quantity)) for one, quantity in asked)
    wanted = status or ("draft" if here.has_drafts else "open")
    terms = Terms(issued_on=ON, number=number, due_on=date(2026, 11, 19), status=DocumentStatus(wanted))
    return Wish(asked=lines, terms=terms, credited=credited)


def ask(shop: Shop, record: Record, *asked: tuple[int, str], by: Person = FINANCE, **told: str) -> DocumentRequest:
    here = ground(shop.workspace_id, record.id)
    number = told.get("number") or f"{record.key}-{uuid4().hex[:6]}"
    order = Order(key=told.get("key") or uuid4().hex, wish=wish(*asked, number=number, status=told.get("status", ""), here=here))
    return documents.ask(shop.workspace_id, record.id, order=order, by=by)


def open_quantities(shop: Shop, record: Record) -> list[Decimal]:
    return [line.open for line in ground(shop.workspace_id, record.id).coverage.lines]


def only(shop: Shop, record: Record) -> RecordDocument:
    (one,) = ground(shop.workspace_id, record.id).documents
    return one


@pytest.mark.feature("X-45", "X-46", "X-28", "X-27", "X-40")
def test_a_part_of_the_lines_becomes_one_document_to_the_cent(by_hand: Shop) -> None:
    order = cups(by_hand)
    here = ground(by_hand.workspace_id, order.id)
    wanted = wish((1, "7"), number="1001-A", here=here)
    planned = plan(here, wanted)
    assert planned.problems == ()
    assert planned.totals is not None
    assert str(planned.totals.gross) == "29.40"
    row = documents.ask(by_hand.workspace_id, order.id, order=Order(key="k1", wish=wanted), by=FINANCE)
    again = documents.ask(by_hand.workspace_id, order.id, order=Order(key="k1", wish=wanted), by=FINANCE)
    assert again.id == row.id
    by_hand.settle()
    one = only(by_hand, order)
    assert (one.state, one.document and one.document.gross) == ("posted", Decimal("29.40"))
    assert one.payment(ON) == ("draft" if here.has_drafts else "open")
    assert open_quantities(by_hand, order) == [3, 4]
    assert by_hand.exceptions() == []
    if EntityKind.INVOICE in here.manifest.has_pdf:
        assert document_files.pdf(here.ledger, one).startswith(b"%PDF")


@pytest.fixture
def at_xero(shop: Shop) -> Shop:
    return ready(shop, "xero")


@pytest.mark.feature("R-02")
def test_nothing_is_asked_for_somebody_who_is_not_linked(at_xero: Shop) -> None:
    at_xero.customer("C2")
    order = cups(at_xero, customer="C2")
    with pytest.raises(NotReady, match=r"Customer C2 is not linked to Xero yet\. Link or create the contact first\."):
        ask(at_xero, order, (1, "1"))
    assert at_xero.postings()[2:] == []


def test_two_who_ask_at_once_never_get_more_than_is_open(at_xero: Shop) -> None:
    order = cups(at_xero)
    together, outcomes = threading.Barrier(2), list[str]()

    def one(number: str) -> None:
        together.wait(10)
        try:
            ask(at_xero, order, (1, "7"), number=number)
            outcomes.append("asked")
        except NotReady as refusal:
            outcomes.append(refusal.problems[0].cause)

    threads = [threading.Thread(target=one, args=(f"1001-{letter}",)) for letter in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["asked", "over_invoiced"]
    at_xero.settle()
    assert open_quantities(at_xero, order) == [3, 4]
    assert len(at_xero.objects("Invoices")) == 1


@pytest.mark.feature("X-42", "X-43")
def test_codes_of_a_line_are_overridden(at_xero: Shop) -> None:
    order = cups(at_xero)
    terms = Terms(issued_on=ON, number="1001-Z", status=DocumentStatus.DRAFT)
    line = AskedLine(number=1, quantity=Decimal(1), tax_code="ZERORATEDOUTPUT", account="260")
    documents.ask(at_xero.workspace_id, order.id, order=Order(key="z", wish=Wish(asked=(line,), terms=terms)), by=FINANCE)
    at_xero.settle()
    (invoice,) = at_xero.objects("Invoices")
    assert (invoice["Status"], invoice["LineItems"][0]["AccountCode"]) == ("DRAFT", "260")
    assert (invoice["LineItems"][0]["TaxType"], Decimal(str(invoice["Total"]))) == ("ZERORATEDOUTPUT", Decimal("3.50"))


@pytest.mark.feature("X-41")
def test_a_quantity_that_a_mapped_field_decides_is_not_for_the_dialog(at_xero: Shop) -> None:
    row = collections.collection(at_xero.workspace_id, "orders")
    assert row is not None
    mapping = {**row.mapping, "lines": {**row.mapping["lines"], "quantity_locked": True}}
    collections.set_accounting(at_xero.workspace_id, key="orders", accounting_type="invoices", mapping=mapping)
    order = cups(at_xero)
    with pytest.raises(NotReady, match="comes from a mapped field"):
        ask(at_xero, order, (1, "2"))
    ask(at_xero, order, (1, "10"))
    assert open_quantities(at_xero, order) == [0, 4]


@pytest.mark.feature("T-05")
def test_what_an_editor_asks_for_waits_for_somebody_else(at_xero: Shop) -> None:
    order = cups(at_xero)
    row = ask(at_xero, order, (1, "4"), by=EDITOR)
    own = ask(at_xero, order, (2, "4"), by=EDITOR)
    assert open_quantities(at_xero, order) == [6, 0]
    at_xero.settle()
    assert at_xero.objects("Invoices") == []
    with pytest.raises(NotPossible, match="Somebody else"):
        documents.approve(at_xero.workspace_id, row.id, by=Person(name=EDITOR.name, user_id=EDITOR.user_id, may_approve=True))
    documents.approve(at_xero.workspace_id, row.id, by=SECOND)
    declined = documents.decline(at_xero.workspace_id, own.id, by=SECOND, reason="Plates are a gift.")
    assert declined.reason == "Plates are a gift."
    assert open_quantities(at_xero, order) == [6, 4]
    at_xero.settle()
    assert [one["LineItems"][0]["Quantity"] for one in at_xero.objects("Invoices")] == [4]
    with pytest.raises(NotPossible, match="does not wait"):
        documents.approve(at_xero.workspace_id, own.id, by=SECOND)


def test_what_is_refused_keeps_its_quantity_until_it_is_withdrawn_or_goes_again(at_xero: Shop) -> None:
    order = cups(at_xero)
    at_xero.lock("2026-12-31")
    row = ask(at_xero, order, (1, "4"), status="open")
    at_xero.settle()
    one = only(at_xero, order)
    assert one.state == "refused"
    assert open_quantities(at_xero, order) == [6, 4]
    (trouble,) = at_xero.exceptions()
    assert (trouble.cause, trouble.subject_kind, trouble.subject_id) == ("period_locked", "record", order.id)
    at_xero.lock("")
    actions.retry_exception(at_xero.workspace_id, trouble.id, actor=ACTOR)
    at_xero.settle()
    assert (only(at_xero, order).state, len(at_xero.objects("Invoices"))) == ("posted", 1)
    at_xero.lock("2026-12-31")
    second = ask(at_xero, order, (1, "6"), status="open")
    at_xero.settle()
    (again,) = at_xero.exceptions()
    actions.dismiss_exception(at_xero.workspace_id, again.id, actor=ACTOR, reason="Billed elsewhere.")
    assert second.id != row.id
    assert open_quantities(at_xero, order) == [6, 4]


def test_an_automation_does_not_post_the_whole_of_what_is_made_by_hand(at_xero: Shop) -> None:
    order = cups(at_xero)
    ask(at_xero, order, (1, "4"))
    for own in automations.automations(at_xero.workspace_id):
        automations.set_enabled(at_xero.workspace_id, own.id, enabled=True)
    cups(at_xero, country="France")
    at_xero.settle()
    assert at_xero.outcomes(order)[-1][0] == "its documents are made by hand from its lines"
    assert len(at_xero.objects("Invoices")) == 1
    whole = cups(at_xero, "1002")
    at_xero.settle()
    assert only(at_xero, whole).state == "posted"
    assert open_quantities(at_xero, whole) == [0, 0]
    with pytest.raises(NotReady, match="still open"):
        ask(at_xero, whole, (1, "1"))


@pytest.mark.feature("X-29")
def test_voiding_gives_back_and_payment_shows_on_the_document_and_on_the_record(by_hand: Shop) -> None:
    order = cups(by_hand)
    ask(by_hand, order, (1, "7"), (2, "4"), status="open", number="1001-V")
    by_hand.settle()
    one = only(by_hand, order)
    assert by_hand.record(order.id).values["payment_status"] == "open"
    action, said = document_endings.ending_of(ground(by_hand.workspace_id, order.id), one)
    assert action is not None
    assert "lines can be put on another" in said
    document_endings.end(by_hand.workspace_id, order.id, document_id=one.id, actor=ACTOR)
    by_hand.settle()
    assert only(by_hand, order).state in ("voided", "deleted")
    assert open_quantities(by_hand, order) == [10, 4]
    assert by_hand.exceptions() == []
    assert by_hand.record(order.id).values["payment_status"] == "not_posted"


def test_returned_quantities_are_credited_and_open_again(by_hand: Shop) -> None:
    order = cups(by_hand)
    ask(by_hand, order, (1, "10"), (2, "4"), status="open", number="1001-C")
    by_hand.settle()
    invoice = only(by_hand, order)
    here = ground(by_hand.workspace_id, order.id)
    back = wish((1, "3"), number="CN-1001", status="open", here=here, credited=invoice.id)
    documents.ask(by_hand.workspace_id, order.id, order=Order(key="credit", wish=back), by=FINANCE)
    by_hand.settle()
    assert open_quantities(by_hand, order) == [3, 0]
    credit = next(one for one in ground(by_hand.workspace_id, order.id).documents if one.is_credit_back)
    assert (credit.kind, credit.document and credit.document.gross) == ("credit_note", Decimal("12.60"))
    too_much = plan(ground(by_hand.workspace_id, order.id), wish((1, "8"), number="CN-2", here=here, credited=invoice.id))
    assert [problem.cause for problem in too_much.problems] == ["over_invoiced"]
    ask(by_hand, order, (1, "3"), status="open", number="1001-D")
    by_hand.settle()
    action, said = document_endings.ending_of(ground(by_hand.workspace_id, order.id), credit)
    assert (action, said) == (None, "What it gave back was invoiced again since. Void that invoice first.")


def test_a_tie_out_counts_what_was_asked_for_and_no_drafts(at_xero: Shop) -> None:
    order, drafted = cups(at_xero), cups(at_xero, "1002")
    ask(at_xero, order, (1, "7"), status="open")
    ask(at_xero, order, (2, "4"), status="open")
    ask(at_xero, drafted, (1, "1"))
    at_xero.settle()
    tie_out_id = actions.start_tie_out(at_xero.workspace_id, [at_xero.ledgers["xero"]], actor=ACTOR)
    at_xero.settle()
    found = tieouts.tie_out(at_xero.workspace_id, tie_out_id)
    assert found is not None
    assert (found.state, found.differences) == ("finished", 0)
    assert [len(side["figures"]) for side in found.report["sides"]] == [2, 2]


@pytest.mark.feature("X-30")
def test_a_bill_is_made_of_a_purchase_with_its_paper_attached(by_hand: Shop) -> None:
    provider = next(iter(by_hand.ledgers))
    purchase = bought(by_hand, provider)
    paper = filing.add(purchase, name="delivery note.pdf", content=b"%PDF-1.4 note", actor=ACTOR)
    here = ground(by_hand.workspace_id, purchase.id)
    order = Order(key=uuid4().hex, wish=wish((1, "2"), number="B-1-A", here=here), file_ids=(paper.id,))
    row = documents.ask(by_hand.workspace_id, purchase.id, order=order, by=FINANCE)
    by_hand.settle()
    one = only(by_hand, purchase)
    assert (one.kind, one.state, one.document and one.document.gross) == ("bill", "posted", Decimal("24.00"))
    assert open_quantities(by_hand, purchase) == [3]

    def sent() -> bool:
        found = document_requests.request_by_id(by_hand.workspace_id, row.id)
        return found is not None and found.files[0]["state"] == "attached"

    wait_until(sent, "the file hangs on the bill")
    assert by_hand.exceptions() == []


def bought(shop: Shop, provider: str) -> Record:
    """A purchase of a supplier that the ledger has, on the first expense account that it takes."""
    accounts, taxes = actions.reference_data(shop.workspace_id, shop.ledgers[provider])
    account = next(one.key for one in accounts if one.type == "expense")
    tax = next(one.key for one in taxes if one.rate == 20 and one.side != "output" and one.is_active)

    def field(path: str) -> dict[str, object]:
        return {"kind": "field", "path": path}

    def fixed(value: str) -> dict[str, object]:
        return {"kind": "fixed", "value": value}

    line = {"description": field("what"), "quantity": field("quantity"), "unit_price": field("price"), "account": fixed(account)}
    purchases: dict[str, object] = {
        "type": "bills",
        "number": field("number"),
        "contact": {"collection": "suppliers", "path": "supplier"},
        "issued_on": field("on"),
        "currency": fixed("GBP"),
        "lines": {**line, "tax_code": fixed(tax)},
    }
    suppliers: dict[str, object] = {"type": "contacts", "name": field("name"), "is_customer": False, "is_supplier": True}
    for key, type_, mapping in (("suppliers", "contacts", suppliers), ("purchases", "bills", purchases)):
        collections.save_collection(shop.workspace_id, key=key, name=key.capitalize(), fields=[])
        collections.set_accounting(shop.workspace_id, key=key, accounting_type=type_, mapping=mapping)
    values: dict[str, object] = {"name": "Paper mill"}
    mill = actions.save_record(shop.workspace_id, "suppliers", key="MILL", values=values, actor=ACTOR).record
    with database.atomic():
        made = intents.intend(shop.workspace_id, shop.connection(provider), wanted=[shop.record(mill.id)])
    assert made[mill.id].state == "waiting"
    send.wake(shop.workspace_id, shop.ledgers[provider])
    shop.settle()
    lines = [{"what": "Paper", "quantity": "5", "price": "10.00"}]
    said: dict[str, object] = {"number": "B-1", "supplier": "MILL", "on": "2026-10-05", "lines": lines}
    made_of = actions.save_record(shop.workspace_id, "purchases", key="B-1", values=said, actor=ACTOR).record
    return shop.record(made_of.id)
