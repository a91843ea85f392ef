"""Who is asking, what they may do where, and whether the server is well."""

from importlib.metadata import PackageNotFoundError, version
from typing import Literal
from uuid import UUID

from django.contrib.auth.models import User as Account
from django.http import HttpRequest
from ninja import Router, Schema

from tieout.store.workspaces import Role, memberships_of
from tieout.web.api.values import RoleName
from tieout.web.permissions import Permission, Session, allowed

router = Router(tags=["me"])


class Health(Schema):
    status: Literal["ok"]
    version: str


class User(Schema):
    id: str
    name: str
    email: str


class MyWorkspace(Schema):
    id: UUID
    name: str
    role: RoleName
    role_label: str
    permissions: list[Permission]


class Me(Schema):
    user: User
    workspaces: list[MyWorkspace]


@router.get("/health", response=Health, auth=None, operation_id="get_health")
def get_health(request: HttpRequest) -> Health:
    try:
        running = version("tieout")
    except PackageNotFoundError:
        running = ""
    return Health(status="ok", version=running)


@router.get("/me", response=Me, auth=Session(), operation_id="get_me")
def get_me(request: HttpRequest) -> Me:
    user = request.user
    assert isinstance(user, Account)
    mine = [
        MyWorkspace.model_validate(
            {
                "id": member.workspace_id,
                "name": member.workspace.name,
                "role": member.role,
                "role_label": Role(member.role).label,
                "permissions": allowed(member.role),
            }
        )
        for member in memberships_of(user.pk)
    ]
    return Me(user=User(id=str(user.pk), name=user.get_full_name() or user.email, email=user.email), workspaces=mine)
