"""Who owes how much since when, and to whom we do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.reports import documents
from tieout.sandbox.quickbooks.reports.request import Request
from tieout.sandbox.quickbooks.reports.shape import columns, figure, money, row, section


@dataclass(frozen=True)
class Item:
    """A document that is not settled at the report's day; `amount` is positive where it adds to what is owed."""

    document: str
    party: str
    on: str
    due_on: str
    amount: Decimal
    left: Decimal


def open_items(request: Request, kind: str) -> list[Item]:
    """What is open of each document at the last day, oldest due day first; `kind` is Customer or Vendor."""
    sign = 1 if kind == "Customer" else -1
    last, left = request.span.last.isoformat(), defaultdict[str, Decimal](lambda: ZERO)
    opened: dict[str, tuple[str, str, Decimal]] = {}
    for line in request.rows():
        if not line.target or not line.party.startswith(f"{kind}:") or line.on > last:
            continue
        left[line.target] += sign * line.amount
        if line.target == line.document:
            before = opened.get(line.target, ("", "", ZERO))[2]
            opened[line.target] = (line.party, line.on, before + sign * line.amount)
        else:
            # Paid before it was written: for a while only the payment is there.
            opened.setdefault(line.target, (line.party, line.on, ZERO))
    found = []
    for document, amount in left.items():
        if amount:
            party, on, whole = opened[document]
            found.append(Item(document, party, on, documents.due_on(request.company, document, usual=on), whole, amount))
    return sorted(found, key=lambda item: (item.due_on, int(item.document.partition(":")[2])))


def _titles(request: Request) -> list[str]:
    days, count = request.numbers["aging_period"], request.numbers["num_periods"]
    steps = [f"{place * days + 1} - {(place + 1) * days}" for place in range(count - 1)]
    return ["Current", *steps, f"{(count - 1) * days + 1} and over"]


def _column(request: Request, item: Item) -> int:
    late = (request.span.last - date.fromisoformat(item.due_on)).days
    days, count = request.numbers["aging_period"], request.numbers["num_periods"]
    return 0 if late <= 0 else min((late - 1) // days + 1, count)


def _summary(request: Request, kind: str) -> Body:
    company, titles = request.company, _titles(request)
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(titles))
    for item in open_items(request, kind):
        sums[item.party][_column(request, item)] += item.left
    named = sorted((documents.name_of(company, party), amounts) for party, amounts in sums.items())
    rows = [row(name, *(money(amount) for amount in amounts), figure(sum(amounts, ZERO))) for name, amounts in named]
    total = [sum((amounts[place] for _, amounts in named), ZERO) for place in range(len(titles))]
    every = ["TOTAL", *(figure(amount) for amount in total), figure(sum(total, ZERO))]
    return {
        "Header": request.header(empty=not rows, dated=False),
        "Columns": columns(("", kind), *((title, "Money") for title in titles), ("Total", "Money")),
        "Rows": {"Row": [*rows, section([], summary=every, group="GrandTotal")]},
    }


def _detail(request: Request, kind: str) -> Body:
    titles = _titles(request)
    buckets: list[list[Item]] = [[] for _ in titles]
    for item in open_items(request, kind):
        buckets[_column(request, item)].append(item)
    rows = []
    for title, items in reversed(list(zip(titles, buckets, strict=True))):
        if items:
            label = "Current" if title == "Current" else f"{title} days past due"
            shown = [_line(request, item) for item in items]
            rows.append(section(shown, header=[label], summary=_sums(f"Total for {label}", items)))
    every = [item for items in buckets for item in items]
    names = ("Date", "Date"), ("Transaction Type", "String"), ("Num", "String"), (kind, "String"), ("Due Date", "Date")
    return {
        "Header": request.header(empty=not every, dated=False),
        "Columns": columns(*names, ("Amount", "Money"), ("Open Balance", "Money")),
        "Rows": {"Row": [*rows, section([], summary=_sums("TOTAL", every), group="GrandTotal")]},
    }


def _line(request: Request, item: Item) -> Body:
    company, own_id = request.company, item.document.partition(":")[2]
    kind = (documents.type_of(company, item.document), own_id)
    number = documents.number_of(company, item.document)
    return row(item.on, kind, number, documents.name_of(company, item.party), item.due_on, figure(item.amount), figure(item.left))


def _sums(label: str, items: Sequence[Item]) -> list[str]:
    amount, left = sum((item.amount for item in items), ZERO), sum((item.left for item in items), ZERO)
    return [label, "", "", "", "", figure(amount), figure(left)]


def receivables(request: Request) -> Body:
    return _summary(request, "Customer")


def payables(request: Request) -> Body:
    return _summary(request, "Vendor")


def receivable_detail(request: Request) -> Body:
    return _detail(request, "Customer")


def payable_detail(request: Request) -> Body:
    return _detail(request, "Vendor")
