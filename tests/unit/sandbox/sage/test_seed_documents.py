"""The companies that are ready made: balanced like any other, and the same each time."""

import pytest

from unit.sandbox.sage.business import open_business
from unit.sandbox.sage.documents import line, sell
from unit.sandbox.sage.test_books_balance import check

DOCUMENTS = ("sales_invoices", "sales_credit_notes", "purchase_invoices", "contact_payments")


@pytest.mark.parametrize("name", ["Demo Business (Ireland)", "Demo Business (Canada)", "Demo Business (US)"])
def test_it_trades_in_several_currencies_and_balances(name: str) -> None:
    desk = open_business(name=name, seed="demo")
    check(desk)
    invoices = desk.items("sales_invoices")
    assert len({one["currency"]["id"] for one in invoices}) >= 3
    assert {one["status"]["id"] for one in invoices} == {"DRAFT", "UNPAID", "PART_PAID", "PAID", "VOID"}
    assert sum(len(desk.items(path)) for path in DOCUMENTS) > 100


def test_it_leaves_the_first_business_to_begin_with_nothing() -> None:
    desk = open_business(seed="demo")
    assert [desk.items(path) for path in DOCUMENTS] == [[], [], [], []]
    assert desk.items("contacts", exclude_system="true") == []


@pytest.mark.parametrize("number", [1, 2, 9, 300])
def test_it_makes_as_many_documents_as_asked_and_balances(number: int) -> None:
    desk = open_business(seed=f"large:{number}")
    assert sum(len(desk.items(path)) for path in DOCUMENTS) == number
    check(desk)


def test_it_makes_the_same_each_time() -> None:
    first, again = (open_business(seed="large:120") for _ in range(2))
    for path in (*DOCUMENTS, "transactions", "ledger_entries"):
        assert first.items(path) == again.items(path)


def test_it_copies_documents_that_look_as_if_they_had_been_posted() -> None:
    desk = open_business(seed="large:400")
    original, copy = desk.items("sales_invoices")[0], desk.items("sales_invoices")[-1]
    assert set(original) == set(copy)
    assert original["id"] != copy["id"]
    assert {type(value) for value in original.values()} == {type(value) for value in copy.values()}
    numbers = [one["invoice_number"] for one in desk.items("sales_invoices")]
    assert len(set(numbers)) == len(numbers)


def test_it_goes_on_with_the_books_of_a_large_business() -> None:
    desk = open_business(seed="large:200")
    customer = desk.contact("New")
    numbers = {one["invoice_number"] for one in desk.items("sales_invoices")}
    assert sell(desk, customer, line(desk))["invoice_number"] not in numbers
    payment = desk.items("contact_payments")[-1]
    desk.call("DELETE", f"contact_payments/{payment['id']}")
    assert desk.last.status == 204
    check(desk)
