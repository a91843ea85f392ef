"""Whatever is sent, the answer is a document or a fault, and a company that was stored is the company that is read again."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from chances import tries
from tieout.sandbox import oauth
from tieout.sandbox.books import Books
from tieout.sandbox.quickbooks.provider import INDEXES
from tieout.sandbox.quickbooks.schema import SHAPES, Shape
from tieout.sandbox.quickbooks.state import Company
from unit.sandbox.quickbooks.desk import GB, US, Desk, Json, open_desk, sale, sale_line

_SCALARS = (
    st.sampled_from(
        ["", "1", "2", "200", "100", "TAX", "Invoice", "CreditMemo", "Bill", "SalesItemLineDetail", "AccountBasedExpenseLineDetail"]
    )
    | st.sampled_from(
        ["TaxExcluded", "NotApplicable", "TaxInclusive", "2026-01-31", "Check", "USD", "Bank", "1e99", "-0", "NaN", None, True]
    )
    | st.integers(-5, 200)
    | st.integers(-(2**63), 2**63 - 1)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)
    | st.text(max_size=5, alphabet=st.characters(exclude_categories=["Cs"]))
)


def _body(shape: Shape, depth: int = 0) -> st.SearchStrategy[Json]:
    """Mostly what the shape asks for, sometimes something else."""
    if isinstance(shape, dict) and depth < 4:
        return st.fixed_dictionaries({}, optional={name: _body(inner, depth + 1) for name, inner in shape.items()}) | _SCALARS
    if isinstance(shape, list) and depth < 4:
        return st.lists(_body(shape[0], depth + 1), max_size=3) | _SCALARS
    return _SCALARS


_REQUESTS = st.sampled_from(sorted(SHAPES)).flatmap(lambda kind: st.tuples(st.just(kind), _body(SHAPES[kind])))


@settings(max_examples=tries(120, 4000), deadline=None)
@given(_REQUESTS, st.tuples(st.sampled_from(["", "delete", "void", "update"]), st.sampled_from([GB, US])))
def test_it_answers_every_body_with_an_object_or_a_fault(request: tuple[str, Json], how: tuple[str, str]) -> None:
    (kind, body), (operation, realm) = request, how
    desk = _desk(realm)
    answer = desk.post(f"/{kind.lower()}", body, operation=operation)
    assert (desk.last.status == 200 and kind in answer) or answer["Fault"]["Error"][0]["code"]


@settings(max_examples=tries(60, 2000), deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["bId", "operation", "Invoice", "Customer", "Query", "x"]), _SCALARS | st.just({})),
        max_size=3,
    )
)
def test_it_answers_every_batch(items: list[Json]) -> None:
    desk = _desk(US)
    answer = desk.post("/batch", {"BatchItemRequest": items})
    assert len(answer["BatchItemResponse"]) == len(items) if items else desk.last.status == 400


def test_it_finds_the_company_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    desk = open_desk(path=path)
    customer, item = desk.customer(), desk.item()
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=item), DocNumber="A-1"))
    desk.ground.books.close()
    books = Books(path, indexes={**oauth.INDEXES, **INDEXES})
    company = Company(books, GB, at=desk.ground.clock.now())
    assert company.fetch("Invoice", invoice["Id"])["TotalAmt"] == Decimal(12)
    assert [body["Id"] for body in company.find("Invoice", "number", key="a-1")] == [invoice["Id"]]
    with books.unit():
        assert int(company.next_id("Invoice")) == int(invoice["Id"]) + 1
    books.close()


@cache
def _desk(realm: str) -> Desk:
    return open_desk(GB) if realm == GB else open_desk(US, seed="demo")
