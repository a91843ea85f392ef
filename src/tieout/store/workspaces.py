"""Workspaces and who may do what in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.ids import new_id


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "System Administrator"
    FINANCE = "finance", "Finance"
    EDITOR = "editor", "Editor"
    AUDITOR = "auditor", "Auditor"


class DocumentApproval(models.TextChoices):
    NEVER = "never", "Never"
    EDITORS = "editors", "When an Editor asks"
    ALWAYS = "always", "Always"


class Workspace(models.Model):
    """One business. `accounting_allowed` is the installation's allowance for connecting ledgers (X-01);
    `documents_need_approval` says whose invoices and bills wait for a second person.

    `mfa_required` asks a second step of every member; who comes by single sign-on with an address of `sso_domains` joins as
    `sso_role`; a token lives `token_days_max` days at most, None for no limit. `time_zone` (an IANA name) says when a day begins.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    accounting_allowed = models.BooleanField(default=True)
    documents_need_approval = models.CharField(max_length=10, choices=DocumentApproval, default=DocumentApproval.EDITORS)
    mfa_required = models.BooleanField(default=False)
    sso_domains = models.JSONField(default=list)
    sso_role = models.CharField(max_length=20, choices=Role, default=Role.AUDITOR)
    token_days_max = models.PositiveIntegerField(null=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "workspace"


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """The token by which a member asks: it narrows what the member may."""

    id: UUID
    name: str
    role: str
    scopes: frozenset[str]


class LastAdministrator(Exception):
    """A workspace without a System Administrator could never have one again."""


class Member(models.Model):
    """`bearer` is set while a token asks in the member's name; it is no column."""

    bearer: Bearer | None = None
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "member"
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="member_once")]


def create_workspace(name: str) -> Workspace:
    return Workspace.objects.create(name=name)


def find_workspace(name: str) -> Workspace | None:
    return Workspace.objects.filter(name=name).first()


def workspace_by_id(workspace_id: UUID) -> Workspace:
    return Workspace.objects.get(id=workspace_id)


def allow_accounting(workspace_id: UUID, *, allowed: bool) -> None:
    """The installation's allowance for connecting ledgers; what is connected stays."""
    Workspace.objects.filter(id=workspace_id).update(accounting_allowed=allowed)


def all_workspaces() -> list[Workspace]:
    return list(Workspace.objects.order_by("name"))


def membership(workspace_id: UUID, user_id: int) -> Member | None:
    return Member.objects.select_related("workspace", "user").filter(workspace_id=workspace_id, user_id=user_id).first()


def memberships_of(user_id: int) -> list[Member]:
    """Every workspace of a person: the one query that starts from the person, to offer the choice of workspace."""
    return list(Member.objects.select_related("workspace").filter(user_id=user_id).order_by("workspace__name"))


def members(workspace_id: UUID) -> list[Member]:
    return list(Member.objects.select_related("user").filter(workspace_id=workspace_id).order_by("user__email"))


def member(workspace_id: UUID, member_id: UUID) -> Member | None:
    return Member.objects.select_related("user", "workspace").filter(workspace_id=workspace_id, id=member_id).first()


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).order_by("id").first()


def make_user(*, email: str, name: str, password: str | None) -> User:
    """Without a password the person comes by single sign-on."""
    return User.objects.create_user(username=email.lower(), email=email.lower(), password=password, first_name=name[:150])


def join(workspace_id: UUID, *, user_id: int, role: str) -> Member:
    """Who is a member already keeps the role."""
    made, _ = Member.objects.get_or_create(workspace_id=workspace_id, user_id=user_id, defaults={"role": role})
    return made


def open_to_domain(domain: str) -> list[Workspace]:
    """Workspaces that a person with an address of this domain may join by single sign-on."""
    return [row for row in Workspace.objects.exclude(sso_domains=[]) if domain.lower() in row.sso_domains]


def set_role(workspace_id: UUID, member_id: UUID, *, role: str) -> None:
    """Raises LastAdministrator."""
    with transaction.atomic():
        _keep_an_administrator(workspace_id, without=member_id if role != Role.ADMINISTRATOR else None)
        Member.objects.filter(workspace_id=workspace_id, id=member_id).update(role=role)


def remove_member(workspace_id: UUID, member_id: UUID) -> None:
    """The member's tokens and preferences go with the membership; raises LastAdministrator."""
    with transaction.atomic():
        _keep_an_administrator(workspace_id, without=member_id)
        Member.objects.filter(workspace_id=workspace_id, id=member_id).delete()


def set_policies(workspace_id: UUID, changes: dict[str, object]) -> Workspace:
    """`changes` by the names of the columns."""
    Workspace.objects.filter(id=workspace_id).update(**changes)
    return Workspace.objects.get(id=workspace_id)


def name_person(user_id: int, name: str) -> None:
    User.objects.filter(pk=user_id).update(first_name=name[:150], last_name="")


def members_by_ids(workspace_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Member]:
    return {row.id: row for row in chosen(Member.objects.select_related("user"), workspace_id, ids=ids)}


def _keep_an_administrator(workspace_id: UUID, *, without: UUID | None) -> None:
    """Under a lock on all of them, so that two who leave at once cannot both be let go."""
    rows = Member.objects.select_for_update().filter(workspace_id=workspace_id, role=Role.ADMINISTRATOR)
    if without is not None and {row.id for row in rows} == {without}:
        raise LastAdministrator


def add_member(workspace_id: UUID, *, email: str, name: str, password: str, role: Role) -> Member:
    """Makes the user when there is none with that address; an existing member gets the role, an existing user keeps the
    password."""
    user_model = get_user_model()
    user = user_model.objects.filter(email__iexact=email).first()
    if user is None:
        user = user_model.objects.create_user(username=email.lower(), email=email.lower(), password=password, first_name=name)
    member, _ = Member.objects.update_or_create(workspace_id=workspace_id, user=user, defaults={"role": role})
    return member
