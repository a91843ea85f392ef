"""The reports that list what happened: general ledger, journal, transactions, accounts."""

from collections import defaultdict
from collections.abc import Sequence

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.reports import documents
from tieout.sandbox.quickbooks.reports.request import Request
from tieout.sandbox.quickbooks.reports.rows import Row, accrual, total
from tieout.sandbox.quickbooks.reports.shape import Cell, columns, figure, money, row, section

_SPLIT = "-Split-"
_PROFIT = ("Revenue", "Expense")
_HEAD = (("Date", "Date"), ("Transaction Type", "String"), ("Num", "String"))


def _by_document(request: Request) -> dict[str, list[Row]]:
    """Every line of each document, those too that the filters leave out."""
    found: dict[str, list[Row]] = defaultdict(list)
    for line in accrual(request.company):
        found[line.document].append(line)
    return found


def _account(request: Request, own_id: str) -> Cell:
    return (str(request.company.fetch("Account", own_id)["FullyQualifiedName"]), own_id)


def _other(request: Request, line: Row, *, siblings: Sequence[Row]) -> Cell:
    """The one other account of a document, or the word for several."""
    others = {one.account for one in siblings} - {line.account}
    return _account(request, others.pop()) if len(others) == 1 else _SPLIT


def _head(request: Request, line: Row) -> list[Cell]:
    company = request.company
    kind = (documents.type_of(company, line.document), line.document.partition(":")[2])
    return [line.on, kind, documents.number_of(company, line.document)]


def general_ledger(request: Request) -> Body:
    """By account: the balance before the first day, each line with the balance after it, and the sum of the lines.

    Balances of income and expense accounts begin anew with the fiscal year.
    """
    company, span, siblings = request.company, request.span, _by_document(request)
    by_account: dict[str, list[Row]] = defaultdict(list)
    for line in request.rows():
        by_account[line.account].append(line)
    rows, year = [], request.year_start(span.first).isoformat()
    for account in company.all("Account"):
        lines, since = by_account[account["Id"]], year if account["Classification"] in _PROFIT else ""
        sign = -1 if account["Classification"] in ("Revenue", "Liability", "Equity") else 1
        balance = sign * total([line for line in lines if since <= line.on < span.first.isoformat()])
        within = [line for line in lines if span.holds(line.on)]
        if not within and not balance:
            continue
        shown = [row("Beginning Balance", "", "", "", "", "", "", figure(balance))] if balance else []
        for line in within:
            balance += sign * line.amount
            name, memo = documents.name_of(company, line.party), documents.memo_of(company, line.document)
            other = _other(request, line, siblings=siblings[line.document])
            shown.append(row(*_head(request, line), name, memo, other, figure(sign * line.amount), figure(balance)))
        header = [(str(account["FullyQualifiedName"]), str(account["Id"]))]
        summary = [f"Total for {account['Name']}", "", "", "", "", "", figure(sign * total(within)), ""]
        rows.append(section(shown, header=header, summary=summary))
    named = (("Name", "String"), ("Memo/Description", "String"), ("Split", "String"), ("Amount", "Money"), ("Balance", "Money"))
    return {"Header": request.header(empty=not rows), "Columns": columns(*_HEAD, *named), "Rows": {"Row": rows}}


def journal_report(request: Request) -> Body:
    """Every document's lines, debit and credit."""
    company, rows, debits = request.company, [], ZERO
    wanted = dict.fromkeys(line.document for line in request.rows() if request.span.holds(line.on))
    siblings = _by_document(request)
    for document in wanted:
        lines, shown = siblings[document], []
        for place, line in enumerate(lines):
            head = ["", "", ""] if place else _head(request, line)
            name, memo = documents.name_of(company, line.party), documents.memo_of(company, document)
            sides = money(max(line.amount, ZERO)), money(max(-line.amount, ZERO))
            shown.append(row(*head, name, memo, _account(request, line.account), *sides))
        amount = sum((line.amount for line in lines if line.amount > 0), ZERO)
        rows.append(section(shown, summary=["", "", "", "", "", "", figure(amount), figure(amount)]))
        debits += amount
    named = (("Name", "String"), ("Memo/Description", "String"), ("Account", "String"), ("Debit", "Money"), ("Credit", "Money"))
    every = section([], summary=["TOTAL", "", "", "", "", "", figure(debits), figure(debits)], group="GrandTotal")
    return {"Header": request.header(empty=not rows), "Columns": columns(*_HEAD, *named), "Rows": {"Row": [*rows, every]}}


def transaction_list(request: Request) -> Body:
    """One row a document: its first account, and what it moved there."""
    company, siblings = request.company, _by_document(request)
    wanted = dict.fromkeys(line.document for line in request.rows() if request.span.holds(line.on))
    rows = []
    for document in wanted:
        line = siblings[document][0]
        amount = total([one for one in siblings[document] if one.account == line.account])
        name, memo = documents.name_of(company, line.party), documents.memo_of(company, document)
        account, other = _account(request, line.account), _other(request, line, siblings=siblings[document])
        rows.append(row(*_head(request, line), "Yes", name, memo, account, other, figure(amount)))
    named = (("Posting", "String"), ("Name", "String"), ("Memo/Description", "String"), ("Account", "String"), ("Split", "String"))
    titles = columns(*_HEAD, *named, ("Amount", "Money"))
    return {"Header": request.header(empty=not rows), "Columns": titles, "Rows": {"Row": rows}}


def account_list(request: Request) -> Body:
    rows = []
    for account in request.company.all("Account"):
        if account["Active"] and ("account" not in request.filters or account["Id"] in request.filters["account"]):
            name = (str(account["FullyQualifiedName"]), str(account["Id"]))
            about = account["AccountType"], account["AccountSubType"], account.get("Description", "")
            rows.append(row(name, *about, figure(account["CurrentBalance"])))
    titles = columns(
        ("Account", "String"), ("Type", "String"), ("Detail type", "String"), ("Description", "String"), ("Balance", "Money")
    )
    return {"Header": request.header(empty=not rows, dated=False), "Columns": titles, "Rows": {"Row": rows}}
