"""A request as a provider sees it, and its answer; amounts are Decimal from the first byte to the last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

Json = Any  # what a JSON document may hold: the sandbox speaks the providers' untyped bodies


_DIGITS_MAX = 40  # amounts are written digit by digit; what is longer is no amount, and comes back in powers of ten


@dataclass(frozen=True)
class Call:
    """One request; `path` is below the provider's prefix, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    base_url: str  # scheme, host and port that the client used, for links and discovery documents
    fault: str = ""  # the kind of the fault that is in force for this call, for what only the provider can do

    def json(self) -> Json:
        """The body with every number that has a fraction as Decimal; raises ValueError when it is no JSON."""
        return json.loads(self.body, parse_float=Decimal, parse_int=_whole, parse_constant=_refuse)


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json; charset=utf-8"
    units: int = 1  # how many objects the call carried (a batch carries several), for the log


def _whole(digits: str) -> int | Decimal:
    """Whole numbers past 64 bits are Decimal too, for they could not be written otherwise."""
    small = len(digits) < _DIGITS_MAX and abs(int(digits)) < 2**63
    return int(digits) if small else Decimal(digits)


def _refuse(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        plain = abs(value.adjusted()) < _DIGITS_MAX
        return orjson.Fragment((format(value, "f") if plain else str(value)).encode())
    raise TypeError(type(value).__name__)


def dump(document: Json) -> bytes:
    """JSON in which a Decimal is written digit by digit as a number."""
    return orjson.dumps(document, default=_default)


def answer(document: Json, *, status: int = 200, headers: Mapping[str, str] | None = None, units: int = 1) -> Reply:
    return Reply(status=status, body=dump(document), headers=headers or {}, units=units)
