"""The judge of the sandbox against published descriptions can fail."""

import pytest

import specs
from descriptions import SAGE, XERO, Description, faults

DESCRIPTION = {
    "components": {
        "schemas": {
            "Invoice": {
                "properties": {
                    "Type": {"type": "string", "enum": ["ACCREC", "ACCPAY"]},
                    "Total": {"type": "number"},
                    "Sent": {"type": "boolean"},
                    "Date": {"type": "string", "x-is-msdate": True},
                    "Credits": {"type": "array", "items": {"$ref": "#/components/schemas/Invoice"}},
                    "Notes": {"type": "array"},
                }
            }
        }
    }
}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Type": "ACCREC", "Total": 12.5, "Sent": True, "Credits": [{"Type": "ACCPAY"}]}, []),
        ({"Notes": [1, "two"]}, []),
        ({"Kind": "ACCREC"}, ["Invoice.Kind"]),
        ({"Type": "SALE"}, ["Invoice.Type"]),
        ({"Total": "12.50"}, ["Invoice.Total"]),
        ({"Total": True}, ["Invoice.Total"]),
        ({"Type": None}, ["Invoice.Type"]),
        ({"Credits": [{"Sent": 1}]}, ["Invoice.Sent"]),
        ({"Credits": {}}, ["Invoice.Credits"]),
        ({"Type": "SALE", "StatusAttributeString": "ERROR"}, []),
        ({"Date": "/Date(1550899400362+0000)/"}, []),
        ({"Date": "2026-01-01"}, ["Invoice.Date"]),
    ],
)
def test_it_finds_what_is_not_as_described(value: object, places: list[str]) -> None:
    found = faults(value, {"$ref": "#/components/schemas/Invoice"}, description=DESCRIPTION, place="Invoice")
    assert [place for place, _ in found] == places


BUSINESS = {
    "paths": {
        "/contacts": {"get": {"responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Contact"}}}}}},
        "/contacts/{key}": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Contact"}}}}},
    },
    "definitions": {
        "Contact": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "balance": {"type": "number"},
                "since": {"type": "string", "format": "date"},
                "places": {"type": "integer"},
            },
        }
    },
}


@pytest.mark.parametrize(
    ("path", "body", "places"),
    [
        ("/v3.1/contacts", b'{"$items":[{"id":"1","balance":"10.0"}],"$total":1}', []),
        ("/v3.1/contacts", b'{"$items":[{"id":1}],"$count":1}', ["Envelope.$count", "Contact.id"]),
        ("/v3.1/contacts/1", b'{"balance":null,"since":"","places":2}', []),
        ("/v3.1/contacts/1", b'{"balance":10.5}', ["Contact.balance"]),
        ("/v3.1/contacts/1", b'{"balance":"10"}', ["Contact.balance"]),
        ("/v3.1/contacts/1", b'{"since":"1 May"}', ["Contact.since"]),
        ("/v3.1/contacts/1", b'{"places":"2"}', ["Contact.places"]),
        ("/v3.1/suppliers", b"{}", ["GET /v3.1/suppliers"]),
    ],
)
def test_sage_is_judged_by_the_types_it_really_sends(path: str, body: bytes, places: list[str]) -> None:
    found = Description(BUSINESS, SAGE, "/v3.1").judge("GET", path, status=200, body=body)
    assert [place for place, _ in found] == places


def test_an_answer_whose_status_is_not_described_is_passed_over() -> None:
    description = Description(BUSINESS, SAGE, "/v3.1")
    assert description.judge("GET", "/v3.1/contacts", status=404, body=b'{"id":1}') == []
    assert (description.knows("GET", "/V3.1/CONTACTS/7"), description.knows("POST", "/v3.1/contacts")) == (True, False)


def test_every_known_deviation_has_a_reason() -> None:
    assert all(len(reason) > 10 for reason in specs.DEVIATIONS.values())
    assert XERO != SAGE
