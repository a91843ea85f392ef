"""Accounts, tax rates, tracking, currencies and the organisation itself."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal
ACCOUNT = {"Code": "290", "Name": "Workshops", "Type": "SALES", "TaxType": "OUTPUT2"}
BANK = {"Code": "", "Name": "Card", "Type": "BANK", "BankAccountNumber": "4111", "BankAccountType": "CREDITCARD"}


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def one(ledger: Ledger, method: str, *, path: str, body: Json = None) -> Json:
    told = ledger.call(method, path, body=body)
    assert ledger.last.status == 200, told
    return told[path.rsplit("/", maxsplit=1)[-1] if path.endswith("Options") else path.split("/", maxsplit=1)[0]][0]


def refused(ledger: Ledger, method: str, *, path: str, body: Json = None) -> list[str]:
    told = ledger.call(method, path, body=body)
    assert ledger.last.status == 400, told
    return [problem["Message"] for problem in told["Elements"][0]["ValidationErrors"]]


def test_it_makes_changes_archives_and_deletes_an_account(ledger: Ledger) -> None:
    made = one(ledger, "PUT", path="Accounts", body=ACCOUNT)
    assert (made["Class"], made["Status"], made["EnablePaymentsToAccount"]) == ("REVENUE", "ACTIVE", False)
    path = f"Accounts/{made['AccountID']}"
    changed = one(
        ledger,
        "POST",
        path=path,
        body={"Name": "Courses", "EnablePaymentsToAccount": True, "AddToWatchlist": True, "Type": "EXPENSE"},
    )
    assert (changed["Name"], changed["Code"], changed["Class"]) == ("Courses", "290", "EXPENSE")
    assert (changed["EnablePaymentsToAccount"], changed["AddToWatchlist"]) == (True, True)
    assert one(ledger, "POST", path=path, body={"Status": "ARCHIVED"})["Status"] == "ARCHIVED"
    body = draft(ledger.contact(), "1", Status="AUTHORISED")
    body["LineItems"][0]["AccountCode"] = "290"
    assert ledger.refusal("Invoices", body, method="PUT") == [errors.BAD_ACCOUNT.format("290")]
    assert one(ledger, "DELETE", path=path)["Status"] == "DELETED"
    ledger.call("GET", path)
    assert ledger.last.status == 404


def test_a_list_of_accounts_is_cut_to_its_first(ledger: Ledger) -> None:
    told = ledger.call("PUT", "Accounts", body={"Accounts": [ACCOUNT, {**ACCOUNT, "Code": "291", "Name": "Second"}]})
    assert [account["Name"] for account in told["Accounts"]] == ["Workshops"]
    assert ledger.get("Accounts", where='Name=="Second"') == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Code": "200"}, errors.ACCOUNT_CODE_TAKEN),
        ({"Code": ""}, errors.REQUIRED.format("Code")),
        ({"Code": "12345678901"}, errors.ACCOUNT_CODE_LONG),
        ({"Name": "sales"}, errors.ACCOUNT_NAME),
        ({"Name": "x" * 151}, errors.TOO_LONG.format("Name", 150)),
        ({"Type": "SAVINGS"}, "Account type is not valid"),
        ({"TaxType": "NOPE"}, errors.BAD_TAX.format("NOPE")),
        ({**BANK, "BankAccountNumber": ""}, errors.REQUIRED.format("BankAccountNumber")),
        ({**BANK, "BankAccountType": "PIGGY"}, "BankAccountType is not valid"),
        ({**BANK, "CurrencyCode": "NZD"}, errors.BAD_CURRENCY.format("NZD")),
        ({**BANK, "Description": "Mine"}, "A bank account has no description"),
    ],
)
def test_an_account_is_refused(ledger: Ledger, change: Json, message: str) -> None:
    assert message in refused(ledger, "PUT", path="Accounts", body={**ACCOUNT, **change})


def test_a_bank_account_needs_no_code_and_keeps_its_kind(ledger: Ledger) -> None:
    made = one(ledger, "PUT", path="Accounts", body=BANK)
    assert (made["BankAccountType"], made["CurrencyCode"], made["Class"]) == ("CREDITCARD", "GBP", "ASSET")
    assert refused(ledger, "POST", path=f"Accounts/{made['AccountID']}", body={"Type": "EXPENSE"}) == ["Account type is not valid"]


def test_an_account_is_archived_alone_and_deleted_only_when_unused(ledger: Ledger) -> None:
    sales, control = (ledger.get("Accounts", where=f'Code=="{code}"')[0] for code in ("200", "610"))
    made = ledger.invoice(ledger.contact(), "10")
    ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "VOIDED"})
    assert refused(ledger, "DELETE", path=f"Accounts/{sales['AccountID']}") == [errors.IN_USE]
    assert refused(ledger, "POST", path=f"Accounts/{sales['AccountID']}", body={"Status": "ARCHIVED", "Name": "Old"})
    for method, body in (("DELETE", None), ("POST", {"Status": "ARCHIVED"})):
        assert refused(ledger, method, path=f"Accounts/{control['AccountID']}", body=body) == [errors.IN_USE]


def test_an_account_that_only_a_draft_names_is_in_use(ledger: Ledger) -> None:
    made = one(ledger, "PUT", path="Accounts", body=ACCOUNT)
    lines = [{"LineAmount": 1, "AccountCode": "290"}, {"LineAmount": -1, "AccountCode": "200"}]
    ledger.make("ManualJournals", {"Narration": "Draft", "JournalLines": lines})
    assert refused(ledger, "DELETE", path=f"Accounts/{made['AccountID']}") == [errors.IN_USE]


def test_a_tax_rate_is_the_sum_of_its_components_and_a_compound_one_on_top(ledger: Ledger) -> None:
    parts = [{"Name": "City", "Rate": "5"}, {"Name": "State", "Rate": "9.975", "IsCompound": True}]
    (made,) = ledger.write("TaxRates", {"Name": "Two parts", "TaxComponents": parts, "ReportTaxType": "OUTPUT"}, method="PUT")
    assert (made["TaxType"], made["EffectiveRate"], made["ReportTaxType"]) == ("TAX001", D("15.4738"), "OUTPUT")
    (renamed,) = ledger.write("TaxRates", {"TaxType": "TAX001", "Name": "Two taxes"})
    assert (renamed["Name"], renamed["EffectiveRate"]) == ("Two taxes", D("15.4738"))
    body = draft(ledger.contact(), "100", Status="AUTHORISED")
    body["LineItems"][0]["TaxType"] = "TAX001"
    assert ledger.make("Invoices", body)["TotalTax"] == D("15.47")
    (gone,) = ledger.write("TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})
    assert gone["Status"] == "DELETED"
    assert ledger.refusal("Invoices", body, method="PUT") == [errors.BAD_TAX.format("TAX001")]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"Name": "Empty"}, errors.REQUIRED.format("TaxComponents")),
        ({"Name": "20% (VAT on Income)", "TaxComponents": [{"Name": "a", "Rate": 1}]}, errors.ACCOUNT_NAME),
        ({"Name": "New", "TaxComponents": [{"Name": "a", "Rate": 1}], "Status": "GONE"}, "Status is not valid"),
    ],
)
def test_a_tax_rate_is_refused(ledger: Ledger, body: Json, message: str) -> None:
    assert ledger.refusal("TaxRates", body, method="PUT") == [message]


def test_two_tracking_categories_are_active_and_four_there(ledger: Ledger) -> None:
    full = "There can be 2 active tracking categories and 4 in all"
    assert refused(ledger, "PUT", path="TrackingCategories", body={"Name": "Third"}) == [full]
    for name in ("Third", "Fourth"):
        active = ledger.get("TrackingCategories")[0]
        one(ledger, "POST", path=f"TrackingCategories/{active['TrackingCategoryID']}", body={"Status": "ARCHIVED"})
        one(ledger, "PUT", path="TrackingCategories", body={"Name": name})
    assert refused(ledger, "PUT", path="TrackingCategories", body={"Name": "Fifth"}) == [full]
    assert len(ledger.get("TrackingCategories")) == 2
    assert len(ledger.get("TrackingCategories", includeArchived="true")) == 4


def test_tracking_in_use_is_archived_and_not_deleted(ledger: Ledger) -> None:
    category = ledger.get("TrackingCategories")[0]
    path, option = f"TrackingCategories/{category['TrackingCategoryID']}", category["Options"][0]
    body = draft(ledger.contact(), "1")
    body["LineItems"][0]["Tracking"] = [{"Name": category["Name"], "Option": option["Name"]}]
    ledger.make("Invoices", body)
    assert refused(ledger, "DELETE", path=path) == [errors.IN_USE]
    assert refused(ledger, "DELETE", path=f"{path}/Options/{option['TrackingOptionID']}") == [errors.IN_USE]
    ledger.call("POST", f"{path}/Options/{option['TrackingOptionID']}", body={"Status": "ARCHIVED"})
    assert ledger.refusal("Invoices", body, method="PUT") == [errors.BAD_TRACKING]
    ledger.call("DELETE", f"{path}/Options/{category['Options'][1]['TrackingOptionID']}")
    assert [kept["Status"] for kept in one(ledger, "GET", path=path)["Options"]] == ["ARCHIVED", "ACTIVE", "ACTIVE"]


def test_options_are_added_and_renamed_under_unique_names(ledger: Ledger) -> None:
    category = ledger.get("TrackingCategories")[0]
    path = f"TrackingCategories/{category['TrackingCategoryID']}/Options"
    made = one(ledger, "PUT", path=path, body={"Name": "Centre"})
    ledger.call("POST", f"{path}/{made['TrackingOptionID']}", body={"Name": "Middle"})
    assert "Middle" in [option["Name"] for option in ledger.get("TrackingCategories")[0]["Options"]]
    assert refused(ledger, "PUT", path=path, body={"Name": "middle"}) == [errors.ACCOUNT_NAME]
    assert refused(ledger, "POST", path=f"{path}/{made['TrackingOptionID']}", body={"Status": "GONE"}) == ["Status is not valid"]


def test_a_currency_is_added_and_used(ledger: Ledger) -> None:
    contact = ledger.contact()
    assert ledger.refusal("Invoices", draft(contact, "1", CurrencyCode="NZD")) == [errors.BAD_CURRENCY.format("NZD")]
    one(ledger, "PUT", path="Currencies", body={"Code": "NZD", "Description": "New Zealand Dollar"})
    made = ledger.make("Invoices", draft(contact, "1", CurrencyCode="NZD"))
    assert (made["CurrencyCode"], made["CurrencyRate"]) == ("NZD", D("2.12"))
    assert "NZD" in [currency["Code"] for currency in ledger.get("Currencies")]
    assert refused(ledger, "PUT", path="Currencies", body={"Code": "POUNDS"}) == ["Currency code is not valid"]


def test_the_organisation_tells_its_actions_and_takes_no_writes(ledger: Ledger) -> None:
    told = ledger.call("GET", "Organisation")["Organisations"][0]
    assert (told["ShortCode"][0], told["BaseCurrency"], told["CountryCode"]) == ("!", "GBP", "GB")
    actions = ledger.call("GET", "Organisation/Actions")["Actions"]
    assert {"Name": "CreateApprovedInvoice", "Status": "ALLOWED"} in actions
    for method, path, status in (("POST", "Organisation", 501), ("GET", "Organisation/Nothing", 404)):
        ledger.call(method, path, body={})
        assert ledger.last.status == status


def test_nothing_is_written_or_taken_back_in_a_locked_period(ledger: Ledger) -> None:
    contact = ledger.contact()
    made, other = ledger.invoice(contact, "100"), ledger.invoice(contact, "50")
    paid = ledger.pay(made, "10", Date="2026-10-05")
    note = ledger.make("CreditNotes", draft(contact, "5", Type="ACCRECCREDIT", Status="AUTHORISED"))
    ledger.lock("2026-10-31")
    assert ledger.refusal("Invoices", {"InvoiceID": other["InvoiceID"], "Status": "VOIDED"}) == [errors.LOCKED]
    assert ledger.refusal("CreditNotes", {"CreditNoteID": note["CreditNoteID"], "Status": "VOIDED"}) == [errors.LOCKED]
    assert refused(ledger, "POST", path=f"Payments/{paid['PaymentID']}", body={"Status": "DELETED"}) == [errors.LOCKED]
    pay = {"Invoice": {"InvoiceID": other["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 1}
    assert ledger.refusal("Payments", {**pay, "Date": "2026-10-31"}, method="PUT") == [errors.LOCKED]
    allocation = {"Amount": 1, "Invoice": {"InvoiceID": other["InvoiceID"]}}
    assert refused(ledger, "PUT", path=f"CreditNotes/{note['CreditNoteID']}/Allocations", body=allocation) == [errors.LOCKED]
    ledger.make("Payments", {**pay, "Date": "2026-11-01"})
