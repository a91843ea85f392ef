"""What starts automations beside events: a hand, another system, what was missed; and the past, only looked at."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integration.outside_door import told
from integration.web.test_automation_drafts import made, send
from integration.web.world import World
from tieout.engine import actions, run
from tieout.store import runs
from tieout.store.workspaces import Role

SAY = {"id": "say", "kind": "add_comment", "settings": {"text": {"kind": "text", "parts": ["Seen ", {"path": "number"}]}}}


def live(client: Client, base: str, *, on: bool = True, **definition: Any) -> str:
    """The address of a published automation."""
    whole = {"schema": 2, "steps": [SAY], **definition}
    row = made(client, base, name="Live", definition=whole)
    address = f"{base}/automations/{row['id']}"
    answer = send(client.post, f"{address}/publish", revision=1)
    assert answer.status_code == 200, answer.json()
    send(client.patch, address, enabled=on)
    return address


def test_somebody_starts_it_on_the_records_that_are_chosen(
    finance: Client, browser: Callable[[Role], Client], base: str, world: World
) -> None:
    one = live(finance, base, trigger={"type": "manual", "collection": "orders"})
    chosen = [str(record_id) for record_id in world.orders[:2]]
    started = send(browser(Role.EDITOR).post, f"{one}/start", record_ids=chosen).json()["run_ids"]
    assert len(started) == 2
    for run_id in started:
        run.advance_alone(world.workspace_id, runs.Run.objects.get(id=run_id).id)
    shown = finance.get(f"{base}/runs/{started[0]}").json()
    assert (shown["status"], shown["started_by"]) == ("succeeded", "editor@home.example")
    nothing = send(finance.post, f"{one}/start")
    assert (nothing.status_code, nothing.json()["detail"]) == (409, "Live works on orders. Choose at least one record.")


def test_what_happened_while_it_was_off_is_shown_and_played_to_it_once(finance: Client, base: str, world: World) -> None:
    one = live(finance, base, trigger={"type": "record_created", "collection": "orders"}, on=False)
    for key in ("5001", "5002"):
        actions.save_record(world.workspace_id, "orders", key=key, values={"number": key}, actor="tests")
    missed = finance.get(f"{one}/missed").json()
    assert (missed["count"], [item["title"] for item in missed["items"]]) == (2, ["Orders 5001", "Orders 5002"])
    assert send(finance.post, f"{one}/replay", all=True).status_code == 409, "it is off still"
    send(finance.patch, one, enabled=True)
    assert send(finance.post, f"{one}/replay").status_code == 422, "say which"
    first = send(finance.post, f"{one}/replay", event_ids=[missed["items"][0]["event_id"]]).json()
    assert (len(first["run_ids"]), first["passed_over"]) == (1, 0)
    rest = send(finance.post, f"{one}/replay", all=True).json()
    assert len(rest["run_ids"]) == 1
    assert finance.get(f"{one}/missed").json()["count"] == 0


@pytest.mark.feature("T-06")
def test_a_changed_draft_says_what_it_would_have_done_otherwise(finance: Client, base: str, world: World) -> None:
    trigger = {"type": "record_created", "collection": "orders"}
    one = live(finance, base, trigger=trigger)
    for key, country in (("5001", "France"), ("5002", "Spain")):
        values: dict[str, object] = {"number": key, "country": country}
        actions.save_record(world.workspace_id, "orders", key=key, values=values, actor="tests")
    french = {"field": "country", "operator": "=", "value": "France"}
    draft = {"schema": 2, "trigger": {**trigger, "condition": french}, "steps": [SAY]}
    found = send(finance.post, f"{one}/compare", definition=draft, since="2026-01-01T00:00:00Z").json()
    assert (found["looked_at"], found["live_starts"], found["draft_starts"], found["differing"]) == (2, 2, 1, 1)
    (item,) = found["items"]
    assert (item["title"], item["differences"]) == ("Orders 5002", ["It would not start any more."])


def test_an_outside_system_is_given_an_address_and_a_secret_that_are_shown_once(finance: Client, base: str, world: World) -> None:
    one = live(finance, base, trigger={"type": "webhook"}, samples={"trigger": {"body": {"number": "7"}}})
    assert finance.get(one).json()["webhook"] is None
    given = send(finance.post, f"{one}/webhook", rotate=False).json()
    assert len(given["secret"]) > 20
    shown = finance.get(one).json()["webhook"]
    assert shown["has_secret"] is True
    assert given["url"] not in str(finance.get(one).json())
    assert send(finance.post, f"{one}/webhook", rotate=False).status_code == 409
    path = "/hooks/" + given["url"].rpartition("/")[2]
    status, said = told(path, {"number": "8"})
    assert status == 202, said
    (started,) = runs.Run.objects.filter(workspace_id=world.workspace_id, version__automation_id=one.rpartition("/")[2])
    assert started.event is not None
    assert started.event.subject["values"]["body"] == {"number": "8"}
    turned = send(finance.post, f"{one}/webhook", rotate=True).json()
    assert turned["url"] != given["url"]
    assert told(path, {"number": "9"})[0] == 404


@pytest.mark.feature("Q-69")
def test_a_schedule_says_when_it_is_due_next(finance: Client, base: str) -> None:
    schedule = {"cron": "0 2 * * *", "time_zone": "Europe/London"}
    read = {"id": "read", "kind": "sync_entity", "settings": {"of": "invoice"}}
    one = live(finance, base, trigger={"type": "schedule", "schedule": schedule}, steps=[read])
    shown = finance.get(one).json()
    assert shown["next_due_at"] is not None
    assert shown["trigger_text"] == "On a schedule: 0 2 * * * (Europe/London)"
    assert send(finance.patch, one, enabled=False).json()["next_due_at"] is None
