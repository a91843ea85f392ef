"""The log with bodies, asked again elsewhere; and books that are kept and put back."""

from pathlib import Path
from typing import Any

from tieout.sandbox.server import Sandbox
from unit.sandbox.desk import API, Desk

REALM = "9341450000000102"


def record(desk: Desk) -> None:
    desk.control("log", {"bodies": True})


def exported(desk: Desk) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = desk.look("log", bodies="1")["entries"]
    desk.control("log", {"bodies": False})
    return entries


def test_bodies_are_kept_on_order_and_nothing_that_authorises(desk: Desk) -> None:
    desk.contact("Before")
    record(desk)
    desk.contact("One")
    form = {"grant_type": "refresh_token", "refresh_token": desk.token["refresh_token"], "client_id": "tests"}
    desk.http.post("/xero/connect/token", data=form).raise_for_status()
    before, one, token = exported(desk)
    assert before["body"] is token["body"] is token["reply"] is None
    assert '"Name":"One"' in one["body"]
    assert '"ContactID"' in one["reply"]
    assert desk.token["access_token"] not in str(one)
    assert "body" not in desk.look("log")["entries"][0]


def test_a_log_that_is_asked_again_on_the_same_books_answers_the_same(desk: Desk) -> None:
    record(desk)
    made = desk.invoice("100")
    desk.http.get(f"{API}/Invoices/{made['InvoiceID']}")
    desk.http.post(f"{API}/Invoices/{made['InvoiceID']}", json={"Reference": "by replay"}).raise_for_status()
    entries = exported(desk)
    desk.control("reset", {})
    answer = desk.control("replay", {"entries": entries})
    assert (answer["replayed"], answer["same"], answer["differences"]) == (3, 3, [])
    (invoice,) = desk.look("objects", provider="xero", organisation=desk.tenant, kind="Invoices")["objects"]
    assert invoice["Reference"] == "by replay"


def test_ids_are_mapped_when_the_books_give_others(desk: Desk) -> None:
    record(desk)
    made = desk.invoice("100")
    desk.http.post(f"{API}/Invoices/{made['InvoiceID']}", json={"Reference": "by replay"}).raise_for_status()
    entries = exported(desk)
    desk.control("reset", {})
    taken = Desk.contact(desk_again(desk), "takes the first id").json()["Contacts"][0]["ContactID"]
    answer = desk.control("replay", {"entries": entries})
    assert (answer["same"], answer["differences"]) == (2, [])
    (invoice,) = desk.look("objects", provider="xero", organisation=desk.tenant, kind="Invoices")["objects"]
    assert (invoice["Reference"], invoice["InvoiceID"] != made["InvoiceID"]) == ("by replay", True)
    assert taken


def test_numbers_of_quickbooks_are_mapped_by_kind(desk: Desk) -> None:
    record(desk)
    path = f"/quickbooks/v3/company/{REALM}"
    customer = at_quickbooks(desk, f"{path}/customer", body={"DisplayName": "One"})["Customer"]
    change = {"Id": customer["Id"], "SyncToken": "0", "sparse": True, "DisplayName": "Other"}
    at_quickbooks(desk, f"{path}/customer", body=change)
    entries = exported(desk)
    desk.control("reset", {})
    taken = at_quickbooks(desk, f"{path}/customer", body={"DisplayName": "takes the first id"})["Customer"]
    assert taken["Id"] == customer["Id"]
    answer = desk.control("replay", {"entries": entries})
    assert (answer["same"], answer["differences"]) == (2, [])
    kept = desk.look("objects", provider="quickbooks", organisation=REALM, kind="Customer")["objects"]
    assert sorted(one["DisplayName"] for one in kept) == ["Other", "takes the first id"]


def test_what_is_answered_otherwise_is_said(desk: Desk) -> None:
    desk.contact("One")
    record(desk)
    desk.http.get(f"{API}/Contacts")
    desk.http.get(f"{API}/Contacts/none")
    entries = exported(desk)
    desk.control("reset", {})
    answer = desk.control("replay", {"entries": entries})
    assert (answer["same"], answer["different"]) == (1, 1)
    assert answer["differences"][0]["fields"][0]["field"] == "Contacts"


def test_a_log_of_another_sandbox_can_be_replayed(desk: Desk) -> None:
    record(desk)
    desk.contact("One")
    entries = exported(desk)
    with Sandbox.start(seed="empty", limits="off") as other:
        there = Desk(other)
        assert there.control("replay", {"entries": entries})["same"] == 1
        assert there.names() == ["One"]
        there.http.close()


def test_a_replay_without_a_log_is_refused(desk: Desk) -> None:
    assert desk.http.post("/_control/replay", json={}).status_code == 400
    strange = {"headers": {}, "status": 200, "organisation": "nobody", "provider": "xero", "client_id": "x", "kind": "", "body": ""}
    assert desk.http.post("/_control/replay", json={"entries": [strange]}).status_code == 404


def test_books_are_kept_and_put_back(desk: Desk) -> None:
    desk.contact("Kept")
    assert desk.control("snapshot", {"name": "one"}) == {"snapshots": ["one"]}
    desk.contact("Gone")
    desk.control("restore", {"name": "one"})
    assert desk.names() == ["Kept"]
    again = desk.contact("Gone")
    assert again.status_code == 200
    assert desk.names() == ["Kept", "Gone"]
    assert desk.http.post("/_control/restore", json={"name": "two"}).status_code == 404


def test_books_put_back_are_on_disk_too(tmp_path: Path) -> None:
    books = tmp_path / "sandbox.sqlite"
    with Sandbox.start(seed="empty", path=books) as first:
        desk = Desk(first)
        desk.contact("Kept")
        desk.control("snapshot", {})
        desk.contact("Gone")
        desk.control("restore", {})
        desk.http.close()
    with Sandbox.start(seed="empty", path=books) as second:
        kept = second.world.ground.books
        assert [body["Name"] for shelf in kept.shelves() for body in kept.all(shelf, "Contacts")] == ["Kept"]


def desk_again(desk: Desk) -> Desk:
    """The same desk with a token of the books as they are now."""
    desk.token = desk.control("token", {"provider": "xero", "client_id": "tests"})
    desk.http.headers["authorization"] = f"Bearer {desk.token['access_token']}"
    return desk


def at_quickbooks(desk: Desk, path: str, *, body: dict[str, Any]) -> dict[str, Any]:
    token = desk.control("token", {"provider": "quickbooks", "organisations": [REALM], "client_id": "tests"})["access_token"]
    reply = desk.http.post(path, json=body, headers={"authorization": f"Bearer {token}"})
    made: dict[str, Any] = reply.raise_for_status().json()
    return made
