"""Two automations that write to a ledger and to a receiver outside: one that a webhook starts, one that is started by hand."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import main_job
from ledger_job import fixed, pill, say


def steps(codes: Any, *, number: str, receiver: str) -> list[dict[str, Any]]:
    """Money spent in the ledger, which takes as many of one reference as it is told, and a call that tells its key."""
    line = {"description": fixed("Fee"), "unit_price": fixed("1.00"), "account": fixed(codes.expense)}
    spent = {"account": fixed(codes.bank), "contact": pill("steps.bank.external_id"), "tax_mode": "none", "lines": [line]}
    call = {"method": "POST", "url": fixed(receiver), "body_kind": "json", "body": {"mark": pill(number)}, "repeat_safe": True}
    return [
        {"id": "told", "kind": "http_request", "settings": call, "retry": {"tries": 5, "seconds": 1}},
        {"id": "bank", "kind": "find_contact", "settings": {"name": fixed("The bank"), "who": "supplier"}},
        {"id": "fee", "kind": "create_bank_transaction", "settings": {**spent, "reference": pill(number)}},
    ]


def main(sandbox_url: str, *, receiver: str, out: str) -> None:
    """Says in the file `out` what may be called, waits until a file of that name and `.end` is there, and says what came of it."""
    workspace_id, user_id = main_job.set_up()
    from integration.engine.stage import Shop
    from integration.engine.step_desk import codes_of
    from tieout.accounting.kinds import EntityKind
    from tieout.engine import hooks, read
    from tieout.store import automations, exceptions, tokens, workspaces
    from tieout.store.runs import Run

    shop = Shop(url=sandbox_url, workspace_id=workspace_id, user_id=user_id)
    shop.connect("xero")
    shop.put("Contacts", {"Contacts": [{"Name": "The bank"}]})
    read.read_ledger(shop.connection(), [EntityKind.CONTACT])
    for own in automations.automations(workspace_id):
        automations.set_enabled(workspace_id, own.id, enabled=False)
    codes = codes_of(shop, "xero")
    told = {"type": "webhook", "webhook": {"same_body_minutes": 0}}
    door = _publish(workspace_id, "Told", trigger=told, made=steps(codes, number="body.number", receiver=receiver))
    hand = _publish(workspace_id, "By hand", trigger={"type": "manual"}, made=steps(codes, number="number", receiver=receiver))
    (member,) = workspaces.members(workspace_id)
    ends = datetime.now(UTC) + timedelta(days=1)
    wanted = tokens.NewToken(name="tests", role=member.role, scopes=["read", "edit_records"], expires_at=ends)
    _, secret = tokens.create_token(workspace_id, member_id=member.id, wanted=wanted)
    opened = hooks.open_door(workspace_id, door, actor="tests").url
    start = f"/api/v1/workspaces/{workspace_id}/automations/{hand}/start"
    say(out, {"door": opened, "start": start, "token": secret, "organisation": shop.connection().organisation_id})
    while not Path(f"{out}.end").exists():
        time.sleep(0.1)
    main_job.until_idle(workspace_id)
    ended = Run.objects.filter(workspace_id=workspace_id, kind="automation").values_list("id", "status")
    causes = list(exceptions.count_by_cause(workspace_id))
    say(out, {"runs": {str(run_id): status for run_id, status in ended}, "exceptions": causes})


def _publish(workspace_id: UUID, name: str, *, trigger: dict[str, Any], made: list[dict[str, Any]]) -> UUID:
    from tieout.engine import publishing

    definition: Any = {"schema": 2, "trigger": trigger, "steps": made}
    return publishing.publish(workspace_id, name=name, definition=definition, enabled=True, actor="tests").id
