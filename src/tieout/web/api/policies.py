"""What a workspace asks of its people: a second step, who may join by single sign-on, how long tokens live."""

from typing import Literal

from ninja import Router, Schema

from tieout.mapping.configuration import Domains, TimeZone, TokenDays
from tieout.settings import settings
from tieout.store import audit, database, workspaces
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, has_second_step, may
from tieout.web.problems import Refused

router = Router(tags=["policies"], auth=may("read"))


# Who may join unseen may not be given everything.
JoiningRole = Literal["finance", "editor", "auditor"]


class Policies(Schema):
    """`mfa_required`: every member needs an authenticator app, a passkey or single sign-on. Who comes by single sign-on with a
    proved address of `sso_domains` joins as `sso_role`. A token lives `token_days_max` days at most, null for no limit.
    `time_zone` is an IANA name; by it the day begins on which something falls overdue."""

    mfa_required: bool
    sso_domains: list[str]
    sso_role: JoiningRole
    sso_available: bool
    token_days_max: int | None
    documents_need_approval: Literal["never", "editors", "always"]
    time_zone: str


class PoliciesIn(Schema):
    """What is left out stays as it is."""

    mfa_required: bool | None = None
    sso_domains: Domains | None = None
    sso_role: JoiningRole | None = None
    token_days_max: TokenDays | None = None
    documents_need_approval: Literal["never", "editors", "always"] | None = None
    time_zone: TimeZone | None = None


@router.get("/policies", response=Policies, operation_id="get_policies")
def get_policies(request: Asked, workspace_id: WorkspaceId) -> Policies:
    """The policies of the workspace."""
    return _shown(request.auth.workspace)


@router.patch("/policies", response=Policies, auth=may("manage_settings"), operation_id="change_policies")
def change_policies(request: Asked, workspace_id: WorkspaceId, *, body: PoliciesIn) -> Policies:
    """Changes policies from now on; tokens and members that are there stay, and must satisfy them at their next request."""
    changes = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in changes.items() if value is not None or name == "token_days_max"}
    if changes.get("mfa_required"):
        keep_way_in(request)
    with database.atomic():
        row = workspaces.set_policies(workspace_id, changes) if changes else request.auth.workspace
        if changes:
            text = ", ".join(f"{name}: {value}" for name, value in sorted(changes.items()))
            note = audit.Note(
                actor=actor_of(request), action="policies.changed", subject_kind="workspace", subject_id=str(row.id), text=text
            )
            audit.add(workspace_id, [note])
    return _shown(row)


def keep_way_in(request: Asked) -> None:
    """Raises Refused when who asks for a second step of everybody has none."""
    if not has_second_step(request, request.auth):
        raise Refused(
            409,
            "You have no second step yourself, and would be locked out.",
            remedy="Set up an authenticator app or a passkey under My account first.",
        )


def _shown(row: workspaces.Workspace) -> Policies:
    return Policies.model_validate(
        {
            "mfa_required": row.mfa_required,
            "sso_domains": row.sso_domains,
            "sso_role": row.sso_role,
            "sso_available": bool(settings().oidc_issuer),
            "token_days_max": row.token_days_max,
            "documents_need_approval": row.documents_need_approval,
            "time_zone": row.time_zone,
        }
    )
