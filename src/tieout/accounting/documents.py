"""Invoices, bills, credit notes and the payments on them, in our own terms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tieout.accounting.kinds import EntityKind


class TaxMode(StrEnum):
    """Whether unit prices are without tax, with it, or untaxed."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NONE = "none"


class DocumentStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    OPEN = "open"
    PAID = "paid"
    VOIDED = "voided"
    DELETED = "deleted"


# A document counts towards the ledger's balances in these states only.
POSTED_STATUSES = frozenset({DocumentStatus.OPEN, DocumentStatus.PAID})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a document.

    `item`, `account` and `tax_code` are the ledger's own keys ("" = none named). `net` and `tax` are what the ledger computed, None
    before it did. `discount_percent` is 0 to 100.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    item: str = ""
    account: str = ""
    tax_code: str = ""
    discount_percent: Decimal = Decimal(0)
    tracking: tuple[tuple[str, str], ...] = ()
    id: str = ""
    net: Decimal | None = None
    tax: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocation:
    """The part of a payment or credit that settles one document; `document` is the ledger's id, `kind` that of the document."""

    kind: EntityKind
    document: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """An invoice, bill, credit note or supplier credit of one ledger.

    `kind` is one of DOCUMENT_KINDS; a credit note's amounts are positive. `contact` is the ledger's id of the contact. `rate` is
    units of the organisation's base currency for one unit of `currency` (QuickBooks' way; Xero gives the inverse). Totals are the
    ledger's and None before it has computed them: `gross = net + tax`; `due` is what is still open. `notes` is what the customer
    reads.
    """

    kind: EntityKind
    contact: str
    issued_on: date
    currency: str
    lines: tuple[Line, ...]
    number: str = ""
    id: str | None = None
    reference: str = ""
    notes: str = ""
    contact_name: str = ""
    due_on: date | None = None
    rate: Decimal | None = None
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    status: DocumentStatus = DocumentStatus.OPEN
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    due: Decimal | None = None


class PaymentStatus(StrEnum):
    POSTED = "posted"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """Money of customers (PAYMENT) or suppliers (SUPPLIER_PAYMENT); `account` is the ledger's key of the bank account.

    `is_refund` turns the direction round: money back to a customer or from a supplier, allocated to credits. What the allocations
    leave over is kept on account. `marker` is our own reference of the posting, carried in a field of the ledger that can be
    looked up.
    """

    kind: EntityKind
    contact: str
    account: str
    paid_on: date
    currency: str
    amount: Decimal
    allocations: tuple[Allocation, ...]
    id: str | None = None
    reference: str = ""
    marker: str = ""
    rate: Decimal | None = None
    is_refund: bool = False
    is_reconciled: bool = False
    status: PaymentStatus = PaymentStatus.POSTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """A credit, or money kept on account, set against one open document of the same contact, without money moving.

    `source` is the ledger's id of the credit note, supplier credit or payment of the kind `source_kind`; `allocated_on` may be
    None where the ledger keeps no date.
    """

    source_kind: EntityKind
    source: str
    allocation: Allocation
    contact: str = ""
    allocated_on: date | None = None
    currency: str = ""
    id: str | None = None
    marker: str = ""
    status: PaymentStatus = PaymentStatus.POSTED
