"""Values of a record as a person writes them: read by the type of their field, or refused with the reason."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import JsonValue

from tieout.accounting.money import MoneyError, parse_amount
from tieout.store.collections import Field, FieldType

TEXT_CHARACTERS_MAX = 10_000
LINES_MAX = 2_000
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def checked(fields: Sequence[Field], values: Mapping[str, JsonValue], *, whole: bool) -> tuple[dict[str, object], dict[str, str]]:
    """The values to keep, and by field what is wrong; with `whole` the required ones must be there."""
    known = {field.key: field for field in fields}
    good: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for key, value in values.items():
        field = known.get(key)
        if field is None:
            wrong[key] = "is no field of this collection"
            continue
        said = "is filled in by the ledger" if field.options.get("from_ledger") else _wrong(field, value)
        if said:
            wrong[key] = said
        else:
            good[key] = _kept(field, value)
    for field in fields:
        asked = whole or field.key in good
        if field.required and asked and field.key not in wrong and good.get(field.key) in (None, "", []):
            wrong[field.key] = "is needed"
    return good, wrong


def cell_text(value: object, type_: str) -> str:
    """A value as a cell of a CSV file; a text that a spreadsheet would take for a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = str(value)
    return f"'{text}" if type_ not in _NUMBERS and text.startswith(_FORMULA) else text


def _kept(field: Field, value: JsonValue) -> object:
    if field.type in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) and field.type != FieldType.TEXT else value


def _wrong(field: Field, value: JsonValue) -> str:
    if value is None or value == "":
        return ""
    if field.type == FieldType.LINE_ITEMS:
        return _wrong_lines(field, value)
    if field.type == FieldType.CHECKBOX:
        return "" if isinstance(value, bool) else "is yes or no"
    if field.type in _NUMBERS:
        return _wrong_number(value)
    if not isinstance(value, str):
        return "is a text"
    if len(value) > TEXT_CHARACTERS_MAX:
        return f"is longer than {TEXT_CHARACTERS_MAX} characters"
    return _wrong_text(field, value.strip())


def _wrong_text(field: Field, value: str) -> str:
    if field.type in (FieldType.DATE, FieldType.DATE_TIME):
        try:
            date.fromisoformat(value) if field.type == FieldType.DATE else datetime.fromisoformat(value)
        except ValueError:
            return "is no date; write it like 2026-01-31"
    if field.type == FieldType.CHOICE:
        choices = field.options.get("choices", [])
        if choices and value not in choices:
            return f"is none of {', '.join(map(str, choices))}"
    if field.type == FieldType.EMAIL and not _EMAIL.match(value):
        return "is no e-mail address"
    return ""


def _wrong_number(value: JsonValue) -> str:
    if isinstance(value, float):
        # What a program wrote as 0.1 may have arrived as something else.
        return 'is a number in text, like "12.50"'
    if isinstance(value, bool) or not isinstance(value, int | str):
        return 'is a number in text, like "12.50"'
    try:
        parse_amount(str(value))
    except MoneyError:
        return "is no number; write it like 1234.50"
    return ""


def _wrong_lines(field: Field, value: JsonValue) -> str:
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        return "is a list of lines"
    if len(value) > LINES_MAX:
        return f"has more than {LINES_MAX} lines"
    columns = {str(one["key"]): str(one.get("type", "text")) for one in field.options.get("columns", []) if isinstance(one, dict)}
    for number, line in enumerate(value, start=1):
        for key, cell in line.items() if isinstance(line, dict) else ():
            if columns and key not in columns:
                return f"line {number} has {key}, which is no field of a line"
            said = _wrong_number(cell) if columns.get(key) in _NUMBERS and cell not in (None, "") else ""
            if said:
                return f"line {number}: {key} {said}"
    return ""
