"""A token that is made on the machine has no more than the page would give it."""

import click
import pytest

from tieout.cli.tokens import Wish, made
from tieout.store import audit, tokens, workspaces
from tieout.store.workspaces import Role, Workspace

pytestmark = pytest.mark.django_db

MEMBER = "finance@shop.example"


@pytest.fixture
def workspace() -> Workspace:
    made_now = workspaces.create_workspace("A shop")
    workspaces.add_member(made_now.id, email=MEMBER, name="", password="only for these tests", role=Role.FINANCE)
    return made_now


def wish(**wanted: object) -> Wish:
    plain: dict[str, object] = {"email": MEMBER, "name": "Nightly", "role": "", "days": 30}
    return Wish(**{**plain, **wanted})  # type: ignore[arg-type]  # each test names what it changes


def test_it_has_the_members_role_and_what_was_asked_of_it(workspace: Workspace) -> None:
    found = tokens.by_secret(made(workspace, wish(email=MEMBER.upper(), scopes=("read", "sync"))))
    assert found is not None
    assert (found.workspace_id, found.role, found.scopes) == (workspace.id, "finance", ["read", "sync"])
    (noted,) = audit.about(workspace.id, subject_kind="token", subject_id=str(found.id))
    assert (noted.actor, noted.text) == ("command line", f"Nightly ({found.prefix}…) of {MEMBER.upper()} as Finance")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (wish(email="nobody@shop.example"), "nobody@shop.example is no member of A shop."),
        (wish(role="administrator"), "is Finance: a token cannot have a higher role."),
        (wish(role="editor", scopes=("sync",)), "Editor does not have: sync."),
        (wish(days=31), "In A shop a token lives 30 days at most."),
    ],
    ids=["stranger", "role", "scope", "days"],
)
def test_it_is_not_made_for_more_than_is_allowed(workspace: Workspace, wanted: Wish, said: str) -> None:
    workspace.token_days_max = 30
    with pytest.raises(click.ClickException) as refused:
        made(workspace, wanted)
    assert said in str(refused.value.message)
    assert list(tokens.tokens_of(workspace.id)) == []
