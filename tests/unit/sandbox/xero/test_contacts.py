"""Contacts: uniqueness, merging, lists that are replaced, side effects of documents."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Ledger, draft, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def test_a_name_is_unique_among_active_contacts_only(ledger: Ledger) -> None:
    first = ledger.contact("Elm Street School")
    assert ledger.refusal("Contacts", {"Name": "elm street school"}, method="PUT") == [
        errors.NAME_TAKEN.format("elm street school")
    ]
    ledger.write("Contacts", {"ContactID": first, "ContactStatus": "ARCHIVED"})
    assert ledger.contact("Elm Street School") != first
    assert "already assigned" in ledger.refusal("Contacts", {"ContactID": first, "ContactStatus": "ACTIVE"})[0]


def test_a_contact_number_is_unique(ledger: Ledger) -> None:
    ledger.contact("One", ContactNumber="C-1")
    assert ledger.refusal("Contacts", {"Name": "Two", "ContactNumber": "c-1"}, method="PUT") == [errors.NUMBER_TAKEN]


def test_post_finds_the_contact_by_number_or_name_and_merges(ledger: Ledger) -> None:
    made = ledger.contact("One", ContactNumber="C-1", EmailAddress="a@one.example")
    (merged,) = ledger.write("Contacts", {"ContactNumber": "C-1", "Name": "One Ltd"})
    assert (merged["ContactID"], merged["EmailAddress"], merged["Name"]) == (made, "a@one.example", "One Ltd")
    (named,) = ledger.write("Contacts", {"Name": "ONE LTD", "TaxNumber": "GB1"})
    assert named["ContactID"] == made


@pytest.mark.parametrize("email", ["not an address", "ümlaut@one.example", "a@b"])
def test_an_address_for_mail_must_be_one(ledger: Ledger, email: str) -> None:
    assert ledger.refusal("Contacts", {"Name": "One", "EmailAddress": email}) == [errors.BAD_EMAIL]


@pytest.mark.parametrize("name", ["", " edge", "double  space", "<b>"])
def test_a_name_must_be_clean(ledger: Ledger, name: str) -> None:
    assert ledger.refusal("Contacts", {"Name": name})


def test_contact_persons_are_replaced_as_a_whole_and_five_at_most(ledger: Ledger) -> None:
    people = [{"FirstName": f"Person {number}"} for number in range(2)]
    made = ledger.contact("One", ContactPersons=people)
    (after,) = ledger.write("Contacts", {"ContactID": made, "ContactPersons": people[:1]})
    assert [one["FirstName"] for one in after["ContactPersons"]] == ["Person 0"]
    assert ledger.refusal("Contacts", {"ContactID": made, "ContactPersons": people * 3})


def test_replies_carry_both_addresses_and_the_four_phones(ledger: Ledger) -> None:
    made = ledger.contact(
        "One", Addresses=[{"AddressType": "POBOX", "City": "Leeds"}], Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "1"}]
    )
    read = ledger.one(f"Contacts/{made}")
    assert {one["AddressType"]: one.get("City") for one in read["Addresses"]} == {"POBOX": "Leeds", "STREET": None}
    assert sorted(one["PhoneType"] for one in read["Phones"]) == ["DDI", "DEFAULT", "FAX", "MOBILE"]


def test_documents_make_customers_suppliers_and_balances_without_moving_the_time_stamp(ledger: Ledger) -> None:
    made = ledger.contact()
    before = ledger.one(f"Contacts/{made}")
    ledger.invoice(made, "100")
    ledger.invoice(made, "10", DueDate="2026-12-31")
    ledger.invoice(made, "50", Type="ACCPAY")
    after = ledger.one(f"Contacts/{made}")
    assert (after["IsCustomer"], after["IsSupplier"]) == (True, True)
    assert after["Balances"]["AccountsReceivable"] == {"Outstanding": Decimal("132.00"), "Overdue": Decimal("120.00")}
    assert after["Balances"]["AccountsPayable"]["Outstanding"] == Decimal("60.00")
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]
    assert "Balances" not in before


def test_an_invoice_with_a_name_attaches_or_creates(ledger: Ledger) -> None:
    made = ledger.contact("Thornfield School")
    known, new = (
        ledger.make("Invoices", {**draft("", "10"), "Contact": {"Name": name}})["Contact"]["ContactID"]
        for name in ("thornfield school", "Newcomer")
    )
    assert known == made
    assert [one["Name"] for one in ledger.get("Contacts")] == ["Thornfield School", "Newcomer"]
    assert ledger.one(f"Contacts/{new}")["IsCustomer"] is True


def test_a_refused_invoice_creates_no_contact(ledger: Ledger) -> None:
    body = {**draft("", "10", InvoiceNumber="x" * 256), "Contact": {"Name": "Newcomer"}}
    assert ledger.refusal("Invoices", body)
    assert ledger.get("Contacts") == []


def test_archived_contacts_are_hidden_and_take_no_documents(ledger: Ledger) -> None:
    made = ledger.contact()
    ledger.write("Contacts", {"ContactID": made, "ContactStatus": "ARCHIVED"})
    assert ledger.refusal("Invoices", draft(made, "1")) == [errors.ARCHIVED_CONTACT]
    assert ledger.get("Contacts") == []
    assert len(ledger.get("Contacts", includeArchived="True")) == 1
