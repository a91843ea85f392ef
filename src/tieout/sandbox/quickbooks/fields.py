"""What a request body says, cleaned: known properties with the right types, and nothing that only means "not set"."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tieout.sandbox.call import dump
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.moments import day
from tieout.sandbox.quickbooks.schema import READ_ONLY, SHAPES, Shape, Shapes

Body = dict[str, Any]
_DIGITS = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")
_NUMBER_MAX = Decimal(10) ** 10  # an Amount has ten digits before the point
_ABSENT = object()
# The Python library sends these at 0 when it means nothing by them.
_ZERO_IS_ABSENT = frozenset({"ExchangeRate", "TaxInclusiveAmt", "TxnLineId", "Deposit", "LineNum", "TaxAmount"})


@dataclass(frozen=True)
class Wish:
    """A cleaned body; `blanks` are the properties that were sent empty, which a sparse update takes as "clear it"."""

    id: str | None
    token: str | None
    sparse: bool
    body: Body
    blanks: frozenset[str]
    passed_over: Body = field(default_factory=dict)  # what was sent of the properties that are only read


def read(kind: str, raw: object) -> Wish:
    """Raises FaultError for unknown properties, wrong types and texts that are too long."""
    if not isinstance(raw, dict):
        raise FaultError(errors.BAD_TYPE, f"A {kind} object is expected")
    body = _fields(raw, SHAPES[kind])
    blanks = frozenset(name for name in raw if name not in body)
    own_id, token, sparse = body.get("Id"), body.get("SyncToken"), bool(body.get("sparse"))
    writable = {name: value for name, value in body.items() if name not in READ_ONLY[kind]}
    passed_over = {name: value for name, value in body.items() if name in READ_ONLY[kind]}
    named = None if own_id in (None, "0", "-1") else own_id
    return Wish(named, token, sparse, writable, blanks - READ_ONLY[kind], passed_over)


def _fields(raw: Body, shapes: Shapes) -> Body:
    clean: Body = {}
    for name, value in raw.items():
        shape = shapes.get(name)
        if shape is None:
            raise FaultError(errors.UNKNOWN_PROPERTY, f"Property Name:{name} specified is unsupported or invalid", element=name)
        kept = _value(value, shape, name=name)
        if kept is not _ABSENT:
            clean[name] = kept
    return clean


def _value(value: object, shape: Shape, *, name: str) -> object:
    if value is None or value == "":
        return _ABSENT
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise FaultError(errors.BAD_TYPE, f"{name} must be an object", element=name)
        inner = _fields(value, shape)
        # A reference without a value and an address without a line say nothing; `{}` in a detail says nothing either.
        return _ABSENT if not inner or ("value" in shape and "type" in shape and "value" not in inner) else inner
    if isinstance(shape, list):
        return _list(value, shape[0], name=name)
    if shape == "group" and not isinstance(value, dict):
        raise FaultError(errors.BAD_TYPE, f"{name} must be an object", element=name)
    if shape in ("any", "group"):
        return _kept_as_sent(value, name)
    return _scalar(value, shape, name=name)


def _kept_as_sent(value: object, name: str) -> object:
    try:
        dump(value)
    except TypeError:
        raise FaultError(errors.BAD_STRING, f"{name} holds a text or a number that cannot be kept", element=name) from None
    return value


def _list(value: object, shape: Shape, *, name: str) -> object:
    if not isinstance(value, list):
        raise FaultError(errors.BAD_TYPE, f"{name} must be an array", element=name)
    members = []
    for member in value:
        if not isinstance(member, dict):
            raise FaultError(errors.BAD_TYPE, f"{name} must hold objects", element=name)
        members.append(_fields(member, shape))
    return members


def _scalar(value: object, shape: str, *, name: str) -> object:
    if isinstance(value, dict | list):
        raise FaultError(errors.BAD_TYPE, f"{name} must be a single value", element=name)
    if shape == "number":
        amount = number(value, name)
        return _ABSENT if amount == 0 and name in _ZERO_IS_ABSENT else amount
    if shape == "flag":
        return _flag(value, name)
    if shape == "date":
        try:
            return day(str(value))
        except ValueError:
            raise FaultError(errors.BAD_DATE, f"{name} is no date: {value}", element=name) from None
    most = int(shape.partition(":")[2])
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise FaultError(errors.BAD_STRING, f"{name} holds half of a character pair", element=name)
    if len(text) > most:
        raise FaultError(errors.TOO_LONG, f"{name} Min:0 Max:{most} supported. Supplied length:{len(text)}", element=name)
    return text


def number(value: object, name: str) -> Decimal:
    """Numbers also come as texts: the Python library writes a Decimal that way. Raises FaultError."""
    text = str(value)
    if isinstance(value, bool) or not _DIGITS.fullmatch(text):
        raise FaultError(errors.BAD_NUMBER, f"{name} is no number: {text[:40]}", element=name)
    amount = Decimal(text)
    if abs(amount) >= _NUMBER_MAX or (amount and abs(amount) < 1 / _NUMBER_MAX):
        raise FaultError(errors.BAD_NUMBER, f"{name} is out of range: {text[:40]}", element=name)
    return amount


def _flag(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise FaultError(errors.BAD_BOOLEAN, f"{name} is neither true nor false: {value}", element=name)
