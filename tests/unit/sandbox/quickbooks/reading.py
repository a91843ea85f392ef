"""Figures out of a report, however deep its sections nest."""

from collections.abc import Iterator
from decimal import Decimal

from unit.sandbox.quickbooks.desk import Desk, Json


def rows(report: Json) -> Iterator[Json]:
    """Every row, sections before what is in them."""
    for row in report.get("Rows", {}).get("Row", []):
        yield row
        yield from rows(row)


def figures(report: Json, label: str) -> list[Decimal]:
    """The amounts of the row or the summary with that first cell."""
    for row in rows(report):
        for cells in (row.get("ColData"), row.get("Summary", {}).get("ColData")):
            if cells and cells[0]["value"] == label:
                return [Decimal(cell["value"] or 0) for cell in cells[1:]]
    raise AssertionError(f"the report has no row {label}")


def accounts(report: Json) -> dict[str, Decimal]:
    """Of a trial balance: debits less credits by account id."""
    found = {}
    for row in rows(report):
        if "id" in (row.get("ColData") or [{}])[0]:
            name, debit, credit = row["ColData"]
            found[name["id"]] = Decimal(debit["value"] or 0) - Decimal(credit["value"] or 0)
    return found


def report(desk: Desk, name: str, **query: str) -> Json:
    answer = desk.get(f"/reports/{name}", **query)
    assert desk.last.status == 200, answer
    return answer
