"""A record and its entity are compared with what both last agreed on: nothing echoes, nothing is overwritten unasked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.contacts import Address, Contact, Phone, Terms, TermsBasis
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.mapping.accounting_mapping import ContactsMapping, Direction, ItemsMapping, parse_mapping
from tieout.mapping.entity_fields import CONTACT_FIELDS, UnfitValue, values_of, with_values
from tieout.mapping.rules import FieldRule, FixedRule, LookupRule
from tieout.mapping.three_way import Agreed, Carried, compared, record_values, written_back

TEXTS = st.text(alphabet="abc 1", max_size=4).map(str.strip)
DIRECTIONS: list[Direction] = ["to_ledger", "from_ledger", "both", "none"]


def mapping(direction: Direction = "both") -> ContactsMapping:
    return ContactsMapping(name=FieldRule(path="name"), email=FieldRule(path="email"), directions={"email": direction})


def compare(
    here: str, there: str, *, agreed: tuple[str, str] | None, direction: Direction = "both", updates: bool = True
) -> Carried:
    known = Agreed(record={"email": agreed[0]}, ledger={"email": agreed[1]}) if agreed else Agreed(record={}, ledger={})
    return compared(mapping(direction), record={"email": here}, ledger={"email": there}, agreed=known, updates=updates)


def test_what_one_side_changed_goes_to_the_other() -> None:
    assert compare("new", "old", agreed=("old", "old")).to_ledger == {"email": "new"}
    assert compare("old", "new", agreed=("old", "old")).to_record == {"email": "new"}
    assert compare("one", "two", agreed=("old", "old")).conflicts == ("email",)
    assert compare("new", "old", agreed=("old", "old"), updates=False) == Carried(to_ledger={}, to_record={})


def test_a_direction_lets_through_what_it_says_and_nothing_else() -> None:
    assert compare("one", "two", agreed=("old", "old"), direction="to_ledger").to_ledger == {"email": "one"}
    assert compare("old", "new", agreed=("old", "old"), direction="to_ledger") == Carried(to_ledger={}, to_record={})
    assert compare("one", "two", agreed=("old", "old"), direction="from_ledger").to_record == {"email": "two"}
    assert compare("one", "two", agreed=("old", "old"), direction="none") == Carried(to_ledger={}, to_record={})


def test_what_was_never_agreed_fills_what_is_empty_and_asks_where_both_say_something() -> None:
    assert compare("", "there", agreed=None).to_record == {"email": "there"}
    assert compare("here", "", agreed=None).to_ledger == {"email": "here"}
    assert compare("here", "there", agreed=None).conflicts == ("email",)


@given(here=TEXTS, there=TEXTS, direction=st.sampled_from(DIRECTIONS), updates=st.booleans())
def test_what_both_sides_still_say_as_they_agreed_goes_nowhere(here: str, there: str, direction: Direction, updates: bool) -> None:
    """Also where the ledger does not keep what it was given, so that its own writing never comes back as a change."""
    found = compare(here, there, agreed=(here, there), direction=direction, updates=updates)
    assert found == Carried(to_ledger={}, to_record={})


def test_a_value_of_the_ledger_is_written_back_through_a_field_or_a_table() -> None:
    table = LookupRule(path="size", table={"S": "small", "L": "large"})
    made = ContactsMapping(name=FixedRule(value="A"), email=FieldRule(path="email"), notes=table, phone=FieldRule(path="a.b"))
    assert written_back(made, "email", value="x@y.example") == ("email", "x@y.example")
    assert written_back(made, "notes", value="large") == ("size", "L")
    assert written_back(made, "notes", value="huge") is None
    assert written_back(made, "name", value="B") is None
    assert written_back(made, "phone", value="1") is None


def test_a_record_says_its_values_in_the_form_of_the_ledgers() -> None:
    made = ContactsMapping(name=FieldRule(path="name"), credit_limit=FieldRule(path="limit"), sale_terms=FieldRule(path="days"))
    assert record_values(made, {"name": "A", "limit": "500.00", "days": "30"}, key="K") == {
        "name": "A",
        "credit_limit": "500",
        "sale_terms": "30",
    }
    assert "credit_limit" not in record_values(made, {"name": "A", "limit": "much"}, key="K")
    item = ItemsMapping(code=FieldRule(path="code"), name=FieldRule(path="name"))
    assert record_values(item, {}, key="K") == {"code": "K", "name": "K"}


def test_every_field_of_a_contact_can_be_said_and_taken_back() -> None:
    entity = Contact(
        kind=EntityKind.CONTACT,
        name="A",
        phones=(Phone(kind="mobile", number="1"), Phone(kind="fax", number="2")),
        addresses=(Address(lines=("1 High Street", "Flat 2"), city="Leeds"), Address(kind="delivery", country="France")),
        sale_terms=Terms(days=20, basis=TermsBasis.DAY_OF_NEXT_MONTH),
        purchase_terms=Terms(days=30),
    )
    said = values_of(entity)
    assert set(said) == {one.key for one in CONTACT_FIELDS}
    assert (said["mobile"], said["street"], said["delivery_country"]) == ("1", "1 High Street\nFlat 2", "France")
    assert (said["sale_terms"], said["purchase_terms"]) == ("20 day_of_next_month", "30")
    assert with_values(Contact(kind=EntityKind.CONTACT, name=""), said) == entity
    assert with_values(entity, said) == entity


def test_no_line_of_an_address_is_lost_and_what_is_no_number_is_refused_by_its_field() -> None:
    many = with_values(Contact(kind=EntityKind.CONTACT, name="A"), {"street": "1\n2\n3\n4\n5"})
    assert many.addresses[0].lines == ("1", "2", "3", "4, 5")
    for field, text in (("credit_limit", "a lot"), ("sale_terms", "soon"), ("purchase_terms", "9999")):
        with pytest.raises(UnfitValue) as refused:
            with_values(many, {field: text})
        assert refused.value.field == field
    assert with_values(Item(code="A", name="A"), {"sale_price": "2.50"}).sale_price is not None


def test_a_mapping_that_was_stored_before_directions_is_still_read() -> None:
    stored: dict[str, object] = {
        "type": "contacts",
        "name": {"kind": "field", "path": "name"},
        "email": None,
        "is_customer": True,
        "refuse": [],
    }
    found = parse_mapping(stored)
    assert isinstance(found, ContactsMapping)
    assert (found.directions, found.create_automatically, found.update_linked) == ({}, False, False)
