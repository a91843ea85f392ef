"""A simple stand-in for automated sales tax in the US: one rate a state, from where the goods go."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.state import Company
from tieout.sandbox.quickbooks.taxservice import rate_body

# The states' own base rates, in percent; counties and cities are left out, and a state that is not named has none (assumed).
RATES = {
    "AZ": "5.6",
    "CA": "7.25",
    "CO": "2.9",
    "FL": "6",
    "GA": "4",
    "IL": "6.25",
    "MA": "6.25",
    "MI": "6",
    "NJ": "6.625",
    "NY": "4",
    "OH": "5.75",
    "PA": "6",
    "TX": "6.25",
    "VA": "5.3",
    "WA": "6.5",
}


def switched_on(company: Company) -> bool:
    return not company.global_tax and bool(company.preference("TaxPrefs", "PartnerTaxEnabled"))


def code_for(company: Company, sale: Body, *, customer: Body | None) -> Body | None:
    """The tax code of the state of the ship-to, bill-to or company address, made when it is first needed; None: no tax."""
    if customer is not None and customer.get("Taxable") is False:
        return None
    state = _state(company, sale, customer=customer)
    if state not in RATES:
        return None
    name = f"Automated {state}"
    if found := company.named("TaxCode", name):
        return found[0]
    agency_name = f"{state} Department of Revenue"
    agencies = company.named("TaxAgency", agency_name)
    tracked = {"DisplayName": agency_name, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": False}
    agency = agencies[0] if agencies else company.add("TaxAgency", tracked)
    rate = company.add("TaxRate", rate_body(name, Decimal(RATES[state]), agency=agency["Id"], since="2000-01-01"))
    row = {"TaxRateRef": {"value": rate["Id"], "name": name}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}
    head = {"Name": name, "Description": name, "Active": True, "Hidden": True, "Taxable": True, "TaxGroup": True}
    lists = {"SalesTaxRateList": {"TaxRateDetail": [row]}, "PurchaseTaxRateList": {"TaxRateDetail": []}}
    return company.add("TaxCode", head | lists | {"TaxCodeConfigType": "SYSTEM_GENERATED"})


def _state(company: Company, sale: Body, *, customer: Body | None) -> str:
    address = (company.get("CompanyInfo", "1") or {}).get("CompanyAddr", {})
    for source, name in ((customer, "BillAddr"), (sale, "BillAddr"), (customer, "ShipAddr"), (sale, "ShipAddr")):
        if source is not None and source.get(name, {}).get("CountrySubDivisionCode"):
            address = source[name]
    return str(address.get("CountrySubDivisionCode", "")).upper()
