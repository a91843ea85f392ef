"""Xero's JSON: dates there and back, envelopes, null-free bodies."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.oauth import new_guid
from tieout.sandbox.xero.errors import ZERO_GUID, InvalidError, bad_data

DATE_FIELDS = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate", "FullyPaidOnDate")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSOFT = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?)?$")


def milliseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def instant(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


@lru_cache(maxsize=20_000)
def date_out(text: str) -> str:
    """A kept business date as Xero writes it: midnight UTC of that calendar day."""
    return f"/Date({milliseconds(datetime.fromisoformat(text).replace(tzinfo=UTC))}+0000)/"


def moment_out(ms: int) -> str:
    return f"/Date({ms}+0000)/"


def moments_out(ms: int) -> dict[str, str]:
    """The time stamp and its companion text, which documents and payments carry since July 2026."""
    return {"UpdatedDateUTC": moment_out(ms), "UpdatedDateUTCString": f"{instant(ms):%Y-%m-%dT%H:%M:%S}"}


def read_date(value: Json) -> str:
    """A business date as sent, in any of the three forms, as `YYYY-MM-DD`; an offset is converted to UTC first."""
    text = value if isinstance(value, str) else str(value)
    if found := _MICROSOFT.match(text):
        return instant(int(found[1])).date().isoformat()
    try:
        if not _ISO.match(text):
            raise ValueError(text)
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(re.sub(r"\.\d+", "", text))
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        raise bad_data(f"The string '{text}' is not a valid AllXsd value.") from None


def read_decimal(value: Json, field: str) -> Decimal:
    """An amount as sent, number or text; raises InvalidError for what is no number."""
    if isinstance(value, bool):
        raise InvalidError(f"{field} is not a number")
    try:
        amount = Decimal(value) if isinstance(value, int | str | Decimal) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise InvalidError(f"{field} is not a number")
    return amount


def text_of(sent: Mapping[str, Json], field: str) -> str:
    """A text field; absent, null and blank are the same."""
    value = sent.get(field)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def object_of(sent: Mapping[str, Json], field: str) -> Mapping[str, Json]:
    """A field that should hold an object; anything else counts as an empty one."""
    value = sent.get(field)
    return value if isinstance(value, dict) else {}


def flag(value: Json) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def without_nulls(value: Json) -> Json:
    """Xero leaves out what is empty; its clients stumble over null."""
    if isinstance(value, dict):
        return {key: without_nulls(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in value]
    return value


def elements(call: Call, plural: str) -> list[dict[str, Json]]:
    """The objects of a request: a bare object, a bare list, or either inside the plural wrapper."""
    try:
        body = call.json()
    except (ValueError, RecursionError):
        raise bad_data("The request body is not valid JSON") from None
    if isinstance(body, dict):
        wrapped = [value for key, value in body.items() if key.lower() == plural.lower()]
        body = wrapped[0] if wrapped else body
    found = [body] if isinstance(body, dict) else body
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise bad_data(f"The request body holds no {plural}")
    for one in found:
        lines = one.get("LineItems")
        if lines is not None and not (isinstance(lines, list) and all(isinstance(line, dict) for line in lines)):
            raise bad_data("LineItems is a list of objects")
    return [without_nulls(one) for one in found]


def envelope(plural: str, bodies: Sequence[Json], *, call: Call, extra: Mapping[str, Json] | None = None) -> Reply:
    document = {
        "Id": new_guid(),
        "Status": "OK",
        "ProviderName": "Tieout sandbox",
        "DateTimeUTC": f"/Date({milliseconds(call.at)})/",
        **(extra or {}),
        plural: list(bodies),
    }
    return answer(document, units=len(bodies) if call.method != "GET" else 1)


def echo(sent: Mapping[str, Json], id_field: str, *, messages: Sequence[str]) -> dict[str, Json]:
    """A refused element as it comes back: what was sent, its dates in Xero's form, and why it was refused."""
    body = dict(sent)
    for field in DATE_FIELDS:
        if field in body:
            body[field] = date_out(read_date(body[field]))
    return {
        **body,
        id_field: sent.get(id_field) or ZERO_GUID,
        "StatusAttributeString": "ERROR",
        "HasErrors": True,
        "HasValidationErrors": True,
        "ValidationErrors": [{"Message": message} for message in messages],
    }
