"""The place of a value in an order that every database keeps alike: bytes for a text, two whole numbers for a number."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal

from tieout.mapping.conditions import EMPTY, LISTS, cast_value, folded

NUMBER_KINDS = frozenset({"number", "money"})
FRACTION_DIGITS = 9
# What a signed 64-bit column holds, with room to add up a hundred thousand of them.
WHOLE_MAX = 10**13
BETWEEN = "\n"


def compared_kind(type_: str, options: Mapping[str, object]) -> str:
    """The type that comparisons go by: a formula's is that of its result.

    >>> compared_kind("formula", {"result": "money"}), compared_kind("email", {})
    ('money', 'email')
    """
    return str(options.get("result") or "text") if type_ == "formula" else type_


def number_place(value: object) -> tuple[int, int | None] | None:
    """Whole part (rounded down) and billionths; None for an empty value and for what is no number.

    The billionths are None where the number has more than nine of them, or more than 13 digits before the point: it has its place
    among the others still, but cannot be added up exactly.

    >>> number_place("-1.25"), number_place("12.50"), number_place("")
    ((-2, 750000000), (12, 500000000), None)
    """
    if value in EMPTY:
        return None
    try:
        number = cast_value(value, kind="number")
    except ValueError:
        return None
    assert isinstance(number, Decimal)
    if abs(number) >= WHOLE_MAX:
        return (WHOLE_MAX if number > 0 else -WHOLE_MAX), None
    whole = int(number.to_integral_value(rounding=ROUND_FLOOR))
    rest = (number - whole).scaleb(FRACTION_DIGITS)
    return whole, int(rest) if rest == rest.to_integral_value() else None


def number_at(whole: int, billionths: int) -> Decimal:
    """The number at such a place, or the sum of many; exact.

    >>> number_at(-2, 750000000)
    Decimal('-1.250000000')
    """
    return Decimal(whole) + Decimal(billionths).scaleb(-FRACTION_DIGITS)


def text_place(value: object, *, kind: str) -> bytes | None:
    """Bytes whose order is that of the values; None for an empty value and for one that is not of the type.

    Several choices become one text with a line for each, so that a choice can be found in it.

    >>> text_place("Émile ", kind="text").decode(), text_place(["Red", "Blue"], kind="multi_choice")
    ('émile', b'\\nred\\nblue\\n')
    """
    if value in EMPTY:
        return None
    try:
        if kind == "multi_choice":
            choices = value if isinstance(value, list) else [value]
            return (BETWEEN + BETWEEN.join(folded(one) for one in choices) + BETWEEN).encode()
        if kind in LISTS:
            return b"1"
        return _written(cast_value(value, kind=kind))
    except ValueError:
        return None


def _written(value: object) -> bytes:
    if isinstance(value, bool):
        return b"1" if value else b"0"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").encode()
    if isinstance(value, date):
        return value.isoformat().encode()
    return str(value).encode()
