"""A formula is exact, bounded, and says where it is wrong."""

import ast
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.mapping import computing, formula, formula_functions, formula_source
from tieout.mapping.computing import circle, computed, failures
from tieout.mapping.formula import FormulaError, evaluate
from tieout.mapping.rules import FormulaRule, evaluate_text
from tieout.mapping.values import Column

# What is known without looking at the machine; of datetime only what its caller gives.
PURE = {"ast", "collections.abc", "dataclasses", "datetime", "decimal", "functools", "io", "re", "tokenize"}
VALUES = {
    "quantity": "3",
    "price": "0.10",
    "name": "Émile",
    "on": "2026-01-31",
    "paid": True,
    "lines": [{"quantity": "2", "price": "1.15"}, {"quantity": "1", "price": ""}],
}
# Each of the steps that a formula may take is a handful of calls.
CALLS_MAX = 20 * formula.STEPS_MAX
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("= quantity * price", Decimal("0.30")),
        ("round(sum(lines, quantity * price), 1)", Decimal("2.3")),
        ("if(quantity = 3, 'three', 'other')", "three"),
        ("IF(quantity <> '3', 1, 2)", Decimal(2)),
        ("'many' if (quantity > 2) else 'few'", "many"),
        ("quantity > 1 and (price < 1)", True),
        ("and(quantity > 1, paid)", True),
        ('name & " " & quantity', "Émile 3"),
        ("count(lines, quantity > 1)", Decimal(1)),
        ("join(each(lines, quantity), '+')", "2+1"),
        ("days_between(on, '2026-02-28')", Decimal(28)),
        ("nothing * 2", None),
        ("coalesce(nothing, name)", "Émile"),
        ("round(2.165, 2)", Decimal("2.17")),
    ],
)
def test_it_comes_to_what_a_spreadsheet_would_and_exactly(source: str, wanted: object) -> None:
    assert evaluate(source, VALUES, types={}) == wanted


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("1 + nope(2)", 4, 11),
        ("if(quantity = 1, 1 / 0, quantity ** 2)", 24, 37),
        ("price & (1 <> name)", 9, 18),
        ("1e5", 0, 3),
        ("foo(", 3, 4),
        ("name.__class__ == [1]", 18, 21),
        ("[x for x in lines]", 0, 18),
        ("'a' * 3", 0, 7),
    ],
)
def test_it_says_in_which_columns_it_is_wrong(source: str, start: int, end: int) -> None:
    with pytest.raises(FormulaError) as told:
        evaluate(source, VALUES, types={})
    assert (told.value.start, told.value.end) == (start, end)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 1000,
        "-" * 1900 + "1",
        "a" * 2001,
        "replace(" * 6 + "'" + "m" * 100 + "'" + ", 'm', '" + "m" * 90 + "')" * 6,
        "sum(each(lines, each(lines, each(lines, sum(lines, quantity)))))",
        "9999999999999999999999999999 * " * 12 + "99999999999999999999999999999999999",
        "round(1, 999)",
        "add_days(on, 99999999999)",
    ],
)
def test_what_is_meant_to_hurt_is_refused_after_few_calls(source: str) -> None:
    rows = [{"quantity": "1"} for _ in range(200)]
    calls = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = evaluate(source, {**VALUES, "lines": rows}, types={})
    except FormulaError:
        found = Decimal(0)
    finally:
        sys.setprofile(before)
    assert calls < CALLS_MAX
    assert isinstance(found, Decimal)
    assert found.is_finite()


def test_every_line_that_is_walked_is_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"lines": [{"quantity": "1"}] * 200}
    assert evaluate("sum(lines, quantity)", rows, types={}) == Decimal(200)
    monkeypatch.setattr(formula, "STEPS_MAX", 200)
    with pytest.raises(FormulaError, match="too many steps"):
        evaluate("sum(lines, quantity)", rows, types={})


@given(st.text(alphabet="abif()+-*/&=<>.,'\"0123 []{}_§é\n", max_size=60))
def test_whatever_is_written_it_raises_nothing_but_its_own_error(source: str) -> None:
    told = FormulaError("nothing wrong")
    try:
        evaluate(source, VALUES, types={})
    except FormulaError as error:
        told = error
    assert 0 <= told.start <= told.end <= len(source) + 1


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=30))
def test_a_sum_over_lines_is_the_exact_sum(pairs: list[tuple[Decimal, Decimal]]) -> None:
    lines = [{"quantity": str(quantity), "price": str(price)} for quantity, price in pairs]
    exact = sum((quantity * price for quantity, price in pairs), Decimal(0))
    assert evaluate("sum(lines, quantity * price)", {"lines": lines}, types={}) == exact


def test_it_finds_a_wrong_name_before_there_are_values() -> None:
    told = formula.problem("total * rate", known=frozenset({"total"}))
    assert told is not None
    assert (told.message, told.start, told.end) == ("There is no field rate.", 8, 12)
    assert formula.problem("total * 2", known=frozenset({"total"})) is None


def test_a_rule_of_a_mapping_can_be_a_formula() -> None:
    rule = FormulaRule(source="'Order ' & quantity & ', ' & quantity * price")
    assert evaluate_text(rule, VALUES, types={}) == "Order 3, 0.30"


def fields(**sources: str) -> list[Column]:
    return [
        Column(key=key, name=key, type="formula", options={"source": source, "result": "number"}) for key, source in sources.items()
    ]


def test_formulas_read_each_other_in_any_order_and_a_circle_is_found() -> None:
    shapes = fields(tax="net * 0.2", gross="net + tax", net="quantity * price")
    assert computed(shapes, VALUES) == {"net": "0.3", "tax": "0.06", "gross": "0.36"}
    turning = fields(one="other + 1", other="one + 1")
    assert circle(turning) == ["one", "other"]
    assert computed(turning, VALUES) == {"one": None, "other": None}


def test_one_that_fails_is_empty_and_says_why() -> None:
    shapes = fields(share="1 / nothing_left", bad="price / 0")
    assert computed(shapes, VALUES) == {"share": None, "bad": None}
    assert failures(shapes, VALUES) == {"bad": "This comes to no number: a division by zero, or too many digits."}


@pytest.mark.parametrize("name", ["today", "now", "time", "random", "open", "read", "eval", "exec", "getattr", "__import__"])
def test_the_language_has_no_function_that_reads_a_clock_or_a_file(name: str) -> None:
    with pytest.raises(FormulaError, match=f"There is no function {name}"):
        evaluate(f"{name}()", {name: "1"}, types={})


@pytest.mark.parametrize("module", [formula, formula_source, formula_functions, computing])
def test_what_works_formulas_out_knows_no_clock_and_no_file(module: ModuleType) -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert {name for name in imported if not name.startswith("tieout.")} <= PURE
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not asked & {"now", "today", "utcnow", "fromtimestamp"}
    assert not called & {"open", "eval", "exec", "compile", "__import__"}


PAID = [
    Column(key="total", name="Total", type="money"),
    Column(key="paid", name="Paid", type="money"),
    Column(key="code", name="Code"),
    Column(key="lines", name="Lines", type="line_items", options={"columns": [
        {"key": "quantity", "type": "number"}, {"key": "delivered", "type": "number"}, {"key": "code", "type": "number"},
    ]}),
]  # fmt: skip


def worked_out(source: str, values: Mapping[str, object], *, result: str = "text") -> object:
    made = Column(key="made", name="Made", type="formula", options={"source": source, "result": result})
    return computed([*PAID, made], values)["made"]


@given(AMOUNTS, AMOUNTS)
def test_two_number_fields_compare_as_numbers(total: Decimal, paid: Decimal) -> None:
    values = {"total": str(total), "paid": str(paid)}
    assert worked_out("if(paid >= total, 'Paid', 'Open')", values) == ("Paid" if paid >= total else "Open")
    assert worked_out("paid = total", values, result="checkbox") is (paid == total)


def test_numbers_compare_as_numbers_however_they_are_written() -> None:
    assert worked_out("if(paid >= total, 'Paid', 'Open')", {"total": "1000.00", "paid": "90.00"}) == "Open"
    assert worked_out("paid = total", {"total": "100.00", "paid": "100"}, result="checkbox") is True
    lines = [{"quantity": "9", "delivered": "10"}, {"quantity": "10", "delivered": "9"}]
    assert worked_out("count(lines, quantity > delivered)", {"lines": lines}, result="number") == "1"


def test_a_text_of_digits_stays_a_text_and_a_column_has_its_own_type() -> None:
    values = {"code": "007", "paid": "7", "lines": [{"code": "10"}, {"code": "9.0"}]}
    assert worked_out("code & '/' & paid", values) == "007/7"
    assert worked_out("code = '7'", values, result="checkbox") is False
    assert worked_out("count(lines, code = '9')", values, result="number") == "1"


def test_a_formula_that_reads_another_compares_by_its_result() -> None:
    half = Column(key="half", name="Half", type="formula", options={"source": "total / 2", "result": "money"})
    over = Column(key="over", name="Over", type="formula", options={"source": "half > paid", "result": "checkbox"})
    assert computed([*PAID, over, half], {"total": "2000.00", "paid": "90"}) == {"half": "1000.00", "over": True}


def test_a_formula_of_a_mapping_compares_by_the_types_of_the_fields() -> None:
    types = {"quantity": "number", "delivered": "number", "total": "money"}
    line = {"quantity": "9", "delivered": "10", "record": {"total": "1000.00", "code": "10"}}
    assert evaluate_text(FormulaRule(source="if(quantity > delivered, delivered, quantity)"), line, types=types) == "9"
    assert evaluate_text(FormulaRule(source="if(record.total > quantity, 'more', 'less')"), line, types=types) == "more"
    assert evaluate_text(FormulaRule(source="record.code & record.total"), line, types=types) == "101000.00"


@given(st.integers(min_value=0, max_value=60), st.sampled_from(["number", "money"]))
def test_a_result_of_too_many_digits_is_empty_and_says_so(digits: int, result: str) -> None:
    big = Column(key="big", name="Big", type="formula", options={"source": "total * 1", "result": result})
    values = {"total": "9" * (digits + 1)}
    found = computed([*PAID, big], values)["big"]
    assert (found is None) == ("big" in failures([*PAID, big], values))
    if digits < 15:
        assert isinstance(found, str)
        assert Decimal(found) == Decimal(values["total"])
    if digits > 40:
        assert "too many digits" in failures([*PAID, big], values)["big"]


def test_what_earlier_steps_give_compares_by_its_own_type_however_deep_it_stands() -> None:
    rows = [{"due": "120.00", "paid": "90.00"}, {"due": "9.00", "paid": "10.00"}]
    values = {"steps": {"find": {"due": "120.00", "paid": "90.00", "documents": rows}}}
    names = ("due", "paid", "documents[].due", "documents[].paid")
    types = {f"steps.find.{name}": "money" for name in names}
    assert evaluate("steps.find.due > steps.find.paid", values, types=types) is True
    assert evaluate("count(steps.find.documents, due > paid)", values, types=types) == 1
    assert evaluate("all(steps.find.documents, due > paid) or steps.find.paid > steps.find.due", values, types=types) is False
