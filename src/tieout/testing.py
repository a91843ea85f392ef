"""Builders and small worlds that tests and connector authors share."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import Money, round_half_up
from tieout.reconciliation.figures import Figure
from tieout.reconciliation.sync_terms import SourceEntity, Written

ISSUED_ON = date(2010, 12, 1)
DUE_DAYS = 30


def make_contact(
    name: str = "Customer 17850", *, kind: EntityKind = EntityKind.CONTACT, email: str = "", account_number: str = ""
) -> Contact:
    """A customer."""
    return Contact(kind=kind, name=name, email=email, account_number=account_number, is_customer=True)


def make_item(code: str = "85123A", *, name: str = "", price: str = "2.55", account: str = "200") -> Item:
    """A product that is sold; its name is made of its code where none is given."""
    return Item(code=code, name=name or f"Product {code}", sale_price=Decimal(price), sale_account=account)


def make_line(
    total: str = "100.00", *, quantity: str = "1", description: str = "Goods", item: str = "", tax_code: str = "OUTPUT2"
) -> Line:
    """A line whose net is `total`; the unit price is what that asks for."""
    return Line(
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(total) / Decimal(quantity),
        item=item,
        account="200",
        tax_code=tax_code,
    )


def make_invoice(
    total: str = "120.00 GBP",
    *,
    number: str = "536365",
    contact: str = "contact-1",
    lines: Sequence[Line] = (),
    kind: EntityKind = EntityKind.INVOICE,
) -> Document:
    """An open invoice over `total` gross, 20 % tax included, with its totals computed; one line where none are given.

    >>> invoice = make_invoice(total="120.00 GBP")
    >>> invoice.net, invoice.tax, invoice.gross
    (Decimal('100.00'), Decimal('20.00'), Decimal('120.00'))
    """
    gross = Money.parse(total)
    net = round_half_up(gross.amount / Decimal("1.2"), places=2)
    return Document(
        kind=kind,
        contact=contact,
        issued_on=ISSUED_ON,
        due_on=ISSUED_ON + timedelta(days=DUE_DAYS),
        currency=gross.currency,
        lines=tuple(lines) or (make_line(str(net)),),
        number=number,
        status=DocumentStatus.OPEN,
        net=net,
        tax=gross.amount - net,
        gross=gross.amount,
        due=gross.amount,
    )


def make_credit_note(total: str = "12.00 GBP", *, number: str = "C536379", contact: str = "contact-1") -> Document:
    """An open credit note over `total` gross; its amounts are positive."""
    return make_invoice(total, number=number, contact=contact, kind=EntityKind.CREDIT_NOTE)


def make_payment(
    total: str = "120.00 GBP", *, document: str = "invoice-1", contact: str = "contact-1", account: str = "090"
) -> Payment:
    """A payment that settles one invoice."""
    paid = Money.parse(total)
    return Payment(
        kind=EntityKind.PAYMENT,
        contact=contact,
        account=account,
        paid_on=ISSUED_ON + timedelta(days=DUE_DAYS),
        currency=paid.currency,
        amount=paid.amount,
        allocations=(Allocation(kind=EntityKind.INVOICE, document=document, amount=paid.amount),),
    )


def make_source(entity: Written, external_id: str) -> SourceEntity:
    """An entity of a source ledger's mirror; the mirror's id is `m-` and the ledger's."""
    return SourceEntity(id=f"m-{external_id}", entity=entity, external_id=external_id)


def make_figure(
    total: str = "120.00 GBP", *, number: str = "536365", party: str = "17850", kind: str = "invoice", due: str = ""
) -> Figure:
    """A posted document over `total` gross with 20 % tax in it; all of it is due where nothing else is said."""
    gross = Money.parse(total)
    net = round_half_up(gross.amount / Decimal("1.2"), places=2)
    open_amount = Decimal(due) if due else gross.amount
    return Figure(
        group=f"order-{number}",
        id=f"id-{number}",
        kind=kind,
        number=number,
        party=party,
        party_name=f"Customer {party}",
        issued_on=ISSUED_ON,
        currency=gross.currency,
        net=net,
        tax=gross.amount - net,
        gross=gross.amount,
        due=open_amount,
        status="paid" if open_amount == 0 else "open",
    )
