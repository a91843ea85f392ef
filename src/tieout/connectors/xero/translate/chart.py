"""Accounts, tax rates and tracking, from our words to the bodies that Xero is sent."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.accounting.accounts import Account, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.connectors.http import Json
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.parts import Untranslatable
from tieout.connectors.xero.translate.reference import ACCOUNT_TYPES
from tieout.connectors.xero.wire import Body

_TYPES = {
    AccountType.BANK: "BANK",
    AccountType.CURRENT: "CURRENT",
    AccountType.FIXED: "FIXED",
    AccountType.LIABILITY: "CURRLIAB",
    AccountType.EQUITY: "EQUITY",
    AccountType.REVENUE: "REVENUE",
    AccountType.DIRECT_COST: "DIRECTCOSTS",
    AccountType.EXPENSE: "EXPENSE",
}
# Where a rate says on which line of the tax return it goes, and with that for which side it is.
REPORTED_IN = frozenset({"AU", "GB", "NZ"})


def account_out(entity: Account, *, current: Body | None = None) -> dict[str, Json]:
    """What is sent to make the account, or what is to be changed of the `current` one; its status goes by itself (xero.md §5.9).

    Raises Untranslatable.
    """
    wanted: dict[str, Json] = {"Code": entity.code, "Name": entity.name, "Type": _type(entity, current)}
    if entity.type is AccountType.BANK:
        wanted["BankAccountNumber"] = entity.bank_number
        if current is None and entity.currency:
            wanted["CurrencyCode"] = entity.currency
        # A bank account without a code is known by its id.
        wanted = {name: value for name, value in wanted.items() if value}
    else:
        wanted["EnablePaymentsToAccount"] = entity.takes_payments
    if current is None:
        return wanted
    was = wire.Account.model_validate(current)
    return {name: value for name, value in wanted.items() if value != getattr(was, name)}


def _type(entity: Account, current: Body | None) -> str:
    said = str((current or {}).get("Type") or "")
    is_system = bool((current or {}).get("SystemAccount"))
    # Several of Xero's types are one of ours: an account stays of its own.
    if said and (is_system or (said in ACCOUNT_TYPES and ACCOUNT_TYPES[said][0] is entity.type)):
        return said
    if entity.type not in _TYPES:
        message = f"an account of the type {entity.type.value} is Xero's own: choose another type"
        raise Untranslatable(message, cause="account_invalid")
    return _TYPES[entity.type]


def tax_rate_out(entity: TaxRate, *, country: str, current: Body | None = None) -> dict[str, Json]:
    """Raises Untranslatable. Components stay as they are when they come to the same rate."""
    if not entity.is_active:
        message = "a tax rate cannot be put out of use in Xero: delete it, which keeps it on what has it"
        raise Untranslatable(message, cause="not_editable")
    body: dict[str, Json] = {"Name": entity.name}
    if current is None or wire.TaxRate.model_validate(current).EffectiveRate != entity.rate:
        body["TaxComponents"] = _components(entity)
    if country in REPORTED_IN and current is None:
        body["ReportTaxType"] = _report_type(entity)
    return body


def _components(entity: TaxRate) -> list[dict[str, Json]]:
    if entity.parts and sum(entity.parts, Decimal(0)) != entity.rate:
        raise Untranslatable(f"the parts of the tax rate {entity.name} do not come to {entity.rate:f}", cause="totals_differ")
    rates = entity.parts or (entity.rate,)
    names = [f"{entity.name} {number}" for number in range(1, len(rates) + 1)] if len(rates) > 1 else [entity.name]
    return [{"Name": name, "Rate": rate} for name, rate in zip(names, rates, strict=True)]


def _report_type(entity: TaxRate) -> str:
    if entity.side is TaxSide.BOTH and entity.rate:
        message = "a tax rate in this country is for sales or for purchases: make one of each"
        raise Untranslatable(message, cause="tax_code_invalid")
    return {TaxSide.OUTPUT: "OUTPUT", TaxSide.INPUT: "INPUT", TaxSide.BOTH: "NONE"}[entity.side]


def options_out(entity: TrackingCategory, *, current: Body | None) -> list[tuple[str, dict[str, Json]]]:
    """What is to be done to the options of a category: the id of each ("" for a new one), and what is sent for it.

    An option that is wanted by a name which an archived one bears is restored; what is not wanted any more is archived.
    """
    there = wire.TrackingCategory.model_validate(current).Options if current is not None else ()
    by_id = {option.TrackingOptionID: option for option in there}
    by_name = {option.Name.casefold(): option for option in there}
    done: list[tuple[str, dict[str, Json]]] = []
    kept = set[str]()
    for own_id, name in entity.options:
        option = by_id.get(own_id) or by_name.get(name.casefold())
        if option is None:
            done.append(("", {"Name": name}))
            continue
        kept.add(option.TrackingOptionID)
        change: Mapping[str, Json] = {"Name": name, "Status": "ACTIVE"}
        if (option.Name, option.Status) != (name, "ACTIVE"):
            done.append((option.TrackingOptionID, dict(change)))
    left = [option for option in there if option.TrackingOptionID not in kept and option.Status == "ACTIVE"]
    # Names are unique: what goes makes room first.
    return [(option.TrackingOptionID, {"Name": option.Name, "Status": "ARCHIVED"}) for option in left] + done
