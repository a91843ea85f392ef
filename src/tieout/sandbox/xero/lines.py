"""The lines of a document: what was sent, completed from items and accounts, checked and computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.rules import LINE_AMOUNT_MAX, Amounts, Sent, line_amounts, line_tax, round2, shown_unit
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import read_decimal, text_of

_FIGURES = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountRate", "DiscountAmount")
_CONTROL = frozenset({"DEBTORS", "CREDITORS", "RETAINEDEARNINGS", "BANKCURRENCYGAIN", "UNREALISEDCURRENCYGAIN", "UNPAIDEXPCLM"})
DESCRIPTION_MAX, TRACKING_MAX = 4000, 2


@dataclass(frozen=True)
class Paper:
    """What the lines of one document have in common."""

    sale: bool
    approved: bool  # SUBMITTED or AUTHORISED: nothing may be missing
    line_amount_types: str
    places: int
    discounts: bool
    trusted: bool = False  # lines that were accepted before: their totals stand, whatever the rounded unit amounts say


def read_lines(state: State, sent: Sequence[Json], *, paper: Paper, kept: Sequence[Body]) -> list[Body]:
    """The lines to keep; raises InvalidError with every message of every line."""
    known = {line["LineItemID"] for line in kept}
    lines: list[Body] = []
    problems: list[str] = []
    for one in sent:
        try:
            lines.append(_line(state, one if isinstance(one, dict) else {}, paper=paper, known=known))
        except InvalidError as refused:
            problems.extend(refused.messages)
    if problems:
        raise InvalidError(*dict.fromkeys(problems))
    return lines


def again(lines: Sequence[Body]) -> list[Body]:
    """Kept lines as if they were sent once more, their tax to be worked out anew."""
    return [{key: value for key, value in line.items() if key != "TaxAmount"} for line in lines]


def _line(state: State, sent: Mapping[str, Json], *, paper: Paper, known: set[str]) -> Body:
    line_id = text_of(sent, "LineItemID")
    line: Body = {"LineItemID": line_id if line_id in known else state.new_id()}
    figures = {field: read_decimal(sent[field], field) for field in _FIGURES if sent.get(field) is not None and sent[field] != ""}
    problems: list[str] = []
    item = _item(state, sent, problems=problems)
    side = (item or {}).get("SalesDetails" if paper.sale else "PurchaseDetails", {})
    if item is not None:
        line["ItemCode"] = item["Code"]
        line["Item"] = {"ItemID": item["ItemID"], "Name": item.get("Name", item["Code"]), "Code": item["Code"]}
        if "UnitAmount" not in figures and "LineAmount" not in figures and "UnitPrice" in side:
            figures["UnitAmount"] = side["UnitPrice"]
    default_text = (item or {}).get("Description" if paper.sale else "PurchaseDescription", "")
    line["Description"] = text_of(sent, "Description") or default_text
    if len(line["Description"]) > DESCRIPTION_MAX:
        problems.append(errors.TOO_LONG.format("Description", DESCRIPTION_MAX))
    amounts = line_amounts(_sent(figures), places=paper.places)
    problems += _figure_problems(figures, amounts, paper=paper)
    line |= {"Quantity": amounts.quantity, "UnitAmount": amounts.unit, "LineAmount": amounts.line}
    line |= {field: figures[field] for field in ("DiscountRate", "DiscountAmount") if field in figures}
    stocked = (item or {}).get("InventoryAssetAccountCode", "") if not paper.sale else ""
    # What is bought for the stock goes to the account of the stock, whatever account is sent (assumed).
    default = side.get("AccountCode", "")
    account = state.account(code=stocked) if stocked else _account(state, sent, default=default, problems=problems)
    if account is not None:
        line |= {"AccountCode": account.get("Code", ""), "AccountID": account["AccountID"]}
    only_text = not figures and item is None and account is None
    if paper.approved and not only_text:
        problems += [errors.NO_ACCOUNT] if account is None and not problems else []
        problems += [errors.NO_DESCRIPTION] if not line["Description"] else []
    line |= _tax(state, sent, defaults=(side.get("TaxType", ""), (account or {}).get("TaxType", "")), problems=problems)
    line["TaxAmount"] = _tax_amount(state, line, figures=figures, paper=paper)
    line["Tracking"] = read_tracking(state, sent.get("Tracking"), problems=problems)
    if problems:
        raise InvalidError(*problems)
    return line


def _sent(figures: Mapping[str, Decimal]) -> Sent:
    return Sent(
        quantity=figures.get("Quantity"),
        unit=figures.get("UnitAmount"),
        line=figures.get("LineAmount"),
        rate=figures.get("DiscountRate"),
        discount=figures.get("DiscountAmount"),
    )


def _figure_problems(figures: Mapping[str, Decimal], amounts: Amounts, *, paper: Paper) -> list[str]:
    problems = []
    if amounts.line != amounts.expected and not paper.trusted:
        problems.append(errors.LINE_TOTAL.format(amounts.line, amounts.expected))
    if abs(amounts.line) > LINE_AMOUNT_MAX:
        problems.append(errors.TOO_LONG.format("LineAmount", LINE_AMOUNT_MAX))
    if not paper.discounts and (figures.get("DiscountRate") or figures.get("DiscountAmount")):
        problems.append(errors.DISCOUNT_ON_PURCHASE)
    return problems


def _item(state: State, sent: Mapping[str, Json], *, problems: list[str]) -> Body | None:
    code = text_of(sent, "ItemCode")
    if not code:
        return None
    item = state.item(code)
    if item is None:
        problems.append(errors.BAD_ITEM.format(code))
    return item


def _account(state: State, sent: Mapping[str, Json], *, default: str, problems: list[str]) -> Body | None:
    account_id, code = text_of(sent, "AccountID") or text_of(sent, "AccountId"), text_of(sent, "AccountCode")
    if not (account_id or code or default):
        return None
    # A code beside an id wins: echoed lines carry both, and the code is what people change (assumed).
    account = state.account(code=code) if code else state.account(id=account_id) if account_id else state.account(code=default)
    # Only tracked items move the account of the stock.
    usable = account is not None and account["Status"] == "ACTIVE" and account["Type"] not in ("BANK", "INVENTORY")
    if account is None or not usable or account.get("SystemAccount", "") in _CONTROL:
        problems.append(errors.BAD_ACCOUNT.format(code or account_id or default))
        return None
    return account


def _tax(state: State, sent: Mapping[str, Json], *, defaults: Sequence[str], problems: list[str]) -> Body:
    tax_type = text_of(sent, "TaxType")
    if tax_type:
        rate = state.tax_rate(tax_type)
        if rate is None or rate["Status"] != "ACTIVE":
            problems.append(errors.BAD_TAX.format(tax_type))
        return {"TaxType": tax_type}
    chosen = next((tax for tax in defaults if tax), "")
    return {"TaxType": chosen} if chosen else {}


def _tax_amount(state: State, line: Body, *, figures: Mapping[str, Decimal], paper: Paper) -> Decimal:
    if paper.line_amount_types == "NoTax":
        line["TaxType"] = "NONE"
        return Decimal("0.00")
    if "TaxAmount" in figures:
        return round2(figures["TaxAmount"])
    rate = state.tax_rate(line.get("TaxType", ""))
    return line_tax(line["LineAmount"], rate["EffectiveRate"] if rate else Decimal(0), line_amount_types=paper.line_amount_types)


def read_tracking(state: State, sent: Json, *, problems: list[str]) -> list[Body]:
    """Options by name or by id; an empty object in the list is dropped (assumed)."""
    found = []
    for one in sent if isinstance(sent, list) else []:
        if not isinstance(one, dict) or not any(one.values()):
            continue
        if (chosen := _option(state, one)) is None:
            problems.append(errors.BAD_TRACKING)
        else:
            found.append(chosen)
    if len(found) > TRACKING_MAX:
        problems.append(f"A line can have a maximum of {TRACKING_MAX} tracking categories")  # assumed
    return found


def _option(state: State, sent: Mapping[str, Json]) -> Body | None:
    for category in state.all("TrackingCategories"):
        if text_of(sent, "TrackingCategoryID") != category["TrackingCategoryID"] and text_of(sent, "Name") != category["Name"]:
            continue
        for option in category["Options"] if category["Status"] == "ACTIVE" else []:
            if option["Status"] == "ACTIVE" and (
                text_of(sent, "TrackingOptionID") == option["TrackingOptionID"] or text_of(sent, "Option") == option["Name"]
            ):
                return {
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                    "Name": category["Name"],
                    "Option": option["Name"],
                }
    return None


def show_lines(lines: Sequence[Body], *, places: int) -> list[Body]:
    shown = shown_unit(places)
    return [
        {
            **{field: value for field, value in line.items() if field != "CostOfSale"},
            "UnitAmount": shown(line["UnitAmount"]),
            "ValidationErrors": [],
        }
        for line in lines
    ]
