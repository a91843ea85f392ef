"""The judge of the sandbox against published descriptions can fail."""

import pytest

import specs

DESCRIPTION = {
    "components": {
        "schemas": {
            "Invoice": {
                "properties": {
                    "Type": {"type": "string", "enum": ["ACCREC", "ACCPAY"]},
                    "Total": {"type": "number"},
                    "Sent": {"type": "boolean"},
                    "Credits": {"type": "array", "items": {"$ref": "#/components/schemas/Invoice"}},
                }
            }
        }
    }
}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Type": "ACCREC", "Total": 12.5, "Sent": True, "Credits": [{"Type": "ACCPAY"}]}, []),
        ({"Kind": "ACCREC"}, ["Invoice.Kind"]),
        ({"Type": "SALE"}, ["Invoice.Type"]),
        ({"Total": "12.50"}, ["Invoice.Total"]),
        ({"Total": True}, ["Invoice.Total"]),
        ({"Type": None}, ["Invoice.Type"]),
        ({"Credits": [{"Sent": 1}]}, ["Invoice.Sent"]),
        ({"Credits": {}}, ["Invoice.Credits"]),
    ],
)
def test_it_finds_what_is_not_as_described(value: object, places: list[str]) -> None:
    found = specs.faults(value, {"$ref": "#/components/schemas/Invoice"}, description=DESCRIPTION, place="Invoice")
    assert [place for place, _ in found] == places
