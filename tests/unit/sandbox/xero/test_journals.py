"""The ledger: what each document posts, what a change of it leaves behind, and manual journals."""

from decimal import Decimal
from typing import Any

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal
SCOPE = "accounting.transactions accounting.settings accounting.contacts accounting.journals.read"


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger(scope=SCOPE)


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def journals(ledger: Ledger, **query: str) -> list[Json]:
    found: list[Json] = ledger.get("Journals", **query)
    return found


def lines(journal: Json) -> dict[str, Decimal]:
    """Net amounts by account code."""
    found: dict[str, Decimal] = {}
    for line in journal["JournalLines"]:
        found[line["AccountCode"]] = found.get(line["AccountCode"], D(0)) + line["NetAmount"]
    return found


def test_it_posts_an_invoice_to_receivables_revenue_and_tax(ledger: Ledger, contact: str) -> None:
    tracking = [{"Name": "Region", "Option": "North"}]
    line = {"Description": "Goods", "Quantity": 2, "UnitAmount": "50", "AccountCode": "200", "Tracking": tracking}
    made = ledger.make("Invoices", draft(contact, Status="AUTHORISED", LineItems=[line]))
    (journal,) = journals(ledger)
    assert lines(journal) == {"610": 120, "200": -100, "820": -20}
    assert (journal["SourceType"], journal["SourceID"], journal["JournalNumber"]) == ("ACCREC", made["InvoiceID"], 1)
    assert journal["JournalDate"] == made["Date"]
    sales = next(one for one in journal["JournalLines"] if one["AccountCode"] == "200")
    assert (sales["TaxAmount"], sales["GrossAmount"], sales["TaxType"]) == (-20, -120, "OUTPUT2")
    assert (sales["AccountName"], sales["Description"]) == ("Sales", "Goods")
    assert sales["TrackingCategories"][0]["Option"] == "North"


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("ACCREC", {"610": 100, "200": D("-83.33"), "820": D("-16.67")}),
        ("ACCPAY", {"800": -100, "200": D("83.33"), "820": D("16.67")}),
        ("ACCRECCREDIT", {"610": -100, "200": D("83.33"), "820": D("16.67")}),
        ("ACCPAYCREDIT", {"800": 100, "200": D("-83.33"), "820": D("-16.67")}),
    ],
)
def test_it_takes_the_tax_out_of_inclusive_lines(ledger: Ledger, contact: str, type_: str, expected: Json) -> None:
    body = draft(contact, "100", Type=type_, Status="AUTHORISED", LineAmountTypes="Inclusive")
    body["LineItems"][0]["TaxType"] = "OUTPUT2"
    ledger.make("CreditNotes" if type_.endswith("CREDIT") else "Invoices", body)
    assert [lines(journal) for journal in journals(ledger)] == [expected]


def test_drafts_post_nothing(ledger: Ledger, contact: str) -> None:
    ledger.make("Invoices", draft(contact, "100"))
    ledger.make("Invoices", draft(contact, "100", Status="SUBMITTED"))
    assert journals(ledger) == []


def test_a_void_is_a_reversing_journal(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "VOIDED"})
    first, second = journals(ledger)
    assert lines(second) == {code: -amount for code, amount in lines(first).items()}
    assert (second["JournalNumber"], second["SourceID"]) == (2, made["InvoiceID"])


def test_a_change_reverses_and_posts_anew_and_an_echo_does_neither(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "Reference": "only a text"})
    assert len(journals(ledger)) == 1
    line = {**made["LineItems"][0], "AccountCode": "260", "AccountID": ""}
    ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "LineItems": [line]})
    assert [lines(one).get("260") for one in journals(ledger)] == [None, None, -100]
    assert sum((lines(one).get("200", D(0)) for one in journals(ledger)), D(0)) == 0


def test_a_payment_at_another_rate_books_the_difference(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "127", CurrencyCode="USD", CurrencyRate="1.27", LineAmountTypes="NoTax")
    payment = ledger.pay(made, "127", CurrencyRate="1.30")
    assert payment["BankAmount"] == D("97.69")
    invoice, paid = journals(ledger)
    assert lines(invoice) == {"610": 100, "200": -100}
    assert lines(paid) == {"090": D("97.69"), "610": -100, "499": D("2.31")}
    assert paid["SourceType"] == "ACCRECPAYMENT"
    ledger.call("POST", f"Payments/{payment['PaymentID']}", body={"Status": "DELETED"})
    assert lines(journals(ledger)[-1]) == {"090": D("-97.69"), "610": 100, "499": D("-2.31")}


def test_what_came_to_a_bank_in_base_currency_decides_the_rate(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "127", CurrencyCode="USD", CurrencyRate="1.27", LineAmountTypes="NoTax")
    payment = ledger.pay(made, "127", BankAmount="101.60", CurrencyRate="9")
    assert payment["CurrencyRate"] == D("1.25")
    assert lines(journals(ledger)[-1]) == {"090": D("101.60"), "610": -100, "499": D("-1.60")}


def test_a_payment_into_another_currency_moves_that_account_at_the_days_rate(ledger: Ledger, contact: str) -> None:
    bank = {"Name": "Euro account", "Code": "EUR1", "Type": "BANK", "BankAccountNumber": "EU01", "CurrencyCode": "EUR"}
    ledger.call("PUT", "Accounts", body=bank)
    for currency, rate, base in (("GBP", "1", "100"), ("USD", "2", "50"), ("EUR", "1.25", "80")):
        made = ledger.invoice(contact, "100", CurrencyCode=currency, CurrencyRate=rate, LineAmountTypes="NoTax")
        payment = ledger.pay(made, "100", Account={"Code": "EUR1"})
        assert payment["BankAmount"] == (100 if currency == "EUR" else D(base) * D("1.17"))
        assert lines(journals(ledger)[-1]) == {"EUR1": D(base), "610": -D(base)}


def test_what_the_bookkeeper_edits_behind_the_client_moves_the_ledger(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    payment = ledger.pay(made, "30")
    with ledger.ground.books.unit():
        change = {"Amount": D(50), "BankAmount": D(50)}
        ledger.provider.edit(organisation=ledger.tenant, kind="Payments", id=payment["PaymentID"], change=change)
    assert ledger.again(made)["AmountDue"] == 70
    assert lines(journals(ledger)[-1]) == {"090": 50, "610": -50}


def test_part_payments_leave_no_cent_behind(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100", CurrencyCode="USD", CurrencyRate="1.7", LineAmountTypes="NoTax")
    for amount in ("33.33", "33.33", "33.34"):
        ledger.pay(made, amount)
    receivable = [lines(one)["610"] for one in journals(ledger)]
    assert receivable[0] == D("58.82")
    assert sum(receivable) == 0


def test_an_allocation_at_another_rate_posts_the_gain_alone(ledger: Ledger, contact: str) -> None:
    usd: dict[str, Any] = {"CurrencyCode": "USD", "LineAmountTypes": "NoTax"}
    made = ledger.invoice(contact, "100", CurrencyRate="2", **usd)
    note = draft(contact, "100", Type="ACCRECCREDIT", Status="AUTHORISED", CurrencyRate="2.5", **usd)
    note = ledger.make("CreditNotes", note)
    body = {"Amount": 100, "Invoice": {"InvoiceID": made["InvoiceID"]}}
    ledger.call("PUT", f"CreditNotes/{note['CreditNoteID']}/Allocations", body=body)
    assert lines(journals(ledger)[-1]) == {"610": -10, "499": 10}


def test_an_allocation_at_the_same_rate_posts_nothing(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    note = ledger.make("CreditNotes", draft(contact, "100", Type="ACCRECCREDIT", Status="AUTHORISED"))
    body = {"Amount": 100, "Invoice": {"InvoiceID": made["InvoiceID"]}}
    ledger.call("PUT", f"CreditNotes/{note['CreditNoteID']}/Allocations", body=body)
    assert [one["SourceType"] for one in journals(ledger)] == ["ACCREC", "ACCRECCREDIT"]


def test_a_prepayment_gives_its_tax_back_when_it_is_used(ledger: Ledger, contact: str) -> None:
    line = {"Description": "Deposit", "Quantity": 1, "UnitAmount": "60", "AccountCode": "810", "TaxType": "OUTPUT2"}
    body = {"Type": "RECEIVE-PREPAYMENT", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"}, "LineItems": [line]}
    made = ledger.make("BankTransactions", {**body, "Date": "2026-10-01"})
    invoice = ledger.invoice(contact, "100")
    allocation = {"Amount": 30, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    ledger.call("PUT", f"Prepayments/{made['PrepaymentID']}/Allocations", body=allocation)
    first, _, used = journals(ledger)
    assert lines(first) == {"090": 60, "810": -50, "820": -10}
    assert lines(used) == {"610": -30, "810": 25, "820": 5}


def test_an_overpayment_stands_in_receivables(ledger: Ledger, contact: str) -> None:
    line = {"Description": "Too much", "Quantity": 1, "UnitAmount": "12.35", "AccountCode": "200"}
    body = {"Type": "RECEIVE-OVERPAYMENT", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"}, "LineItems": [line]}
    made = ledger.make("BankTransactions", body)
    assert [lines(one) for one in journals(ledger)] == [{"090": D("12.35"), "610": D("-12.35")}]
    assert ledger.one(f"Contacts/{contact}")["Balances"]["AccountsReceivable"]["Outstanding"] == D("-12.35")
    refund = {"Overpayment": {"OverpaymentID": made["OverpaymentID"]}, "Account": {"Code": "090"}, "Amount": "12.35"}
    ledger.make("Payments", refund)
    assert lines(journals(ledger)[-1]) == {"090": D("-12.35"), "610": D("12.35")}


def test_journals_come_by_the_hundred_after_an_offset(ledger: Ledger, contact: str) -> None:
    bodies = [draft(contact, "1", Status="AUTHORISED", InvoiceNumber=f"J{number}") for number in range(103)]
    ledger.write("Invoices", *bodies, method="PUT")
    assert [one["JournalNumber"] for one in journals(ledger)] == list(range(1, 101))
    assert [one["JournalNumber"] for one in journals(ledger, offset="100")] == [101, 102, 103]
    assert journals(ledger, offset="103") == []


def test_a_journal_is_found_by_number_and_by_id(ledger: Ledger, contact: str) -> None:
    ledger.invoice(contact, "100")
    by_number = ledger.one("Journals/1")
    assert ledger.one(f"Journals/{by_number['JournalID']}") == by_number
    ledger.call("GET", "Journals/2")
    assert ledger.last.status == 404


def test_journals_can_be_asked_for_since_a_moment(ledger: Ledger, contact: str) -> None:
    ledger.invoice(contact, "100")
    ledger.ground.clock.advance(1200)
    assert ledger.call("GET", "Journals", headers={"if-modified-since": "2026-11-02T12:15:00"})["Journals"] == []
    ledger.invoice(contact, "100")
    later = ledger.call("GET", "Journals", headers={"if-modified-since": "2026-11-02T12:15:00"})["Journals"]
    assert [one["JournalNumber"] for one in later] == [2]


@pytest.mark.parametrize(("method", "query"), [("PUT", {}), ("POST", {}), ("GET", {"paymentsOnly": "true"})])
def test_journals_are_read_only_and_on_an_accrual_basis(ledger: Ledger, method: str, query: dict[str, str]) -> None:
    ledger.call(method, "Journals", body={} if method != "GET" else None, query=query)
    assert ledger.last.status == 501


def manual(*amounts: str, **more: Json) -> Json:
    codes = ("429", "400", "441")
    found = [{"LineAmount": amount, "AccountCode": code} for amount, code in zip(amounts, codes, strict=False)]
    return {"Narration": "Reclassified", "Date": "2026-10-05", "JournalLines": found, **more}


def test_a_manual_journal_is_a_draft_until_it_is_posted(ledger: Ledger) -> None:
    made = ledger.make("ManualJournals", manual("10", "-10"))
    assert (made["Status"], made["LineAmountTypes"], journals(ledger)) == ("DRAFT", "NoTax", [])
    (posted,) = ledger.write("ManualJournals", {"ManualJournalID": made["ManualJournalID"], "Status": "POSTED"})
    assert (posted["Status"], len(posted["JournalLines"])) == ("POSTED", 2)
    (journal,) = journals(ledger)
    assert lines(journal) == {"429": 10, "400": -10}
    assert journal["SourceType"] == "MANJOURNAL"
    ledger.write("ManualJournals", {"ManualJournalID": made["ManualJournalID"], "Status": "VOIDED"})
    assert lines(journals(ledger)[-1]) == {"429": -10, "400": 10}
    assert ledger.one(f"ManualJournals/{made['ManualJournalID']}")["Status"] == "VOIDED"


def test_a_manual_journal_with_tax_posts_the_tax_too(ledger: Ledger) -> None:
    body = manual("100", "-120", LineAmountTypes="Exclusive", Status="POSTED")
    body["JournalLines"][0]["TaxType"], body["JournalLines"][1]["TaxType"] = "INPUT2", "NONE"
    ledger.make("ManualJournals", body)
    assert [lines(one) for one in journals(ledger)] == [{"429": 100, "400": -120, "820": 20}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (manual("10", "-9"), "The total debits do not equal the total credits: 1.00 is left over"),
        (manual("10"), "A manual journal needs at least two lines"),
        (manual("10", "-10", Narration=""), errors.REQUIRED.format("Narration")),
        (manual("10", "-10", Status="VOIDED"), "Manual journal not of valid status for creation"),
        (manual("10", "-10", LineAmountTypes="Gross"), "LineAmountTypes is not valid"),
        (manual("10", "-10", Date="2025-12-31"), errors.LOCKED),
        *(
            ({**manual("10"), "JournalLines": [{"LineAmount": 1, "AccountCode": code}]}, errors.BAD_ACCOUNT.format(code))
            for code in ("610", "800", "960", "090", "nope")
        ),
    ],
)
def test_a_manual_journal_is_refused(ledger: Ledger, body: Json, message: str) -> None:
    ledger.lock("2025-12-31")
    assert message in ledger.refusal("ManualJournals", body, method="PUT")
    assert journals(ledger) == []


@pytest.mark.parametrize("ended", ["DELETED", "VOIDED"])
def test_an_ended_manual_journal_stays_as_it_is(ledger: Ledger, ended: str) -> None:
    made = ledger.make("ManualJournals", manual("10", "-10", Status="POSTED" if ended == "VOIDED" else "DRAFT"))
    ledger.write("ManualJournals", {"ManualJournalID": made["ManualJournalID"], "Status": ended})
    told = ledger.refusal("ManualJournals", {"ManualJournalID": made["ManualJournalID"], "Narration": "New"})
    assert told == ["Manual journal not of valid status for modification"]


def test_a_list_of_manual_journals_without_a_page_has_no_lines(ledger: Ledger) -> None:
    ledger.make("ManualJournals", manual("10", "-10"))
    assert ledger.get("ManualJournals")[0]["JournalLines"] == []
    assert len(ledger.get("ManualJournals", page="1")[0]["JournalLines"]) == 2
