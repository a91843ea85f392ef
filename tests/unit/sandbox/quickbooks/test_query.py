"""The query language: what it reads, what it refuses, and what it answers."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.query import Condition, Statement, Value, parse
from unit.sandbox.quickbooks.desk import Desk, open_desk, sale, sale_line

_WORDS = (
    "select SELECT * count(*) from Customer Invoice where Id = <= like in ( ) , 'a' 'o\\'neil' '\\\\' ' \\ and or orderby desc "
    "startposition maxresults 1 -1 2.5 ; != MetaData.LastUpdatedTime Active true current_date '2026-01-01' Balance Line ’"
)
_PIECES = st.sampled_from(_WORDS.split())


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join)))
def test_it_answers_or_refuses_any_text_and_never_fails_otherwise(text: str) -> None:
    code = 0
    try:
        parse(text)
    except FaultError as refused:
        code = refused.code
    assert code in (0, 4000, 4001)


@given(
    text=st.lists(_PIECES, max_size=8).map(" ".join),
    start=st.sampled_from(["select * from Invoice where ", "select * from Customer "]),
)
def test_it_runs_or_refuses_any_statement_on_a_company(text: str, start: str) -> None:
    demo = _demo()
    answer = demo.call("POST", "/query", body=(start + text).encode())
    assert demo.last.status in (200, 400)
    if demo.last.status == 400:
        assert answer["Fault"]["Error"][0]["code"] in ("4000", "4001")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_it_reads_every_text_back_when_quotes_and_backslashes_are_escaped(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    statement = parse(f"select * from Customer where DisplayName = '{escaped}'")
    assert statement.conditions == (Condition("DisplayName", "=", (Value(text, "text"),)),)


def test_it_reads_the_forms_that_the_python_library_sends() -> None:
    assert parse("SELECT *, Sku FROM Item ORDER BY Name MAXRESULTS 100") == Statement("Item", order=(("Name", False),), most=100)
    assert parse("SELECT COUNT(*) FROM Customer ") == Statement("Customer", count=True)
    assert parse("SELECT * FROM Customer WHERE Id in ('1', '2')").conditions[0].operator == "in"
    long = parse("SELECT * FROM Customer WHERE DisplayName = 'O\\'Neil' AND Active = True ORDERBY Id STARTPOSITION 1 MAXRESULTS 5")
    assert [value.text for condition in long.conditions for value in condition.values] == ["O'Neil", "true"]
    assert (long.start, long.most) == (1, 5)


def test_it_cuts_a_page_at_a_thousand_rows_without_a_word() -> None:
    assert parse("select * from Invoice maxresults 5000").most == 1000


@pytest.mark.parametrize(
    "statement",
    [
        "select * from Customer where Id = '1' or Id = '2'",
        "select * from Customer where Id != '1'",
        "select * from Customer, Vendor",
        "select * from Customer where DisplayName = 'Anna\\'",
        "select * from Customer maxresults",
        "delete from Customer",
        "",
    ],
)
def test_it_refuses_what_the_language_does_not_have_with_4000(desk: Desk, statement: str) -> None:
    answer = desk.call("POST", "/query", body=statement.encode())
    assert answer["Fault"]["Error"][0]["code"] == "4000"


@pytest.mark.parametrize(
    "statement",
    [
        "select * from Nonsense",
        "select * from Customer where Nonsense = '1'",
        "select * from Invoice where PrivateNote = 'x'",
        "select * from Payment where DocNumber = '1'",
        "select * from Customer where Id > '1'",
        "select * from Invoice where Line = '1'",
        "select * from Invoice where TxnDate > 'soon'",
        "select * from Invoice startposition 0",
    ],
)
def test_it_refuses_what_cannot_be_asked_with_4001(desk: Desk, statement: str) -> None:
    answer = desk.call("POST", "/query", body=statement.encode())
    assert answer["Fault"]["Error"][0]["code"] == "4001"


def test_it_answers_rows_nothing_and_counts_in_their_three_shapes(desk: Desk) -> None:
    assert desk.query("select * from Customer") == {}
    one = desk.customer("Anna's Café")
    found = desk.query("select * from Customer where displayname = 'ANNA\\'S café'")
    assert [row["Id"] for row in found["Customer"]] == [one]
    assert (found["startPosition"], found["maxResults"], found["totalCount"]) == (1, 1, 1)
    assert desk.query("select count(*) from Customer") == {"totalCount": 1}


def test_it_leaves_inactive_names_out_unless_they_are_asked_for(desk: Desk) -> None:
    kept, gone = desk.customer("Kept"), desk.customer("Gone")
    desk.save("Customer", {"Id": gone, "SyncToken": "0", "sparse": True, "Active": False})
    assert [row["Id"] for row in desk.query("select * from Customer")["Customer"]] == [kept]
    both = desk.query("select * from Customer where Active in (true, false) orderby Id")
    assert [row["Id"] for row in both["Customer"]] == [kept, gone]
    assert [row["Id"] for row in desk.query("select * from Customer where Active = false")["Customer"]] == [gone]


def test_it_takes_a_statement_by_get_and_any_minor_version_and_spelling_of_the_path(desk: Desk) -> None:
    desk.customer("Tom & Anna + Co #1")
    found = desk.get("/Query", query="Select * From customer Where displayName = 'Tom & Anna + Co #1'", minorversion="4")
    assert found["QueryResponse"]["maxResults"] == 1
    assert desk.get("/CUSTOMER/100")["Customer"]["DisplayName"] == "Tom & Anna + Co #1"


def test_it_compares_by_type_and_sorts_and_pages(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    for place, amount in enumerate(("9.00", "100.00", "20.00")):
        desk.save("Invoice", sale(customer, sale_line(amount, item=item), TxnDate=f"2026-0{place + 1}-01", DocNumber=f"A{place}"))
    rows = desk.query("select * from Invoice where TotalAmt > '10.80' orderby TotalAmt desc")["Invoice"]
    assert [row["TotalAmt"] for row in rows] == [Decimal("120.00"), Decimal("24.00")]
    assert [
        row["DocNumber"]
        for row in desk.query("select * from Invoice where TxnDate >= '2026-02-01' and TxnDate < '2026-03-01'")["Invoice"]
    ] == ["A1"]
    assert [
        row["DocNumber"] for row in desk.query("select * from Invoice orderby DocNumber startposition 2 maxresults 1")["Invoice"]
    ] == ["A1"]
    assert desk.query(f"select count(*) from Invoice where CustomerRef = '{customer}'") == {"totalCount": 3}
    assert [
        row["DocNumber"] for row in desk.query("select * from Invoice where DocNumber in ('a2', 'A0', 'nothing')")["Invoice"]
    ] == ["A2", "A0"]


def test_it_matches_patterns_nothing_and_parts_of_objects(desk: Desk) -> None:
    desk.customer("Harbour View", PrimaryEmailAddr={"Address": "Shop@Example.com"})
    desk.customer("Hill Farm")
    assert desk.query("select count(*) from Customer where DisplayName like '%View'") == {"totalCount": 1}
    assert desk.query("select count(*) from Customer where DisplayName like 'H%'") == {"totalCount": 2}
    assert desk.query("select count(*) from Customer where PrimaryEmailAddr = 'shop@example.com'") == {"totalCount": 1}
    assert desk.query("select count(*) from Customer where PrimaryEmailAddr = ' '") == {"totalCount": 1}
    row = desk.query("select DisplayName from Customer maxresults 1")["Customer"][0]
    assert (row["DisplayName"], row["sparse"], "Balance" in row) == ("Harbour View", True, False)


def test_it_finds_what_changed_since_an_instant_with_any_offset(desk: Desk) -> None:
    desk.customer("Early")
    desk.ground.clock.advance(600)
    since = desk.ground.clock.now().isoformat(timespec="seconds")
    desk.customer("Late")
    rows = desk.query(f"select * from Customer where MetaData.LastUpdatedTime >= '{since}'")
    assert [row["DisplayName"] for row in rows["Customer"]] == ["Late"]


@cache
def _demo() -> Desk:
    return open_desk("9341450000000102", seed="demo")
