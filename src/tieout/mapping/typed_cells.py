"""Cells of a spreadsheet as values of fields: what people write there, before the field's own rules judge it."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from tieout.accounting.money import MoneyError, parse_amount, plain
from tieout.mapping.values import NUMBERS, Context, FieldShape, ValueRefused, choices_of, read, stages_of

DayOrder = Literal["day_first", "month_first"]

YES = frozenset({"yes", "y", "true", "1", "x", "✓", "on"})
NO = frozenset({"no", "n", "false", "0", "off", "-"})
# 0,125 is a fraction, as it is written on the Continent: nobody groups after a nought.
_THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$")
_SIGNS = "£$€¥"
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?$")
_WORDS = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")
_SEVERAL = re.compile(r"[;\n|]|,\s*")


def read_cell(shape: FieldShape, text: str, *, context: Context, order: DayOrder | None) -> object:
    """The value of a cell as it is kept; raises ValueRefused. `order` decides whether 03/04/2026 is 3 April; where it is None, what
    may mean two days is refused.

    >>> from tieout.mapping.values import Column, Known
    >>> price, alone = Column(key="price", name="Price", type="money"), Context(known=Known(), values={})
    >>> read_cell(price, "£1,234.50", context=alone, order=None)
    '1234.50'
    """
    return read(shape, as_value(shape, text, context=context, order=order), context=context)


def as_value(shape: FieldShape, text: str, *, context: Context, order: DayOrder | None) -> JsonValue:
    """What the text of a cell means for a field of this type; what cannot be understood stays as it is, for `read` to refuse.

    Raises ValueRefused for a date that may mean two days, and for lines that are no list.
    """
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
    """`£1,234.50` and `(12.00)` as a plain number; anything else as it is, a negative number in brackets too.

    >>> number_text("£1,234.50"), number_text("(12.00)"), number_text("12 GBP"), number_text("(-12.00)"), number_text("0,125")
    ('1234.50', '-12.00', '12 GBP', '(-12.00)', '0,125')
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
    if negative and read_number.is_signed():
        return text
    return plain(-read_number if negative else read_number, places=0)


def day_order(cells: Iterable[str]) -> DayOrder | None:
    """The order of day and month that all these cells together prove; None where they prove neither, or both.

    >>> day_order(["03/04/2026", "31/01/2026"]), day_order(["03/04/2026"]), day_order(["31/01/2026", "01/31/2026"])
    ('day_first', None, None)
    """
    proven: set[DayOrder] = set()
    for cell in cells:
        found = _SLASHED.match(cell.strip())
        if found is not None and (only := _only_order(int(found[1]), int(found[2]))) is not None:
            proven.add(only)
    return proven.pop() if len(proven) == 1 else None


def _only_order(first: int, second: int) -> DayOrder | None:
    """The one way in which these can be a day and a month; None for both ways, or neither."""
    if first > 12 >= second:
        return "day_first"
    return "month_first" if second > 12 >= first else None


def day_text(text: str, *, whole_day: bool, order: DayOrder | None) -> str:
    """31/01/2026, 31 Jan 2026 and the like as ISO text; anything else as it is. Raises ValueRefused where no order is given and the
    text may mean two days.

    >>> day_text("31/01/2026", whole_day=True, order="day_first"), day_text("Jan 31, 2026", whole_day=True, order="day_first")
    ('2026-01-31', '2026-01-31')
    """
    moment = _moment(text, order=order)
    if moment is None:
        return text
    return moment.date().isoformat() if whole_day else moment.isoformat()


def _moment(text: str, *, order: DayOrder | None) -> datetime | None:
    found = _SLASHED.match(text)
    if found is not None and order is None:
        first, second = int(found[1]), int(found[2])
        order = _only_order(first, second)
        if first != second and max(first, second) <= 12:
            raise ValueRefused("may mean two days; write it like 2026-01-31")
    try:
        if found is None:
            return _iso(text)
        day, month = (int(found[2]), int(found[1])) if order == "month_first" else (int(found[1]), int(found[2]))
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
