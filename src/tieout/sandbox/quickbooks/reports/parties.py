"""What each customer and vendor owes in all."""

from collections import defaultdict
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.reports import documents
from tieout.sandbox.quickbooks.reports.ageing import Item, open_items
from tieout.sandbox.quickbooks.reports.request import Request
from tieout.sandbox.quickbooks.reports.shape import columns, figure, row, section


def _grouped(request: Request, kind: str) -> list[tuple[tuple[str, str], list[Item]]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in open_items(request, kind):
        found[item.party].append(item)
    return sorted((documents.name_of(request.company, party), items) for party, items in found.items())


def _left(items: list[Item]) -> Decimal:
    return sum((item.left for item in items), ZERO)


def _balance(request: Request, kind: str) -> Body:
    grouped = [(name, _left(items)) for name, items in _grouped(request, kind)]
    rows = [row(name, figure(amount)) for name, amount in grouped if amount]
    total = figure(sum((amount for _, amount in grouped), ZERO))
    return {
        "Header": request.header(empty=not rows, dated=False),
        "Columns": columns(("", kind), ("Total", "Money")),
        "Rows": {"Row": [*rows, section([], summary=["TOTAL", total], group="GrandTotal")]},
    }


def _detail(request: Request, kind: str) -> Body:
    company, rows, total = request.company, [], ZERO
    for name, items in _grouped(request, kind):
        shown, balance = [], ZERO
        for item in sorted(items, key=lambda one: (one.on, int(one.document.partition(":")[2]))):
            balance += item.left
            typed = (documents.type_of(company, item.document), item.document.partition(":")[2])
            number = documents.number_of(company, item.document)
            shown.append(row(item.on, typed, number, item.due_on, figure(item.amount), figure(item.left), figure(balance)))
        summary = [f"Total for {name[0]}", "", "", "", figure(sum((one.amount for one in items), ZERO)), figure(balance), ""]
        rows.append(section(shown, header=[name], summary=summary))
        total += balance
    names = ("Date", "Date"), ("Transaction Type", "String"), ("Num", "String"), ("Due Date", "Date"), ("Amount", "Money")
    return {
        "Header": request.header(empty=not rows, dated=False),
        "Columns": columns(*names, ("Open Balance", "Money"), ("Balance", "Money")),
        "Rows": {"Row": [*rows, section([], summary=["TOTAL", "", "", "", "", figure(total), ""], group="GrandTotal")]},
    }


def customer_balance(request: Request) -> Body:
    return _balance(request, "Customer")


def customer_balance_detail(request: Request) -> Body:
    return _detail(request, "Customer")


def vendor_balance(request: Request) -> Body:
    return _balance(request, "Vendor")


def vendor_balance_detail(request: Request) -> Body:
    return _detail(request, "Vendor")
