"""Xero's webhooks: is it really Xero, and what has changed."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice
from tieout.connectors.http import Json
from tieout.connectors.http import parse as parse_json

SIGNATURE_HEADER = "x-xero-signature"
# Money on account is a payment to us, by an id that says which it is.
_PREFIXES = {"PREPAYMENT": "prepayment:", "OVERPAYMENT": "overpayment:"}
_CREDIT_NOTES = {"ACCRECCREDIT": EntityKind.CREDIT_NOTE, "ACCPAYCREDIT": EntityKind.SUPPLIER_CREDIT}


def verify(*, body: bytes, signature: str, key: str) -> bool:
    """Over the bytes as they came. The key looks like base64 but is used as text. A false one is to be answered with 401."""
    right = base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(right, signature.encode())


def parse(body: bytes) -> tuple[Notice, ...]:
    """What changed, in the order told; nothing for Xero's "intent to receive". Raises ValueError for what is no webhook of Xero.

    Categories that say nothing about an entity of ours are left out. A bill is told as INVOICE: only reading it shows which it is.
    """
    document = parse_json(body)
    events = document.get("events") if isinstance(document, dict) else None
    if not (isinstance(events, list) and all(isinstance(event, dict) for event in events)):
        raise ValueError("a webhook of Xero has a list of events")
    return tuple(notice for event in events if (notice := _notice(event)))


def notices(*, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
    """What a signed webhook tells; None when its signature is false."""
    return parse(body) if verify(body=body, signature=headers.get(SIGNATURE_HEADER, ""), key=key) else None


def _notice(event: dict[str, Json]) -> Notice | None:
    kind = _kind(event)
    if kind is None or event.get("tenantType") != "ORGANISATION":
        return None
    try:
        at = datetime.fromisoformat(str(event["eventDateUtc"]))
        return Notice(
            organisation_id=str(event["tenantId"]),
            kind=kind,
            external_id=_PREFIXES.get(str(event.get("eventCategory")), "") + str(event["resourceId"]),
            at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
        )
    except KeyError as error:
        raise ValueError(f"an event of a webhook has {error.args[0]}") from None


def _kind(event: dict[str, Json]) -> EntityKind | None:
    category, told = str(event.get("eventCategory")), event.get("data")
    type_ = str(told.get("Type", "")) if isinstance(told, dict) else ""
    if category == "CREDITNOTE":
        return _CREDIT_NOTES.get(type_, EntityKind.CREDIT_NOTE)
    if category in _PREFIXES:
        return EntityKind.SUPPLIER_PAYMENT if type_.startswith(("SPEND", "AP")) else EntityKind.PAYMENT
    return {"CONTACT": EntityKind.CONTACT, "INVOICE": EntityKind.INVOICE}.get(category)
