"""The configuration as text: out of one workspace, compared, and into another under a plan."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integration.web.world import World
from tieout.store import collections, syncs, views
from tieout.store.workspaces import Role

JSON = "application/json"


def exported(client: Client, base: str) -> dict[str, Any]:
    answer = client.get(f"{base}/configuration?limit=200").json()
    assert answer["next_cursor"] is None
    return {one["path"]: json.loads(one["text"]) for one in answer["items"]}


def post(client: Client, address: str, *, body: dict[str, Any]) -> Any:
    answer = client.post(address, json.dumps(body), content_type=JSON)
    assert answer.status_code == 200, answer.json()
    return answer.json()


@pytest.fixture
def administrator(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.ADMINISTRATOR)


@pytest.fixture
def elsewhere(other_world: World) -> tuple[Client, str]:
    client = Client()
    client.force_login(other_world.users[Role.ADMINISTRATOR])
    return client, f"/api/v1/workspaces/{other_world.workspace_id}"


@pytest.mark.feature("T-11")
def test_it_carries_a_configuration_to_another_workspace_under_a_plan(
    administrator: Client, base: str, world: World, elsewhere: tuple[Client, str], other_world: World
) -> None:
    orders = collections.collection(world.workspace_id, "orders")
    assert orders is not None
    views.save_view(
        world.workspace_id,
        views.View(workspace_id=world.workspace_id, collection=orders, name="To do", arrangement={"sort": "number"}),
    )
    field = {"name": "Priority", "type": "choice", "choices": ["high", "low"], "hint": "Who comes first"}
    made = administrator.post(f"{base}/collections/orders/fields", json.dumps(field), content_type=JSON)
    assert made.status_code in (200, 201), made.json()
    there, address = elsewhere
    files = exported(administrator, base)
    assert not any(str(world.workspace_id) in json.dumps(one) for one in files.values())
    assert not any(str(one) in json.dumps(files) for one in world.ledgers)
    plan = post(there, f"{address}/configuration/plan", body={"files": files})
    said = {(one["kind"], one["action"], one["name"]) for one in plan["changes"]}
    assert ("collection", "change", "Orders") in said
    paths = {one["path"] for change in plan["changes"] for one in change["differences"]}
    assert {"fields.priority", "views.To do"} <= paths
    assert {one["name"] for one in plan["ledgers"]} >= {"xero/Demo Company (xero)", "quickbooks/Demo Company (quickbooks)"}
    untouched = collections.collection(other_world.workspace_id, "orders")
    assert untouched is not None
    assert "priority" not in {one.key for one in untouched.fields.all()}
    done = {"files": files, "fingerprint": plan["fingerprint"]}
    post(there, f"{address}/configuration/apply", body=done)
    assert exported(there, address) == files
    assert post(there, f"{address}/configuration/plan", body={"files": files})["changes"] == []
    (sync,) = syncs.syncs(other_world.workspace_id)
    assert {sync.source_id, sync.target_id} == set(other_world.ledgers)


def test_it_applies_nothing_when_the_state_is_another_than_the_plan_saw(administrator: Client, base: str, world: World) -> None:
    files = exported(administrator, base)
    files["workspace.json"]["policies"]["token_days_max"] = 30
    plan = post(administrator, f"{base}/configuration/plan", body={"files": files})
    (change,) = plan["changes"]
    assert change["differences"] == [{"path": "policies.token_days_max", "before": None, "after": 30}]
    changed = administrator.patch(f"{base}/policies", json.dumps({"token_days_max": 60}), content_type=JSON)
    assert changed.status_code == 200
    body = json.dumps({"files": files, "fingerprint": plan["fingerprint"]})
    late = administrator.post(f"{base}/configuration/apply", body, content_type=JSON)
    assert late.status_code == 409
    assert "changed since this plan" in late.json()["detail"]


def test_it_takes_away_no_value_and_says_what_cannot_be_read(administrator: Client, base: str, world: World) -> None:
    files = exported(administrator, base)
    orders = files["collections/orders.json"]
    gone = next(one for one in orders["fields"] if one["type"] == "text" and not one["required"] and not one["options"])
    orders["fields"].remove(gone)
    plan = post(administrator, f"{base}/configuration/plan", body={"files": files})
    post(administrator, f"{base}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"]})
    assert gone["key"] in {one["key"] for one in exported(administrator, base)["collections/orders.json"]["fields"]}
    plan = post(administrator, f"{base}/configuration/plan", body={"files": files})
    post(administrator, f"{base}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"], "remove": True})
    kept = next(one for one in exported(administrator, base)["collections/orders.json"]["fields"] if one["key"] == gone["key"])
    assert kept["archived"]
    wrong = {**files, "secrets/keys.json": {}, "collections/orders.json": {**orders, "colour": "red"}}
    refused = administrator.post(f"{base}/configuration/plan", json.dumps({"files": wrong}), content_type=JSON)
    assert refused.status_code == 409
    assert "secrets/keys.json: no such file" in refused.json()["detail"]
    assert "collections/orders.json: colour" in refused.json()["detail"]


def test_a_policy_that_would_lock_its_maker_out_is_not_imported(administrator: Client, base: str) -> None:
    files = exported(administrator, base)
    files["workspace.json"]["policies"]["mfa_required"] = True
    plan = post(administrator, f"{base}/configuration/plan", body={"files": files})
    body = json.dumps({"files": files, "fingerprint": plan["fingerprint"]})
    refused = administrator.post(f"{base}/configuration/apply", body, content_type=JSON)
    assert refused.status_code == 409
    assert "locked out" in refused.json()["detail"]
