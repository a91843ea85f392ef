"""Xero's webhooks: the signature counts over the bytes, and what is told is understood."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice, ProviderSettings
from tieout.connectors.xero import connector, webhooks

KEY = "c2lnbmluZyBrZXkgYXMgdGV4dA=="
INTENT = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "LUWDSUDGSWNZVALZXBEV"}'


def signed(body: bytes) -> str:
    return base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest()).decode()


def event(**changes: object) -> dict[str, object]:
    usual = {
        "resourceUrl": "https://api.xero.com/api.xro/2.0/Contacts/717f",
        "resourceId": "717f",
        "eventDateUtc": "2024-06-21T01:15:39.902",
        "eventType": "UPDATE",
        "eventCategory": "CONTACT",
        "tenantId": "c2cc",
        "tenantType": "ORGANISATION",
    }
    return {**usual, **changes}


def body(*events: object) -> bytes:
    return json.dumps({"events": events, "firstEventSequence": 1, "lastEventSequence": len(events)}).encode()


NAMELESS = {name: value for name, value in event().items() if name != "resourceId"}


def test_a_right_signature_over_the_very_bytes_is_good() -> None:
    assert webhooks.verify(body=INTENT, signature=signed(INTENT), key=KEY)


def test_one_character_off_is_bad() -> None:
    right = signed(INTENT)
    assert not webhooks.verify(body=INTENT, signature=right[:-2] + "A=", key=KEY)
    assert not webhooks.verify(body=INTENT.replace(b": 0", b":0"), signature=right, key=KEY)
    assert not webhooks.verify(body=INTENT, signature="ü", key=KEY)
    assert not webhooks.verify(body=INTENT, signature="", key=KEY)


def test_an_intent_to_receive_tells_nothing() -> None:
    assert webhooks.parse(INTENT) == ()


@pytest.mark.parametrize(
    ("category", "told", "kind"),
    [
        ("CONTACT", {}, EntityKind.CONTACT),
        ("INVOICE", {}, EntityKind.INVOICE),
        ("CREDITNOTE", {"data": {"Type": "ACCPAYCREDIT", "Status": "DRAFT"}}, EntityKind.SUPPLIER_CREDIT),
        ("CREDITNOTE", {"data": {"Type": "ACCRECCREDIT"}}, EntityKind.CREDIT_NOTE),
        ("CREDITNOTE", {}, EntityKind.CREDIT_NOTE),
    ],
)
def test_it_tells_what_changed(category: str, told: dict[str, object], kind: EntityKind) -> None:
    at = datetime(2024, 6, 21, 1, 15, 39, 902000, tzinfo=UTC)
    found = webhooks.parse(body(event(eventCategory=category, **told)))
    assert found == (Notice(organisation_id="c2cc", kind=kind, external_id="717f", at=at),)


def test_what_is_no_entity_of_an_organisation_is_left_out() -> None:
    assert webhooks.parse(body(event(eventCategory="SUBSCRIPTION", tenantType="APPLICATION"), event(eventCategory="DREAM"))) == ()


@pytest.mark.parametrize(
    ("category", "type_", "kind"),
    [
        ("OVERPAYMENT", "RECEIVE-OVERPAYMENT", EntityKind.PAYMENT),
        ("PREPAYMENT", "SPEND-PREPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("PREPAYMENT", "", EntityKind.PAYMENT),
    ],
)
def test_money_on_account_is_told_as_a_payment(category: str, type_: str, kind: EntityKind) -> None:
    (found,) = webhooks.parse(body(event(eventCategory=category, data={"Type": type_})))
    assert (found.kind, found.external_id) == (kind, f"{category.lower()}:717f")


def test_the_connector_tells_what_is_rightly_signed_and_nothing_else() -> None:
    xero, raw = connector(ProviderSettings(client_id="id", client_secret="secret", urls={})), body(event())
    told = xero.notices(headers={"x-xero-signature": signed(raw)}, body=raw, key=KEY)
    assert told is not None
    assert [one.external_id for one in told] == ["717f"]
    assert xero.notices(headers={"x-xero-signature": signed(INTENT)}, body=raw, key=KEY) is None
    assert xero.notices(headers={}, body=raw, key=KEY) is None


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"events": 1}', b'{"events": [1]}', body(NAMELESS)])
def test_what_is_no_webhook_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        webhooks.parse(raw)
