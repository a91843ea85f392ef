"""Automations on the stage that do nothing but run, so that a test sees what started them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from integration.engine.stage import Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import publishing, read, schedules
from tieout.store import automations
from tieout.store.automations import Automation
from tieout.store.runs import Run, RunStatus

LOG = {"id": "log", "kind": "log", "settings": {"message": {"kind": "fixed", "value": "seen"}}}
SHOPS_OWN = {"Payment status of invoices to the orders", "Status of credit notes to the orders"}
EVERY = ("entity_created", "entity_updated", "entity_paid", "entity_voided", "entity_reconciled")


def watch(shop: Shop, trigger: Mapping[str, object], *, name: str = "Watching", enabled: bool = True) -> Automation:
    definition: dict[str, Any] = {"schema": 2, "trigger": dict(trigger), "steps": [LOG]}
    return publishing.publish(shop.workspace_id, name=name, definition=definition, enabled=enabled, actor="tests")


def watch_all(shop: Shop, kind: str, *, types: Sequence[str] = EVERY) -> None:
    """One automation for each trigger of that kind, called by it."""
    for type_ in types:
        watch(shop, {"type": type_, "kind": kind}, name=f"{type_} {kind}")


def look(shop: Shop, *kinds: EntityKind, provider: str = "xero") -> set[str]:
    """Reads the ledger, waits until all has run; gives the names of the automations that this started."""
    before = {run.id for run in all_runs(shop)}
    read.read_ledger(shop.connection(provider), kinds)
    shop.settle_runs()
    return {name_of(run) for run in all_runs(shop) if run.id not in before} - SHOPS_OWN


def all_runs(shop: Shop) -> list[Run]:
    rows = Run.objects.filter(workspace_id=shop.workspace_id, kind="automation").select_related("version__automation", "event")
    return list(rows.order_by("id"))


def runs_of(shop: Shop, row: Automation) -> list[Run]:
    return [run for run in all_runs(shop) if run.version is not None and run.version.automation_id == row.id]


def succeeded(shop: Shop, row: Automation, *, count: int) -> list[Run]:
    """Waits for so many runs of it, all ended well."""
    wait_until(lambda: [run.status for run in runs_of(shop, row)] == [RunStatus.SUCCEEDED] * count, f"{count} runs have succeeded")
    return runs_of(shop, row)


def name_of(run: Run) -> str:
    assert run.version is not None
    return run.version.automation.name


def switch(shop: Shop, row: Automation, *, enabled: bool) -> None:
    found = automations.automation(shop.workspace_id, row.id)
    assert found is not None
    publishing.switch(shop.workspace_id, found, enabled=enabled, actor="tests")


def due_in(shop: Shop, automation_id: UUID) -> str:
    found = schedules.next_due_at(shop.workspace_id, automation_id)
    return found.isoformat() if found else ""
