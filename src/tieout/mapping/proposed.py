"""Proposes an accounting mapping from the names and types of a collection's fields; a person looks at it before it is kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Names that people give their fields, without spaces and marks, by the entity's field; the best-known first.
CONTACT_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "companyname", "company", "customername", "suppliername", "organisation", "organization", "customer", "client",
             "supplier", "vendor", "title"),
    "account_number": ("accountnumber", "accountno", "customernumber", "customerid", "customercode", "suppliernumber",
                       "suppliercode", "number", "code"),
    "first_name": ("firstname", "givenname", "forename"),
    "last_name": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "billingemail", "invoiceemail"),
    "phone": ("phone", "telephone", "phonenumber", "tel"),
    "mobile": ("mobile", "mobilephone", "cell"),
    "fax": ("fax",),
    "website": ("website", "web", "url", "homepage"),
    "tax_number": ("taxnumber", "vatnumber", "vatid", "vat", "taxid", "vatno"),
    "company_number": ("companynumber", "companyno", "registrationnumber"),
    "currency": ("currency", "currencycode"),
    "sale_terms": ("paymentterms", "terms", "paymentdays", "duedays"),
    "credit_limit": ("creditlimit",),
    "notes": ("notes", "comments", "remarks"),
    "street": ("street", "address", "addressline", "addressline1", "streetaddress", "billingaddress"),
    "city": ("city", "town", "billingcity"),
    "region": ("region", "county", "state", "province"),
    "postal_code": ("postalcode", "postcode", "zip", "zipcode"),
    "country": ("country", "billingcountry"),
}  # fmt: skip
ITEM_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "sku", "productcode", "itemcode", "stockcode", "number"),
    "name": ("name", "productname", "itemname", "title", "product", "service"),
    "description": ("description", "details"),
    "sale_price": ("price", "salesprice", "saleprice", "unitprice", "sellingprice", "rate"),
    "sale_account": ("account", "salesaccount", "saleaccount", "ledgercode"),
    "sale_tax": ("taxcode", "salestax", "saletax", "tax", "vatcode"),
    "purchase_price": ("purchaseprice", "cost", "costprice", "unitcost"),
    "purchase_account": ("purchaseaccount", "costaccount"),
    "purchase_tax": ("purchasetax", "purchasetaxcode"),
}
DOCUMENT_NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "invoicenumber", "ordernumber", "billnumber", "orderno", "invoiceno", "reference", "ref"),
    "issued_on": ("date", "invoicedate", "orderedon", "orderdate", "billdate", "issuedon", "completedon"),
    "currency": ("currency", "currencycode"),
    "reference": ("reference", "purchaseorder", "ponumber", "yourreference", "job"),
}
LINE_NAMES: Mapping[str, tuple[str, ...]] = {
    "description": ("description", "name", "details", "text"),
    "quantity": ("quantity", "qty", "hours", "units", "count"),
    "unit_price": ("unitprice", "price", "rate", "cost", "unitcost", "amount"),
    "account": ("account", "ledgercode", "accountcode"),
    "tax_code": ("taxcode", "tax", "vatcode"),
}
_BY_TYPE = {"email": "email", "phone": "phone", "url": "website"}
_DAYS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A field as proposals see it; `collection` is that of a relation, `columns` are those of line items."""

    key: str
    name: str
    type: str
    collection: str = ""
    columns: tuple["Shape", ...] = ()


def proposed(type_: str, fields: Sequence[Shape], *, accounting_types: Mapping[str, str], currency: str) -> dict[str, object]:
    """A mapping as JSON, not always whole: what nothing fits is left out, and the check names it.

    `accounting_types` are those of the other collections by key; `currency` is the ledger's own, for what names none.
    """
    if type_ == "contacts":
        return {"type": type_, **_contact(fields)}
    if type_ == "items":
        found = _named(fields, ITEM_NAMES)
        rest = {"code": "key", "name": found.get("code", "key")}
        return {"type": type_, **_rules({**rest, **found}), **_trade(found)}
    return {"type": type_, **_document(fields, accounting_types=accounting_types, currency=currency)}


def _contact(fields: Sequence[Shape]) -> dict[str, object]:
    found = _named(fields, CONTACT_NAMES)
    for field in fields:
        wanted = _BY_TYPE.get(field.type)
        if wanted and wanted not in found and field.key not in found.values():
            found[wanted] = field.key
    found.setdefault("name", next((field.key for field in fields if field.type == "text"), "key"))
    return _rules(found)


def _trade(found: Mapping[str, str]) -> dict[str, object]:
    buys = any(name.startswith("purchase_") for name in found)
    return {"is_sold": True, "is_purchased": buys}


def _document(fields: Sequence[Shape], *, accounting_types: Mapping[str, str], currency: str) -> dict[str, object]:
    made = _rules({"number": "key", **_named(fields, DOCUMENT_NAMES)})
    dates = [field.key for field in fields if field.type in ("date", "date_time")]
    if "issued_on" not in made and dates:
        made |= _rules({"issued_on": dates[0]})
    made.setdefault("currency", {"kind": "fixed", "value": currency})
    contact = _relation(fields, accounting_types, wanted="contacts")
    if contact is not None:
        made["contact"] = {"collection": contact.collection, "path": contact.key}
    made |= {"due_days": _DAYS, "tax_mode": "exclusive", "status": "draft"}
    lines = next((field for field in fields if field.type == "line_items"), None)
    if lines is not None:
        made["lines"] = _lines(lines, accounting_types)
    return made


def _lines(field: Shape, accounting_types: Mapping[str, str]) -> dict[str, object]:
    made: dict[str, object] = {"path": field.key, **_rules(_named(field.columns, LINE_NAMES))}
    item = _relation(field.columns, accounting_types, wanted="items")
    if item is not None:
        made["item"] = {"collection": item.collection, "path": item.key}
        made.setdefault("description", {"kind": "field", "path": item.key})
    made.setdefault("quantity", {"kind": "fixed", "value": "1"})
    return made


def _relation(fields: Iterable[Shape], accounting_types: Mapping[str, str], *, wanted: str) -> Shape | None:
    return next((field for field in fields if field.type == "relation" and accounting_types.get(field.collection) == wanted), None)


def _rules(found: Mapping[str, str]) -> dict[str, object]:
    return {name: {"kind": "field", "path": path} for name, path in found.items()}


def _named(fields: Sequence[Shape], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Entity's field to the record's, each used once."""
    usable = [field for field in fields if field.type not in ("line_items", "attachment", "person", "multi_choice")]
    by_name = {plain: field.key for field in reversed(usable) for plain in (_plain(field.name), _plain(field.key))}
    found: dict[str, str] = {}
    for name, known in names.items():
        key = next((by_name[one] for one in known if one in by_name and by_name[one] not in found.values()), None)
        if key is not None:
            found[name] = key
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
