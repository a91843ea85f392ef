"""Rows of a file become drafts of records, every row accounted for."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.mapping.cells import CellError, value_of
from tieout.mapping.csv_file import CsvFile, cells_of, read
from tieout.mapping.field_suggestions import suggest_fields
from tieout.mapping.import_mapping import ColumnMapping, ImportMapping
from tieout.mapping.imports import ImportPlan, RecordDraft, plan_import, suggest
from tieout.mapping.related import looks_like_a_name, picked
from tieout.mapping.shop import ORDER_COLUMNS, ORDERS_IMPORT
from tieout.mapping.values import Column

HEADER = tuple(ORDER_COLUMNS)


def make_row(
    number: str = "900001", *, code: str = "10001", quantity: str = "2", price: str = "1.50", customer: str = "17850.0"
) -> tuple[str, ...]:
    return (number, code, "BLUE MUG", quantity, "2010-12-01 08:26:00", price, customer, "United Kingdom")


def make_file(*rows: Sequence[str]) -> CsvFile:
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(HEADER)
    writer.writerows(rows)
    return read(content.getvalue().encode())


def planned(*rows: Sequence[str]) -> ImportPlan:
    return plan_import(make_file(*rows), ORDERS_IMPORT)


def drafts(plan: ImportPlan, collection: str) -> dict[str, RecordDraft]:
    return {draft.key: draft for draft in plan.drafts if draft.collection == collection}


def test_rows_of_one_number_are_one_order_with_lines() -> None:
    plan = planned(make_row(), make_row(code="10002"), make_row("900002"))
    order = drafts(plan, "orders")["900001"]
    assert order.values["customer"] == "17850"
    assert order.values["ordered_on"] == "2010-12-01"
    assert order.values["lines"] == [
        {"code": "10001", "description": "BLUE MUG", "quantity": "2", "unit_price": "1.50", "product": "10001", "row": "1"},
        {"code": "10002", "description": "BLUE MUG", "quantity": "2", "unit_price": "1.50", "product": "10002", "row": "2"},
    ]
    assert order.rows == (1, 2)
    assert plan.totals == {"GBP": Decimal("9.00")}


def test_customers_and_products_come_before_the_orders_and_only_fill() -> None:
    plan = planned(make_row(), make_row(customer=""))
    assert [draft.collection for draft in plan.drafts] == ["customers", "customers", "products", "orders"]
    customers = drafts(plan, "customers")
    assert customers["17850"].values["name"] == "Customer 17850"
    assert customers["GUEST-GB"].values["name"] == "Guest customers (United Kingdom)"
    assert all(draft.fill_only == (draft.collection != "orders") for draft in plan.drafts)


def test_a_stock_code_in_either_case_is_one_product() -> None:
    plan = planned(make_row(code="10001a"), make_row(code="10001A", price="2.00"), make_row(code="10001a", price="2.00"))
    products = drafts(plan, "products")
    assert list(products) == ["10001A"]
    assert products["10001A"].values["price"] == "2.00"


def test_what_is_no_sale_makes_no_product() -> None:
    plan = planned(make_row(code="AMAZONFEE"), make_row(code="gift_0001_20"), make_row("900002"))
    assert list(drafts(plan, "products")) == ["10001"]
    lines = drafts(plan, "orders")["900001"].values["lines"]
    assert isinstance(lines, list)
    assert "product" not in lines[0]


def test_cancellations_are_credit_notes() -> None:
    plan = planned(make_row("C900001", quantity="-1"), make_row())
    assert {key: draft.values["document"] for key, draft in drafts(plan, "orders").items()} == {
        "C900001": "credit_note",
        "900001": "invoice",
    }


def test_a_row_that_does_not_parse_keeps_its_cells_and_marks_its_order() -> None:
    plan = planned(make_row(), make_row(quantity="two"), make_row("900002"))
    assert [(problem.number, problem.cells[3]) for problem in plan.row_problems] == [(2, "two")]
    orders = drafts(plan, "orders")
    assert [problem.cause for problem in orders["900001"].problems] == ["incomplete_order"]
    assert "2" in str(orders["900001"].values["incomplete"])
    assert "incomplete" not in orders["900002"].values
    assert plan.totals == {"GBP": Decimal("6.00")}


def test_a_row_without_a_readable_number_marks_the_orders_beside_it() -> None:
    plan = planned(make_row(), make_row(""), make_row("900002"), make_row("900003"))
    marked = {key for key, draft in drafts(plan, "orders").items() if "incomplete" in draft.values}
    assert marked == {"900001", "900002"}


def test_a_row_with_cells_in_the_wrong_columns_marks_the_order_that_it_names() -> None:
    plan = planned(make_row(), make_row()[:-2], make_row("900002"))
    marked = {key for key, draft in drafts(plan, "orders").items() if "incomplete" in draft.values}
    assert marked == {"900001"}


def test_rows_of_one_order_that_contradict_each_other_mark_it() -> None:
    later = list(make_row())
    later[4] = "2010-12-02 08:00:00"
    order = drafts(planned(make_row(), later), "orders")["900001"]
    assert [problem.cause for problem in order.problems] == ["conflicting_rows"]
    assert "ordered_on" in str(order.values["incomplete"])


def test_the_same_file_gives_the_same_hashes() -> None:
    rows = [make_row(), make_row("900002", code="10002")]
    assert [draft.content_hash for draft in planned(*rows).drafts] == [draft.content_hash for draft in planned(*rows).drafts]
    other = planned(make_row(), make_row("900002", code="10002", price="1.51"))
    assert [draft.content_hash for draft in planned(*rows).drafts] != [draft.content_hash for draft in other.drafts]


def test_where_each_row_is_a_record_a_key_that_stands_twice_is_a_problem() -> None:
    file = read(b"Account Number,Email\n1,a@example.com\n1,b@example.com\n2,c@example.com\n")
    plan = plan_import(file, suggest(file.columns, partial(cells_of, file)))
    assert [(draft.collection, draft.key) for draft in plan.drafts] == [("customers", "1"), ("customers", "2")]
    assert [(problem.number, problem.problem.cause) for problem in plan.row_problems] == [(2, "key_twice")]


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        ("17850.0", {"clean": ["strip", "drop_point_zero"]}, "17850"),
        (" 85123a ", {"clean": ["strip", "upper"]}, "85123A"),
        ("1,234.50", {"type": "number"}, "1234.50"),
        ("£2.95", {"type": "money"}, "2.95"),
        ("-£2.95", {"type": "money"}, "-2.95"),
        ("(2.95)", {"type": "money"}, "-2.95"),
        ("2010-12-01 08:26:00", {"type": "date"}, "2010-12-01"),
        ("2010-12-01 08:26:00", {"type": "date_time"}, "2010-12-01T08:26:00"),
        ("13/12/2010 8:26", {"type": "date", "formats": ["day_first"]}, "2010-12-13"),
        ("12/13/2010", {"type": "date", "formats": ["iso", "month_first"]}, "2010-12-13"),
        ("", {"default": "GBP"}, "GBP"),
    ],
)
def test_it_reads_a_cell_as_its_field_asks(cell: str, column: dict[str, object], expected: str) -> None:
    assert value_of(cell, ColumnMapping.model_validate({"column": "Cell", "field": "cell", **column})) == expected


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("1.2.3", {"type": "number"}),
        ("1e5", {"type": "number"}),
        ("NaN", {"type": "money"}),
        ("1,23", {"type": "number"}),
        ("0,125", {"type": "number"}),
        ("-0,500", {"type": "money"}),
        ("(-5.00)", {"type": "number"}),
        ("(£-5.00)", {"type": "money"}),
        ("01/12/2010", {"type": "date"}),
        ("31/02/2010", {"type": "date", "formats": ["day_first"]}),
        ("  ", {"required": True}),
    ],
)
def test_it_refuses_a_cell_that_it_would_have_to_guess(cell: str, column: dict[str, object]) -> None:
    with pytest.raises(CellError, match="Cell"):
        value_of(cell, ColumnMapping.model_validate({"column": "Cell", "field": "cell", **column}))


def test_it_recognises_the_export_of_a_shop() -> None:
    assert suggest(HEADER, {column: [] for column in HEADER}.__getitem__) == ORDERS_IMPORT


def test_it_recognises_common_names_and_days_before_months_only_where_that_is_sure() -> None:
    columns = ("Order ID", "SKU", "Item Name", "Qty", "Price", "Order Date", "Customer", "Email", "Shipping Country", "Notes")
    mapping = suggest(columns, {"Order Date": ["11/12/2010"] * 20 + ["13/12/2010"]}.__getitem__)
    found = {column.column: column.field for column in mapping.columns if column.column}
    assert found == {
        "Order ID": "number",
        "SKU": "code",
        "Item Name": "description",
        "Qty": "quantity",
        "Price": "unit_price",
        "Order Date": "ordered_on",
        "Customer": "customer_name",
        "Email": "email",
        "Shipping Country": "country",
    }
    formats = next(column.formats for column in mapping.columns if column.field == "ordered_on")
    assert "day_first" in formats
    unsure = suggest(columns, {"Order Date": ["11/12/2010"]}.__getitem__)
    assert next(column.formats for column in unsure.columns if column.field == "ordered_on") == ["iso"]


@pytest.mark.parametrize(
    ("due", "formats"),
    [
        (["01/02/2026"] * 9 + ["31/01/2026"], ["iso", "day_first"]),
        (["01/02/2026"] * 9 + ["01/31/2026"], ["iso", "month_first"]),
        (["01/02/2026"], ["iso"]),
        (["31/01/2026", "01/31/2026"], ["iso"]),
        (["2026-01-31"], ["iso"]),
    ],
)
def test_the_dates_of_a_file_have_the_order_that_all_of_them_prove(due: list[str], formats: list[str]) -> None:
    file = read(("Issued,Due\n" + "".join(f"03/04/2026,{day}\n" for day in due)).encode())
    fields = [Column(key="issued", name="Issued", type="date"), Column(key="due", name="Due", type="date")]
    mapping = suggest_fields(fields, file.columns, collection="invoices", cells=partial(cells_of, file))
    assert [column.formats for column in mapping.columns] == [formats, formats]


def test_a_date_of_no_known_order_says_what_to_choose() -> None:
    with pytest.raises(CellError, match="Choose how the file writes dates"):
        value_of("03/04/2026", ColumnMapping(column="Due", field="due", type="date"))


def test_an_import_mapping_is_the_same_after_it_was_stored() -> None:
    assert ImportMapping.model_validate(ORDERS_IMPORT.model_dump(mode="json")) == ORDERS_IMPORT


def test_remarks_of_the_stock_room_are_no_names() -> None:
    assert picked("name", ["", "damages", "?", "check", "BLUE MUG", "RED MUG"]) == "BLUE MUG"
    assert looks_like_a_name("check mated chess set") is False
    assert looks_like_a_name("CHECK TABLECLOTH") is True
    assert picked("most_frequent", ["0.0", "0"]) == ""


ROWS = st.lists(
    st.builds(
        make_row,
        st.sampled_from(["900001", "900002", "C900003", ""]),
        code=st.sampled_from(["10001", "10002", ""]),
        quantity=st.sampled_from(["1", "2", "-3", "x", ""]),
        price=st.sampled_from(["1.50", "0", "2.005", "?"]),
    ),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS)
def test_every_row_is_in_one_order_or_in_the_problems(rows: list[tuple[str, ...]]) -> None:
    plan = planned(*rows)
    orders = drafts(plan, "orders").values()
    numbers = [row for order in orders for row in order.rows] + [problem.number for problem in plan.row_problems]
    assert sorted(numbers) == list(range(1, len(rows) + 1))
    for problem in plan.row_problems:
        beside = [order for order in orders if order.key == problem.cells[0]]
        assert all("incomplete" in order.values for order in beside)
