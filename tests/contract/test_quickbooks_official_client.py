"""The two Python libraries for QuickBooks, unmodified but for their hosts, against the sandbox: they are its judges."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    GeneralException,
    ObjectNotFoundException,
    QuickbooksException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects.account import Account
from quickbooks.objects.bill import Bill
from quickbooks.objects.billpayment import BillPayment, BillPaymentLine, CheckPayment
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.detailline import (
    DescriptionOnlyLine,
    DiscountLine,
    DiscountLineDetail,
    GroupLine,
    GroupLineDetail,
    ItemBasedExpenseLine,
    ItemBasedExpenseLineDetail,
)
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.tax import TxnTaxDetail
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor
from quickbooks.objects.vendorcredit import VendorCredit

from contract.quickbooks_desk import (
    Desk,
    connect,
    consent,
    expense_line,
    new_auth,
    new_bill,
    new_invoice,
    new_payment,
    open_desk,
    pointed_sandbox,
    ref,
    sales_line,
    settling,
)
from tieout.sandbox.server import Sandbox


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with pointed_sandbox(monkeypatch, seed="empty") as running:
        yield running


@pytest.fixture
def gb(sandbox: Sandbox) -> Desk:
    return open_desk(sandbox, "Sandbox Company_GB")


@pytest.fixture
def us(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with pointed_sandbox(monkeypatch, seed="demo") as running:
        yield open_desk(running, "Sandbox Company_US_1")


def test_it_lives_a_whole_oauth_life(sandbox: Sandbox) -> None:
    client, auth = connect(sandbox, "Sandbox Company_GB")
    assert (auth.expires_in, auth.x_refresh_token_expires_in) == (3600, 8_726_400)
    assert CompanyInfo.get(client.company_id, qb=client).CompanyName == "Sandbox Company_GB"
    first = auth.refresh_token
    auth.refresh()
    assert auth.refresh_token == first
    requests.post(f"{sandbox.url}/_control/clock", json={"advance_seconds": 90_000}, timeout=10)
    with pytest.raises(AuthorizationException):
        Customer.all(qb=client)
    auth.refresh()
    assert auth.refresh_token != first
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh(refresh_token=first)
    renewed = QuickBooks(auth_client=auth, refresh_token=auth.refresh_token, company_id=client.company_id, minorversion=75)
    assert Customer.all(qb=renewed) == []
    assert auth.revoke() is True
    with pytest.raises(AuthorizationException):
        Customer.all(qb=renewed)
    with pytest.raises(AuthClientError):
        auth.refresh()


def test_it_comes_back_denied_and_with_the_state(sandbox: Sandbox) -> None:
    auth = new_auth()
    for form in ({"decision": "deny"}, {"user": "read_only"}):
        callback = consent(auth, sandbox, company="Sandbox Company_AU", **form)
        assert (callback["error"], callback["state"]) == ("access_denied", auth.state_token)
    with pytest.raises(AuthClientError):
        auth.get_bearer_token("no-such-code", realm_id="1")


def test_it_reads_what_a_connector_reads_first(gb: Desk) -> None:
    company = CompanyInfo.all(qb=gb.qb)[0]
    assert (company.CompanyName, company.Country) == ("Sandbox Company_GB", "GB")
    preferences = Preferences.get(qb=gb.qb)
    assert preferences.CurrencyPrefs.HomeCurrency.value == "GBP"
    assert (preferences.SalesFormsPrefs.AutoApplyCredit, preferences.CurrencyPrefs.MultiCurrencyEnabled) == (False, False)
    codes = {code.Name: code for code in TaxCode.all(qb=gb.qb)}
    rate_id = codes["17.5% S"].SalesTaxRateList.TaxRateDetail[0].TaxRateRef.value
    assert TaxRate.get(rate_id, qb=gb.qb).RateValue == Decimal("17.5")
    assert {term.Name for term in Term.all(qb=gb.qb)} >= {"Net 30", "Due on receipt"}
    assert PaymentMethod.count(qb=gb.qb) == 4
    assert Account.count("AccountType = 'Bank'", qb=gb.qb) == 3
    assert TaxAgency.all(qb=gb.qb)[0].DisplayName.startswith("HM Revenue")


def test_it_saves_reads_finds_and_counts_names(gb: Desk) -> None:
    assert Customer.get(gb.customer.Id, qb=gb.qb).PrimaryEmailAddr.Address == "tea@example.com"
    # Quotes are escaped by the library, backslashes are not: a name with one is found by its id.
    assert [found.Id for found in Customer.choose([gb.customer.Id], qb=gb.qb)] == [gb.customer.Id]
    assert [found.Id for found in Vendor.filter(qb=gb.qb, DisplayName="Paper & Ink #1", Active=True)] == [gb.vendor.Id]
    assert Customer.count("DisplayName LIKE 'o%'", qb=gb.qb) == 1
    for place in range(5):
        extra = Customer()
        extra.DisplayName = f"Café {place}"
        extra.save(qb=gb.qb)
    page = Customer.filter(Active=True, order_by="DisplayName", start_position=2, max_results=2, qb=gb.qb)
    assert [found.DisplayName for found in page] == ["Café 1", "Café 2"]
    assert Item.all(qb=gb.qb, order_by="Name")[0].Sku == "TP-1"
    gb.customer.Notes = "New notes"
    updated = gb.customer.save(qb=gb.qb)
    assert (updated.SyncToken, updated.Notes) == ("1", "New notes")
    group, place_of_sale = Class(), Department()
    group.Name, place_of_sale.Name = "Retail", "High Street"
    assert group.save(qb=gb.qb).FullyQualifiedName == "Retail"
    assert place_of_sale.save(qb=gb.qb).FullyQualifiedName == "High Street"


def test_it_saves_updates_voids_and_deletes_an_invoice(gb: Desk) -> None:
    note, discount, detail = DescriptionOnlyLine(), DiscountLine(), DiscountLineDetail()
    note.Description = "Thank you"
    detail.PercentBased, detail.DiscountPercent = True, 10
    discount.DiscountLineDetail = detail
    invoice = new_invoice(gb, sales_line(gb, "3", price="12.35"), note, discount, number="INV-1").save(qb=gb.qb)
    assert (invoice.TotalAmt, invoice.Balance) == (Decimal("40.01"), Decimal("40.01"))
    assert invoice.TxnTaxDetail.TotalTax == Decimal("6.67")
    assert [type(line).__name__ for line in invoice.Line] == [
        "SalesItemLine",
        "DescriptionOnlyLine",
        "SubtotalLine",
        "DiscountLine",
    ]
    invoice.PrivateNote = "note"
    again = invoice.save(qb=gb.qb)
    assert (again.SyncToken, again.TotalAmt, again.PrivateNote) == ("1", Decimal("40.01"), "note")
    stale = Invoice.get(invoice.Id, qb=gb.qb)
    stale.SyncToken = "0"
    with pytest.raises(QuickbooksException) as caught:
        stale.save(qb=gb.qb)
    assert caught.value.error_code == 5010
    sent = again.send(qb=gb.qb, send_to="a+b@example.com")
    assert sent["Invoice"]["EmailStatus"] == "EmailSent"
    current = Invoice.get(invoice.Id, qb=gb.qb)
    assert current.email_sent
    current.void(qb=gb.qb)
    voided = Invoice.get(invoice.Id, qb=gb.qb)
    assert (voided.TotalAmt, voided.PrivateNote) == (0, "Voided - note")
    assert voided.delete(qb=gb.qb)["Invoice"]["status"] == "Deleted"
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(invoice.Id, qb=gb.qb)


def test_it_settles_invoices_with_payments_and_credit_memos(gb: Desk) -> None:
    invoice = new_invoice(gb, sales_line(gb, "10", price="10")).save(qb=gb.qb)
    memo = CreditMemo()
    memo.CustomerRef, memo.Line = gb.customer.to_ref(), [sales_line(gb, "2", price="10")]
    memo = memo.save(qb=gb.qb)
    assert (invoice.TotalAmt, memo.RemainingCredit) == (120, 24)
    part = new_payment(gb, Decimal(66), (invoice, Decimal(90)), (memo, Decimal(24))).save(qb=gb.qb)
    assert part.UnappliedAmt == 0
    assert Invoice.get(invoice.Id, qb=gb.qb).Balance == 30
    assert CreditMemo.get(memo.Id, qb=gb.qb).RemainingCredit == 0
    rest = new_payment(gb, Decimal(50), (invoice, Decimal(30))).save(qb=gb.qb)
    assert rest.UnappliedAmt == 20
    paid = Invoice.get(invoice.Id, qb=gb.qb)
    assert (paid.Balance, [linked.TxnId for linked in paid.LinkedTxn]) == (0, [part.Id, rest.Id])
    assert Customer.get(gb.customer.Id, qb=gb.qb).Balance == -20
    rest.void(qb=gb.qb)
    assert Invoice.get(invoice.Id, qb=gb.qb).Balance == 30
    Payment.get(part.Id, qb=gb.qb).delete(qb=gb.qb)
    assert Invoice.get(invoice.Id, qb=gb.qb).Balance == 120
    assert Account.filter(qb=gb.qb, AccountType="Accounts Receivable")[0].CurrentBalance == 96
    assert [found.Id for found in Payment.filter(qb=gb.qb, CustomerRef=gb.customer.Id)] == [rest.Id]


def test_it_settles_bills_with_bill_payments_and_vendor_credits(gb: Desk) -> None:
    line, detail = ItemBasedExpenseLine(), ItemBasedExpenseLineDetail()
    detail.ItemRef, detail.TaxCodeRef, detail.Qty, detail.UnitPrice = gb.item.to_ref(), ref(gb.tax_code), 2, 25
    line.Amount, line.ItemBasedExpenseLineDetail = 50, detail
    bill = new_bill(gb, expense_line(gb, "50.00"), line).save(qb=gb.qb)
    credit = VendorCredit()
    credit.VendorRef, credit.Line = gb.vendor.to_ref(), [expense_line(gb, "10.00")]
    credit = credit.save(qb=gb.qb)
    assert (bill.TotalAmt, credit.TotalAmt) == (120, 12)
    payment, cheque = BillPayment(), CheckPayment()
    cheque.BankAccountRef = ref("35")
    payment.VendorRef, payment.PayType, payment.CheckPayment, payment.TotalAmt = gb.vendor.to_ref(), "Check", cheque, 88
    payment.Line = [
        settling(BillPaymentLine(), bill, amount=Decimal(100)),
        settling(BillPaymentLine(), credit, amount=Decimal(12)),
    ]
    payment = payment.save(qb=gb.qb)
    assert (Bill.get(bill.Id, qb=gb.qb).Balance, VendorCredit.get(credit.Id, qb=gb.qb).Balance) == (20, 0)
    assert Vendor.get(gb.vendor.Id, qb=gb.qb).Balance == 20
    assert Bill.get(bill.Id, qb=gb.qb).LinkedTxn[0].TxnType == "BillPaymentCheck"
    assert Account.get("35", qb=gb.qb).CurrentBalance == -88
    payment.void(qb=gb.qb)
    assert Bill.get(bill.Id, qb=gb.qb).Balance == 120
    BillPayment.get(payment.Id, qb=gb.qb).delete(qb=gb.qb)
    VendorCredit.get(credit.Id, qb=gb.qb).delete(qb=gb.qb)
    Bill.get(bill.Id, qb=gb.qb).delete(qb=gb.qb)
    assert Vendor.get(gb.vendor.Id, qb=gb.qb).Balance == 0


def test_it_works_in_the_us_with_the_librarys_defaults(us: Desk) -> None:
    before = Invoice.count(qb=us.qb)
    invoice = new_invoice(us).save(qb=us.qb)
    assert (invoice.TotalAmt, invoice.DocNumber is not None) == (Decimal("37.05"), True)
    us.tax_code = "TAX"
    taxed = new_invoice(us)
    taxed.TxnTaxDetail = TxnTaxDetail()
    taxed.TxnTaxDetail.TxnTaxCodeRef = ref("2")
    assert taxed.save(qb=us.qb).TxnTaxDetail.TotalTax == Decimal("2.96")
    us.tax_code = "2"
    with pytest.raises(QuickbooksException) as caught:
        new_invoice(us).save(qb=us.qb)
    assert caught.value.error_code == 6100
    assert Item.get("11", qb=us.qb).Name == "Pump"
    assert Invoice.count(qb=us.qb) == before + 2


def test_it_sells_a_bundle_with_what_it_holds(us: Desk) -> None:
    bundle = Item.filter(Type="Group", qb=us.qb)[0]
    line, line.GroupLineDetail = GroupLine(), GroupLineDetail()
    line.GroupLineDetail.GroupItemRef, line.GroupLineDetail.Quantity = bundle.to_ref(), 2
    made = new_invoice(us, line).save(qb=us.qb)
    sold = made.Line[0].GroupLineDetail.Line
    assert len(sold) == len(bundle.ItemGroupDetail["ItemGroupLine"])
    assert made.Line[0].Amount == sum(part["Amount"] for part in sold) > 0
    made.PrivateNote = "again"
    assert made.save(qb=us.qb).TotalAmt == made.TotalAmt


def test_it_takes_back_every_object_as_it_was_read(gb: Desk) -> None:
    invoice, bill = new_invoice(gb).save(qb=gb.qb), new_bill(gb).save(qb=gb.qb)
    memo, credit, cheque = CreditMemo(), VendorCredit(), CheckPayment()
    memo.CustomerRef, memo.Line = gb.customer.to_ref(), [sales_line(gb, "1", price="5")]
    credit.VendorRef, credit.Line = gb.vendor.to_ref(), [expense_line(gb, "5.00")]
    cheque.BankAccountRef = ref("35")
    out = BillPayment()
    out.VendorRef, out.PayType, out.CheckPayment, out.TotalAmt = gb.vendor.to_ref(), "Check", cheque, bill.TotalAmt
    out.Line = [settling(BillPaymentLine(), bill, amount=bill.TotalAmt)]
    received = new_payment(gb, Decimal(100), (invoice, invoice.TotalAmt)).save(qb=gb.qb)
    saved = [
        invoice,
        bill,
        memo.save(qb=gb.qb),
        credit.save(qb=gb.qb),
        received,
        out.save(qb=gb.qb),
        gb.customer,
        gb.vendor,
        gb.item,
    ]
    saved += [Account.get("35", qb=gb.qb), Term.get("3", qb=gb.qb), PaymentMethod.get("1", qb=gb.qb)]
    for each in saved:
        before = type(each).get(each.Id, qb=gb.qb)
        after = before.save(qb=gb.qb)
        changed = {name for name, value in before.to_dict().items() if after.to_dict().get(name) != value}
        assert changed <= {"SyncToken", "MetaData"}, type(each).__name__
        assert int(after.SyncToken) == int(before.SyncToken) + 1


def test_it_creates_updates_and_deletes_in_batches(gb: Desk) -> None:
    invoices = [new_invoice(gb, number=f"B-{place}") for place in range(35)]
    invoices[7].DocNumber = "B-6"
    created = batch_create(invoices, qb=gb.qb)
    assert (len(created.successes), len(created.faults)) == (34, 1)
    assert created.faults[0].original_object.DocNumber == "B-6"
    assert created.faults[0].Error[0].code == "6140"
    for invoice in created.successes:
        invoice.PrivateNote = "changed"
    updated = batch_update(created.successes, qb=gb.qb)
    assert {invoice.SyncToken for invoice in updated.successes} == {"1"}
    assert len(updated.faults) == 0
    deleted = batch_delete(updated.successes[:30], qb=gb.qb)
    assert len(deleted.successes) == 30
    assert Invoice.count(qb=gb.qb) == 4


def test_it_captures_changes_with_stubs_of_what_is_gone(gb: Desk) -> None:
    since = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    kept, gone = new_invoice(gb).save(qb=gb.qb), new_invoice(gb).save(qb=gb.qb)
    gone.delete(qb=gb.qb)
    changes = change_data_capture([Invoice, Customer, Bill], since, qb=gb.qb)
    assert [invoice.Id for invoice in changes.Invoice] == [kept.Id, gone.Id]
    assert list(changes.Invoice)[1].status == "Deleted"
    assert [customer.Id for customer in changes.Customer] == [gb.customer.Id]
    assert not hasattr(changes, "Bill")


def test_it_makes_a_tax_code_through_the_tax_service(gb: Desk) -> None:
    rate, service = TaxRateDetails(), TaxService()
    rate.TaxRateName, rate.RateValue, rate.TaxAgencyId = "Twelve S", 12, TaxAgency.all(qb=gb.qb)[0].Id
    service.TaxCode, service.TaxRateDetails = "Twelve", [rate]
    made = service.save(qb=gb.qb)
    assert TaxCode.get(made.TaxCodeId, qb=gb.qb).Name == "Twelve"


def test_it_saves_once_for_one_request_id(gb: Desk) -> None:
    key = str(uuid.uuid4())
    first, second = (
        new_invoice(gb, number="ONCE").save(qb=gb.qb, request_id=key),
        new_invoice(gb, number="ONCE").save(qb=gb.qb, request_id=key),
    )
    assert first.Id == second.Id
    assert Invoice.count("DocNumber = 'ONCE'", qb=gb.qb) == 1
    with pytest.raises(QuickbooksException) as caught:
        new_invoice(gb, number="ONCE").save(qb=gb.qb)
    assert caught.value.error_code == 6140


def test_it_raises_the_librarys_exceptions(sandbox: Sandbox, gb: Desk) -> None:
    with pytest.raises(ObjectNotFoundException):
        Customer.get("99999", qb=gb.qb)
    with pytest.raises(ValidationException) as parse:
        Customer.where("DisplayName = 'a' OR Id = '1'", qb=gb.qb)
    assert parse.value.error_code == 4000
    with pytest.raises(UnsupportedException):
        gb.qb.get_report("NoSuchReport")
    with pytest.raises(GeneralException) as large:
        gb.qb.batch_operation('{"BatchItemRequest": [' + ", ".join(['{"bId": "1"}'] * 31) + "]}")
    assert large.value.error_code == 1040
    double = Vendor()
    double.DisplayName = gb.customer.DisplayName
    with pytest.raises(QuickbooksException) as duplicate:
        double.save(qb=gb.qb)
    assert (duplicate.value.error_code, type(duplicate.value)) == (6240, QuickbooksException)
    elsewhere = QuickBooks(auth_client=gb.auth, refresh_token=gb.auth.refresh_token, company_id="9341450000000102", minorversion=75)
    with pytest.raises(QuickbooksException) as foreign:
        Customer.all(qb=elsewhere)
    assert "3100" in str(foreign.value)
    for kind, name in (("429_minute", "3001"), ("429_concurrent", "Error reading json"), ("500", "10000")):
        requests.post(f"{sandbox.url}/_control/faults", json={"kind": kind, "provider": "quickbooks"}, timeout=10)
        with pytest.raises(QuickbooksException) as limited:
            Customer.all(qb=gb.qb)
        assert name in str(limited.value)


def test_it_keeps_what_was_committed_when_the_answer_is_lost(sandbox: Sandbox, gb: Desk) -> None:
    key = str(uuid.uuid4())
    wish = {"kind": "lost", "provider": "quickbooks", "method": "POST", "path": "/v3/company/[0-9]+/invoice"}
    requests.post(f"{sandbox.url}/_control/faults", json=wish, timeout=10)
    with pytest.raises(requests.ConnectionError):
        new_invoice(gb, number="LOST").save(qb=gb.qb, request_id=key)
    found = Invoice.filter(qb=gb.qb, DocNumber="LOST")
    assert [invoice.Id for invoice in found] == [new_invoice(gb, number="LOST").save(qb=gb.qb, request_id=key).Id]
