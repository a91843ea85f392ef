"""The desk where documents are asked for by hand: a shop that is ready for it, its orders and purchases, and what people wish."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from integration.engine.stage import ACTOR, Shop
from tieout.accounting.accounts import AccountType
from tieout.accounting.documents import Allocation, DocumentStatus, Payment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.engine import access, actions, documents, intents, read, turns
from tieout.engine.document_ground import Ground, ground
from tieout.engine.document_plan import Wish
from tieout.engine.documents import Order, Person
from tieout.engine.record_documents import RecordDocument
from tieout.mapping.requests import AskedLine, Terms
from tieout.store import automations, collections, database
from tieout.store.document_requests import DocumentRequest
from tieout.store.records import Record

FINANCE = Person(name=ACTOR, user_id=1, may_approve=True)
EDITOR = Person(name="editor@shop.example", user_id=2, may_approve=False)
SECOND = Person(name="second@shop.example", user_id=3, may_approve=True)
ON = date(2026, 10, 20)


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
    # By its code, since they come in no order, and not every one may be used on sales.
    revenue = (one for one in accounts if one.account_class == "revenue" and one.type == "revenue")
    account = min(revenue, key=lambda one: (one.code, one.name)).key
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


def bought(shop: Shop, provider: str) -> Record:
    """A purchase of a supplier that the ledger has, on the first expense account that it takes."""
    accounts, taxes = actions.reference_data(shop.workspace_id, shop.ledgers[provider])
    expenses = (one for one in accounts if one.account_class == "expense" and one.type == "expense")
    account = min(expenses, key=lambda one: (one.code, one.name)).key
    taxed = (one for one in taxes if one.rate == 20 and one.side != "output" and one.is_active)
    tax = min(taxed, key=lambda one: (one.name, one.key)).key

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
    turns.wake(shop.workspace_id, shop.ledgers[provider])
    shop.settle()
    lines = [{"what": "Paper", "quantity": "5", "price": "10.00"}]
    said: dict[str, object] = {"number": "B-1", "supplier": "MILL", "on": "2026-10-05", "lines": lines}
    made_of = actions.save_record(shop.workspace_id, "purchases", key="B-1", values=said, actor=ACTOR).record
    return shop.record(made_of.id)


def pay(shop: Shop, one: RecordDocument, *, amount: str) -> None:
    """Somebody pays a part of it, which is entered in the ledger itself and read from there."""
    document, invoice = one.document, one.link
    assert document is not None
    assert invoice is not None
    kind = EntityKind.SUPPLIER_PAYMENT if one.kind == "bill" else EntityKind.PAYMENT
    banks = read.bank_accounts(shop.workspace_id, one.ledger.id)
    bank = next(account for account in banks if account.type == AccountType.BANK)
    allocation = Allocation(kind=EntityKind(one.kind), document=invoice.external_id, amount=Decimal(amount))
    payment = Payment(
        kind=kind, contact=document.contact, account=bank.key, paid_on=date(2026, 10, 25), currency="GBP", amount=Decimal(amount),
        allocations=(allocation,), reference="Transfer", marker=uuid4().hex,
    )  # fmt: skip
    link, call = access.connector(one.ledger.provider), access.open_access(one.ledger)
    (outcome,) = link.write(call, [Operation(key=payment.marker, action=Action.CREATE, kind=kind, entity=payment)])
    assert outcome.receipt is not None, outcome.problems
    read.read_ledger(shop.connection(one.ledger.provider), [EntityKind(one.kind), kind])
