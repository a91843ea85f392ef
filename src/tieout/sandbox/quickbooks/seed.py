"""Fills the books of each company: chart, taxes, terms and preferences always, some names and documents in `demo`."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import parts, seed_bulk, seed_demo
from tieout.sandbox.quickbooks.companies import COMPANIES, CompanySeed
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.names import classification
from tieout.sandbox.quickbooks.state import Company
from tieout.sandbox.quickbooks.taxservice import rate_body

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
    """`demo`, `empty` or `large:N`."""
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
    # The first company has no customers, items and documents in the demo: a shop's first day.
    if name == "demo" and own.country != "GB":
        seed_demo.fill(company, own)
    if name.startswith("large:"):
        seed_bulk.fill(company, own, count=int(name.removeprefix("large:")))


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
            # Two taxes in one code are written with a plus.
            for place, each in enumerate(percent.split("+") if percent else ()):
                label = f"{name} ({side}{f' {place + 1}' if place else ''})"
                rate = company.add(
                    "TaxRate", rate_body(label, Decimal(each), agency=agency_id, since="2000-01-01"), id=str(next_rate)
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
        "CurrencyPrefs": {"MultiCurrencyEnabled": bool(own.foreign), "HomeCurrency": {"value": own.currency}},
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
