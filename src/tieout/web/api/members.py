"""The people of a workspace and their roles: who is in, who is invited, who leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractUser, User
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import EmailStr, Field

from tieout.settings import settings
from tieout.store import accounts, audit, database, invitations, mail, workspaces
from tieout.web.api.paging import whole
from tieout.web.api.values import PageOut, PageQuery, RoleName, WorkspaceId
from tieout.web.auth import password_link
from tieout.web.letters import invitation_letter
from tieout.web.permissions import PERMISSIONS, Asked, actor_of, granted, may, may_in_person
from tieout.web.problems import Refused, not_found

router = Router(tags=["members"], auth=may("read"))


class Member(Schema):
    """`has_second_step` says that an authenticator app or a passkey is set up; `is_me` that it is the asker."""

    id: UUID
    name: str
    email: str
    role: RoleName
    role_label: str
    joined_at: datetime
    last_seen_at: datetime | None
    has_second_step: bool
    is_me: bool


class MemberPage(PageOut):
    items: list[Member]


class MemberQuery(PageQuery):
    role: RoleName | None = None
    search: str = Field(default="", max_length=200)


class RoleIn(Schema):
    role: RoleName


class InvitationIn(Schema):
    email: EmailStr = Field(max_length=150)
    role: RoleName


class Invitation(Schema):
    """`link` is told once, to who made the invitation, and only where no mail can be sent; otherwise `is_mailed`."""

    id: UUID
    email: str
    role: RoleName
    role_label: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    has_expired: bool
    is_mailed: bool
    link: str


class InvitationPage(PageOut):
    items: list[Invitation]


class OneTimeLink(Schema):
    """Opens once, within a day."""

    link: str


@router.get("/members", response=MemberPage, operation_id="list_members")
def list_members(request: Asked, workspace_id: WorkspaceId, *, query: Query[MemberQuery]) -> MemberPage:
    """The members, by their addresses."""
    rows = workspaces.members(workspace_id)
    safe = accounts.with_authenticators([row.user_id for row in rows])
    shown = [_shown(request, row, safe=row.user_id in safe) for row in rows if query.role in (None, row.role)]
    wanted = query.search.lower()
    page = whole([one for one in shown if wanted in one.name.lower() or wanted in one.email], query)
    return MemberPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/members/leave", response={204: None}, auth=may_in_person("read"), operation_id="leave_workspace")
def leave_workspace(request: Asked, workspace_id: WorkspaceId) -> Status[None]:
    """Ends one's own membership. For a session only."""
    row = request.auth
    with _administrators_stay(), database.atomic():
        workspaces.remove_member(workspace_id, row.id)
        _note(request, row, action="member.left", text=f"{_email(row)} left")
    return Status(204, None)


@router.patch("/members/{member_id}", response=Member, auth=may("manage_members"), operation_id="change_member")
def change_member(request: Asked, workspace_id: WorkspaceId, *, member_id: UUID, body: RoleIn) -> Member:
    """Gives a member another role; what the member's tokens may follows at once. A token gives no role that may more than it."""
    row = _member(workspace_id, member_id)
    _within_own(request, body.role)
    with _administrators_stay(), database.atomic():
        workspaces.set_role(workspace_id, member_id, role=body.role)
        before, after = workspaces.Role(row.role).label, workspaces.Role(body.role).label
        if before != after:
            _note(request, row, action="member.role_changed", text=f"{_email(row)} is {after} now, was {before}")
    changed = _member(workspace_id, member_id)
    return _shown(request, changed, safe=accounts.has_authenticator(changed.user_id))


@router.delete("/members/{member_id}", response={204: None}, auth=may("manage_members"), operation_id="remove_member")
def remove_member(request: Asked, workspace_id: WorkspaceId, *, member_id: UUID) -> Status[None]:
    """Ends a membership, and with it the member's tokens; what the member did stays in the audit log."""
    row = _member(workspace_id, member_id)
    with _administrators_stay(), database.atomic():
        workspaces.remove_member(workspace_id, member_id)
        _note(request, row, action="member.removed", text=f"{_email(row)} is no member any more")
    return Status(204, None)


@router.post(
    "/members/{member_id}/password-link",
    response=OneTimeLink,
    auth=may_in_person("manage_members"),
    operation_id="make_password_link",
)
def make_password_link(request: Asked, workspace_id: WorkspaceId, *, member_id: UUID) -> OneTimeLink:
    """A link with which a member who forgot the password chooses a new one. The second step stays. For a session only."""
    row = _member(workspace_id, member_id)
    user = _only_here(row)
    _note(request, row, action="member.password_link", text=f"{_email(row)} was given a link to choose a new password")
    return OneTimeLink(link=password_link(user))


@router.delete(
    "/members/{member_id}/second-step",
    response={204: None},
    auth=may_in_person("manage_members"),
    operation_id="remove_second_step",
)
def remove_second_step(request: Asked, workspace_id: WorkspaceId, *, member_id: UUID) -> Status[None]:
    """For a member who lost the telephone and the recovery codes: the next sign-in asks for the password alone. For a session
    only."""
    row = _member(workspace_id, member_id)
    user = _only_here(row)
    if row.id == request.auth.id:
        raise Refused(409, "This is your own second step.", remedy="Remove it under My account.")
    with database.atomic():
        accounts.forget_second_step(user.pk)
        accounts.end_sessions(user.pk)
        _note(request, row, action="member.second_step_removed", text=f"the second step of {_email(row)} was removed")
    return Status(204, None)


@router.get("/invitations", response=InvitationPage, auth=may("manage_members"), operation_id="list_invitations")
def list_invitations(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> InvitationPage:
    """Invitations that nobody has accepted yet, newest first."""
    page = whole([_invitation(row) for row in invitations.invitations(workspace_id)], query)
    return InvitationPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/invitations", response={201: Invitation}, auth=may("manage_members"), operation_id="create_invitation")
def create_invitation(request: Asked, workspace_id: WorkspaceId, *, body: InvitationIn) -> Status[Invitation]:
    """Invites an address: by mail, or with a link to be handed over where no mail is set up. A token invites to no role that may
    more than it."""
    _within_own(request, body.role)
    email = body.email.lower()
    if any(_email(row) == email for row in workspaces.members(workspace_id)):
        raise Refused(409, f"{email} is a member already.", remedy="Change the role in the list of members.")
    return Status(201, _invite(request, workspace_id, email=email, role=body.role))


@router.post(
    "/invitations/{invitation_id}/resend", response=Invitation, auth=may("manage_members"), operation_id="resend_invitation"
)
def resend_invitation(request: Asked, workspace_id: WorkspaceId, *, invitation_id: UUID) -> Invitation:
    """Makes a new link, good for another week; the old one opens nothing any more."""
    row = _waiting(workspace_id, invitation_id)
    _within_own(request, row.role)
    return _invite(request, workspace_id, email=row.email, role=row.role)


@router.delete("/invitations/{invitation_id}", response={204: None}, auth=may("manage_members"), operation_id="revoke_invitation")
def revoke_invitation(request: Asked, workspace_id: WorkspaceId, *, invitation_id: UUID) -> Status[None]:
    """Withdraws an invitation: its link opens nothing any more."""
    row = _waiting(workspace_id, invitation_id)
    with database.atomic():
        invitations.revoke(workspace_id, invitation_id)
        note = audit.Note(
            actor=actor_of(request),
            action="member.invitation_revoked",
            subject_kind="invitation",
            subject_id=str(row.id),
            text=f"the invitation of {row.email} was withdrawn",
        )
        audit.add(workspace_id, [note])
    return Status(204, None)


def _within_own(request: Asked, role: str) -> None:
    """Raises Refused for a role by which the holder of a token could do more than by the token."""
    bearer, wanted = request.auth.bearer, workspaces.Role(role)
    if bearer is not None and not PERMISSIONS[wanted] <= granted(request.auth):
        raise Refused(
            403,
            f"The token {bearer.name} may not give the role {wanted.label}, which may more than the token.",
            remedy="Do it on the page, or make a token with all scopes of that role.",
        )


def _invite(request: Asked, workspace_id: UUID, *, email: str, role: str) -> Invitation:
    by, mailed = actor_of(request), mail.is_set_up()
    with database.atomic():
        row, secret = invitations.invite(workspace_id, email=email, role=role, by=by, is_mailed=mailed)
        link = f"{settings().base_url}/invitation#{secret}"
        label = str(workspaces.Role(role).label)
        subject, text = invitation_letter(workspace=request.auth.workspace.name, role=label, by=by, link=link)
        mail.post(mail.Letter(key=f"invitation:{row.id}", to=email, subject=subject, text=text))
        note = audit.Note(
            actor=by,
            action="member.invited",
            subject_kind="invitation",
            subject_id=str(row.id),
            text=f"{email} was invited as {label}",
        )
        audit.add(workspace_id, [note])
    return _invitation(row, link="" if mailed else link)


def _only_here(row: workspaces.Member) -> User:
    """The person's account, where this workspace alone decides about it: an account that opens another business's books is not
    handed to the administrators of this one. Raises Refused."""
    assert isinstance(row.user, User)
    if len(workspaces.memberships_of(row.user_id)) > 1:
        raise Refused(
            409,
            f"{_email(row)} works in other workspaces, too, so this account is not yours to open.",
            remedy="The person can ask for a new password on the sign-in page, or whoever runs this server can help.",
        )
    return row.user


@contextmanager
def _administrators_stay() -> Iterator[None]:
    """Raises Refused for an act after which nobody could manage the workspace."""
    try:
        yield
    except workspaces.LastAdministrator:
        raise Refused(
            409,
            "A workspace needs at least one System Administrator, and this is the last.",
            remedy="Make somebody else System Administrator first.",
        ) from None


def _member(workspace_id: UUID, member_id: UUID) -> workspaces.Member:
    """Raises Refused 404."""
    row = workspaces.member(workspace_id, member_id)
    if row is None:
        raise not_found("This member")
    return row


def _waiting(workspace_id: UUID, invitation_id: UUID) -> invitations.Invitation:
    """Raises Refused 404."""
    row = invitations.invitation(workspace_id, invitation_id)
    if row is None:
        raise not_found("This invitation")
    return row


def _note(request: Asked, row: workspaces.Member, *, action: str, text: str) -> None:
    note = audit.Note(actor=actor_of(request), action=action, subject_kind="member", subject_id=str(row.id), text=text)
    audit.add(row.workspace_id, [note])


def _email(row: workspaces.Member) -> str:
    return str(getattr(row.user, "email", ""))


def _shown(request: Asked, row: workspaces.Member, *, safe: bool) -> Member:
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
            "has_second_step": safe,
            "is_me": row.id == request.auth.id,
        }
    )


def _invitation(row: invitations.Invitation, *, link: str = "") -> Invitation:
    return Invitation.model_validate(
        {
            "id": row.id,
            "email": row.email,
            "role": row.role,
            "role_label": workspaces.Role(row.role).label,
            "created_at": row.created_at,
            "created_by": row.created_by,
            "expires_at": row.expires_at,
            "has_expired": row.expires_at <= timezone.now(),
            "is_mailed": row.is_mailed,
            "link": link,
        }
    )
