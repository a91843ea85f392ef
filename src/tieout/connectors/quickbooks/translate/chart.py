"""Accounts, tax codes, classes and locations, from our words to the objects that QuickBooks is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tieout.accounting.accounts import Account, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.connectors.errors import Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.notes import HIDDEN, legal_name
from tieout.connectors.quickbooks.translate.reference import ACCOUNT_TYPES
from tieout.connectors.quickbooks.wire import Body, flag, text

_NAME_MAX = 100
_TYPES = {
    AccountType.BANK: "Bank",
    AccountType.CURRENT: "Other Current Asset",
    AccountType.FIXED: "Fixed Asset",
    AccountType.RECEIVABLE: "Accounts Receivable",
    AccountType.PAYABLE: "Accounts Payable",
    AccountType.LIABILITY: "Other Current Liability",
    AccountType.EQUITY: "Equity",
    AccountType.REVENUE: "Income",
    AccountType.DIRECT_COST: "Cost of Goods Sold",
    AccountType.EXPENSE: "Expense",
}
_SIDES = {TaxSide.OUTPUT: ("Sales",), TaxSide.INPUT: ("Purchase",), TaxSide.BOTH: ("Sales", "Purchase")}
_SIDE_NAMES = {"Sales": "Sales", "Purchase": "Purchases"}


def account_name(entity: Account) -> str:
    return legal_name(entity.name.replace('"', "'"), longest=_NAME_MAX)


def account_body(entity: Account, *, current: Body | None = None) -> dict[str, Any]:
    """Raises Rejected. An account below another one keeps its place: its name is the last part of the full one."""
    name, above = account_name(entity), ""
    if current is not None:
        above = text(current, "FullyQualifiedName").rpartition(":")[0]
        if above and entity.name.startswith(f"{above}:"):
            name = legal_name(entity.name.removeprefix(f"{above}:"), longest=_NAME_MAX)
    body: dict[str, Any] = {"Name": name, "AcctNum": entity.code, "Active": entity.is_active}
    said = text(current, "AccountType") if current is not None else ""
    # Several of QuickBooks' types are one of ours: an account stays of its own.
    if ACCOUNT_TYPES.get(said) != entity.type:
        if entity.type not in _TYPES:
            message = f"an account of the type {entity.type.value} cannot be made: choose another type"
            raise Rejected((problem("account_invalid", message=message, field="type"),))
        body |= {"AccountType": _TYPES[entity.type], "AccountSubType": None}
    if current is None:
        body |= {"CurrencyRef": {"value": entity.currency}} if entity.currency else {}
        # Nothing can be made that is hidden already.
        body = {field: value for field, value in body.items() if value not in (None, "", True, False)}
    return body


def tax_code_body(entity: TaxRate, *, agencies: Sequence[Body]) -> dict[str, Any]:
    """What the tax service takes: the code with a rate of its own for each side, and for each part. Raises Rejected."""
    percents = entity.parts or (entity.rate,)
    if sum(percents, Decimal(0)) != entity.rate:
        message = f"the parts of the tax rate {entity.name} do not come to {entity.rate:f}"
        raise Rejected((problem("totals_differ", message=message, field="parts"),))
    details = []
    for side in _SIDES[entity.side]:
        agency = _agency(agencies, side)
        for number, percent in enumerate(percents, start=1):
            label = f"{entity.name} ({_SIDE_NAMES[side]}{f' {number}' if number > 1 else ''})"
            details.append({"TaxRateName": label, "RateValue": percent, "TaxAgencyId": agency, "TaxApplicableOn": side})
    return {"TaxCode": entity.name, "TaxRateDetails": details}


def _agency(agencies: Sequence[Body], side: str) -> str:
    """To whom the tax is owed: the first that follows this side."""
    switch = "TaxTrackedOnSales" if side == "Sales" else "TaxTrackedOnPurchases"
    found = next((text(each, "Id") for each in agencies if flag(each, switch, absent=False)), "")
    if not found:
        message = f"QuickBooks has no tax agency for {_SIDE_NAMES[side].lower()}: set up sales tax or VAT there"
        raise Rejected((problem("feature_off", message=message, field="side"),))
    return found


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One class or location to write; `parent` is the full name of what it stands under, `row` what is there now."""

    name: str
    parent: str
    row: Body | None = None
    is_active: bool = True

    @property
    def depth(self) -> int:
        return self.parent.count(":") + 1 if self.parent else 0

    @property
    def full_name(self) -> str:
        return f"{self.parent}:{self.name}" if self.parent else self.name


def branches(entity: TrackingCategory, *, rows: Sequence[Body]) -> list[Branch]:
    """What is to be done so that these options, and no others, are in use: what others stand under comes first.

    An option without an id, whose name is there already, is that one; a hidden one comes back.
    """
    by_id = {text(row, "Id"): row for row in rows}
    by_name = {_full_name(row).casefold(): row for row in rows}
    wanted, kept = list[Branch](), set[str]()
    for own_id, full_name in entity.options:
        parent, _, name = full_name.rpartition(":")
        row = by_id.get(own_id) or by_name.get(full_name.casefold())
        if row is not None:
            kept.add(text(row, "Id"))
        if row is None or _full_name(row) != full_name or not flag(row, "Active", absent=True):
            wanted.append(Branch(name=legal_name(name, longest=_NAME_MAX), parent=parent, row=row))
    left = [row for row in rows if text(row, "Id") not in kept and flag(row, "Active", absent=True)]
    gone = [Branch(name=text(row, "Name"), parent=_full_name(row).rpartition(":")[0], row=row, is_active=False) for row in left]
    # What stands under another goes before it, and what goes makes room for what comes.
    return sorted(gone, key=lambda each: -each.depth) + sorted(wanted, key=lambda each: each.depth)


def branch_body(branch: Branch, *, ids: Mapping[str, str]) -> dict[str, Any]:
    """`ids` are by full name, in lower case. Raises Rejected where nothing is called so as what it is to stand under."""
    body: dict[str, Any] = {"Name": branch.name}
    if branch.parent:
        if branch.parent.casefold() not in ids:
            message = f"{branch.full_name} is to stand under {branch.parent}, which is not there: add that one too"
            raise Rejected((problem("not_found", message=message, field="options"),))
        body["ParentRef"] = {"value": ids[branch.parent.casefold()]}
    if branch.row is None:
        return body
    kept = {field: branch.row[field] for field in ("Id", "SyncToken", "Description") if field in branch.row}
    return kept | body | {"Active": branch.is_active}


def check_tracking(entity: TrackingCategory, *, current: TrackingCategory) -> None:
    """Raises Rejected for what is a setting of the company."""
    if (entity.name, entity.is_active) != (current.name, current.is_active):
        raise Rejected((problem("not_editable", message=MANIFEST.cannot["tracking"], field="name"),))


def _full_name(row: Body) -> str:
    full_name = text(row, "FullyQualifiedName") or text(row, "Name")
    return full_name if flag(row, "Active", absent=True) else full_name.removesuffix(HIDDEN).strip()
