"""What documents, payments and allocations do to the ledger: the lines of their journals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import controls
from tieout.sandbox.sage.ledger import Line, Posting
from tieout.sandbox.sage.rules import ZERO, cents, shared, to_base
from tieout.sandbox.sage.state import State

MONEY_IN = ("CUSTOMER_RECEIPT", "VENDOR_REFUND", "OTHER_RECEIPT", "OTHER_PAYMENT_REFUND")
DOCUMENT_TYPES = {
    "sales_invoices": "SALES_INVOICE",
    "sales_credit_notes": "SALES_CREDIT_NOTE",
    "purchase_invoices": "PURCHASE_INVOICE",
    "purchase_credit_notes": "PURCHASE_CREDIT_NOTE",
}


@dataclass(frozen=True)
class Part:
    """An open item that is settled; `debit` is 1 when it stands as a debit on its control account, `rate` is its own."""

    debit: int
    amount: Decimal
    discount: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Open:
    """An open item as its own journal needs it: its total, what has been settled of it, and what is left."""

    debit: int
    total: Decimal
    rate: Decimal
    outstanding: Decimal
    settled: Sequence[Decimal]


def control(state: State, side: str) -> str:
    return str(state.control(controls.DEBTORS if side == "sales" else controls.CREDITORS)["id"])


def _rounding(state: State, item: Open, *, account: str, contact: str) -> list[Line]:
    """Settling piece by piece rounds otherwise than settling at once: the difference is an exchange difference (assumed).

    So a control account is always the sum of the open items, each at its own rate.
    """
    left = to_base(item.total, item.rate) - sum((to_base(one, item.rate) for one in item.settled), ZERO)
    rest = item.debit * (left - to_base(item.outstanding, item.rate))
    if not rest:
        return []
    return [Line(account, -rest, own=ZERO, contact=contact), Line(controls.exchange(state, gain=rest < 0), rest)]


def document_posting(state: State, kind: str, *, body: Body, item: Open) -> Posting:
    """The control account against the accounts of the lines, the tax by rate, and carriage."""
    side, rate, contact = kind.partition("_")[0], body["exchange_rate"], body["contact_id"]
    account = control(state, side)
    base_total = to_base(body["total_amount"], rate)
    net = [
        (line["ledger_account_id"], line["net_amount"], line["tax_rate_id"], line["description"])
        for line in body[lines_field(kind)]
    ]
    taxes: dict[str, Decimal] = {}
    for line in body[lines_field(kind)]:
        if line["tax_amount"]:
            taxes[line["tax_rate_id"]] = taxes.get(line["tax_rate_id"], ZERO) + line["tax_amount"]
    if shipping := body.get("shipping_net_amount"):
        net.append((controls.carriage(state), shipping, body["shipping_tax_rate_id"], "Carriage"))
    if shipping_tax := body.get("shipping_tax_amount"):
        tax_rate = body["shipping_tax_rate_id"]
        taxes[tax_rate] = taxes.get(tax_rate, ZERO) + shipping_tax
    tax_account = controls.tax(state, side)
    rows = [*net, *((tax_account, amount, tax_rate, "") for tax_rate, amount in taxes.items())]
    bases = shared([amount for _, amount, _, _ in rows], rate, whole=base_total)
    lines = [Line(account, item.debit * base_total, own=item.debit * body["total_amount"], contact=contact)]
    lines += [
        Line(row_account, -item.debit * base, tax_rate=tax_rate or "", details=details)
        for (row_account, _, tax_rate, details), base in zip(rows, bases, strict=True)
    ]
    lines += _rounding(state, item, account=account, contact=contact)
    return Posting(
        kind=kind,
        id=body["id"],
        type=DOCUMENT_TYPES[kind],
        on=body["date"],
        lines=lines,
        total=base_total,
        own_total=body["total_amount"],
        displayed_as=body["displayed_as"],
        reference=body["reference"],
        contact=contact,
    )


def lines_field(kind: str) -> str:
    return "invoice_lines" if kind.endswith("invoices") else "credit_note_lines"


def payment_posting(state: State, body: Body, *, parts: Sequence[Part], on_account: Open | None) -> Posting:
    """The bank against the control account; what the two rates make of it is an exchange difference."""
    kind, rate, contact = body["transaction_type_id"], body["exchange_rate"], body["contact_id"]
    side = "sales" if kind.startswith("CUSTOMER") else "purchase"
    account = control(state, side)
    lines = [*_bank_lines(state, body)]
    for part in parts:
        settled = part.amount + part.discount
        lines.append(Line(account, -part.debit * to_base(settled, part.rate), own=-part.debit * settled, contact=contact))
        if part.discount:
            lines.append(Line(controls.discount(state, side), part.debit * to_base(part.discount, part.rate)))
    if on_account is not None:
        left = on_account.debit * on_account.total
        lines.append(Line(account, to_base(left, rate), own=left, contact=contact))
        lines += _rounding(state, on_account, account=account, contact=contact)
    return Posting(
        kind="contact_payments",
        id=body["id"],
        type=kind,
        on=body["date"],
        lines=balanced(state, lines, foreign=body["currency_id"] != state.currency),
        total=to_base(body["total_amount"], rate),
        own_total=body["total_amount"],
        displayed_as=body["displayed_as"],
        reference=body["reference"],
        contact=contact,
    )


def balanced(state: State, lines: list[Line], *, foreign: bool) -> list[Line]:
    """Only a foreign currency may leave something over, which is an exchange difference."""
    rest = sum((line.amount for line in lines), ZERO)
    if not rest or not foreign:
        return lines
    return [*lines, Line(controls.exchange(state, gain=rest > 0), -rest)]


def _bank_lines(state: State, body: Body) -> list[Line]:
    sign = 1 if body["transaction_type_id"] in MONEY_IN else -1
    bank = state.need("bank_accounts", body["bank_account_id"])
    account, base = bank["ledger_account_id"], to_base(body["total_amount"], body["exchange_rate"])
    own = body["total_amount"] if bank["currency_id"] == body["currency_id"] else base
    lines = [Line(account, sign * base, own=sign * own)]
    if charge := body.get("base_currency_currency_charge"):
        own_charge = charge if bank["currency_id"] == state.currency else cents(charge / body["exchange_rate"])
        lines.append(Line(account, -charge, own=-own_charge))
        lines.append(Line(controls.bank_charges(state), charge))
    return lines


def allocation_posting(state: State, body: Body, *, parts: Sequence[Part]) -> Posting:
    """No money moves, so nothing is entered but what different rates leave over."""
    side = "sales" if body["transaction_type_id"].startswith("CUSTOMER") else "purchase"
    rest = sum((-part.debit * to_base(part.amount, part.rate) for part in parts), ZERO)
    lines = [Line(control(state, side), rest, own=ZERO, contact=body["contact_id"])]
    if rest:
        lines = balanced(state, lines, foreign=True)
    return Posting(
        kind="contact_allocations",
        id=body["id"],
        type=body["transaction_type_id"],
        on=body["date"],
        lines=lines,
        total=sum((to_base(part.amount, part.rate) for part in parts if part.debit > 0), ZERO),
        displayed_as=body["displayed_as"],
        contact=body["contact_id"],
    )


def other_posting(state: State, body: Body) -> Posting:
    """A bank account against the accounts of the lines, and their tax; always in base currency."""
    kind = body["transaction_type_id"]
    sign = 1 if kind in MONEY_IN else -1
    bank = state.need("bank_accounts", body["bank_account_id"])
    side = "sales" if kind.startswith("OTHER_RECEIPT") else "purchase"
    lines = [Line(bank["ledger_account_id"], sign * body["total_amount"])]
    for line in body["payment_lines"]:
        lines.append(
            Line(
                line["ledger_account_id"],
                -sign * line["net_amount"],
                tax_rate=line["tax_rate_id"] or "",
                details=line["details"] or "",
            )
        )
        if line["tax_amount"]:
            lines.append(Line(controls.tax(state, side), -sign * line["tax_amount"], tax_rate=line["tax_rate_id"] or ""))
    return _plain(body, "other_payments", kind=kind, lines=lines, total=body["total_amount"])


def transfer_posting(state: State, body: Body, *, kind: str, total: Decimal) -> Posting:
    """Bank to bank in one currency. Between accounts of a foreign currency the books' own average rate is kept (assumed)."""
    from_bank, to_bank = (state.need("bank_accounts", body[f"{end}_bank_account_id"]) for end in ("from", "to"))
    base = to_base(total, body["_rate"])
    lines = [
        Line(to_bank["ledger_account_id"], base, own=total),
        Line(from_bank["ledger_account_id"], -base, own=-total),
    ]
    type_of = {"bank_transfers": "BANK_TRANSFER", "bank_deposits": "DEPOSIT"}[kind]
    return _plain(body, kind, kind=type_of, lines=lines, total=base)


def journal_posting(body: Body) -> Posting:
    lines = [
        Line(line["ledger_account_id"], line["debit"] - line["credit"], details=line["details"] or "")
        for line in body["journal_lines"]
    ]
    return _plain(body, "journals", kind="JOURNAL", lines=lines, total=body["total"])


def _plain(body: Mapping[str, object], collection: str, *, kind: str, lines: Sequence[Line], total: Decimal) -> Posting:
    def text(name: str) -> str | None:
        return str(body[name]) if body.get(name) else None

    return Posting(
        kind=collection,
        id=str(body["id"]),
        type=kind,
        on=str(body["date"]),
        lines=lines,
        total=total,
        displayed_as=str(body["displayed_as"]),
        reference=text("reference"),
        contact=text("contact_id"),
    )
