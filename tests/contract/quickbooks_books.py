"""What the contract tests of QuickBooks' connector write, kind by kind, and what somebody else writes to the company."""

import json
from dataclasses import replace
from decimal import Decimal

import httpx

from contract.ledgers import Ledger, Shop, Supply
from contract.written import DAY, account, create, made, seen_of
from tieout.accounting.accounts import AccountType
from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.documents import Allocation, Document, Line, Settlement, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Operation, Seen

D = Decimal
STANDARD, ZERO = "2", "4"


def kept(ledger: Ledger, operation: Operation) -> Seen:
    """Written once however often it is repeated, read back as it was answered, and found by our reference."""
    assert ledger.connector.look_up(ledger.access, [operation]) == {}
    seen = seen_of(ledger.write(operation)[0])
    assert seen_of(ledger.write(operation)[0]).external_id == seen.external_id
    assert [each.entity for page in ledger.read(operation.kind) for each in page.seen] == [seen.entity]
    found = ledger.connector.look_up(ledger.access, [operation])
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {operation.key: seen.external_id}
    return seen


def document_of(ledger: Ledger, kind: EntityKind) -> Document:
    """Of 40.00 and tax."""
    line = Line(description="Paper", quantity=D(4), unit_price=D("10.00"), tax_code=STANDARD)
    if kind in {EntityKind.INVOICE, EntityKind.CREDIT_NOTE}:
        shop = Shop.open(ledger)
        contact, line = shop.customer, replace(line, item=shop.item)
    else:
        supply = Supply.open(ledger)
        contact, line = supply.supplier, replace(line, account=supply.account)
    return Document(kind=kind, contact=contact, issued_on=DAY, currency="GBP", number="D-1", lines=(line,))


def with_credit(ledger: Ledger, kind: EntityKind) -> tuple[Document, Document]:
    """A document and a credit of the same contact and amount."""
    document = document_of(ledger, kind)
    note = EntityKind.CREDIT_NOTE if kind is EntityKind.INVOICE else EntityKind.SUPPLIER_CREDIT
    return made(ledger, document), made(ledger, replace(document, kind=note, number="C-1"))


def settling(credit: Document, *, kind: EntityKind, id: str, amount: str) -> Settlement:
    return Settlement(
        source_kind=credit.kind,
        source=credit.id or "",
        allocation=Allocation(kind=kind, document=id, amount=D(amount)),
        contact=credit.contact,
        allocated_on=DAY,
        currency="GBP",
    )


def money_of(ledger: Ledger, direction: Direction) -> BankTransaction:
    """Of two lines on accounts, taxed where it is spent."""
    received = direction is Direction.RECEIVED
    other = account(ledger, AccountType.REVENUE if received else AccountType.EXPENSE).key
    line = Line(description="Fee", quantity=D(1), unit_price=D("10.00"), account=other, tax_code=ZERO if received else STANDARD)
    return BankTransaction(
        direction=direction,
        account=account(ledger, AccountType.BANK).key,
        happened_on=DAY,
        currency="GBP",
        lines=(line, replace(line, unit_price=D("2.50"), tax_code=ZERO)),
        reference="March",
        tax_mode=TaxMode.EXCLUSIVE,
    )


def owner_of(ledger: Ledger, kind: str) -> str:
    if kind == "supplier":
        return Supply.open(ledger).supplier
    entity: Written = document_of(ledger, EntityKind.BILL) if kind == "bill" else money_of(ledger, Direction.SPENT)
    return seen_of(ledger.write(create(entity))[0]).external_id


def post(ledger: Ledger, path: str, *, body: object, **params: str) -> dict[str, object]:
    """What somebody else writes to the company."""
    url = f"{ledger.sandbox.url}/quickbooks/v3/company/{ledger.organisation_id}/{path}"
    headers = {"Authorization": f"Bearer {ledger.tokens.access_token}", "Accept": "application/json"}
    answer = httpx.post(url, json=body, headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = json.loads(answer.text)
    return found


def posted(ledger: Ledger, path: str, *, body: object) -> str:
    (made,) = (each for each in post(ledger, path, body=body).values() if isinstance(each, dict))
    return str(made["Id"])


def rows(ledger: Ledger, statement: str, *, name: str) -> int:
    url = f"{ledger.sandbox.url}/quickbooks/v3/company/{ledger.organisation_id}/query"
    headers = {"Authorization": f"Bearer {ledger.tokens.access_token}", "Accept": "application/json"}
    answer = httpx.get(url, params={"query": statement}, headers=headers).json()
    return len(answer["QueryResponse"].get(name, []))
