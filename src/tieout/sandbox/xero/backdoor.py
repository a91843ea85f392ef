"""What happens in the ledger's own screens: a bookkeeper pays, edits, looks."""

import random
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.provider import Latest, Overview
from tieout.sandbox.xero import credit_notes, invoices, journals
from tieout.sandbox.xero.documents import Form
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.inventory import moved
from tieout.sandbox.xero.lines import Paper, read_lines
from tieout.sandbox.xero.payments import save_payment
from tieout.sandbox.xero.rules import totals
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import IDS, State, Wish
from tieout.sandbox.xero.wire import DATE_FIELDS, read_date

_FORMS: dict[str, Form] = {"Invoices": invoices.FORM, "CreditNotes": credit_notes.FORM}
_DERIVED = ("LineAmount", "TaxAmount")
_LATEST_MAX = 8


def edit(state: State, *, kind: str, id: str, change: Body) -> Body:
    """Sets fields without asking the API's rules; lines given with their LineItemID are merged, and all figures follow."""
    kind = {name.lower(): name for name in IDS}.get(kind.lower(), kind)
    before = state.get(kind, id)
    if before is None:
        raise KeyError(id)
    body = {**before, **{field: _value(field, value) for field, value in change.items()}}
    if kind not in _FORMS:
        kept = state.keep(kind, body) if "UpdatedDateUTC" not in before else state.save(kind, body)
        _follow(state, kind, body=kept)
        return kept
    try:
        if "LineItems" in change or "LineAmountTypes" in change:
            _recompute(state, _FORMS[kind], body=body, before=before, change=change)
        body = moved(state, kind, body=body)
    except InvalidError as refused:
        raise ValueError(str(refused)) from None
    if body["Status"] in ("VOIDED", "DELETED"):
        ended = state.save(kind, body)
        journals.post(state, kind, body=ended)
        return ended
    return settle(state, kind, document=body)


def _follow(state: State, kind: str, *, body: Body) -> None:
    """The ledger and the documents that a payment or a credit stands on go with the change."""
    if kind in journals.SIDES:
        settle(state, kind, document=body, stamped=False)
    elif kind == "Payments":
        journals.post(state, kind, body=body)
        for document_kind, side in journals.SIDES.items():
            if side.field in body:
                settle(state, document_kind, document=state.need(document_kind, body[side.field][side.id_field]))
    elif kind in ("BankTransactions", "BankTransfers", "ManualJournals"):
        journals.post(state, kind, body=body)


def _value(field: str, value: Json) -> Json:
    if field in DATE_FIELDS or field.endswith("LockDate"):
        return read_date(value) if value else None
    return value


def _recompute(state: State, form: Form, *, body: Body, before: Body, change: Body) -> None:
    kept = {line["LineItemID"]: line for line in before["LineItems"]}
    lines = [_merged(kept.get(str(line.get("LineItemID")), {}), line) for line in change.get("LineItems") or before["LineItems"]]
    paper = Paper(
        sale=form.is_sale(body),
        approved=body["Status"] != "DRAFT",
        line_amount_types=body["LineAmountTypes"],
        places=4,
        discounts=form.discounts and form.is_sale(body),
    )
    body["LineItems"] = read_lines(state, lines, paper=paper, kept=before["LineItems"])
    summed = totals([(line["LineAmount"], line["TaxAmount"]) for line in body["LineItems"]], body["LineAmountTypes"])
    body |= {"SubTotal": summed.subtotal, "TotalTax": summed.tax, "Total": summed.total}


def _merged(kept: Body, change: Body) -> Body:
    """What follows from other fields is worked out anew unless it is given itself."""
    return {**{field: value for field, value in kept.items() if field not in _DERIVED}, **change}


def pay(state: State, wish: Mapping[str, Json]) -> dict[str, Json]:
    """Pays a share of the open sales invoices in full; the same seed picks the same ones."""
    share = Decimal(str(wish.get("share", 1)))
    if not 0 <= share <= 1:
        raise ValueError("share is between 0 and 1")
    on = read_date(wish["on"]) if wish.get("on") else state.today()
    due = [one for one in state.all("Invoices") if one["Type"] == "ACCREC" and one["Status"] == "AUTHORISED" and one["AmountDue"]]
    due.sort(key=lambda one: (one["InvoiceNumber"], one["InvoiceID"]))
    number = int((share * len(due)).to_integral_value(ROUND_HALF_UP))
    chosen = sorted(random.Random(int(wish.get("seed", 0))).sample(range(len(due)), number))
    bank = next(one for one in state.all("Accounts") if one["Type"] == "BANK" and one["Status"] == "ACTIVE")
    sums: dict[str, Decimal] = {}
    for invoice in (due[index] for index in chosen):
        payment = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"AccountID": bank["AccountID"]}, "Date": on}
        save_payment(state, {**payment, "Amount": invoice["AmountDue"]}, wish=Wish(create_only=True))
        sums[invoice["CurrencyCode"]] = sums.get(invoice["CurrencyCode"], Decimal(0)) + invoice["AmountDue"]
    total = sum(sums.values(), Decimal(0))
    by_currency = {currency: str(amount) for currency, amount in sums.items()}
    return {"open": len(due), "payments": number, "sum": str(total), "sums": by_currency, "on": on}


def overview(state: State) -> Overview:
    documents = [(kind, one) for kind in _FORMS for one in state.all(kind)]
    balances = {"Receivable": Decimal(0), "Payable": Decimal(0)}
    for kind, one in documents:
        if one["Status"] == "AUTHORISED":
            side = "Receivable" if _FORMS[kind].is_sale(one) else "Payable"
            balances[side] += one["AmountDue"] if kind == "Invoices" else -one["RemainingCredit"]
    documents.sort(key=lambda pair: -pair[1]["UpdatedDateUTC"])
    return Overview(
        counts={kind: state.books.count(state.shelf, kind) for kind in state.books.kinds(state.shelf) if kind != "Organisation"},
        balances=balances,
        latest=[_latest(state, kind, one=one) for kind, one in documents[:_LATEST_MAX]],
    )


def _latest(state: State, kind: str, *, one: Body) -> Latest:
    return Latest(
        kind={"ACCREC": "Invoice", "ACCPAY": "Bill"}.get(one["Type"], "Credit note"),
        number=one[_FORMS[kind].number_field],
        contact=state.contact(one["Contact"]["ContactID"])["Name"],
        on=one["Date"],
        status=one["Status"],
        total=one["Total"],
        due=one["AmountDue" if kind == "Invoices" else "RemainingCredit"],
    )
