"""Sales invoices and bills: what may be changed when, and how they are shown."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.documents import Form, compose, keep
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.inventory import moved
from tieout.sandbox.xero.lines import show_lines
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.prepayments import applied
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import State, Wish, of_text
from tieout.sandbox.xero.wire import date_out, envelope, flag, moments_out, object_of, read_date, read_decimal, text_of

FORM = Form(
    kind="Invoices",
    id_field="InvoiceID",
    number_field="InvoiceNumber",
    sale="ACCREC",
    purchase="ACCPAY",
    prefix="INV-",
    dates=("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"),
    not_unique=errors.NOT_UNIQUE,
    discounts=True,
)
_SILENT = frozenset({"DueDate", "SentToContact"})  # edits of these on part-paid documents leave the time stamp
_FIXED_FIGURES = ("Quantity", "UnitAmount", "LineAmount", "DiscountRate", "DiscountAmount", "TaxAmount")


def save_invoice(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = _meant(state, sent, wish=wish)
    warnings = []
    if before is None:
        body = keep(state, FORM, body=compose(state, FORM, sent=sent, before=None, places=wish.places))
    elif text_of(sent, "Status").upper() in ("VOIDED", "DELETED"):
        body = _end(state, before, status=text_of(sent, "Status").upper())
    elif before["AmountPaid"] or before["AmountCredited"]:
        body = _edit_paid(state, before, sent=sent)
    else:
        body = keep(state, FORM, body=compose(state, FORM, sent=sent, before=before, places=wish.places))
    if flag(sent.get("SentToContact")) and body["Status"] not in ("AUTHORISED", "PAID"):
        warnings.append({"Message": errors.SENT_TO_CONTACT})
    return {**body, "Warnings": warnings} if warnings else body


def _meant(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    if wish.id:
        found = state.get("Invoices", wish.id) or next(iter(state.by_number("Invoices", wish.id)), None)
        if found is None:
            raise errors.not_found()
        return found
    if wish.create_only:
        return None
    if invoice_id := text_of(sent, "InvoiceID"):
        found = state.get("Invoices", invoice_id)
        if found is None:
            raise InvalidError(errors.NO_DOCUMENT)
        return found
    # Bills are told apart by id only: their numbers are free text (assumed: an equal number makes another bill).
    number = text_of(sent, "InvoiceNumber")
    living = [one for one in state.by_number("Invoices", number) if one["Type"] == "ACCREC" and one["Status"] != "DELETED"]
    return living[0] if living and text_of(sent, "Type").upper() in ("", "ACCREC") else None


def _end(state: State, before: Body, *, status: str) -> Body:
    """Void an approved document, delete an unapproved one."""
    if before["AmountPaid"] or before["AmountCredited"]:
        raise InvalidError(errors.VOID_WITH_PAYMENTS if status == "VOIDED" else errors.NOT_MODIFIABLE)
    # A document of 0.00 is PAID without a payment and can be voided (assumed).
    allowed = ("AUTHORISED", "PAID") if status == "VOIDED" else ("DRAFT", "SUBMITTED")
    if before["Status"] not in allowed:
        raise InvalidError(errors.NOT_MODIFIABLE)
    if state.locked(before["Date"]):
        raise InvalidError(errors.LOCKED)
    ended = moved(state, "Invoices", body={**before, "Status": status, "AmountDue": Decimal("0.00")})
    ended = state.save("Invoices", ended)
    journals.post(state, "Invoices", body=ended)
    return ended


def _edit_paid(state: State, before: Body, *, sent: Mapping[str, Json]) -> Body:
    """A part or fully paid sales invoice still takes texts, accounts and tracking, a bill nothing."""
    if before["Type"] == "ACCPAY" or _moves_money(before, sent):
        raise InvalidError(errors.NOT_MODIFIABLE, errors.HAS_PAYMENTS)
    credited = before["AmountCredited"] and before["Status"] == "PAID"
    contact_id = text_of(object_of(sent, "Contact"), "ContactID")
    if credited and contact_id and contact_id != before["Contact"]["ContactID"]:
        raise InvalidError(errors.NOT_MODIFIABLE, errors.HAS_PAYMENTS)
    kept = {line["LineItemID"]: line for line in before["LineItems"]}
    lines = [{**kept[one["LineItemID"]], **one} for one in sent.get("LineItems", [])]
    wanted = {**sent, "LineItems": lines} if lines else sent
    body = compose(state, FORM, sent={**wanted, "Status": before["Status"]}, before=before, places=4)
    changed = {field for field in body if body[field] != before.get(field)}
    if not changed:
        return before
    return settle(state, "Invoices", document=moved(state, "Invoices", body=body), stamped=not changed <= _SILENT)


def _moves_money(before: Body, sent: Mapping[str, Json]) -> bool:
    """Whether a field is sent with another value than the kept one that a paid document cannot change any more."""
    kept = {line["LineItemID"]: line for line in before["LineItems"]}
    lines = sent.get("LineItems", [])
    if lines and {line.get("LineItemID") for line in lines} != set(kept):
        return True
    for line in lines:
        own = kept[line["LineItemID"]]
        if any(field in line and read_decimal(line[field], field) != own.get(field, 0) for field in _FIXED_FIGURES):
            return True
        if any(text_of(line, field) not in ("", own.get(field, "")) for field in ("TaxType", "ItemCode")):
            return True
    if sent.get("Date") and read_date(sent["Date"]) != before["Date"]:
        return True
    status = text_of(sent, "Status").upper()
    if status not in ("", before["Status"], "AUTHORISED"):
        return True
    return any(
        text_of(sent, field) and text_of(sent, field).lower() != before[field].lower()
        for field in ("Type", "CurrencyCode", "LineAmountTypes")
    )


def show_invoice(state: State, invoice: Body, *, full: bool, places: int = 2) -> Body:
    """`full` is for single and paged reads and for replies to writes; the rest are summaries."""
    contact = state.contact(invoice["Contact"]["ContactID"])
    shown = {key: value for key, value in invoice.items() if value != ""}
    if invoice["Type"] == "ACCREC":
        shown["Reference"] = invoice["Reference"]
    for field in (*FORM.dates, "FullyPaidOnDate"):
        if invoice.get(field):
            shown[field] = date_out(invoice[field])
            if field != "FullyPaidOnDate":
                shown[f"{field}String"] = f"{invoice[field]}T00:00:00"
    shown |= {
        **moments_out(invoice["UpdatedDateUTC"]),
        "HasAttachments": False,
        "HasErrors": False,
        "IsDiscounted": any(line.get("DiscountRate") or line.get("DiscountAmount") for line in invoice["LineItems"]),
        "Payments": _payments(state, invoice),
        "CreditNotes": _credits(state, invoice),
        "Prepayments": applied(state, "Prepayments", invoice_id=invoice["InvoiceID"]),
        "Overpayments": applied(state, "Overpayments", invoice_id=invoice["InvoiceID"]),
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
    }
    if not full:
        return {**shown, "LineItems": []}
    if shown["IsDiscounted"]:
        shown["TotalDiscount"] = sum(
            (line["Quantity"] * line["UnitAmount"] - line["LineAmount"] for line in invoice["LineItems"]), Decimal(0)
        ).quantize(Decimal("0.01"))
    shown["Contact"] |= {field: contact[field] for field in ("ContactNumber", "EmailAddress") if contact.get(field)}
    shown["LineItems"] = show_lines(invoice["LineItems"], places=places)
    return shown


def answer_email(state: State, call: Call, *, place: Place) -> Reply:
    """Sends nothing anywhere: the invoice is marked as sent, and that is all."""
    if place.kind.plural != "Invoices" or place.child_id:
        raise errors.not_found()
    if call.method != "POST":
        raise errors.refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for e-mails")
    invoice = place.body
    if invoice["Type"] != "ACCREC" or invoice["Status"] not in ("SUBMITTED", "AUTHORISED", "PAID"):
        raise InvalidError("Only submitted and approved sales invoices can be e-mailed")  # assumed words
    if not state.contact(invoice["Contact"]["ContactID"]).get("EmailAddress"):
        raise InvalidError("The contact has no e-mail address")  # assumed words
    if invoice["Status"] != "SUBMITTED" and not invoice["SentToContact"]:
        sent = {**invoice, "SentToContact": True}
        # On a part-paid document this does not move the time stamp.
        state.keep("Invoices", sent) if invoice["AmountPaid"] else state.save("Invoices", sent)
    return Reply(204)


def answer_online(state: State, call: Call, *, place: Place) -> Reply:
    """Where the customer can look at the invoice."""
    invoice = place.body
    if place.kind.plural != "Invoices" or place.child_id or call.method != "GET":
        raise errors.not_found()
    if invoice["Type"] != "ACCREC" or invoice["Status"] in ("DRAFT", "DELETED"):
        raise InvalidError("Only approved sales invoices have an online invoice")  # assumed words
    word = of_text(state.organisation_id, "online", invoice["InvoiceID"]).replace("-", "")
    return envelope("OnlineInvoices", [{"OnlineInvoiceUrl": f"https://in.xero.com/{word}"}], call=call)


def summarise_invoice(shown: Body) -> Body:
    return {key: value for key, value in shown.items() if key not in ("Payments", "HasAttachments", "LineItems", "CISDeduction")}


def _payments(state: State, invoice: Body) -> list[Body]:
    return [
        {
            "PaymentID": one["PaymentID"],
            "Date": date_out(one["Date"]),
            "Amount": one["Amount"],
            "Reference": one["Reference"],
            "CurrencyRate": one["CurrencyRate"],
            "HasAccount": True,
            "HasValidationErrors": False,
        }
        for one in state.find("Payments", "invoice", key=invoice["InvoiceID"])
    ]


def _credits(state: State, invoice: Body) -> list[Body]:
    return [
        {
            "CreditNoteID": one["CreditNote"]["CreditNoteID"],
            "CreditNoteNumber": one["CreditNote"]["CreditNoteNumber"],
            "ID": one["CreditNote"]["CreditNoteID"],
            "AppliedAmount": one["Amount"],
            "Date": date_out(one["Date"]),
            "DateString": f"{one['Date']}T00:00:00",
            "HasErrors": False,
        }
        for one in state.find("Allocations", "invoice", key=invoice["InvoiceID"])
        if "CreditNote" in one
    ]
