"""Workspaces and who may do what in them."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "System Administrator"
    FINANCE = "finance", "Finance"
    EDITOR = "editor", "Editor"
    AUDITOR = "auditor", "Auditor"


class Workspace(models.Model):
    """One business. `accounting_allowed` is the installation's allowance for connecting ledgers (X-01)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    accounting_allowed = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "workspace"


class Member(models.Model):
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


def all_workspaces() -> list[Workspace]:
    return list(Workspace.objects.order_by("name"))


def membership(workspace_id: UUID, user_id: int) -> Member | None:
    return Member.objects.select_related("workspace", "user").filter(workspace_id=workspace_id, user_id=user_id).first()


def memberships_of(user_id: int) -> list[Member]:
    """Every workspace of a person: the one query that starts from the person, to offer the choice of workspace."""
    return list(Member.objects.select_related("workspace").filter(user_id=user_id).order_by("workspace__name"))


def members(workspace_id: UUID) -> list[Member]:
    return list(Member.objects.select_related("user").filter(workspace_id=workspace_id).order_by("user__email"))


def add_member(workspace_id: UUID, *, email: str, name: str, password: str, role: Role) -> Member:
    """Makes the user when there is none with that address; an existing member gets the role, an existing user keeps the
    password."""
    user_model = get_user_model()
    user = user_model.objects.filter(email__iexact=email).first()
    if user is None:
        user = user_model.objects.create_user(username=email.lower(), email=email.lower(), password=password, first_name=name)
    member, _ = Member.objects.update_or_create(workspace_id=workspace_id, user=user, defaults={"role": role})
    return member
