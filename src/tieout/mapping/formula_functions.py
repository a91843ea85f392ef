"""What a formula can do with its values: arithmetic, comparing, and the functions by name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from tieout.accounting.money import MoneyError, parse_amount, plain

TEXT_CHARACTERS_MAX = 20_000
PLACES_MAX = 12

FormulaValue = Decimal | str | bool | date | datetime | list["FormulaValue"] | Mapping[str, object] | None


class Refused(ValueError):
    """A part of a formula that cannot be done, in a sentence; who evaluates adds where."""


class Budget:
    """How many steps may still be taken."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Refused("This formula takes too many steps.")


def truth(value: FormulaValue) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Refused("A yes or no is needed here; compare with something.")


def text(value: FormulaValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value, places=0)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    raise Refused("A list cannot be written as text; use join.")


def number(value: FormulaValue) -> Decimal | None:
    """Decimals, and texts that are written as such; None for what is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        try:
            return parse_amount(value)
        except MoneyError:
            raise Refused(f"{value[:40]!r} is no number.") from None
    raise Refused("A number is needed here.")


def day(value: FormulaValue) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError:
            raise Refused(f"{value[:40]!r} is no date; write it like 2026-01-31.") from None
    raise Refused("A date is needed here.")


def _arithmetic(act: Callable[[Decimal, Decimal], Decimal]) -> Callable[[FormulaValue, FormulaValue], FormulaValue]:
    def acted(left: FormulaValue, right: FormulaValue) -> FormulaValue:
        one, other = number(left), number(right)
        return None if one is None or other is None else act(one, other)

    return acted


multiplied = _arithmetic(lambda one, other: one * other)
divided = _arithmetic(lambda one, other: one / other)
remainder = _arithmetic(lambda one, other: one % other)
_sum = _arithmetic(lambda one, other: one + other)
_difference = _arithmetic(lambda one, other: one - other)


def added(left: FormulaValue, right: FormulaValue) -> FormulaValue:
    """Numbers; or a date and a number of days."""
    if isinstance(left, date):
        return add_days(left, right)
    return add_days(right, left) if isinstance(right, date) else _sum(left, right)


def subtracted(left: FormulaValue, right: FormulaValue) -> FormulaValue:
    """Numbers; a date less days; or the days between two dates."""
    if isinstance(left, date):
        return days_between(right, left) if isinstance(right, date) else add_days(left, negated(right))
    return _difference(left, right)


def negated(value: FormulaValue) -> FormulaValue:
    read = number(value)
    return None if read is None else -read


def joined(left: FormulaValue, right: FormulaValue) -> FormulaValue:
    one, other = text(left), text(right)
    _room(len(one) + len(other))
    return one + other


def compared(left: FormulaValue, right: FormulaValue, *, orders: bool) -> int | None:
    """-1, 0 or 1; None where an empty value has no order. A number and a text compare as numbers, texts without regard to case."""
    if left in (None, "") or right in (None, ""):
        return 0 if not orders and left in (None, "") and right in (None, "") else None
    if isinstance(left, bool) or isinstance(right, bool):
        if isinstance(left, bool) and isinstance(right, bool):
            return (left > right) - (left < right)
        raise Refused("A yes or no can be compared with its like only.")
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        one, other = number(left), number(right)
        return None if one is None or other is None else (one > other) - (one < other)
    if isinstance(left, date) or isinstance(right, date):
        first, last = day(left), day(right)
        return None if first is None or last is None else (first > last) - (first < last)
    if isinstance(left, str) and isinstance(right, str):
        return (left.casefold() > right.casefold()) - (left.casefold() < right.casefold())
    raise Refused("A list cannot be compared; use count, any or all.")


def add_days(start: FormulaValue, days: FormulaValue) -> FormulaValue:
    begun, count = day(start), number(days)
    if begun is None or count is None:
        return None
    try:
        return begun + timedelta(days=int(count))
    except (OverflowError, ValueError):
        raise Refused("There is no such date.") from None


def days_between(start: FormulaValue, end: FormulaValue) -> FormulaValue:
    first, last = day(start), day(end)
    return None if first is None or last is None else Decimal((last - first).days)


def _rounded(rounding: str) -> Callable[..., FormulaValue]:
    def rounded(budget: Budget, value: FormulaValue, places: FormulaValue = None) -> FormulaValue:
        del budget
        read, wanted = number(value), number(places) or Decimal(0)
        if not abs(wanted) <= PLACES_MAX:
            raise Refused(f"A number can be rounded to at most {PLACES_MAX} places.")
        return None if read is None else read.quantize(Decimal(1).scaleb(-int(wanted)), rounding=rounding)

    return rounded


def _items(value: FormulaValue) -> list[FormulaValue]:
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise Refused("A list is needed here.")


def _numbers(budget: Budget, args: Sequence[FormulaValue]) -> list[Decimal]:
    """Of a list, or of several values; the empty ones are left out."""
    found: list[Decimal] = []
    for arg in args:
        for one in arg if isinstance(arg, list) else [arg]:
            budget.spend()
            read = number(one)
            if read is not None:
                found.append(read)
    return found


def _total(budget: Budget, *args: FormulaValue) -> FormulaValue:
    return sum(_numbers(budget, args), Decimal(0))


def _best(pick: Callable[[list[Decimal]], Decimal]) -> Callable[..., FormulaValue]:
    def best(budget: Budget, *args: FormulaValue) -> FormulaValue:
        found = _numbers(budget, args)
        return pick(found) if found else None

    return best


def _first_filled(budget: Budget, *args: FormulaValue) -> FormulaValue:
    del budget
    return next((one for one in args if one not in (None, "", [])), None)


def _replaced(budget: Budget, value: FormulaValue, old: FormulaValue, new: FormulaValue) -> FormulaValue:
    del budget
    whole, before, after = text(value), text(old), text(new)
    if not before:
        return whole
    # Counted before it is made: nested six deep it could fill the memory otherwise.
    _room(len(whole) + whole.count(before) * (len(after) - len(before)))
    return whole.replace(before, after)


def _joined(budget: Budget, items: FormulaValue, between: FormulaValue = ", ") -> FormulaValue:
    parts, glue = [text(one) for one in _items(items)], text(between)
    budget.spend(len(parts))
    _room(sum(map(len, parts)) + len(glue) * len(parts))
    return glue.join(part for part in parts if part)


def _slice(end: str) -> Callable[..., FormulaValue]:
    def cut(budget: Budget, value: FormulaValue, count: FormulaValue) -> FormulaValue:
        del budget
        whole, wanted = text(value), max(0, int(number(count) or 0))
        if end == "left":
            return whole[:wanted]
        return whole[max(0, len(whole) - wanted) :]

    return cut


def _middle(budget: Budget, value: FormulaValue, start: FormulaValue, count: FormulaValue) -> FormulaValue:
    del budget
    first, wanted = max(1, int(number(start) or 1)), max(0, int(number(count) or 0))
    return text(value)[first - 1 : first - 1 + wanted]


def _part_of_day(name: str) -> Callable[..., FormulaValue]:
    def part(budget: Budget, value: FormulaValue) -> FormulaValue:
        del budget
        read = day(value)
        return None if read is None else Decimal(getattr(read, name))

    return part


def _of_text(act: Callable[[str], FormulaValue]) -> Callable[..., FormulaValue]:
    return _free(lambda value: act(text(value)))


def _free(act: Callable[..., FormulaValue]) -> Callable[..., FormulaValue]:
    """A function that takes no steps of its own."""

    def acted(budget: Budget, *args: FormulaValue) -> FormulaValue:
        del budget
        return act(*args)

    return acted


def _room(characters: int) -> None:
    if characters > TEXT_CHARACTERS_MAX:
        raise Refused(f"The text grows beyond {TEXT_CHARACTERS_MAX} characters.")


def _absolute(budget: Budget, value: FormulaValue) -> FormulaValue:
    del budget
    read = number(value)
    return None if read is None else abs(read)


MANY = 50
# By name: what it does, and how many parts it takes at least and at most.
FUNCTIONS: dict[str, tuple[Callable[..., FormulaValue], int, int]] = {
    "sum": (_total, 1, MANY),
    "min": (_best(min), 1, MANY),
    "max": (_best(max), 1, MANY),
    "abs": (_absolute, 1, 1),
    "round": (_rounded(ROUND_HALF_UP), 1, 2),
    "roundup": (_rounded(ROUND_CEILING), 1, 2),
    "rounddown": (_rounded(ROUND_FLOOR), 1, 2),
    "number": (_free(number), 1, 1),
    "text": (_free(text), 1, 1),
    "count": (_free(lambda value: Decimal(len(_items(value)))), 1, 1),
    "len": (_of_text(lambda value: Decimal(len(value))), 1, 1),
    "upper": (_of_text(str.upper), 1, 1),
    "lower": (_of_text(str.lower), 1, 1),
    "trim": (_of_text(lambda value: " ".join(value.split())), 1, 1),
    "left": (_slice("left"), 2, 2),
    "right": (_slice("right"), 2, 2),
    "mid": (_middle, 3, 3),
    "replace": (_replaced, 3, 3),
    "contains": (_free(lambda whole, part: text(part).casefold() in text(whole).casefold()), 2, 2),
    "join": (_joined, 1, 2),
    "coalesce": (_first_filled, 1, MANY),
    "empty": (_free(lambda value: value in (None, "", [])), 1, 1),
    "and": (_free(lambda *values: all(truth(value) for value in values)), 1, MANY),
    "or": (_free(lambda *values: any(truth(value) for value in values)), 1, MANY),
    "not": (_free(lambda value: not truth(value)), 1, 1),
    "date": (_free(day), 1, 1),
    "year": (_part_of_day("year"), 1, 1),
    "month": (_part_of_day("month"), 1, 1),
    "day": (_part_of_day("day"), 1, 1),
    "add_days": (_free(add_days), 2, 2),
    "days_between": (_free(days_between), 2, 2),
}
