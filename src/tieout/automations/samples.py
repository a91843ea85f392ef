"""What a body from outside holds: its values with the digits as they were written, and the types of its paths."""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from pydantic import JsonValue

DEPTH_MAX = 20
PATHS_MAX = 500
FIELDS_MAX = 1000
# Larger ones lose digits in a browser.
EXACT_MAX = 2**53
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,12}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,60}")


class BodyError(ValueError):
    """A body that cannot be taken in, in a sentence for the sender."""


def read_body(body: bytes, *, content_type: str) -> JsonValue:
    """The values of a JSON or form body; numbers with a fraction are texts of the digits that they were written with.

    Raises BodyError.
    """
    kind = content_type.partition(";")[0].strip().lower()
    raw = _form(body) if kind == "application/x-www-form-urlencoded" else _json(body)
    _refuse_deep(raw, depth=0)
    return _exact(raw)


def types_of(values: JsonValue, *, prefix: str = "") -> dict[str, str]:
    """Path to type: text, number, checkbox, date, date_time, email, line_items for a list of objects, multi_choice for one of
    texts. A text with a decimal point in it is a number, as shops write their prices.

    >>> types_of({"order": {"total": "12.50", "paid": True}})
    {'order.total': 'number', 'order.paid': 'checkbox'}
    """
    found: dict[str, str] = {}
    for path, kind in _paths(values, prefix):
        if len(found) == PATHS_MAX:
            break
        found[path] = kind
    return found


def _paths(value: JsonValue, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            # A name with a dot in it cannot be reached by a path; the whole body can.
            if name and "." not in name:
                yield from _paths(part, f"{path}.{name}" if path else name)
    elif path:
        yield path, type_of(value)


def type_of(value: JsonValue) -> str:
    """Of what stands at one path."""
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "line_items" if any(isinstance(one, dict) for one in value) else "multi_choice"
    if isinstance(value, str):
        for pattern, kind in ((_DECIMAL, "number"), (_DATE, "date"), (_INSTANT, "date_time"), (_EMAIL, "email")):
            if pattern.fullmatch(value):
                return kind
    return "text"


def _json(body: bytes) -> JsonValue:
    if not body.strip():
        return {}
    try:
        read: JsonValue = json.loads(body, parse_float=str, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BodyError("The body is no JSON. Send JSON, or a form as application/x-www-form-urlencoded.") from None
    return read


def _form(body: bytes) -> JsonValue:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise BodyError(f"The form cannot be read. Send UTF-8 and at most {FIELDS_MAX} fields.") from None
    found: dict[str, JsonValue] = {}
    for name, value in pairs:
        before = found.get(name)
        if isinstance(before, list):
            before.append(value)
        else:
            found[name] = value if before is None else [before, value]
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _refuse_deep(value: JsonValue, *, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise BodyError(f"The body is nested more than {DEPTH_MAX} deep. Send it flatter.")
    if isinstance(value, str):
        _refuse_unkept(value)
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_deep(part, depth=depth + 1)
    for name in value if isinstance(value, dict) else ():
        _refuse_unkept(name)


def _refuse_unkept(text: str) -> None:
    """No database keeps the character NUL, or half of a pair of surrogates."""
    if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise BodyError("The body holds a character that cannot be kept (U+0000, or half of a pair). Send it without.")


def _exact(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_exact(part) for part in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT_MAX:
        return str(value)
    return value
