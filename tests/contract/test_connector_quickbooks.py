"""QuickBooks' connector against the sandbox: what every connector must do, and what is QuickBooks' own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from contract.connector_suite import ConnectorSuite
from contract.ledgers import Control, Ledger, Shop, accounts, contact_of, item_of, tax_rates
from tieout.accounting.accounts import AccountType
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, Line, Payment, PaymentStatus, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Connector, Operation, Outcome, Seen, Tokens


class TestQuickBooks(ConnectorSuite):
    provider = "quickbooks"
    organisation = "Sandbox Company_GB"
    urls = {"discovery": "/quickbooks/.well-known/openid_sandbox_configuration", "api": "/quickbooks"}

    def test_reference_data_takes_one_call(self, ledger: Ledger) -> None:
        ledger.reference()
        assert len(ledger.gate.taken) == 1

    def test_changes_of_all_kinds_take_one_call_and_tell_deletions(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        since = ledger.read(EntityKind.INVOICE)[-1].watermark
        assert since is not None
        (written,) = ledger.write(shop.document("INV-1", EntityKind.INVOICE))
        seen = _seen(written)
        ledger.write(_again(seen, Action.DELETE))
        ledger.gate.taken.clear()
        pages = ledger.read(*ledger.connector.manifest.kinds, since=since - timedelta(minutes=1))
        assert len(ledger.gate.taken) == 1
        gone = [(each.external_id, each.deleted) for page in pages if page.kind is EntityKind.INVOICE for each in page.seen]
        assert gone == [(seen.external_id, True)]

    @pytest.mark.parametrize("kind", ["invoice", "credit_note", "bill", "supplier_credit"])
    def test_prices_with_tax_come_to_the_same_total_to_the_cent(self, ledger: Ledger, kind: str) -> None:
        shop = Shop.open(ledger)
        prices = [Decimal(cents).scaleb(-2) for cents in (*range(1, 30), 999, 1234567)]
        exclusive = _of(shop, EntityKind(kind))
        lines = tuple(replace(exclusive.lines[0], quantity=Decimal(1), unit_price=each) for each in prices)
        document = replace(exclusive, lines=lines, tax_mode=TaxMode.INCLUSIVE)
        (outcome,) = ledger.write(_create(document))
        assert outcome.receipt is not None, outcome.problems
        assert outcome.receipt.gross == sum(prices)

    def test_the_purchase_side_is_written_read_and_settled(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        bill = _document(ledger.write(_create(_of(shop, EntityKind.BILL)))[0])
        credit = _document(ledger.write(_create(_of(shop, EntityKind.SUPPLIER_CREDIT)))[0])
        assert (bill.net, bill.tax, bill.gross, credit.due) == tuple(map(Decimal, ("40.00", "8.00", "48.00", "48.00")))
        settled = (
            Allocation(kind=EntityKind.BILL, document=bill.id or "", amount=Decimal("48.00")),
            Allocation(kind=EntityKind.SUPPLIER_CREDIT, document=credit.id or "", amount=Decimal("8.00")),
        )
        paid = Payment(
            kind=EntityKind.SUPPLIER_PAYMENT,
            contact=bill.contact,
            account=shop.bank,
            paid_on=date(2026, 4, 2),
            currency="GBP",
            amount=Decimal("40.00"),
            allocations=settled,
            reference="Cheque 100",
            marker="posting-9",
        )
        payment = _seen(ledger.write(_create(paid))[0]).entity
        assert isinstance(payment, Payment)
        assert replace(payment, id=None, rate=None) == paid
        after = {
            page.kind: [each.entity.due for each in page.seen if isinstance(each.entity, Document)]
            for page in ledger.read(EntityKind.BILL, EntityKind.SUPPLIER_CREDIT)
        }
        assert after == {EntityKind.BILL: [Decimal(0)], EntityKind.SUPPLIER_CREDIT: [Decimal(40)]}

    def test_a_voided_payment_is_known_as_gone(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        invoice = shop.written(shop.document("INV-1", EntityKind.INVOICE))
        payments = [shop.payment(invoice, amount="10.00", number=number) for number in (1, 2, 3)]
        first, *others = (_seen(outcome) for outcome in ledger.write(*payments))
        voided = [*ledger.write(_again(first, Action.VOID)), *ledger.write(*(_again(each, Action.VOID) for each in others))]
        assert all(outcome.receipt for outcome in voided)
        found = [each.entity for page in ledger.read(EntityKind.PAYMENT) for each in page.seen]
        assert [each.status for each in found if isinstance(each, Payment)] == [PaymentStatus.DELETED] * 3

    def test_an_update_with_an_old_version_is_refused_and_with_the_new_one_keeps_the_rest(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        invoice = shop.written(shop.document("INV-1", EntityKind.INVOICE))
        dearer = replace(invoice, lines=(replace(invoice.lines[0], quantity=Decimal(4)),))
        change = Operation(
            key="change", action=Action.UPDATE, kind=EntityKind.INVOICE, entity=dearer, external_id=invoice.id, version="0"
        )
        changed = _document(ledger.write(change)[0])
        assert (changed.gross, changed.due, changed.number, changed.lines[0].id) == (Decimal(60), Decimal(60), "INV-1", "1")
        (stale,) = ledger.write(replace(change, attempt=2))
        assert [problem.cause for problem in stale.problems] == ["stale_version"]

    def test_a_number_is_taken_once_and_a_missing_tax_code_is_named(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        operation = shop.document("INV-1", EntityKind.INVOICE)
        assert isinstance(operation.entity, Document)
        ledger.write(operation)
        untaxed = replace(operation.entity, number="INV-2", lines=(replace(operation.entity.lines[0], tax_code=""),))
        taken, missing = ledger.write(replace(operation, key="again"), _create(untaxed))
        assert [problem.cause for problem in (*taken.problems, *missing.problems)] == ["number_taken", "tax_code_invalid"]

    def test_in_the_united_states_lines_say_tax_or_non(self, control: Control, connector: Connector) -> None:
        body = control.post("token", {"provider": self.provider, "organisations": ["Sandbox Company_US_1"]})
        tokens = Tokens(access_token=body["access_token"], refresh_token=body["refresh_token"], expires_at=datetime.now(UTC))
        ledger = Ledger(control, connector, body["organisations"][0]["id"], tokens)
        found = ledger.reference()
        assert {rate.key for rate in tax_rates(found) if rate.is_active} == {"TAX", "NON"}
        sales = next(each.key for each in accounts(found) if each.type is AccountType.REVENUE)
        (customer,) = ledger.write(contact_of(ledger, 1))
        (item,) = ledger.write(item_of("MUG", account=sales))
        line = Line(description="", quantity=Decimal(2), unit_price=Decimal(10), item=_seen(item).external_id, tax_code="NON")
        invoice = Document(
            kind=EntityKind.INVOICE,
            contact=_seen(customer).external_id,
            issued_on=date(2026, 3, 31),
            currency="USD",
            number="US-1",
            lines=(line,),
        )
        assert _document(ledger.write(_create(invoice))[0]).gross == Decimal(20)
        (refused,) = ledger.write(_create(replace(invoice, number="US-2", lines=(replace(line, tax_code="2"),))))
        assert [problem.cause for problem in refused.problems] == ["tax_code_invalid"]


def _of(shop: Shop, kind: EntityKind) -> Document:
    """A document of 40.00 and tax, of a vendor made for it where it is one of purchases."""
    if kind in {EntityKind.INVOICE, EntityKind.CREDIT_NOTE}:
        operation = shop.document("D-1", kind)
        assert isinstance(operation.entity, Document)
        return operation.entity
    expense = next(each.key for each in accounts(shop.ledger.reference()) if each.type is AccountType.EXPENSE)
    line = Line(description="Paper", quantity=Decimal(4), unit_price=Decimal("10.00"), account=expense, tax_code=shop.tax_code)
    return Document(kind=kind, contact=_vendor(shop), issued_on=date(2026, 3, 31), currency="GBP", number="D-1", lines=(line,))


def _vendor(shop: Shop) -> str:
    """Of the same name as the shop's customer, who is a vendor too; made once."""
    vendor = Contact(kind=EntityKind.SUPPLIER, name="Customer 0", is_customer=True, is_supplier=True)
    (outcome,) = shop.ledger.write(_create(vendor))
    return _seen(outcome).external_id


def _create(entity: Contact | Document | Payment) -> Operation:
    key = f"create-{entity.kind}-{entity.number if isinstance(entity, Document) else 1}"
    return Operation(key=key, action=Action.CREATE, kind=entity.kind, entity=entity)


def _again(seen: Seen, action: Action) -> Operation:
    assert isinstance(seen.entity, Document | Payment)
    return Operation(
        key=f"{action}-{seen.external_id}",
        action=action,
        kind=seen.kind,
        entity=seen.entity,
        external_id=seen.external_id,
        version=seen.version,
    )


def _seen(outcome: Outcome) -> Seen:
    assert outcome.receipt is not None, outcome.problems
    return outcome.receipt.seen


def _document(outcome: Outcome) -> Document:
    entity = _seen(outcome).entity
    assert isinstance(entity, Document), _seen(outcome).problem
    return entity
