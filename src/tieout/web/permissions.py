"""Which role may do what, and who is asking."""

from typing import Literal, get_args
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from tieout.store.workspaces import Member, Role, membership
from tieout.web.problems import Refused, not_found

Permission = Literal[
    "read",
    "export_audit",
    "edit_records",
    "import",
    "link",
    "ask_documents",
    "edit_collections",
    "post",
    "sync",
    "approve",
    "resolve_exceptions",
    "edit_automations",
    "tie_out",
    "connect",
    "manage_members",
    "manage_settings",
]

_AUDITOR: frozenset[Permission] = frozenset({"read", "export_audit"})
_EDITOR: frozenset[Permission] = _AUDITOR | {"edit_records", "import", "link", "ask_documents"}
_FINANCE: frozenset[Permission] = _EDITOR | {
    "edit_collections", "post", "sync", "approve", "resolve_exceptions", "edit_automations", "tie_out"
}  # fmt: skip

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(get_args(Permission)),
    Role.FINANCE: _FINANCE,
    Role.EDITOR: _EDITOR,
    Role.AUDITOR: _AUDITOR,
}

_WORDS: dict[Permission, str] = {
    "read": "see this workspace",
    "export_audit": "export the audit log",
    "edit_records": "create and change records",
    "import": "import files",
    "link": "link records to the ledger",
    "ask_documents": "ask for invoices and bills",
    "edit_collections": "change collections and what they are to the ledger",
    "post": "post to the ledger",
    "sync": "set up and run syncs",
    "approve": "approve postings",
    "resolve_exceptions": "resolve exceptions",
    "edit_automations": "change automations",
    "tie_out": "start a tie-out",
    "connect": "connect, change or disconnect a ledger",
    "manage_members": "manage members",
    "manage_settings": "change settings",
}


class Asked(HttpRequest):
    """A request that came through `may`: `auth` is the member who asks."""

    auth: Member


def may(permission: Permission) -> "MemberSession":
    """For an operation: `auth=may("sync")`."""
    return MemberSession(permission)


class MemberSession(APIKeyCookie):
    """Lets a member with the permission pass: who is not signed in gets 401, a stranger 404, a lesser role 403 with a sentence.

    It runs before the body is read, so that what a request says wrongly is told to those only who may make it.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> Member | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        user_id = signed_in(request)
        if user_id is None:
            return None
        match = request.resolver_match
        member = member_of(user_id, str(match.kwargs.get("workspace_id")) if match else "")
        require(member, self.permission)
        return member


class Session(APIKeyCookie):
    """Lets everybody pass who is signed in; `auth` is the user's id."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> int | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> int | None:
        return signed_in(request)


def actor_of(request: Asked) -> str:
    """Who an audit entry names."""
    user = request.auth.user
    return str(getattr(user, "email", "") or user.get_username())


def signed_in(request: HttpRequest) -> int | None:
    """The id of the user, None for nobody; raises Refused for a request that another site made in the user's name."""
    if not request.user.is_authenticated:
        return None
    if check_csrf(request) is not None:
        raise Refused(403, "The request did not carry this page's token.", remedy="Reload the page and try again.")
    return int(request.user.pk)


def member_of(user_id: int, workspace: str) -> Member:
    """Raises Refused 404 for a stranger to the workspace, and for an id that is none."""
    try:
        workspace_id = UUID(workspace)
    except ValueError:
        raise not_found("This workspace") from None
    member = membership(workspace_id, user_id)
    if member is None:
        raise not_found("This workspace")
    return member


def allowed(role: str) -> list[Permission]:
    return sorted(PERMISSIONS[Role(role)])


def require(member: Member, permission: Permission) -> None:
    """Raises Refused 403 with a sentence that says which role may."""
    if permission in PERMISSIONS[Role(member.role)]:
        return
    roles = [role.label for role in Role if permission in PERMISSIONS[role]]
    who = roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} or {roles[-1]}"
    raise Refused(
        403,
        f"Your role, {Role(member.role).label}, may not {_WORDS[permission]}.",
        remedy=f"Ask somebody with the role {who}.",
    )
