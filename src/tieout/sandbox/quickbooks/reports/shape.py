"""The shape that all reports share: columns, rows, sections and their summaries."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.sandbox.books import Body

# A cell is a text, or a text with the id of what it names.
Cell = str | tuple[str, str]


def columns(*titles: tuple[str, str]) -> Body:
    """Each a title and a type: Account, Money, Date, String."""
    return {"Column": [{"ColTitle": title, "ColType": kind} for title, kind in titles]}


def cells(values: Sequence[Cell]) -> Body:
    return {"ColData": [{"value": one} if isinstance(one, str) else {"value": one[0], "id": one[1]} for one in values]}


def row(*values: Cell) -> Body:
    return cells(values) | {"type": "Data"}


def section(rows: Sequence[Body], *, header: Sequence[Cell] = (), summary: Sequence[Cell] = (), group: str = "") -> Body:
    body: Body = {"type": "Section"}
    if header:
        body["Header"] = cells(header)
    if rows:
        body["Rows"] = {"Row": list(rows)}
    if summary:
        body["Summary"] = cells(summary)
    return body | ({"group": group} if group else {})


def money(amount: Decimal) -> str:
    """Nothing is an empty text."""
    return f"{amount:.2f}" if amount else ""


def figure(amount: Decimal) -> str:
    """As `money`, for the sums that are shown though they are nothing."""
    return f"{amount:.2f}"
