"""API tokens: what they open, what they never open, and when they end."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from integration.web.test_permissions import ALL, IN_PERSON, NEEDED, OF_WHAT_ALL_SEE, ask, taken_back
from integration.web.world import World
from tieout.settings import settings as own_settings
from tieout.store import audit, tokens, workspaces
from tieout.store.workspaces import Role
from tieout.web.permissions import PERMISSIONS

JSON = "application/json"


def made(client: Client, base: str, **said: object) -> dict[str, Any]:
    body = {"name": "Nightly export", "role": "auditor", "scopes": ["read"], "days": 30, **said}
    answer = client.post(f"{base}/tokens", json.dumps(body), content_type=JSON)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def program(secret: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def administrator(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.ADMINISTRATOR)


@pytest.mark.feature("T-12")
def test_each_path_is_opened_by_its_own_scope_and_by_all_others_not(administrator: Client, base: str, world: World) -> None:
    """Without a cookie and without the page's token against forged requests."""
    every = PERMISSIONS[Role.ADMINISTRATOR]
    all_of_them = made(administrator, base, role="administrator", scopes=[])["secret"]
    without = {
        left: made(administrator, base, role="administrator", scopes=sorted(every - {left}))["secret"] for left in sorted(every)
    }
    wrong = []
    for one in ALL:
        address = one.address(world.ids, world.workspace_id)
        # Views that all see are changed by those who may change records.
        needed = "edit_records" if one.id in OF_WHAT_ALL_SEE else NEEDED.get(one.id, "read")
        with taken_back():
            with_it = ask(program(all_of_them), one, address=address)
        with taken_back():
            without_it = ask(program(without[needed]), one, address=address)
        if (with_it == 403) != (one.id in IN_PERSON) or with_it == 401 or with_it >= 500 or without_it != 403:
            wrong.append((one.id, with_it, without_it))
    assert wrong == []


def test_it_says_which_scope_is_missing_and_what_is_left_of_the_minute(administrator: Client, base: str) -> None:
    secret = made(administrator, base, role="finance", scopes=["read"])["secret"]
    answer = program(secret).get(f"{base}/audit")
    assert answer.status_code == 200
    assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("600", "599")
    refused = program(secret).post(f"{base}/syncs", b"{}", content_type=JSON)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "The token Nightly export may not set up and run syncs."
    assert refused.json()["remedy"] == "Make a token with the scope sync."


def test_it_is_never_more_than_its_maker_is_now(browser: Callable[[Role], Client], base: str, world: World) -> None:
    finance = browser(Role.FINANCE)
    for more in ({"role": "administrator"}, {"role": "finance", "scopes": ["connect"]}, {"role": "auditor", "scopes": ["sync"]}):
        refused = finance.post(f"{base}/tokens", json.dumps({"name": "More", **more}), content_type=JSON)
        assert refused.status_code == 422, more
    secret = made(finance, base, role="finance", scopes=["read", "export_audit", "sync"])["secret"]
    member = workspaces.membership(world.workspace_id, world.users[Role.FINANCE].pk)
    assert member is not None
    sync = f"{base}/syncs/{world.ids['sync_id']}"
    assert program(secret).patch(sync, b"{}", content_type=JSON).status_code == 200
    workspaces.set_role(world.workspace_id, member.id, role="auditor")
    assert program(secret).patch(sync, b"{}", content_type=JSON).status_code == 403
    assert program(secret).get(f"{base}/audit/export").status_code == 200
    workspaces.remove_member(world.workspace_id, member.id)
    assert program(secret).get(f"{base}/audit").status_code == 401


def test_a_token_that_manages_members_gives_nobody_more_than_it_may_itself(administrator: Client, base: str, world: World) -> None:
    """A link to the administrator's own password, or an invitation of another one, would be all that the token was not given."""
    scopes = ["read", "export_audit", "manage_members"]
    secret = made(administrator, base, role="administrator", scopes=scopes)["secret"]
    asked = program(secret)

    def status(method: str, path: str, **body: str) -> int:
        answer = getattr(asked, method)(f"{base}{path}", json.dumps(body), content_type=JSON)
        return int(answer.status_code)

    for role in (Role.ADMINISTRATOR, Role.FINANCE):
        member = workspaces.membership(world.workspace_id, world.users[role].pk)
        assert member is not None
        assert status("post", f"/members/{member.id}/password-link") == 403
        assert status("delete", f"/members/{member.id}/second-step") == 403
    guest, invited = f"/members/{world.ids['member_id']}", f"/invitations/{world.ids['invitation_id']}"
    for more in ("administrator", "finance", "editor"):
        assert status("post", "/invitations", email="friend@away.example", role=more) == 403
        assert status("patch", guest, role=more) == 403
    assert status("post", f"{invited}/resend") == 403, "its link would make somebody an Editor"
    assert status("post", "/invitations", email="friend@away.example", role="auditor") == 201
    assert status("patch", guest, role="auditor") == 200
    assert status("delete", invited) == 204
    assert audit.AuditEntry.objects.filter(actor="token Nightly export of administrator@home.example").exists()


def test_a_token_that_reads_changes_nothing_of_its_makers(administrator: Client, base: str, world: World) -> None:
    mine, other, manager = (
        made(administrator, base, name=name, role="administrator", scopes=scopes)
        for name, scopes in (("Mine", ["read"]), ("Other", ["read", "post"]), ("Manager", ["read", "manage_members"]))
    )
    asked = program(mine["secret"])
    view = {"name": "Nightly", "shared": False, "arrangement": {}}
    for method, path, body in (
        ("post", "/members/leave", {}),
        ("patch", "/notifications", {"exceptions": "never"}),
        ("post", "/tokens", {"name": "More", "role": "auditor", "scopes": ["read"]}),
        ("post", "/collections/orders/views", view),
        ("delete", f"/tokens/{other['token']['id']}", {}),
    ):
        refused = getattr(asked, method)(f"{base}{path}", json.dumps(body), content_type=JSON)
        assert (refused.status_code, bool(refused.json()["remedy"])) == (403, True), path
    assert workspaces.membership(world.workspace_id, world.users[Role.ADMINISTRATOR].pk) is not None
    assert asked.delete(f"{base}/tokens/{mine['token']['id']}").status_code == 204, "itself it may end"
    assert asked.get(f"{base}/audit").status_code == 401
    assert program(manager["secret"]).delete(f"{base}/tokens/{other['token']['id']}").status_code == 204


def test_it_ends_when_it_is_revoked_or_has_expired(administrator: Client, base: str, world: World) -> None:
    both = [made(administrator, base, name=name) for name in ("One", "Two")]
    assert tokens.ApiToken.objects.filter(hash__in=[one["secret"] for one in both]).count() == 0, "only hashes are kept"
    assert administrator.delete(f"{base}/tokens/{both[0]['token']['id']}").status_code == 204
    tokens.ApiToken.objects.filter(id=both[1]["token"]["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    for one in both:
        answer = program(one["secret"]).get(f"{base}/audit")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert "revoked, or has expired" in answer.json()["detail"]


def test_a_wrong_token_opens_nothing_even_beside_a_good_session(administrator: Client, base: str, other_world: World) -> None:
    """A page that sends both would otherwise do as a person what it means to do as a program."""
    for wrong in ("Bearer nothing", f"Bearer {tokens.MARK}{'x' * 43}", "Basic YTpi", f"Bearer {'x' * 5000}"):
        answer = administrator.get(f"{base}/audit", headers={"authorization": wrong})
        assert answer.status_code == 401, wrong
    secret = made(administrator, base)["secret"]
    elsewhere = program(secret).get(f"/api/v1/workspaces/{other_world.workspace_id}/audit")
    assert elsewhere.status_code == 404


def test_it_sees_its_own_workspace_only_and_changes_nothing_about_the_person(
    administrator: Client, base: str, world: World
) -> None:
    secret = made(administrator, base)["secret"]
    me = program(secret).get("/api/v1/me").json()
    assert (me["token"], [one["id"] for one in me["workspaces"]]) == ("Nightly export", [str(world.workspace_id)])
    assert me["workspaces"][0]["permissions"] == ["read"]
    refused = program(secret).patch("/api/v1/me", json.dumps({"name": "Somebody"}), content_type=JSON)
    assert refused.status_code == 403
    assert "the person alone" in refused.json()["detail"]
    assert program(secret).get("/_allauth/browser/v1/auth/sessions").status_code == 401


def test_it_makes_so_many_calls_in_a_minute_and_is_told_when_to_go_on(
    administrator: Client, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_TOKEN_CALLS_PER_MINUTE", "2")
    secret = made(administrator, base)["secret"]
    own_settings.cache_clear()
    try:
        statuses = [program(secret).get(f"{base}/audit").status_code for _ in range(3)]
        last = program(secret).get(f"{base}/audit")
        assert statuses == [200, 200, 429]
        assert last.status_code == 429
        assert 1 <= int(last["Retry-After"]) <= 60
        assert last["X-RateLimit-Remaining"] == "0"
        assert last["Content-Type"] == "application/problem+json"
        tokens.ApiToken.objects.update(window_at=timezone.now() - timedelta(seconds=61))
        assert program(secret).get(f"{base}/audit").status_code == 200
    finally:
        monkeypatch.undo()
        own_settings.cache_clear()


def test_the_policy_bounds_how_long_tokens_live(administrator: Client, base: str) -> None:
    assert administrator.patch(f"{base}/policies", json.dumps({"token_days_max": 30}), content_type=JSON).status_code == 200
    for days in (31, None):
        body = json.dumps({"name": "Long", "role": "auditor", "days": days})
        assert administrator.post(f"{base}/tokens", body, content_type=JSON).status_code == 422
    made(administrator, base, days=30)


def test_the_policy_ends_tokens_that_are_older_than_it_allows(administrator: Client, base: str) -> None:
    both = [made(administrator, base, name=name, days=days) for name, days in (("Endless", None), ("Long", 300))]
    ten_days_ago = timezone.now() - timedelta(days=10)
    tokens.ApiToken.objects.filter(id__in=[one["token"]["id"] for one in both]).update(created_at=ten_days_ago)
    for days, status in ((11, 200), (9, 401), (None, 200)):
        said = administrator.patch(f"{base}/policies", json.dumps({"token_days_max": days}), content_type=JSON)
        assert said.status_code == 200
        assert [program(one["secret"]).get(f"{base}/audit").status_code for one in both] == [status, status], days
        shown = [one for one in administrator.get(f"{base}/tokens").json()["items"] if one["name"] in ("Endless", "Long")]
        assert [one["has_expired"] for one in shown] == [status == 401] * 2
    assert {one["name"]: one["expires_at"] is None for one in shown} == {"Endless": True, "Long": False}


def test_everybody_sees_their_own_tokens_and_who_manages_members_sees_all(
    browser: Callable[[Role], Client], administrator: Client, base: str
) -> None:
    editor = browser(Role.EDITOR)
    mine = made(editor, base, name="Mine")
    assert [one["name"] for one in editor.get(f"{base}/tokens").json()["items"]] == ["Mine"]
    assert [one["name"] for one in administrator.get(f"{base}/tokens").json()["items"]] == ["Mine", "Nightly export"], (
        "newest first"
    )
    other = administrator.get(f"{base}/tokens").json()["items"]
    theirs = next(one["id"] for one in other if one["name"] == "Nightly export")
    assert editor.delete(f"{base}/tokens/{theirs}").status_code == 404
    assert administrator.delete(f"{base}/tokens/{mine['token']['id']}").status_code == 204


def test_it_shares_a_view_by_its_scope_and_not_by_the_role_of_its_maker(administrator: Client, base: str) -> None:
    view = {"name": "Nightly", "shared": True, "arrangement": {}}

    def share(*scopes: str) -> tuple[int, str]:
        secret = made(administrator, base, name=f"For {scopes[-1]}", role="administrator", scopes=list(scopes))["secret"]
        answer = program(secret).post(f"{base}/collections/orders/views", json.dumps(view), content_type=JSON)
        return answer.status_code, answer.json().get("detail", "")

    assert share("read") == (403, "The token For read may not share views.")
    assert share("read", "edit_collections") == (403, "The token For edit_collections may not share views.")
    assert share("read", "edit_records")[0] == 201
