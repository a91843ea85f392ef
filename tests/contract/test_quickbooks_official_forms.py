"""What the Python library does with sales forms, files, currencies, taxes and settings, against the sandbox."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import requests
from quickbooks.exceptions import QuickbooksException, UnsupportedException
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, LinkedTxn
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.customer import Customer
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.vendor import Vendor

from contract.quickbooks_desk import Desk, new_invoice, new_payment, open_desk, pointed_sandbox, ref, sales_line
from contract.quickbooks_objects import LIVES
from contract.quickbooks_watch import library, noted
from tieout.sandbox.server import Sandbox
from unit.sandbox.desk import Receiver, listening


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as monkeypatch, pointed_sandbox(monkeypatch, seed="empty") as running:
        yield running


@pytest.fixture(scope="module")
def gb(sandbox: Sandbox) -> Desk:
    return open_desk(sandbox, "Sandbox Company_GB")


@pytest.fixture(scope="module")
def us(sandbox: Sandbox) -> Desk:
    return open_desk(sandbox, "Sandbox Company_US_1")


def test_it_converts_an_estimate_to_an_invoice(gb: Desk) -> None:
    estimate = LIVES["Estimate"].make(gb, 20).save(qb=gb.qb)
    assert (estimate.TxnStatus, estimate.TotalAmt) == ("Pending", Decimal("29.64"))
    invoice = new_invoice(gb, *[line for line in estimate.Line if line.DetailType == "SalesItemLineDetail"])
    linked = LinkedTxn()
    linked.TxnId, linked.TxnType = estimate.Id, "Estimate"
    invoice.LinkedTxn = [linked]
    made = invoice.save(qb=gb.qb)
    converted = Estimate.get(estimate.Id, qb=gb.qb)
    assert (converted.TxnStatus, [one.TxnId for one in converted.LinkedTxn]) == ("Converted", [made.Id])
    new_payment(gb, Decimal(10), (made, Decimal(10))).save(qb=gb.qb)
    paid = Invoice.get(made.Id, qb=gb.qb)
    assert [one.TxnType for one in paid.LinkedTxn] == ["Estimate", "Payment"]
    paid.PrivateNote = "still linked"
    assert [one.TxnType for one in paid.save(qb=gb.qb).LinkedTxn] == ["Estimate", "Payment"]
    with pytest.raises(QuickbooksException) as twice:
        invoice.save(qb=gb.qb)
    assert twice.value.error_code == 5010  # the library kept the id of the first one
    again = new_invoice(gb)
    again.LinkedTxn = [linked]
    with pytest.raises(QuickbooksException) as used:
        again.save(qb=gb.qb)
    assert used.value.error_code == 620
    Invoice.get(made.Id, qb=gb.qb).void(qb=gb.qb)
    assert Estimate.get(estimate.Id, qb=gb.qb).TxnStatus == "Pending"


@pytest.mark.parametrize("kind", ["Invoice", "Estimate", "SalesReceipt"])
def test_it_prints_a_form(gb: Desk, kind: str) -> None:
    saved = LIVES[kind].make(gb, 21).save(qb=gb.qb)
    content = saved.download_pdf(qb=gb.qb)
    assert content.startswith(b"%PDF-1.4\n")
    # The table of the objects stands where the end of the file says.
    at = int(content.rpartition(b"startxref\n")[2].split()[0])
    assert content[at : at + 4] == b"xref"
    assert f"{saved.TotalAmt}".encode() in content


def test_it_sends_forms_by_mail_and_asks_for_an_address(gb: Desk) -> None:
    estimate = LIVES["Estimate"].make(gb, 22).save(qb=gb.qb)
    assert estimate.send(qb=gb.qb)["Estimate"]["BillEmail"]["Address"] == "tea@example.com"
    assert Estimate.get(estimate.Id, qb=gb.qb).EmailStatus == "EmailSent"
    order = LIVES["PurchaseOrder"].make(gb, 22).save(qb=gb.qb)
    assert order.send(qb=gb.qb, send_to="orders@example.com")["PurchaseOrder"]["Id"] == order.Id
    invoice = new_invoice(gb).save(qb=gb.qb)
    with pytest.raises(QuickbooksException) as nobody:
        invoice.send(qb=gb.qb)
    assert nobody.value.error_code == 2020


def test_it_takes_money_at_the_till_and_gives_it_back(gb: Desk) -> None:
    before = Account.get("4", qb=gb.qb).CurrentBalance
    receipt = SalesReceipt()
    receipt.Line = [sales_line(gb, "2", price="10")]
    sold = receipt.save(qb=gb.qb)
    assert (sold.TotalAmt, sold.Balance, sold.DepositToAccountRef.value) == (24, 0, "4")
    assert Account.get("4", qb=gb.qb).CurrentBalance - before == 24
    bank = Account.get("35", qb=gb.qb).CurrentBalance
    back = LIVES["RefundReceipt"].make(gb, 23).save(qb=gb.qb)
    assert Account.get("35", qb=gb.qb).CurrentBalance == bank - back.TotalAmt
    sold.void(qb=gb.qb)
    assert Account.get("4", qb=gb.qb).CurrentBalance == before


def test_it_attaches_files_and_fetches_them_until_the_address_expires(gb: Desk, sandbox: Sandbox, tmp_path: Path) -> None:
    invoice = new_invoice(gb).save(qb=gb.qb)
    content = bytes(range(256)) * 40
    path = tmp_path / "receipt.pdf"
    path.write_bytes(content)
    attached = []
    for name, source in (("receipt.pdf", {"_FilePath": str(path)}), ("scan.png", {"_FileBytes": content})):
        made, target = Attachable(), AttachableRef()
        target.EntityRef = invoice.to_ref()
        made.AttachableRef, made.FileName, made.ContentType = [target], name, "application/pdf"
        for field, value in source.items():
            setattr(made, field, value)
        attached.append(made.save(qb=gb.qb))
    assert [(one.FileName, one.Size) for one in attached] == [("receipt.pdf", len(content)), ("scan.png", len(content))]
    where = f"AttachableRef.EntityRef.Type = 'Invoice' AND AttachableRef.EntityRef.value = '{invoice.Id}'"
    assert [found.Id for found in Attachable.where(where, qb=gb.qb)] == [one.Id for one in attached]
    assert Attachable.count(where.replace("Invoice", "Bill"), qb=gb.qb) == 0
    address = Attachable.get(attached[0].Id, qb=gb.qb).TempDownloadUri
    assert requests.get(address, timeout=10).content == content
    download = f"{gb.qb.api_url}/company/{gb.qb.company_id}/download/{attached[1].Id}"
    plain = gb.qb.process_request("GET", download, headers={}, params={}).text
    assert requests.get(plain, timeout=10).content == content
    assert requests.get(address.replace("signature=", "signature=0"), timeout=10).status_code == 403
    requests.post(f"{sandbox.url}/_control/clock", json={"advance_seconds": 1000}, timeout=10)
    assert requests.get(address, timeout=10).status_code == 403
    assert requests.get(Attachable.get(attached[0].Id, qb=gb.qb).TempDownloadUri, timeout=10).status_code == 200
    assert attached[0].delete(qb=gb.qb)["Attachable"]["status"] == "Deleted"
    assert Attachable.count(where, qb=gb.qb) == 1


def test_it_refuses_a_file_that_nobody_prints(gb: Desk) -> None:
    made = Attachable()
    made.FileName, made.ContentType, made._FileBytes = "run.exe", "application/octet-stream", b"MZ"
    with pytest.raises(KeyError):  # the library looks for no Fault among the uploads
        made.save(qb=gb.qb)


def test_it_keeps_currencies_and_their_rates(sandbox: Sandbox) -> None:
    au = open_desk_with_currencies(sandbox)
    euro = CompanyCurrency()
    euro.Code = "EUR"
    saved = euro.save(qb=au.qb)
    assert (saved.Name, saved.SyncToken) == ("Euro", "0")
    assert CompanyCurrency.filter(Code="EUR", qb=au.qb)[0].Id == saved.Id
    assert CompanyCurrency.get(saved.Id, qb=au.qb).Active is True
    rate = ExchangeRate()
    rate.SourceCurrencyCode, rate.TargetCurrencyCode, rate.Rate, rate.AsOfDate = "EUR", "AUD", Decimal("1.65"), "2026-01-31"
    assert rate.save(qb=au.qb).Rate == Decimal("1.65")
    found = ExchangeRate.filter(SourceCurrencyCode="EUR", AsOfDate="2026-01-31", qb=au.qb)
    assert [(one.Rate, one.TargetCurrencyCode) for one in found] == [(Decimal("1.65"), "AUD")]
    customer = Customer()
    customer.DisplayName, customer.CurrencyRef = "Café Paris", ref("EUR")
    abroad = customer.save(qb=au.qb)
    receipt = Payment()
    receipt.CustomerRef, receipt.TotalAmt, receipt.CurrencyRef = abroad.to_ref(), Decimal(100), ref("EUR")
    receipt.TxnDate = "2026-02-10"
    made = receipt.save(qb=au.qb)
    assert (made.ExchangeRate, made.HomeTotalAmt) == (Decimal("1.65"), Decimal("165.00"))
    saved.Active = False
    saved.save(qb=au.qb)
    assert CompanyCurrency.filter(Code="EUR", qb=au.qb) == []


@pytest.mark.parametrize("kind", ["TaxAgency", "TaxCode", "TaxRate", "CompanyInfo"])
def test_it_finds_what_every_company_has(gb: Desk, kind: str) -> None:
    own = library(kind)
    everything = own.all(qb=gb.qb)
    assert own.count(qb=gb.qb) == len(everything)
    first = everything[0]
    for found in (own.filter(Id=first.Id, qb=gb.qb), own.choose([first.Id], qb=gb.qb), own.where(f"Id = '{first.Id}'", qb=gb.qb)):
        assert [one.to_dict() for one in found] == [first.to_dict()]


def test_it_finds_currencies_and_rates(sandbox: Sandbox) -> None:
    au = open_desk_with_currencies(sandbox)
    for code in ("USD", "NZD"):
        currency, rate = CompanyCurrency(), ExchangeRate()
        currency.Code, rate.SourceCurrencyCode, rate.Rate = code, code, Decimal("1.5")
        currency.save(qb=au.qb)
        rate.save(qb=au.qb)
    ids = [one.Id for one in CompanyCurrency.all(qb=au.qb) if one.Code in ("USD", "NZD")]
    assert [one.Code for one in CompanyCurrency.choose(ids, qb=au.qb)] == ["USD", "NZD"]
    assert CompanyCurrency.count("Code = 'NZD'", qb=au.qb) == 1
    assert {one.SourceCurrencyCode for one in ExchangeRate.all(qb=au.qb)} >= {"USD", "NZD"}
    assert len(ExchangeRate.choose(["USD", "NZD"], field="SourceCurrencyCode", qb=au.qb)) == 2
    assert ExchangeRate.count("SourceCurrencyCode = 'USD'", qb=au.qb) == 1


def test_it_captures_changes_of_everything_that_it_keeps(gb: Desk) -> None:
    since = (datetime.now(UTC) - timedelta(minutes=30)).isoformat(timespec="seconds")
    saved = {kind: LIVES[kind].make(gb, 61).save(qb=gb.qb) for kind in LIVES}
    changes = noted("change_data_capture")([library(kind) for kind in LIVES], since, qb=gb.qb)
    for kind, one in saved.items():
        assert one.Id in [changed.Id for changed in getattr(changes, kind)], kind
    saved["Estimate"].delete(qb=gb.qb)
    stubs = noted("change_data_capture")([Estimate], since, qb=gb.qb).Estimate
    assert [stub.status for stub in stubs if stub.Id == saved["Estimate"].Id] == ["Deleted"]
    with pytest.raises(QuickbooksException) as unknown:
        noted("change_data_capture")([TaxCode], since, qb=gb.qb)
    assert unknown.value.error_code == 2000


def open_desk_with_currencies(sandbox: Sandbox) -> Desk:
    desk = open_desk(sandbox, "Sandbox Company_AU", tax_code="GST")
    preferences = Preferences.get(qb=desk.qb)
    preferences.CurrencyPrefs.MultiCurrencyEnabled = True
    assert preferences.save(qb=desk.qb).CurrencyPrefs.MultiCurrencyEnabled is True
    return desk


def test_it_reads_and_changes_the_company_and_its_switches(us: Desk) -> None:
    company = CompanyInfo.all(qb=us.qb)[0]
    company.LegalName = "Sandbox Trading"
    assert company.save(qb=us.qb).LegalName == "Sandbox Trading"
    assert CompanyInfo.get(us.qb.company_id, qb=us.qb).LegalName == "Sandbox Trading"
    preferences = Preferences.get(qb=us.qb)
    preferences.SalesFormsPrefs.CustomTxnNumbers = True
    preferences.TaxPrefs.PartnerTaxEnabled = True
    changed = preferences.save(qb=us.qb)
    assert (changed.SalesFormsPrefs.CustomTxnNumbers, changed.SalesFormsPrefs.AllowDeposit) == (True, True)


def test_it_works_out_sales_tax_by_the_state_where_that_is_automatic(us: Desk) -> None:
    preferences = Preferences.get(qb=us.qb)
    preferences.TaxPrefs.PartnerTaxEnabled = True
    preferences.save(qb=us.qb)
    customer = LIVES["Customer"].make(us, 40)
    customer.ShipAddr = LIVES["Employee"].make(us, 1).PrimaryAddr
    customer.ShipAddr.CountrySubDivisionCode = "TX"
    line = sales_line(us, "2", price="50")
    line.SalesItemLineDetail.TaxCodeRef.value = "TAX"
    invoice = new_invoice(us, line)
    invoice.CustomerRef = customer.save(qb=us.qb).to_ref()
    made = invoice.save(qb=us.qb)
    assert (made.TxnTaxDetail.TotalTax, made.TotalAmt) == (Decimal("6.25"), Decimal("106.25"))
    assert TaxCode.get(made.TxnTaxDetail.TxnTaxCodeRef.value, qb=us.qb).Name == "Automated TX"


def test_it_makes_agencies_codes_and_rates_that_no_update_changes(gb: Desk) -> None:
    agency = TaxAgency()
    agency.DisplayName, agency.TaxRegistrationNumber = "Revenue of the Isles", "GB 123"
    made = agency.save(qb=gb.qb)
    assert TaxAgency.get(made.Id, qb=gb.qb).TaxRegistrationNumber == "GB 123"
    service, rates = TaxService(), []
    for side in ("Sales", "Purchase"):
        rate = TaxRateDetails()
        rate.TaxRateName, rate.RateValue, rate.TaxAgencyId, rate.TaxApplicableOn = f"Isle {side}", "7.5", made.Id, side
        rates.append(rate)
    service.TaxCode, service.TaxRateDetails = "Isle", rates
    assert [one.RateValue for one in service.save(qb=gb.qb).TaxRateDetails] == [Decimal("7.5"), Decimal("7.5")]
    code = TaxCode.filter(Name="Isle", qb=gb.qb)[0]
    rate_id = code.PurchaseTaxRateList.TaxRateDetail[0].TaxRateRef.value
    assert TaxRate.where(f"Id = '{rate_id}'", qb=gb.qb)[0].AgencyRef.value == made.Id
    assert TaxRate.count("RateValue = 7.5", qb=gb.qb) == 2
    line = sales_line(gb, "1", price="100")
    line.SalesItemLineDetail.TaxCodeRef.value = code.Id
    assert new_invoice(gb, line).save(qb=gb.qb).TxnTaxDetail.TotalTax == Decimal("7.50")
    made.DisplayName = "Another"
    with pytest.raises(UnsupportedException):
        made.save(qb=gb.qb)


def test_it_makes_items_of_every_type_that_the_api_offers(gb: Desk) -> None:
    category, stock, cup = Item(), Item(), LIVES["Item"].make(gb, 30)
    category.Name, category.Type = "Kitchen", "Category"
    kitchen = category.save(qb=gb.qb)
    cup.SubItem, cup.ParentRef = True, kitchen.to_ref()
    assert cup.save(qb=gb.qb).FullyQualifiedName == "Kitchen:Cup 30"
    stock.Name, stock.Type, stock.TrackQtyOnHand, stock.QtyOnHand = "Kettle", "Inventory", True, 10
    stock.InvStartDate, stock.AssetAccountRef, stock.PurchaseCost = "2026-01-01", ref("81"), Decimal(12)
    stock.IncomeAccountRef, stock.ExpenseAccountRef = gb.item.IncomeAccountRef, gb.item.ExpenseAccountRef
    assert stock.save(qb=gb.qb).QtyOnHand == 10
    bundle = Item()
    bundle.Name, bundle.Type = "Tea for two", "Group"
    with pytest.raises(QuickbooksException) as caught:
        bundle.save(qb=gb.qb)
    assert caught.value.error_code == 2170
    line = sales_line(gb, "1", price="5")
    line.SalesItemLineDetail.ItemRef = kitchen.to_ref()
    with pytest.raises(QuickbooksException):
        new_invoice(gb, line).save(qb=gb.qb)


def test_it_holds_names_apart_across_customers_vendors_and_employees(gb: Desk) -> None:
    employee = LIVES["Employee"].make(gb, 50).save(qb=gb.qb)
    for kind in (Customer, Vendor):
        twin = kind()
        twin.DisplayName = employee.DisplayName.upper()
        with pytest.raises(QuickbooksException) as caught:
            twin.save(qb=gb.qb)
        assert caught.value.error_code == 6240


def test_it_has_terms_by_the_day_of_the_month(gb: Desk) -> None:
    term = Term()
    term.Name, term.DayOfMonthDue, term.DueNextMonthDays = "The 10th", 10, 5
    saved = term.save(qb=gb.qb)
    assert saved.Type == "DATE_DRIVEN"
    invoice = new_invoice(gb)
    invoice.TxnDate, invoice.SalesTermRef = "2026-03-07", saved.to_ref()
    assert invoice.save(qb=gb.qb).DueDate == "2026-04-10"


@pytest.mark.parametrize(
    "name", ["ProfitAndLoss", "BalanceSheet", "TrialBalance", "GeneralLedger", "AgedReceivables", "AgedPayables"]
)
def test_it_reads_reports(gb: Desk, name: str) -> None:
    new_invoice(gb).save(qb=gb.qb)
    report = gb.qb.get_report(name, {"start_date": "2020-01-01", "end_date": "2030-12-31"})
    assert report["Header"]["ReportName"] == name
    assert report["Rows"]["Row"]


def test_it_signs_notices_so_that_the_library_believes_them(sandbox: Sandbox, gb: Desk) -> None:
    verifier = "a verifier token"
    with listening(Receiver(careless=True)) as receiver:
        wish = {"provider": "quickbooks", "url": receiver.url, "key": verifier, "shape": "classic"}
        requests.post(f"{sandbox.url}/_control/webhooks", json=wish, timeout=10).raise_for_status()
        saved = new_invoice(gb).save(qb=gb.qb)
        requests.post(f"{sandbox.url}/_control/webhooks/flush", json={}, timeout=10).raise_for_status()
        headers, body = receiver.received[-1]
        requests.delete(f"{sandbox.url}/_control/webhooks", timeout=10)
    text, signature = body.decode(), headers["intuit-signature"]
    assert f'"{saved.Id}"' in text
    assert gb.qb.validate_webhook_signature(text, signature, verifier) is True
    assert gb.qb.validate_webhook_signature(text + " ", signature, verifier) is False
    assert gb.qb.validate_webhook_signature(text, signature, "another") is False


def test_it_reads_what_the_library_writes_as_a_stream(gb: Desk) -> None:
    """A multipart of another client: binary, CRLF, and a description that comes second."""
    body = io.BytesIO()
    for name, kind, content in (
        ('name="file_content_01"; filename="note.txt"', "text/plain", b"hello\r\n\x00world"),
        ('name="file_metadata_01"', "application/json", b'{"Note": "from a till"}'),
    ):
        head = f"--edge\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n"
        body.write(head.encode() + content + b"\r\n")
    body.write(b"--edge--\r\n")
    url = f"{gb.qb.api_url}/company/{gb.qb.company_id}/upload"
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "Authorization": f"Bearer {gb.auth.access_token}"}
    answer = requests.post(url, data=body.getvalue(), headers=headers, timeout=10).json()
    made = answer["AttachableResponse"][0]["Attachable"]
    assert (made["FileName"], made["Note"], made["ContentType"]) == ("note.txt", "from a till", "text/plain")
    assert requests.get(made["TempDownloadUri"], timeout=10).content == b"hello\r\n\x00world"
