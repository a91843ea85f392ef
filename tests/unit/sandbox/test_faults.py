"""Every fault that can be ordered, as a client meets it."""

from typing import Any

import httpx
import pytest

from tieout.sandbox import faults
from unit.sandbox.desk import API, Desk


def order(desk: Desk, kind: str, **more: Any) -> None:
    desk.control("faults", {"kind": kind, "provider": "xero", **more})


@pytest.mark.parametrize(("wish", "header"), [(True, "60"), (False, None), (7, "7")])
def test_a_limit_says_when_to_come_back_or_does_not(desk: Desk, wish: int | bool, header: str | None) -> None:
    order(desk, "429_minute", retry_after=wish)
    reply = desk.contact("One")
    assert (reply.status_code, reply.headers.get("Retry-After")) == (429, header)


def test_the_limit_of_the_whole_app_can_be_ordered(desk: Desk) -> None:
    order(desk, "429_appminute")
    assert desk.contact("One").headers["X-Rate-Limit-Problem"] == "appminute"


def test_an_error_after_the_write_has_written(desk: Desk) -> None:
    order(desk, "500_after")
    assert desk.contact("One").status_code == 500
    assert desk.names() == ["One"]


@pytest.mark.parametrize(("kind", "status"), [("clash", 409), ("forbidden", 403), ("500", 500), ("503", 503)])
def test_a_refusal_on_order_leaves_nothing_done(desk: Desk, kind: str, status: int) -> None:
    order(desk, kind)
    assert desk.contact("One").status_code == status
    assert desk.names() == []


def test_an_expired_access_token_can_be_refreshed(desk: Desk) -> None:
    order(desk, "expired")
    assert [desk.contact("One").status_code for _ in range(2)] == [401, 401]
    form = {"grant_type": "refresh_token", "refresh_token": desk.token["refresh_token"], "client_id": "tests"}
    fresh = desk.http.post("/xero/connect/token", data=form).raise_for_status().json()["access_token"]
    desk.http.headers["authorization"] = f"Bearer {fresh}"
    assert desk.contact("One").status_code == 200


def test_an_organisation_can_be_taken_from_a_grant(desk: Desk) -> None:
    order(desk, "tenant_removed")
    assert desk.contact("One").status_code == 403
    assert desk.tenant not in {one["tenantId"] for one in desk.http.get("/xero/connections").json()}
    other = next(one["id"] for one in desk.token["organisations"] if one["id"] != desk.tenant)
    assert desk.http.get(f"{API}/Accounts", headers={"xero-tenant-id": other}).status_code == 200


def test_an_answer_can_hold_a_word_that_no_document_names(desk: Desk) -> None:
    order(desk, "unknown_value", field="ContactStatus", value="HIBERNATING")
    assert desk.contact("One").json()["Contacts"][0]["ContactStatus"] == "HIBERNATING"
    assert desk.http.get(f"{API}/Contacts").json()["Contacts"][0]["ContactStatus"] == "ACTIVE"


def test_an_answer_can_say_that_something_else_was_kept(desk: Desk) -> None:
    order(desk, "other_value", field="Name", value="Two")
    assert desk.contact("One").json()["Contacts"][0]["Name"] == "Two"
    assert desk.http.get(f"{API}/Contacts").json()["Contacts"][0]["Name"] == "One"


def test_an_answer_can_hold_nulls_but_keeps_its_ids(desk: Desk) -> None:
    order(desk, "null_fields")
    (made,) = desk.contact("One").json()["Contacts"]
    assert (made["Name"], made["ContactStatus"]) == (None, None)
    assert made["ContactID"]
    order(desk, "null_fields", field="Name")
    (made,) = desk.contact("Two").json()["Contacts"]
    assert (made["Name"], made["ContactStatus"]) == (None, "ACTIVE")


def test_dates_can_come_empty(desk: Desk) -> None:
    order(desk, "empty_dates")
    made = desk.invoice("10")
    assert (made["Date"], made["DueDateString"], made["Status"]) == ("", "", "AUTHORISED")


def test_a_list_can_forget_that_it_goes_on(desk: Desk) -> None:
    for name in ("One", "Two", "Three"):
        desk.contact(name)
    order(desk, "next_missing")
    short, whole = (desk.http.get(f"{API}/Contacts", params={"page": 1, "pageSize": 1}).json()["pagination"] for _ in range(2))
    assert (short["pageCount"], whole["pageCount"]) == (1, 3)


def test_a_stale_page_is_the_one_from_before_the_write(desk: Desk) -> None:
    order(desk, "stale_page")
    read: list[int] = []
    for _ in range(3):
        read.append(len(desk.http.get(f"{API}/Contacts").json()["Contacts"]))
        desk.contact(f"Number {len(read)}")
    assert read == [0, 0, 2]


READS = {
    "xero": f"{API}/Accounts",
    "quickbooks": "/quickbooks/v3/company/{organisation}/query?query=select * from Account",
    "sage": "/sage/v3.1/ledger_accounts",
}


@pytest.mark.parametrize("kind", sorted({**faults.BEFORE, **faults.AMONG, **faults.AFTER}))
@pytest.mark.parametrize("provider", READS)
def test_every_provider_has_an_answer_of_its_own_for_every_kind(desk: Desk, provider: str, kind: str) -> None:
    token = desk.control("token", {"provider": provider})
    organisation = token["organisations"][0]["id"]
    headers = {"authorization": f"Bearer {token['access_token']}", "xero-tenant-id": organisation, "x-business": organisation}
    desk.control("faults", {"kind": kind, "provider": provider, "seconds": 0.01})
    try:
        status = desk.http.get(READS[provider].format(organisation=organisation), headers=headers).status_code
    except httpx.RemoteProtocolError:
        assert kind in ("lost", "lost_before")
        return
    usual = {"500": 500, "503": 503, "500_after": 500, "forbidden": 403, "revoked": 401, "expired": 401, "tenant_removed": 403}
    # An object in the way is a fault of the request at QuickBooks; at Sage a business out of reach
    # is unknown, and a consent that is gone a matter of rights.
    own = {("quickbooks", "clash"): 400, ("sage", "tenant_removed"): 404, ("sage", "revoked"): 403}
    assert status == own.get((provider, kind), usual.get(kind, 429 if kind.startswith("429") else 409 if kind == "clash" else 200))


def test_a_clash_at_quickbooks_is_a_stale_object(desk: Desk) -> None:
    token = desk.control("token", {"provider": "quickbooks"})
    desk.control("faults", {"kind": "clash", "provider": "quickbooks"})
    path, headers = (
        f"/quickbooks/v3/company/{token['organisations'][0]['id']}/customer",
        {"authorization": f"Bearer {token['access_token']}"},
    )
    assert desk.http.post(path, headers=headers, json={"DisplayName": "One"}).json()["Fault"]["Error"][0]["code"] == "5010"
