"""Who may do what: every path of the API's own description, asked by every role, a stranger and nobody."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from integration.web.world import World
from tieout.store import connections
from tieout.store.workspaces import Role
from tieout.web.api.api import api
from tieout.web.openapi import description
from tieout.web.permissions import PERMISSIONS, Permission

IDS = ("record_id", "import_id", "connection_id", "pending_id", "sync_id", "run_id", "automation_id", "exception_id", "tie_out_id")
# The event stream has tests of its own.
APART = {"get_health", "get_me", "stream_events"}

# What every operation that changes something needs; reading needs `read`.
NEEDED: dict[str, Permission] = {
    "create_record": "edit_records",
    "change_record": "edit_records",
    "upload_import": "import",
    "preview_import": "import",
    "apply_import": "import",
    "delete_import": "import",
    "authorise_connection": "connect",
    "get_pending_connection": "connect",
    "choose_organisations": "connect",
    "sync_reference_data": "connect",
    "disconnect": "connect",
    "use_for_records": "connect",
    "create_sync": "sync",
    "change_sync": "sync",
    "run_sync": "sync",
    "cancel_run": "sync",
    "change_automation": "edit_automations",
    "retry_exception": "resolve_exceptions",
    "dismiss_exception": "resolve_exceptions",
    "retry_cause": "resolve_exceptions",
    "start_tie_out": "tie_out",
    "export_audit": "export_audit",
}


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str

    def address(self, ids: dict[str, str], workspace_id: object) -> str:
        return self.path.format(workspace_id=workspace_id, **ids)

    @property
    def names(self) -> list[str]:
        return [name for name in IDS if f"{{{name}}}" in self.path]


def operations() -> Iterator[Operation]:
    for path, methods in json.loads(description())["paths"].items():
        for method, operation in methods.items():
            yield Operation(id=operation["operationId"], method=method, path=path)


ALL = [operation for operation in operations() if operation.id not in APART]
each_operation = pytest.mark.parametrize("operation", ALL, ids=lambda operation: operation.id)


def ask(client: Client, operation: Operation, *, address: str) -> int:
    body = {} if operation.method == "get" else {"data": b"{}", "content_type": "application/json"}
    return int(getattr(client, operation.method)(address, **body).status_code)


def test_it_knows_every_operation_that_changes_something() -> None:
    changing = {operation.id for operation in ALL if operation.method != "get"}
    assert changing <= NEEDED.keys()
    assert NEEDED.keys() <= {operation.id for operation in ALL}


def test_it_has_more_than_the_paths_of_one_resource() -> None:
    assert len(ALL) >= 45
    assert api.urls_namespace == "api"


def test_the_roles_may_what_was_agreed() -> None:
    everybody = {"read", "export_audit"}
    editors = everybody | {"edit_records", "import", "link", "ask_documents"}
    finance = editors | {"edit_collections", "post", "sync", "approve", "resolve_exceptions", "edit_automations", "tie_out"}
    administrators = finance | {"connect", "manage_members", "manage_settings"}
    assert {
        Role.AUDITOR: everybody,
        Role.EDITOR: editors,
        Role.FINANCE: finance,
        Role.ADMINISTRATOR: administrators,
    } == PERMISSIONS


def test_it_tells_nobody_anything_before_the_sign_in(world: World) -> None:
    answered = {one.id: ask(Client(), one, address=one.address(world.ids, world.workspace_id)) for one in ALL}
    assert answered == dict.fromkeys(answered, 401)
    assert Client().get("/api/v1/me").json()["detail"] == "You are not signed in."


def test_it_does_not_show_a_stranger_that_there_is_anything(world: World, other_world: World) -> None:
    stranger = Client()
    stranger.force_login(other_world.users[Role.ADMINISTRATOR])
    nowhere = uuid4()
    for one in ALL:
        there = ask(stranger, one, address=one.address(world.ids, world.workspace_id))
        not_there = ask(stranger, one, address=one.address(world.ids, nowhere))
        assert there == not_there == 404, one.id


@pytest.mark.feature("X-02", "X-03", "X-04")
@pytest.mark.parametrize("role", [Role.FINANCE, Role.EDITOR, Role.AUDITOR])
def test_only_an_administrator_connects_disconnects_and_chooses_the_ledger(
    role: Role, world: World, browser: Callable[[Role], Client]
) -> None:
    for one in ALL:
        if one.id in ("authorise_connection", "disconnect", "use_for_records"):
            answer = browser(role).post(one.address(world.ids, world.workspace_id))
            assert answer.status_code == 403, one.id
            assert answer.json()["detail"] == f"Your role, {role.label}, may not connect, change or disconnect a ledger."
            assert answer.json()["remedy"] == "Ask somebody with the role System Administrator."
    row = connections.connection(world.workspace_id, world.ledgers[0])
    assert (row.status, row.is_records_ledger) == ("active", True)


@each_operation
def test_it_refuses_a_role_without_the_permission(operation: Operation, world: World, browser: Callable[[Role], Client]) -> None:
    needed = NEEDED.get(operation.id, "read")
    for role in Role:
        address = operation.address(world.ids, world.workspace_id)
        body = {} if operation.method == "get" else {"data": b"{}", "content_type": "application/json"}
        answer = getattr(browser(role), operation.method)(address, **body)
        if needed in PERMISSIONS[role]:
            assert answer.status_code not in (401, 403), role
            assert answer.status_code < 500, role
        else:
            assert answer.status_code == 403, role
            assert role.label in answer.json()["detail"]
            assert Role.ADMINISTRATOR.label in answer.json()["remedy"]


@pytest.mark.parametrize("operation", [one for one in ALL if one.names], ids=lambda operation: operation.id)
def test_it_never_reaches_into_another_workspace(
    operation: Operation, world: World, other_world: World, browser: Callable[[Role], Client]
) -> None:
    administrator = browser(Role.ADMINISTRATOR)
    for name in operation.names:
        mixed = {**world.ids, name: other_world.ids[name]}
        answer = getattr(administrator, operation.method)(
            operation.address(mixed, world.workspace_id), **_full_body(operation, world.ids)
        )
        assert answer.status_code == 404, name
        malformed = {**world.ids, name: "not-an-id"}
        answer = getattr(administrator, operation.method)(
            operation.address(malformed, world.workspace_id), **_full_body(operation, world.ids)
        )
        assert answer.status_code == 404, name


def _full_body(operation: Operation, ids: dict[str, str]) -> dict[str, object]:
    """A body that passes the reading, so that nothing but the id is wrong."""
    mapping = {"collection": "orders", "key": {"kind": "field", "path": "number"}, "columns": []}
    bodies: dict[str, dict[str, object]] = {
        "change_record": {"values": {}, "version": 1},
        "preview_import": {"mapping": mapping},
        "apply_import": {"mapping": mapping},
        "choose_organisations": {"organisation_ids": ["Home-new"]},
        "change_automation": {"enabled": False},
        "dismiss_exception": {"reason": "Known."},
    }
    if operation.method == "get":
        return {}
    return {"data": json.dumps(bodies.get(operation.id, {})), "content_type": "application/json"}
