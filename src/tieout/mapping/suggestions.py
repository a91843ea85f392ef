"""Guesses an import mapping from the names of the columns and the cells of those with dates."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from tieout.mapping.import_mapping import ColumnMapping, ImportMapping
from tieout.mapping.rules import FieldRule
from tieout.mapping.shop import orders_import
from tieout.mapping.typed_cells import day_order

# Names as shop systems export them, in lower case without spaces and marks.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "number": ("invoiceno", "invoicenumber", "orderid", "ordernumber", "orderno", "order", "documentnumber", "number"),
    "code": ("stockcode", "sku", "lineitemsku", "productcode", "itemcode", "productid", "productsku", "code", "variantsku"),
    "description": ("description", "lineitemname", "productname", "itemname", "product", "item", "title"),
    "quantity": ("quantity", "qty", "lineitemquantity", "quantityordered", "units", "count"),
    "ordered_on": ("invoicedate", "orderdate", "date", "createdat", "orderedon", "orderedat", "paidat", "purchasedate"),
    "unit_price": ("unitprice", "price", "lineitemprice", "itemprice", "rate", "unitcost"),
    "customer_id": ("customerid", "customerno", "customernumber", "accountnumber", "clientid", "customercode"),
    "customer_name": ("customer", "customername", "billingname", "name", "buyer", "buyername", "company", "client"),
    "email": ("email", "emailaddress", "customeremail", "buyeremail", "billingemail"),
    "country": ("country", "billingcountry", "shippingcountry", "countryname"),
    "currency": ("currency", "currencycode"),
}
NEEDED = ("number", "code", "quantity", "ordered_on", "unit_price")

Cells = Callable[[str], Iterable[str]]


def suggest(columns: Sequence[str], cells: Cells) -> ImportMapping:
    """Orders where the needed columns are found, otherwise customers or products, otherwise a field for each column.

    `cells` gives all cells of a column. Slashed dates have an order only where the cells prove one; otherwise a person chooses.
    """
    found = recognised(columns)
    if all(field in found.values() for field in NEEDED):
        dates = (cell for column, field in found.items() if field == "ordered_on" for cell in cells(column))
        return orders_import(found, order=day_order(dates))
    if "email" in found.values() or "customer_id" in found.values():
        return _plain("customers", columns, found={**found}, key=_first(found, ("customer_id", "email")))
    if "code" in found.values():
        return _plain("products", columns, found=found, key="code")
    return _plain("", columns, found={}, key=_slug(columns[0]) if columns else "key")


def recognised(columns: Sequence[str]) -> dict[str, str]:
    """Column to field, each field once, the best-known name first."""
    plain = {re.sub(r"[^a-z0-9]", "", column.casefold()): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field, names in SYNONYMS.items():
        column = next((plain[name] for name in names if name in plain and plain[name] not in found), None)
        if column is not None:
            found[column] = field
    return found


_FIELDS = {"customer_id": "account_number", "customer_name": "name", "description": "name", "unit_price": "price"}
_TYPES = {"price": "number", "unit_price": "number", "quantity": "number", "ordered_on": "date"}


def _plain(collection: str, columns: Sequence[str], *, found: Mapping[str, str], key: str) -> ImportMapping:
    mapped: list[ColumnMapping] = []
    for column in columns:
        field = found.get(column, "")
        field = _FIELDS.get(field, field) or _slug(column)
        clean = ["strip", "upper"] if field == "code" else ["strip"]
        mapped.append(
            ColumnMapping.model_validate({"column": column, "field": field, "type": _TYPES.get(field, "text"), "clean": clean})
        )
    return ImportMapping(collection=collection, key=FieldRule(path=_FIELDS.get(key, key)), columns=mapped)


def _first(found: Mapping[str, str], wanted: Sequence[str]) -> str:
    return next(field for field in wanted if field in found.values())


def _slug(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_") or "column"
