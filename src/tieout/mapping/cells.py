"""One cell of a file becomes the value of a field, as JSON keeps it."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from tieout.accounting.money import MoneyError, parse_amount, plain
from tieout.mapping.import_mapping import ColumnMapping, DateFormat

_POINT_ZERO = re.compile(r"^(-?\d+)\.0+$")
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?$")
# 0,125 is a fraction, as it is written on the Continent: nobody groups after a nought.
_THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$")
_SIGNS = "£$€"


class CellError(ValueError):
    """A cell that is not of its field's type, in a sentence."""


def value_of(cell: str, column: ColumnMapping) -> str:
    """The value as text, "" for an empty one; raises CellError.

    Numbers keep their digits, dates become ISO text. `1,234.50` and a currency sign before an amount are understood.

    >>> value_of("17850.0", ColumnMapping(column="CustomerID", field="customer", clean=["strip", "drop_point_zero"]))
    '17850'
    """
    text = cleaned(cell, column.clean) or column.default
    if not text:
        if column.required:
            raise CellError(f"{column.column} is empty.")
        return ""
    if column.type in ("number", "money"):
        return _number(text, column)
    if column.type in ("date", "date_time"):
        moment = _moment(text, column)
        return moment.date().isoformat() if column.type == "date" else moment.isoformat()
    return text


def cleaned(cell: str, steps: Sequence[str]) -> str:
    """The cell after the cleaning steps, in their order."""
    text = cell
    for step in steps:
        if step == "strip":
            text = text.strip()
        elif step == "single_spaces":
            text = " ".join(text.split())
        elif step == "upper":
            text = text.upper()
        elif step == "lower":
            text = text.lower()
        elif step == "drop_point_zero":
            text = _POINT_ZERO.sub(r"\1", text)
    return text


def _number(text: str, column: ColumnMapping) -> str:
    amount = text.strip()
    negative = amount.startswith("(") and amount.endswith(")")
    amount = amount[1:-1] if negative else amount
    if column.type == "money":
        sign, amount = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
        amount = sign + amount.lstrip(_SIGNS).strip()
    if _THOUSANDS.match(amount):
        amount = amount.replace(",", "")
    try:
        read = parse_amount(amount)
    except MoneyError:
        raise CellError(f"{column.column}: {text!r} is no number.") from None
    if negative and read.is_signed():
        raise CellError(f"{column.column}: {text!r} has brackets and a minus, which say the same; leave out one.")
    return plain(-read if negative else read, places=0)


def _moment(text: str, column: ColumnMapping) -> datetime:
    for form in column.formats:
        read = _read_moment(text, form)
        if read is not None:
            return read
    if _SLASHED.match(text) and column.formats == ["iso"]:
        raise CellError(f"{column.column}: {text!r} is not written year first. Choose how the file writes dates.")
    raise CellError(f"{column.column}: {text!r} is no date that the mapping knows.")


def _read_moment(text: str, form: DateFormat) -> datetime | None:
    try:
        if form == "iso":
            return datetime.fromisoformat(text)
        found = _SLASHED.match(text)
        if found is None:
            return None
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if form == "day_first" else (second, first)
        clock = found[4] or "00:00"
        return datetime.fromisoformat(f"{date(year, month, day).isoformat()} {clock.zfill(5)}")
    except ValueError:
        return None
