"""A secret of steps and an alert rule, for a workspace of the tests of the web."""

from uuid import UUID

from tieout.store import alert_rules, step_secrets, workspaces
from tieout.store.alert_rules import RuleValues
from tieout.store.step_secrets import NewSecret

TOKEN = "token-of-the-shop"


def outside_ids(workspace_id: UUID) -> dict[str, str]:
    """By the name of the path parameter that wants them."""
    new = NewSecret(name="Shop", kind="bearer", hosts=("api.example",), parts={"token": TOKEN})
    secret = step_secrets.make(workspace_id, new, by="tests")
    members = [workspaces.members(workspace_id)[0].id]
    values = RuleValues(name="Broken", kind="broken", settings={}, enabled=True, members=members, addresses=[])
    rule = alert_rules.save(workspace_id, values, rule_id=None, by="tests")
    return {"secret_id": str(secret.id), "rule_id": str(rule.id)}
