"""Sage over a socket: headers, faults on order and the control API."""

from collections.abc import Iterator

import httpx
import pytest

from tieout.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed="empty", limits="off") as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    httpx.post(f"{sandbox.url}/_control/reset", json={"seed": "empty"}).raise_for_status()
    token = httpx.post(f"{sandbox.url}/_control/token", json={"provider": "sage"}).json()
    headers = {"Authorization": f"Bearer {token['access_token']}", "X-Business": token["organisations"][0]["id"]}
    with httpx.Client(base_url=f"{sandbox.url}/sage/v3.1", headers=headers) as served:
        yield served


def order(sandbox: Sandbox, **fault: object) -> None:
    httpx.post(f"{sandbox.url}/_control/faults", json={"provider": "sage", **fault}).raise_for_status()


def test_it_answers_with_its_own_headers_and_the_clock_of_the_sandbox(sandbox: Sandbox, client: httpx.Client) -> None:
    httpx.post(f"{sandbox.url}/_control/clock", json={"set": "2027-01-15T10:00:00Z", "frozen": True}).raise_for_status()
    token = httpx.post(f"{sandbox.url}/_control/token", json={"provider": "sage"}).json()["access_token"]
    answer = client.get("/contacts", headers={"Authorization": f"Bearer {token}"})
    assert answer.headers["Date"] == "Fri, 15 Jan 2027 10:00:00 GMT"
    assert answer.headers["X-Business"] == client.headers["X-Business"]
    assert len(answer.headers["x_request_id"]) == 32


def test_it_has_written_what_it_answered_with_500(sandbox: Sandbox, client: httpx.Client) -> None:
    order(sandbox, kind="500_after", method="POST")
    sent = {"contact": {"name": "Twice?", "contact_type_ids": ["CUSTOMER"], "idempotency_id": "0" * 32}}
    assert client.post("/contacts", json=sent).status_code == 500
    assert client.post("/contacts", json=sent).status_code == 201
    assert client.get("/contacts", params={"exclude_system": "true"}).json()["$total"] == 1


def test_it_leaves_out_the_next_page_on_order(sandbox: Sandbox, client: httpx.Client) -> None:
    order(sandbox, kind="next_missing")
    page = client.get("/countries", params={"items_per_page": 5}).json()
    assert page["$next"] is None
    assert page["$total"] > 5


def test_it_runs_out_of_a_token_early_on_order(sandbox: Sandbox, client: httpx.Client) -> None:
    order(sandbox, kind="expired")
    answer = client.get("/contacts")
    assert answer.status_code == 401
    assert answer.json()[0]["$dataCode"] == "AuthorizationFailure"


@pytest.mark.parametrize("retry_after", [True, False])
def test_it_is_over_its_limit_with_and_without_a_time_to_wait(sandbox: Sandbox, client: httpx.Client, retry_after: bool) -> None:
    order(sandbox, kind="429_minute", retry_after=retry_after)
    answer = client.get("/contacts")
    assert answer.status_code == 429
    assert ("Retry-After" in answer.headers) == retry_after


def test_it_shows_its_businesses_on_the_page_and_in_the_log(sandbox: Sandbox, client: httpx.Client) -> None:
    client.get("/contacts")
    assert "Demo Business (Ireland)" in httpx.get(sandbox.url).text
    entries = httpx.get(f"{sandbox.url}/_control/log", params={"provider": "sage", "kind": "contacts"}).json()["entries"]
    assert [(one["client_id"], one["organisation"]) for one in entries] == [("tieout", client.headers["X-Business"])]
