"""The configuration as text: exported, compared, imported."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field, JsonValue

from tieout.engine import configuration, configuring
from tieout.mapping.configuration import FILES_MAX, text_of
from tieout.web.api.paging import whole
from tieout.web.api.policies import keep_way_in
from tieout.web.api.values import JsonObject, PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, Permission, actor_of, may, require

# What a change by hand asks for: a token with the scope manage_settings alone brings in no more than the policies.
NEEDED: dict[str, Permission] = {
    "workspace": "manage_settings",
    "collection": "edit_collections",
    "automation": "edit_automations",
    "sync": "sync",
}

router = Router(tags=["configuration"], auth=may("read"))


class ConfigurationFile(Schema):
    """`text` is JSON with sorted keys, one value a line."""

    path: str
    text: str


class ConfigurationFiles(PageOut):
    items: list[ConfigurationFile]


class ConfigurationIn(Schema):
    """`files` are contents by path, as exported. `ledgers` says which connection (its id) takes the place of a ledger that the
    files name; where it says nothing, the organisation of the same name does, or the only one of the same provider."""

    files: dict[str, JsonObject] = Field(max_length=FILES_MAX)
    ledgers: dict[str, str] = {}


class ConfigurationApply(ConfigurationIn):
    """`fingerprint` is that of the plan that was looked at. With `remove`, what the files do not name goes as far as no value is
    lost: fields are archived, views deleted, automations and syncs switched off; collections stay."""

    fingerprint: str = Field(min_length=64, max_length=64)
    remove: bool = False


class ConfigurationDifference(Schema):
    path: str
    before: JsonValue
    after: JsonValue


class ConfigurationChange(Schema):
    file: str
    kind: Literal["workspace", "collection", "automation", "sync"]
    name: str
    action: Literal["add", "change", "remove"]
    differences: list[ConfigurationDifference]


class ConfigurationLedger(Schema):
    """`connection_id` is null where it must be said which connection is meant."""

    name: str
    connection_id: UUID | None
    organisation: str


class ConfigurationPlan(Schema):
    changes: list[ConfigurationChange]
    ledgers: list[ConfigurationLedger]
    fingerprint: str


@router.get("/configuration", response=ConfigurationFiles, operation_id="export_configuration")
def export_configuration(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> ConfigurationFiles:
    """Collections with their fields and shared views, mappings, automations, syncs and policies as text files, in a stable order;
    without secrets, records and ids."""
    files = [ConfigurationFile(path=path, text=text_of(one)) for path, one in sorted(configuration.exported(workspace_id).items())]
    page = whole(files, query)
    return ConfigurationFiles(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/configuration/plan", response=ConfigurationPlan, auth=may("manage_settings"), operation_id="plan_configuration")
def plan_configuration(request: Asked, workspace_id: WorkspaceId, *, body: ConfigurationIn) -> ConfigurationPlan:
    """What importing these files would add, change and leave out here; nothing is written."""
    return _shown(configuration.plan(workspace_id, _wanted(workspace_id, body)))


@router.post("/configuration/apply", response=ConfigurationPlan, auth=may("manage_settings"), operation_id="apply_configuration")
def apply_configuration(request: Asked, workspace_id: WorkspaceId, *, body: ConfigurationApply) -> ConfigurationPlan:
    """Carries a plan out, all of it or nothing; refused when anything changed since it was made. A token needs the scopes that the
    changes themselves ask for, too."""
    wanted = _wanted(workspace_id, body)
    for change in configuration.plan(workspace_id, wanted).changes:
        require(request.auth, NEEDED[change.kind])
    policies = configuration.read(wanted.files)["workspace.json"]["policies"]
    if isinstance(policies, dict) and policies["mfa_required"]:
        keep_way_in(request)
    done = configuring.apply(workspace_id, wanted, fingerprint=body.fingerprint, remove=body.remove, actor=actor_of(request))
    return _shown(done)


def _wanted(workspace_id: UUID, body: ConfigurationIn) -> configuration.Wanted:
    return configuration.Wanted(files=dict(body.files), ledgers=configuring.ledger_ids(workspace_id, body.ledgers))


def _shown(plan: configuration.Plan) -> ConfigurationPlan:
    return ConfigurationPlan.model_validate(plan, from_attributes=True)
