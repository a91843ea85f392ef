"""Contacts: both kinds in one, addresses and persons, reserved references, what cannot be changed or deleted."""

import pytest

from tieout.sandbox.sage import contacts
from unit.sandbox.sage.business import Desk, open_business


@pytest.fixture
def desk() -> Desk:
    return open_business()


def test_it_makes_one_contact_both_customer_and_vendor(desk: Desk) -> None:
    both = desk.contact("Both Ltd", "CUSTOMER", "VENDOR")
    assert [one["id"] for one in both["contact_types"]] == ["CUSTOMER", "VENDOR"]
    for kind in ("CUSTOMER", "VENDOR"):
        assert both["id"] in [one["id"] for one in desk.items("contacts", contact_type_id=kind)]


def test_it_writes_name_and_reference_into_displayed_as(desk: Desk) -> None:
    assert desk.contact("Thornfield School", reference="TS1")["displayed_as"] == "Thornfield School (TS1)"
    assert desk.contact("Lakeside Clinic")["displayed_as"] == "Lakeside Clinic"


def test_it_copies_a_missing_delivery_address_of_a_customer_only(desk: Desk) -> None:
    place = {"address_line_1": "1 High Street", "city": "York", "postal_code": "YO1 1AA", "country_id": "GB"}
    customer = desk.contact(main_address=place)
    assert customer["delivery_address"]["city"] == "York"
    assert customer["delivery_address"]["id"] != customer["main_address"]["id"]
    assert desk.contact("Supplier", "VENDOR", main_address=place)["delivery_address"] is None


def test_it_finds_a_contact_by_the_email_of_its_person(desk: Desk) -> None:
    made = desk.contact(main_contact_person={"name": "Accounts", "email": "Accounts@thornfield.example"})
    assert made["email"] == "Accounts@thornfield.example"
    assert [one["id"] for one in desk.items("contacts", email="accounts@thornfield.example")] == [made["id"]]
    assert desk.items("contacts", email="nobody@thornfield.example") == []


def test_it_shows_system_contacts_unless_they_are_excluded(desk: Desk) -> None:
    assert {one["system"] for one in desk.items("contacts")} == {True}
    assert desk.items("contacts", exclude_system="true") == []
    (system,) = desk.items("contacts", contact_type_id="CUSTOMER")
    assert desk.refusal("PUT", f"contacts/{system['id']}", {"contact": {"name": "Mine"}})
    assert desk.refusal("DELETE", f"contacts/{system['id']}")


def test_it_keeps_the_reference_of_a_deleted_contact_reserved(desk: Desk) -> None:
    gone = desk.contact("Gone", reference="REF1")
    desk.call("DELETE", f"contacts/{gone['id']}")
    again = {"contact": {"name": "Again", "contact_type_ids": ["CUSTOMER"], "reference": "ref1"}}
    assert desk.refusal("POST", "contacts", again) == [("contact.reference", "RecordInvalid")]


def test_it_keeps_a_reference_when_the_same_contact_sends_it_again(desk: Desk) -> None:
    made = desk.contact(reference="REF1")
    assert desk.change(f"contacts/{made['id']}", "contact", reference="REF1", name="Renamed")["displayed_as"] == "Renamed (REF1)"


def test_it_changes_only_what_was_sent(desk: Desk) -> None:
    made = desk.contact(notes="first", credit_days=14, main_address={"city": "York"})
    changed = desk.change(f"contacts/{made['id']}", "contact", main_address={"postal_code": "YO1 1AA"})
    assert (changed["notes"], changed["credit_days"]) == ("first", 14)
    assert (changed["main_address"]["city"], changed["main_address"]["postal_code"]) == ("York", "YO1 1AA")
    assert changed["main_address"]["id"] == made["main_address"]["id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact_type_ids", ["FRIEND"]),
        ("credit_days", 366),
        ("credit_days", -1),
        ("credit_days", "1.5"),
        ("credit_terms", "whenever"),
        ("tax_number", "GB12"),
        ("main_address", "York"),
        ("reference", "12345678901"),
    ],
)
def test_it_refuses_what_is_out_of_bounds(desk: Desk, field: str, value: object) -> None:
    contact = {"name": "Odd", "contact_type_ids": ["CUSTOMER"], field: value}
    assert desk.refusal("POST", "contacts", {"contact": contact}) == [(f"contact.{field}", "RecordInvalid")]


def test_it_does_not_find_what_a_contact_points_to_in_another_business(desk: Desk) -> None:
    desk.business, own = desk.get("businesses")["$items"][1]["id"], desk.business
    foreign = desk.account(4000)
    desk.business = own
    contact = {"name": "Odd", "contact_type_ids": ["CUSTOMER"], "default_sales_ledger_account_id": foreign}
    assert desk.refusal("POST", "contacts", {"contact": contact}, status=404) == [
        ("contact.default_sales_ledger_account_id", "RecordNotFound")
    ]


def test_it_works_out_the_tax_treatment_from_country_and_number(desk: Desk) -> None:
    def treatment(country: str, number: str) -> str:
        made = desk.contact(f"{country}{number}", main_address={"country_id": country}, tax_number=number)
        (name,) = (name for name, value in made["tax_treatment"].items() if value)
        return str(name)

    assert treatment("GB", "GB123456789") == "home_tax"
    assert treatment("IE", "IE1234567FA") == "eu_tax_registered"
    assert treatment("FR", "") == "eu_not_tax_registered"
    assert treatment("US", "") == "rest_of_world_tax"


def test_it_adds_changes_and_removes_addresses_and_persons(desk: Desk) -> None:
    made = desk.contact()
    address = desk.make("addresses", "address", contact_id=made["id"], address_type_id="SALES", name="Shop", is_main_address=False)
    person = desk.make(
        "contact_persons",
        "contact_person",
        address_id=address["id"],
        name="Counter",
        contact_person_type_ids=["ACCOUNTS"],
        email="counter@shop.example",
    )
    assert person["address"]["id"] == address["id"]
    assert person["id"] in [one["id"] for one in desk.items("contact_persons", contact_id=made["id"])]
    assert len(desk.items("addresses", contact_id=made["id"])) == 3
    assert desk.refusal("DELETE", f"addresses/{address['id']}")
    desk.call("DELETE", f"contact_persons/{person['id']}")
    desk.call("DELETE", f"addresses/{address['id']}")
    assert desk.last.status == 204
    assert [one["id"] for one in desk.items("addresses", deleted_since="2026-11-01")] == [address["id"]]


def test_it_keeps_the_main_address_and_the_main_person(desk: Desk) -> None:
    made = desk.contact()
    assert desk.refusal("DELETE", f"addresses/{made['main_address']['id']}")
    assert desk.refusal("DELETE", f"contact_persons/{made['main_contact_person']['id']}")


def test_it_shows_a_balance_only_when_asked(desk: Desk) -> None:
    made = desk.contact()
    assert "balance" not in made
    assert desk.get(f"contacts/{made['id']}", show_balance="true")["balance"] == "0.0"


@pytest.mark.parametrize(
    ("terms", "days", "due"),
    [
        ("date_from_invoice", 30, "2026-12-02"),
        ("month_end_invoice", 30, "2026-12-30"),
        ("immediate_invoice", 30, "2026-11-02"),
        (None, 14, "2026-11-16"),
        (None, None, "2026-12-02"),
    ],
)
def test_it_works_out_a_due_date_from_the_terms(desk: Desk, terms: str | None, days: int | None, due: str) -> None:
    made = desk.contact(credit_terms=terms, credit_days=days)
    contact = desk.state.need("contacts", made["id"])
    assert contacts.due_date(desk.state, contact, on="2026-11-02") == due


def test_it_takes_no_new_documents_for_an_erased_contact(desk: Desk) -> None:
    made = desk.contact()
    desk.edit("contacts", made["id"], gdpr_obfuscated=True)
    line = {"description": "Hire", "ledger_account_id": desk.account(4000), "unit_price": "10.0", "tax_rate_id": "GB_NO_TAX"}
    invoice = {"contact_id": made["id"], "date": "2026-11-02", "invoice_lines": [line]}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": invoice}, status=404)
