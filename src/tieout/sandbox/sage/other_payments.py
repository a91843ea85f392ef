"""Money without an invoice: bank charges, interest, cash sales; one bank account against many ledger accounts."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import analysis, ledger
from tieout.sandbox.sage.document_lines import usable_account
from tieout.sandbox.sage.document_views import breakdown, has_attachments, show_analysis
from tieout.sandbox.sage.documents import check_open
from tieout.sandbox.sage.errors import BLANK, NOT_DELETABLE, NOT_EDITABLE, invalid, not_found
from tieout.sandbox.sage.postings import other_posting
from tieout.sandbox.sage.resource import Query, Resource, View, equals, expand, from_date, to_date
from tieout.sandbox.sage.rules import ZERO, cents
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, objects_of, text_of

# The flag that an account needs on the lines.
TYPES = {
    "OTHER_RECEIPT": "visible_in_other_receipts",
    "OTHER_RECEIPT_REFUND": "visible_in_other_receipts",
    "OTHER_PAYMENT": "visible_in_other_payments",
    "OTHER_PAYMENT_REFUND": "visible_in_other_payments",
}
# Wordings are assumed.
NOT_THE_SUM = "must be the sum of the payment lines"
NOT_NET_AND_TAX = "must be the sum of net and tax amount"
NOT_POSITIVE = "must be greater than 0"
FOREIGN_BANK = "must be in the base currency"


def save(state: State, before: Body | None, sent: Sent) -> Body:
    if before is not None:
        if before.get("_reconciled"):
            raise invalid("", NOT_EDITABLE)
        check_open(state, before["date"])
    body = state.save("other_payments", _compose(state, sent, old=before or {}))
    transaction = ledger.post(state, other_posting(state, body), transaction=body["transaction_id"])
    return body if body["transaction_id"] else state.save("other_payments", {**body, "transaction_id": transaction})


def _compose(state: State, sent: Sent, *, old: Body) -> Body:
    kind = text_of(sent, "transaction_type_id", otherwise=old.get("transaction_type_id", ""))
    if kind not in TYPES:
        raise invalid("transaction_type_id", f"is not one of {', '.join(TYPES)}")
    on = str(date_of(sent, "date", otherwise=old.get("date")))
    check_open(state, on)
    contact = text_of(sent, "contact_id", otherwise=old.get("contact_id") or "") or None
    if contact and state.get("contacts", contact) is None:
        raise not_found("contact_id")
    method = text_of(sent, "payment_method_id", otherwise=old.get("payment_method_id") or "") or None
    if method and state.get("payment_methods", method) is None:
        raise not_found("payment_method_id")
    lines = old["payment_lines"] if old and sent.get("payment_lines") is None else _lines(state, sent, old=old, kind=kind)
    total = cents(decimal_of(sent, "total_amount", otherwise=old.get("total_amount")) or ZERO)
    if total != sum((line["total_amount"] for line in lines), ZERO):
        raise invalid("total_amount", NOT_THE_SUM)
    if total <= 0:
        raise invalid("total_amount", NOT_POSITIVE)
    reference = text_of(sent, "reference", otherwise=old.get("reference") or "")
    return {
        **old,
        "displayed_as": reference or state.need("transaction_types", kind)["displayed_as"],
        "transaction_type_id": kind,
        "date": on,
        "contact_id": contact,
        "payment_method_id": method,
        "bank_account_id": _bank(state, text_of(sent, "bank_account_id", otherwise=old.get("bank_account_id") or "")),
        "tax_address_region_id": text_of(sent, "tax_address_region_id", otherwise=old.get("tax_address_region_id") or "") or None,
        "net_amount": sum((line["net_amount"] for line in lines), ZERO),
        "tax_amount": sum((line["tax_amount"] for line in lines), ZERO),
        "total_amount": total,
        "reference": reference or None,
        "payment_lines": lines,
        "transaction_id": old.get("transaction_id"),
    }


def _bank(state: State, id: str) -> str:
    """Without one the business's first bank account is meant; there is no currency, so it is the base one (both assumed)."""
    bank = state.get("bank_accounts", id) if id else next(iter(state.all("bank_accounts")), None)
    if bank is None:
        raise not_found("bank_account_id")
    if bank["currency_id"] != state.currency:
        raise invalid("bank_account_id", FOREIGN_BANK)
    return str(bank["id"])


def _lines(state: State, sent: Sent, *, old: Body, kind: str) -> list[Body]:
    known = {line["id"]: line for line in old.get("payment_lines", [])}
    found = [
        _line(state, one, known=known, kind=kind, place=f"payment_lines[{index}]")
        for index, one in enumerate(objects_of(sent, "payment_lines"))
    ]
    if not found:
        raise invalid("payment_lines", BLANK)
    return found


def _line(state: State, sent: Sent, *, known: Mapping[str, Body], kind: str, place: str) -> Body:
    own_id = text_of(sent, "id")
    whole: Sent = {**known.get(own_id, {}), **sent}
    account = usable_account(
        state, text_of(whole, "ledger_account_id"), visible_in=TYPES[kind], source=f"{place}.ledger_account_id"
    )
    tax_rate = text_of(whole, "tax_rate_id") or account.get("tax_rate_id")
    if tax_rate and state.get("tax_rates", tax_rate) is None:
        raise not_found(f"{place}.tax_rate_id")
    total = cents(decimal_of(whole, "total_amount", source=f"{place}.total_amount") or ZERO)
    net, tax = _parts(whole, total=total, place=place)
    return {
        "id": own_id if own_id in known else state.new_id(),
        "ledger_account_id": account["id"],
        "details": text_of(whole, "details") or None,
        "tax_rate_id": tax_rate or None,
        "net_amount": net,
        "tax_amount": tax,
        "total_amount": total,
        "trade_of_asset": False,
        "analysis_type_category_ids": _categories(state, sent, before=known.get(own_id), place=place),
    }


def _categories(state: State, sent: Sent, *, before: Body | None, place: str) -> list[str]:
    """A line that is changed keeps its tracking unless other categories are sent."""
    if before is not None and "analysis_type_categories" not in sent:
        return list(before["analysis_type_category_ids"])
    return analysis.read_categories(state, sent, source=place)


def _parts(whole: Sent, *, total: Decimal, place: str) -> tuple[Decimal, Decimal]:
    """Net and tax; what is not sent follows from the other, and without either there is no tax (assumed)."""
    net = decimal_of(whole, "net_amount", source=f"{place}.net_amount")
    tax = decimal_of(whole, "tax_amount", source=f"{place}.tax_amount")
    if tax is None:
        tax = ZERO if net is None else total - cents(net)
    net = total - cents(tax) if net is None else cents(net)
    if net + cents(tax) != total:
        raise invalid(f"{place}.total_amount", NOT_NET_AND_TAX)
    return net, cents(tax)


def remove(state: State, body: Body, _query: Query) -> None:
    """One that the bank has confirmed stays in the books and is undone by a CORRECTION."""
    if (lock := state.locked(body["date"])) is not None:
        raise invalid("", f"{NOT_DELETABLE}: {lock}")
    if body.get("_reconciled"):
        ledger.reverse(state, body["transaction_id"], on=body["date"], details="Correction")
    else:
        ledger.withdraw(state, body["transaction_id"])
    state.remove("other_payments", body["id"])


def show(state: State, body: Body, view: View) -> Body:
    shown: Body = expand(state, {name: value for name, value in body.items() if name != "payment_lines"})
    lines = []
    for line in body["payment_lines"]:
        kept = {name: value for name, value in line.items() if name != "analysis_type_category_ids"}
        lines.append(
            {
                **expand(state, kept),
                "displayed_as": line["details"] or state.need("ledger_accounts", line["ledger_account_id"])["displayed_as"],
                "tax_breakdown": breakdown(state, line["tax_rate_id"], tax=line["tax_amount"], on=body["date"]),
                **show_analysis(state, line, view=view),
            }
        )
    free = not body.get("_reconciled")
    return shown | {"payment_lines": lines, "editable": free, "deletable": free, "deleted_at": body.get("deleted_at")}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="other_payments",
        name="other_payment",
        show=show,
        save=save,
        remove=remove,
        filters={
            "bank_account_id": equals("bank_account_id"),
            "contact_id": equals("contact_id"),
            "transaction_type_id": equals("transaction_type_id"),
            "from_date": from_date,
            "to_date": to_date,
            "has_attachments": has_attachments,
        },
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date"),
        idempotent=True,
    ),
)
