"""Fills the books of each company: chart, taxes, terms and preferences always, some names and documents in `demo`."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import parts, writes
from tieout.sandbox.quickbooks.charts import AU, GB, US, Chart
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.names import classification
from tieout.sandbox.quickbooks.state import Company
from tieout.sandbox.quickbooks.taxservice import rate_body


@dataclass(frozen=True)
class CompanySeed:
    name: str
    country: str
    currency: str
    chart: Chart
    utc_offset_hours: int | None  # None follows the Pacific clock
    time_zone: str
    tax_code: str | None  # for the lines of the demo's documents; None where a line says TAX or NON
    bank: str = "35"


COMPANIES = {
    "9341450000000101": CompanySeed("Sandbox Company_GB", "GB", "GBP", GB, 0, "Europe/London", "2"),
    "9341450000000102": CompanySeed("Sandbox Company_US_1", "US", "USD", US, None, "America/Los_Angeles", None),
    "9341450000000103": CompanySeed("Sandbox Company_AU", "AU", "AUD", AU, 10, "Australia/Brisbane", "2"),
}
# The first ids that a client gets, above those that the seeds choose.
_FIRST_IDS = {
    "Account": 100,
    "Item": 50,
    "person": 100,
    "transaction": 200,
    "TaxCode": 20,
    "TaxRate": 40,
    "Term": 20,
    "PaymentMethod": 20,
}
_TERMS = (("1", "Due on receipt", 0), ("2", "Net 10", 10), ("3", "Net 30", 30), ("4", "Net 60", 60), ("5", "Net 15", 15))


def seed_company(company: Company, name: str) -> None:
    own = COMPANIES[company.realm]
    profile = {"country": own.country, "currency": own.currency, "utc_offset_hours": own.utc_offset_hours, "roles": own.chart.roles}
    company.keep("_company", "profile", body=profile | {"name": own.name, "throttles_in_xml": False})
    _chart(company, own)
    _taxes(company, own)
    for own_id, label, days in _TERMS:
        company.add(
            "Term", {"Name": label, "Active": True, "Type": "STANDARD", "DueDays": days, "DiscountPercent": ZERO}, id=own_id
        )
    for own_id, label in (
        ("1", "Cash"),
        ("2", "Check" if own.country == "US" else "Cheque"),
        ("3", "Credit Card"),
        ("4", "Direct Debit"),
    ):
        kind = "CREDIT_CARD" if label == "Credit Card" else "NON_CREDIT_CARD"
        company.add("PaymentMethod", {"Name": label, "Active": True, "Type": kind}, id=own_id)
    company.add("CompanyInfo", _company_info(own), id="1")
    company.add("Preferences", _preferences(own), id="1")
    for counter, first in _FIRST_IDS.items():
        company.books.next(company.shelf, f"id:{counter}", start=first - 1)
    # The first company has no customers, items and documents in any seed: a shop's first day.
    if name == "demo" and own.country != "GB":
        _demo(company, own)


def _chart(company: Company, own: CompanySeed) -> None:
    for own_id, name, kind, sub_type in own.chart.accounts:
        body: Body = {
            "Name": name,
            "FullyQualifiedName": name,
            "Active": True,
            "SubAccount": False,
            "Classification": classification(kind),
            "AccountType": kind,
            "AccountSubType": sub_type,
            "CurrentBalance": ZERO,
            "CurrentBalanceWithSubAccounts": ZERO,
            "CurrencyRef": parts.currency_ref(own.currency),
        }
        company.add("Account", body, id=own_id)


def _taxes(company: Company, own: CompanySeed) -> None:
    agency = {"DisplayName": own.chart.agency, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": own.country != "US"}
    agency_id = company.add("TaxAgency", agency)["Id"]
    next_rate = 1
    for own_id, name, description, sales, purchase in own.chart.taxes:
        lists: dict[str, Body] = {}
        for field, side, percent in (("SalesTaxRateList", "Sales", sales), ("PurchaseTaxRateList", "Purchases", purchase)):
            rows = []
            if percent is not None:
                rate = company.add(
                    "TaxRate",
                    rate_body(f"{name} ({side})", Decimal(percent), agency=agency_id, since="2000-01-01"),
                    id=str(next_rate),
                )
                reference = {"value": rate["Id"], "name": rate["Name"]}
                rows.append({"TaxRateRef": reference, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0})
                next_rate += 1
            lists[field] = {"TaxRateDetail": rows}
        head = {"Name": name, "Description": description, "Active": True, "Hidden": False, "Taxable": True, "TaxGroup": True}
        company.add("TaxCode", head | lists | {"TaxCodeConfigType": "SYSTEM_GENERATED"}, id=own_id)
    if own.country == "US":
        for pseudo, taxable in (("TAX", True), ("NON", False)):
            body = {"Name": pseudo, "Description": pseudo, "Active": True, "Hidden": False, "Taxable": taxable, "TaxGroup": False}
            company.add("TaxCode", body, id=pseudo)


def _company_info(own: CompanySeed) -> Body:
    address = {"Id": "1", "Line1": "1 Sandbox Street", "City": "Sandbox", "Country": own.country}
    pairs = {
        "NeoEnabled": "true",
        "OfferingSku": "QuickBooks Online Plus",
        "SubscriptionStatus": "SUBSCRIBED",
        "IndustryType": "Retail",
    }
    return {
        "CompanyName": own.name,
        "LegalName": own.name,
        "CompanyAddr": address,
        "LegalAddr": address,
        "CompanyStartDate": "2009-01-01",
        "FiscalYearStartMonth": "April" if own.country == "GB" else "July" if own.country == "AU" else "January",
        "Country": own.country,
        "Email": {"Address": "books@example.com"},
        "SupportedLanguages": "en",
        "DefaultTimeZone": own.time_zone,
        "NameValue": [{"Name": name, "Value": value} for name, value in pairs.items()],
    }


def _preferences(own: CompanySeed) -> Body:
    return {
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "January",
            "UseAccountNumbers": False,
            "TaxYearMonth": "January",
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
            "TrackDepartments": True,
            "CustomerTerminology": "Customers",
        },
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": True,
        },
        "SalesFormsPrefs": {
            # Intuit's sample company numbers by itself; the other companies take the numbers that they are given.
            "CustomTxnNumbers": own.country != "US",
            "AllowDeposit": True,
            "AllowDiscount": True,
            "AllowShipping": False,
            "AllowEstimates": True,
            "AutoApplyCredit": False,
            "AutoApplyPayments": False,
            "DefaultTerms": {"value": "3"},
        },
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": True, "BillableExpenseTracking": True},
        "TaxPrefs": {"UsingSalesTax": True},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": own.currency}},
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True, "WorkWeekStartDate": "Monday"},
        "EmailMessagesPrefs": {},
        "OtherPrefs": {
            "NameValue": [
                {"Name": "TransactionPrefs.WarnDuplicateNumbers", "Value": "true"},
                {"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "true"},
            ]
        },
    }


_CUSTOMERS = ("Harbour View Café", "Northgate Primary School", "Willow Lane Garden Centre", "Bluebird Cycles", "Old Mill Bakery")
_CUSTOMERS_MORE = ("Station Road Dental Practice", "Hilltop Farm Shop", "Marina Boat Hire")
_VENDORS = ("City Water and Power", "Paper and Ink Supplies", "Quick Courier Service", "Green Fields Wholesale")
_ITEMS = (
    ("1", "Services", "Service", "80.00"),
    ("2", "Hours", "Service", "45.00"),
    ("10", "Pest Control", "Service", "35.00"),
    ("11", "Pump", "NonInventory", "15.00"),
)


def _demo(company: Company, own: CompanySeed) -> None:
    """Written through the same rules as any client's requests."""
    sale, cost = own.chart.roles["income"], "80"
    for own_id, name, kind, price in _ITEMS:
        body = {"Name": name, "Type": kind, "UnitPrice": Decimal(price), "Sku": f"S-{own_id}", "Taxable": True}
        accounts = {"IncomeAccountRef": {"value": sale}, "ExpenseAccountRef": {"value": cost}}
        made = writes.save(company, "Item", raw=body | accounts)
        company.drop("Item", made["Id"])
        company.keep("Item", own_id, body=made | {"Id": own_id})
    customers = [writes.save(company, "Customer", raw={"DisplayName": name}) for name in (*_CUSTOMERS, *_CUSTOMERS_MORE)]
    vendors = [writes.save(company, "Vendor", raw={"DisplayName": name}) for name in _VENDORS]
    today = date.fromisoformat(company.today())
    for place in range(24):
        customer = customers[place % len(customers)]
        on = (today - timedelta(days=90 - 3 * place)).isoformat()
        invoice = writes.save(company, "Invoice", raw=_demo_invoice(own, customer["Id"], place=place, on=on))
        if place % 3 == 0:
            _demo_payment(company, own, invoice=invoice, part=place % 2 == 0)
    for place in range(8):
        on = (today - timedelta(days=60 - 5 * place)).isoformat()
        writes.save(company, "Bill", raw=_demo_bill(own, vendors[place % len(vendors)]["Id"], place=place, on=on))


def _code(own: CompanySeed) -> Body:
    return {"TaxCodeRef": {"value": own.tax_code or "NON"}}


def _demo_invoice(own: CompanySeed, customer: str, *, place: int, on: str) -> Body:
    own_id, name, _, price = _ITEMS[place % len(_ITEMS)]
    quantity = Decimal(1 + place % 5)
    detail = {"ItemRef": {"value": own_id}, "Qty": quantity, "UnitPrice": Decimal(price)} | _code(own)
    line = {
        "DetailType": "SalesItemLineDetail",
        "Amount": quantity * Decimal(price),
        "Description": name,
        "SalesItemLineDetail": detail,
    }
    body: Body = {"CustomerRef": {"value": customer}, "Line": [line], "TxnDate": on, "SalesTermRef": {"value": "3"}}
    body["DocNumber"] = str(1001 + place)
    return body | ({"GlobalTaxCalculation": "TaxExcluded"} if own.tax_code else {})


def _demo_payment(company: Company, own: CompanySeed, *, invoice: Body, part: bool) -> None:
    amount = invoice["Balance"] if not part else (invoice["Balance"] / 2).quantize(Decimal("0.01"))
    linked = [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    body: Body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount, "TxnDate": invoice["DueDate"]}
    body |= {"DepositToAccountRef": {"value": own.bank}, "Line": [{"Amount": amount, "LinkedTxn": linked}]}
    writes.save(company, "Payment", raw=body)


def _demo_bill(own: CompanySeed, vendor: str, *, place: int, on: str) -> Body:
    detail = {"AccountRef": {"value": "54"}} | _code(own)
    amount = Decimal(40 + 17 * place)
    line = {"DetailType": "AccountBasedExpenseLineDetail", "Amount": amount, "AccountBasedExpenseLineDetail": detail}
    body: Body = {"VendorRef": {"value": vendor}, "Line": [line], "TxnDate": on, "DocNumber": f"B-{place + 1}"}
    return body | ({"GlobalTaxCalculation": "TaxExcluded"} if own.tax_code else {})
