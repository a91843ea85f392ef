"""What invoices, bills and credit notes have in common: composing one from what was sent and what was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.contacts import contact_of, mark_used
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.inventory import moved
from tieout.sandbox.xero.lines import Paper, again, read_lines
from tieout.sandbox.xero.rules import totals
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import flag, read_date, read_decimal, text_of

_ONWARD = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID", "AUTHORISED", "VOIDED"),  # an echo of AUTHORISED changes nothing (assumed); VOIDED is refused below
}
AMOUNT_TYPES = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}
# Units of the foreign currency for one of the base, by base (assumed: a day's rate that never moves).
_RATES = {
    "GBP": Decimal(1),
    "USD": Decimal("1.27"),
    "EUR": Decimal("1.17"),
    "AUD": Decimal("1.93"),
    "NZD": Decimal("2.12"),
    "CAD": Decimal("1.74"),
}


@dataclass(frozen=True)
class Form:
    """How one kind of document differs."""

    kind: str
    id_field: str
    number_field: str
    sale: str
    purchase: str
    prefix: str
    dates: tuple[str, ...]
    not_unique: str
    discounts: bool

    def is_sale(self, body: Mapping[str, Json]) -> bool:
        return bool(body["Type"] == self.sale)


def compose(state: State, form: Form, *, sent: Mapping[str, Json], before: Body | None, places: int) -> Body:
    """The document as it would be kept; raises InvalidError with everything that is wrong."""
    body: Body = dict(before) if before else _blank(state, form, sent=sent)
    body["Status"] = _status(sent, before)
    problems = _headers(state, form, sent=sent, body=body)
    try:
        contact = contact_of(state, sent.get("Contact"), kept=before["Contact"]["ContactID"] if before else "")
        body["Contact"] = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
    except InvalidError as refused:
        problems.extend(refused.messages)
    approved = body["Status"] in ("SUBMITTED", "AUTHORISED", "PAID")
    problems += _compose_lines(state, form, sent=sent, body=body, places=places)
    if approved and not body["LineItems"] and not problems:
        problems.append(errors.NO_LINES)
    if approved and form.kind == "Invoices" and not body.get("DueDate"):
        problems.append(errors.NO_DUE_DATE)
    if body["Total"] < 0:
        problems.append(errors.NEGATIVE_TOTAL)
    if state.locked(body["Date"]) or (before is not None and state.locked(before["Date"])):
        problems.append(errors.LOCKED)
    problems += _number(state, form, sent=sent, body=body)
    if problems:
        raise InvalidError(*dict.fromkeys(problems))
    return body


def keep(state: State, form: Form, *, body: Body, stamped: bool = True) -> Body:
    mark_used(state, body["Contact"]["ContactID"], flag_field="IsCustomer" if form.is_sale(body) else "IsSupplier")
    return settle(state, form.kind, document=moved(state, form.kind, body=body), stamped=stamped)


def day_rate(code: str, base: str) -> Decimal:
    """Units of the currency `code` for one of `base`."""
    if code == base:
        return Decimal(1)
    return (_RATES.get(code, Decimal(1)) / _RATES.get(base, Decimal(1))).quantize(Decimal("0.000001"))


def _blank(state: State, form: Form, *, sent: Mapping[str, Json]) -> Body:
    kind = text_of(sent, "Type").upper()
    if kind not in (form.sale, form.purchase):
        raise InvalidError(errors.BAD_TYPE)
    organisation = state.organisation
    return {
        form.id_field: state.new_id(),
        "Type": kind,
        form.number_field: "",
        "Reference": "",
        "Date": state.today(),
        "Status": "DRAFT",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": organisation["BaseCurrency"],
        "CurrencyRate": Decimal(1),
        "LineItems": [],
        "SubTotal": Decimal("0.00"),
        "TotalTax": Decimal("0.00"),
        "Total": Decimal("0.00"),
        "SentToContact": False,
    }


def _status(sent: Mapping[str, Json], before: Body | None) -> str:
    wanted = text_of(sent, "Status").upper()
    if before is None:
        if wanted not in ("", "DRAFT", "SUBMITTED", "AUTHORISED"):
            raise InvalidError(errors.BAD_STATUS)
        return wanted or "DRAFT"
    present = str(before["Status"])
    if present not in _ONWARD or (wanted and wanted not in _ONWARD[present]):
        raise InvalidError(errors.NOT_MODIFIABLE)
    return wanted or present


def _headers(state: State, form: Form, *, sent: Mapping[str, Json], body: Body) -> list[str]:
    problems: list[str] = []
    for field in form.dates:
        if sent.get(field):
            body[field] = read_date(sent[field])
    for field, most in (("Reference", 255), ("Url", 2000), ("BrandingThemeID", 36)):
        # A bill has no reference of its own: its number is what the screen calls Reference (assumed: ignored).
        if field in sent and (field != "Reference" or form.is_sale(body) or form.kind == "CreditNotes"):
            body[field] = text_of(sent, field)
            if len(body[field]) > most:
                problems.append(errors.TOO_LONG.format(field, most))
    problems += read_line_amount_types(sent, body=body)
    problems += read_currency(state, sent, body=body)
    if flag(sent.get("SentToContact")) and body["Status"] in ("AUTHORISED", "PAID"):
        body["SentToContact"] = True
    return problems


def read_line_amount_types(sent: Mapping[str, Json], *, body: Body) -> list[str]:
    if "LineAmountTypes" not in sent:
        return []
    body["LineAmountTypes"] = AMOUNT_TYPES.get(text_of(sent, "LineAmountTypes").lower(), "")
    if body["LineAmountTypes"]:
        return []
    body["LineAmountTypes"] = "Exclusive"
    return ["LineAmountTypes is not valid"]  # assumed


def read_currency(state: State, sent: Mapping[str, Json], *, body: Body) -> list[str]:
    base = state.organisation["BaseCurrency"]
    if code := text_of(sent, "CurrencyCode").upper():
        if state.get("Currencies", code) is None:
            return [errors.BAD_CURRENCY.format(code)]
        if code != body["CurrencyCode"]:
            body["CurrencyCode"] = code
            body["CurrencyRate"] = day_rate(code, base)
    if sent.get("CurrencyRate") and body["CurrencyCode"] != base:
        rate = read_decimal(sent["CurrencyRate"], "CurrencyRate")
        if rate <= 0:
            return ["CurrencyRate must be greater than zero"]  # assumed
        body["CurrencyRate"] = rate.quantize(Decimal("0.0000000001")).normalize()
    return []


def _compose_lines(state: State, form: Form, *, sent: Mapping[str, Json], body: Body, places: int) -> list[str]:
    lines: Sequence[Json] | None = sent["LineItems"] if isinstance(sent.get("LineItems"), list) else None
    approving = body["Status"] in ("SUBMITTED", "AUTHORISED")
    trusted = lines is None
    if lines is None and ("LineAmountTypes" in sent or approving):
        # Kept lines are checked again when the document is approved; their tax is worked out anew only for another treatment.
        lines = again(body["LineItems"]) if "LineAmountTypes" in sent else list(body["LineItems"])
        places = 4
    if lines is None:
        return []
    paper = Paper(
        sale=form.is_sale(body),
        approved=approving or body["Status"] == "PAID",
        line_amount_types=body["LineAmountTypes"],
        places=places,
        discounts=form.discounts and form.is_sale(body),
        trusted=trusted,
    )
    try:
        body["LineItems"] = read_lines(state, lines, paper=paper, kept=body["LineItems"])
    except InvalidError as refused:
        return list(refused.messages)
    summed = totals([(line["LineAmount"], line["TaxAmount"]) for line in body["LineItems"]], body["LineAmountTypes"])
    body |= {"SubTotal": summed.subtotal, "TotalTax": summed.tax, "Total": summed.total}
    return []


def _number(state: State, form: Form, *, sent: Mapping[str, Json], body: Body) -> list[str]:
    """Sales numbers are unique (a deleted draft frees its number, a void keeps it: assumed) and made up when left out."""
    number = text_of(sent, form.number_field)
    if number:
        body[form.number_field] = number
    if len(number) > 255:
        return [errors.TOO_LONG.format(form.number_field, 255)]
    if not form.is_sale(body):
        return []
    if not body[form.number_field]:
        while not body[form.number_field] or _taken(state, form, body=body):
            body[form.number_field] = f"{form.prefix}{state.next_number(form.number_field):04}"
    return [form.not_unique] if _taken(state, form, body=body) else []


def _taken(state: State, form: Form, *, body: Body) -> bool:
    return any(
        one[form.id_field] != body[form.id_field] and one["Type"] == form.sale and one["Status"] != "DELETED"
        for one in state.find(form.kind, "number", key=body[form.number_field].lower())
    )
