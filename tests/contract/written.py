"""What the contract tests of the connectors write, and how they take the answers."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from contract.ledgers import Ledger, Shop, Supply, accounts
from tieout.accounting.accounts import Account, AccountType
from tieout.accounting.documents import Allocation, Document, Line, Payment
from tieout.accounting.items import Item, ItemType
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Operation, Outcome, Seen

Found = TypeVar("Found", bound=Written)
D = Decimal
DAY = date(2026, 4, 2)
SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})


def create(entity: Written, kind: EntityKind | None = None, *, key: str = "") -> Operation:
    kind = kind or kind_of(entity)
    return Operation(key=key or f"create-{kind}", action=Action.CREATE, kind=kind, entity=entity)


def again(action: Action, seen: Seen, *, to: Written | None = None) -> Operation:
    found = to if to is not None else seen.entity
    assert isinstance(found, Written)
    return Operation(
        key=f"{action}-{seen.external_id}",
        action=action,
        kind=seen.kind,
        entity=found,
        external_id=seen.external_id,
        version=seen.version,
    )


def kind_of(entity: Written) -> EntityKind:
    if isinstance(entity, Document | Payment):
        return entity.kind
    names = {"Contact": "contact", "Item": "item", "Settlement": "allocation", "BankTransaction": "bank_transaction"}
    name = type(entity).__name__
    return EntityKind(names.get(name, name.lower()))


def seen_of(outcome: Outcome) -> Seen:
    assert outcome.receipt is not None, outcome.problems
    return outcome.receipt.seen


def entity_of(seen: Seen, type_: type[Found]) -> Found:
    assert isinstance(seen.entity, type_), seen.problem
    return seen.entity


def made(ledger: Ledger, entity: Found) -> Found:
    """As the ledger has it after it was created."""
    return entity_of(seen_of(ledger.write(create(entity))[0]), type(entity))


def read(ledger: Ledger, kind: EntityKind, *, of: type[Found]) -> list[Found]:
    return [entity_of(seen, of) for page in ledger.read(kind) for seen in page.seen if not seen.deleted]


def account(ledger: Ledger, type_: AccountType, *, name: str = "") -> Account:
    found = accounts(ledger.reference())
    return next(each for each in found if each.type is type_ and each.is_active and name in each.name)


def document_for(ledger: Ledger, kind: EntityKind) -> Document:
    """Of 40.00 and tax, of a contact and on an account of its side."""
    if kind in SALES:
        shop = Shop.open(ledger)
        contact, costs, tax_code = shop.customer, shop.account, shop.tax_code
    else:
        supply = Supply.open(ledger)
        contact, costs, tax_code = supply.supplier, supply.account, supply.tax_code
    line = Line(description="Paper", quantity=D(4), unit_price=D("10.00"), account=costs, tax_code=tax_code)
    due_on = None if "credit" in kind else DAY
    return Document(kind=kind, contact=contact, issued_on=DAY, due_on=due_on, currency="GBP", number="D-1", lines=(line,))


def item_for(ledger: Ledger, type_: ItemType) -> Item:
    return Item(
        code="CRATE",
        name="Crate",
        type=type_,
        description="Of beech",
        is_purchased=True,
        sale_price=D("8.5"),
        sale_account=account(ledger, AccountType.REVENUE).key,
        sale_tax="GB_STANDARD",
        purchase_price=D("4.25"),
        purchase_account=account(ledger, AccountType.DIRECT_COST).key,
        purchase_tax="GB_STANDARD",
    )


def paying(document: Document, *, bank: str, amount: str, allocated: str, is_refund: bool = False) -> Payment:
    sale = document.kind in SALES
    settled = (Allocation(kind=document.kind, document=document.id or "", amount=D(allocated)),) if D(allocated) else ()
    return Payment(
        kind=EntityKind.PAYMENT if sale else EntityKind.SUPPLIER_PAYMENT,
        contact=document.contact,
        account=bank,
        paid_on=DAY,
        currency=document.currency,
        amount=D(amount),
        allocations=settled,
        reference="BACS 118",
        marker="posting-7",
        is_refund=is_refund,
    )
