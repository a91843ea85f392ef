"""The running server: faults of every kind, the log, and what a test may do through `/_control`."""

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tieout.sandbox.server import Sandbox
from unit.sandbox.desk import API, Desk


def test_a_lost_answer_has_been_committed(desk: Desk) -> None:
    desk.control("faults", {"provider": "xero", "kind": "lost", "method": "PUT", "path": "/api.xro/2.0/contacts"})
    with pytest.raises(httpx.RemoteProtocolError):
        desk.contact("One")
    assert desk.names() == ["One"]
    assert desk.contact("Two").status_code == 200
    faulty = [entry for entry in desk.look("log")["entries"] if entry["fault"]]
    assert [(entry["fault"], entry["status"], entry["kind"]) for entry in faulty] == [("lost", 200, "Contacts")]


def test_a_dropped_request_has_done_nothing(desk: Desk) -> None:
    desk.control("faults", {"kind": "lost_before"})
    with pytest.raises(httpx.RemoteProtocolError):
        desk.contact("One")
    assert desk.names() == []


@pytest.mark.parametrize(("kind", "problem"), [("429_minute", "minute"), ("429_day", "day"), ("429_concurrent", "concurrent")])
def test_each_limit_can_be_ordered(desk: Desk, kind: str, problem: str) -> None:
    desk.control("faults", {"kind": kind})
    reply = desk.contact("One")
    assert (reply.status_code, reply.headers["X-Rate-Limit-Problem"]) == (429, problem)
    assert ("Retry-After" in reply.headers) == (problem != "concurrent")
    assert desk.names() == []


def test_outages_have_the_bodies_of_the_provider(desk: Desk) -> None:
    desk.control("faults", {"faults": [{"kind": "500"}, {"kind": "503", "nth": 2}]})
    assert desk.contact("One").status_code == 500
    reply = desk.contact("One")
    assert (reply.status_code, reply.text) == (503, "The Organisation is offline")
    assert desk.contact("One").status_code == 200


def test_a_truncated_answer_is_no_json(desk: Desk) -> None:
    desk.control("faults", {"kind": "truncated"})
    with pytest.raises(ValueError, match=r"."):
        desk.contact("One").json()
    assert desk.names() == ["One"]


def test_a_revoked_grant_answers_unauthorised_from_then_on(desk: Desk) -> None:
    desk.control("faults", {"kind": "revoked"})
    assert [desk.contact("One").status_code for _ in range(2)] == [401, 401]


def test_a_lost_rotation_leaves_the_old_token_its_grace(desk: Desk) -> None:
    desk.control("faults", {"kind": "rotation_lost"})
    form = {"grant_type": "refresh_token", "refresh_token": desk.token["refresh_token"], "client_id": "tests"}
    assert desk.contact("One").status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        desk.http.post("/xero/connect/token", data=form)
    assert desk.http.post("/xero/connect/token", data=form).status_code == 200


def test_slow_calls_are_in_progress_and_the_sixth_is_too_many(desk: Desk) -> None:
    desk.control("faults", {"kind": "slow", "seconds": 0.5, "times": 5})
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(desk.http.get(f"{API}/Accounts").status_code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 200, 200, 200, 429]


def test_chance_with_a_seed_strikes_the_same_calls_every_time(desk: Desk) -> None:
    runs = []
    for _ in range(2):
        desk.http.delete("/_control/faults")
        desk.control("faults", {"kind": "500", "probability": 0.4, "seed": 7, "provider": "xero"})
        runs.append([desk.http.get(f"{API}/Currencies").status_code for _ in range(20)])
    assert runs[0] == runs[1]
    assert {200, 500} == set(runs[0])
    assert desk.look("faults")["faults"][0]["fired"] == runs[0].count(500)


@pytest.mark.parametrize("wish", [{"kind": "nonsense"}, {"kind": "500", "path": "("}, {"kind": "500", "when": "now"}])
def test_an_order_that_makes_no_sense_is_refused(desk: Desk, wish: dict[str, Any]) -> None:
    assert desk.http.post("/_control/faults", json=wish).status_code == 400


def test_the_log_says_who_asked_for_what_and_the_summary_counts(desk: Desk) -> None:
    desk.http.put(f"{API}/Contacts", json={"Contacts": [{"Name": "One"}, {"Name": "Two"}]})
    desk.http.get(f"{API}/Contacts", params={"page": 1})
    entries = desk.look("log", provider="xero", method="PUT")["entries"]
    assert [(one["organisation"], one["client_id"], one["kind"], one["status"], one["units"]) for one in entries] == [
        (desk.tenant, "tests", "Contacts", 200, 2)
    ]
    assert desk.look("log", since=str(entries[0]["sequence"]))["entries"][0]["query"] == {"page": "1"}
    client = desk.look("log/summary")["xero"]["clients"]["tests"]
    assert client["kinds"] == {"GET Contacts": {"calls": 1, "units": 1}, "PUT Contacts": {"calls": 1, "units": 2}}


def test_a_seed_fills_and_empties_and_the_first_day_stays_empty(desk: Desk) -> None:
    counts = desk.look("counts", provider="xero")["xero"]
    assert "Invoices" not in counts[desk.tenant]
    desk.control("seed", {"name": "demo"})
    counts = {one["name"]: one for one in desk.look("counts")["xero"].values()}
    assert counts["Demo Company (US)"]["Invoices"] > 50
    assert counts["Northgate Supplies Ltd"]["Contacts"] > 10
    assert {"Contacts", "Items", "Invoices"}.isdisjoint(counts["Demo Company (UK)"])
    assert desk.http.post("/_control/seed", json={"name": "other"}).status_code == 400


def test_a_token_can_be_had_for_some_organisations(desk: Desk) -> None:
    body = desk.control("token", {"provider": "xero", "organisations": ["Demo Company (AU)", desk.tenant]})
    assert [one["name"] for one in body["organisations"]] == ["Demo Company (AU)", "Demo Company (UK)"]
    reply = desk.http.get("/xero/connections", headers={"authorization": f"Bearer {body['access_token']}"})
    assert {one["tenantName"] for one in reply.json()} == {"Demo Company (AU)", "Demo Company (UK)"}
    assert desk.http.post("/_control/token", json={"provider": "xero", "organisations": ["nobody"]}).status_code == 404


def test_the_bookkeeper_pays_the_same_share_for_the_same_seed(desk: Desk) -> None:
    numbers = [desk.invoice(str(amount))["InvoiceNumber"] for amount in range(10, 20)]
    answer = desk.control("pay", {"provider": "xero", "organisation": desk.tenant, "share": "0.8", "seed": 1, "on": "2026-10-20"})
    objects = desk.look("objects", provider="xero", organisation=desk.tenant, kind="invoices")["objects"]
    paid = [one for one in objects if one["Status"] == "PAID"]
    assert (answer["open"], answer["payments"], len(paid), len(numbers)) == (10, 8, 8, 10)
    assert Decimal(answer["sum"]) == sum(Decimal(str(one["Total"])) for one in paid)
    assert all(one["FullyPaidOnDate"] == "2026-10-20" for one in paid)


def test_an_edit_behind_the_back_moves_figures_and_the_time_stamp(desk: Desk) -> None:
    made = desk.invoice("100")
    line = {"LineItemID": made["LineItems"][0]["LineItemID"], "UnitAmount": "50"}
    edit = {"provider": "xero", "organisation": desk.tenant, "kind": "Invoices", "id": made["InvoiceID"]}
    after = desk.control("edit", {**edit, "change": {"LineItems": [line], "Reference": "by hand"}})["object"]
    assert (after["Reference"], after["SubTotal"], after["TotalTax"], after["AmountDue"]) == ("by hand", 50, 10, 60)
    read = desk.http.get(f"{API}/Invoices/{made['InvoiceID']}").json()["Invoices"][0]
    assert (read["Total"], read["UpdatedDateUTC"] > made["UpdatedDateUTC"]) == (60, True)
    assert desk.http.post("/_control/edit", json={**edit, "id": "none", "change": {}}).status_code == 404


def test_the_clock_is_moved_and_reset(desk: Desk) -> None:
    assert desk.control("clock", {"set": "2027-01-01T00:00:00", "frozen": True})["now"].startswith("2027-01-01T00:00:00")
    assert desk.control("clock", {"advance_seconds": 60})["now"].startswith("2027-01-01T00:01:00")
    desk.control("reset", {})
    assert desk.look("clock")["frozen"] is False


def test_the_page_shows_organisations_documents_and_balances(desk: Desk) -> None:
    desk.invoice("100", InvoiceNumber="<INV>")
    page = desk.http.get("/").text
    for text in (
        "Xero and QuickBooks Online and Sage",
        "Demo Company (UK)",
        "&lt;INV&gt;",
        "120.00",
        "Receivable",
        "prefers-color-scheme",
    ):
        assert text in page
    assert "<script" not in page


def test_what_is_unknown_is_not_found(desk: Desk) -> None:
    assert desk.http.get("/sage/anything").status_code == 404
    assert "there is no GET /nothing" in desk.http.get("/_control/nothing").json()["error"]
    assert desk.look("health")["status"] == "ok"


def test_books_on_disk_outlive_the_server(tmp_path: Path) -> None:
    books, place = tmp_path / "sandbox.sqlite", {"provider": "xero", "organisation": "Demo Company (UK)", "kind": "Contacts"}
    with Sandbox.start(seed="empty", path=books) as first:
        desk = Desk(first)
        desk.contact("Kept")
        desk.http.close()
    with Sandbox.start(seed="empty", path=books) as second:
        reply = httpx.get(f"{second.url}/_control/objects", params=place)
        assert [one["Name"] for one in reply.json()["objects"]] == ["Kept"]


@pytest.mark.parametrize(
    "address", ["app/!code/invoicing/view/{id}", "organisationlogin/default.aspx?shortcode=!code&redirecturl={old}"]
)
def test_a_deep_link_shows_what_the_books_hold(desk: Desk, address: str) -> None:
    contact = desk.contact("Alder & Sons").json()["Contacts"][0]
    line = {"Description": "Cup", "Quantity": 1, "UnitAmount": 3.5, "AccountCode": "400"}
    bill = {"Type": "ACCPAY", "InvoiceNumber": "B-7", "Contact": {"ContactID": contact["ContactID"]}, "LineItems": [line]}
    made = desk.http.put(f"{API}/Invoices", json={"Invoices": [bill]}).json()["Invoices"][0]
    old = f"%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D{made['InvoiceID']}"
    page = httpx.get(f"{str(desk.http.base_url).rstrip('/')}/xero/{address.format(id=made['InvoiceID'], old=old)}", timeout=60)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Invoice: B-7</h1>" in page.text
