"""A record becomes an entry, or all its problems, and no line is lost on the way."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up, total
from tieout.mapping.accounting_mapping import AccountingMapping, BillsMapping, ContactsMapping, parse_mapping, sent_fields
from tieout.mapping.apply import Entry, Refusal, apply
from tieout.mapping.rules import FieldRule, FixedRule
from tieout.mapping.shop import CUSTOMERS_MAPPING, ORDERS_MAPPING, PRODUCTS_MAPPING

Row = dict[str, object]


def make_row(code: str = "10001", *, quantity: str = "2", unit_price: str = "1.50", description: str = "BLUE MUG") -> Row:
    row = {"code": code, "product": code, "description": description, "quantity": quantity, "unit_price": unit_price}
    return {name: value for name, value in row.items() if value}


def make_order(*lines: Row, **values: object) -> dict[str, object]:
    order: dict[str, object] = {
        "number": "900001",
        "customer": "17850",
        "ordered_on": "2010-12-01",
        "country": "United Kingdom",
        "currency": "GBP",
        "document": "invoice",
        "lines": list(lines) or [make_row()],
    }
    return {name: value for name, value in {**order, **values}.items() if value is not None}


def applied(record: dict[str, object], mapping: AccountingMapping = ORDERS_MAPPING) -> Entry | Refusal:
    return apply(mapping, record, key=str(record.get("number", "key")), contact_kind=EntityKind.CONTACT)


def document_of(record: dict[str, object]) -> Document:
    entry = applied(record)
    assert isinstance(entry, Entry), entry
    assert isinstance(entry.entity, Document)
    return entry.entity


def causes_of(record: dict[str, object]) -> set[str]:
    refusal = applied(record)
    assert isinstance(refusal, Refusal), refusal
    assert all(problem.message and problem.remedy for problem in refusal.problems)
    return {problem.cause for problem in refusal.problems}


def test_it_makes_an_invoice_whose_references_are_placeholders() -> None:
    invoice = document_of(make_order())
    assert (invoice.kind, invoice.number, invoice.reference) == (EntityKind.INVOICE, "900001", "Order 900001")
    assert invoice.contact == "@record/customers/17850"
    assert invoice.lines[0].item == "@record/products/10001"
    assert invoice.due_on is not None
    assert (invoice.due_on - invoice.issued_on).days == 30
    assert invoice.status is DocumentStatus.OPEN


def test_it_negates_a_cancellation_to_a_credit_note_of_positive_amounts() -> None:
    entry = applied(make_order(make_row(quantity="-3"), document="credit_note", number="C900001"))
    assert isinstance(entry, Entry)
    assert isinstance(entry.entity, Document)
    assert entry.entity.kind is EntityKind.CREDIT_NOTE
    assert entry.entity.lines[0].quantity == 3
    assert entry.net == Decimal("-4.50")


def test_it_keeps_a_credit_note_that_states_positive_quantities() -> None:
    assert document_of(make_order(make_row(quantity="3"), document="credit_note")).lines[0].quantity == 3


@pytest.mark.parametrize(
    ("record", "cause"),
    [
        (make_order(customer=None), "contact_missing"),
        (make_order(ordered_on=None), "date_missing"),
        (make_order(number=None), "number_missing"),
        (make_order(currency=None), "currency_missing"),
        (make_order(lines=[]), "lines_missing"),
        (make_order(lines=None), "lines_missing"),
        (make_order(make_row(quantity="many")), "number_unreadable"),
        (make_order(make_row(unit_price="")), "number_unreadable"),
        (make_order(make_row(unit_price="0")), "nothing_to_bill"),
        (make_order(make_row(quantity="1"), make_row(quantity="-1")), "nothing_to_bill"),
        (make_order(make_row(unit_price="0.0", quantity="-10")), "stock_adjustment"),
        (make_order(make_row(quantity="-1")), "negative_total"),
        (make_order(make_row(quantity="-2"), make_row(quantity="1"), document="credit_note"), "mixed_signs"),
        (make_order(document="receipt"), "document_unknown"),
        (make_order(country=None), "tax_code_missing"),
        (make_order(incomplete="Rows of the file could not be read: 3."), "incomplete_order"),
        (make_order(make_row("AMAZONFEE")), "not_a_sale"),
        (make_order(make_row("gift_0001_20"), make_row()), "not_a_sale"),
    ],
)
def test_it_refuses_with_a_cause(record: dict[str, object], cause: str) -> None:
    assert causes_of(record) == {cause}


def test_a_value_that_is_no_date_is_said_to_be_wrong_in_the_record_and_not_in_the_mapping() -> None:
    assert causes_of(make_order(ordered_on="01/12/2010")) == {"date_unreadable", "value_unreadable"}


def test_it_tells_all_problems_at_once_and_in_which_lines() -> None:
    record = make_order(make_row(quantity="x"), make_row("S"), make_row("S"), customer=None, ordered_on=None)
    refusal = applied(record)
    assert isinstance(refusal, Refusal)
    assert {problem.cause for problem in refusal.problems} == {"contact_missing", "date_missing", "number_unreadable", "not_a_sale"}
    assert next(problem.rows for problem in refusal.problems if problem.cause == "not_a_sale") == (2, 3)


def test_a_line_that_is_no_sale_refuses_its_whole_order_and_says_how_much_is_held_back() -> None:
    refusal = applied(
        make_order(make_row(quantity="1", unit_price="10"), make_row("BANK CHARGES", quantity="-1", unit_price="2.50"))
    )
    assert isinstance(refusal, Refusal)
    assert refusal.net == Decimal("7.50")


def test_it_keeps_free_lines_and_warns_of_equal_ones() -> None:
    entry = applied(make_order(make_row(), make_row("10002", unit_price="0"), make_row()))
    assert isinstance(entry, Entry)
    assert isinstance(entry.entity, Document)
    assert [line.unit_price for line in entry.entity.lines] == [Decimal("1.50"), Decimal(0), Decimal("1.50")]
    assert [(warning.cause, warning.rows) for warning in entry.warnings] == [("possible_duplicate_line", (1, 3))]


@pytest.mark.parametrize(
    ("ordered_on", "country", "tax_code"),
    [
        ("2011-01-03", "United Kingdom", "SROUTPUT"),
        ("2011-01-04", "United Kingdom", "OUTPUT2"),
        ("2011-01-04", "France", "ECZROUTPUT"),
        ("2010-12-01", "EIRE", "ECZROUTPUT"),
        ("2010-12-01", "Norway", "ZERORATEDOUTPUT"),
        ("2010-12-01", "Channel Islands", "ZERORATEDOUTPUT"),
    ],
)
def test_the_shop_chooses_the_tax_code_by_country_and_day(ordered_on: str, country: str, tax_code: str) -> None:
    assert document_of(make_order(ordered_on=ordered_on, country=country)).lines[0].tax_code == tax_code


@pytest.mark.parametrize(
    ("code", "account"), [("10001", "200"), ("POST", "207"), ("DOT", "207"), ("C2", "207"), ("D", "205"), ("M", "200")]
)
def test_the_shop_chooses_the_account_by_code(code: str, account: str) -> None:
    assert document_of(make_order(make_row(code))).lines[0].account == account


def test_it_makes_contacts_and_items() -> None:
    contact = applied({"name": "Customer 17850", "account_number": "17850", "country": "France"}, CUSTOMERS_MAPPING)
    assert isinstance(contact, Entry)
    assert isinstance(contact.entity, Contact)
    assert (contact.entity.account_number, contact.entity.is_customer, contact.entity.addresses[0].country) == (
        "17850",
        True,
        "France",
    )
    item = applied({"code": "10001", "price": "1.50", "account": "207"}, PRODUCTS_MAPPING)
    assert isinstance(item, Entry)
    assert isinstance(item.entity, Item)
    assert (item.entity.name, item.entity.sale_price, item.entity.sale_account) == ("10001", Decimal("1.50"), "207")


def test_a_supplier_is_made_as_the_kind_that_the_ledger_has() -> None:
    mapping = ContactsMapping(name=FieldRule(path="name"), is_customer=False, is_supplier=True)
    entry = apply(mapping, {"name": "Paper Ltd"}, key="1", contact_kind=EntityKind.SUPPLIER)
    assert isinstance(entry, Entry)
    assert isinstance(entry.entity, Contact)
    assert (entry.entity.kind, entry.entity.is_customer, entry.entity.is_supplier) == (EntityKind.SUPPLIER, False, True)


def test_it_refuses_a_contact_without_a_name() -> None:
    refusal = applied({"account_number": "1"}, CUSTOMERS_MAPPING)
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].cause == "name_missing"


def test_it_makes_bills() -> None:
    settings = ORDERS_MAPPING.model_dump() | {"type": "bills", "document": FixedRule(value="supplier_credit").model_dump()}
    entry = applied(make_order(make_row(quantity="-1")), BillsMapping.model_validate(settings))
    assert isinstance(entry, Entry)
    assert isinstance(entry.entity, Document)
    assert entry.entity.kind is EntityKind.SUPPLIER_CREDIT


def test_a_mapping_that_cannot_be_decided_is_a_problem_and_no_crash() -> None:
    mapping = ORDERS_MAPPING.model_copy(update={"field_types": {}})
    refusal = applied(make_order(), mapping)
    assert isinstance(refusal, Refusal)
    assert "mapping_unclear" in {problem.cause for problem in refusal.problems}


def test_a_mapping_is_the_same_after_it_was_stored() -> None:
    assert parse_mapping(ORDERS_MAPPING.model_dump(mode="json")) == ORDERS_MAPPING


def test_it_lists_what_is_sent() -> None:
    sent = dict(sent_fields(ORDERS_MAPPING))
    assert sent["contact"] == "the record of customers in field customer"
    assert sent["lines.quantity"] == "field quantity"
    assert "refuse" not in sent


ROWS = st.lists(
    st.builds(
        make_row,
        st.sampled_from(["10001", "10002", "POST", "D", "M", "S", "AMAZONFEE"]),
        quantity=st.integers(-20, 20).map(str),
        unit_price=st.decimals(0, 50, places=2).map(str),
    ),
    min_size=1,
    max_size=8,
)


@given(rows=ROWS, document=st.sampled_from(["invoice", "credit_note"]))
def test_every_order_is_posted_whole_or_refused_whole_and_its_sum_is_kept(rows: list[Row], document: str) -> None:
    result = applied(make_order(*rows, document=document))
    stated = total(round_half_up(Decimal(str(row["quantity"])) * Decimal(str(row["unit_price"])), places=2) for row in rows)
    assert result.net == stated
    if isinstance(result, Entry):
        assert isinstance(result.entity, Document)
        assert len(result.entity.lines) == len(rows)
        billed = total(round_half_up(line.quantity * line.unit_price, places=2) for line in result.entity.lines)
        assert abs(billed) == abs(stated)
        assert billed > 0
    else:
        assert result.problems


@given(rows=ROWS, seed=st.randoms())
def test_the_order_of_the_lines_changes_no_decision(rows: list[Row], seed: Random) -> None:
    mixed = list(rows)
    seed.shuffle(mixed)
    one, other = applied(make_order(*rows)), applied(make_order(*mixed))
    assert type(one) is type(other)
    assert one.net == other.net
