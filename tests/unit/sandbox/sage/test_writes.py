"""What every write has in common: required attributes, lengths, idempotency, numbers as text, limits and faults."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sandbox.call import Call
from tieout.sandbox.sage import schema
from tieout.sandbox.sage.wire import decimal_out, read_decimal
from unit.sandbox.sage.business import Desk, open_business
from unit.sandbox.sage.required import TABLE, table

SPECIFICATION = Path(__file__).parents[5] / "shared/reference/specs/sage-accounting-v3.1.swagger.json"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def desk() -> Desk:
    return open_business()


def test_it_tells_every_required_attribute_that_is_missing(desk: Desk) -> None:
    assert desk.refusal("POST", "contacts", {"contact": {}}) == [
        ("contact.contact_type_ids", "RecordInvalid"),
        ("contact.name", "RecordInvalid"),
    ]
    told = json.loads(desk.last.body)
    assert {one["$message"] for one in told} == {"can't be blank"}
    assert {one["$severity"] for one in told} == {"error"}


def test_it_tells_what_is_too_long_also_inside(desk: Desk) -> None:
    contact = {"name": "n" * 101, "contact_type_ids": ["CUSTOMER"], "main_address": {"postal_code": "1" * 11}}
    assert desk.refusal("POST", "contacts", {"contact": contact}) == [
        ("contact.name", "RecordInvalid"),
        ("contact.main_address.postal_code", "RecordInvalid"),
    ]


def test_it_asks_for_the_attributes_of_lines_with_their_place() -> None:
    sent = {"contact_id": "c", "date": "2026-11-02", "invoice_lines": [{"description": "Hire"}]}
    sources = [one.source for one in schema.problems("POST sales_invoices", sent)]
    assert sources == ["invoice_lines[0].ledger_account_id", "invoice_lines[0].unit_price"]


def test_it_asks_for_what_the_published_description_asks_for() -> None:
    if not SPECIFICATION.exists():
        return
    assert json.loads(TABLE.read_text()) == table(json.loads(SPECIFICATION.read_text()))


def test_it_answers_a_repeat_with_the_first_result(desk: Desk) -> None:
    sent = {"contact": {"name": "Once", "contact_type_ids": ["CUSTOMER"], "idempotency_id": KEY}}
    first = desk.call("POST", "contacts", body=sent)
    desk.ground.clock.advance(3600)
    desk.renew()
    again = desk.call("POST", "contacts", body=sent)
    assert desk.last.status == 201
    assert again == first
    assert len(desk.items("contacts", search="Once")) == 1


def test_it_refuses_an_idempotency_id_for_something_else(desk: Desk) -> None:
    desk.make("contacts", "contact", name="One", contact_type_ids=["CUSTOMER"], idempotency_id=KEY)
    other = {"contact": {"name": "Two", "contact_type_ids": ["CUSTOMER"], "idempotency_id": KEY}}
    assert desk.refusal("POST", "contacts", other) == [("contact.idempotency_id", "RecordInvalid")]
    product = {"product": {"description": "Box", "idempotency_id": KEY}}
    assert desk.refusal("POST", "products", product) == [("product.idempotency_id", "RecordInvalid")]
    wrong = {"contact": {"name": "Two", "contact_type_ids": ["CUSTOMER"], "idempotency_id": "short"}}
    assert desk.refusal("POST", "contacts", wrong) == [("contact.idempotency_id", "RecordInvalid")]


def test_it_tries_a_refused_write_again_under_the_same_idempotency_id(desk: Desk) -> None:
    assert desk.refusal("POST", "contacts", {"contact": {"name": "Later", "idempotency_id": KEY}})
    desk.make("contacts", "contact", name="Later", contact_type_ids=["CUSTOMER"], idempotency_id=KEY)


def test_it_keeps_idempotency_ids_of_businesses_apart(desk: Desk) -> None:
    desk.contact("Here", idempotency_id=KEY)
    desk.business = desk.get("businesses")["$items"][1]["id"]
    assert desk.contact("There", idempotency_id=KEY)["name"] == "There"


def test_it_writes_decimals_as_text_and_reads_both(desk: Desk) -> None:
    assert desk.contact("A", credit_limit=1000)["credit_limit"] == "1000.0"
    assert desk.contact("B", credit_limit="1000.50")["credit_limit"] == "1000.5"
    body = b'{"contact": {"name": "C", "contact_type_ids": ["CUSTOMER"], "credit_limit": 0.10}}'
    assert desk.call("POST", "contacts", body=body)["credit_limit"] == "0.1"
    for wrong in ("many", True, "NaN", "1e400"):
        contact = {"name": "D", "contact_type_ids": ["CUSTOMER"], "credit_limit": wrong}
        assert desk.refusal("POST", "contacts", {"contact": contact}) == [("contact.credit_limit", "RecordInvalid")]


@given(st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), allow_nan=False, allow_infinity=False, places=6))
def test_it_loses_no_digit_of_a_decimal(value: Decimal) -> None:
    text = decimal_out(value)
    assert "." in text
    assert "E" not in text.upper()
    assert read_decimal(text, source="amount") == value


def test_it_limits_the_calls_of_an_app_over_all_its_businesses() -> None:
    desk = open_business(limits="0.000002")
    desk.get("contacts")
    desk.business = desk.get("businesses")["$items"][1]["id"]
    assert desk.refusal("GET", "contacts", status=429)
    assert desk.last.headers["Retry-After"] == "86400"
    desk.ground.clock.advance(86_400)
    desk.renew()
    desk.get("contacts")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("429_minute", 429, "TooManyRequests"),
        ("429_concurrent", 429, "TooManyRequests"),
        ("500", 500, "UnexpectedError"),
        ("503", 503, "UnexpectedError"),
        ("forbidden", 403, "MultiUserAccessDenied"),
        ("clash", 409, "Conflict"),
    ],
)
def test_it_has_a_body_for_every_fault(desk: Desk, kind: str, status: int, code: str) -> None:
    reply = desk.provider.fault(kind, Call("GET", "/v3.1/contacts", {}, {}, b"", desk.ground.clock.now(), ""))
    (told,) = json.loads(reply.body)
    assert (reply.status, told["$dataCode"]) == (status, code)
    assert ("Retry-After" in reply.headers) == (kind == "429_minute")


def test_it_counts_the_calls_in_progress_of_an_app(desk: Desk) -> None:
    desk.ground.limits.set("1")
    for _ in range(151):
        desk.ground.limits.enter("sage", "tests")
    assert desk.refusal("GET", "contacts", status=429)
    assert "Retry-After" not in desk.last.headers


def test_it_knows_who_calls_for_what(desk: Desk) -> None:
    headers = {"authorization": f"Bearer {desk.token}", "x-business": desk.business}
    now = desk.ground.clock.now()
    caller = desk.provider.identify(Call("POST", "/v3.1/sales_invoices/1/release", {}, headers, b"", now, ""))
    assert (caller.organisation, caller.client_id, caller.kind) == (desk.business, "tests", "sales_invoices/release")
    caller = desk.provider.identify(Call("POST", "/token", {}, {}, b"client_id=mine&grant_type=x", now, ""))
    assert (caller.organisation, caller.client_id, caller.kind) == ("", "mine", "token")
