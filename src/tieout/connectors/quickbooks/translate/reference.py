"""The company, its accounts and its tax codes: what is chosen from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import total
from tieout.accounting.totals import HUNDRED, Percent
from tieout.connectors.contract import Organisation, Seen
from tieout.connectors.quickbooks.translate.lines import CLASS, DEPARTMENT
from tieout.connectors.quickbooks.wire import (
    US_CODES,
    Body,
    WireError,
    amount,
    flag,
    needed,
    part,
    parts,
    reference,
    text,
)

_CLASSES = {
    "Asset": AccountClass.ASSET,
    "Liability": AccountClass.LIABILITY,
    "Equity": AccountClass.EQUITY,
    "Revenue": AccountClass.REVENUE,
    "Expense": AccountClass.EXPENSE,
}
ACCOUNT_TYPES = {
    "Bank": AccountType.BANK,
    "Accounts Receivable": AccountType.RECEIVABLE,
    "Other Current Asset": AccountType.CURRENT,
    "Fixed Asset": AccountType.FIXED,
    "Other Asset": AccountType.OTHER,
    "Accounts Payable": AccountType.PAYABLE,
    "Credit Card": AccountType.LIABILITY,
    "Other Current Liability": AccountType.LIABILITY,
    "Long Term Liability": AccountType.LIABILITY,
    "Equity": AccountType.EQUITY,
    "Income": AccountType.REVENUE,
    "Other Income": AccountType.REVENUE,
    "Cost of Goods Sold": AccountType.DIRECT_COST,
    "Expense": AccountType.EXPENSE,
    "Other Expense": AccountType.EXPENSE,
}
_SALES, _PURCHASES = "SalesTaxRateList", "PurchaseTaxRateList"


def organisation(realm: str, *, company: Body, preferences: Body, is_demo: bool) -> Organisation:
    return Organisation(
        id=realm,
        name=needed(text(company, "CompanyName"), "CompanyName"),
        country=text(company, "Country"),
        currency=reference(part(preferences, "CurrencyPrefs"), "HomeCurrency"),
        is_demo=is_demo,
        locked_until=text(part(preferences, "AccountingInfoPrefs"), "BookCloseDate"),
    )


def account(body: Body) -> Account:
    kind = ACCOUNT_TYPES.get(text(body, "AccountType"))
    account_class = _CLASSES.get(text(body, "Classification"))
    if kind is None or account_class is None:
        raise WireError(f"an account of a type that is not read: {text(body, 'AccountType')}, {text(body, 'Classification')}")
    subtype = text(body, "AccountSubType")
    return Account(
        id=text(body, "Id"),
        key=text(body, "Id"),
        code=text(body, "AcctNum"),
        name=needed(text(body, "FullyQualifiedName") or text(body, "Name"), "Name"),
        type=kind,
        account_class=account_class,
        currency=reference(body, "CurrencyRef"),
        system=subtype if subtype in {"AccountsReceivable", "AccountsPayable", "UndepositedFunds", "GlobalTaxPayable"} else "",
        takes_payments=kind is AccountType.BANK or subtype == "UndepositedFunds",
        is_active=flag(body, "Active", absent=True),
    )


def tax_rate(body: Body, rates: Mapping[str, Body]) -> TaxRate:
    """A TaxCode, which is what lines name; `rates` are the TaxRate objects by id.

    A code can be used on a side only if that side has rates. The pseudo codes of the United States have none: what TAX comes to is
    for QuickBooks to say at each transaction, and its rate stands at 0 here.
    """
    code = needed(text(body, "Id"), "Id")
    sides = [side for side in (_SALES, _PURCHASES) if parts(part(body, side), "TaxRateDetail")]
    side = TaxSide.BOTH if len(sides) != 1 else TaxSide.OUTPUT if sides == [_SALES] else TaxSide.INPUT
    usable = bool(sides) or code in US_CODES
    percents_of_code = _percents(body, sides[0], rates=rates) if sides else ()
    return TaxRate(
        id=code,
        key=code,
        name=needed(text(body, "Name"), "Name"),
        rate=total(percents_of_code),
        side=TaxSide.OUTPUT if code == "TAX" else side,
        is_active=usable and flag(body, "Active", absent=True),
        parts=percents_of_code if len(percents_of_code) > 1 else (),
    )


def tracking(name: str, options: Sequence[Body], *, preferences: Body) -> tuple[Seen, ...]:
    """Classes or locations as one category, whose id is the name of its objects; none where there are none and they are off."""
    switches = ("ClassTrackingPerTxn", "ClassTrackingPerTxnLine") if name == CLASS else ("TrackDepartments",)
    settings = part(preferences, "AccountingInfoPrefs")
    is_on = any(flag(settings, switch, absent=False) for switch in switches)
    if not is_on and not options:
        return ()
    called = [(needed(text(each, "Id"), "Id"), text(each, "FullyQualifiedName") or text(each, "Name")) for each in options]
    category = TrackingCategory(id=name, name={DEPARTMENT: "Location"}.get(name, name), options=tuple(called), is_active=is_on)
    body = {"Id": name, name: list(options)}
    return (Seen(kind=EntityKind.TRACKING_CATEGORY, external_id=name, body=body, entity=category),)


def percents(codes: Sequence[Body], rates: Mapping[str, Body], *, sales: bool) -> dict[str, Percent]:
    """Percents by tax code, of the codes that can be used on that side; each tax of a code by itself, since it is rounded so."""
    side = _SALES if sales else _PURCHASES
    found = {text(code, "Id"): _percents(code, side, rates=rates) for code in codes if parts(part(code, side), "TaxRateDetail")}
    return {code: each[0] if len(each) == 1 else each for code, each in found.items()}


def _percents(code: Body, side: str, *, rates: Mapping[str, Body]) -> tuple[Decimal, ...]:
    """What each rate of a side comes to, in percent of the amount, also where it is one on top of other tax."""
    found: list[Decimal] = []
    for detail in sorted(parts(part(code, side), "TaxRateDetail"), key=lambda each: amount(each, "TaxOrder") or Decimal(0)):
        rate = rates.get(reference(detail, "TaxRateRef"))
        if rate is None:
            raise WireError(f"the tax code names a rate that is not there: {reference(detail, 'TaxRateRef')}")
        percent, before = needed(amount(rate, "RateValue"), "RateValue"), sum(found, Decimal(0))
        base = {"TaxOnAmountPlusTax": HUNDRED + before, "TaxOnTax": before}.get(text(detail, "TaxTypeApplicable"), HUNDRED)
        found.append(percent * base / HUNDRED)
    return tuple(found)
