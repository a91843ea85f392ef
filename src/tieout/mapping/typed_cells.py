"""Cells of a spreadsheet as values of fields: what people write there, before the field's own rules judge it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from tieout.accounting.money import MoneyError, parse_amount, plain
from tieout.mapping.values import NUMBERS, Context, FieldShape, ValueRefused, choices_of, read, stages_of

DayOrder = Literal["day_first", "month_first"]

YES = frozenset({"yes", "y", "true", "1", "x", "✓", "on"})
NO = frozenset({"no", "n", "false", "0", "off", "-"})
_THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
_SIGNS = "£$€¥"
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?$")
_WORDS = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")
_SEVERAL = re.compile(r"[;\n|]|,\s*")


def read_cell(shape: FieldShape, text: str, *, context: Context, order: DayOrder = "day_first") -> object:
    """The value of a cell as it is kept; raises ValueRefused. `order` decides 03/04/2026, which is read as 3 April by default.

    >>> from tieout.mapping.values import Column, Known
    >>> read_cell(Column(key="price", name="Price", type="money"), "£1,234.50", context=Context(known=Known(), values={}))
    '1234.50'
    """
    return read(shape, as_value(shape, text, context=context, order=order), context=context)


def as_value(shape: FieldShape, text: str, *, context: Context, order: DayOrder = "day_first") -> JsonValue:
    """What the text of a cell means for a field of this type; what cannot be understood stays as it is, for `read` to refuse."""
    said = text.strip()
    if said == "":
        return [] if shape.type in ("multi_choice", "attachment", "line_items") else False if shape.type == "checkbox" else ""
    if shape.type in NUMBERS:
        return number_text(said)
    if shape.type == "checkbox":
        return True if said.casefold() in YES else False if said.casefold() in NO else said
    if shape.type in ("date", "date_time"):
        return day_text(said, whole_day=shape.type == "date", order=order)
    if shape.type == "choice":
        return _one_of(said, {one: one for one in choices_of(shape)})
    if shape.type == "stage":
        return _one_of(said, {name: key for key, name in stages_of(shape).items()} | {key: key for key in stages_of(shape)})
    if shape.type == "multi_choice":
        return _several(said, {one: one for one in choices_of(shape)})
    if shape.type == "person":
        return _one_of(said, context.known.members)
    if shape.type == "line_items":
        return _lines(said)
    return text if shape.type in ("text", "long_text") else said


def number_text(text: str) -> str:
    """`£1,234.50` and `(12.00)` as a plain number; anything else as it is.

    >>> number_text("£1,234.50"), number_text("(12.00)"), number_text("12 GBP")
    ('1234.50', '-12.00', '12 GBP')
    """
    amount = text.strip()
    negative = amount.startswith("(") and amount.endswith(")")
    amount = amount[1:-1].strip() if negative else amount
    sign, amount = ("-", amount[1:]) if amount[:1] in ("-", "−") else ("", amount)
    amount = sign + amount.strip().lstrip(_SIGNS).strip()
    if _THOUSANDS.match(amount):
        amount = amount.replace(",", "")
    try:
        read_number = parse_amount(amount)
    except MoneyError:
        return text
    return plain(-read_number if negative else read_number, places=0)


def day_text(text: str, *, whole_day: bool, order: DayOrder) -> str:
    """31/01/2026, 31 Jan 2026 and the like as ISO text; anything else as it is.

    >>> day_text("31/01/2026", whole_day=True, order="day_first"), day_text("Jan 31, 2026", whole_day=True, order="day_first")
    ('2026-01-31', '2026-01-31')
    """
    moment = _moment(text, order=order)
    if moment is None:
        return text
    return moment.date().isoformat() if whole_day else moment.isoformat()


def _moment(text: str, *, order: DayOrder) -> datetime | None:
    found = _SLASHED.match(text)
    try:
        if found is None:
            return _iso(text)
        day, month = (int(found[1]), int(found[2])) if order == "day_first" else (int(found[2]), int(found[1]))
        clock = (found[4] or "00:00").zfill(5)
        return datetime.fromisoformat(f"{int(found[3]):04d}-{month:02d}-{day:02d} {clock}")
    except ValueError:
        return _in_words(text)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _in_words(text: str) -> datetime | None:
    for form in _WORDS:
        try:
            # A day of a calendar has no time zone.
            return datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _one_of(said: str, named: Mapping[str, str]) -> str:
    if said in named:
        return named[said]
    return {name.casefold(): value for name, value in named.items()}.get(said.casefold(), said)


def _several(said: str, named: Mapping[str, str]) -> list[JsonValue]:
    return [_one_of(part.strip(), named) for part in _SEVERAL.split(said) if part.strip()]


def _lines(said: str) -> JsonValue:
    try:
        found: JsonValue = json.loads(said, parse_float=str)
    except ValueError:
        raise ValueRefused("is a list of lines as JSON, as an export writes them") from None
    return found
