"""Reports: their shape, and that their figures are those of the ledger."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal
SCOPE = "accounting.transactions accounting.settings accounting.contacts accounting.reports.read"


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger(scope=SCOPE)


def report(ledger: Ledger, name: str, **query: str) -> Json:
    (found,) = ledger.call("GET", f"Reports/{name}", query=query)["Reports"]
    return found


def rows(node: Json) -> Iterator[Json]:
    for one in node["Rows"]:
        if "Cells" in one:
            yield one
        yield from rows(one) if "Rows" in one else ()


def table(found: Json) -> dict[str, list[str]]:
    return {row["Cells"][0]["Value"]: [cell["Value"] for cell in row["Cells"][1:]] for row in rows(found)}


def cells(found: Json) -> list[list[str]]:
    return [[cell["Value"] for cell in row["Cells"]] for row in rows(found)]


def spend(ledger: Ledger, contact: str, **more: Any) -> Json:
    line = {"Description": "Rent", "Quantity": 1, "UnitAmount": "40", "AccountCode": "469", "TaxType": "NONE"}
    body = {"Type": "SPEND", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"}, "LineItems": [line]}
    return ledger.make("BankTransactions", {**body, **more})


def trade(ledger: Ledger) -> str:
    """An invoice of 120.00 in October, half paid in November, one of last year, and rent."""
    contact = ledger.contact()
    made = ledger.invoice(contact, "100")
    ledger.invoice(contact, "10", Date="2025-12-30", DueDate="2025-12-31", LineAmountTypes="NoTax")
    ledger.pay(made, "60", Date="2026-11-02")
    spend(ledger, contact, Date="2026-10-15")
    return contact


def test_the_trial_balance_has_two_sides_of_the_same_size(ledger: Ledger) -> None:
    trade(ledger)
    found = report(ledger, "TrialBalance", date="2026-11-02")
    assert (found["ReportID"], found["ReportName"], found["ReportDate"]) == ("TrialBalance", "Trial Balance", "2 November 2026")
    assert found["ReportTitles"] == ["Trial Balance", "Demo Company (UK)", "As at 2 November 2026"]
    assert [row["Title"] for row in found["Rows"] if row["RowType"] == "Section"] == [
        "Revenue",
        "Expenses",
        "Assets",
        "Liabilities",
        "Equity",
        "",
    ]
    assert table(found) == {
        "Account": ["Debit", "Credit", "YTD Debit", "YTD Credit"],
        "Sales (200)": ["", "0.00", "", "100.00"],
        "Rent (469)": ["0.00", "", "40.00", ""],
        "Accounts Receivable (610)": ["", "60.00", "70.00", ""],
        "Business Bank Account (090)": ["60.00", "", "20.00", ""],
        "VAT (820)": ["", "0.00", "", "20.00"],
        "Retained Earnings (960)": ["", "0.00", "", "10.00"],
        "Total": ["60.00", "60.00", "130.00", "130.00"],
    }
    account = ledger.get("Accounts", where='Code=="200"')[0]["AccountID"]
    sales = next(row for row in rows(found) if row["Cells"][0]["Value"] == "Sales (200)")
    assert all(cell["Attributes"] == [{"Value": account, "Id": "account"}] for cell in sales["Cells"])


def test_the_balance_sheet_balances_in_every_period(ledger: Ledger) -> None:
    trade(ledger)
    found = report(ledger, "BalanceSheet", date="2026-11-30", periods="2", timeframe="MONTH")
    told = table(found)
    assert told[""] == ["30 Nov 2026", "31 Oct 2026", "30 Sep 2026"]
    assert told["Business Bank Account"] == ["20.00", "-40.00", "0.00"]
    assert told["Accounts Receivable"] == ["70.00", "130.00", "10.00"]
    assert told["Total Assets"] == ["90.00", "90.00", "10.00"]
    assert told["Total Liabilities"] == ["20.00", "20.00", "0.00"]
    assert told["Net Assets"] == told["Total Equity"] == ["70.00", "70.00", "10.00"]
    assert (told["Current Year Earnings"], told["Retained Earnings"]) == (["60.00", "60.00", "0.00"], ["10.00"] * 3)


def test_profit_and_loss_covers_its_days_and_earlier_periods(ledger: Ledger) -> None:
    trade(ledger)
    told = table(report(ledger, "ProfitAndLoss", fromDate="2026-10-01", toDate="2026-10-31", periods="1", timeframe="YEAR"))
    assert told[""] == ["31 Oct 2026", "31 Oct 2025"]
    assert (told["Total Income"], told["Gross Profit"]) == (["100.00", "0.00"], ["100.00", "0.00"])
    assert (told["Rent"], told["Net Profit"]) == (["40.00", "0.00"], ["60.00", "0.00"])
    assert table(report(ledger, "ProfitAndLoss"))["Net Profit"] == ["0.00"]


def test_profit_and_loss_counts_only_the_tracked_lines_that_are_asked_for(ledger: Ledger) -> None:
    category = ledger.get("TrackingCategories")[0]
    north = category["Options"][0]
    body = draft(ledger.contact(), "30", "70", Status="AUTHORISED")
    body["LineItems"][0]["Tracking"] = [{"Name": category["Name"], "Option": north["Name"]}]
    ledger.make("Invoices", body)
    query = {"fromDate": "2026-10-01", "trackingOptionID": north["TrackingOptionID"]}
    assert table(report(ledger, "ProfitAndLoss", **query))["Net Profit"] == ["30.00"]


def test_the_bank_summary_leaves_out_what_was_taken_back(ledger: Ledger) -> None:
    contact = trade(ledger)
    undone = spend(ledger, contact, Date="2026-11-01")
    ledger.write("BankTransactions", {"BankTransactionID": undone["BankTransactionID"], "Status": "DELETED"})
    told = table(report(ledger, "BankSummary", fromDate="2026-11-01", toDate="2026-11-30"))
    assert told["Bank Accounts"] == ["Opening Balance", "Cash Received", "Cash Spent", "Closing Balance"]
    assert told["Business Bank Account"] == told["Total"] == ["-40.00", "60.00", "0.00", "20.00"]


def test_aged_receivables_list_what_is_open_on_the_day(ledger: Ledger) -> None:
    contact = trade(ledger)
    note = ledger.make("CreditNotes", draft(contact, "5", Type="ACCRECCREDIT", Status="AUTHORISED", LineAmountTypes="NoTax"))
    found = report(ledger, "AgedReceivablesByContact", contactId=contact, date="2026-11-02")
    assert found["ReportTitles"][1:] == [
        "Thornfield School",
        "From 30 December 2025 to 2 November 2026",
        "Showing payments to 2 November 2026",
    ]
    head, opening, old, *others, total, closing = cells(found)
    assert head == ["Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due"]
    assert opening == ["2025-12-30T00:00:00", "Opening Balance", "", "", "", "", "", "0.00"]
    assert old == ["2025-12-30T00:00:00", "INV-0002", "2025-12-31T00:00:00", "306 days overdue", "10.00", "0.00", "0.00", "10.00"]
    assert sorted(one[4:] for one in others) == [["-5.00", "0.00", "0.00", "-5.00"], ["120.00", "60.00", "0.00", "60.00"]]
    assert total[4:] == closing[4:] == ["125.00", "60.00", "0.00", "65.00"]
    attributes = [row["Cells"][0].get("Attributes") for row in rows(found)]
    assert [{"Value": note["CreditNoteID"], "Id": "creditNoteID"}] in attributes
    before = cells(report(ledger, "AgedReceivablesByContact", contactId=contact, date="2026-11-01"))
    assert before[-1][-1] == "125.00"


def test_what_is_older_than_the_days_asked_for_is_the_opening_balance(ledger: Ledger) -> None:
    contact = trade(ledger)
    query = {"contactId": contact, "fromDate": "2026-01-01", "date": "2026-11-30"}
    found = cells(report(ledger, "AgedReceivablesByContact", **query))
    assert found[1][-1] == "10.00"
    assert (found[-2][-1], found[-1][-1]) == ("60.00", "70.00")


def test_aged_payables_list_bills(ledger: Ledger) -> None:
    contact = ledger.contact()
    ledger.invoice(contact, "20", Type="ACCPAY", InvoiceNumber="B 1", LineAmountTypes="NoTax")
    found = report(ledger, "AgedPayablesByContact", contactId=contact)
    assert found["ReportTitles"][0] == "Bills"
    assert cells(found)[-1][-1] == "20.00"
    assert cells(report(ledger, "AgedReceivablesByContact", contactId=contact))[-1][-1] == "0.00"


def test_the_executive_summary_sets_a_month_beside_the_one_before(ledger: Ledger) -> None:
    trade(ledger)
    told = table(report(ledger, "ExecutiveSummary", date="2026-11-02"))
    assert told[""] == ["Nov 2026", "Oct 2026", "Variance"]
    assert told["Cash received"] == ["60.00", "0.00", "0.0%"]
    assert told["Closing bank balance"] == ["20.00", "-40.00", "150.0%"]
    assert told["Profit (loss)"] == ["0.00", "60.00", "-100.0%"]
    assert told["Debtors"] == ["70.00", "130.00", "-46.2%"]
    assert told["Net assets"] == ["70.00", "70.00", "0.0%"]
    assert told["Number of invoices issued"] == ["0", "1", "-100.0%"]
    assert told["Average value of invoices"] == ["0.00", "100.00", "-100.0%"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("AgedReceivablesByContact", {}, 400),
        ("AgedPayablesByContact", {"contactId": "nobody"}, 400),
        ("BalanceSheet", {"periods": "12"}, 400),
        ("BalanceSheet", {"timeframe": "WEEK"}, 400),
        ("BalanceSheet", {"trackingOptionID1": "x"}, 501),
        ("TrialBalance", {"paymentsOnly": "true"}, 501),
        ("TrialBalance", {"date": "yesterday"}, 400),
        ("BudgetSummary", {}, 501),
        ("Nonsense", {}, 404),
    ],
)
def test_a_report_is_refused(ledger: Ledger, path: str, query: dict[str, str], status: int) -> None:
    ledger.call("GET", f"Reports/{path}", query=query)
    assert ledger.last.status == status


def test_there_are_no_published_reports(ledger: Ledger) -> None:
    assert ledger.get("Reports") == []
    ledger.call("POST", "Reports", body={})
    assert ledger.last.status == 501
