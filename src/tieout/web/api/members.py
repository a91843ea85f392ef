"""The people of a workspace and their roles."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from ninja import Router, Schema

from tieout.store import workspaces
from tieout.web.api.values import PageOut, RoleName, WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["members"], auth=may("read"))


class Member(Schema):
    id: UUID
    name: str
    email: str
    role: RoleName
    role_label: str
    joined_at: datetime
    last_seen_at: datetime | None


class MemberPage(PageOut):
    items: list[Member]


@router.get("/members", response=MemberPage, operation_id="list_members")
def list_members(request: Asked, workspace_id: WorkspaceId) -> MemberPage:
    items = [_shown(row) for row in workspaces.members(workspace_id)]
    return MemberPage(items=items, next_cursor=None, total=len(items))


def _shown(row: workspaces.Member) -> Member:
    user = row.user
    assert isinstance(user, AbstractUser)
    return Member.model_validate(
        {
            "id": row.id,
            "name": user.get_full_name() or user.email,
            "email": user.email,
            "role": row.role,
            "role_label": workspaces.Role(row.role).label,
            "joined_at": row.joined_at,
            "last_seen_at": user.last_login,
        }
    )
