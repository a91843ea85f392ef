"""The configuration as text: out of one workspace, compared, and into another under a plan."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pydantic import JsonValue

from integration.web.world import World
from tieout.engine import publishing
from tieout.store import audit, automations, collections, step_secrets, syncs
from tieout.store.step_secrets import NewSecret
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
    there, address = elsewhere
    assert exported(administrator, base) == exported(there, address)
    reshape(administrator, base, world=world)
    files, before = exported(administrator, base), exported(there, address)
    assert not any(str(world.workspace_id) in json.dumps(one) for one in files.values())
    assert not any(str(one) in json.dumps(files) for one in world.ledgers)
    plan = post(there, f"{address}/configuration/plan", body={"files": files})
    assert {(one["kind"], one["action"], one["name"]) for one in plan["changes"]} == {
        ("workspace", "change", "workspace.json"),
        ("collection", "add", "Boats"),
        ("collection", "change", "Customers"),
        ("collection", "change", "Orders"),
        ("automation", "add", "Dear customers"),
        ("automation", "change", "Products to the ledger"),
        ("sync", "change", "syncs/xero-demo-company-xero-quickbooks-demo-company-quickbooks.json"),
    }
    paths = {one["path"] for change in plan["changes"] for one in change["differences"]}
    assert {"fields.priority", "views.To do", "mapping.update_linked", "maps.accounts.200", "policies.token_days_max"} <= paths
    assert {one["name"] for one in plan["ledgers"]} >= {"xero/Demo Company (xero)", "quickbooks/Demo Company (quickbooks)"}
    assert exported(there, address) == before, "a plan writes nothing"
    done = {"files": files, "fingerprint": plan["fingerprint"]}
    post(there, f"{address}/configuration/apply", body=done)
    assert exported(there, address) == files
    assert post(there, f"{address}/configuration/plan", body={"files": files})["changes"] == []
    (sync,) = syncs.syncs(other_world.workspace_id)
    assert ({sync.source_id, sync.target_id}, sync.maps["accounts"]) == (set(other_world.ledgers), {"200": "81"})
    dear = next(one for one in automations.automations(other_world.workspace_id) if one.name == "Dear customers")
    live = automations.live_definition(other_world.workspace_id, dear.id)
    assert (dear.enabled, live is not None and live.definition["steps"][0]["settings"]["connection"]) == (
        True, str(other_world.ledgers[0]),
    )  # fmt: skip
    # What a person would have left behind by the same changes on the page.
    assert actions(other_world) >= {
        "collection.created", "field.added", "view.saved", "collection.accounting_changed", "automation.published",
        "automation.enabled", "automation.disabled", "sync.saved", "sync.disabled", "policies.changed", "configuration.imported",
    }  # fmt: skip


def reshape(client: Client, base: str, *, world: World) -> None:
    """Something of every kind that a configuration has is another than it was."""

    def said(method: str, path: str, **body: object) -> None:
        answer = getattr(client, method)(f"{base}{path}", json.dumps(body), content_type=JSON)
        assert answer.status_code in (200, 201), answer.json()

    said("post", "/collections", name="Boats")
    said("post", "/collections/orders/fields", name="Priority", type="choice", choices=["high", "low"], hint="Who comes first")
    said("post", "/collections/orders/views", name="To do", shared=True, arrangement={"sort": "number"})
    customers = collections.collection(world.workspace_id, "customers")
    assert customers is not None
    said("put", "/collections/customers/accounting", mapping={**customers.mapping, "update_linked": True}, confirmed=False)
    create: dict[str, JsonValue] = {
        "id": "create", "kind": "create_in_ledger", "settings": {"connection": str(world.ledgers[0])},
    }  # fmt: skip
    dear: dict[str, JsonValue] = {"schema": 1, "trigger": {"type": "manual", "collection": "customers"}, "steps": [create]}
    publishing.publish(world.workspace_id, name="Dear customers", definition=dear, enabled=True, actor="tests")
    products = next(one for one in automations.automations(world.workspace_id) if one.name == "Products to the ledger")
    said("patch", f"/automations/{products.id}", enabled=False)
    said("patch", f"/syncs/{world.ids['sync_id']}", kinds=["contact", "item"], account_map={"200": "81"}, enabled=False)
    said("patch", "/policies", token_days_max=200, sso_domains=["shop.example"])


def client_applies(client: Client, base: str, *, files: dict[str, Any]) -> bool:
    plan = post(client, f"{base}/configuration/plan", body={"files": files})
    post(client, f"{base}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"]})
    found = [view["name"] for view in exported(client, base)["collections/orders.json"]["views"]]
    return all(view["name"] in found for view in files["collections/orders.json"]["views"])


def actions(world: World) -> set[str]:
    return set(audit.AuditEntry.objects.filter(workspace_id=world.workspace_id).values_list("action", flat=True))


def refused(client: Client, base: str, *, files: dict[str, Any]) -> str:
    """What is said when files are planned and applied that cannot be taken in; the state is as it was."""
    before = exported(client, base)
    plan = client.post(f"{base}/configuration/plan", json.dumps({"files": files}), content_type=JSON)
    if plan.status_code == 200:
        body = {"files": files, "fingerprint": plan.json()["fingerprint"]}
        answer = client.post(f"{base}/configuration/apply", json.dumps(body), content_type=JSON)
    else:
        answer = plan
    assert answer.status_code == 409, answer.json()
    assert exported(client, base) == before
    return str(answer.json()["detail"])


def test_a_mapping_is_taken_in_only_where_the_pane_would_keep_it(administrator: Client, base: str) -> None:
    files = exported(administrator, base)
    customers = files["collections/customers.json"]

    def said(**changes: Any) -> str:
        return refused(administrator, base, files={**files, "collections/customers.json": {**customers, **changes}})

    assert "is items, and its mapping is for contacts" in said(accounting_type="items")
    assert "is none, and its mapping is for contacts" in said(accounting_type="none")
    assert "is contacts, and its mapping is for none" in said(mapping={})
    nowhere = {**customers["mapping"], "name": {"kind": "field", "path": "nowhere"}}
    assert "there is no field nowhere" in said(mapping=nowhere)
    assert "Name is needed" in said(mapping={"type": "contacts", "option": 1})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": [{"id": "x", "kind": "dance"}]}, "no kind of step dance"),
        ({"steps": [{"id": "x", "kind": "update_record", "settings": {}}]}, "Values is missing"),
        ({"steps": [{"id": "x", "kind": "create_in_ledger", "settings": {"connection": "none"}}]}, "no such connection"),
        ({"trigger": {"type": "record_saved", "collection": "nowhere"}}, "no collection nowhere"),
        ({"colour": "Breaks whoever reads it"}, "colour"),
    ],
)
def test_an_automation_is_taken_in_only_as_it_could_run(
    administrator: Client, base: str, change: dict[str, Any], words: str
) -> None:
    files = exported(administrator, base)
    file = next(name for name, one in files.items() if one.get("name") == "Products to the ledger")
    files[file] = {**files[file], "definition": {**files[file]["definition"], **change}}
    assert words in refused(administrator, base, files=files)


@pytest.mark.parametrize(
    ("arrangement", "words"),
    [
        ({"sort": "-gone"}, "sorts, groups or filters by gone"),
        ({"group": "gone"}, "sorts, groups or filters by gone"),
        ({"filters": {"gone": "1"}}, "sorts, groups or filters by gone"),
        ({"where": json.dumps({"combinator": "and", "rules": [{"field": "gone", "operator": "=", "value": "1"}]})}, "gone"),
        ({"where": "[1]"}, "cannot be read"),
    ],
)
def test_a_view_that_its_list_could_not_show_is_not_taken_in(
    administrator: Client, base: str, *, arrangement: dict[str, Any], words: str
) -> None:
    files = exported(administrator, base)
    orders = files["collections/orders.json"]
    orders["views"] = [{"name": "By what is gone", "is_default": False, "arrangement": arrangement}]
    said = refused(administrator, base, files=files)
    assert "Orders: the view By what is gone" in said
    assert words in said
    orders["views"][0]["arrangement"] = {"sort": "number", "hide": "gone"}
    assert client_applies(administrator, base, files=files)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("workspace.json policies sso_domains", ["not a domain"], "write domains"),
        ("workspace.json policies token_days_max", 0, "greater than or equal to 1"),
        ("collections/orders.json views", [{"name": "V", "is_default": False, "arrangement": {"widths": 1}}], "widths"),
        ("syncs/ maps", {"accounts": ["200"]}, "accounts"),
    ],
)
def test_what_no_page_could_have_written_is_not_taken_in(
    administrator: Client, base: str, *, place: str, value: object, words: str
) -> None:
    files = exported(administrator, base)
    file, *path, last = place.split()
    inside = files[next(name for name in files if name.startswith(file))]
    for part in path:
        inside = inside[part]
    inside[last] = value
    assert words in refused(administrator, base, files=files)


def test_a_token_takes_in_no_more_than_its_scopes_would_change(administrator: Client, base: str, world: World) -> None:
    files = exported(administrator, base)
    files["workspace.json"]["policies"]["token_days_max"] = 30
    made = {"name": "Settings", "role": "administrator", "scopes": ["read", "manage_settings"], "days": 30}
    secret = administrator.post(f"{base}/tokens", json.dumps(made), content_type=JSON).json()["secret"]
    program = Client(headers={"authorization": f"Bearer {secret}"})
    plan = post(program, f"{base}/configuration/plan", body={"files": files})
    post(program, f"{base}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"]})
    files["collections/orders.json"]["description"] = "Everything that was sold"
    plan = post(program, f"{base}/configuration/plan", body={"files": files})
    body = json.dumps({"files": files, "fingerprint": plan["fingerprint"]})
    answer = program.post(f"{base}/configuration/apply", body, content_type=JSON)
    assert (answer.status_code, answer.json()["remedy"]) == (403, "Make a token with the scope edit_collections.")


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


@pytest.mark.parametrize("written", [True, 1, "true"])
def test_a_policy_that_would_lock_its_maker_out_is_not_imported(administrator: Client, base: str, written: object) -> None:
    files = exported(administrator, base)
    files["workspace.json"]["policies"]["mfa_required"] = written
    assert "locked out" in refused(administrator, base, files=files)


CALL: dict[str, JsonValue] = {"id": "tell", "kind": "call", "settings": {"automation": "", "values": {}}}
WELCOME: dict[str, JsonValue] = {
    "id": "welcome",
    "kind": "add_comment",
    "settings": {"text": {"kind": "fixed", "value": "Welcome"}},
}
IS_DEAR: dict[str, JsonValue] = {"field": "name", "operator": "contains", "value": "dear"}


def greeting(**step: JsonValue) -> dict[str, JsonValue]:
    """An automation of the present form, with branches, a note, a place on the canvas and a sample of somebody's data."""
    check: dict[str, Any] = {
        "id": "check",
        "kind": "condition",
        "settings": {"condition": IS_DEAR},
        "branches": {"then": [{**WELCOME, **step}]},
    }
    return {
        "schema": 2,
        "trigger": {"type": "record_created", "collection": "customers"},
        "steps": [check],
        "layout": {"check": {"x": 10, "y": 20}},
        "notes": [{"id": "why", "text": "They like it", "place": {"x": 0, "y": 0}}],
        "samples": {"trigger": {"name": "A customer of ours"}},
    }


def automation_id(workspace: World, name: str) -> str:
    return str(next(one.id for one in automations.automations(workspace.workspace_id) if one.name == name))


@pytest.mark.feature("T-11")
def test_automations_are_text_in_the_present_form_without_drafts_and_samples(
    administrator: Client, base: str, world: World
) -> None:
    publishing.publish(world.workspace_id, name="Greeting", definition=greeting(), enabled=True, actor="tests")
    (row,) = [one for one in automations.automations(world.workspace_id) if one.name == "Greeting"]
    draft = {**greeting(name="Not published"), "description": "Nobody has seen this yet"}
    automations.save_draft(world.workspace_id, row, draft=draft, by="tests")
    file = exported(administrator, base)["automations/greeting.json"]
    assert file["enabled"] is True
    definition = file["definition"]
    assert (definition["schema"], definition["samples"], definition["layout"]) == (2, {}, {"check": {"x": 10, "y": 20}})
    assert definition["steps"][0]["branches"]["then"][0]["id"] == "welcome"
    assert "Not published" not in json.dumps(file)
    assert "Nobody has seen" not in json.dumps(file)
    files = exported(administrator, base)
    assert all(one["definition"]["schema"] == 2 for path, one in files.items() if path.startswith("automations/"))


@pytest.mark.feature("T-11")
def test_a_file_of_an_older_form_is_brought_up_and_only_what_means_something_else_differs(
    administrator: Client, base: str, world: World
) -> None:
    old: dict[str, Any] = {
        "schema": 1,
        "trigger": {"type": "record_created", "collection": "customers"},
        "steps": [{"id": "check", "kind": "condition", "settings": {"condition": IS_DEAR}, "then": [WELCOME]}],
    }
    publishing.publish(world.workspace_id, name="Greeting", definition=old, enabled=False, actor="tests")
    files = exported(administrator, base)
    files["automations/greeting.json"] = {"name": "Greeting", "enabled": False, "definition": old}
    assert post(administrator, f"{base}/configuration/plan", body={"files": files})["changes"] == [], "the form alone is no change"
    said = {**WELCOME, "settings": {"text": {"kind": "fixed", "value": "Good day"}}}
    changed = {**old, "steps": [{**old["steps"][0], "then": [said]}]}
    files["automations/greeting.json"] = {"name": "Greeting", "enabled": False, "definition": changed}
    plan = post(administrator, f"{base}/configuration/plan", body={"files": files})
    ((change,),) = [plan["changes"]]
    assert change["differences"] == [
        {
            "path": "definition.steps.check.branches.then.welcome.settings.text.value",
            "before": "Welcome",
            "after": "Good day",
        }
    ]
    post(administrator, f"{base}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"]})
    (row,) = [one for one in automations.automations(world.workspace_id) if one.name == "Greeting"]
    live = automations.live_definition(world.workspace_id, row.id)
    assert live is not None
    assert (live.number, live.definition["schema"]) == (2, 2)
    newer = {**changed, "schema": 3}
    files["automations/greeting.json"] = {"name": "Greeting", "enabled": False, "definition": newer}
    assert "this Tieout knows the forms 1 to 2" in refused(administrator, base, files=files)


@pytest.mark.feature("T-11")
def test_automations_that_call_one_another_and_use_secrets_keep_their_names_elsewhere(
    administrator: Client, base: str, world: World, elsewhere: tuple[Client, str], other_world: World
) -> None:
    there, address = elsewhere
    called: dict[str, Any] = {"schema": 2, "trigger": {"type": "called"}, "steps": [{"id": "end", "kind": "stop", "settings": {}}]}
    publishing.publish(world.workspace_id, name="Zealous", definition=called, enabled=True, actor="tests")
    new = NewSecret(name="Their key", kind="bearer", hosts=("api.example",), parts={"token": "only-for-tests"})
    secret = step_secrets.make(world.workspace_id, new, by="tests")
    request = {"url": {"kind": "fixed", "value": "https://api.example/x"}, "secret": str(secret.id)}
    steps: list[Any] = [
        {**CALL, "settings": {"automation": automation_id(world, "Zealous"), "values": {}}},
        {"id": "ask", "kind": "http_request", "settings": request},
    ]
    definition: dict[str, Any] = {**greeting(), "steps": steps, "layout": {}, "samples": {}}
    publishing.publish(world.workspace_id, name="Eager", definition=definition, enabled=False, actor="tests")
    files = exported(administrator, base)
    written = json.dumps(files["automations/eager.json"])
    assert '"automation Zealous"' in written
    assert '"secret Their key"' in written
    assert "only-for-tests" not in json.dumps(files)
    assert "needs a secret called Their key" in refused(there, address, files=files)
    step_secrets.make(other_world.workspace_id, new, by="tests")
    plan = post(there, f"{address}/configuration/plan", body={"files": files})
    post(there, f"{address}/configuration/apply", body={"files": files, "fingerprint": plan["fingerprint"]})
    assert exported(there, address) == files
    (eager,) = [one for one in automations.automations(other_world.workspace_id) if one.name == "Eager"]
    live = automations.live_definition(other_world.workspace_id, eager.id)
    assert live is not None
    assert live.definition["steps"][0]["settings"]["automation"] == automation_id(other_world, "Zealous")
    lost = {**files}
    del lost["automations/zealous.json"]
    name = "automation Nobody"
    lost["automations/eager.json"] = json.loads(written.replace("automation Zealous", name))
    assert "calls Nobody, which is neither here nor in the files" in refused(there, address, files=lost)
