"""The stage of a demo: a workspace with one person for each role, a shop, and both ledgers connected."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import click

from tieout.cli.demo.browser import Browser
from tieout.store.workspaces import Role

WORKSPACE = "Demo shop"
PASSWORD = "try-tieout-demo"
PEOPLE = {
    Role.ADMINISTRATOR: "administrator@tieout.example",
    Role.FINANCE: "finance@tieout.example",
    Role.EDITOR: "editor@tieout.example",
    Role.AUDITOR: "auditor@tieout.example",
}
LEDGERS = {"xero": "Demo Company (UK)", "quickbooks": "Sandbox Company_GB"}
OWN_WORKSPACE = "My business"
OWN_EMAIL = "you@tieout.example"


@dataclass(frozen=True, kw_only=True)
class Stage:
    workspace_id: UUID
    browser: Browser
    ledgers: dict[str, dict[str, Any]]  # provider to the connection as the API shows it

    @property
    def path(self) -> str:
        return f"/api/v1/workspaces/{self.workspace_id}"


def make_workspace() -> UUID:
    """Found or made, with its people and its shop; safe to repeat."""
    from tieout.engine import shop
    from tieout.store import database, workspaces

    with database.atomic():
        workspace = workspaces.find_workspace(WORKSPACE) or workspaces.create_workspace(WORKSPACE)
        for role, email in PEOPLE.items():
            workspaces.add_member(workspace.id, email=email, name=role.label, password=PASSWORD, role=role)
        shop.set_up(workspace.id, actor="demo")
    return workspace.id


def make_own_workspace() -> None:
    """Found or made, with nothing in it but one administrator: the place of the guide of the first hour."""
    from tieout.store import database, workspaces

    with database.atomic():
        workspace = workspaces.find_workspace(OWN_WORKSPACE) or workspaces.create_workspace(OWN_WORKSPACE)
        workspaces.add_member(workspace.id, email=OWN_EMAIL, name="You", password=PASSWORD, role=Role.ADMINISTRATOR)


def set_stage(base_url: str, workspace_id: UUID, *, tell: Callable[[str], None]) -> Stage:
    """Signs in as the administrator and connects what is not connected, through the providers' own consent pages."""
    browser = Browser(base_url)
    browser.sign_in(email=PEOPLE[Role.ADMINISTRATOR], password=PASSWORD)
    stage = Stage(workspace_id=workspace_id, browser=browser, ledgers={})
    for provider, organisation in LEDGERS.items():
        if provider not in _connected(stage):
            url = browser.post(f"{stage.path}/connections/{provider}/authorise")["url"]
            browser.consent(url, organisation=organisation)
        if provider not in _connected(stage):
            raise click.ClickException(f"{organisation} could not be connected; see the page under Settings, Integrations.")
        tell(f"Connected {organisation}")
    deadline = time.monotonic() + 120
    while not all(row["reference_synced_at"] for row in _connected(stage).values()):
        if time.monotonic() > deadline:
            raise click.ClickException("The reference data of the ledgers did not arrive within two minutes.")
        time.sleep(0.2)
    stage.ledgers.update(_connected(stage))
    return stage


def _connected(stage: Stage) -> dict[str, dict[str, Any]]:
    rows = stage.browser.get(f"{stage.path}/connections")["items"]
    return {row["provider"]: row for row in rows if row["status"] == "active"}
