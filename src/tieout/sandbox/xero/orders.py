"""Quotes and purchase orders: papers that are agreed on and post nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.contacts import contact_of, find_contact
from tieout.sandbox.xero.documents import read_currency, read_line_amount_types
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.lines import Paper, again, read_lines, show_lines
from tieout.sandbox.xero.rules import totals
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, moment_out, object_of, read_date, text_of


@dataclass(frozen=True)
class Form:
    """How the two differ; `onward` is the status that may follow each (assumed)."""

    kind: str
    id_field: str
    number_field: str
    prefix: str
    sale: bool
    dates: tuple[str, ...]
    texts: Mapping[str, int]
    onward: Mapping[str, tuple[str, ...]]
    capitals: bool = False  # LineAmountTypes in capitals


QUOTE = Form(
    kind="Quotes",
    id_field="QuoteID",
    number_field="QuoteNumber",
    prefix="QU-",
    sale=True,
    dates=("Date", "ExpiryDate"),
    texts={"QuoteNumber": 255, "Reference": 4000, "Terms": 4000, "Title": 100, "Summary": 3000, "BrandingThemeID": 36},
    onward={
        "": ("DRAFT", "SENT"),
        "DRAFT": ("DRAFT", "SENT", "DELETED"),
        "SENT": ("SENT", "DRAFT", "ACCEPTED", "DECLINED", "INVOICED", "DELETED"),
        "ACCEPTED": ("ACCEPTED", "SENT", "INVOICED", "DELETED"),
        "DECLINED": ("DECLINED", "SENT", "ACCEPTED", "DELETED"),
        "INVOICED": ("INVOICED", "SENT"),
    },
    capitals=True,
)
PURCHASE_ORDER = Form(
    kind="PurchaseOrders",
    id_field="PurchaseOrderID",
    number_field="PurchaseOrderNumber",
    prefix="PO-",
    sale=False,
    dates=("Date", "DeliveryDate", "ExpectedArrivalDate"),
    texts={
        "PurchaseOrderNumber": 255,
        "Reference": 255,
        "DeliveryAddress": 4000,
        "AttentionTo": 255,
        "Telephone": 50,
        "DeliveryInstructions": 500,
        "BrandingThemeID": 36,
    },
    onward={
        "": ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED"),
        "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
        "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
        "AUTHORISED": ("AUTHORISED", "BILLED", "DELETED"),
        "BILLED": ("BILLED", "AUTHORISED"),
    },
)


def find_order(state: State, form: Form, *, key: str) -> Body | None:
    found = state.get(form.kind, key)
    return found or next(iter(state.by_number(form.kind, key)), None)


def save_order(state: State, form: Form, *, sent: Mapping[str, Json], wish: Wish) -> Body:
    before = _meant(state, form, sent=sent, wish=wish)
    body: Body = dict(before) if before else _blank(state, form)
    body["Status"] = _status(form, sent, before=before)
    problems = _headers(state, form, sent=sent, body=body)
    try:
        contact = _contact(state, form, sent=sent, before=before)
        body["Contact"] = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
    except InvalidError as refused:
        problems.extend(refused.messages)
    problems += _lines(state, form, sent=sent, body=body, places=wish.places)
    if not body["LineItems"] and not problems:
        problems.append(errors.NO_LINES)
    problems += _number(state, form, body=body)
    if problems:
        raise InvalidError(*dict.fromkeys(problems))
    return state.save(form.kind, body)


def _meant(state: State, form: Form, *, sent: Mapping[str, Json], wish: Wish) -> Body | None:
    own_id, number = text_of(sent, form.id_field), text_of(sent, form.number_field)
    if wish.id:
        if (found := find_order(state, form, key=wish.id)) is None:
            raise errors.not_found()
        return found
    if wish.create_only:
        return None
    if own_id:
        if (found := state.get(form.kind, own_id)) is None:
            raise InvalidError(f"{form.id_field} could not be found")  # assumed
        return found
    return next((one for one in state.by_number(form.kind, number) if one["Status"] != "DELETED"), None)


def _blank(state: State, form: Form) -> Body:
    return {
        form.id_field: state.new_id(),
        form.number_field: "",
        "Date": state.today(),
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": state.organisation["BaseCurrency"],
        "CurrencyRate": Decimal(1),
        "LineItems": [],
        **dict.fromkeys(("SubTotal", "TotalTax", "Total"), Decimal("0.00")),
    }


def _status(form: Form, sent: Mapping[str, Json], *, before: Body | None) -> str:
    present = str(before["Status"]) if before else ""
    wanted = text_of(sent, "Status").upper() or present or "DRAFT"
    if wanted not in form.onward.get(present, ()):
        raise InvalidError(f"The status {wanted} cannot follow {present or 'nothing'}")  # assumed
    return wanted


def _headers(state: State, form: Form, *, sent: Mapping[str, Json], body: Body) -> list[str]:
    problems = []
    for field in form.dates:
        if sent.get(field):
            body[field] = read_date(sent[field])
    for field, most in form.texts.items():
        if field in sent and (field != form.number_field or text_of(sent, field)):
            body[field] = text_of(sent, field)
            if len(body[field]) > most:
                problems.append(errors.TOO_LONG.format(field, most))
    problems += read_line_amount_types(sent, body=body)
    if not form.sale and flag(sent.get("SentToContact")):
        body["SentToContact"] = True
    return problems + read_currency(state, sent, body=body)


def _contact(state: State, form: Form, *, sent: Mapping[str, Json], before: Body | None) -> Body:
    """A purchase order never makes a contact; a quote does, as an invoice does."""
    wanted = object_of(sent, "Contact")
    if not form.sale and wanted and not text_of(wanted, "ContactID") and find_contact(state, wanted, wish=Wish()) is None:
        raise InvalidError(errors.UNKNOWN_CONTACT)
    return contact_of(state, wanted, kept=before["Contact"]["ContactID"] if before else "")


def _lines(state: State, form: Form, *, sent: Mapping[str, Json], body: Body, places: int) -> list[str]:
    lines: Sequence[Json] | None = sent["LineItems"] if isinstance(sent.get("LineItems"), list) else None
    trusted = lines is None
    if lines is None and "LineAmountTypes" in sent:
        lines, places = again(body["LineItems"]), 4
    if lines is None:
        return []
    paper = Paper(
        sale=form.sale,
        approved=False,  # nothing is posted, so an account may be missing
        line_amount_types=body["LineAmountTypes"],
        places=places,
        discounts=form.sale,
        trusted=trusted,
    )
    try:
        body["LineItems"] = read_lines(state, lines, paper=paper, kept=body["LineItems"])
    except InvalidError as refused:
        return list(refused.messages)
    summed = totals([(line["LineAmount"], line["TaxAmount"]) for line in body["LineItems"]], body["LineAmountTypes"])
    body |= {"SubTotal": summed.subtotal, "TotalTax": summed.tax, "Total": summed.total}
    return []


def _number(state: State, form: Form, *, body: Body) -> list[str]:
    while not body[form.number_field]:
        number = f"{form.prefix}{state.next_number(form.number_field):04}"
        body[form.number_field] = "" if _taken(state, form, body=body, number=number) else number
    taken = _taken(state, form, body=body, number=body[form.number_field])
    return [f"{form.number_field} must be unique"] if taken else []  # assumed words


def _taken(state: State, form: Form, *, body: Body, number: str) -> bool:
    return any(
        one[form.id_field] != body[form.id_field] and one["Status"] != "DELETED"
        for one in state.find(form.kind, "number", key=number.lower())
    )


def show_order(state: State, form: Form, *, order: Body, places: int) -> Body:
    contact = state.contact(order["Contact"]["ContactID"])
    shown = {field: value for field, value in order.items() if value != ""}
    for field in form.dates:
        if order.get(field):
            shown[field] = date_out(order[field])
            if field != "ExpectedArrivalDate":
                shown[f"{field}String"] = f"{order[field]}T00:00:00"
    shown |= {
        "UpdatedDateUTC": moment_out(order["UpdatedDateUTC"]),
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
        "LineItems": show_lines(order["LineItems"], places=places),
    }
    if form.capitals:
        shown["LineAmountTypes"] = order["LineAmountTypes"].upper()
    else:
        shown["HasAttachments"] = False
    off = sum((line["Quantity"] * line["UnitAmount"] - line["LineAmount"] for line in order["LineItems"]), Decimal(0))
    return {**shown, "TotalDiscount": off.quantize(Decimal("0.01"))}


def asked_for(form: Form, order: Body, *, query: Mapping[str, str]) -> bool:
    """The filters that quotes and purchase orders have in place of `where`; names are in lower case."""
    if (status := query.get("status", "").upper()) and order["Status"] != status:
        return False
    if (contact := query.get("contactid", "").lower()) and order["Contact"]["ContactID"] != contact:
        return False
    if form.sale and (number := query.get("quotenumber", "").lower()) and number not in order[form.number_field].lower():
        return False
    for field, name in (("Date", "date"), ("ExpiryDate", "expirydate")):
        on, first, last = order.get(field, ""), query.get(f"{name}from", ""), query.get(f"{name}to", "")
        if (first and (not on or on < first[:10])) or (last and (not on or on > last[:10])):
            return False
    return True
