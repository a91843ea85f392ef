"""Tax of a document: by line and rate outside the US, by transaction inside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO, cents
from tieout.sandbox.quickbooks.state import Company

METHODS = frozenset({"TaxExcluded", "TaxInclusive", "NotApplicable"})
_NO_RATE_TEXT = "Make sure all your transactions have a VAT rate before you save."


@dataclass(frozen=True)
class TaxedLine:
    """A line's net amount after its share of a discount; `gross` is given only where the client sent TaxInclusiveAmt."""

    net: Decimal
    code: str
    gross: Decimal | None = None


@dataclass(frozen=True)
class Rate:
    """`on` is what it is a percentage of: the amount, the amount and the taxes before it, or the taxes before it alone."""

    id: str
    percent: Decimal
    on: str = "TaxOnAmount"


def method(company: Company, body: Body) -> str | None:
    """How a document's amounts relate to tax; None in the US, where the question does not exist."""
    asked = body.get("GlobalTaxCalculation")
    if asked is not None and asked not in METHODS:
        raise FaultError(errors.BAD_ENUM, f"GlobalTaxCalculation has no value {asked}", element="GlobalTaxCalculation")
    if not company.global_tax:
        # TaxExcluded comes as a default of the Python library; only TaxInclusive is refused in the US.
        if asked == "TaxInclusive":
            raise business("Tax inclusive amounts are not available in this company", element="GlobalTaxCalculation")
        return None
    if asked is None:
        raise errors.missing("GlobalTaxCalculation")  # assumed: the reference says that it is needed
    return str(asked)


def global_tax(company: Company, lines: Sequence[TaxedLine], *, body: Body, sales: bool) -> Body | None:
    """TxnTaxDetail of a document outside the US: rounded half up per line and rate, then summed; None without tax."""
    given = body.get("TxnTaxDetail") or {}
    if body["GlobalTaxCalculation"] == "NotApplicable":
        if given.get("TaxLine") or given.get("TotalTax"):
            raise FaultError(errors.TAX_NOT_APPLICABLE, "TxnTaxDetail is not allowed with NotApplicable", element="TxnTaxDetail")
        return None
    taxes: dict[str, Decimal] = defaultdict(lambda: ZERO)
    nets: dict[str, Decimal] = defaultdict(lambda: ZERO)
    percents: dict[str, Decimal] = {}
    for line in lines:
        rates = code_rates(company, line.code, sales=sales)
        for rate, base, amount in _rated(line, rates):
            percents[rate.id] = rate.percent
            nets[rate.id] += base
            taxes[rate.id] += amount
    for entry in given.get("TaxLine", []):
        rate_id = entry.get("TaxLineDetail", {}).get("TaxRateRef", {}).get("value")
        if rate_id not in percents:
            raise business("The tax lines must use the tax rates of the lines", element="TaxLine")
        taxes[rate_id] = cents(entry.get("Amount", ZERO))  # the client's figure overrides ours, and sticks
    tax_lines = [
        _tax_line(own_id, amount=taxes[own_id], percent=percents[own_id], net=nets[own_id]) for own_id in sorted(percents, key=int)
    ]
    return {"TotalTax": sum(taxes.values(), ZERO), "TaxLine": tax_lines}


def _rated(line: TaxedLine, rates: Sequence[Rate]) -> list[tuple[Rate, Decimal, Decimal]]:
    """Each rate with its base and its tax on one line, in the order in which the rates follow each other."""
    before, result = ZERO, []
    for rate in rates:
        base = {"TaxOnAmount": line.net, "TaxOnAmountPlusTax": line.net + before, "TaxOnTax": before}[rate.on]
        amount = _line_tax(line, rate.percent, base=base, alone=len(rates) == 1)
        before += amount
        result.append((rate, base, amount))
    return result


def _line_tax(line: TaxedLine, percent: Decimal, *, base: Decimal, alone: bool) -> Decimal:
    exact = cents(base * percent / 100)
    if alone and line.gross is not None and abs(line.gross - line.net - exact) <= Decimal("0.01"):
        return line.gross - line.net
    # A gross that does not fit the net is passed over: tax goes on top of the Amount, as QuickBooks has been seen to do.
    return exact


def _tax_line(id: str, *, amount: Decimal, percent: Decimal, net: Decimal) -> Body:
    detail = {"TaxRateRef": {"value": id}, "PercentBased": True, "TaxPercent": percent, "NetAmountTaxable": net}
    return {"Amount": amount, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}


def gross(company: Company, code: str, *, net: Decimal, sent: Decimal | None, sales: bool) -> Decimal:
    """TaxInclusiveAmt of a line: the client's where it fits the net amount, else net and tax."""
    rates = code_rates(company, code, sales=sales)
    return net + sum((amount for _, _, amount in _rated(TaxedLine(net, code, sent), rates)), ZERO)


def check_code(company: Company, line: Body, *, sales: bool) -> str:
    """The tax code of a line outside the US; a line without one is refused with the text that users know."""
    reference = line.get("TaxCodeRef")
    if reference is None:
        raise business(_NO_RATE_TEXT, element="TaxCodeRef")
    code = company.refer("TaxCode", reference, element="TaxCodeRef")
    side = "SalesTaxRateList" if sales else "PurchaseTaxRateList"
    if not code.get(side, {}).get("TaxRateDetail"):
        raise business(f"The tax code {code['Name']} cannot be used on {'sales' if sales else 'purchases'}", element="TaxCodeRef")
    return str(code["Id"])


def code_rates(company: Company, code_id: str, *, sales: bool) -> list[Rate]:
    side = "SalesTaxRateList" if sales else "PurchaseTaxRateList"
    details = company.fetch("TaxCode", code_id).get(side, {}).get("TaxRateDetail", [])
    rates = []
    for detail in sorted(details, key=lambda row: int(row.get("TaxOrder", 0))):
        rate = company.fetch("TaxRate", detail["TaxRateRef"]["value"])
        rates.append(Rate(str(rate["Id"]), rate["RateValue"], detail.get("TaxTypeApplicable", "TaxOnAmount")))
    return rates


def us_code(line: Body) -> str:
    """TAX or NON; a line without a code is NON (assumed)."""
    code = str(line.get("TaxCodeRef", {}).get("value", "NON"))
    if code not in ("TAX", "NON"):
        raise FaultError(
            errors.BAD_TAX_CODE, f"Invalid TaxCodeRef {code}: only TAX or NON are valid on a line", element="TaxCodeRef"
        )
    return code


def us_tax(company: Company, lines: Sequence[TaxedLine], *, body: Body) -> Body | None:
    """TxnTaxDetail of a sale in the US: the transaction's tax code on the sum of its taxable lines."""
    given = body.get("TxnTaxDetail") or {}
    base = sum((line.net for line in lines if line.code == "TAX"), ZERO)
    if reference := given.get("TxnTaxCodeRef"):
        code = company.refer("TaxCode", reference, element="TxnTaxCodeRef")
        rates = code_rates(company, code["Id"], sales=True)
        taxes = {rate.id: cents(base * rate.percent / 100) for rate in rates}
        # A total of 0 beside a code is the Python library's default, not a wish.
        if given.get("TaxLine") or not given.get("TotalTax") or cents(given["TotalTax"]) == sum(taxes.values(), ZERO):
            tax_lines = [_tax_line(rate.id, amount=taxes[rate.id], percent=rate.percent, net=base) for rate in rates]
            return {"TxnTaxCodeRef": reference, "TotalTax": sum(taxes.values(), ZERO), "TaxLine": tax_lines}
        # An amount of the client's own, such as one from its own tax engine, overrides.
        return {"TxnTaxCodeRef": reference, "TotalTax": cents(given["TotalTax"]), "TaxLine": []}
    return {"TotalTax": cents(given.get("TotalTax", ZERO)), "TaxLine": []}
