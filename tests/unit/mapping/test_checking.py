"""A proposed mapping fits the names of the fields, and a wrong one is told field by field with the ledger's own rules."""

import pytest
from pydantic import ValidationError

from tieout.mapping.accounting_mapping import parse_mapping
from tieout.mapping.checking import Code, Ground, checked, missing
from tieout.mapping.proposed import Shape, proposed

CUSTOMER = (
    Shape(key="company", name="Company", type="text"),
    Shape(key="mail", name="Invoice e-mail", type="email"),
    Shape(key="vat", name="VAT number", type="text"),
    Shape(key="lines", name="Lines", type="line_items"),
)
ORDER = (
    Shape(key="order_no", name="Order number", type="text"),
    Shape(key="buyer", name="Buyer", type="relation", collection="customers"),
    Shape(key="day", name="Order date", type="date"),
    Shape(
        key="rows",
        name="Rows",
        type="line_items",
        columns=(
            Shape(key="what", name="Description", type="text"),
            Shape(key="qty", name="Qty", type="number"),
            Shape(key="price", name="Unit price", type="money"),
            Shape(key="product", name="Product", type="relation", collection="products"),
        ),
    ),
)
TYPES = {"customers": "contacts", "products": "items"}


def ground(**changes: object) -> Ground:
    made: dict[str, object] = {
        "name": "Orders",
        "types": {shape.key: shape.type for shape in ORDER},
        "columns": {"rows": {shape.key: shape.type for shape in ORDER[3].columns}},
        "accounting_types": TYPES,
        "ledger": "Demo Company (UK)",
        "accounts": {"200": Code(name="Sales"), "260": Code(name="Other", active=False)},
        "tax_codes": {"OUTPUT2": Code(name="20%")},
        **changes,
    }
    return Ground(**made)  # type: ignore[arg-type]  # a test's own words


def order(**lines: object) -> dict[str, object]:
    found = proposed("invoices", ORDER, accounting_types=TYPES, currency="GBP")
    kept = found["lines"]
    assert isinstance(kept, dict)
    return {**found, "lines": {**kept, "tax_code": {"kind": "fixed", "value": "OUTPUT2"}, **lines}}


def test_it_proposes_by_names_and_types() -> None:
    found = proposed("contacts", CUSTOMER, accounting_types={}, currency="GBP")
    assert found["name"] == {"kind": "field", "path": "company"}
    assert found["email"] == {"kind": "field", "path": "mail"}
    assert found["tax_number"] == {"kind": "field", "path": "vat"}
    made = order()
    assert made["contact"] == {"collection": "customers", "path": "buyer"}
    assert made["issued_on"] == {"kind": "field", "path": "day"}
    assert checked(parse_mapping(made), ground()) == []
    item = proposed("items", (), accounting_types={}, currency="GBP")
    assert parse_mapping(item).type == "items"


def test_it_says_what_is_missing_by_its_field() -> None:
    with pytest.raises(ValidationError) as error:
        parse_mapping({"type": "invoices", "lines": {}})
    told = {one.field: one.message for one in missing(error.value)}
    assert told["number"] == "Number is needed."
    assert told["contact"] == "Contact is needed."
    assert told["lines.unit_price"] == "Unit price is needed."


def test_it_says_what_the_ledger_will_not_take() -> None:
    wrong = order(account={"kind": "fixed", "value": "260"}, tax_code={"kind": "fixed", "value": "NOSUCH"})
    told = {one.field: one.message for one in checked(parse_mapping(wrong), ground())}
    assert told["lines.account"] == "Account 260 (Other) is archived in Demo Company (UK)."
    assert told["lines.tax_code"] == "Tax code NOSUCH is not in Demo Company (UK)."
    bare = order(item=None)
    strict = checked(parse_mapping(bare), ground(lines_need_items=True, cannot={"drafts": "There are no drafts."}))
    assert {one.field: one.severity for one in strict} == {"lines.item": "error", "lines.account": "error", "status": "warning"}


def test_it_says_which_field_is_not_there_and_what_the_ledger_cannot_fill() -> None:
    contact = parse_mapping(
        {
            "type": "contacts",
            "name": {"kind": "field", "path": "company"},
            "email": {"kind": "text", "parts": [{"path": "mail"}, "!"]},
            "phone": {"kind": "field", "path": "gone"},
            "notes": {"kind": "formula", "source": "nosuch + 1"},
            "city": {"kind": "field", "path": "vat"},
            "region": {"kind": "field", "path": "vat"},
            "directions": {"name": "from_ledger", "email": "both", "city": "both", "region": "from_ledger"},
            "is_customer": False,
        }
    )
    own = ground(name="Customers", types={shape.key: shape.type for shape in CUSTOMER})
    told = {one.field: one.message for one in checked(contact, own)}
    assert "must go to the ledger" in told["name"]
    assert "cannot be filled from the ledger" in told["email"]
    assert told["phone"] == "Phone: there is no field gone in Customers."
    assert "There is no field nosuch" in told["notes"]
    assert told["region"] == "Region and City would both be written into vat."
    assert told["is_customer"] == "The contacts are neither customers nor suppliers."


@pytest.mark.feature("X-22")
def test_what_an_import_would_leave_empty_is_a_warning_that_stops_nothing() -> None:
    mapping = parse_mapping(proposed("contacts", CUSTOMER, accounting_types={}, currency="GBP"))
    required = {"company": "Company", "vat": "VAT number", "segment": "Segment"}
    types = {shape.key: shape.type for shape in CUSTOMER} | {"segment": "text"}
    told = checked(mapping, ground(name="Customers", types=types, required=required))
    assert {one.severity for one in told} == {"warning"}
    assert {one.field: one.message for one in told} == {
        "tax_number": "VAT number is required in Customers: contacts without it in Demo Company (UK) cannot be imported.",
        "": "Segment is required in Customers, and no field of the ledger fills it: no contacts can be imported.",
    }
    assert all("optional under Fields" in one.remedy for one in told)
