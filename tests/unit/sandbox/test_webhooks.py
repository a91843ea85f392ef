"""Webhooks: signed and shaped as the providers do, tried again by the clock, given up after a day, spoilt on order."""

import json
from typing import Any

import httpx
import pytest

from unit.sandbox.desk import DAY, KEY, Desk, Receiver

REALM = "9341450000000102"
MINUTE = 60


def subscribe(desk: Desk, receiver: Receiver, **more: Any) -> dict[str, Any]:
    return desk.control("webhooks", {"provider": "xero", "url": receiver.url, "key": KEY, **more})


def quickbooks(desk: Desk, receiver: Receiver, **more: Any) -> dict[str, Any]:
    receiver.header = "intuit-signature"
    return desk.control("webhooks", {"provider": "quickbooks", "url": receiver.url, "key": KEY, **more})


def term(desk: Desk, name: str) -> dict[str, Any]:
    token = desk.control("token", {"provider": "quickbooks", "organisations": [REALM]})["access_token"]
    path, headers = f"/quickbooks/v3/company/{REALM}/customer", {"authorization": f"Bearer {token}"}
    made: dict[str, Any] = desk.http.post(path, json={"DisplayName": name}, headers=headers).raise_for_status().json()["Customer"]
    return made


def heard(desk: Desk, receiver: Receiver) -> list[Any]:
    """The bodies that arrived since the last look, empty ones left out."""
    desk.control("webhooks/flush", {})
    bodies = [json.loads(body) for _, body in receiver.received]
    receiver.received.clear()
    return [body for body in bodies if body and body != [] and (isinstance(body, list) or body.get("events", True))]


def names_in(desk: Desk, bodies: list[Any]) -> list[list[str]]:
    kept = desk.look("objects", provider="xero", organisation=desk.tenant, kind="Contacts")["objects"]
    names = {one["ContactID"]: one["Name"] for one in kept}
    return [[names[event["resourceId"]] for event in body["events"]] for body in bodies]


def test_an_intent_to_receive_has_bad_signatures_one_character_off(desk: Desk, receiver: Receiver) -> None:
    assert subscribe(desk, receiver)["status"] == "active"
    marks = [headers["x-xero-signature"] for headers, _ in receiver.received]
    bodies = [json.loads(body) for _, body in receiver.received]
    assert all(body["events"] == [] and body["firstEventSequence"] == body["lastEventSequence"] == 0 for body in bodies)
    assert b'"firstEventSequence": 0' in receiver.received[0][1], "blanks that nobody would write again"
    assert [one["status"] for one in desk.look("webhooks/sent")["sent"]] == [200, 401, 200, 401]
    assert len(set(marks)) == 4


def test_who_takes_any_signature_is_refused_and_told_nothing(desk: Desk, receiver: Receiver) -> None:
    receiver.careless = True
    assert subscribe(desk, receiver)["status"] == "refused"
    desk.contact("One")
    assert heard(desk, receiver) == []


def test_xero_tells_what_changed_with_numbers_and_no_contents(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver)
    made = desk.invoice("100")
    (body,) = heard(desk, receiver)
    events = {event["eventCategory"]: event for event in body["events"]}
    assert set(events) == {"CONTACT", "INVOICE"}
    assert (body["firstEventSequence"], body["lastEventSequence"]) == (1, 2)
    event = events["INVOICE"]
    assert (event["resourceId"], event["eventType"], event["tenantId"]) == (made["InvoiceID"], "CREATE", desk.tenant)
    reply = desk.http.get(event["resourceUrl"])
    assert reply.json()["Invoices"][0]["InvoiceNumber"] == made["InvoiceNumber"]
    desk.http.post(f"/xero/api.xro/2.0/Invoices/{made['InvoiceID']}", json={"Status": "VOIDED"}).raise_for_status()
    (body,) = heard(desk, receiver)
    assert [(one["eventCategory"], one["eventType"]) for one in body["events"]][-1] == ("INVOICE", "UPDATE")


def test_what_is_taken_back_is_not_told(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver)
    desk.contact("One")
    heard(desk, receiver)
    assert desk.http.put("/xero/api.xro/2.0/Contacts", json={"Contacts": [{"Name": ""}]}).status_code == 400
    assert heard(desk, receiver) == []


def test_other_organisations_can_be_left_out(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver, organisations=["somebody else"])
    desk.contact("One")
    assert heard(desk, receiver) == []


def test_quickbooks_tells_in_cloud_events(desk: Desk, receiver: Receiver) -> None:
    assert quickbooks(desk, receiver)["shape"] == "cloudevents"
    made = term(desk, "Somebody")
    desk.control("webhooks/flush", {})
    (headers, _), bodies = receiver.received[0], heard(desk, receiver)
    event = bodies[0][0]
    assert (event["type"], event["intuitentityid"], event["intuitaccountid"]) == ("qbo.customer.created.v1", made["Id"], REALM)
    assert len(event["time"]) == len("2026-03-02T10:11:12.123456789Z")
    assert {"intuit-t-id", "intuit-created-time", "intuit-notification-schema-version"} <= set(headers)


def test_quickbooks_tells_in_the_classic_shape(desk: Desk, receiver: Receiver) -> None:
    quickbooks(desk, receiver, shape="classic")
    made = term(desk, "Somebody")
    (body,) = heard(desk, receiver)
    (notice,) = body["eventNotifications"]
    entity = notice["dataChangeEvent"]["entities"][0]
    assert (notice["realmId"], entity["name"], entity["id"], entity["operation"]) == (REALM, "Customer", made["Id"], "Create")


def test_xero_tries_again_at_once_then_every_quarter_of_an_hour(desk: Desk, receiver: Receiver) -> None:
    desk.control("clock", {"frozen": True})
    subscribe(desk, receiver)
    receiver.received.clear()
    receiver.answers = [500, 302, 500]
    desk.contact("One")
    assert desk.control("webhooks/flush", {})["waiting"] == 1
    assert len(receiver.received) == 2
    desk.control("clock", {"advance_seconds": 15 * MINUTE})
    desk.control("webhooks/flush", {})
    assert len(receiver.received) == 3
    desk.control("clock", {"advance_seconds": 15 * MINUTE})
    assert desk.control("webhooks/flush", {})["waiting"] == 0
    assert len({body for _, body in receiver.received}) == 1, "the same bytes each time"
    assert [one["status"] for one in desk.look("webhooks/sent")["sent"]][-4:] == [500, 302, 500, 200]


def test_who_does_not_listen_for_a_day_is_disabled(desk: Desk, receiver: Receiver) -> None:
    desk.control("clock", {"frozen": True})
    subscribe(desk, receiver, retry_seconds=[DAY / 2])
    receiver.answers = [500] * 20
    desk.contact("One")
    for _ in range(3):
        desk.control("webhooks/flush", {})
        desk.control("clock", {"advance_seconds": DAY / 2})
    (described,) = desk.look("webhooks")["webhooks"]
    assert (described["status"], described["waiting"]) == ("disabled", 0)


def test_an_answer_with_a_cookie_is_not_heard(desk: Desk, receiver: Receiver) -> None:
    desk.control("clock", {"frozen": True})
    subscribe(desk, receiver)
    receiver.cookie = "session=1"
    desk.contact("One")
    assert desk.control("webhooks/flush", {})["waiting"] == 1


def test_quickbooks_tries_again_after_an_outage_but_not_after_a_refusal(desk: Desk, receiver: Receiver) -> None:
    desk.control("clock", {"frozen": True})
    quickbooks(desk, receiver)
    receiver.answers = [400]
    term(desk, "Refused")
    assert desk.control("webhooks/flush", {})["waiting"] == 0
    receiver.answers = [503]
    term(desk, "Away")
    waiting = desk.control("webhooks/flush", {})
    assert waiting["waiting"] == 1
    desk.control("clock", {"advance_seconds": 20 * MINUTE})
    assert desk.control("webhooks/flush", {})["waiting"] == 0


@pytest.mark.feature("T-01")
def test_a_notice_comes_twice_late_never_or_behind_the_next(desk: Desk, receiver: Receiver) -> None:
    desk.control("clock", {"frozen": True})
    subscribe(desk, receiver)
    desk.control("faults", {"kind": "webhook_duplicate"})
    desk.contact("Twice")
    twice = heard(desk, receiver)
    assert names_in(desk, twice) == [["Twice"], ["Twice"]]
    assert twice[0] == twice[1]
    desk.control("faults", {"kind": "webhook_loss"})
    desk.contact("Lost")
    desk.contact("After")
    (after,) = heard(desk, receiver)
    assert (names_in(desk, [after]), after["firstEventSequence"]) == ([["After"]], twice[0]["lastEventSequence"] + 2)
    desk.control("faults", {"kind": "webhook_delay", "seconds": 30, "path": "contacts"})
    desk.contact("Late")
    assert heard(desk, receiver) == []
    desk.control("clock", {"advance_seconds": 30})
    assert names_in(desk, heard(desk, receiver)) == [["Late"]]
    desk.control("faults", {"kind": "webhook_reorder", "seconds": 300})
    desk.contact("First")
    desk.contact("Second")
    assert names_in(desk, heard(desk, receiver)) == [["Second"], ["First"]]


def test_what_happens_at_once_is_told_at_once(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver, verify=False)
    desk.http.put("/xero/api.xro/2.0/Contacts", json={"Contacts": [{"Name": f"Number {n}"} for n in range(150)]}).raise_for_status()
    assert [len(body["events"]) for body in heard(desk, receiver)] == [100, 50]


def test_it_delivers_without_being_asked_to(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver, verify=False)
    desk.contact("One")
    for _ in range(200):
        if receiver.received:
            break
        httpx.get(f"{desk.http.base_url}/_control/health")
    assert len(receiver.received) == 1


def test_reset_ends_the_subscriptions_and_a_seed_is_no_news(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver, verify=False)
    desk.control("seed", {"name": "empty"})
    assert heard(desk, receiver) == []
    desk.control("reset", {})
    assert desk.look("webhooks") == {"webhooks": []}


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"url": "http://example.com/"}, "this machine"),
        ({"url": "file:///etc/passwd"}, "this machine"),
        ({"key": ""}, "key"),
        ({"provider": "sage"}, "shape"),
        ({"shape": "classic"}, "shape"),
        ({"colour": "red"}, "unknown"),
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused(desk: Desk, receiver: Receiver, wish: dict[str, str], word: str) -> None:
    reply = desk.http.post("/_control/webhooks", json={"provider": "xero", "url": receiver.url, "key": KEY, **wish})
    assert reply.status_code == 400
    assert word in reply.json()["error"]
