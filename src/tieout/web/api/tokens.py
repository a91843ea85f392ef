"""API tokens: made, listed, revoked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tieout.store import audit, database, tokens, workspaces
from tieout.web.api.paging import whole
from tieout.web.api.values import PageOut, PageQuery, RoleName, WorkspaceId
from tieout.web.permissions import PERMISSIONS, Asked, Permission, actor_of, granted, may, may_in_person, words_of
from tieout.web.problems import Refused, not_found

router = Router(tags=["tokens"], auth=may("read"))

LIVING_MAX = 50


class Token(Schema):
    """`prefix` is how its secret begins, by which it is found in a program's settings. `scopes_now` is what it may in fact: no more
    than its maker may now. `expires_at` is no later than the workspace's policy allows now."""

    id: UUID
    name: str
    prefix: str
    role: RoleName
    role_label: str
    scopes: list[Permission]
    scopes_now: list[Permission]
    made_by: str
    is_mine: bool
    created_at: datetime
    expires_at: datetime | None
    has_expired: bool
    last_used_at: datetime | None


class TokenPage(PageOut):
    items: list[Token]


class TokenIn(Schema):
    """`scopes` are permissions of the role; none means all of them. `days` is how long it lives, null for without end."""

    name: str = Field(min_length=1, max_length=60)
    role: RoleName
    scopes: list[Permission] = Field(default=[], max_length=60)
    days: int | None = Field(default=90, ge=1, le=3650)


class NewToken(Schema):
    """`secret` is told this once and cannot be read again."""

    token: Token
    secret: str


class Scope(Schema):
    scope: Permission
    words: str
    roles: list[RoleName]


class ScopeList(PageOut):
    items: list[Scope]


@router.get("/tokens", response=TokenPage, operation_id="list_tokens")
def list_tokens(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> TokenPage:
    """One's own tokens, newest first; who manages members sees those of everybody."""
    mine = None if "manage_members" in granted(request.auth) else request.auth.id
    rows = tokens.tokens_of(workspace_id, member_id=mine)
    page = whole([_shown(request, row) for row in rows], query)
    return TokenPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.get("/tokens/scopes", response=ScopeList, operation_id="list_scopes")
def list_scopes(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> ScopeList:
    """What a token of the asker may be allowed, in words, and which roles have it."""
    found = [
        Scope.model_validate(
            {"scope": one, "words": words_of(one), "roles": [role.value for role in workspaces.Role if one in PERMISSIONS[role]]}
        )
        for one in sorted(granted(request.auth))
    ]
    page = whole(found, query)
    return ScopeList(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/tokens", response={201: NewToken}, auth=may_in_person("read"), operation_id="create_token")
def create_token(request: Asked, workspace_id: WorkspaceId, *, body: TokenIn) -> Status[NewToken]:
    """Makes a token that may no more than the asker: a role no higher, scopes that the asker has. For a session only."""
    scopes = _scopes(request, body)
    expires_at = _end(request, body.days)
    if len(tokens.tokens_of(workspace_id, member_id=request.auth.id)) >= LIVING_MAX:
        raise Refused(409, f"You have {LIVING_MAX} tokens already.", remedy="Revoke those that nobody uses.")
    wanted = tokens.NewToken(name=body.name.strip(), role=body.role, scopes=list(scopes), expires_at=expires_at)
    with database.atomic():
        row, secret = tokens.create_token(workspace_id, member_id=request.auth.id, wanted=wanted)
        _note(request, row, action="token.created", text=f"{row.name} ({row.prefix}…) as {workspaces.Role(row.role).label}")
    row.member = request.auth
    return Status(201, NewToken(token=_shown(request, row), secret=secret))


@router.delete("/tokens/{token_id}", response={204: None}, operation_id="revoke_token")
def revoke_token(request: Asked, workspace_id: WorkspaceId, *, token_id: UUID) -> Status[None]:
    """Ends a token at once: one's own, or anybody's for who manages members. A token ends itself; others only with the scope
    manage_members."""
    everybodys = "manage_members" in granted(request.auth)
    mine = None if everybodys else request.auth.id
    row = next((one for one in tokens.tokens_of(workspace_id, member_id=mine) if one.id == token_id), None)
    if row is None:
        raise not_found("This token")
    bearer = request.auth.bearer
    if bearer is not None and bearer.id != row.id and not everybodys:
        remedy = "Do it on the page, or make a token with the scope manage_members."
        raise Refused(403, f"The token {bearer.name} may end no other token.", remedy=remedy)
    with database.atomic():
        tokens.revoke_token(workspace_id, token_id)
        _note(request, row, action="token.revoked", text=f"{row.name} ({row.prefix}…)")
    return Status(204, None)


def _scopes(request: Asked, body: TokenIn) -> list[Permission]:
    """Raises Refused for more than the asker has."""
    own, asked = granted(request.auth), PERMISSIONS[workspaces.Role(body.role)]
    if not asked <= own:
        raise Refused(
            422,
            "A token cannot have a higher role than its maker.",
            remedy="Choose your own role or a lower one.",
            fields={"role": "Higher than your own."},
        )
    wanted = set(body.scopes) or asked
    too_much = sorted(wanted - asked)
    if too_much:
        raise Refused(
            422,
            f"A token of this role, made by you, cannot have: {', '.join(too_much)}.",
            remedy="Leave these scopes out.",
            fields={"scopes": ", ".join(too_much)},
        )
    return sorted(wanted)


def _end(request: Asked, days: int | None) -> datetime | None:
    """Raises Refused for a longer life than the workspace's policy allows."""
    most = request.auth.workspace.token_days_max
    if most is not None and (days is None or days > most):
        raise Refused(
            422,
            f"In this workspace a token lives {most} days at most.",
            remedy="Choose a shorter time.",
            fields={"days": f"At most {most}."},
        )
    return None if days is None else timezone.now() + timedelta(days=days)


def _note(request: Asked, row: tokens.ApiToken, *, action: str, text: str) -> None:
    details: dict[str, object] = {"scopes": row.scopes, "expires_at": row.expires_at.isoformat() if row.expires_at else None}
    note = audit.Note(
        actor=actor_of(request), action=action, subject_kind="token", subject_id=str(row.id), text=text, details=details
    )
    audit.add(row.workspace_id, [note])


def _shown(request: Asked, row: tokens.ApiToken) -> Token:
    member = row.member
    expires_at = tokens.ends_at(row, days_max=request.auth.workspace.token_days_max)
    now = PERMISSIONS[workspaces.Role(member.role)] & PERMISSIONS[workspaces.Role(row.role)]
    return Token.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "prefix": row.prefix,
            "role": row.role,
            "role_label": workspaces.Role(row.role).label,
            "scopes": row.scopes,
            "scopes_now": sorted(now & set(row.scopes)),
            "made_by": str(getattr(member.user, "email", "")),
            "is_mine": row.member_id == request.auth.id,
            "created_at": row.created_at,
            "expires_at": expires_at,
            "has_expired": expires_at is not None and expires_at <= timezone.now(),
            "last_used_at": row.last_used_at,
        }
    )
