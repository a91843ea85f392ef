"""QuickBooks' notices: only signed ones count, and both formats are understood."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice
from tieout.connectors.quickbooks.webhooks import parse, verify
from unit.connectors.quickbooks.played import Played

AT = datetime(2026, 3, 2, 10, 11, 12, tzinfo=UTC)


def event(**changes: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": "88cd52aa",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": "qbo.invoice.created.v1",
        "time": "2026-03-02T10:11:12.123456789Z",
        "intuitentityid": "1234",
        "intuitaccountid": "310687",
        "data": {},
    } | changes


def notice(kind: EntityKind, external_id: str, *, at: datetime = AT, organisation_id: str = "1185883450") -> Notice:
    return Notice(organisation_id=organisation_id, kind=kind, external_id=external_id, at=at)


def test_only_what_is_signed_with_the_token_counts() -> None:
    # printf '{"a":1}' | openssl dgst -sha256 -hmac verifier -binary | base64
    signature = "dgQRJSqDHmB7uXBRprMquDYc4x9Sf+1q/ebUT0swqbg="
    assert verify(body=b'{"a":1}', signature=signature, key="verifier")
    assert not verify(body=b'{"a":2}', signature=signature, key="verifier")
    assert not verify(body=b'{"a":1}', signature=signature, key="other")
    assert not verify(body=b'{"a":1}', signature="", key="verifier")
    assert not verify(body=b'{"a":1}', signature="ü", key="verifier")
    assert not verify(body=b'{"a":1}', signature=signature, key="")


def test_it_reads_the_classic_format_with_merges_and_leaves_other_kinds_out() -> None:
    entities = [
        {"name": "Customer", "id": "1", "operation": "Update", "lastUpdated": "2026-03-02T10:11:12.000Z"},
        {"name": "Vendor", "id": "8", "operation": "Merge", "lastUpdated": "2026-03-02T10:11:12.000Z", "deletedId": "7"},
        {"name": "Budget", "id": "3", "operation": "Create", "lastUpdated": "2026-03-02T10:11:12.000Z"},
        {"name": "Invoice", "id": "5", "operation": "Void", "lastUpdated": "2026-03-02T02:11:12-08:00"},
    ]
    body = {"eventNotifications": [{"realmId": "1185883450", "dataChangeEvent": {"entities": entities}}]}
    assert parse(json.dumps(body).encode()) == (
        notice(EntityKind.CUSTOMER, "1"),
        notice(EntityKind.SUPPLIER, "8"),
        notice(EntityKind.SUPPLIER, "7"),
        notice(EntityKind.INVOICE, "5"),
    )


def test_it_reads_cloud_events_of_several_companies() -> None:
    events = [
        event(),
        event(type="qbo.creditmemo.void.v1", intuitaccountid="2", time="2026-03-02T10:11:12Z"),
        event(type="qbo.vendor.merged.v1", data={"deletedid": "7"}, time="2026-03-02T10:11:12Z"),
        event(type="qbo.timeactivity.created.v1"),
        event(type="somebody.else"),
    ]
    first = datetime(2026, 3, 2, 10, 11, 12, 123456, tzinfo=UTC)
    assert parse(json.dumps(events).encode()) == (
        notice(EntityKind.INVOICE, "1234", at=first, organisation_id="310687"),
        notice(EntityKind.CREDIT_NOTE, "1234", organisation_id="2"),
        notice(EntityKind.SUPPLIER, "1234", organisation_id="310687"),
        notice(EntityKind.SUPPLIER, "7", organisation_id="310687"),
    )


def test_an_object_that_may_be_of_two_kinds_is_told_for_both() -> None:
    names = [("Payment", "5"), ("Purchase", "6"), ("JournalEntry", "7")]
    entities = [
        {"name": name, "id": own_id, "operation": "Update", "lastUpdated": "2026-03-02T10:11:12.000Z"} for name, own_id in names
    ]
    body = {"eventNotifications": [{"realmId": "1185883450", "dataChangeEvent": {"entities": entities}}]}
    assert parse(json.dumps(body).encode()) == (
        notice(EntityKind.PAYMENT, "5"),
        notice(EntityKind.ALLOCATION, "payment:5"),
        notice(EntityKind.BANK_TRANSACTION, "purchase:6"),
        notice(EntityKind.JOURNAL, "7"),
    )


def test_the_connector_believes_only_what_is_signed() -> None:
    body = json.dumps([event(time="2026-03-02T10:11:12Z")]).encode()
    signature = base64.b64encode(hmac.new(b"verifier", body, hashlib.sha256).digest()).decode()
    told = Played([]).connector.notices
    assert told(headers={"intuit-signature": signature}, body=body, key="verifier") == (
        notice(EntityKind.INVOICE, "1234", organisation_id="310687"),
    )
    assert told(headers={"intuit-signature": signature}, body=body, key="another") is None
    assert told(headers={}, body=body, key="verifier") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}",
        b"7",
        b"[7]",
        b'{"eventNotifications": 7}',
        json.dumps([event(intuitaccountid="")]).encode(),
        json.dumps([event(time=None)]).encode(),
    ],
)
def test_what_is_neither_format_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_nothing_but_a_value_error_comes_of_any_json(body: object) -> None:
    try:
        parse(json.dumps(body).encode())
    except ValueError:
        return
