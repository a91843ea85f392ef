"""Accounts, tax rates and analysis types, from our words to the objects that Sage is sent."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.accounting.accounts import Account, AccountType, TaxRate, TrackingCategory
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate.parts import amount, filled, refusal, text
from tieout.connectors.sage.translate.reference import ACCOUNT_TYPES
from tieout.connectors.sage.wire import Body

_NAME_MAX = 200
_CATEGORY_NAME_MAX = 50
_NOMINAL_MAX = 99_999_999
_TYPES = {
    AccountType.CURRENT: "CURRENT_ASSETS",
    AccountType.FIXED: "FIXED_ASSETS",
    AccountType.LIABILITY: "CURRENT_LIABILITY",
    AccountType.EQUITY: "EQUITY",
    AccountType.REVENUE: "SALES",
    AccountType.DIRECT_COST: "DIRECT_EXPENSES",
    AccountType.EXPENSE: "OVERHEADS",
}


def account_name(entity: Account) -> tuple[str, str]:
    """The name of the object and of its list: a bank account is one of its own, with a ledger account behind it."""
    is_bank = entity.type is AccountType.BANK
    return ("bank_account", "bank_accounts") if is_bank else ("ledger_account", "ledger_accounts")


def account_body(entity: Account, *, current: Body | None = None) -> dict[str, Json]:
    """Raises Rejected."""
    name = text(entity.name, longest=_NAME_MAX, what="the name")
    if entity.type is AccountType.BANK:
        details = {"account_name": name, "account_number": entity.bank_number}
        body: dict[str, Json] = {"bank_account_details": filled(details)}
        if current is None:
            # The ledger account takes the next free number where none is wanted.
            nominal = _nominal(entity.code) if entity.code else None
            body |= {"bank_account_type_id": "CHECKING", "currency_id": entity.currency, "nominal_code": nominal}
        return filled(body) | {"is_active": entity.is_active}
    body = {"name": name, "display_name": name, "nominal_code": _nominal(entity.code), "included_in_chart": entity.is_active}
    said = wire.LedgerAccount.model_validate(current).ledger_account_type.id if current is not None else ""
    same = said in ACCOUNT_TYPES and ACCOUNT_TYPES[said][0] is entity.type
    # Several of Sage's types are one of ours: an account stays of its own, as do the control accounts.
    if current is None or (not same and entity.type in _TYPES):
        if entity.type not in _TYPES:
            message = f"an account of the type {entity.type.value} is Sage's own: choose another type"
            raise refusal("account_invalid", message, field="type")
        body["ledger_account_type_id"] = _TYPES[entity.type]
    if current is None:
        return body
    # A control account takes few changes: only what differs is sent.
    return {field: value for field, value in body.items() if value != current.get(field)}


def _nominal(code: str) -> int:
    if not code.isdecimal() or not 1 <= int(code) <= _NOMINAL_MAX:
        raise refusal(
            "account_invalid", f"the number of an account in Sage is from 1 to {_NOMINAL_MAX}, not {code!r}", field="code"
        )
    return int(code)


def tax_rate_body(entity: TaxRate, *, current: Body | None = None) -> dict[str, Json]:
    """Raises Rejected. The parts stay as they are when they come to the same rate."""
    body: dict[str, Json] = {"name": text(entity.name, longest=_NAME_MAX, what="the name"), "is_visible": entity.is_active}
    if current is not None and wire.TaxRate.model_validate(current).percentage == entity.rate:
        return body
    percents = entity.parts or (entity.rate,)
    if sum(percents, Decimal(0)) != entity.rate:
        raise refusal("totals_differ", f"the parts of the tax rate {entity.name} do not come to {entity.rate:f}", field="parts")
    names = [f"{entity.name} {number}" for number in range(1, len(percents) + 1)] if len(percents) > 1 else [entity.name]
    components = [{"name": name, "percentage": amount(one)} for name, one in zip(names, percents, strict=True)]
    return body | {"component_tax_rate": components}


def categories(entity: TrackingCategory, *, current: Body) -> list[tuple[str, dict[str, Json]]]:
    """What is to be done so that a type has these options and no others: the id of each ("" for a new one), and what is sent for
    it, which is nothing for one that goes. Raises Rejected."""
    there = wire.AnalysisType.model_validate(current)
    if not entity.is_active:
        raise refusal("not_editable", "an analysis type is switched off in Sage's own pages", field="is_active")
    by_id = {one.id: one for one in there.analysis_type_categories}
    by_name = {_name(one).casefold(): one for one in there.analysis_type_categories}
    kept, done = set[str](), list[tuple[str, dict[str, Json]]]()
    for own_id, wanted in entity.options:
        name = text(wanted, longest=_CATEGORY_NAME_MAX, what="an option")
        one = by_id.get(own_id) or by_name.get(name.casefold())
        if one is None:
            done.append(("", {"name": name, "analysis_type_id": there.id}))
            continue
        kept.add(one.id)
        if _name(one) != name:
            done.append((one.id, {"name": name}))
    # Names are unique: what goes makes room first.
    return [(own_id, {}) for own_id in by_id if own_id not in kept] + done


def found_account(entity: Account, bodies: Sequence[Body]) -> Body | None:
    """The account that this one was made as; numbers are unique, bank accounts without one are known by their name."""
    for body in bodies:
        bank = body.get("bank_account_details")
        name = bank.get("account_name") if isinstance(bank, dict) else body.get("display_name")
        if name == entity.name and entity.code in ("", str(body.get("nominal_code"))):
            return body
    return None


def _name(one: wire.AnalysisTypeCategory) -> str:
    return one.name or one.displayed_as
