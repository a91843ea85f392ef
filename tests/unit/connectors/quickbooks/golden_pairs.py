"""The golden pairs: QuickBooks' objects beside the entities they become and, where we write the kind, what we send."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tieout.accounting.contacts import Terms
from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import parse
from tieout.connectors.quickbooks.translate.known import Known

FOLDER = Path(__file__).parent / "golden"
KINDS = {
    "customer": EntityKind.CUSTOMER,
    "vendor": EntityKind.SUPPLIER,
    "item": EntityKind.ITEM,
    "invoice": EntityKind.INVOICE,
    "credit_memo": EntityKind.CREDIT_NOTE,
    "bill": EntityKind.BILL,
    "vendor_credit": EntityKind.SUPPLIER_CREDIT,
    "payment": EntityKind.PAYMENT,
    "bill_payment": EntityKind.SUPPLIER_PAYMENT,
    "credit_applied": EntityKind.ALLOCATION,
    "vendor_credit_applied": EntityKind.ALLOCATION,
    "purchase": EntityKind.BANK_TRANSACTION,
    "deposit": EntityKind.BANK_TRANSACTION,
    "sales_receipt": EntityKind.BANK_TRANSACTION,
    "refund_receipt": EntityKind.BANK_TRANSACTION,
    "transfer": EntityKind.TRANSFER,
    "journal_entry": EntityKind.JOURNAL,
    "attachable": EntityKind.ATTACHMENT,
    "account": EntityKind.ACCOUNT,
    "tax_code": EntityKind.TAX_RATE,
}
# The objects of the pairs whose kind has several.
OBJECTS = {
    "credit_applied": "Payment",
    "vendor_credit_applied": "BillPayment",
    "purchase": "Purchase",
    "deposit": "Deposit",
    "sales_receipt": "SalesReceipt",
    "refund_receipt": "RefundReceipt",
}
WRITTEN = tuple(name for name in KINDS if name not in {"account", "tax_code", "attachable", "refund_receipt"})
# What the company of the pairs has: terms, a card, a bank account, and people.
_NET_30 = Terms(days=30)
KNOWN = Known(
    terms={"3": _NET_30},
    term_ids={_NET_30: "3"},
    cards=frozenset({"41"}),
    bank="35",
    parties={"58": "Customer", "61": "Vendor"},
)
TAX_RATES = {"12": {"Id": "12", "RateValue": 20}, "13": {"Id": "13", "RateValue": Decimal("17.5")}}


def golden(name: str, part: str) -> Any:
    """`part` is body, entity or sent."""
    return parse((FOLDER / f"{name}.{part}.json").read_bytes())


def as_told(entity: Any) -> Any:
    """The entity as its golden file tells it: amounts and days as text, what is empty left out."""
    told = asdict(entity, dict_factory=lambda pairs: {key: value for key, value in pairs if value not in (None, "", ())})
    return json.loads(json.dumps(told, default=_plain))


def _plain(value: object) -> str:
    assert isinstance(value, Decimal | date), f"{value!r} has no plain form"
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
