"""The tax service: makes a tax code with its rates, in bodies without an envelope."""

from decimal import Decimal
from typing import Any

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.fields import number
from tieout.sandbox.quickbooks.state import Company

_RATE_KEYS = frozenset({"TaxRateName", "TaxRateId", "RateValue", "TaxAgencyId", "TaxApplicableOn"})
_LISTS = {"Sales": "SalesTaxRateList", "Purchase": "PurchaseTaxRateList"}


def create(company: Company, raw: Any) -> Body:
    """Raises FaultError."""
    if not isinstance(raw, dict):
        raise FaultError(errors.BAD_TYPE, "A TaxService object is expected")
    for name in raw:
        # The Python library sends an Id of 0.
        if name not in ("TaxCode", "TaxCodeId", "TaxRateDetails", "Id"):
            raise FaultError(errors.UNKNOWN_PROPERTY, f"Property Name:{name} specified is unsupported or invalid", element=name)
    name = str(raw.get("TaxCode") or "").strip()
    if not name:
        raise errors.missing("TaxCode")
    if len(name) > 100:
        raise FaultError(errors.TOO_LONG, f"TaxCode Min:1 Max:100 supported. Supplied length:{len(name)}", element="TaxCode")
    if found := company.named("TaxCode", name):
        raise FaultError(errors.DUPLICATE_NAME, f"The name supplied already exists. : Id={found[0]['Id']}")
    details = raw.get("TaxRateDetails")
    if not isinstance(details, list) or not details:
        raise errors.missing("TaxRateDetails")
    shown = [_rate(company, detail) for detail in details]
    ids = [entry["TaxRateId"] for entry in shown]
    if len(set(ids)) < len(ids):
        raise business("A tax code cannot hold a tax rate twice", element="TaxRateId")
    lists: dict[str, Body] = {field: {"TaxRateDetail": []} for field in _LISTS.values()}
    for order, entry in enumerate(shown):
        reference = {"value": entry["TaxRateId"], "name": entry["TaxRateName"]}
        row = {"TaxRateRef": reference, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": order}
        lists[_LISTS[entry["TaxApplicableOn"]]]["TaxRateDetail"].append(row)
    head = {"Name": name, "Description": name, "Active": True, "Hidden": False, "Taxable": True, "TaxGroup": True}
    code = company.add("TaxCode", head | lists | {"TaxCodeConfigType": "USER_DEFINED"})
    return {"TaxCode": name, "TaxCodeId": code["Id"], "TaxRateDetails": shown}


def _rate(company: Company, detail: Any) -> Body:
    if not isinstance(detail, dict):
        raise FaultError(errors.BAD_TYPE, "TaxRateDetails must hold objects", element="TaxRateDetails")
    for name in detail:
        if name not in _RATE_KEYS:
            raise FaultError(errors.UNKNOWN_PROPERTY, f"Property Name:{name} specified is unsupported or invalid", element=name)
    side = detail.get("TaxApplicableOn") or "Sales"
    if side not in _LISTS:
        raise FaultError(errors.BAD_ENUM, f"TaxApplicableOn has no value {side}", element="TaxApplicableOn")
    if detail.get("TaxRateId"):
        rate = company.get("TaxRate", str(detail["TaxRateId"]))
        if rate is None:
            raise bad_reference("TaxRate", str(detail["TaxRateId"]), element="TaxRateId")
    else:
        rate = _new_rate(company, detail)
    return {
        "TaxRateName": rate["Name"],
        "TaxRateId": rate["Id"],
        "RateValue": rate["RateValue"],
        "TaxAgencyId": rate["AgencyRef"]["value"],
        "TaxApplicableOn": side,
    }


def _new_rate(company: Company, detail: Body) -> Body:
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if detail.get(name) in (None, ""):
            raise errors.missing(name)
    name, value = str(detail["TaxRateName"]).strip(), number(detail["RateValue"], "RateValue")
    if not 0 <= value <= 100:
        raise FaultError(errors.BAD_NUMBER, "RateValue lies between 0 and 100", element="RateValue")
    if found := company.named("TaxRate", name):
        raise FaultError(errors.DUPLICATE_NAME, f"The name supplied already exists. : Id={found[0]['Id']}")
    agency = company.get("TaxAgency", str(detail["TaxAgencyId"]))
    if agency is None:
        raise bad_reference("TaxAgency", str(detail["TaxAgencyId"]), element="TaxAgencyId")
    return company.add("TaxRate", rate_body(name, value, agency=agency["Id"], since="2000-01-01"))


def rate_body(name: str, value: Decimal, *, agency: str, since: str) -> Body:
    effective = {"RateValue": value, "EffectiveDate": f"{since}T00:00:00-08:00"}
    return {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": value,
        "AgencyRef": {"value": agency},
        "SpecialTaxType": "ZERO_RATE" if value == 0 else "NONE",
        "EffectiveTaxRate": [effective],
        "DisplayType": "ReadOnly",
    }
