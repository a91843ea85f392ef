"""QuickBooks' connector against the sandbox, kind by kind: written, read back, found again, changed, taken away, repeated."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, Shop, contact_of
from contract.quickbooks_books import (
    STANDARD,
    ZERO,
    document_of,
    kept,
    money_of,
    owner_of,
    post,
    posted,
    rows,
    settling,
    with_credit,
)
from contract.test_connector_quickbooks import TestQuickBooks as _QuickBooks
from contract.written import DAY, account, again, create, entity_of, made, paying, read, seen_of
from tieout.accounting.accounts import AccountType, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, Phone, Terms, TermsBasis
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, PaymentStatus, Settlement
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Organisation
from tieout.connectors.errors import Rejected

D = Decimal
BANK = EntityKind.BANK_TRANSACTION


class TestQuickBooksKinds(SandboxBench):
    provider, organisation, urls = _QuickBooks.provider, _QuickBooks.organisation, _QuickBooks.urls

    # ---- Contacts and items

    @pytest.mark.parametrize("kind", ["customer", "supplier"])
    def test_a_contact_keeps_all_that_quickbooks_has_a_place_for(self, ledger: Ledger, kind: str) -> None:
        customer = kind == "customer"
        address = Address(lines=("1 Quay", "Unit 2"), city="Hull", region="Humber", postal_code="HU1 1AA", country="GB")
        entity = Contact(
            kind=EntityKind(kind),
            name="Harbour Stores Ltd",
            account_number="HS-1",
            first_name="Demo",
            last_name="Buyer",
            email="buyer@example.com",
            phone="+44 20 7946 0000",
            phones=(Phone(kind="mobile", number="+44 7700 900000"), Phone(kind="fax", number="+44 20 7946 0001")),
            website="https://harbour.example",
            currency="GBP",
            addresses=(address, replace(address, kind="delivery")) if customer else (address,),
            notes="Rings twice" if customer else "",
            # No Term of the company says either of these.
            sale_terms=Terms(days=14) if customer else None,
            purchase_terms=None if customer else Terms(days=20, basis=TermsBasis.DAY_OF_NEXT_MONTH),
            is_customer=customer,
            is_supplier=not customer,
        )
        seen = seen_of(ledger.write(create(entity, EntityKind(kind)))[0])
        assert replace(entity_of(seen, Contact), id=None) == entity
        other = Terms(days=30)
        changed = replace(entity, phone="1")
        changed = replace(changed, sale_terms=other) if customer else replace(changed, purchase_terms=other)
        after = seen_of(ledger.write(again(Action.UPDATE, seen, to=changed))[0])
        assert replace(entity_of(after, Contact), id=None) == changed
        assert read(ledger, EntityKind(kind), of=Contact) == [after.entity]
        ledger.write(again(Action.DELETE, after))
        assert [each.status for each in read(ledger, EntityKind(kind), of=Contact)] == ["archived"]

    def test_terms_are_made_once(self, ledger: Ledger) -> None:
        operations = [contact_of(ledger, number) for number in (1, 2)]
        with_terms = [
            replace(each, entity=replace(each.entity, sale_terms=Terms(days=14)))
            for each in operations
            if isinstance(each.entity, Contact)
        ]
        assert all(ledger.write(each)[0].receipt for each in with_terms)
        assert [each.sale_terms for each in read(ledger, EntityKind.CUSTOMER, of=Contact)] == [Terms(days=14)] * 2
        assert rows(ledger, "SELECT * FROM Term WHERE DueDays = 14 MAXRESULTS 9", name="Term") == 1

    @pytest.mark.parametrize("type_", ["service", "goods", "stock"])
    def test_an_item_is_of_one_of_three_types(self, ledger: Ledger, type_: str) -> None:
        entity = Item(
            code="CRATE",
            name="Crate",
            type=ItemType(type_),
            description="Of beech",
            is_purchased=True,
            sale_price=D("8.5"),
            sale_account=account(ledger, AccountType.REVENUE).key,
            sale_tax=STANDARD,
            purchase_price=D("4.25"),
            purchase_account=account(ledger, AccountType.DIRECT_COST).key,
            purchase_tax=STANDARD,
            stock_account=account(ledger, AccountType.CURRENT, name="Inventory").key if type_ == "stock" else "",
        )
        seen = seen_of(ledger.write(create(entity))[0])
        assert replace(entity_of(seen, Item), id=None) == entity
        dearer = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(entity, sale_price=D("9.75"))))[0])
        assert replace(entity_of(dearer, Item), id=None) == replace(entity, sale_price=D("9.75"))
        assert dearer.body.get("QtyOnHand") == (0 if type_ == "stock" else None)

    # ---- Documents

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    def test_lines_are_tracked_and_the_customer_reads_the_notes(self, ledger: Ledger, kind: str) -> None:
        trade, leeds = posted(ledger, "class", body={"Name": "Trade"}), posted(ledger, "department", body={"Name": "Leeds"})
        found = [each.entity for each in ledger.reference().tracking_categories]
        assert {each.id: each.options for each in found if isinstance(each, TrackingCategory)} == {
            "Class": ((trade, "Trade"),),
            "Department": ((leeds, "Leeds"),),
        }
        document = document_of(ledger, EntityKind(kind))
        tracked = replace(document.lines[0], tracking=(("Class", trade), ("Department", leeds)))
        notes = "Thank you" if kind == "invoice" else ""
        after = made(ledger, replace(document, lines=(tracked, replace(tracked, tracking=(("Department", leeds),))), notes=notes))
        assert [line.tracking for line in after.lines] == [tracked.tracking, (("Department", leeds),)]
        assert after.notes == notes
        apart = (tracked, replace(tracked, tracking=(("Department", "99"),)))
        (refused,) = ledger.write(create(replace(document, number="D-2", lines=apart), key="apart"))
        assert [problem.field for problem in refused.problems] == ["lines.tracking"]

    # ---- Payments and allocations

    def test_a_payment_settles_several_invoices_keeps_the_rest_and_is_changed(self, ledger: Ledger) -> None:
        document = document_of(ledger, EntityKind.INVOICE)
        first = made(ledger, document)
        second = seen_of(ledger.write(create(replace(document, number="D-2"), key="d2"))[0])
        both = tuple(
            Allocation(kind=EntityKind.INVOICE, document=one or "", amount=D("48.00")) for one in (first.id, second.external_id)
        )
        bank = account(ledger, AccountType.BANK).key
        entity = replace(paying(first, bank=bank, amount="100.00", allocated="0"), allocations=both)
        seen = seen_of(ledger.write(create(entity))[0])
        assert replace(entity_of(seen, Payment), id=None, rate=None) == entity
        assert seen.body["UnappliedAmt"] == D("4.00")
        less = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(entity, allocations=both[:1])))[0])
        assert less.body["UnappliedAmt"] == D("52.00")
        assert [each.due for each in read(ledger, EntityKind.INVOICE, of=Document)] == [D(0), D("48.00")]
        ledger.write(again(Action.DELETE, less))
        assert read(ledger, EntityKind.PAYMENT, of=Payment) == []

    def test_a_card_pays_a_bill(self, ledger: Ledger) -> None:
        bill = made(ledger, document_of(ledger, EntityKind.BILL))
        card = account(ledger, AccountType.LIABILITY, name="Credit card").key
        entity = paying(bill, bank=card, amount="48.00", allocated="48.00")
        seen = seen_of(ledger.write(create(entity))[0])
        assert (seen.body["PayType"], entity_of(seen, Payment).account) == ("CreditCard", card)
        assert [each.status for each in read(ledger, EntityKind.BILL, of=Document)] == [DocumentStatus.PAID]

    def test_what_a_payment_cannot_be_is_said(self, ledger: Ledger) -> None:
        bill = made(ledger, document_of(ledger, EntityKind.BILL))
        bank = account(ledger, AccountType.BANK).key
        plain = paying(bill, bank=bank, amount="48.00", allocated="48.00")
        outcomes = ledger.write(create(replace(plain, is_refund=True), key="1"), create(replace(plain, allocations=()), key="2"))
        assert [[problem.field for problem in each.problems] for each in outcomes] == [["is_refund"], ["allocations"]]

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    def test_a_credit_settles_a_document_without_cash(self, ledger: Ledger, kind: str) -> None:
        document, credit = with_credit(ledger, EntityKind(kind))
        entity = settling(credit, kind=document.kind, id=document.id or "", amount="40.00")
        operation = create(entity)
        seen = kept(ledger, operation)
        assert replace(entity_of(seen, Settlement), id=None) == replace(entity, marker=operation.key)
        assert ledger.read(EntityKind.PAYMENT)[-1].seen == ledger.read(EntityKind.SUPPLIER_PAYMENT)[-1].seen == ()
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("8.00")]
        more = replace(entity, allocation=replace(entity.allocation, amount=D("48.00")))
        after = seen_of(ledger.write(again(Action.UPDATE, seen, to=more))[0])
        assert replace(entity_of(after, Settlement), id=None) == replace(more, marker=operation.key)
        assert [each.status for each in read(ledger, document.kind, of=Document)] == [DocumentStatus.PAID]
        ledger.write(again(Action.DELETE, after))
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("48.00")]
        assert read(ledger, EntityKind.ALLOCATION, of=Settlement) == []

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    def test_a_refund_is_money_on_the_control_account_and_an_allocation(self, ledger: Ledger, kind: str) -> None:
        _, credit = with_credit(ledger, EntityKind(kind))
        control = account(ledger, AccountType.RECEIVABLE if kind == "invoice" else AccountType.PAYABLE).key
        money = money_of(ledger, Direction.SPENT if kind == "invoice" else Direction.RECEIVED)
        back = Line(description="Back", quantity=D(1), unit_price=D("48.00"), account=control, tax_code=ZERO)
        moved = seen_of(ledger.write(create(replace(money, lines=(back,), contact=credit.contact)))[0])
        entity = settling(credit, kind=BANK, id=moved.external_id, amount="48.00")
        settled = made(ledger, entity)
        assert settled.allocation == entity.allocation
        assert [each.due for each in read(ledger, credit.kind, of=Document)] == [D(0)]

    def test_an_allocation_of_money_on_account_is_refused_with_its_reason(self, ledger: Ledger) -> None:
        document, credit = with_credit(ledger, EntityKind.INVOICE)
        entity = replace(settling(credit, kind=document.kind, id=document.id or "", amount="1.00"), source_kind=EntityKind.PAYMENT)
        (refused,) = ledger.write(create(entity))
        assert [problem.field for problem in refused.problems] == ["source"]

    def test_an_allocation_that_somebody_voids_is_gone(self, ledger: Ledger) -> None:
        document, credit = with_credit(ledger, EntityKind.INVOICE)
        seen = seen_of(ledger.write(create(settling(credit, kind=document.kind, id=document.id or "", amount="48.00")))[0])
        since = ledger.read(EntityKind.ALLOCATION)[-1].watermark
        assert since is not None
        post(ledger, "payment", body={"Id": seen.external_id[8:], "SyncToken": seen.version, "sparse": True}, include="void")
        pages = ledger.read(EntityKind.ALLOCATION, EntityKind.PAYMENT, since=since - timedelta(minutes=1))
        told = {page.kind: [(each.external_id, each.deleted) for each in page.seen] for page in pages}
        assert told == {
            EntityKind.ALLOCATION: [(seen.external_id, True)],
            EntityKind.PAYMENT: [(seen.external_id[8:], False)],
        }
        assert [each.status for each in read(ledger, EntityKind.PAYMENT, of=Payment)] == [PaymentStatus.DELETED]

    # ---- Money at the bank

    @pytest.mark.parametrize("how", ["expense", "card", "card_back", "deposit", "receipt"])
    def test_money_moves_at_the_bank_without_a_document(self, ledger: Ledger, how: str) -> None:
        received = how in {"card_back", "deposit", "receipt"}
        entity = money_of(ledger, Direction.RECEIVED if received else Direction.SPENT)
        if "card" in how:
            entity = replace(entity, account=account(ledger, AccountType.LIABILITY, name="Credit card").key)
        if how == "receipt":
            shop = Shop.open(ledger)
            line = replace(entity.lines[0], item=shop.item, account="", quantity=D(4), tax_code=STANDARD)
            entity = replace(entity, lines=(line,), contact=shop.customer)
        operation = create(entity)
        seen = kept(ledger, operation)
        name = {"deposit": "deposit", "receipt": "sales_receipt"}.get(how, "purchase")
        assert seen.external_id.startswith(f"{name}:")
        after = entity_of(seen, BankTransaction)
        plain = tuple(replace(line, id="", net=None) for line in after.lines)
        assert replace(after, id=None, rate=None, lines=plain, net=None, tax=None, gross=None) == replace(
            entity, marker=operation.key
        )
        tax = D("8.00") if how == "receipt" else D(0) if received else D("2.00")
        assert (after.gross, after.tax) == (sum(line.quantity * line.unit_price for line in entity.lines) + tax, tax)
        change = replace(entity, lines=entity.lines[:1])
        changed = seen_of(ledger.write(again(Action.UPDATE, seen, to=change))[0])
        assert len(entity_of(changed, BankTransaction).lines) == 1
        assert entity_of(changed, BankTransaction).marker == operation.key
        assert seen_of(ledger.write(again(Action.DELETE, changed))[0]).deleted
        assert read(ledger, BANK, of=BankTransaction) == []

    def test_a_batch_may_hold_several_objects_of_one_kind(self, ledger: Ledger) -> None:
        operations = [create(money_of(ledger, direction), key=direction.value) for direction in Direction]
        seen = [seen_of(each) for each in ledger.write(*operations)]
        assert [each.external_id.partition(":")[0] for each in seen] == ["deposit", "purchase"]
        assert set(ledger.connector.look_up(ledger.access, operations)) == {"received", "spent"}
        deleted = ledger.write(*(again(Action.DELETE, each) for each in seen))
        assert [seen_of(each).external_id for each in deleted] == [each.external_id for each in seen]

    def test_what_was_received_with_tax_on_an_account_or_turned_round_is_refused(self, ledger: Ledger) -> None:
        entity = money_of(ledger, Direction.RECEIVED)
        (taxed,) = ledger.write(create(replace(entity, lines=(replace(entity.lines[0], tax_code=STANDARD),))))
        assert [problem.cause for problem in taxed.problems] == ["tax_code_invalid"]
        seen = seen_of(ledger.write(create(entity))[0])
        (turned,) = ledger.write(again(Action.UPDATE, seen, to=replace(entity, direction=Direction.SPENT)))
        assert [problem.cause for problem in turned.problems] == ["not_editable"]

    def test_a_deposit_of_payments_is_read_and_left_alone(self, ledger: Ledger) -> None:
        invoice = made(ledger, document_of(ledger, EntityKind.INVOICE))
        undeposited = account(ledger, AccountType.CURRENT, name="Undeposited").key
        paid = made(ledger, paying(invoice, bank=undeposited, amount="48.00", allocated="48.00"))
        bank = account(ledger, AccountType.BANK).key
        line = {"Amount": 48, "LinkedTxn": [{"TxnId": paid.id, "TxnType": "Payment", "TxnLineId": "0"}]}
        posted(ledger, "deposit", body={"DepositToAccountRef": {"value": bank}, "Line": [line]})
        (seen,) = (each for page in ledger.read(BANK) for each in page.seen)
        entity = entity_of(seen, BankTransaction)
        assert (entity.gross, entity.account, [line.account for line in entity.lines]) == (D("48.00"), bank, [""])
        (refused,) = ledger.write(again(Action.UPDATE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]

    def test_a_transfer_moves_money(self, ledger: Ledger) -> None:
        accounts = [account(ledger, AccountType.BANK, name=name).key for name in ("Current", "Savings")]
        entity = Transfer(
            from_account=accounts[0],
            to_account=accounts[1],
            happened_on=DAY,
            currency="GBP",
            amount=D("75.00"),
            reference="Till",
            marker="posting-9",
        )
        seen = kept(ledger, create(entity))
        assert replace(entity_of(seen, Transfer), id=None) == entity
        changed = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(entity, amount=D("80.00"))))[0])
        assert entity_of(changed, Transfer).amount == D("80.00")
        (foreign,) = ledger.write(create(replace(entity, received=D(1)), key="foreign"))
        assert [problem.field for problem in foreign.problems] == ["received"]
        assert seen_of(ledger.write(again(Action.DELETE, changed))[0]).deleted
        assert read(ledger, EntityKind.TRANSFER, of=Transfer) == []

    def test_a_journal_is_entered_changed_and_deleted(self, ledger: Ledger) -> None:
        customer = seen_of(ledger.write(contact_of(ledger, 1))[0]).external_id
        receivable, costs = account(ledger, AccountType.RECEIVABLE).key, account(ledger, AccountType.EXPENSE).key
        lines = (
            JournalLine(account=receivable, amount=D("30.00"), description="Stamps", contact=customer),
            JournalLine(account=costs, amount=D("-30.00")),
        )
        entity = Journal(entered_on=DAY, currency="GBP", lines=lines, number="J-1", narration="Petty cash", marker="posting-10")
        seen = kept(ledger, create(entity))
        after = entity_of(seen, Journal)
        assert replace(after, id=None, rate=None, lines=tuple(replace(line, id="") for line in after.lines)) == entity
        turned = replace(entity, lines=tuple(replace(line, amount=-line.amount) for line in lines))
        changed = seen_of(ledger.write(again(Action.UPDATE, seen, to=turned))[0])
        assert [line.amount for line in entity_of(changed, Journal).lines] == [D("-30.00"), D("30.00")]
        taxed = replace(entity, lines=(replace(lines[0], tax_code=STANDARD, amount=D(1)), lines[1]))
        (refused,) = ledger.write(create(taxed, key="taxed"))
        assert [problem.cause for problem in refused.problems] == ["tax_code_invalid", "totals_differ"]
        assert seen_of(ledger.write(again(Action.DELETE, changed))[0]).deleted
        assert read(ledger, EntityKind.JOURNAL, of=Journal) == []

    # ---- Files

    @pytest.mark.parametrize("kind", ["supplier", "bill", "bank_transaction"])
    def test_a_file_hangs_on_what_it_belongs_to_and_comes_back(self, ledger: Ledger, kind: str) -> None:
        owner = owner_of(ledger, kind)
        content = bytes(range(256)) * 40 + b"\r\n--"
        wish = Attachment(owner_kind=EntityKind(kind), owner=owner, file_name='scan "1".pdf', media_type="application/pdf")
        assert ledger.connector.attachments(ledger.access, kind=EntityKind(kind), external_id=owner) == ()
        hung = ledger.connector.attach(ledger.access, wish, content=content)
        assert replace(hung, id=None) == replace(wish, size_bytes=len(content))
        assert ledger.connector.attach(ledger.access, wish, content=content) == hung
        assert ledger.connector.attachments(ledger.access, kind=EntityKind(kind), external_id=owner) == (hung,)
        assert ledger.connector.download(ledger.access, hung) == content
        (seen,) = (one for page in ledger.read(EntityKind.ATTACHMENT) for one in page.seen)
        assert seen.entity == hung
        ledger.write(again(Action.DELETE, seen))
        with pytest.raises(Rejected) as caught:
            ledger.connector.download(ledger.access, hung)
        assert [problem.cause for problem in caught.value.problems] == ["not_found"]
        # Nothing of the first upload is remembered for the second.
        assert ledger.connector.attach(ledger.access, wish, content=content).id != hung.id

    def test_a_file_that_quickbooks_does_not_take_is_refused_before_it_leaves(self, ledger: Ledger) -> None:
        wish = Attachment(owner_kind=EntityKind.BILL, owner="1", file_name="film.mp4", media_type="video/mp4")
        with pytest.raises(Rejected):
            ledger.connector.attach(ledger.access, wish, content=b"film")
        with pytest.raises(Rejected):
            ledger.connector.attach(
                ledger.access, replace(wish, file_name="a.pdf", owner_kind=EntityKind.ALLOCATION), content=b"file"
            )
        assert ledger.gate.taken == []

    # ---- Changes

    def test_changes_of_every_kind_take_one_call_and_tell_deletions(self, ledger: Ledger) -> None:
        document, credit = with_credit(ledger, EntityKind.INVOICE)
        since = ledger.read(EntityKind.INVOICE)[-1].watermark
        assert since is not None
        ledger.sandbox.post("clock", {"advance_seconds": 600})
        settled = seen_of(ledger.write(create(settling(credit, kind=document.kind, id=document.id or "", amount="1.00")))[0])
        spent = seen_of(ledger.write(create(money_of(ledger, Direction.SPENT)))[0])
        ledger.write(again(Action.DELETE, spent))
        ledger.gate.taken.clear()
        pages = ledger.read(*ledger.connector.manifest.kinds, since=since + timedelta(minutes=5))
        assert len(ledger.gate.taken) == 1
        told = {page.kind: [(each.external_id, each.deleted) for each in page.seen] for page in pages if page.seen}
        assert told[EntityKind.ALLOCATION] == [(settled.external_id, False)]
        assert told[BANK] == [(spent.external_id, True)]
        # A payment that is an allocation is not to be kept as a payment.
        assert told[EntityKind.PAYMENT] == [(settled.external_id.removeprefix("payment:"), True)]

    def test_every_kind_has_a_page_in_the_product(self, ledger: Ledger) -> None:
        organisation = Organisation(id=ledger.organisation_id, name="Shop")
        pages = {
            BANK: ("purchase:9", "expense?txnId=9"),
            EntityKind.ALLOCATION: ("bill_payment:9", "billpayment?txnId=9"),
            EntityKind.TRANSFER: ("9", "transfer?txnId=9"),
            EntityKind.JOURNAL: ("9", "journal?txnId=9"),
        }
        for kind, (external_id, route) in pages.items():
            url = ledger.connector.link_url(kind=kind, external_id=external_id, organisation=organisation)
            assert url == f"https://app.qbo.intuit.com/app/{route}"
        assert ledger.connector.link_url(kind=BANK, external_id="9", organisation=organisation) == ""
