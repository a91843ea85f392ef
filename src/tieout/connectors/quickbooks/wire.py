"""QuickBooks' JSON: what its objects are called there, and readers that give typed values or say what is wrong with a body."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from tieout.accounting.kinds import EntityKind

# An object of QuickBooks as JSON; fractions are Decimal, never float.
Body = Mapping[str, Any]
Value = TypeVar("Value")

# Which objects are of a kind. A payment that only sets a credit against a document is an allocation to us.
OBJECTS: Mapping[EntityKind, tuple[str, ...]] = {
    EntityKind.CUSTOMER: ("Customer",),
    EntityKind.SUPPLIER: ("Vendor",),
    EntityKind.ITEM: ("Item",),
    EntityKind.INVOICE: ("Invoice",),
    EntityKind.BILL: ("Bill",),
    EntityKind.CREDIT_NOTE: ("CreditMemo",),
    EntityKind.SUPPLIER_CREDIT: ("VendorCredit",),
    EntityKind.PAYMENT: ("Payment",),
    EntityKind.SUPPLIER_PAYMENT: ("BillPayment",),
    EntityKind.ALLOCATION: ("Payment", "BillPayment"),
    EntityKind.BANK_TRANSACTION: ("Purchase", "Deposit", "SalesReceipt", "RefundReceipt"),
    EntityKind.TRANSFER: ("Transfer",),
    EntityKind.JOURNAL: ("JournalEntry",),
    EntityKind.ATTACHMENT: ("Attachable",),
    EntityKind.ACCOUNT: ("Account",),
    EntityKind.TAX_RATE: ("TaxCode",),
}
KINDS: Mapping[str, tuple[EntityKind, ...]] = {
    name: tuple(kind for kind, names in OBJECTS.items() if name in names) for names in OBJECTS.values() for name in names
}
# Ids of a kind of several objects begin with the name of the object.
_PREFIXES: Mapping[str, str] = {
    "Payment": "payment",
    "BillPayment": "bill_payment",
    "Purchase": "purchase",
    "Deposit": "deposit",
    "SalesReceipt": "sales_receipt",
    "RefundReceipt": "refund_receipt",
}

# Objects that are hidden, not deleted, when they are no longer wanted; a query leaves the hidden ones out unless told otherwise.
NAME_LISTS = frozenset({EntityKind.CUSTOMER, EntityKind.SUPPLIER, EntityKind.ITEM, EntityKind.ACCOUNT})

# The condition of a query that brings those too.
EVEN_HIDDEN = "Active IN (true, false)"

# The tax codes of lines in a United States company, whose tax is the whole transaction's.
US_CODES = frozenset({"TAX", "NON"})

# What we are told but must not, or cannot, send back in an update. A masked tax number would overwrite the real one.
READ_ONLY = frozenset(
    {"domain", "sparse", "status", "time", "MetaData", "Balance", "BalanceWithJobs", "TotalAmt", "HomeBalance", "HomeTotalAmt"}
    | {"RemainingCredit", "UnappliedAmt", "FullyQualifiedName", "Level", "DeliveryInfo", "InvoiceLink", "LineEx", "PurchaseEx"}
    | {"PrimaryTaxIdentifier", "SecondaryTaxIdentifier", "TaxIdentifier", "BusinessNumber", "GSTIN", "TxnTaxDetail", "Source"}
)


class WireError(ValueError):
    """A body that is not what QuickBooks documents."""


def our_id(kind: EntityKind, id: str, *, name: str) -> str:
    """What we call the object of that name and id.

    >>> our_id(EntityKind.BANK_TRANSACTION, "12", name="Purchase"), our_id(EntityKind.INVOICE, "13", name="Invoice")
    ('purchase:12', '13')
    """
    return f"{_PREFIXES[name]}:{id}" if id and len(OBJECTS[kind]) > 1 else id


def their_id(kind: EntityKind, external_id: str) -> tuple[str, str]:
    """The name of the object that we call so, and QuickBooks' own id of it; raises WireError for what no object is called.

    >>> their_id(EntityKind.BANK_TRANSACTION, "purchase:12"), their_id(EntityKind.INVOICE, "13")
    (('Purchase', '12'), ('Invoice', '13'))
    """
    names = OBJECTS.get(kind, ())
    if len(names) == 1:
        return names[0], external_id
    prefix, _, own_id = external_id.partition(":")
    found = next((name for name in names if _PREFIXES[name] == prefix and own_id), "")
    if not found:
        raise WireError(f"no {kind.value} of QuickBooks is called {external_id!r}")
    return found, own_id


def text(body: Body, field: str) -> str:
    """ "" where it is left out."""
    value = body.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WireError(f"{field} is no text")
    return value


def flag(body: Body, field: str, *, absent: bool) -> bool:
    value = body.get(field)
    if value is None:
        return absent
    if not isinstance(value, bool):
        raise WireError(f"{field} is neither true nor false")
    return value


def amount(body: Body, field: str) -> Decimal | None:
    """None where it is left out."""
    value = body.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise WireError(f"{field} is no number")
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise WireError(f"{field} is no number: {value!r}") from None
    if not found.is_finite():
        raise WireError(f"{field} is no number: {value!r}")
    return found


def money(body: Body, field: str) -> Decimal | None:
    """An amount with two decimals, as QuickBooks keeps money, however it is written; None where it is left out."""
    found = amount(body, field)
    return found if found is None or int(found.as_tuple().exponent) <= -2 else found.quantize(Decimal("0.01"))


def part(body: Body, field: str) -> Body:
    """{} where it is left out."""
    value = body.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise WireError(f"{field} is no object")
    return value


def parts(body: Body, field: str) -> tuple[Body, ...]:
    value = body.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(element, Mapping) for element in value):
        raise WireError(f"{field} is no list of objects")
    return tuple(value)


def reference(body: Body, field: str) -> str:
    """The id that a `…Ref` names; "" where it is left out."""
    return text(part(body, field), "value")


def day(body: Body, field: str) -> date | None:
    value = text(body, field)
    try:
        # Some dates of transactions come with a zone behind them, which is the company's own.
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        raise WireError(f"{field} is no date: {value!r}") from None


def moment(body: Body, field: str) -> datetime | None:
    """In UTC; nanoseconds are cut to microseconds."""
    value = text(body, field)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
    except ValueError:
        raise WireError(f"{field} is no instant: {value!r}") from None
    if found.tzinfo is None:
        raise WireError(f"{field} has no zone: {value!r}")
    return found.astimezone(UTC)


def needed(value: Value | None, field: str) -> Value:
    """The value; raises WireError for none and for ""."""
    if value is None or value == "":
        raise WireError(f"{field} is missing")
    return value


def obj(body: object) -> Body:
    if not isinstance(body, Mapping):
        raise WireError("the answer is no object")
    return body


def written_object(answer: Body, name: str) -> Body:
    """The object as a write gives it back; it always has an id."""
    found = part(answer, name)
    needed(text(found, "Id"), f"{name}.Id")
    return found


def queried(answer: Body, name: str) -> tuple[Body, ...]:
    """The rows of a query; where nothing is found, the entity's key is left out."""
    return parts(part(answer, "QueryResponse"), name)


def changed(answer: Body) -> dict[str, tuple[Body, ...]]:
    """Rows of a `cdc` answer by entity name; what has not changed is an empty object there."""
    found: dict[str, tuple[Body, ...]] = {}
    for response in parts(answer, "CDCResponse"):
        for group in parts(response, "QueryResponse"):
            for name in group:
                if name in KINDS:
                    found[name] = found.get(name, ()) + parts(group, name)
    return found


def batched(answer: Body) -> dict[str, Body]:
    """The elements of a batch answer by their `bId`; they may come in any order."""
    return {text(element, "bId"): element for element in parts(answer, "BatchItemResponse")}


def quoted(value: str) -> str:
    """A value in a query.

    >>> print(quoted("O'Neil"))
    'O\\'Neil'
    """
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def one_of(field: str, values: Collection[str]) -> str:
    """A condition of a query.

    >>> one_of("Id", {"7", "12"})
    "Id IN ('12', '7')"
    """
    return f"{field} IN ({', '.join(quoted(value) for value in sorted(values))})"
