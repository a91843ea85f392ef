"""The ready-made companies: what is in them, that their books balance, and that the copied documents are like written ones."""

from decimal import Decimal

import pytest

from tieout.sandbox.quickbooks import writes
from tieout.sandbox.quickbooks.companies import COMPANIES
from tieout.sandbox.quickbooks.schema import TRANSACTIONS
from unit.sandbox.quickbooks.desk import AU, CA, GB, US, Desk, Json, open_desk
from unit.sandbox.quickbooks.test_books_balance import check, check_reports, company_of


def _documents(desk: Desk) -> int:
    return sum(len(company_of(desk).all(kind)) for kind in TRANSACTIONS)


@pytest.fixture(scope="module")
def demo() -> Desk:
    """For looking only."""
    return open_desk(seed="demo")


def _at(desk: Desk, realm: str) -> Desk:
    """The same sandbox, another company."""
    organisations = [one for one in desk.provider.organisations() if one.id == realm]
    with desk.ground.books.unit():
        token = desk.provider.token(organisations, "desk")["access_token"]
    return Desk(desk.provider, desk.ground, realm, token)


def test_it_fills_every_company_of_the_demo_but_the_first_with_a_few_hundred_documents(demo: Desk) -> None:
    for realm in COMPANIES:
        desk = _at(demo, realm)
        assert (_documents(desk) == 0) if realm == GB else (200 < _documents(desk) < 500)
        check(desk)


@pytest.mark.parametrize("realm", [US, AU, CA])
def test_it_has_every_kind_of_document_in_the_demo_and_reports_that_agree(demo: Desk, realm: str) -> None:
    desk = _at(demo, realm)
    assert {kind for kind in TRANSACTIONS if not company_of(desk).all(kind)} == set()
    check_reports(desk)


def test_it_keeps_a_canadian_company_in_several_currencies_and_with_two_taxes_in_one_code(demo: Desk) -> None:
    desk = _at(demo, CA)
    info = desk.get("/companyinfo/1")["CompanyInfo"]
    assert info["Country"] == "CA"
    assert {row["CurrencyRef"]["value"] for row in company_of(desk).all("Invoice")} == {"CAD", "USD", "EUR", "GBP"}
    codes = {row["Name"]: row for row in desk.query("select * from TaxCode")["TaxCode"]}
    assert {"GST", "HST ON", "HST NS", "GST/PST BC", "GST/QST QC", "Zero-rated", "Exempt"} <= codes.keys()
    desk = open_desk(CA)
    customer, item = desk.customer("Pacific Stores"), desk.item("Lamp")
    detail = {"ItemRef": {"value": item}, "TaxCodeRef": {"value": codes["GST/QST QC"]["Id"]}}
    line = {"DetailType": "SalesItemLineDetail", "Amount": Decimal("101.10"), "SalesItemLineDetail": detail}
    body = {
        "CustomerRef": {"value": customer},
        "CurrencyRef": {"value": "CAD"},
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [line],
    }
    invoice = desk.save("Invoice", body)
    assert [tax["Amount"] for tax in invoice["TxnTaxDetail"]["TaxLine"]] == [Decimal("5.06"), Decimal("10.08")]
    assert invoice["TotalAmt"] == Decimal("116.24")


def test_it_books_exchange_differences_in_the_canadian_company(demo: Desk) -> None:
    desk = _at(demo, CA)
    exchange = company_of(desk).role("exchange")
    booked = [line["home"] for entry in company_of(desk).all("_journal") for line in entry["lines"] if line["account"] == exchange]
    assert sum(booked) != 0


@pytest.mark.parametrize("count", [3, 40, 1000])
def test_it_makes_as_many_documents_as_asked_for_in_every_company(count: int) -> None:
    desk = open_desk(seed=f"large:{count}")
    for realm in COMPANIES:
        desk.realm = realm
        assert _documents(desk) == count
        check(desk)


def test_it_makes_the_same_company_every_time() -> None:
    one, other = (open_desk(seed="large:200") for _ in range(2))
    for kind in ("Invoice", "Payment", "Bill", "BillPayment"):
        left, right = ([_undated(row) for row in company_of(desk).all(kind)] for desk in (one, other))
        assert left == right


def _undated(body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "MetaData"}


@pytest.mark.parametrize("realm", [GB, US, CA])
def test_it_copies_documents_in_the_shape_of_written_ones(realm: str) -> None:
    desk = open_desk(realm, seed="large:400")
    company = company_of(desk)
    for kind in ("Invoice", "Payment", "Bill", "BillPayment"):
        copied = company.all(kind)[-1]
        before = company.get("_journal", f"{kind}:{copied['Id']}")
        with desk.ground.books.unit():
            head = {"Id": copied["Id"], "SyncToken": copied["SyncToken"], "sparse": True}
            written = writes.save(company, kind, raw=head | {"PrivateNote": "looked at"})
        changed = {"SyncToken", "MetaData", "PrivateNote"}
        assert {name: value for name, value in written.items() if name not in changed} == {
            name: value for name, value in copied.items() if name not in changed
        }
        assert company.get("_journal", f"{kind}:{copied['Id']}") == before
    check(desk)
    check_reports(desk)


def test_it_goes_on_after_the_copies_with_ids_and_stamps_of_its_own() -> None:
    desk = open_desk(seed="large:50")
    last = max(int(row["Id"]) for kind in TRANSACTIONS for row in company_of(desk).all(kind))
    customer = desk.query("select * from Customer where DisplayName = 'Customer 001'")["Customer"][0]
    payment = desk.save("Payment", {"CustomerRef": {"value": customer["Id"]}, "TotalAmt": 5})
    assert int(payment["Id"]) == last + 1
    assert payment["MetaData"]["CreateTime"] > max(row["MetaData"]["CreateTime"] for row in company_of(desk).all("Invoice"))
