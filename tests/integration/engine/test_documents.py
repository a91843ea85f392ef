"""Invoices, bills and credits made by hand from a record's lines, at the three providers."""

import threading
from decimal import Decimal

import pytest

from integration.engine.desk import EDITOR, FINANCE, ON, SECOND, ask, cups, only, open_quantities, ready, wish
from integration.engine.stage import ACTOR, Shop
from tieout.accounting.documents import DocumentStatus
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, card, document_files, documents, intents, turns
from tieout.engine.document_ground import ground
from tieout.engine.document_overview import overview, payment_of
from tieout.engine.document_plan import Wish, plan
from tieout.engine.documents import NotReady, Order, Person
from tieout.engine.surface import NotPossible
from tieout.mapping.requests import AskedLine, Terms
from tieout.store import automations, collections, database, tieouts


@pytest.fixture(params=["xero", "quickbooks", "sage"])
def by_hand(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """A shop whose customers and products are in the ledger, and whose orders nobody posts but people."""
    return ready(shop, request.param)


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
        assert document_files.pdf(one).startswith(b"%PDF")


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


@pytest.mark.contended
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


@pytest.mark.feature("X-42", "X-43", "X-46")
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


@pytest.mark.feature("X-52", "X-53")
def test_after_a_disconnect_all_is_shown_as_last_known_and_no_other_ledger_is_asked_for_it_again(at_xero: Shop) -> None:
    order, whole = cups(at_xero), cups(at_xero, "1002")
    ask(at_xero, order, (1, "7"), status="open", number="1001-A")
    with database.atomic():
        intents.intend(at_xero.workspace_id, at_xero.connection(), wanted=[whole])
        turns.wake(at_xero.workspace_id, at_xero.ledgers["xero"])
    at_xero.settle()
    customer = next(one for one in at_xero.all_records("customers") if one.key == "C1")

    def known() -> dict[str, object]:
        shown = card.shown(at_xero.workspace_id, customer)
        assert shown is not None
        assert shown.row is not None
        overviews = [overview(at_xero.workspace_id, one.id) for one in (order, whole)]
        documents = [(one.id, one.document, payment_of(one, ON)) for found in overviews for one in found.documents]
        return {
            "contact": (shown.link, shown.row.entity, shown.fields),
            "receivable": [one.receivable for one in shown.balances or []],
            "documents": documents,
            "open": [line.open for found in overviews for line in found.coverage.lines],
        }

    before = known()
    assert (before["receivable"], before["open"]) == ([Decimal("77.40")], [3, 4, 0, 0])
    actions.disconnect(at_xero.workspace_id, at_xero.ledgers["xero"], actor=ACTOR)
    assert known() == before
    shown = card.shown(at_xero.workspace_id, customer)
    assert shown is not None
    assert shown.ledger is not None
    assert (shown.ledger.status, shown.refusal) == (
        "disconnected",
        "Demo Company (UK) is disconnected. Connect it again under Settings, Integrations.",
    )
    for refused in (
        lambda: card.sync(at_xero.workspace_id, customer, actor=ACTOR),
        lambda: card.create(at_xero.workspace_id, order, anyway=False, actor=ACTOR),
        lambda: ask(at_xero, order, (1, "1")),
    ):
        with pytest.raises(NotPossible, match="No ledger is connected"):
            refused()
    at_xero.connect("quickbooks")
    assert at_xero.connection("quickbooks").is_records_ledger
    found = overview(at_xero.workspace_id, order.id)
    assert [line.open for line in found.coverage.lines] == [3, 4]
    (there,) = found.documents
    assert (found.is_here(there), found.ending(there)[0], found.can_credit(there)) == (False, "", False)
    with pytest.raises(NotReady, match="still open"):
        ask(at_xero, order, (1, "4"))
    made = card.create(at_xero.workspace_id, whole, anyway=False, actor=ACTOR)
    assert (made.outcome, made.message) == ("refused", "its document is in Demo Company (UK), which was disconnected since")


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
