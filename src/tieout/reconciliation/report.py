"""A tie-out as a file that can be checked again offline, as rows of a table, and as lines for a terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tieout.accounting.money import decimal_places, plain
from tieout.reconciliation.tieout import Balance, Control, Difference, Figure, Pair, Side, TieOut, Totals, tie_out

FORM = 1
AMOUNTS = ("net", "tax", "gross", "due")
COLUMNS = (
    "left",
    "right",
    "cause",
    "causes",
    "detail",
    "kind",
    "number",
    "contact",
    "issued_on",
    "currency",
    "net",
    "tax",
    "gross",
    "due",
    "left_id",
    "right_id",
    "left_url",
    "right_url",
)
_FIGURES: TypeAdapter[list[Figure]] = TypeAdapter(list[Figure])


class _Body(BaseModel):
    """What a check needs of a report."""

    model_config = ConfigDict(extra="ignore")
    form: int
    as_of: date
    sides: list[dict[str, object]]
    pairs: list[dict[str, object]]


def to_json(result: TieOut) -> dict[str, object]:
    """The whole result with the figures of every side, amounts as text: `recheck` needs nothing else."""
    return {
        "form": FORM,
        "as_of": result.as_of.isoformat(),
        "agrees": result.agrees,
        "differences": result.difference_count,
        "unexplained": {currency: _money(amount, currency) for currency, amount in result.unexplained.items()},
        "pairs": [_pair(pair) for pair in result.pairs],
        "sides": [
            {"key": side.key, "name": side.name, "figures": [_figure(figure) for figure in side.figures]} for side in result.sides
        ],
    }


def recheck(document: Mapping[str, object]) -> tuple[str, ...]:
    """What in a report does not follow from its own figures (right: nothing); raises ValidationError for what is no report."""
    body = _Body.model_validate(document)
    sides = [
        Side(key=str(side["key"]), name=str(side["name"]), figures=_FIGURES.validate_python(side["figures"])) for side in body.sides
    ]
    pairs = [(str(pair["left"]), str(pair["right"])) for pair in body.pairs]
    again = to_json(tie_out(sides, pairs=pairs, as_of=body.as_of))
    names = ("form", "agrees", "differences", "unexplained", "pairs")
    return tuple(f"{name} does not follow from the figures of the report" for name in names if document.get(name) != again[name])


def csv_rows(result: TieOut) -> Iterator[tuple[str, ...]]:
    """The header, then one row for each difference of each pair."""
    yield COLUMNS
    names = {side.key: side.name for side in result.sides}
    for pair in result.pairs:
        for difference in pair.differences:
            shown = difference.left or difference.right
            if shown is None:
                continue
            yield (
                names[pair.left],
                names[pair.right],
                difference.cause,
                " ".join(difference.causes),
                difference.detail,
                shown.kind,
                shown.number,
                shown.party_name,
                shown.issued_on.isoformat(),
                difference.currency,
                *(_money(getattr(difference.amounts, name), difference.currency) for name in AMOUNTS),
                difference.left.id if difference.left else "",
                difference.right.id if difference.right else "",
                difference.left.url if difference.left else "",
                difference.right.url if difference.right else "",
            )


def text_lines(result: TieOut, *, differences_max: int = 20) -> tuple[str, ...]:
    """A summary for a terminal: totals of each pair, what differs by cause, and whether it is explained."""
    names = {side.key: side.name for side in result.sides}
    lines = ["Tie-out of all documents" if result.as_of == date.max else f"Tie-out as of {result.as_of.isoformat()}"]
    for pair in result.pairs:
        lines += ["", f"{names[pair.left]} and {names[pair.right]}"]
        for control in pair.controls:
            lines += _control_lines(control, names[pair.left], right=names[pair.right])
        causes = Counter(difference.cause for difference in pair.differences)
        said = ", ".join(f"{count} {cause.replace('_', ' ')}" for cause, count in sorted(causes.items()))
        lines.append(f"  differences: {said or 'none'}")
        lines += [f"    {_sentence(difference)}" for difference in pair.differences[:differences_max]]
        if len(pair.differences) > differences_max:
            lines.append(f"    and {len(pair.differences) - differences_max} more")
    rest = ", ".join(f"{_money(amount, currency)} {currency}" for currency, amount in sorted(result.unexplained.items())) or "0.00"
    return (*lines, "", f"unexplained: {rest}")


def _control_lines(control: Control, left: str, *, right: str) -> list[str]:
    width = max(len(left), len(right), len("difference"))
    rows = [(left, control.left), (right, control.right), ("difference", control.left.minus(control.right))]
    lines = [f"  {control.currency:<{width}}  {'documents':>9}  {'net':>16}  {'tax':>16}  {'gross':>16}  {'due':>16}"]
    for name, totals in rows:
        shown = "  ".join(f"{_money(getattr(totals, amount), control.currency):>16}" for amount in AMOUNTS)
        lines.append(f"  {name:<{width}}  {totals.documents:>9}  {shown}")
    return lines


def _sentence(difference: Difference) -> str:
    shown = difference.left or difference.right
    named = f"{shown.kind.replace('_', ' ')} {shown.number or shown.id}" if shown else ""
    gross = _money(difference.amounts.gross, difference.currency)
    return f"{difference.cause.replace('_', ' ')}: {named} ({difference.detail}), {gross} {difference.currency}"


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "left": pair.left,
        "right": pair.right,
        "agrees": pair.agrees,
        "controls": [
            {
                "currency": control.currency,
                "left": _totals(control.left, control.currency),
                "right": _totals(control.right, control.currency),
                "unexplained": _totals(control.unexplained, control.currency),
            }
            for control in pair.controls
        ],
        "balances": [_balance(balance) for balance in pair.balances],
        "differences": [_difference(difference) for difference in pair.differences],
    }


def _balance(balance: Balance) -> dict[str, object]:
    return {
        "book": balance.book,
        "party": balance.party,
        "party_name": balance.party_name,
        "currency": balance.currency,
        "left": _money(balance.left, balance.currency),
        "right": _money(balance.right, balance.currency),
        "difference": _money(balance.difference, balance.currency),
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "cause": difference.cause,
        "causes": list(difference.causes),
        "detail": difference.detail,
        "currency": difference.currency,
        "amounts": _totals(difference.amounts, difference.currency),
        "left": _figure(difference.left) if difference.left else None,
        "right": _figure(difference.right) if difference.right else None,
    }


def _totals(totals: Totals, currency: str) -> dict[str, object]:
    return {"documents": totals.documents} | {name: _money(getattr(totals, name), currency) for name in AMOUNTS}


def _figure(figure: Figure) -> dict[str, object]:
    shown: dict[str, object] = {}
    for field in fields(figure):
        value = getattr(figure, field.name)
        if isinstance(value, Decimal):
            value = _money(value, figure.currency)
        shown[field.name] = value.isoformat() if isinstance(value, date) else value
    return shown


def _money(amount: Decimal, currency: str) -> str:
    return plain(amount, places=decimal_places(currency))
