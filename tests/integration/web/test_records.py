"""Records through the API: paged, searched, filtered, sorted, changed, exported."""

import csv
import io
import json
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integration.web.world import World
from tieout.store import audit, collections, records
from tieout.store.workspaces import Role

JSON = "application/json"


@pytest.fixture
def orders(base: str) -> str:
    return f"{base}/collections/orders/records"


def pages(client: Client, address: str, **query: str) -> Iterator[dict[str, object]]:
    cursor = ""
    for _ in range(20):
        answer = client.get(address, {**query, "cursor": cursor}).json()
        yield answer
        cursor = answer["next_cursor"]
        if cursor is None:
            return
    raise AssertionError("the list does not end")


def keys(client: Client, address: str, **query: str) -> list[str]:
    return [row["key"] for page in pages(client, address, **query) for row in page["items"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "sort", ["key", "-key", "updated_at", "-updated_at", "amount_due", "-amount_due", "country", "-ordered_on"]
)
@pytest.mark.parametrize("limit", ["1", "5", "200"])
def test_it_gives_every_record_once_whatever_the_page(finance: Client, orders: str, sort: str, limit: str) -> None:
    found = keys(finance, orders, sort=sort, limit=limit)
    assert sorted(found) == [str(number) for number in range(1001, 1013)]
    assert found == keys(finance, orders, sort=sort, limit="200")


def test_it_sorts_numbers_as_numbers(finance: Client, orders: str) -> None:
    assert keys(finance, orders, sort="-amount_due", limit="3")[:4] == ["1012", "1011", "1010", "1009"]


def test_it_counts_on_the_first_page_only(finance: Client, orders: str) -> None:
    found = list(pages(finance, orders, limit="5"))
    assert [page["total"] for page in found] == [12, None, None]


def test_a_page_that_was_begun_goes_on_when_records_are_added(finance: Client, orders: str, world: World) -> None:
    first = finance.get(orders, {"sort": "key", "limit": "6"}).json()
    collection = collections.collection(world.workspace_id, "orders")
    assert collection is not None
    draft = records.Draft(key="1000", title="", values={}, problems=[])
    records.save_drafts(world.workspace_id, collection, drafts=[draft])
    second = finance.get(orders, {"sort": "key", "limit": "6", "cursor": first["next_cursor"]}).json()
    assert second["items"][0]["key"] == "1007"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"filter[country]": "France"}, ["1002", "1005", "1008", "1011"]),
        ({"filter[country]": "France", "search": "1005"}, ["1005"]),
        ({"filter[amount_due]": "5.5"}, ["1005"]),
        ({"filter[amount_due]": "5.50"}, ["1005"]),
        ({"filter[payment_status]": "", "search": "1012"}, ["1012"]),
        ({"search": "unITED"}, ["1001", "1003", "1004", "1006", "1007", "1009", "1010", "1012"]),
        ({"search": "nothing like it"}, []),
    ],
)
def test_it_filters_and_searches(finance: Client, orders: str, query: dict[str, str], expected: list[str]) -> None:
    assert keys(finance, orders, sort="key", **query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "no_such_field"},
        {"sort": "lines"},
        {"sort": "values__country"},
        {"filter[no_such_field]": "1"},
        {"filter[lines]": "1"},
        {"filter[workspace_id]": "1"},
        {"cursor": "rubbish"},
        {"cursor": "W10"},
        {"limit": "201"},
        {"limit": "0"},
        {"where": "["},
        {"where": "[" * 4000},
        {"where": '{"rules":[' * 400 + "]}" * 400},
        {"where": '{"rules":[' * 12 + "]}" * 12},
        {"where": '{"field": "country", "operator": "=", "value": ' + "[" * 900 + "]" * 900 + "}"},
    ],
)
def test_it_says_what_cannot_be_asked(finance: Client, orders: str, query: dict[str, str]) -> None:
    answer = finance.get(orders, query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == 422
    assert body["title"]
    assert body["detail"]
    assert body["remedy"]


def test_a_page_takes_the_same_number_of_queries_however_long_it_is(finance: Client, orders: str) -> None:
    counts = []
    for limit in ("1", "12"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(finance.get(orders, {"limit": limit}).json()["items"]) == int(limit)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_a_row_tells_of_its_exceptions_and_whether_a_ledger_has_it(finance: Client, orders: str) -> None:
    rows = {row["key"]: row for row in finance.get(orders, {"sort": "key"}).json()["items"]}
    assert [(key, rows[key]["linked"], rows[key]["exceptions_open"]) for key in ("1001", "1002", "1003")] == [
        ("1001", True, 0),
        ("1002", False, 1),
        ("1003", False, 0),
    ]


def test_a_record_comes_with_all_that_hangs_on_it(finance: Client, orders: str, world: World) -> None:
    first = finance.get(f"{orders}/{world.orders[0]}").json()
    (link,) = first["links"]
    assert (link["provider_name"], link["number"], link["gross"], link["due"]) == ("Xero", "INV-1", "120.00", "120.00")
    assert link["url"].startswith("https://")
    second = finance.get(f"{orders}/{world.orders[1]}").json()
    assert second["exceptions"][0]["remedy"] == "Choose another one."
    assert second["postings"][0]["problems"][0]["message"] == "Account 200 is archived."


def test_it_makes_a_record_with_its_event_and_its_audit_entry(browser: Callable[[Role], Client], orders: str, world: World) -> None:
    editor = browser(Role.EDITOR)
    body = {"key": "2001", "values": {"number": "2001", "country": "France", "ordered_on": "2011-03-01"}}
    answer = editor.post(orders, json.dumps(body), content_type=JSON)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["key"], made["values"]["country"], made["version"]) == ("2001", "France", 1)
    assert made["history"][0]["action"] == "record.created"
    assert made["history"][0]["actor"] == "editor@home.example"
    again = editor.post(orders, json.dumps(body), content_type=JSON)
    assert again.status_code == 409
    assert "2001" in again.json()["detail"]


def test_a_record_without_a_key_is_known_by_its_own_number_if_that_is_free(browser: Callable[[Role], Client], orders: str) -> None:
    editor = browser(Role.EDITOR)
    body = json.dumps({"values": {"number": "SO-7", "country": "France"}})
    keys = [editor.post(orders, body, content_type=JSON).json()["key"] for _ in range(2)]
    assert keys == ["SO-7", "1013"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "1", "nonsense": "1"}, "nonsense"),
        ({"country": "France"}, "number"),
        ({"number": "1", "ordered_on": "01/02/2011"}, "ordered_on"),
        ({"number": "1", "document": "letter"}, "document"),
        ({"number": "1", "lines": [{"quantity": 0.1}]}, "lines.1.quantity"),
        ({"number": "1", "lines": "none"}, "lines"),
        ({"number": "1", "payment_status": "paid"}, "payment_status"),
    ],
)
def test_it_says_by_field_which_values_cannot_be_kept(finance: Client, orders: str, values: dict[str, object], field: str) -> None:
    answer = finance.post(orders, json.dumps({"key": "3001", "values": values}), content_type=JSON)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]


def test_it_changes_a_record_unless_somebody_else_did(finance: Client, orders: str, world: World) -> None:
    address = f"{orders}/{world.orders[2]}"
    change = json.dumps({"values": {"country": "EIRE"}, "version": 1})
    answer = finance.patch(address, change, content_type=JSON)
    assert answer.status_code == 200
    assert (answer.json()["values"]["country"], answer.json()["version"]) == ("EIRE", 2)
    late = finance.patch(address, json.dumps({"values": {"country": "Spain"}, "version": 1}), content_type=JSON)
    assert late.status_code == 409
    assert "Somebody else" in late.json()["detail"]
    assert finance.get(address).json()["values"]["country"] == "EIRE"


def test_it_exports_what_the_filter_shows(finance: Client, orders: str, world: World) -> None:
    records.change_values(world.workspace_id, world.orders[1], changes={"country": "France", "invoice_number": "=1+1"})
    answer = finance.get(f"{orders}.csv", {"filter[country]": "France", "sort": "key"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Key"] for row in rows] == ["1002", "1005", "1008", "1011"]
    assert rows[0]["Amount due"] == "2.50"
    assert rows[0]["Invoice number"] == "'=1+1", "a spreadsheet must not run what stands in a cell"


def test_the_audit_log_of_a_change_is_unbroken(finance: Client, orders: str, world: World) -> None:
    finance.patch(f"{orders}/{world.orders[3]}", json.dumps({"values": {"country": "EIRE"}, "version": 1}), content_type=JSON)
    verdict = audit.verify(audit.entries(world.workspace_id), head=audit.head(world.workspace_id))
    assert verdict.wrong is None
