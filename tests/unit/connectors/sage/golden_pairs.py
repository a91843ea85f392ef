"""The golden pairs: Sage's objects beside the entities they become and, where we write the kind, what we send."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import parse
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate.banks import Banks, Known, banks

FOLDER = Path(__file__).parent / "golden"
KINDS = {
    "contact": EntityKind.CONTACT,
    "product": EntityKind.ITEM,
    "service": EntityKind.ITEM,
    "sales_invoice": EntityKind.INVOICE,
    "purchase_invoice": EntityKind.BILL,
    "sales_credit_note": EntityKind.CREDIT_NOTE,
    "purchase_credit_note": EntityKind.SUPPLIER_CREDIT,
    "contact_payment": EntityKind.PAYMENT,
    "vendor_refund": EntityKind.SUPPLIER_PAYMENT,
    "contact_allocation": EntityKind.ALLOCATION,
    "other_payment": EntityKind.BANK_TRANSACTION,
    "bank_transfer": EntityKind.TRANSFER,
    "bank_deposit": EntityKind.TRANSFER,
    "journal": EntityKind.JOURNAL,
    "ledger_account": EntityKind.ACCOUNT,
    "debtors": EntityKind.ACCOUNT,
    "bank_account": EntityKind.ACCOUNT,
    "tax_rate": EntityKind.TAX_RATE,
    "analysis_type": EntityKind.TRACKING_CATEGORY,
    "attachment": EntityKind.ATTACHMENT,
}
_READ_ONLY = frozenset({"ledger_account", "debtors", "bank_account", "tax_rate", "analysis_type", "attachment"})
WRITTEN = tuple(name for name in KINDS if name not in _READ_ONLY)
NAMES = {name: name for name in ("product", "service", "bank_transfer", "bank_deposit")}
RATES = {"GB_STANDARD": Decimal(20), "GB_LOWER": Decimal(5), "GB_ZERO": Decimal(0), "GB_NO_TAX": Decimal(0)}


def golden(name: str, part: str) -> Any:
    """`part` is body, entity or sent."""
    return parse((FOLDER / f"{name}.{part}.json").read_bytes())


def known() -> Known:
    return Known(banks=till(), rates=RATES, today=date(2026, 7, 1))


def till() -> Banks:
    """A current account, a savings account and a cash box."""
    current = golden("bank_account", "body")
    others = [
        current | {"id": "b13", "ledger_account": {"id": "l13"}},
        current | {"id": "b14", "ledger_account": {"id": "l14"}, "bank_account_type": {"id": "CASH_IN_HAND"}},
        current | {"id": "b15", "ledger_account": {"id": "l15"}, "currency": {"id": "EUR"}},
    ]
    found = banks([current, *others, {"id": None}], currency="GBP")
    assert all(isinstance(one, wire.BankAccount) for one in found.accounts)
    return found


def as_told(entity: Any) -> Any:
    """The entity as its golden file tells it: amounts and days as text, what is empty left out."""
    told = asdict(entity, dict_factory=lambda pairs: {key: value for key, value in pairs if value not in (None, "", ())})
    return json.loads(json.dumps(told, default=_plain))


def _plain(value: object) -> str:
    assert isinstance(value, Decimal | date), f"{value!r} has no plain form"
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
