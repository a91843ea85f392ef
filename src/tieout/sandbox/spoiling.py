"""What an ordered fault does to an answer that was made and committed."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tieout.sandbox.call import Json, Reply, dump
from tieout.sandbox.faults import Fault

_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?$|/Date\(-?\d+([+-]\d{4})?\)/$")
_ID = re.compile(r"(^|.*[a-z_])id$|^id$|^value$|^code$", re.IGNORECASE)
_NEXT = ("$next", "next")


def spoilt(reply: Reply, fault: Fault) -> Reply | None:
    """None means that the connection is to be dropped without a byte; what is no JSON stays as it is."""
    match fault.kind:
        case "lost" | "rotation_lost":
            return None
        case "truncated":
            return replace(reply, body=reply.body[: len(reply.body) // 2])
        case "unknown_value":
            return _changed(reply, lambda name, value: fault.value if name == fault.field and isinstance(value, str) else value)
        case "other_value":
            return _changed(reply, lambda name, value: _other(fault, value) if name == fault.field else value)
        case "null_fields":
            return _changed(reply, lambda name, value: None if _nulled(fault, name, value=value) else value)
        case "empty_dates":
            return _changed(reply, lambda _name, value: "" if isinstance(value, str) and _DATE.match(value) else value)
        case "next_missing":
            return _changed(_last_page(reply), lambda name, value: None if name in _NEXT else value)
    return reply


def late(reply: Reply, fault: Fault) -> Reply:
    """A refusal with or without the header that says when to come back."""
    headers = {name: value for name, value in reply.headers.items() if name.lower() != "retry-after"}
    if fault.retry_after is True:
        return reply
    return replace(reply, headers=headers if fault.retry_after is False else {**headers, "Retry-After": str(fault.retry_after)})


def _other(fault: Fault, value: Json) -> Json:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(fault.value)
    return fault.value if isinstance(value, str) else value


def _nulled(fault: Fault, name: str, *, value: Json) -> bool:
    if fault.field:
        return name == fault.field
    return not isinstance(value, dict | list) and not _ID.match(name)


def _last_page(reply: Reply) -> Reply:
    """Xero counts its pages: the one that came is then the last."""
    if b'"pageCount"' not in reply.body:
        return reply
    page = re.search(rb'"page":(\d+)', reply.body)
    return replace(reply, body=re.sub(rb'"pageCount":\d+', b'"pageCount":' + (page[1] if page else b"1"), reply.body))


def _changed(reply: Reply, change: Callable[[str, Json], Json]) -> Reply:
    try:
        document = json.loads(reply.body, parse_float=Decimal)
    except ValueError:
        return reply
    return replace(reply, body=dump(_walked(document, change)))


def _walked(value: Json, change: Callable[[str, Json], Json]) -> Json:
    if isinstance(value, dict):
        return {name: _walked(change(name, inner), change) for name, inner in value.items()}
    return [_walked(inner, change) for inner in value] if isinstance(value, list) else value
