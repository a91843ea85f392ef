"""How invoices and credit notes are shown: what is kept, and what follows from it."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import artefacts, documents
from tieout.sandbox.sage.forms import FORMS, Form
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.postings import DOCUMENT_TYPES
from tieout.sandbox.sage.resource import Action, Query, Resource, View, equals, expand, from_date, to_date
from tieout.sandbox.sage.rules import ZERO, inverse, to_base
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.tax import percentage_on
from tieout.sandbox.sage.wire import Sent, read_flag

_BASED = ("net_amount", "tax_amount", "total_amount", "outstanding_amount", "total_discount_amount")
_LINE_BASED = ("unit_price", "net_amount", "tax_amount", "total_amount", "discount_amount")


def show(state: State, form: Form, *, body: Body, view: View) -> Body:
    rate = body["exchange_rate"]
    shown: Body = expand(state, {name: value for name, value in body.items() if name != form.lines})
    shown |= {
        "links": links_of(state, form.kind, body=body),
        "transaction_type": state.reference("transaction_types", DOCUMENT_TYPES[form.kind]),
        "deleted_at": body.get("deleted_at"),
        "inverse_exchange_rate": inverse(rate),
        **{f"base_currency_{name}": to_base(body[name], rate) for name in _BASED if name in body},
        form.lines: [_line(state, line, body=body, view=view) for line in body[form.lines]],
        "tax_analysis": _tax_analysis(state, body, lines=body[form.lines]),
        "editable": body["status_id"] != "VOID" and not body["tax_reconciled"],
        "tax_calculation_method": "invoice",
        "migrated": False,
        **_settled(state, body),
    }
    if form.sold:
        shown |= _sold(state, body, rate=rate)
    if read_flag(view.query.get("show_payments_allocations")):
        shown["payments_allocations"] = _payments(state, body)
    if read_flag(view.query.get("show_corrections")):
        shown["corrections"] = []
    return shown


def _settled(state: State, body: Body) -> Body:
    moved = artefacts.settlings_on(state, body["id"])
    amount = sum((one["amount"] for one in moved), ZERO)
    discount = sum((one["discount"] for one in moved), ZERO)
    return {
        "payments_allocations_total_amount": amount,
        "payments_allocations_total_discount": discount,
        "total_paid": amount + discount,
    }


def _sold(state: State, body: Body, *, rate: Decimal) -> Body:
    net, tax = body["shipping_net_amount"], body["shipping_tax_amount"]
    found: Body = {
        "shipping_total_amount": net + tax,
        "shipping_tax_breakdown": breakdown(state, body["shipping_tax_rate_id"], tax=tax, on=body["date"]),
        "base_currency_shipping_net_amount": to_base(net, rate),
        "base_currency_shipping_tax_amount": to_base(tax, rate),
        "base_currency_shipping_total_amount": to_base(net + tax, rate),
        "sent_by_email": False,
    }
    for name in ("main_address", "delivery_address"):
        address = body.get(name)
        found[f"{name}_free_form"] = _free_form(address) if address else ""
        if address:
            free = found[f"{name}_free_form"]
            found[name] = {**expand(state, address), "displayed_as": free, "$path": f"/addresses/{address['id']}"}
    return found


def _free_form(address: Body) -> str:
    """One line for each part that says something."""
    place = " ".join(address[name] for name in ("city", "region", "postal_code") if address[name])
    return "\n".join(part for part in (address["address_line_1"], address["address_line_2"], place) if part)


def _line(state: State, line: Body, *, body: Body, view: View) -> Body:
    rate = body["exchange_rate"]
    kept = {name: value for name, value in line.items() if name not in ("analysis_type_category_ids", "product_id")}
    shown: Body = expand(state, kept)
    shown |= {
        "displayed_as": line["description"],
        "product": _product(state, line["product_id"]),
        **{f"base_currency_{name}": to_base(line[name], rate) for name in _LINE_BASED if name in line},
        "tax_breakdown": breakdown(state, line["tax_rate_id"], tax=line["tax_amount"], on=body["date"]),
        "base_currency_tax_breakdown": breakdown(
            state, line["tax_rate_id"], tax=to_base(line["tax_amount"], rate), on=body["date"]
        ),
    }
    return shown | show_analysis(state, line, view=view)


def show_analysis(state: State, line: Body, *, view: View) -> Body:
    """The tracking of a line, which is left out unless it is asked for."""
    if not read_flag(view.query.get("show_analysis_types")):
        return {}
    kept = line["analysis_type_category_ids"]
    found = [{**(state.reference("analysis_type_categories", one) or {}), "analysis_type": _type_of(state, one)} for one in kept]
    return {"analysis_type_categories": found}


def _product(state: State, id: str | None) -> Body | None:
    return state.reference("products" if state.get("stock_items", id) is None else "stock_items", id)


def _type_of(state: State, category: str) -> Body | None:
    found = state.get("analysis_type_categories", category)
    return state.reference("analysis_types", found["analysis_type_id"]) if found else None


def breakdown(state: State, tax_rate: str | None, *, tax: Decimal, on: str) -> list[Body]:
    """The tax by rate; of nothing there is none. A combined rate is shown as one (assumed)."""
    if tax_rate is None or not tax:
        return []
    percentage = percentage_on(state.need("tax_rates", tax_rate), on)
    return [{"tax_rate": state.reference("tax_rates", tax_rate), "percentage": percentage, "amount": tax}]


def _tax_analysis(state: State, body: Body, *, lines: Sequence[Body]) -> list[Body]:
    found: dict[str, Body] = {}
    rows = [(line["tax_rate_id"], line["net_amount"], line["tax_amount"]) for line in lines]
    if body.get("shipping_net_amount"):
        rows.append((body["shipping_tax_rate_id"], body["shipping_net_amount"], body["shipping_tax_amount"]))
    for tax_rate, net, tax in rows:
        if tax_rate is None:
            continue
        blank = {"tax_rate": state.reference("tax_rates", tax_rate), "goods_amount": ZERO, "service_amount": ZERO}
        one = found.setdefault(tax_rate, blank | {"net_amount": ZERO, "tax_amount": ZERO, "total_amount": ZERO})
        one |= {"net_amount": one["net_amount"] + net, "tax_amount": one["tax_amount"] + tax}
        one["total_amount"] = one["net_amount"] + one["tax_amount"]
    return list(found.values())


def _payments(state: State, body: Body) -> list[Body]:
    found = []
    for settling in artefacts.settlings_on(state, body["id"]):
        kind = settling["source_kind"]
        source = state.need(kind, settling["source"])
        type_name = state.need("transaction_types", source["transaction_type_id"])["displayed_as"]
        name = "contact_payment" if kind == "contact_payments" else "contact_allocation"
        found.append(
            {
                "displayed_as": source["displayed_as"],
                "date": settling["date"],
                "type": type_name,
                "reference": source.get("reference"),
                "amount": settling["amount"],
                "discount": settling["discount"],
                "links": links_of(state, kind, body=source),
                name: state.reference(kind, source["id"]),
                "negative_payment": settling["amount"] < 0,
            }
        )
    return found


def _resource(form: Form) -> Resource:
    def save(state: State, before: Body | None, sent: Sent) -> Body:
        return documents.save(state, form, before=before, sent=sent)

    def remove(state: State, body: Body, query: Query) -> Body | None:
        if form.sold:
            return documents.void(state, form, body=body, query=query)
        documents.delete(state, form, body=body)
        return None

    def read(state: State, body: Body, view: View) -> Body:
        return documents.mark_as_sent(state, form, body=body, view=view) if form.sold else body

    def present(state: State, body: Body, view: View) -> Body:
        return show(state, form, body=body, view=view)

    def release(state: State, body: Body, _sent: Sent) -> Body:
        return documents.release(state, form, body=body)

    return Resource(
        path=form.kind,
        name=form.name,
        show=present,
        save=save,
        remove=remove,
        read=read,
        filters={
            "contact_id": equals("contact_id"),
            "status_id": equals("status_id"),
            "from_date": from_date,
            "to_date": to_date,
            "has_attachments": has_attachments,
        },
        searched=("reference", "contact_name", "contact_reference"),
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date", "due_date"),
        nested=("contact", "main_address", "delivery_address"),
        idempotent=True,
        actions={"release": Action("POST", release, status=201)},
    )


def has_attachments(state: State, body: Body, value: str) -> bool:
    return bool(state.find("attachments", "context", key=body["id"])) == read_flag(value)


RESOURCES: tuple[Resource, ...] = tuple(_resource(form) for form in FORMS)
