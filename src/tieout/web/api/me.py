"""Who is asking, what they may do where, what they want to be told, and whether the server is well."""

from importlib.metadata import PackageNotFoundError, version
from typing import Literal
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.contrib.auth.models import User as Account
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tieout.store import accounts, database, mail, notifications
from tieout.store.workspaces import Member, Role, memberships_of, name_person
from tieout.web.api.values import RoleName, WorkspaceId
from tieout.web.permissions import (
    Asked,
    Permission,
    PersonSession,
    Session,
    granted,
    has_second_step,
    may,
    may_in_person,
    signed_in,
)

router = Router(tags=["me"])


class Health(Schema):
    status: Literal["ok"]
    version: str


class User(Schema):
    """`has_second_step`: an authenticator app or a passkey is set up."""

    id: str
    name: str
    email: str
    has_password: bool
    has_second_step: bool
    uses_single_sign_on: bool


class MyWorkspace(Schema):
    """`needs_second_step`: the workspace asks for one that the person does not have, and shows nothing until then."""

    id: UUID
    name: str
    member_id: UUID
    role: RoleName
    role_label: str
    permissions: list[Permission]
    needs_second_step: bool


class Me(Schema):
    """`token` is the name of the token that asks, empty for a session."""

    user: User
    workspaces: list[MyWorkspace]
    token: str


class MeIn(Schema):
    name: str = Field(min_length=1, max_length=150)


class PictureIn(Schema):
    url: str = Field(pattern="^otpauth://", max_length=500)


class Picture(Schema):
    svg: str


HowName = Literal["now", "daily", "never"]


class Notifications(Schema):
    """By e-mail: at once, once a day, or never. `mail` says whether this installation can send any."""

    exceptions: HowName
    approvals: HowName
    connections: HowName
    mail: bool


class NotificationsIn(Schema):
    """What is left out stays as it is."""

    exceptions: HowName | None = None
    approvals: HowName | None = None
    connections: HowName | None = None


@router.get("/health", response=Health, auth=None, operation_id="get_health")
def get_health(request: HttpRequest) -> Health:
    """Whether the server answers, and in which version."""
    try:
        running = version("tieout")
    except PackageNotFoundError:
        running = ""
    return Health(status="ok", version=running)


@router.get("/me", response=Me, auth=Session(), operation_id="get_me")
def get_me(request: HttpRequest) -> Me:
    """Who asks, and what they may in which workspace; a token sees its own workspace only, and what the token may."""
    asker = getattr(request, "auth", None)
    if isinstance(asker, Member):
        user, mine = asker.user, [asker]
    else:
        assert isinstance(request.user, Account)
        user, mine = request.user, memberships_of(request.user.pk)
    assert isinstance(user, Account)
    return Me(
        user=_user(user),
        workspaces=[_workspace(request, row) for row in mine],
        token=asker.bearer.name if isinstance(asker, Member) and asker.bearer else "",
    )


@router.patch("/me", response=Me, auth=PersonSession(), operation_id="change_me")
def change_me(request: HttpRequest, body: MeIn) -> Me:
    """Changes one's own name, as everybody sees it. For a session only: a token acts for a person, and is not that person."""
    user_id = signed_in(request)
    assert user_id is not None
    name_person(user_id, body.name.strip() or body.name)
    assert isinstance(request.user, Account)
    request.user.refresh_from_db()
    return get_me(request)


@router.post("/me/second-step-picture", response=Picture, auth=PersonSession(), operation_id="draw_second_step")
def draw_second_step(request: HttpRequest, body: PictureIn) -> Picture:
    """The QR code of an authenticator app's address, as SVG; the address comes from /_allauth/…/authenticators/totp."""
    return Picture(svg=get_adapter().build_totp_svg(body.url))


notifications_router = Router(tags=["me"], auth=may("read"))


@notifications_router.get("/notifications", response=Notifications, operation_id="get_notifications")
def get_notifications(request: Asked, workspace_id: WorkspaceId) -> Notifications:
    """What the asker is told by e-mail, and how often."""
    chosen = notifications.choices_of(workspace_id, request.auth)
    return Notifications.model_validate({**chosen, "mail": mail.is_set_up()})


@notifications_router.patch(
    "/notifications", response=Notifications, auth=may_in_person("read"), operation_id="change_notifications"
)
def change_notifications(request: Asked, workspace_id: WorkspaceId, *, body: NotificationsIn) -> Notifications:
    """Chooses what the asker is told by e-mail from now on. For a session only."""
    with database.atomic():
        for topic, how in body.model_dump(exclude_none=True).items():
            notifications.choose(workspace_id, member_id=request.auth.id, topic=topic, how=how)
    return get_notifications(request, workspace_id)


def _user(user: Account) -> User:
    return User(
        id=str(user.pk),
        name=user.get_full_name() or user.email,
        email=user.email,
        has_password=user.has_usable_password(),
        has_second_step=accounts.has_authenticator(user.pk),
        uses_single_sign_on=accounts.uses_single_sign_on(user.pk),
    )


def _workspace(request: HttpRequest, row: Member) -> MyWorkspace:
    missing = row.workspace.mfa_required and not has_second_step(request, row)
    return MyWorkspace.model_validate(
        {
            "id": row.workspace_id,
            "name": row.workspace.name,
            "member_id": row.id,
            "role": row.role,
            "role_label": Role(row.role).label,
            "permissions": [] if missing else sorted(granted(row)),
            "needs_second_step": missing,
        }
    )
