"""Sage's JSON: decimals as text out and as text or number in, dates, instants and switches."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import orjson

from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.sage.errors import NOT_A_DATE, NOT_A_NUMBER, NOT_AN_OBJECT, invalid, refuse

Sent = Mapping[str, Any]  # the object inside the envelope of a write, as the client sent it

_AMOUNT_DIGITS_MAX = 15
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@lru_cache(maxsize=100_000)
def decimal_out(value: Decimal) -> str:
    """`10.0`, `-430035.84`: every digit that says something, and at least one after the point; equal amounts are the same text."""
    text = format(value or Decimal(0), "f")
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _default(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_out(value)
    raise TypeError(type(value).__name__)


def dumps(document: Json) -> bytes:
    """JSON in which a Decimal is written as text."""
    return orjson.dumps(document, default=_default)


def reply(document: Json, *, status: int = 200, headers: Mapping[str, str] | None = None, units: int = 1) -> Reply:
    return Reply(status=status, body=dumps(document), headers=headers or {}, units=units)


def instant_out(instant: datetime) -> str:
    """Whole seconds with a Z, so that texts of two instants compare as the instants do."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_instant(text: str, *, source: str) -> str:
    """An instant of a list filter in the form of `instant_out`; a day alone is its first second, a plus may have become a blank."""
    try:
        instant = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        raise refuse(400, "BadRequest", message=f"{source} is not a valid date-time", source=source) from None
    return instant_out(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def object_of(call: Call, name: str) -> Sent:
    """The object that a write wraps in the resource's name."""
    if not call.body:
        return {}
    try:
        document = call.json()
    except (ValueError, RecursionError):
        raise refuse(400, "BadRequest", message="The request body is not valid JSON") from None
    sent = document.get(name) if isinstance(document, dict) else None
    if not isinstance(sent, dict):
        raise refuse(400, "BadRequest", message=f"The request body must hold a {name} object", source=name)
    return sent


def objects_of(sent: Sent, field: str) -> list[Sent]:
    """A list of objects inside what was sent, such as the lines; absent and null are an empty one."""
    value = sent.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(field, NOT_AN_OBJECT)
    return list(value)


def part_of(sent: Sent, field: str) -> Sent | None:
    """An object inside what was sent; None when it is absent or null."""
    value = sent.get(field)
    if value is None or isinstance(value, dict):
        return value
    raise invalid(field, NOT_AN_OBJECT)


def text_of(sent: Sent, field: str, *, otherwise: str = "") -> str:
    value = sent.get(field)
    return otherwise if value is None else value.strip() if isinstance(value, str) else str(value)


def read_flag(value: Json) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def read_decimal(value: Json, *, source: str) -> Decimal:
    """An amount sent as text or number; raises InvalidError for what is no number or has more than fifteen digits."""
    try:
        amount = Decimal(value) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or (amount and amount.adjusted() >= _AMOUNT_DIGITS_MAX):
        raise invalid(source, NOT_A_NUMBER)
    return amount


def decimal_of(sent: Sent, field: str, *, otherwise: Decimal | None = None, source: str = "") -> Decimal | None:
    value = sent.get(field)
    return otherwise if value is None or value == "" else read_decimal(value, source=source or field)


def read_date(value: Json, *, source: str) -> str:
    """A business date as `YYYY-MM-DD`; of a date-time the day is taken."""
    text = value[:10] if isinstance(value, str) else ""
    try:
        if not _DATE.match(text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise invalid(source, NOT_A_DATE) from None


def date_of(sent: Sent, field: str, *, otherwise: str | None = None, source: str = "") -> str | None:
    value = sent.get(field)
    return otherwise if value is None or value == "" else read_date(value, source=source or field)
