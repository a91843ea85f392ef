"""Sign-in as the page does it: a session cookie, a token against forged requests, nothing for strangers."""

import json

from django.test import Client

from integration.web.world import PASSWORD, World
from tieout.store.workspaces import Role

AUTH = "/_allauth/browser/v1/auth"
JSON = "application/json"


def signed_in(world: World, role: Role, *, password: str = PASSWORD) -> tuple[Client, int]:
    """A browser that enforces the token, after its sign-in; and what that answered."""
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"{AUTH}/session").status_code == 401
    token = client.cookies["tieout_csrf"].value
    body = json.dumps({"email": world.users[role].email, "password": password})
    answer = client.post(f"{AUTH}/login", body, content_type=JSON, headers={"X-CSRFToken": token})
    return client, answer.status_code


def test_it_signs_in_and_says_who_one_is_and_what_one_may(world: World) -> None:
    client, status = signed_in(world, Role.FINANCE)
    assert status == 200
    me = client.get("/api/v1/me").json()
    assert me["user"]["email"] == "finance@home.example"
    (mine,) = me["workspaces"]
    assert (mine["id"], mine["role"], mine["role_label"]) == (str(world.workspace_id), "finance", "Finance")
    assert "sync" in mine["permissions"]
    assert "connect" not in mine["permissions"]


def test_it_refuses_a_wrong_password(world: World) -> None:
    client, status = signed_in(world, Role.FINANCE, password="another password")
    assert status == 400
    assert client.get("/api/v1/me").status_code == 401


def test_nobody_can_sign_up_by_themselves(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(f"{AUTH}/session")
    token = client.cookies["tieout_csrf"].value
    body = json.dumps({"email": "somebody@home.example", "password": PASSWORD})
    answer = client.post(f"{AUTH}/signup", body, content_type=JSON, headers={"X-CSRFToken": token})
    assert answer.status_code == 403


def test_it_refuses_a_change_without_the_token(world: World, base: str) -> None:
    client, _ = signed_in(world, Role.ADMINISTRATOR)
    address = f"{base}/automations/{world.ids['automation_id']}"
    body = json.dumps({"enabled": False})
    refused = client.patch(address, body, content_type=JSON)
    assert refused.status_code == 403
    assert "token" in refused.json()["detail"]
    token = client.cookies["tieout_csrf"].value
    assert client.patch(address, body, content_type=JSON, headers={"X-CSRFToken": token}).status_code == 200


def test_signing_out_ends_the_session(world: World) -> None:
    client, _ = signed_in(world, Role.AUDITOR)
    token = client.cookies["tieout_csrf"].value
    assert client.delete(f"{AUTH}/session", headers={"X-CSRFToken": token}).status_code == 401
    assert client.get("/api/v1/me").status_code == 401


def test_the_health_of_the_server_is_open_to_all(db: None) -> None:
    assert Client().get("/api/v1/health").json()["status"] == "ok"
