"""Sage's connector against the sandbox: what every connector must do, and what is Sage's own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from contract.connector_suite import ConnectorSuite
from contract.ledgers import Control, Ledger, Shop, contact_of, found_ids
from contract.written import (
    DAY,
    SALES,
    account,
    again,
    create,
    document_for,
    entity_of,
    item_for,
    made,
    paying,
    read,
    seen_of,
)
from tieout.accounting.accounts import AccountType, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, Phone, Terms, TermsBasis
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import totals
from tieout.connectors.contract import Action, Connector, Tokens
from tieout.connectors.errors import Rejected

D = Decimal
DOCUMENTS = ["invoice", "bill", "credit_note", "supplier_credit"]


class TestSage(ConnectorSuite):
    provider = "sage"
    organisation = "Demo Business (UK)"
    urls = {
        "authorize": "/sage/oauth2/auth/central?filter=apiv3.1",
        "token": "/sage/token",
        "revoke": "/sage/revoke",
        "api": "/sage/v3.1",
    }

    # ---- Contacts and items

    def test_a_contact_keeps_all_that_sage_has_a_place_for(self, ledger: Ledger) -> None:
        quay = Address(lines=("1 Quay", "Unit 2"), city="Hull", region="Humber", postal_code="HU1 1AA", country="GB")
        entity = Contact(
            kind=EntityKind.CONTACT,
            name="Harbour Stores Ltd",
            account_number="HS-1",
            first_name="Demo",
            last_name="Buyer",
            email="buyer@example.com",
            phone="+44 20 7946 0000",
            phones=(Phone(kind="mobile", number="+44 7700 900000"),),
            tax_number="GB999999973",
            currency="GBP",
            addresses=(quay, Address(kind="delivery", lines=("Dock 3",), city="Hull", postal_code="HU1 2BB", country="GB")),
            notes="Rings twice",
            sale_terms=Terms(days=14),
            credit_limit=D("2500.00"),
            is_customer=True,
        )
        seen = seen_of(ledger.write(create(entity))[0])
        assert replace(entity_of(seen, Contact), id=None) == entity
        assert httpx.get(seen.url).status_code == 200
        changed = replace(entity, name="Harbour Stores", sale_terms=Terms(days=0, basis=TermsBasis.MONTH_END), is_supplier=True)
        after = seen_of(ledger.write(again(Action.UPDATE, seen, to=changed))[0])
        assert replace(entity_of(after, Contact), id=None) == replace(changed, purchase_terms=changed.sale_terms)
        assert read(ledger, EntityKind.CONTACT, of=Contact) == [after.entity]
        assert seen_of(ledger.write(again(Action.DELETE, after))[0]).deleted
        assert found_ids(ledger, EntityKind.CONTACT) == {}

    def test_a_deleted_contact_is_told_as_a_change_and_its_reference_stays_taken(self, ledger: Ledger) -> None:
        first = seen_of(ledger.write(contact_of(ledger, 1))[0])
        since = ledger.read(EntityKind.CONTACT)[-1].watermark
        assert since is not None
        ledger.sandbox.post("clock", {"advance_seconds": 600})
        ledger.write(again(Action.DELETE, first))
        later = [seen for page in ledger.read(EntityKind.CONTACT, since=since + timedelta(seconds=300)) for seen in page.seen]
        assert [(seen.external_id, seen.deleted, seen.problem) for seen in later] == [(first.external_id, True, "")]
        (refused,) = ledger.write(replace(contact_of(ledger, 1, name="Somebody else"), key="other"))
        assert [problem.cause for problem in refused.problems] == ["number_taken"]

    @pytest.mark.parametrize(("type_", "name"), [("goods", "product"), ("service", "service"), ("stock", "stock_item")])
    def test_an_item_is_one_of_three_resources(self, ledger: Ledger, type_: str, name: str) -> None:
        entity = item_for(ledger, ItemType(type_))
        seen = seen_of(ledger.write(create(entity))[0])
        assert seen.external_id.startswith(f"{name}:")
        assert replace(entity_of(seen, Item), id=None) == entity
        dearer = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(entity, sale_price=D("9.75"))))[0])
        assert (dearer.external_id, entity_of(dearer, Item).sale_price) == (seen.external_id, D("9.75"))
        operation = Shop.open(ledger).document("INV-1", EntityKind.INVOICE)
        assert isinstance(operation.entity, Document)
        # The line names the item only: its account is the item's.
        line = replace(operation.entity.lines[0], item=seen.external_id, account="")
        (back,) = made(ledger, replace(operation.entity, lines=(line,))).lines
        assert (back.item, back.account) == (seen.external_id, entity.sale_account)

    def test_an_item_is_deleted(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(item_for(ledger, ItemType.SERVICE)))[0])
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert not any(page.seen for page in ledger.read(EntityKind.ITEM))

    # ---- Documents

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_draft_is_held_changed_released_and_voided(self, ledger: Ledger, kind: str) -> None:
        entity = replace(document_for(ledger, EntityKind(kind)), status=DocumentStatus.DRAFT)
        seen = seen_of(ledger.write(create(entity))[0])
        draft = entity_of(seen, Document)
        assert (draft.status, draft.number, draft.gross) == (DocumentStatus.DRAFT, "D-1", D("48.00"))
        posted = seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(draft, status=DocumentStatus.OPEN)))[0])
        after = entity_of(posted, Document)
        assert (after.status, after.number, after.gross, after.due) == (DocumentStatus.OPEN, "D-1", D("48.00"), D("48.00"))
        (backwards,) = ledger.write(again(Action.UPDATE, posted, to=draft))
        assert [problem.cause for problem in backwards.problems] == ["not_editable"]
        void = seen_of(ledger.write(again(Action.VOID, posted))[0])
        # What is bought is gone, what is sold stays to be seen.
        assert void.deleted or entity_of(void, Document).status is DocumentStatus.VOIDED
        assert read(ledger, EntityKind(kind), of=Document) == ([] if void.deleted else [void.entity])

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_draft_is_deleted(self, ledger: Ledger, kind: str) -> None:
        seen = seen_of(ledger.write(create(replace(document_for(ledger, EntityKind(kind)), status=DocumentStatus.DRAFT)))[0])
        assert ledger.write(again(Action.DELETE, seen))[0].receipt is not None
        assert {each.status for each in read(ledger, EntityKind(kind), of=Document)} <= {DocumentStatus.VOIDED}

    def test_a_change_of_what_was_changed_meanwhile_is_refused(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(document_for(ledger, EntityKind.INVOICE)))[0])
        ledger.sandbox.post("clock", {"advance_seconds": 60})
        change = again(Action.UPDATE, seen, to=replace(entity_of(seen, Document), notes="Thank you"))
        assert entity_of(seen_of(ledger.write(change)[0]), Document).notes == "Thank you"
        (stale,) = ledger.write(change)
        assert [problem.cause for problem in stale.problems] == ["stale_version"]

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_odd_prices_and_discounts_come_to_our_totals_to_the_cent(self, ledger: Ledger, kind: str) -> None:
        plain = document_for(ledger, EntityKind(kind))
        odd = [
            ("1", "0.25", "50"),
            ("3", "33.3333", "0"),
            ("0.5", "0.01", "0"),
            ("7", "19.99", "12.5"),
            ("1000", "0.12345", "3.33"),
        ]
        lines = tuple(
            replace(plain.lines[0], quantity=D(quantity), unit_price=D(price), discount_percent=D(discount))
            for quantity, price, discount in odd
        )
        for mode in TaxMode:
            document = replace(plain, lines=lines, tax_mode=mode)
            found = totals(document, {plain.lines[0].tax_code: D(20)}, rule=ledger.connector.manifest.rounding)
            (outcome,) = ledger.write(create(document, key=mode))
            assert outcome.receipt is not None, outcome.problems
            assert (outcome.receipt.net, outcome.receipt.tax, outcome.receipt.gross) == (found.net, found.tax, found.gross)
            assert entity_of(outcome.receipt.seen, Document).tax_mode is mode

    def test_the_tax_of_a_line_is_that_of_the_documents_date(self, ledger: Ledger) -> None:
        document = replace(document_for(ledger, EntityKind.INVOICE), issued_on=date(2010, 6, 30), due_on=date(2010, 7, 30))
        after = made(ledger, document)
        assert (after.tax, after.gross) == (D("7.00"), D("47.00"))

    def test_another_currency_keeps_its_rate(self, ledger: Ledger) -> None:
        buyer = made(ledger, Contact(kind=EntityKind.CONTACT, name="Werft", currency="EUR", is_customer=True))
        document = document_for(ledger, EntityKind.INVOICE)
        seen = seen_of(ledger.write(create(replace(document, contact=buyer.id or "", currency="EUR", rate=D("0.8"))))[0])
        after = entity_of(seen, Document)
        assert (after.currency, after.rate, after.gross) == ("EUR", D("0.8"), D("48.00"))
        assert seen.body["base_currency_total_amount"] == "38.4"

    def test_a_business_that_trades_is_understood_whole(self, control: Control, connector: Connector) -> None:
        control.post("reset", {"seed": "demo"})
        body = control.post("token", {"provider": self.provider, "organisations": ["Demo Business (Canada)"]})
        tokens = Tokens(access_token=body["access_token"], refresh_token=body["refresh_token"], expires_at=datetime.now(UTC))
        ledger = Ledger(control, connector, body["organisations"][0]["id"], tokens)
        found = [seen for page in ledger.read(*connector.manifest.kinds) for seen in page.seen]
        assert len(found) > 100
        assert [(seen.kind, seen.problem) for seen in found if seen.problem] == []
        ledger.gate.taken.clear()
        ledger.read(*connector.manifest.kinds, since=datetime.now(UTC) + timedelta(days=999))
        # What changed and what was deleted of fifteen lists, and two calls for the banks.
        assert len(ledger.gate.taken) <= 2 * 15 + 2

    def test_a_line_is_tracked(self, ledger: Ledger) -> None:
        category = next(seen.entity for seen in ledger.reference().tracking_categories)
        assert isinstance(category, TrackingCategory)
        assert category.options
        tracked = ((category.id, category.options[0][0]),)
        document = document_for(ledger, EntityKind.INVOICE)
        operation = create(replace(document, lines=(replace(document.lines[0], tracking=tracked),)))
        seen = seen_of(ledger.write(operation)[0])
        # No list tells it, and so nothing we read does: only Sage's own page of the one document.
        assert entity_of(seen, Document).lines[0].tracking == ()
        shown = httpx.get(
            f"{ledger.sandbox.url}/sage/v3.1/sales_invoices/{seen.external_id}",
            params={"show_analysis_types": "true", "mark_as_sent": "false"},
            headers={"Authorization": f"Bearer {ledger.tokens.access_token}", "X-Business": ledger.organisation_id},
        ).json()
        assert [one["id"] for one in shown["invoice_lines"][0]["analysis_type_categories"]] == [category.options[0][0]]

    # ---- Money

    @pytest.mark.parametrize("kind", DOCUMENTS)
    def test_a_payment_settles_keeps_the_rest_on_account_and_is_taken_back(self, ledger: Ledger, kind: str) -> None:
        document = made(ledger, document_for(ledger, EntityKind(kind)))
        bank = account(ledger, AccountType.BANK).key
        entity = paying(document, bank=bank, amount="50.00", allocated="48.00", is_refund="credit" in kind)
        seen = seen_of(ledger.write(create(entity))[0])
        assert replace(entity_of(seen, Payment), id=None, rate=None) == entity
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D(0)]
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("48.00")]
        assert read(ledger, entity.kind, of=Payment) == []

    def test_one_payment_settles_several_invoices_and_is_changed(self, ledger: Ledger) -> None:
        document = document_for(ledger, EntityKind.INVOICE)
        first, second = (
            made(ledger, document),
            seen_of(ledger.write(create(replace(document, number="D-2"), key="d2"))[0]),
        )
        bank = account(ledger, AccountType.BANK).key
        both = tuple(
            Allocation(kind=EntityKind.INVOICE, document=one or "", amount=D("48.00")) for one in (first.id, second.external_id)
        )
        entity = replace(paying(first, bank=bank, amount="96.00", allocated="48.00"), allocations=both)
        seen = seen_of(ledger.write(create(entity))[0])
        assert entity_of(seen, Payment).allocations == both
        assert [each.status for each in read(ledger, EntityKind.INVOICE, of=Document)] == [DocumentStatus.PAID] * 2
        less = replace(entity, amount=D("48.00"), allocations=both[:1])
        assert entity_of(seen_of(ledger.write(again(Action.UPDATE, seen, to=less))[0]), Payment).amount == D("48.00")
        assert [each.due for each in read(ledger, EntityKind.INVOICE, of=Document)] == [D(0), D("48.00")]

    @pytest.mark.parametrize("kind", ["invoice", "bill"])
    @pytest.mark.parametrize("source", ["credit", "on_account"])
    def test_a_credit_or_money_on_account_settles_without_cash(self, ledger: Ledger, kind: str, source: str) -> None:
        document = made(ledger, document_for(ledger, EntityKind(kind)))
        sale = document.kind in SALES
        if source == "credit":
            note = EntityKind.CREDIT_NOTE if sale else EntityKind.SUPPLIER_CREDIT
            credit = made(ledger, replace(document, id=None, kind=note, number="C-1", due_on=None))
            source_kind, source_id = note, credit.id
        else:
            bank = account(ledger, AccountType.BANK).key
            paid = made(ledger, paying(document, bank=bank, amount="48.00", allocated="0"))
            source_kind, source_id = paid.kind, paid.id
        entity = Settlement(
            source_kind=source_kind,
            source=source_id or "",
            allocation=Allocation(kind=document.kind, document=document.id or "", amount=D("48.00")),
            contact=document.contact,
            allocated_on=DAY,
        )
        operation = create(entity)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        seen = seen_of(ledger.write(operation)[0])
        assert replace(entity_of(seen, Settlement), id=None) == entity
        assert read(ledger, EntityKind.ALLOCATION, of=Settlement) == [seen.entity]
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        assert [each.status for each in read(ledger, document.kind, of=Document)] == [DocumentStatus.PAID]
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert [each.due for each in read(ledger, document.kind, of=Document)] == [D("48.00")]

    @pytest.mark.parametrize("direction", Direction)
    def test_money_moves_at_the_bank_without_a_document(self, ledger: Ledger, direction: Direction) -> None:
        is_in = direction is Direction.RECEIVED
        other = account(ledger, AccountType.REVENUE if is_in else AccountType.EXPENSE)
        line = Line(description="Fee", quantity=D(1), unit_price=D("10.00"), account=other.key, tax_code="GB_STANDARD")
        entity = BankTransaction(
            direction=direction,
            account=account(ledger, AccountType.BANK).key,
            happened_on=DAY,
            currency="GBP",
            lines=(line, replace(line, tax_code="GB_ZERO", unit_price=D("2.50"))),
            reference="March",
            marker="posting-8",
        )
        operation = create(entity)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        seen = seen_of(ledger.write(operation)[0])
        after = entity_of(seen, BankTransaction)
        assert (after.net, after.tax, after.gross) == (D("12.50"), D("2.00"), D("14.50"))
        known = replace(after, id=None, net=None, tax=None, gross=None)
        assert replace(known, lines=tuple(replace(one, id="", net=None, tax=None) for one in after.lines)) == entity
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        change = replace(entity, lines=entity.lines[:1])
        assert entity_of(seen_of(ledger.write(again(Action.UPDATE, seen, to=change))[0]), BankTransaction).gross == D("12.00")
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert read(ledger, EntityKind.BANK_TRANSACTION, of=BankTransaction) == []

    @pytest.mark.parametrize("from_cash", [True, False])
    def test_money_moves_between_bank_accounts(self, ledger: Ledger, *, from_cash: bool) -> None:
        current, cash = (account(ledger, AccountType.BANK, name=name).key for name in ("Current", "Cash"))
        accounts = (cash, current) if from_cash else (current, cash)
        entity = Transfer(
            from_account=accounts[0],
            to_account=accounts[1],
            happened_on=DAY,
            currency="GBP",
            amount=D("75.00"),
            reference="Till",
            marker="posting-9",
        )
        operation = create(entity)
        seen = seen_of(ledger.write(operation)[0])
        assert seen.external_id.startswith("bank_deposit:" if from_cash else "bank_transfer:")
        assert replace(entity_of(seen, Transfer), id=None) == entity
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        assert read(ledger, EntityKind.TRANSFER, of=Transfer) == [seen.entity]
        (changed,) = ledger.write(again(Action.UPDATE, seen, to=replace(entity, amount=D("80.00"))))
        assert bool(changed.receipt) is not from_cash
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert read(ledger, EntityKind.TRANSFER, of=Transfer) == []

    def test_a_journal_is_entered_found_and_deleted(self, ledger: Ledger) -> None:
        equity, costs = account(ledger, AccountType.EQUITY).key, account(ledger, AccountType.EXPENSE).key
        lines = (
            JournalLine(account=costs, amount=D("30.00"), description="Stamps"),
            JournalLine(account=equity, amount=D("-30.00")),
        )
        entity = Journal(entered_on=DAY, currency="GBP", lines=lines, number="J-1", narration="Petty cash", marker="posting-10")
        operation = create(entity)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        seen = seen_of(ledger.write(operation)[0])
        after = entity_of(seen, Journal)
        assert replace(after, id=None, lines=tuple(replace(line, id="") for line in after.lines)) == entity
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        (refused,) = ledger.write(again(Action.UPDATE, seen))
        assert [problem.cause for problem in refused.problems] == ["not_editable"]
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert read(ledger, EntityKind.JOURNAL, of=Journal) == []

    # ---- Files

    @pytest.mark.parametrize("kind", ["contact", "bill", "payment"])
    def test_a_file_hangs_on_what_it_belongs_to_and_comes_back(self, ledger: Ledger, kind: str) -> None:
        owner = self._owner(ledger, kind)
        content = bytes(range(256)) * 40
        wish = Attachment(owner_kind=EntityKind(kind), owner=owner, file_name="scan.pdf", media_type="application/pdf")
        hung = ledger.connector.attach(ledger.access, wish, content=content)
        assert replace(hung, id=None) == replace(wish, size_bytes=len(content))
        assert ledger.connector.attach(ledger.access, wish, content=content) == hung
        assert ledger.connector.attachments(ledger.access, kind=EntityKind(kind), external_id=owner) == (hung,)
        assert ledger.connector.download(ledger.access, hung) == content
        (seen,) = (one for page in ledger.read(EntityKind.ATTACHMENT) for one in page.seen)
        assert seen.entity == hung
        ledger.write(again(Action.DELETE, seen))
        with pytest.raises(Rejected):
            ledger.connector.download(ledger.access, hung)

    def test_a_file_that_is_too_large_is_refused_before_it_leaves(self, ledger: Ledger) -> None:
        owner = self._owner(ledger, "contact")
        wish = Attachment(owner_kind=EntityKind.CONTACT, owner=owner, file_name="film.mp4", media_type="video/mp4")
        ledger.gate.taken.clear()
        with pytest.raises(Rejected):
            ledger.connector.attach(ledger.access, wish, content=bytes(ledger.connector.manifest.attachment_bytes_max + 1))
        assert ledger.gate.taken == []

    @staticmethod
    def _owner(ledger: Ledger, kind: str) -> str:
        if kind == "contact":
            return seen_of(ledger.write(contact_of(ledger, 1))[0]).external_id
        document = made(ledger, document_for(ledger, EntityKind.BILL if kind == "bill" else EntityKind.INVOICE))
        if kind == "bill":
            return document.id or ""
        bank = account(ledger, AccountType.BANK).key
        return seen_of(ledger.write(create(paying(document, bank=bank, amount="48.00", allocated="48.00")))[0]).external_id
