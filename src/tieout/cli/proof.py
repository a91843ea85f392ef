"""A tie-out in the terminal."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.table import Table

from tieout.cli.ground import console


def print_report(report: Mapping[str, Any]) -> None:
    """Control totals of each pair, the differences by cause, and the unexplained rest."""
    names = {side["key"]: side["name"] for side in report["sides"]}
    for pair in report["pairs"]:
        left, right = names[pair["left"]], names[pair["right"]]
        table = Table(title=f"{left} ↔ {right}", title_justify="left", header_style="bold")
        for column in ("", "Documents", "Net", "Tax", "Gross", "Open"):
            table.add_column(column, justify="left" if not column else "right")
        for control in pair["controls"]:
            for name, side in ((left, "left"), (right, "right"), ("Unexplained", "unexplained")):
                totals = control[side]
                amounts = [totals[key] for key in ("net", "tax", "gross", "due")]
                table.add_row(f"{name} {control['currency']}", str(totals["documents"]), *amounts)
        console.print(table)
        causes = Counter(difference["exception_cause"] or difference["cause"] for difference in _named(pair["differences"]))
        said = ", ".join(f"{count} × {cause}" for cause, count in causes.most_common()) or "none"
        console.print(f"Differences: {said}\n")
    rest = ", ".join(f"{amount} {currency}" for currency, amount in report["unexplained"].items()) or "0.00"
    console.print(f"[bold]Unexplained: {rest}[/bold]")


def _named(differences: list[dict[str, Any]]) -> list[dict[str, str]]:
    """A record that waits behind an exception is named by the exception's own cause."""
    named: list[dict[str, str]] = []
    for one in differences:
        sides = [one.get("left") or {}, one.get("right") or {}]
        held = next((side["exception"] for side in sides if side.get("exception")), "")
        named.append({"cause": one["cause"], "exception_cause": f"{held} (exception)" if held else ""})
    return named
