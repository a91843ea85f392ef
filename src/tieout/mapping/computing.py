"""Fields that are computed from the others when a record is saved."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tieout.accounting.money import plain, round_half_up
from tieout.mapping import formula
from tieout.mapping.formula import FormulaError
from tieout.mapping.formula_functions import FormulaValue, Refused, day, number, text, truth
from tieout.mapping.places import compared_kind
from tieout.mapping.values import FieldShape, columns_of

RESULTS = ("text", "number", "money", "date", "checkbox")
DECIMALS_MAX = 9
MONEY_DECIMALS = 2


def computed(fields: Sequence[FieldShape], values: Mapping[str, object]) -> dict[str, object]:
    """The values of the formula fields alone, in the type of their result; None where a formula comes to nothing or fails.

    `fields` are all of the collection's: a number is read as one by the type of its field, or of its column. Formulas may read each
    other in any order; those that turn in a circle come to None.
    """
    return _computed(fields, values)[0]


def failures(fields: Sequence[FieldShape], values: Mapping[str, object]) -> dict[str, str]:
    """Why a formula field is empty, by field, for those that fail with these values."""
    return _computed(fields, values)[1]


def circle(fields: Sequence[FieldShape]) -> list[str]:
    """The keys of formula fields that read each other in a circle; none for a good set."""
    return sorted(one.key for one in _ordered(fields)[1])


def source_of(field: FieldShape) -> str:
    return str(field.options.get("source") or "")


def result_of(field: FieldShape) -> str:
    found = str(field.options.get("result") or "text")
    return found if found in RESULTS else "text"


def _computed(fields: Sequence[FieldShape], values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    ordered, turning = _ordered(fields)
    waiting = {one.key for one in (*ordered, *turning)}
    found: dict[str, object] = {one.key: None for one in turning}
    wrong = {one.key: "This formula reads itself by way of others." for one in turning}
    known = {key: value for key, value in values.items() if value is not None and key not in waiting}
    types, columns = kinds_of(fields)
    for one in ordered:
        try:
            found[one.key] = known[one.key] = _typed(one, formula.evaluate(source_of(one), known, types=types, columns=columns))
        except (FormulaError, Refused) as error:
            found[one.key] = known[one.key] = None
            wrong[one.key] = str(error)
        except ArithmeticError:
            found[one.key] = known[one.key] = None
            wrong[one.key] = "This comes to a number with too many digits."
    return found, wrong


def kinds_of(fields: Sequence[FieldShape]) -> tuple[dict[str, str], dict[str, str]]:
    """The types that a formula reads values by: of the fields (a formula's is that of its result), and of the columns of lines."""
    lines = [column for one in fields if one.type == "line_items" for column in columns_of(one)]
    kinds: dict[str, set[str]] = {}
    for column in lines:
        kinds.setdefault(column.key, set()).add(column.type)
    # Which lines a formula walks through is known when it runs: a name that two of them use for different things has no type.
    columns = {key: one.pop() if len(one) == 1 else "" for key, one in kinds.items()}
    return {one.key: compared_kind(one.type, one.options) for one in fields}, columns


def _ordered(fields: Sequence[FieldShape]) -> tuple[list[FieldShape], list[FieldShape]]:
    """Each after those that it reads; and those that cannot be brought into an order."""
    waiting = {one.key: one for one in fields if one.type == "formula"}
    ordered: list[FieldShape] = []
    while waiting:
        ready = [one for one in waiting.values() if not _read(one) & waiting.keys()]
        if not ready:
            break
        ordered += ready
        for one in ready:
            del waiting[one.key]
    return ordered, list(waiting.values())


def _read(field: FieldShape) -> Collection[str] | frozenset[str]:
    try:
        return formula.names(source_of(field))
    except FormulaError:
        return frozenset()


def _typed(field: FieldShape, value: FormulaValue) -> object:
    if value is None or value == "":
        return None
    result = result_of(field)
    if result in ("number", "money"):
        read = number(value)
        return None if read is None else _digits(field, read, money=result == "money")
    if result == "date":
        moment = day(value)
        return None if moment is None else date(moment.year, moment.month, moment.day).isoformat()
    if result == "checkbox":
        return truth(value)
    return text(value)


def _digits(field: FieldShape, value: Decimal, *, money: bool) -> str:
    """Rounded as the field says: money to two places, a number to nine, where it says nothing."""
    said = field.options.get("decimals")
    places = said if isinstance(said, int) and 0 <= said <= DECIMALS_MAX else (MONEY_DECIMALS if money else None)
    if places is not None:
        return plain(round_half_up(value, places=places), places=places)
    short = round_half_up(value, places=DECIMALS_MAX)
    return f"{short.normalize():f}" if short else "0"
