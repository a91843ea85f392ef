"""Who may do what: every path of the API's own description, asked by every role, a stranger and nobody."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from integration.web.world import World
from tieout.store import connections
from tieout.store.workspaces import Role
from tieout.web.api.api import ROUTERS
from tieout.web.openapi import description
from tieout.web.permissions import PERMISSIONS, Permission

IDS = (
    "record_id",
    "import_id",
    "connection_id",
    "pending_id",
    "sync_id",
    "run_id",
    "automation_id",
    "approval_id",
    "exception_id",
    "tie_out_id",
    "member_id",
    "token_id",
    "invitation_id",
    "view_id",
    "document_id",
    "request_id",
    "change_id",
    "comment_id",
    "file_id",
    "mass_id",
    "secret_id",
    "rule_id",
    "posting_id",
)
# The event stream has tests of its own.
APART = {
    "get_health", "get_me", "change_me", "draw_second_step", "stream_events",
    # It asks the provider: see test_documents.
    "get_document_pdf",
    "get_sign_in_ways", "begin_single_sign_on", "open_invitation", "accept_invitation",
}  # fmt: skip

# What every operation that changes something needs; reading needs `read`.
NEEDED: dict[str, Permission] = {
    "change_matching_rules": "edit_collections",
    "create_step_secret": "edit_automations",
    "change_step_secret": "edit_automations",
    "delete_step_secret": "edit_automations",
    "create_alert": "edit_automations",
    "change_alert": "edit_automations",
    "delete_alert": "edit_automations",
    "test_alert": "edit_automations",
    "create_record": "edit_records",
    "change_record": "edit_records",
    "delete_record": "edit_records",
    "restore_record": "edit_records",
    "change_records": "edit_records",
    "preview_paste": "edit_records",
    "paste_records": "edit_records",
    "undo_change": "edit_records",
    "add_comment": "edit_records",
    "change_comment": "edit_records",
    "delete_comment": "edit_records",
    "add_record_file": "edit_records",
    "delete_record_file": "edit_records",
    "restore_record_file": "edit_records",
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
    "change_organisation": "connect",
    "read_connection": "sync",
    "change_accounting": "edit_collections",
    "propose_accounting": "edit_collections",
    "preview_accounting": "read",
    "link_record": "link",
    "unlink_record": "link",
    "sync_record": "link",
    "resolve_conflict": "link",
    "create_in_ledger": "post",
    "create_collection": "edit_collections",
    "change_collection": "edit_collections",
    "delete_collection": "edit_collections",
    "add_field": "edit_collections",
    "order_fields": "edit_collections",
    "check_formula": "edit_collections",
    "change_field": "edit_collections",
    "archive_field": "edit_collections",
    "restore_field": "edit_collections",
    "check_field_type": "edit_collections",
    "change_field_type": "edit_collections",
    "create_view": "read",
    "change_view": "read",
    "delete_view": "read",
    "preview_document": "read",
    "ask_for_document": "ask_documents",
    "void_document": "post",
    "resend_files": "ask_documents",
    "approve_document": "approve",
    "decline_document": "approve",
    "withdraw_document": "ask_documents",
    "begin_mass": "link",
    "upload_links": "link",
    "decide_mass_row": "link",
    "apply_mass": "link",
    "pause_mass": "link",
    "cancel_mass": "link",
    "create_sync": "sync",
    "change_sync": "sync",
    "run_sync": "sync",
    "cancel_run": "sync",
    "create_automation": "edit_automations",
    "change_automation": "edit_automations",
    "delete_automation": "edit_automations",
    "save_automation_draft": "edit_automations",
    "publish_automation": "edit_automations",
    "restore_automation_version": "edit_automations",
    "make_automation_webhook": "edit_automations",
    "replay_missed_events": "edit_automations",
    "test_step": "edit_automations",
    "start_automation": "edit_records",
    # They look and keep nothing.
    "describe_automation": "read",
    "count_matching_records": "read",
    "preview_step": "read",
    "plan_automation": "read",
    "compare_automation": "read",
    # The step names who may: see test_approvals_api.
    "decide_approval": "read",
    "total_approvals": "read",
    "decide_approvals": "read",
    "undo_posting": "post",
    "read_automation_text": "edit_automations",
    "pause_run": "sync",
    "resume_run": "sync",
    "retry_run": "resolve_exceptions",
    "retry_runs": "resolve_exceptions",
    "retry_exception": "resolve_exceptions",
    "dismiss_exception": "resolve_exceptions",
    "retry_cause": "resolve_exceptions",
    "start_tie_out": "tie_out",
    "export_audit": "export_audit",
    "change_member": "manage_members",
    "remove_member": "manage_members",
    "leave_workspace": "read",
    "make_password_link": "manage_members",
    "remove_second_step": "manage_members",
    "list_invitations": "manage_members",
    "create_invitation": "manage_members",
    "resend_invitation": "manage_members",
    "revoke_invitation": "manage_members",
    "create_token": "read",
    "revoke_token": "read",
    "change_policies": "manage_settings",
    "plan_configuration": "manage_settings",
    "apply_configuration": "manage_settings",
    "change_notifications": "read",
}

EMPTY = {"schema": 2, "trigger": {"type": "manual"}, "steps": []}

# What no token does, whatever its scopes: it concerns the person, or would give more than the token has.
IN_PERSON = {"leave_workspace", "change_notifications", "create_token", "make_password_link", "remove_second_step"}
# Everybody deletes views of their own; the world's is one that all see.
OF_WHAT_ALL_SEE = {"delete_view"}


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    tag: str

    def address(self, ids: dict[str, str], workspace_id: object) -> str:
        return self.path.format(workspace_id=workspace_id, **ids)

    @property
    def names(self) -> list[str]:
        return [name for name in IDS if f"{{{name}}}" in self.path]


def operations() -> Iterator[Operation]:
    for path, methods in json.loads(description())["paths"].items():
        for method, operation in methods.items():
            yield Operation(id=operation["operationId"], method=method, path=path, tag=operation["tags"][0])


ALL = [operation for operation in operations() if operation.id not in APART]


def ask(client: Client, operation: Operation, *, address: str) -> int:
    return answer_to(client, operation, address=address).status_code


def answer_to(client: Client, operation: Operation, *, address: str, body: dict[str, object] | None = None) -> HttpResponse:
    """Without a body of its own an empty one. What is sent piece by piece is read to its end, as every browser does."""
    if body is None:
        body = {} if operation.method == "get" else {"data": b"{}", "content_type": "application/json"}
    answer: HttpResponse = getattr(client, operation.method)(address, **body)
    if answer.streaming:
        b"".join(answer)
    return answer


def test_it_knows_every_operation_that_changes_something() -> None:
    changing = {operation.id for operation in ALL if operation.method != "get"}
    assert changing <= NEEDED.keys()
    assert NEEDED.keys() <= {operation.id for operation in ALL}


def test_it_asks_operations_of_every_router() -> None:
    assert {one.tag for one in ALL} >= {str(tag) for router in ROUTERS for tag in router.tags or []}


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
    wanted = {"authorise_connection", "disconnect", "use_for_records", "change_organisation", "choose_organisations"}
    asked = [one for one in ALL if one.id in wanted]
    assert {one.id for one in asked} == wanted
    for one in asked:
        answer = browser(role).post(one.address(world.ids, world.workspace_id))
        assert answer.status_code == 403, one.id
        assert answer.json()["detail"] == f"Your role, {role.label}, may not connect, change or disconnect a ledger."
        assert answer.json()["remedy"] == "Ask somebody with the role System Administrator."
    row = connections.connection(world.workspace_id, world.ledgers[0])
    assert (row.status, row.is_records_ledger) == ("active", True)


def test_it_refuses_a_role_without_the_permission(world: World, browser: Callable[[Role], Client]) -> None:
    wrong = []
    for role in Role:
        client = browser(role)
        for one in ALL:
            with taken_back():
                answer = answer_to(client, one, address=one.address(world.ids, world.workspace_id))
            needed = "edit_records" if one.id in OF_WHAT_ALL_SEE else NEEDED.get(one.id, "read")
            if needed in PERMISSIONS[role]:
                is_right = answer.status_code not in (401, 403) and answer.status_code < 500
            else:
                said = json.loads(answer.content)
                names_them = role.label in said["detail"] and Role.ADMINISTRATOR.label in said["remedy"]
                is_right = answer.status_code == 403 and (names_them or one.id in OF_WHAT_ALL_SEE)
            if not is_right:
                wrong.append((one.id, role.value, answer.status_code))
    assert wrong == []


def test_it_never_reaches_into_another_workspace(world: World, other_world: World, browser: Callable[[Role], Client]) -> None:
    administrator = browser(Role.ADMINISTRATOR)
    wrong = []
    for one in ALL:
        for name in one.names:
            for other in (other_world.ids[name], "not-an-id"):
                address = one.address({**world.ids, name: other}, world.workspace_id)
                with taken_back():
                    answer = answer_to(administrator, one, address=address, body=_full_body(one))
                if answer.status_code != 404:
                    wrong.append((one.id, name, other, answer.status_code))
    assert wrong == []


@contextmanager
def taken_back() -> Iterator[None]:
    """What a request changes is not there for the next one: each asks the world as it was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _full_body(operation: Operation) -> dict[str, object]:
    """A body that passes the reading, so that nothing but the id is wrong."""
    mapping = {"collection": "orders", "key": {"kind": "field", "path": "number"}, "columns": []}
    bodies: dict[str, dict[str, object]] = {
        "change_record": {"values": {}, "version": 1},
        "add_comment": {"text": "Seen."},
        "change_comment": {"text": "Seen."},
        "preview_import": {"mapping": mapping},
        "apply_import": {"mapping": mapping},
        "choose_organisations": {"organisation_ids": ["Home-new"]},
        "change_step_secret": {"name": "Shop", "kind": "bearer", "hosts": ["api.example"]},
        "change_matching_rules": {
            "contact_details": ["email"],
            "item_details": ["code"],
            "certain_percent": 97,
            "asked_percent": 30,
        },
        "change_alert": {"name": "Alert", "kind": "broken", "members": []},
        "change_automation": {"enabled": False},
        "save_automation_draft": {"definition": EMPTY, "revision": 1},
        "publish_automation": {"revision": 1},
        "preview_step": {"definition": EMPTY, "position": "create"},
        "test_step": {"definition": EMPTY, "position": "create"},
        "plan_automation": {"definition": EMPTY},
        "compare_automation": {"definition": EMPTY, "since": "2026-10-01T00:00:00Z"},
        "make_automation_webhook": {"rotate": True},
        "replay_missed_events": {"all": True},
        "read_automation_text": {"text": "{}"},
        "decide_approval": {"approve": False, "reason": "Twice as much as agreed."},
        "dismiss_exception": {"reason": "Known."},
        "decide_mass_row": {"choice": "leave"},
        "begin_mass": {"connection_id": str(uuid4()), "collection": "orders", "direction": "export"},
        "link_record": {"kind": "invoice", "external_id": "INV-1"},
        "resolve_conflict": {"choice": "record"},
        "decline_document": {"reason": "A gift."},
        "preview_document": {"lines": [], "issued_on": "2026-10-20"},
        "ask_for_document": {"lines": [], "issued_on": "2026-10-20", "key": "0123456789"},
        "change_view": {"name": "Mine", "arrangement": {}},
        "change_member": {"role": "auditor"},
    }
    if operation.method == "get":
        return {}
    if operation.id == "add_record_file":
        return {"data": {"file": SimpleUploadedFile("paper.txt", b"paper")}}
    return {"data": json.dumps(bodies.get(operation.id, {})), "content_type": "application/json"}
