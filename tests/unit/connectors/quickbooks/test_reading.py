"""What the connector reads: how many calls, which, and what it makes of odd answers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from tieout.accounting.accounts import TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation, ProviderSettings, Tokens
from tieout.connectors.errors import AuthorisationLost, Rejected, Transient
from tieout.connectors.quickbooks import connector
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.wire import OBJECTS
from unit.connectors.quickbooks.golden_pairs import golden
from unit.connectors.quickbooks.played import NOW, TIME, Played, batch, customer, fault, rows


def test_it_reads_all_reference_data_in_one_call() -> None:
    preferences = {"CurrencyPrefs": {"HomeCurrency": {"value": "GBP"}}}
    played = Played(
        [
            batch(
                rows("CompanyInfo", {"CompanyName": "Shop", "Country": "GB"}),
                rows("Preferences", preferences),
                rows("TaxCode", golden("tax_code", "body")),
                rows("TaxRate", {"Id": "12", "RateValue": 20}, {"Id": "13", "RateValue": 20}),
                rows("Class", {"Id": "5", "Name": "Trade", "FullyQualifiedName": "Shop:Trade"}),
                fault("5030", "Locations are not in this plan"),
                rows("Term", {"Id": "3", "DueDays": 30}),
                rows("Account", golden("account", "body"), {"Id": "9", "AccountType": "Odd"}),
            )
        ]
    )
    found = played.connector.read_reference(played.access)
    assert len(played.asked) == 1
    assert (found.organisation.id, found.organisation.name, found.organisation.currency) == ("9130", "Shop", "GBP")
    assert [seen.external_id for seen in found.accounts] == ["35", "9"]
    assert [bool(seen.problem) for seen in found.accounts] == [False, True]
    assert [seen.entity is not None for seen in found.tax_rates] == [True]
    assert [seen.entity for seen in found.tracking_categories] == [
        TrackingCategory(id="Class", name="Class", options=(("5", "Shop:Trade"),), is_active=False)
    ]
    assert "requestid" not in played.asked[0].url.params


def test_a_chart_of_accounts_that_was_cut_off_is_read_by_itself() -> None:
    many = [{"Id": str(number)} for number in range(1000)]
    played = Played(
        [
            batch(
                rows("CompanyInfo", {"CompanyName": "Shop"}),
                rows("Preferences", {"Id": "1"}),
                rows("TaxCode"),
                rows("TaxRate"),
                rows("Class"),
                rows("Department"),
                rows("Term"),
                rows("Account", *many),
            ),
            rows("Account", *many),
            rows("Account", {"Id": "1000"}),
        ]
    )
    assert len(played.connector.read_reference(played.access).accounts) == 1001


@pytest.mark.parametrize("spoilt", [{"CompanyInfo": 7}, {}, None])
def test_reference_data_without_a_company_is_no_answer(spoilt: object) -> None:
    played = Played([batch({"QueryResponse": spoilt}, *({"QueryResponse": {}},) * 6)])
    with pytest.raises(Transient):
        played.connector.read_reference(played.access)


def test_a_query_of_a_batch_without_an_answer_is_no_answer() -> None:
    for answers in (batch(rows("CompanyInfo")), batch(*(fault("4001"),) * 7)):
        played = Played([answers])
        with pytest.raises((Transient, Rejected)):
            played.connector.read_reference(played.access)


def test_it_reads_everything_a_thousand_at_a_time_with_the_first_instant_as_watermark() -> None:
    first = rows("Customer", *(customer(number) for number in range(1000)))
    played = Played([first, rows("Customer", customer(1000), time="2026-03-02T05:00:00-08:00"), rows("Invoice")])
    pages = list(played.connector.read(played.access, kinds=[EntityKind.CUSTOMER, EntityKind.INVOICE], since=None))
    assert [(page.kind, len(page.seen), page.complete, page.watermark) for page in pages] == [
        (EntityKind.CUSTOMER, 1000, False, None),
        (EntityKind.CUSTOMER, 1, True, NOW),
        (EntityKind.INVOICE, 0, True, NOW),
    ]
    assert played.statement(0) == "SELECT * FROM Customer WHERE Active IN (true, false) ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"
    assert "STARTPOSITION 1001 " in played.statement(1)
    assert "Active" not in played.statement(2)


def changes(*groups: tuple[str, Sequence[Mapping[str, object]]]) -> dict[str, object]:
    return {"CDCResponse": [{"QueryResponse": [{name: list(found)} if found else {} for name, found in groups]}], "time": TIME}


def test_it_reads_the_changes_of_all_kinds_in_one_call() -> None:
    gone = {"status": "Deleted", "domain": "QBO", "Id": "979"}
    played = Played([changes(("Customer", [customer(1)]), ("Invoice", [gone]), ("Payment", []))])
    kinds = [EntityKind.CUSTOMER, EntityKind.INVOICE, EntityKind.PAYMENT]
    pages = list(played.connector.read(played.access, kinds=kinds, since=NOW - timedelta(days=29)))
    assert [(page.kind, [seen.external_id for seen in page.seen], page.complete, page.watermark) for page in pages] == [
        (EntityKind.CUSTOMER, ["1"], True, NOW),
        (EntityKind.INVOICE, ["979"], True, NOW),
        (EntityKind.PAYMENT, [], True, NOW),
    ]
    assert pages[1].seen[0].deleted
    params = played.asked[0].url.params
    assert (params["entities"], params["changedSince"]) == ("Customer,Invoice,Payment", "2026-02-01T12:00:00.000Z")


def test_changes_that_may_have_been_cut_off_are_asked_for_by_kind_and_then_queried() -> None:
    many = [customer(number) for number in range(999)]
    gone = {"status": "Deleted", "domain": "QBO", "Id": "5000"}
    played = Played(
        [
            changes(("Customer", many), ("Item", [])),
            changes(("Customer", [*many, gone])),
            rows("Customer", customer(1)),
            changes(("Item", [golden("item", "body")])),
        ]
    )
    since = NOW - timedelta(days=1)
    pages = list(played.connector.read(played.access, kinds=[EntityKind.CUSTOMER, EntityKind.ITEM], since=since))
    assert [(page.kind, [seen.external_id for seen in page.seen], page.complete) for page in pages] == [
        (EntityKind.CUSTOMER, ["5000"], False),
        (EntityKind.CUSTOMER, ["1"], True),
        (EntityKind.ITEM, ["19"], True),
    ]
    assert "MetaData.LastUpdatedTime >= '2026-03-01T12:00:00.000+00:00'" in played.statement(2)


def test_what_changed_longer_ago_than_changes_are_kept_is_queried() -> None:
    played = Played([rows("Invoice")])
    (page,) = played.connector.read(played.access, kinds=[EntityKind.INVOICE], since=NOW - timedelta(days=30))
    assert page.complete
    assert played.asked[0].url.path.endswith("/query")


def test_a_refused_query_is_said_and_an_odd_answer_is_none() -> None:
    refused = Played([(400, fault("4001", "no such field"))])
    with pytest.raises(Rejected, match="no such field"):
        list(refused.connector.read(refused.access, kinds=[EntityKind.ITEM], since=None))
    oddities: list[object] = [[], {"QueryResponse": 7}, {"QueryResponse": {"Item": 7}}, {"QueryResponse": {}, "time": "soon"}]
    for odd in oddities:
        played = Played([odd])
        with pytest.raises(Transient):
            list(played.connector.read(played.access, kinds=[EntityKind.ITEM], since=None))


def test_it_names_the_one_company_of_the_callback() -> None:
    company, preferences = (
        {"CompanyInfo": {"CompanyName": "Shop", "Id": "1"}},
        {"Preferences": {"CurrencyPrefs": {"HomeCurrency": {"value": "USD"}}}},
    )
    played = Played([company, preferences])
    tokens = Tokens(access_token="t", refresh_token="r", expires_at=NOW)
    (found,) = played.connector.organisations(tokens, callback={"code": "c", "realmId": "9130"})
    assert (found.id, found.name, found.currency, found.is_demo) == ("9130", "Shop", "USD", False)
    for callback in ({}, {"realmId": ""}, {"realmId": "../1"}):
        with pytest.raises(AuthorisationLost):
            played.connector.organisations(tokens, callback=callback)


def test_links_lead_into_the_product() -> None:
    organisation = Organisation(id="9130", name="Shop")
    url = Played([]).connector.link_url
    assert (
        url(kind=EntityKind.INVOICE, external_id="145", organisation=organisation)
        == "https://app.qbo.intuit.com/app/invoice?txnId=145"
    )
    assert url(kind=EntityKind.ITEM, external_id="1", organisation=organisation) == ""


def test_it_is_made_with_the_real_addresses_by_default_and_says_what_it_can() -> None:
    made = connector(ProviderSettings(client_id="us", client_secret="hush", urls={}))
    assert made.manifest is MANIFEST
    assert set(MANIFEST.kinds) < set(MANIFEST.batch_sizes) == set(MANIFEST.can)
    assert set(MANIFEST.kinds) <= set(OBJECTS)
    assert all(sentence.endswith(".") for sentence in MANIFEST.cannot.values())
