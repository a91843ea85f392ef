"""Batches, whose items stand alone, and change data capture."""

import pytest

from unit.sandbox.quickbooks.desk import Desk, Json, open_desk, sale, sale_line, settling


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def _customer(id: str, name: str, *, operation: str = "create", **fields: Json) -> Json:
    return {"bId": id, "operation": operation, "Customer": {"DisplayName": name, **fields}}


def test_it_answers_each_item_by_its_own_id_with_200_for_all(desk: Desk) -> None:
    items = [
        _customer("a", "One"),
        _customer("b", "one"),
        {"bId": "c", "Query": "select * from Customer"},
        {"bId": "d", "operation": "delete", "Invoice": {"Id": "129", "SyncToken": "0"}},
        {"bId": "e", "operation": "create", "Nonsense": {}},
        {"bId": "f", "operation": "merge", "Customer": {"DisplayName": "x"}},
    ]
    answers = {item["bId"]: item for item in desk.post("/batch", {"BatchItemRequest": items})["BatchItemResponse"]}
    assert desk.last.status == 200
    assert desk.last.units == 6
    assert answers["a"]["Customer"]["DisplayName"] == "One"
    assert [answers[own_id]["Fault"]["Error"][0]["code"] for own_id in "bdef"] == ["6240", "610", "2000", "500"]
    assert answers["c"]["QueryResponse"]["maxResults"] == 1


def test_it_takes_a_refused_item_back_whole_and_keeps_the_others(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    invoice = desk.save("Invoice", sale(customer, sale_line("100.00", item=item)))
    bad = {
        "CustomerRef": {"value": customer},
        "TotalAmt": 10,
        "Line": settling(("Invoice", invoice["Id"], "10.00"), ("Invoice", "999", "1")),
    }
    items = [
        {"bId": "1", "operation": "create", "Payment": bad},
        {"bId": "2", "operation": "create", "Payment": {"CustomerRef": {"value": customer}, "TotalAmt": 7}},
    ]
    first, second = desk.post("/batch", {"BatchItemRequest": items})["BatchItemResponse"]
    assert "Fault" in first
    assert second["Payment"]["UnappliedAmt"] == 7
    assert desk.read("Invoice", invoice["Id"])["Balance"] == 120
    assert desk.query("select count(*) from Payment") == {"totalCount": 1}


def test_it_refuses_more_than_thirty_items(desk: Desk) -> None:
    assert desk.refused("/batch", {"BatchItemRequest": [_customer(str(n), f"C{n}") for n in range(31)]}) == "1040"
    desk.post("/batch", {"BatchItemRequest": [_customer(str(n), f"C{n}") for n in range(30)]})
    assert desk.query("select count(*) from Customer") == {"totalCount": 30}


def test_it_does_each_item_once_for_a_requestid_and_judges_refused_ones_anew(desk: Desk) -> None:
    taken = desk.vendor("Taken")
    items = [_customer("1", "One"), _customer("2", "Taken")]
    first = desk.post("/batch", {"BatchItemRequest": items}, requestid="run-1")["BatchItemResponse"]
    assert "Fault" in first[1]
    desk.save("Vendor", {"Id": taken, "SyncToken": "0", "DisplayName": "Renamed"})
    again = desk.post("/batch", {"BatchItemRequest": items}, requestid="run-1")["BatchItemResponse"]
    assert again[0]["Customer"] == first[0]["Customer"]
    assert again[1]["Customer"]["DisplayName"] == "Taken"
    assert desk.query("select count(*) from Customer") == {"totalCount": 2}
    long = [_customer("x" * 11, "Long")]
    assert desk.refused("/batch", {"BatchItemRequest": long}, requestid="run-2") == "2130"
    desk.post("/batch", {"BatchItemRequest": long})
    assert desk.query("select count(*) from Customer") == {"totalCount": 3}


def test_it_reports_changes_and_leaves_stubs_of_what_was_deleted(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    desk.ground.clock.advance(600)
    since = desk.ground.clock.now().isoformat(timespec="milliseconds")
    kept = desk.save("Invoice", sale(customer, sale_line("1.00", item=item)))
    gone = desk.save("Invoice", sale(customer, sale_line("2.00", item=item)))
    desk.post("/invoice", {"Id": gone["Id"], "SyncToken": "0"}, operation="delete")
    found = desk.get("/cdc", entities="Customer,Invoice", changedSince=since)["CDCResponse"][0]["QueryResponse"]
    assert found[0] == {}
    assert [row["Id"] for row in found[1]["Invoice"]] == [kept["Id"], gone["Id"]]
    assert found[1]["Invoice"][0]["TotalAmt"] > 1
    assert set(found[1]["Invoice"][1]) == {"domain", "status", "Id", "MetaData"}
    assert (found[1]["startPosition"], found[1]["maxResults"]) == (1, 2)


def test_it_reports_an_invoice_again_when_a_payment_settles_it(desk: Desk) -> None:
    customer = desk.customer()
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=desk.item())))
    desk.ground.clock.advance(600)
    since = desk.ground.clock.now().isoformat(timespec="milliseconds")
    desk.save(
        "Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 12, "Line": settling(("Invoice", invoice["Id"], "12.00"))}
    )
    found = desk.get("/cdc", entities="Invoice", changedSince=since)["CDCResponse"][0]["QueryResponse"][0]["Invoice"][0]
    assert (found["Balance"], found["SyncToken"]) == (0, "1")


def test_it_gives_a_thousand_changes_in_all_and_thirty_days_back(desk: Desk) -> None:
    desk.ground.clock.freeze(frozen=True)
    for batch in range(35):
        desk.post("/batch", {"BatchItemRequest": [_customer(str(n), f"C{batch}-{n}") for n in range(30)]})
    since = desk.ground.clock.now().isoformat(timespec="seconds")
    customers, accounts = desk.get("/cdc", entities="Customer,Account", changedSince=since)["CDCResponse"][0]["QueryResponse"]
    assert customers["maxResults"] == 1000
    assert accounts == {}
    desk.get("/cdc", entities="Customer", changedSince="2001-01-01T00:00:00Z")
    assert desk.last.status == 400
    desk.get("/cdc", entities="TaxCode", changedSince=since)
    assert desk.last.status == 400
