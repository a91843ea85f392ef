"""The reports: their shape, their figures, their days and filters."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from unit.sandbox.quickbooks.desk import CA, Desk, Json, expense_line, open_desk, purchase, sale, sale_line, settling
from unit.sandbox.quickbooks.reading import accounts, figures, report, rows

_YEAR = {"start_date": "2026-01-01", "end_date": "2026-12-31"}


@pytest.fixture
def desk() -> Desk:
    """One sale of 200 net in January, half paid in March, a bill of 50 in February, and a sale in the year before."""
    desk = open_desk()
    customer, vendor, item = desk.customer(), desk.vendor(), desk.item()
    desk.save("Invoice", sale(customer, sale_line("70.00", item=item, code="4"), TxnDate="2025-11-05", DocNumber="OLD"))
    body = sale(customer, sale_line("200.00", item=item), TxnDate="2026-01-15", DueDate="2026-02-14", DocNumber="NEW")
    invoice = desk.save("Invoice", body)
    lines = settling(("Invoice", invoice["Id"], "120.00"))
    money = {"DepositToAccountRef": {"value": "35"}, "TxnDate": "2026-03-10"}
    desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 120, "Line": lines, **money})
    bill = purchase(vendor, expense_line("50.00", code="4"), TxnDate="2026-02-01", DueDate="2026-02-28", DocNumber="S-9")
    desk.save("Bill", bill)
    return desk


def _titles(answer: Json) -> list[str]:
    return [column["ColTitle"] for column in answer["Columns"]["Column"]]


def test_it_answers_in_the_shape_of_quickbooks_reports(desk: Desk) -> None:
    answer = report(desk, "TrialBalance", **_YEAR)
    head = answer["Header"]
    assert (head["ReportName"], head["ReportBasis"], head["Currency"]) == ("TrialBalance", "Accrual", "GBP")
    assert (head["StartPeriod"], head["EndPeriod"]) == ("2026-01-01", "2026-12-31")
    assert {"Name": "NoReportData", "Value": "false"} in head["Option"]
    assert [(one["ColTitle"], one["ColType"]) for one in answer["Columns"]["Column"]] == [
        ("", "Account"),
        ("Debit", "Money"),
        ("Credit", "Money"),
    ]
    first = answer["Rows"]["Row"][0]["ColData"]
    assert all(isinstance(cell["value"], str) for cell in first)
    assert first[0]["id"].isdigit()
    assert answer["Rows"]["Row"][-1]["group"] == "GrandTotal"


def test_it_says_when_a_report_has_nothing_to_say() -> None:
    answer = report(open_desk(), "ProfitAndLoss", **_YEAR)
    assert {"Name": "NoReportData", "Value": "true"} in answer["Header"]["Option"]
    assert figures(answer, "Net Income") == [0]


def test_it_balances_the_trial_and_carries_earlier_profit_into_retained_earnings(desk: Desk) -> None:
    desk.save("CompanyInfo", {"Id": "1", "SyncToken": "0", "FiscalYearStartMonth": "January", "sparse": True})
    found = accounts(report(desk, "TrialBalance", **_YEAR))
    assert found == {"1": -200, "71": -70, "84": 70 + 240 - 120, "33": -50, "35": 120, "42": -40, "54": 50}
    assert sum(found.values()) == 0


def test_it_sums_profit_by_month_quarter_and_in_all(desk: Desk) -> None:
    whole = report(desk, "ProfitAndLoss", **_YEAR)
    assert figures(whole, "Total Income") == [200]
    assert figures(whole, "Gross Profit") == [200]
    assert figures(whole, "Net Income") == [150]
    quarters = report(desk, "ProfitAndLoss", summarize_column_by="Quarter", **_YEAR)
    assert _titles(quarters) == ["", "Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026", "Total"]
    months = report(desk, "ProfitAndLoss", summarize_column_by="Month", start_date="2026-01-10", end_date="2026-03-05")
    assert _titles(months) == ["", "Jan 2026", "Feb 2026", "Mar 2026", "Total"]
    assert figures(months, "Net Income") == [200, -50, 0, 150]


def test_it_counts_on_the_cash_basis_what_was_paid_and_when(desk: Desk) -> None:
    months = {"summarize_column_by": "Month", "start_date": "2026-01-01", "end_date": "2026-03-31", "accounting_method": "Cash"}
    answer = report(desk, "ProfitAndLoss", **months)
    assert answer["Header"]["ReportBasis"] == "Cash"
    assert figures(answer, "Total Income") == [0, 0, 100, 100]
    sheet = report(desk, "BalanceSheet", accounting_method="Cash", **_YEAR)
    assert figures(sheet, "Total ASSETS") == figures(sheet, "TOTAL LIABILITIES AND EQUITY") == [120]


def test_it_balances_the_sheet_with_this_years_and_earlier_profit(desk: Desk) -> None:
    desk.save("CompanyInfo", {"Id": "1", "SyncToken": "0", "FiscalYearStartMonth": "January", "sparse": True})
    sheet = report(desk, "BalanceSheet", **_YEAR)
    assert figures(sheet, "Total ASSETS") == figures(sheet, "TOTAL LIABILITIES AND EQUITY") == [310]
    assert figures(sheet, "Retained Earnings") == [70]
    assert figures(sheet, "Net Income") == [150]
    assert figures(sheet, "Total Accounts Receivable") == [190]


def test_it_ages_what_is_owed_by_its_due_day_as_of_any_day(desk: Desk) -> None:
    now = report(desk, "AgedReceivables", report_date="2026-03-31")
    assert _titles(now) == ["", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"]
    assert figures(now, "Harbour View") == figures(now, "TOTAL") == [0, 0, 120, 0, 70, 190]
    before = report(desk, "AgedReceivables", report_date="2026-02-10")
    assert figures(before, "TOTAL") == [240, 0, 0, 0, 70, 310]
    wide = report(desk, "AgedPayables", report_date="2026-03-31", aging_period="60", num_periods="2")
    assert _titles(wide) == ["", "Current", "1 - 60", "61 and over", "Total"]
    assert figures(wide, "TOTAL") == [0, 50, 0, 50]


def test_it_names_each_open_document_in_the_details(desk: Desk) -> None:
    detail = report(desk, "AgedReceivableDetail", report_date="2026-03-31")
    found = [[cell["value"] for cell in row["ColData"]] for row in rows(detail) if "ColData" in row]
    assert found == [
        ["2025-11-05", "Invoice", "OLD", "Harbour View", "2025-11-05", "70.00", "70.00"],
        ["2026-01-15", "Invoice", "NEW", "Harbour View", "2026-02-14", "240.00", "120.00"],
    ]
    assert figures(report(desk, "VendorBalance", report_date="2026-03-31"), "TOTAL") == [50]
    assert figures(report(desk, "CustomerBalance", report_date="2026-03-31"), "Harbour View") == [190]
    balance = report(desk, "CustomerBalanceDetail", report_date="2026-03-31")
    running = [row["ColData"][-1]["value"] for row in rows(balance) if "ColData" in row]
    assert running == ["70.00", "190.00"]


def test_it_lists_the_ledger_by_account_with_running_balances(desk: Desk) -> None:
    ledger = report(desk, "GeneralLedger", account="84", **_YEAR)
    section = ledger["Rows"]["Row"][0]
    assert section["Header"]["ColData"][0]["id"] == "84"
    lines = [[cell["value"] for cell in row["ColData"]] for row in section["Rows"]["Row"]]
    assert lines[0] == ["Beginning Balance", "", "", "", "", "", "", "70.00"]
    assert [(line[1], line[6], line[7]) for line in lines[1:]] == [
        ("Invoice", "240.00", "310.00"),
        ("Payment", "-120.00", "190.00"),
    ]
    assert (lines[1][5], lines[2][5]) == ("-Split-", "Current")


def test_it_lists_transactions_and_journals_and_filters_them_by_name(desk: Desk) -> None:
    every = report(desk, "TransactionList", **_YEAR)
    assert [row["ColData"][1]["value"] for row in rows(every)] == ["Invoice", "Bill", "Payment"]
    vendor = desk.query("select * from Vendor")["Vendor"][0]["Id"]
    mine = report(desk, "TransactionList", vendor=vendor, **_YEAR)
    assert [row["ColData"][2]["value"] for row in rows(mine)] == ["S-9"]
    journal = report(desk, "JournalReport", **_YEAR)
    assert figures(journal, "TOTAL")[-2:] == [240 + 50 + 120] * 2
    assert "Current" in [row["ColData"][0]["value"] for row in rows(report(desk, "AccountList"))]


def test_it_filters_profit_by_class_item_and_department(desk: Desk) -> None:
    kind = desk.save("Class", {"Name": "Wholesale"})["Id"]
    place = desk.save("Department", {"Name": "North"})["Id"]
    item = desk.item("Lamp")
    line = sale_line("30.00", item=item, code="4", ClassRef={"value": kind})
    customer = desk.customer("Somebody")
    desk.save("Invoice", sale(customer, line, TxnDate="2026-04-01", DepartmentRef={"value": place}))
    for wish in ({"class": kind}, {"item": item}, {"department": place}, {"customer": customer}):
        assert figures(report(desk, "ProfitAndLoss", **_YEAR, **wish), "Total Income") == [30]


def test_it_nests_sub_accounts_in_sections(desk: Desk) -> None:
    child = {"Name": "Online", "AccountType": "Income", "SubAccount": True, "ParentRef": {"value": "1"}}
    account = desk.save("Account", child)["Id"]
    item = desk.item("Lamp", IncomeAccountRef={"value": account})
    desk.save("Invoice", sale(desk.customer("Somebody"), sale_line("5.00", item=item, code="4"), TxnDate="2026-04-01"))
    answer = report(desk, "ProfitAndLoss", **_YEAR)
    assert figures(answer, "Online") == [5]
    assert figures(answer, "Total Sales of Product Income") == [205]


@pytest.mark.parametrize(
    ("macro", "first", "last"),
    [
        ("Today", "2026-05-20", "2026-05-20"),
        ("Yesterday", "2026-05-19", "2026-05-19"),
        ("This Week", "2026-05-17", "2026-05-23"),
        ("This Month", "2026-05-01", "2026-05-31"),
        ("Last Month", "2026-04-01", "2026-04-30"),
        ("Last Month-to-date", "2026-04-01", "2026-04-20"),
        ("This Quarter", "2026-04-01", "2026-06-30"),
        ("This Fiscal Year", "2026-04-01", "2027-03-31"),
        ("Last Fiscal Year", "2025-04-01", "2026-03-31"),
        ("This Fiscal Year-to-date", "2026-04-01", "2026-05-20"),
        ("Last Fiscal Quarter", "2026-01-01", "2026-03-31"),
        ("This Calendar Year", "2026-01-01", "2026-12-31"),
        ("Last Calendar Year", "2025-01-01", "2025-12-31"),
    ],
)
def test_it_understands_the_names_of_spans(macro: str, first: str, last: str) -> None:
    desk = open_desk()
    desk.ground.clock.set(datetime(2026, 5, 20, 12, tzinfo=UTC))
    head = report(desk, "ProfitAndLoss", date_macro=macro)["Header"]
    assert (head["StartPeriod"], head["EndPeriod"]) == (first, last)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Horoscope", {}),
        ("CashFlow", {}),
        ("ProfitAndLoss", {"accounting_method": "Guess"}),
        ("ProfitAndLoss", {"start_date": "yesterday"}),
        ("ProfitAndLoss", {"start_date": "2026-02-01", "end_date": "2026-01-01"}),
        ("ProfitAndLoss", {"summarize_column_by": "Moon"}),
        ("ProfitAndLoss", {"summarize_column_by": "Month", "start_date": "1990-01-01"}),
        ("ProfitAndLoss", {"date_macro": "Once upon a time"}),
        ("AgedPayables", {"num_periods": "0"}),
    ],
)
def test_it_refuses_what_it_does_not_report(name: str, query: dict[str, str]) -> None:
    desk = open_desk()
    answer = desk.get(f"/reports/{name}", **query)
    assert desk.last.status == 400
    assert answer["Fault"]["Error"][0]["code"]


def test_it_reports_foreign_debts_at_what_they_are_worth_at_home() -> None:
    desk = open_desk(CA, seed="demo")
    total = figures(report(desk, "AgedReceivables", report_date="2040-01-01"), "TOTAL")[-1]
    invoices = desk.query("select * from Invoice where Balance > '0' maxresults 1000")["Invoice"]
    owed = sum(row["HomeBalance"] for row in invoices)
    memos = sum(row["HomeBalance"] for row in desk.query("select * from CreditMemo")["CreditMemo"])
    assert total == owed - memos + Decimal("310.00")
