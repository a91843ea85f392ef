"""Employees, items, currencies, rates, compound taxes and settings: the rules and the refusals."""

from decimal import Decimal

import pytest

from unit.sandbox.quickbooks.desk import AU, Desk, open_desk, sale, sale_line


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def au() -> Desk:
    made = open_desk(AU)
    made.save("Preferences", {"Id": "1", "SyncToken": "0", "sparse": True, "CurrencyPrefs": {"MultiCurrencyEnabled": True}})
    return made


def test_an_employee_is_named_by_parts_and_apart_from_customers_and_vendors(desk: Desk) -> None:
    made = desk.save("Employee", {"GivenName": "Night", "FamilyName": "Porter", "PrimaryAddr": {"Line1": "1 High Street"}})
    assert (made["DisplayName"], made["PrimaryAddr"]["Id"], "Balance" in made, "CurrencyRef" in made) == (
        "Night Porter",
        "1",
        False,
        False,
    )
    assert desk.refused("/customer", {"DisplayName": "night porter"}) == "6240"
    assert desk.refused("/employee", {"DisplayName": "NIGHT PORTER"}) == "6240"
    assert desk.refused("/employee", {"HiredDate": "soon", "DisplayName": "Another"}) == "2060"
    assert desk.refused("/employee", {"Balance": 5, "DisplayName": "Another"}) == "2010"
    assert desk.refused("/employee", {}) == "2020"
    desk.save("Employee", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Active": False})
    assert desk.customer("Night Porter")


def test_items_ask_for_what_their_type_needs(desk: Desk) -> None:
    income, cost, stock = desk.account("Sales of Product Income"), desk.account("Cost of sales"), desk.account("Inventory Asset")
    assert desk.refused("/item", {"Name": "Air", "Type": "Service"}) == "2020"
    assert desk.refused("/item", {"Name": "Air", "Type": "Gas", "IncomeAccountRef": {"value": income}}) == "2170"
    assert desk.refused("/item", {"Name": "Air", "Type": "Service", "IncomeAccountRef": {"value": cost}}) == "6000"
    assert desk.refused("/item", {"Name": "Air", "IncomeAccountRef": {"value": income}, "UnitPrice": -1}) == "2290"
    assert (
        desk.refused("/item", {"Name": "Air", "IncomeAccountRef": {"value": income}, "SalesTaxCodeRef": {"value": "99"}}) == "2500"
    )
    inventory = {"Name": "Pump", "Type": "Inventory", "QtyOnHand": 3, "InvStartDate": "2026-01-01"}
    accounts = {"IncomeAccountRef": {"value": income}, "ExpenseAccountRef": {"value": cost}, "AssetAccountRef": {"value": stock}}
    for name in ("QtyOnHand", "InvStartDate"):
        assert desk.refused("/item", {field: value for field, value in inventory.items() if field != name} | accounts) == "2020"
    for name in accounts:
        assert desk.refused("/item", inventory | {field: value for field, value in accounts.items() if field != name}) == "2020"
    made = desk.save("Item", inventory | accounts)
    assert (made["TrackQtyOnHand"], made["QtyOnHand"]) == (True, 3)
    assert desk.refused("/item", made | {"Type": "Service"}) == "6000"


def test_a_category_holds_items_and_is_never_sold(desk: Desk) -> None:
    kitchen = desk.save("Item", {"Name": "Kitchen", "Type": "Category"})
    assert "UnitPrice" not in kitchen
    assert desk.refused("/item", {"Name": "Garden", "Type": "Category", "Sku": "G"}) == "6000"
    cup = desk.item("Cup", SubItem=True, ParentRef={"value": kitchen["Id"]})
    assert desk.read("Item", cup)["FullyQualifiedName"] == "Kitchen:Cup"
    # The same name may stand once below each parent.
    assert desk.item("Cup")
    assert desk.refused("/invoice", sale(desk.customer(), sale_line("5", item=kitchen["Id"]))) == "6000"
    assert desk.refused("/item", kitchen | {"Type": "Service"}) == "6000"


def test_currencies_need_the_switch_and_stand_once(desk: Desk, au: Desk) -> None:
    assert desk.refused("/companycurrency", {"Code": "EUR"}) == "6000"
    assert desk.refused("/exchangerate", {"SourceCurrencyCode": "EUR", "Rate": 1}) == "6000"
    euro = au.save("CompanyCurrency", {"Code": "EUR"})
    assert (euro["Name"], euro["Active"]) == ("Euro", True)
    assert au.refused("/companycurrency", {"Code": "EUR"}) == "6240"
    assert au.refused("/companycurrency", {"Code": "euro"}) == "2050"
    assert au.refused("/companycurrency", {"Code": "eur"}) == "2220"
    assert au.refused("/companycurrency", {}) == "2020"
    assert au.refused("/companycurrency", euro | {"Code": "USD"}) == "6000"
    assert au.refused("/companycurrency", {"Id": euro["Id"], "SyncToken": "0"}, operation="delete") == "500"


def test_a_rate_is_kept_by_the_day_and_the_newest_one_holds(au: Desk) -> None:
    for on, rate in (("2026-01-31", "1.60"), ("2026-02-28", "1.70"), ("2026-01-31", "1.65")):
        au.post("/exchangerate", {"SourceCurrencyCode": "EUR", "Rate": Decimal(rate), "AsOfDate": on})
        assert au.last.status == 200
    assert au.query("select count(*) from ExchangeRate") == {"totalCount": 2}
    asked = {"sourcecurrencycode": "EUR"}
    assert au.get("/exchangerate", **asked, asofdate="2026-02-10")["ExchangeRate"]["Rate"] == Decimal("1.65")
    assert au.get("/exchangerate", **asked)["ExchangeRate"]["Rate"] == Decimal("1.70")
    assert au.get("/exchangerate", **asked, asofdate="2026-01-01")["Fault"]["Error"][0]["code"] == "610"
    assert au.get("/exchangerate", **asked, asofdate="then")["Fault"]["Error"][0]["code"] == "2060"
    assert au.get("/exchangerate")["Fault"]["Error"][0]["code"] == "2020"
    assert au.get("/exchangerate/1")["Fault"]["Error"][0]["code"] == "500"
    assert au.query("select SourceCurrencyCode from ExchangeRate where AsOfDate = '2026-02-28'")["ExchangeRate"] == [
        {"domain": "QBO", "sparse": True, "SourceCurrencyCode": "EUR"}
    ]
    for wrong in (
        {"Rate": 0},
        {"Rate": -1},
        {"SourceCurrencyCode": "AUD"},
        {"TargetCurrencyCode": "USD"},
        {"SourceCurrencyCode": ""},
    ):
        assert au.refused("/exchangerate", {"SourceCurrencyCode": "EUR", "Rate": 1} | wrong) in ("2020", "2090", "6000")


def test_a_document_without_a_rate_takes_that_of_its_day(au: Desk) -> None:
    au.post("/exchangerate", {"SourceCurrencyCode": "EUR", "Rate": Decimal("1.65"), "AsOfDate": "2026-01-31"})
    customer, item = au.customer("Paris", CurrencyRef={"value": "EUR"}), au.item()
    body = sale(customer, sale_line("100", item=item), CurrencyRef={"value": "EUR"})
    assert au.save("Invoice", body | {"TxnDate": "2026-02-01"})["HomeTotalAmt"] == Decimal("181.50")
    assert au.save("Invoice", body | {"TxnDate": "2026-01-01"})["ExchangeRate"] == 1
    assert au.save("Invoice", body | {"TxnDate": "2026-02-01", "ExchangeRate": 2})["HomeTotalAmt"] == 220


@pytest.mark.parametrize(("applies", "second"), [("TaxOnAmount", "10.00"), ("TaxOnAmountPlusTax", "10.50"), ("TaxOnTax", "0.50")])
def test_one_rate_builds_on_another(desk: Desk, applies: str, second: str) -> None:
    rates = [
        {"TaxRateName": name, "RateValue": value, "TaxAgencyId": "1", "TaxApplicableOn": "Sales"}
        for name, value in (("Federal", "5"), ("Province", "10"))
    ]
    code = desk.post("/taxservice/taxcode", {"TaxCode": "Both", "TaxRateDetails": rates})["TaxCodeId"]
    lists = desk.read("TaxCode", code)["SalesTaxRateList"]
    lists["TaxRateDetail"][1]["TaxTypeApplicable"] = applies
    with desk.ground.books.unit():
        desk.provider.edit(organisation=desk.realm, kind="TaxCode", id=code, change={"SalesTaxRateList": lists})
    made = desk.save("Invoice", sale(desk.customer(), sale_line("100", item=desk.item(), code=code)))
    assert [line["Amount"] for line in made["TxnTaxDetail"]["TaxLine"]] == [Decimal("5.00"), Decimal(second)]
    inclusive = sale(desk.customer("Two"), sale_line("100", item=desk.item("Two"), code=code)) | {
        "GlobalTaxCalculation": "TaxInclusive"
    }
    line = desk.save("Invoice", inclusive)["Line"][0]
    assert line["SalesItemLineDetail"]["TaxInclusiveAmt"] == 105 + Decimal(second)


def test_settings_are_one_of_each_and_stand_under_a_version(desk: Desk) -> None:
    name = {"CompanyName": "Sandbox Trading", "SyncToken": "0"}
    assert desk.save("CompanyInfo", name | {"sparse": True})["CompanyName"] == "Sandbox Trading"
    assert desk.refused("/companyinfo", name | {"Id": "1"}) == "5010"
    assert desk.refused("/companyinfo", {"Id": "2", "SyncToken": "1", "CompanyName": "Another"}) == "610"
    assert desk.refused("/preferences", {"Id": "1", "SyncToken": "0", "TaxPrefs": "all"}) == "2110"
    assert desk.refused("/preferences", {"Id": "1", "TaxPrefs": {}}) == "2020"


@pytest.mark.parametrize("kind", ["TaxCode", "TaxRate", "TaxAgency"])
def test_no_tax_is_changed_or_deleted_through_the_api(desk: Desk, kind: str) -> None:
    stored = desk.query(f"select * from {kind}")[kind][0]
    assert desk.refused(f"/{kind.lower()}", stored) == "500"
    assert desk.refused(f"/{kind.lower()}", {"Id": stored["Id"], "SyncToken": "0"}, operation="delete") == "500"


def test_estimates_can_be_switched_off(desk: Desk) -> None:
    desk.save("Preferences", {"Id": "1", "SyncToken": "0", "sparse": True, "SalesFormsPrefs": {"AllowEstimates": False}})
    assert desk.refused("/estimate", sale(desk.customer(), sale_line("5", item=desk.item()))) == "5030"


def test_a_new_name_goes_down_the_tree(desk: Desk) -> None:
    top = desk.save("Class", {"Name": "Shops"})
    middle = desk.save("Class", {"Name": "North", "ParentRef": {"value": top["Id"]}})
    leaf = desk.save("Class", {"Name": "Harbour", "ParentRef": {"value": middle["Id"]}})
    desk.save("Class", {"Id": top["Id"], "SyncToken": "0", "Name": "Branches"})
    read = desk.read("Class", leaf["Id"])
    assert (read["FullyQualifiedName"], read["ParentRef"]["name"]) == ("Branches:North:Harbour", "Branches:North")
    assert desk.query("select * from Class where FullyQualifiedName = 'Branches:North:Harbour'")["Class"][0]["Id"] == leaf["Id"]
    # What the old name was is free again.
    again = desk.save("Class", {"Name": "Shops"})
    assert desk.save("Class", {"Name": "North", "ParentRef": {"value": again["Id"]}})["FullyQualifiedName"] == "Shops:North"
