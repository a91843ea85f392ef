"""Invoices and credit notes, sold and bought: drafts, release, changes, voids; one form for all four."""

from collections.abc import Sequence

from tieout.sandbox.books import Body
from tieout.sandbox.sage import artefacts, contacts, document_lines, document_stock, exchange, ledger, numbering
from tieout.sandbox.sage.document_lines import Paper
from tieout.sandbox.sage.errors import LOCKED, NOT_DELETABLE, NOT_EDITABLE, invalid, not_found
from tieout.sandbox.sage.forms import Form
from tieout.sandbox.sage.resource import Query, View
from tieout.sandbox.sage.rules import ZERO, LineSums, Sums, document_sums, shipping_tax
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.tax import percentage_on
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, part_of, read_flag, text_of

# Wordings are assumed, but for the one on VAT (issue 17 of Sage's PHP sample).
RECONCILED = "cannot edit VAT reconciled transactions"
HAS_PAYMENTS = "has payments or allocations, which must be deleted first"
ONLY_DRAFTS = "must be a draft or pro forma"
NO_SUCH_STATUS = "must be DRAFT, PRO_FORMA or UNPAID"
STATUS_FIXED = "can't be changed by an update"
NEGATIVE = "must be greater than or equal to 0"
REASON = "can't be blank"
BEFORE_START = "must be on or after the accounts start date {0}"
REASON_MAX = 200
_SOLD_TEXTS, _BOUGHT_TEXTS = ("reference", "notes", "terms_and_conditions"), ("reference", "notes", "vendor_reference")


def save(state: State, form: Form, *, before: Body | None, sent: Sent) -> Body:
    if before is not None:
        _check_editable(state, before)
    body = compose(state, form, before=before, sent=sent)
    if before is not None and artefacts.is_settled(state, before["id"]) and _moved(before, body):
        raise invalid("", HAS_PAYMENTS)
    if before is None:
        body = numbering.number(state, form, body=body, sent=sent)
    body = state.save(form.kind, body)
    return body if body["status_id"] in artefacts.NOT_POSTED else _post(state, form, body=body)


def _post(state: State, form: Form, *, body: Body) -> Body:
    """Writes the journal and moves the stock, in the place of what the document did before."""
    return document_stock.move(state, form, body=artefacts.repost(state, form.kind, body=body))


def compose(state: State, form: Form, *, before: Body | None, sent: Sent) -> Body:
    """The document as it would be kept; a change takes from `before` what is not sent."""
    old = before or {}
    contact = contacts.usable(state, text_of(sent, "contact_id") or old.get("contact_id", ""), type=form.contact_type)
    on = str(date_of(sent, "date", otherwise=old.get("date")))
    check_open(state, on)
    began = state.settings("financial_settings").get("accounts_start_date")
    if began and on < began:
        raise invalid("date", BEFORE_START.format(began))
    currency = exchange.of_contact(state, contact, sent=sent)
    same = old.get("currency_id") == currency
    body: Body = {
        **old,
        "contact_id": contact["id"],
        "contact_name": contact["name"] if old.get("contact_id") != contact["id"] else old["contact_name"],
        "contact_reference": contact.get("reference") if old.get("contact_id") != contact["id"] else old["contact_reference"],
        "date": on,
        **{
            name: text_of(sent, name, otherwise=old.get(name) or "") or None
            for name in (_SOLD_TEXTS if form.sold else _BOUGHT_TEXTS)
        },
        "currency_id": currency,
        "exchange_rate": exchange.rate_of(state, currency, sent=sent, before=old["exchange_rate"] if same else None),
        "tax_address_region_id": text_of(sent, "tax_address_region_id", otherwise=old.get("tax_address_region_id") or "") or None,
        "status_id": _status(form, sent, before=before),
        form.lines: _lines(state, form, sent=sent, before=before, on=on),
        **(_shipping(state, sent, old=old, on=on) if form.sold else {}),
        **({} if before else _new(state, form)),
    }
    if form.due:
        due = date_of(sent, "due_date", otherwise=old.get("due_date"))
        body["due_date"] = due or contacts.due_date(state, contact, on=on)
    if form.sold:
        body |= _addresses(state, contact, sent=sent, old=old)
        body["sent"] = read_flag(sent.get("sent", old.get("sent", False)))
    return _with_sums(form, body, old=old)


def _new(state: State, form: Form) -> Body:
    body: Body = {
        "transaction_id": None,
        "last_paid": None,
        "void_reason": None,
        "tax_reconciled": False,
        "outstanding_amount": ZERO,
        "_page": state.next_number("page"),
    }
    return body if form.kind != "sales_credit_notes" else body | {"original_invoice_date": None}


def _status(form: Form, sent: Sent, *, before: Body | None) -> str:
    wanted = text_of(sent, "status_id")
    if before is not None:
        free = before["status_id"] in ("DRAFT", "PRO_FORMA") and wanted in ("DRAFT", "PRO_FORMA")
        if wanted not in ("", before["status_id"]) and not (free and form.pro_forma):
            raise invalid("status_id", STATUS_FIXED)
        return wanted or str(before["status_id"])
    if wanted in ("", "UNPAID", "DRAFT") or (wanted == "PRO_FORMA" and form.pro_forma):
        return wanted or "UNPAID"
    raise invalid("status_id", NO_SUCH_STATUS)


def _lines(state: State, form: Form, *, sent: Sent, before: Body | None, on: str) -> list[Body]:
    """A list that is sent takes the place of the kept one: lines that it leaves out are gone (assumed)."""
    kept: Sequence[Body] = before[form.lines] if before else ()
    if before is not None and sent.get(form.lines) is None:
        return list(kept)
    paper = Paper(form.lines, form.visible_in, on, form.sold, {line["id"]: line for line in kept})
    return document_lines.compose(state, sent, paper=paper)


def _shipping(state: State, sent: Sent, *, old: Body, on: str) -> Body:
    net = decimal_of(sent, "shipping_net_amount", otherwise=old.get("shipping_net_amount")) or ZERO
    tax_rate = text_of(sent, "shipping_tax_rate_id", otherwise=old.get("shipping_tax_rate_id") or "") or None
    tax = ZERO
    if tax_rate is not None:
        rate = state.get("tax_rates", tax_rate)
        if rate is None:
            raise not_found("shipping_tax_rate_id")
        tax = shipping_tax(net, percentage_on(rate, on))
    return {"shipping_net_amount": net, "shipping_tax_rate_id": tax_rate, "shipping_tax_amount": tax}


def _addresses(state: State, contact: Body, *, sent: Sent, old: Body) -> Body:
    """The contact's addresses are copied, so that what was issued stays as it was when the contact moves."""
    found: Body = {}
    for name in ("main_address", "delivery_address"):
        part = part_of(sent, name)
        if part is not None:
            found[name] = {field: text_of(part, field) for field in _ADDRESS} | {
                "id": (old.get(name) or {}).get("id") or state.new_id()
            }
        elif old and old.get("contact_id") == contact["id"]:
            found[name] = old.get(name)
        else:
            kept = state.get("addresses", contact.get(f"{name}_id"))
            found[name] = {field: kept.get(field) or "" for field in _ADDRESS} | {"id": state.new_id()} if kept else None
    return found


_ADDRESS = ("address_line_1", "address_line_2", "city", "region", "postal_code", "country_id")


def _with_sums(form: Form, body: Body, *, old: Body) -> Body:
    sums = sums_of(form, body)
    if sums.total < 0:
        raise invalid("total_amount", NEGATIVE)
    body |= {"net_amount": sums.net, "tax_amount": sums.tax, "total_amount": sums.total, "total_quantity": sums.quantity}
    if form.sold:
        body["total_discount_amount"] = sums.discount
    if body["status_id"] not in artefacts.NOT_POSTED:
        body["outstanding_amount"] = sums.total - (old["total_amount"] - old["outstanding_amount"] if old else ZERO)
        if not sums.total:
            body["status_id"] = "PAID"
        elif old and old["status_id"] == "PAID" and not old["total_amount"]:
            body["status_id"] = "UNPAID"
    return body


def sums_of(form: Form, body: Body) -> Sums:
    lines = [
        (
            LineSums(line["net_amount"], line["tax_amount"], line["total_amount"], line.get("discount_amount", ZERO), ZERO),
            line["quantity"],
        )
        for line in body[form.lines]
    ]
    return document_sums(
        lines, shipping_net=body.get("shipping_net_amount", ZERO), shipping_tax=body.get("shipping_tax_amount", ZERO)
    )


def check_open(state: State, on: str, *, source: str = "date") -> None:
    """Nothing is booked on or before the year end lockdown."""
    if (lock := state.locked(on)) is not None:
        raise invalid(source, LOCKED.format(lock))


def _check_editable(state: State, before: Body) -> None:
    if before["status_id"] == "VOID":
        raise invalid("", NOT_EDITABLE)
    if before["tax_reconciled"]:
        raise invalid("", RECONCILED)
    check_open(state, before["date"])


def _moved(before: Body, after: Body) -> bool:
    return any(before[name] != after[name] for name in ("total_amount", "contact_id", "currency_id", "exchange_rate"))


def release(state: State, form: Form, *, body: Body) -> Body:
    """A draft or pro forma is numbered and booked."""
    if body["status_id"] not in ("DRAFT", "PRO_FORMA"):
        raise invalid("status_id", ONLY_DRAFTS)
    check_open(state, body["date"])
    status = "UNPAID" if body["total_amount"] else "PAID"
    released = {**body, "status_id": status, "outstanding_amount": body["total_amount"]}
    released = state.save(form.kind, numbering.number(state, form, body=released, sent={}))
    return _post(state, form, body=released)


def void(state: State, form: Form, *, body: Body, query: Query) -> Body:
    """A sales document stays in its list as VOID; without a reason only while it is a draft."""
    reason = query.get("void_reason", "").strip()
    _check_removable(state, body)
    if body["status_id"] != "DRAFT" and not reason:
        raise invalid("void_reason", REASON)
    if len(reason) > REASON_MAX:
        raise invalid("void_reason", f"is too long (maximum is {REASON_MAX} characters)")
    if body["transaction_id"]:
        ledger.withdraw(state, body["transaction_id"])
    body = document_stock.take_back(state, body)
    return state.save(form.kind, {**body, "status_id": "VOID", "void_reason": reason or None, "outstanding_amount": ZERO})


def delete(state: State, form: Form, *, body: Body) -> None:
    """A bought document leaves its list."""
    _check_removable(state, body)
    if body["transaction_id"]:
        ledger.withdraw(state, body["transaction_id"])
    document_stock.take_back(state, body)
    state.remove(form.kind, body["id"])


def _check_removable(state: State, body: Body) -> None:
    if body["status_id"] == "VOID":
        raise invalid("", NOT_DELETABLE)
    if body["tax_reconciled"]:
        raise invalid("", RECONCILED)
    if artefacts.is_settled(state, body["id"]):
        raise invalid("", HAS_PAYMENTS)
    check_open(state, body["date"])


def mark_as_sent(state: State, form: Form, *, body: Body, view: View) -> Body:
    """Reading a posted sales document marks it as sent, unless the reader says otherwise."""
    if body["sent"] or body["status_id"] in artefacts.NOT_POSTED or view.query.get("mark_as_sent", "true").lower() == "false":
        return body
    return state.save(form.kind, {**body, "sent": True})
