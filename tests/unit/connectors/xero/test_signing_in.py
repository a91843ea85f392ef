"""Which organisations, which scopes, which pages of Xero."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation, Tokens
from tieout.connectors.errors import AuthorisationLost
from tieout.connectors.xero import MANIFEST
from unit.connectors.scripted import answer
from unit.connectors.xero.bodies import ORGANISATION, playing


def test_practices_are_no_organisations() -> None:
    told = [
        {"id": "c1", "tenantId": "t1", "tenantType": "ORGANISATION", "tenantName": "Demo Company (UK)"},
        {"id": "c2", "tenantId": "t2", "tenantType": "PRACTICE", "tenantName": "A practice"},
    ]
    xero, script = playing(answer(200, told))
    tokens = Tokens(access_token="a", refresh_token="r", expires_at=datetime.now(UTC))
    assert xero.organisations(tokens, callback={}) == (Organisation(id="t1", name="Demo Company (UK)"),)
    assert script.requests[0].headers["authorization"] == "Bearer a"
    assert str(script.requests[0].url) == "https://api.xero.com/connections"
    with pytest.raises(AuthorisationLost):
        playing(answer(401, {"Detail": "AuthenticationUnsuccessful"}))[0].organisations(tokens, callback={})


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (EntityKind.CONTACT, "https://go.xero.com/app/!mBdtL/contacts/contact/42"),
        (EntityKind.INVOICE, "https://go.xero.com/app/!mBdtL/invoicing/view/42"),
        (
            EntityKind.BILL,
            "https://go.xero.com/organisationlogin/default.aspx?shortcode=!mBdtL&redirecturl=%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D42",
        ),
        (EntityKind.ITEM, ""),
    ],
)
def test_it_links_to_xeros_own_pages(kind: EntityKind, url: str) -> None:
    xero, _ = playing(answer(500))
    assert xero.link_url(kind=kind, external_id="42", organisation=ORGANISATION) == url
    assert xero.link_url(kind=kind, external_id="42", organisation=replace(ORGANISATION, short_code="")) == ""


def test_it_asks_for_granular_scopes_and_nothing_it_does_not_use() -> None:
    assert set(MANIFEST.scopes) == {
        "offline_access",
        "accounting.settings",
        "accounting.contacts",
        "accounting.invoices",
        "accounting.payments",
        "accounting.banktransactions",
        "accounting.manualjournals",
        "accounting.attachments",
    }
