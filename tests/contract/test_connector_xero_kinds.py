"""Xero's connector against the sandbox, kind by kind: written, read back, found again, changed, taken away, repeated."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, contact_of
from contract.test_connector_xero import TestXero as _Xero
from contract.written import DAY, again, create, document_for, entity_of, made, paying, read, seen_of
from contract.xero_desk import BANK, SAVINGS, fee, lost_and_found, put, same, settling, tracked
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms, TermsBasis
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import totals
from tieout.connectors.contract import Action

D = Decimal
DOCUMENTS = ["invoice", "bill", "credit_note", "supplier_credit"]


class TestXeroKinds(SandboxBench):
    provider, organisation, urls = _Xero.provider, _Xero.organisation, _Xero.urls

    # ---- Contacts and items

    def test_a_contact_keeps_all_that_xero_has_a_place_for(self, ledger: Ledger) -> None:
        quay = Address(lines=("1 Quay", "Unit 2"), city="Hull", region="Humber", postal_code="HU1 1AA", country="GB")
        entity = Contact(
            kind=EntityKind.CONTACT,
            name="Harbour Stores Ltd",
            account_number="HS-1",
            first_name="Demo",
            last_name="Buyer",
            email="buyer@example.com",
            phone="+44 20 7946 0000",
            phones=(Phone(kind="mobile", number="+44 7700 900000"), Phone(kind="fax", number="+44 20 7946 0001")),
            tax_number="GB999999973",
            company_number="02020202",
            currency="GBP",
            addresses=(replace(quay, kind="delivery"), quay),
            sale_terms=Terms(days=14),
            purchase_terms=Terms(days=20, basis=TermsBasis.DAY_OF_NEXT_MONTH),
        )
        seen = seen_of(ledger.write(create(entity))[0])
        assert same(entity_of(seen, Contact)) == same(entity)
        changed = replace(entity, name="Harbour Stores", phone="1", sale_terms=Terms(days=0, basis=TermsBasis.MONTH_END))
        after = seen_of(ledger.write(again(Action.UPDATE, seen, to=changed))[0])
        assert same(entity_of(after, Contact)) == same(changed)
        assert read(ledger, EntityKind.CONTACT, of=Contact) == [after.entity]
        ledger.write(again(Action.DELETE, after))
        assert [each.status for each in read(ledger, EntityKind.CONTACT, of=Contact)] == [ContactStatus.ARCHIVED]

    def test_an_item_in_stock_moves_with_documents_and_a_deleted_one_is_told_by_nothing(self, ledger: Ledger) -> None:
        stock = {"Code": "635", "Name": "Goods in stock", "Type": "INVENTORY"}
        assert put(ledger, "Accounts", json=stock).status_code == 200
        entity = Item(
            code="CRATE",
            name="Crate",
            type=ItemType.STOCK,
            is_purchased=True,
            sale_price=D("8.5"),
            sale_account="200",
            sale_tax="OUTPUT2",
            purchase_price=D("4.25"),
            purchase_account="310",
            purchase_tax="INPUT2",
            stock_account="635",
        )
        seen = seen_of(ledger.write(create(entity))[0])
        assert replace(entity_of(seen, Item), id=None) == entity
        dearer = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(entity, sale_price=D("9.75"))))[0])
        assert entity_of(dearer, Item).sale_price == D("9.75")
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert read(ledger, EntityKind.ITEM, of=Item) == []
        assert EntityKind.ITEM in ledger.connector.manifest.swept

    # ---- Documents

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_draft_is_held_changed_approved_and_voided(self, ledger: Ledger, kind: str) -> None:
        entity = replace(document_for(ledger, EntityKind(kind)), status=DocumentStatus.DRAFT)
        seen = seen_of(ledger.write(create(entity))[0])
        draft = entity_of(seen, Document)
        assert (draft.status, draft.number, draft.gross) == (DocumentStatus.DRAFT, "D-1", D("48.00"))
        posted = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(draft, status=DocumentStatus.OPEN)))[0])
        after = entity_of(posted, Document)
        assert (after.status, after.gross, after.due, after.lines) == (DocumentStatus.OPEN, D(48), D(48), draft.lines)
        (refused,) = ledger.write(again(Action.DELETE, posted))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        ledger.write(again(Action.VOID, posted))
        assert [each.status for each in read(ledger, EntityKind(kind), of=Document)] == [DocumentStatus.VOIDED]

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_draft_is_deleted(self, ledger: Ledger, kind: str) -> None:
        seen = seen_of(ledger.write(create(replace(document_for(ledger, EntityKind(kind)), status=DocumentStatus.DRAFT)))[0])
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert read(ledger, EntityKind(kind), of=Document) == []

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_odd_prices_and_discounts_come_to_our_totals_to_the_cent(self, ledger: Ledger, kind: str) -> None:
        plain = document_for(ledger, EntityKind(kind))
        odd = [("1", "0.25", "50"), ("3", "33.3333", "0"), ("0.5", "0.03", "0"), ("7", "19.99", "12.5"), ("99", "0.12345", "3.33")]
        lines = tuple(
            replace(plain.lines[0], quantity=D(quantity), unit_price=D(price), discount_percent=D(discount))
            for quantity, price, discount in odd
        )
        documents = [replace(plain, lines=lines, number=f"D-{mode}", tax_mode=mode) for mode in TaxMode]
        outcomes = ledger.write(*(create(each, key=each.number) for each in documents))
        for document, outcome in zip(documents, outcomes, strict=True):
            found = totals(document, {plain.lines[0].tax_code: D(20)}, rule=ledger.connector.manifest.rounding)
            assert outcome.receipt is not None, outcome.problems
            assert (outcome.receipt.net, outcome.receipt.tax, outcome.receipt.gross) == (found.net, found.tax, found.gross)
            told = entity_of(outcome.receipt.seen, Document).lines
            assert [(line.net, line.tax) for line in told] == [(line.net, line.tax) for line in found.lines]

    def test_a_line_is_tracked(self, ledger: Ledger) -> None:
        marks = tracked(ledger)
        document = document_for(ledger, EntityKind.INVOICE)
        assert made(ledger, replace(document, lines=(replace(document.lines[0], tracking=marks),))).lines[0].tracking == marks

    # ---- Payments and what is set off

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_payment_or_refund_settles_is_found_and_taken_back(self, ledger: Ledger, kind: str) -> None:
        document = made(ledger, document_for(ledger, EntityKind(kind)))
        entity = replace(
            paying(document, bank=BANK, amount="48.00", allocated="48.00", is_refund="credit" in kind), is_reconciled=False
        )
        operation = create(entity)
        seen = lost_and_found(ledger, operation)
        assert replace(entity_of(seen, Payment), id=None, rate=None) == entity
        assert [each.status for each in read(ledger, document.kind, of=Document)] == [DocumentStatus.PAID]
        assert read(ledger, entity.kind, of=Payment) == [seen.entity]
        (refused,) = ledger.write(again(Action.UPDATE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("48.00")]
        assert read(ledger, entity.kind, of=Payment) == []

    def test_a_reconciled_payment_is_marked_so_and_stays(self, ledger: Ledger) -> None:
        document = made(ledger, document_for(ledger, EntityKind.INVOICE))
        entity = replace(paying(document, bank=BANK, amount="48.00", allocated="48.00"), is_reconciled=True)
        seen = seen_of(ledger.write(create(entity))[0])
        assert entity_of(seen, Payment).is_reconciled
        (refused,) = ledger.write(again(Action.DELETE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    def test_money_on_account_is_kept_allocated_and_paid_back(self, ledger: Ledger, kind: str) -> None:
        document = made(ledger, document_for(ledger, EntityKind(kind)))
        entity = paying(document, bank=BANK, amount="60.00", allocated="0")
        seen = lost_and_found(ledger, create(entity))
        kept = entity_of(seen, Payment)
        assert replace(kept, id=None, rate=None) == entity
        assert seen.external_id.startswith("overpayment:")
        assert read(ledger, entity.kind, of=Payment) == [kept]
        taken = settling(kept.kind, kept.id or "", document=document, amount="48.00")
        assert replace(entity_of(lost_and_found(ledger, create(taken)), Settlement), id=None) == taken
        rest = Allocation(kind=kept.kind, document=kept.id or "", amount=D("12.00"))
        refund = replace(entity, amount=D("12.00"), allocations=(rest,), is_refund=True, marker="posting-8")
        back = entity_of(lost_and_found(ledger, create(refund, key="refund")), Payment)
        assert replace(back, id=None, rate=None) == refund
        (refused,) = ledger.write(again(Action.DELETE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        changed = ledger.read(entity.kind, since=ledger.read(entity.kind)[-1].watermark)
        assert {one.external_id for page in changed for one in page.seen} == {seen.external_id, back.id}

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    def test_a_credit_settles_without_cash_and_is_taken_back(self, ledger: Ledger, kind: str) -> None:
        document = made(ledger, document_for(ledger, EntityKind(kind)))
        note = EntityKind.CREDIT_NOTE if kind == "invoice" else EntityKind.SUPPLIER_CREDIT
        credit = made(ledger, replace(document, id=None, kind=note, number="C-1", due_on=None))
        entity = settling(note, credit.id or "", document=document, amount="48.00")
        operation = create(entity)
        seen = lost_and_found(ledger, operation)
        assert replace(entity_of(seen, Settlement), id=None) == entity
        assert read(ledger, EntityKind.ALLOCATION, of=Settlement) == [seen.entity]
        everything = ledger.read(document.kind, note, EntityKind.ALLOCATION)
        assert [one.entity.status for page in everything for one in page.seen if isinstance(one.entity, Document)] == ["paid"] * 2
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("48.00")]
        assert read(ledger, EntityKind.ALLOCATION, of=Settlement) == []
        assert ledger.connector.look_up(ledger.access, [operation]) == {}

    def test_more_than_is_open_is_not_allocated(self, ledger: Ledger) -> None:
        document = made(ledger, document_for(ledger, EntityKind.INVOICE))
        credit = made(ledger, replace(document, id=None, kind=EntityKind.CREDIT_NOTE, number="C-1", due_on=None))
        (refused,) = ledger.write(create(settling(EntityKind.CREDIT_NOTE, credit.id or "", document=document, amount="48.01")))
        assert [problem.cause for problem in refused.problems] == ["amount_over_due"]

    def test_a_prepayment_of_others_is_money_on_account(self, ledger: Ledger) -> None:
        document = made(ledger, document_for(ledger, EntityKind.INVOICE))
        line = {"Description": "Deposit", "Quantity": 1, "UnitAmount": "30.00", "AccountCode": "810", "TaxType": "NONE"}
        told = {"Type": "RECEIVE-PREPAYMENT", "Contact": {"ContactID": document.contact}, "BankAccount": {"Code": BANK}}
        body = {**told, "Date": DAY.isoformat(), "LineItems": [line]}
        assert put(ledger, "BankTransactions", json={"BankTransactions": [body]}).status_code == 200
        (kept,) = read(ledger, EntityKind.PAYMENT, of=Payment)
        assert (kept.amount, kept.allocations, (kept.id or "").partition(":")[0]) == (D("30.00"), (), "prepayment")
        taken = settling(kept.kind, kept.id or "", document=document, amount="30.00")
        ledger.write(create(taken))
        assert [replace(each, id=None) for each in read(ledger, EntityKind.ALLOCATION, of=Settlement)] == [taken]

    # ---- The bank and the journal

    @pytest.mark.parametrize("direction", Direction)
    def test_money_moves_at_the_bank_without_a_document(self, ledger: Ledger, direction: Direction) -> None:
        is_in = direction is Direction.RECEIVED
        contact = seen_of(ledger.write(contact_of(ledger, 1))[0]).external_id
        tax = "OUTPUT2" if is_in else "INPUT2"
        line = Line(description="Fee", quantity=D(1), unit_price=D("10.00"), account="260" if is_in else "429", tax_code=tax)
        stamps = replace(line, description="Stamps", quantity=D(2), unit_price=D("1.25"), tax_code="NONE", tracking=tracked(ledger))
        entity = BankTransaction(
            direction=direction,
            account=BANK,
            contact=contact,
            happened_on=DAY,
            currency="GBP",
            lines=(line, stamps),
            reference="Card 4471",
            marker="posting-9",
        )
        seen = lost_and_found(ledger, create(entity))
        after = entity_of(seen, BankTransaction)
        assert (after.net, after.tax, after.gross) == (D("12.50"), D("2.00"), D("14.50"))
        plain = tuple(replace(one, id="", net=None, tax=None) for one in after.lines)
        assert replace(after, id=None, net=None, tax=None, gross=None, rate=None, lines=plain) == entity
        changed = replace(after, lines=after.lines[:1], is_reconciled=True)
        later = seen_of(ledger.write(again(Action.UPDATE, seen, to=changed))[0])
        assert entity_of(later, BankTransaction).gross == D("12.00")
        assert entity_of(later, BankTransaction).lines[0].id == after.lines[0].id
        (refused,) = ledger.write(again(Action.DELETE, later))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        # What is reconciled stays so: only a person in Xero's own pages takes the mark away.
        ledger.write(replace(again(Action.UPDATE, later, to=replace(changed, is_reconciled=False)), key="unmark"))
        assert read(ledger, EntityKind.BANK_TRANSACTION, of=BankTransaction)[0].is_reconciled

    def test_a_bank_transaction_is_deleted_and_told_as_such(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(fee(ledger)))[0])
        since = ledger.read(EntityKind.BANK_TRANSACTION)[-1].watermark
        assert since is not None
        ledger.sandbox.post("clock", {"advance_seconds": 600})
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        later = ledger.read(EntityKind.BANK_TRANSACTION, since=since + timedelta(seconds=300))
        assert [(one.external_id, one.deleted) for page in later for one in page.seen] == [(seen.external_id, True)]

    def test_money_moves_between_bank_accounts(self, ledger: Ledger) -> None:
        entity = Transfer(
            from_account=BANK,
            to_account=SAVINGS,
            happened_on=DAY,
            currency="GBP",
            amount=D("75.00"),
            reference='Till, "petty"',
            marker="posting-9",
        )
        seen = lost_and_found(ledger, create(entity))
        assert replace(entity_of(seen, Transfer), id=None) == entity
        assert read(ledger, EntityKind.TRANSFER, of=Transfer) == [seen.entity]
        # Xero shows either side among the bank transactions too: they are no others.
        assert read(ledger, EntityKind.BANK_TRANSACTION, of=BankTransaction) == []
        (refused,) = ledger.write(again(Action.UPDATE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        since = ledger.read(EntityKind.TRANSFER)[-1].watermark
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        later = ledger.read(EntityKind.TRANSFER, since=since)
        assert [(one.external_id, one.deleted) for page in later for one in page.seen] == [(seen.external_id, True)]

    @pytest.mark.parametrize("taxed", [False, True])
    def test_a_journal_is_drafted_posted_and_voided(self, ledger: Ledger, *, taxed: bool) -> None:
        costs = JournalLine(account="429", amount=D("30.00"), description="Stamps", tax_code="INPUT2" if taxed else "")
        equity = JournalLine(account="970", amount=D("-36.00" if taxed else "-30.00"), tax_code="NONE" if taxed else "")
        entity = Journal(
            entered_on=DAY,
            currency="GBP",
            lines=(replace(costs, tracking=tracked(ledger)), equity),
            number="J-1",
            narration='Petty "cash"',
            marker="posting-10",
            status=DocumentStatus.DRAFT,
        )
        seen = lost_and_found(ledger, create(entity))
        draft = entity_of(seen, Journal)
        assert replace(draft, id=None, lines=tuple(replace(line, tax=None) for line in draft.lines)) == entity
        assert [line.tax for line in draft.lines] == ([D(6), D(0)] if taxed else [None, None])
        posted = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(draft, status=DocumentStatus.OPEN)))[0])
        assert posted.entity == replace(draft, status=DocumentStatus.OPEN)
        (refused,) = ledger.write(again(Action.DELETE, posted))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        ledger.write(again(Action.VOID, posted))
        assert [each.status for each in read(ledger, EntityKind.JOURNAL, of=Journal)] == [DocumentStatus.VOIDED]

    def test_a_journal_that_does_not_balance_or_touches_the_bank_is_refused(self, ledger: Ledger) -> None:
        lines = (JournalLine(account="429", amount=D(5)), JournalLine(account="970", amount=D(-5)))
        entity = Journal(entered_on=DAY, currency="GBP", lines=lines, narration="Odd")
        odd = replace(entity, lines=(lines[0], replace(lines[1], amount=D(-4))))
        at_the_bank = replace(entity, lines=(lines[0], replace(lines[1], account=BANK)))
        operations = [create(each, key=f"j-{number}") for number, each in enumerate((odd, entity, at_the_bank))]
        causes = [[problem.cause for problem in outcome.problems] for outcome in ledger.write(*operations)]
        assert causes == [["totals_differ"], [], ["account_invalid"]]

    def test_a_draft_journal_is_deleted(self, ledger: Ledger) -> None:
        lines = (JournalLine(account="429", amount=D(5)), JournalLine(account="970", amount=D(-5)))
        entity = Journal(entered_on=DAY, currency="GBP", lines=lines, status=DocumentStatus.DRAFT)
        seen = seen_of(ledger.write(create(entity))[0])
        assert entity_of(seen, Journal).narration == ""
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
