"""Notices as Xero and QuickBooks write and sign them; Sage has none."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from tieout.sandbox.changes import Change

XERO_CATEGORIES = {
    "Contacts": "CONTACT",
    "Invoices": "INVOICE",
    "CreditNotes": "CREDITNOTE",
    "Prepayments": "PREPAYMENT",
    "Overpayments": "OVERPAYMENT",
}
QUICKBOOKS_ENTITIES = frozenset(
    [
        "Account",
        "Bill",
        "BillPayment",
        "Budget",
        "Class",
        "CompanyCurrency",
        "CreditMemo",
        "Currency",
        "Customer",
        "Department",
        "Deposit",
        "Employee",
        "Estimate",
        "Invoice",
        "Item",
        "JournalCode",
        "JournalEntry",
        "Payment",
        "PaymentMethod",
        "Preferences",
        "Purchase",
        "PurchaseOrder",
        "RefundReceipt",
        "SalesReceipt",
        "TaxAgency",
        "Term",
        "TimeActivity",
        "Transfer",
        "Vendor",
        "VendorCredit",
    ]
)
_CLASSIC_WORDS = {"CREATE": "Create", "UPDATE": "Update", "DELETE": "Delete", "VOID": "Void", "MERGE": "Merge"}
_EVENT_WORDS = {"CREATE": "created", "UPDATE": "updated", "DELETE": "deleted", "VOID": "void", "MERGE": "merged"}
_WITH_DETAIL = ("CREDITNOTE", "PREPAYMENT", "OVERPAYMENT")


@dataclass(frozen=True)
class Numbered:
    """A change with its place in what a subscription is told."""

    change: Change
    sequence: int


@dataclass(frozen=True)
class Shape:
    """How one provider tells, and how patient it is with who does not listen."""

    provider: str
    wanted: Callable[[Change], bool]
    write: Callable[[Sequence[Numbered], str, bool], bytes]  # the events, the sandbox's address, whether voids are "voided"
    signature: str  # the header
    timeout_seconds: int
    retry_seconds: tuple[int, ...]  # the wait before each next attempt; the last one repeats
    give_up_seconds: int = 86_400
    intent_to_receive: bool = False
    retries_client_errors: bool = True


def sign(body: bytes, key: str) -> str:
    """HMAC-SHA256 over the very bytes that are sent; the key is taken as text, although it looks like base64."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def one_character_off(signature: str) -> str:
    """A signature that differs in its first character alone, as Xero sends them to see who looks closely."""
    return ("B" if signature[0] == "A" else "A") + signature[1:]


def empty_xero_body() -> bytes:
    """No events, and blanks where nobody who serialises it anew would put them."""
    return b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "%s"}' % _entropy().encode()


def _entropy() -> str:
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(20))


def _xero(events: Sequence[Numbered], base_url: str, _voided: bool) -> bytes:
    shown = [_xero_event(event.change, base_url) for event in events]
    numbers = [event.sequence for event in events]
    head = {"events": shown, "lastEventSequence": max(numbers), "firstEventSequence": min(numbers), "entropy": _entropy()}
    return orjson.dumps(head)


def _xero_event(change: Change, base_url: str) -> dict[str, object]:
    category = XERO_CATEGORIES[change.kind]
    event: dict[str, object] = {
        "resourceUrl": f"{base_url}/xero/api.xro/2.0/{change.kind}/{change.id}",
        "resourceId": change.id,
        "eventDateUtc": change.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{change.at.microsecond // 1000:03d}",
        # To archive, to void and to delete are updates.
        "eventType": "CREATE" if change.operation == "CREATE" else "UPDATE",
        "eventCategory": category,
        "tenantId": change.organisation,
        "tenantType": "ORGANISATION",
    }
    return {**event, "data": dict(change.detail)} if category in _WITH_DETAIL else event


def _classic(events: Sequence[Numbered], _base_url: str, _voided: bool) -> bytes:
    realms: dict[str, list[dict[str, str]]] = {}
    for event in events:
        change = event.change
        entity = {
            "name": change.kind,
            "id": change.id,
            "operation": _CLASSIC_WORDS[change.operation],
            "lastUpdated": _zulu(change.at),
            **dict(change.detail),
        }
        realms.setdefault(change.organisation, []).append(entity)
    notices = [{"realmId": realm, "dataChangeEvent": {"entities": entities}} for realm, entities in realms.items()]
    return orjson.dumps({"eventNotifications": notices})


def _cloud_events(events: Sequence[Numbered], _base_url: str, voided: bool) -> bytes:
    return orjson.dumps([_cloud_event(event.change, voided) for event in events])


def _cloud_event(change: Change, voided: bool) -> dict[str, object]:
    word = "voided" if voided and change.operation == "VOID" else _EVENT_WORDS[change.operation]
    return {
        "specversion": "1.0",
        "id": _guid(),
        "source": "intuit.dGllb3V0LXNhbmRib3gtZG9lcy1ub3Qtc3BlYWs=",
        "type": f"qbo.{change.kind.lower()}.{word}.v1",
        "datacontenttype": "application/json",
        "time": change.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z",
        "intuitentityid": change.id,
        "intuitaccountid": change.organisation,
        "data": dict(change.detail),
    }


def _guid() -> str:
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"


def _zulu(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def headers_of(shape: Shape, body: bytes, *, signature: str, at: datetime) -> dict[str, str]:
    """What goes with the bytes."""
    headers = {"Content-Type": "application/json; charset=utf-8", shape.signature: signature}
    if shape.provider == "quickbooks":
        created = {"intuit-created-time": _zulu(at), "intuit-t-id": _guid(), "intuit-notification-schema-version": "1.0"}
        return {**headers, **created, "Content-Length": str(len(body))}
    return headers


def _quickbooks(write: Callable[[Sequence[Numbered], str, bool], bytes]) -> Shape:
    return Shape(
        provider="quickbooks",
        wanted=lambda change: change.kind in QUICKBOOKS_ENTITIES,
        write=write,
        signature="intuit-signature",
        timeout_seconds=3,
        retry_seconds=(20 * 60, 30 * 60, 50 * 60),
        retries_client_errors=False,
    )


SHAPES = {
    "xero": Shape(
        provider="xero",
        wanted=lambda change: change.kind in XERO_CATEGORIES,
        write=_xero,
        signature="x-xero-signature",
        timeout_seconds=5,
        retry_seconds=(0, 15 * 60),
        intent_to_receive=True,
    ),
    "classic": _quickbooks(_classic),
    "cloudevents": _quickbooks(_cloud_events),
}
