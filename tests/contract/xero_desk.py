"""What the contract tests of Xero's connector write, and how they lose an answer."""

from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from contract.ledgers import Ledger, contact_of
from contract.written import DAY, account, create, document_for, seen_of
from tieout.accounting.accounts import AccountType, TrackingCategory
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, Line, Settlement
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Operation, Seen
from tieout.connectors.errors import OutcomeUnknown

D = Decimal
BANK, SAVINGS = "090", "091"


def lost_and_found(ledger: Ledger, operation: Operation) -> Seen:
    """The operation is done with its answer lost: it is not there before, there after, and the same key makes no second one."""
    assert ledger.connector.look_up(ledger.access, [operation]) == {}
    ledger.sandbox.fault("lost", method="PUT")
    with pytest.raises(OutcomeUnknown):
        ledger.write(operation)
    found = ledger.connector.look_up(ledger.access, [operation])
    assert set(found) == {operation.key}
    seen = seen_of(ledger.write(operation)[0])
    assert seen.external_id == found[operation.key].seen.external_id
    assert seen.entity == found[operation.key].seen.entity
    return seen


def settling(source_kind: EntityKind, source: str, *, document: Document, amount: str) -> Settlement:
    return Settlement(
        source_kind=source_kind,
        source=source,
        allocation=Allocation(kind=document.kind, document=document.id or "", amount=D(amount)),
        contact=document.contact,
        allocated_on=DAY,
        currency="GBP",
    )


def fee(ledger: Ledger) -> BankTransaction:
    contact = seen_of(ledger.write(contact_of(ledger, 1))[0]).external_id
    line = Line(description="Fee", quantity=D(1), unit_price=D("10.00"), account=account(ledger, AccountType.EXPENSE).key)
    return BankTransaction(
        direction=Direction.SPENT, account=BANK, contact=contact, happened_on=DAY, currency="GBP", lines=(line,), marker="p-1"
    )


def owner_of(ledger: Ledger, kind: str) -> Operation:
    if kind == "contact":
        return contact_of(ledger, 2)
    lines = (JournalLine(account="429", amount=D(5)), JournalLine(account="970", amount=D(-5)))
    owners: dict[str, Written] = {
        "transfer": Transfer(from_account=BANK, to_account=SAVINGS, happened_on=DAY, currency="GBP", amount=D(5)),
        "journal": Journal(entered_on=DAY, currency="GBP", lines=lines, narration="Petty cash"),
    }
    if kind in owners:
        return create(owners[kind])
    return create(fee(ledger) if kind == "bank_transaction" else document_for(ledger, EntityKind(kind)))


def tracked(ledger: Ledger) -> tuple[tuple[str, str], ...]:
    categories = [seen.entity for seen in ledger.reference().tracking_categories if isinstance(seen.entity, TrackingCategory)]
    return tuple((each.id, each.options[1][0]) for each in categories)


def same(contact: Contact) -> Contact:
    return replace(contact, id=None, addresses=tuple(sorted(contact.addresses, key=lambda address: address.kind)))


def put(ledger: Ledger, path: str, *, json: object) -> httpx.Response:
    """A call as another app would make it."""
    headers = {"Authorization": f"Bearer {ledger.tokens.access_token}", "xero-tenant-id": ledger.organisation_id}
    url = f"{ledger.sandbox.url}/xero/api.xro/2.0/{path}"
    return httpx.put(url, json=json, headers={**headers, "Accept": "application/json"})
