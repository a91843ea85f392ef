"""Single sign-on against an OpenID Connect provider of this test's own: real HTTP, real signatures."""

import base64
import hashlib
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from integration.web.test_people import Stranger
from integration.web.world import PASSWORD, World
from tieout.settings import settings as own_settings
from tieout.store import accounts, invitations, tokens, workspaces
from tieout.store.workspaces import Role

CLIENT_ID, CLIENT_SECRET = "tieout", "a secret between the two"


@dataclass
class Provider:
    """`person` is who is signed in there; the other fields are what it may do wrongly."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    signing_key: rsa.RSAPrivateKey | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **self.person, **self.claims}
        return jwt.encode(claims, self.signing_key or self.key, algorithm="RS256", headers={"kid": "one"})

    def documents(self) -> dict[str, dict[str, Any]]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        places = {"authorization": "authorise", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{self.url}/{place}" for name, place in places.items()}
        return {
            "/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **endpoints},
            "/keys": {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]},
            "/userinfo": self.person,
        }

    def authorise(self, query: dict[str, str]) -> str:
        self.challenges["the-code"] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': 'the-code', 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        assert (form["client_secret"], proof) == (CLIENT_SECRET, self.challenges.pop(form["code"]))
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}


def serve(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorise":
                self.send_response(302)
                self.send_header("Location", provider.authorise({name: one[0] for name, one in parse_qs(parts.query).items()}))
                self.end_headers()
                return
            self.say(provider.documents()[parts.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.say(provider.token({name: one[0] for name, one in parse_qs(body).items()}))

        def say(self, document: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: object) -> None:
            pass

    return Answers


class _Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def provider(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Provider]:
    cache.clear()
    made = Provider()
    with ThreadingHTTPServer(("127.0.0.1", 0), serve(made)) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        monkeypatch.setenv("TIEOUT_OIDC_ISSUER", made.url)
        own_settings.cache_clear()
        app = {
            "provider_id": "sso", "name": "Demo sign-on", "client_id": CLIENT_ID, "secret": CLIENT_SECRET,
            "settings": {"server_url": made.url},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield made
        monkeypatch.undo()
        own_settings.cache_clear()
        server.shutdown()
        thread.join()


def came_by(client: Stranger, *, then: str = "") -> str:
    """Goes to the provider and back as a browser does, and gives the address where it ends."""
    begun = client.send("/api/v1/sign-in/single-sign-on", next=then)
    assert begun.status_code == 200, begun.json()
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(_Stop).open(begun.json()["url"], timeout=10)
    back = urlsplit(sent.value.headers["Location"])
    sent.value.close()
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost:9300/sso/sso/callback"
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def person(email: str, **more: object) -> dict[str, Any]:
    return {"sub": f"sub-{email}", "email": email, "email_verified": True, "name": "New Person", **more}


def workspaces_of(client: Client) -> list[tuple[str, str]]:
    answer = client.get("/api/v1/me")
    return [(one["name"], one["role"]) for one in answer.json()["workspaces"]] if answer.status_code == 200 else []


def test_the_invited_come_in_without_a_password_and_again(provider: Provider, world: World) -> None:
    invitations.invite(world.workspace_id, email="new@home.example", role="finance", by="tests", is_mailed=False)
    provider.person = person("New@Home.example")
    client = Stranger()
    assert came_by(client, then="/audit") == "http://localhost:9300/sign-in?next=%2Faudit"
    assert workspaces_of(client) == [("Home", "finance")]
    assert client.get("/api/v1/me").json()["user"]["has_password"] is False
    again = Stranger()
    came_by(again)
    assert workspaces_of(again) == [("Home", "finance")]


def test_an_address_of_an_allowed_domain_joins_in_the_agreed_role_and_not_after_it_was_removed(
    provider: Provider, world: World, other_world: World
) -> None:
    workspaces.set_policies(world.workspace_id, {"sso_domains": ["staff.example"], "sso_role": "editor"})
    provider.person = person("somebody@staff.example")
    client = Stranger()
    came_by(client)
    assert workspaces_of(client) == [("Home", "editor")]
    user = workspaces.user_by_email("somebody@staff.example")
    assert user is not None
    row = workspaces.membership(world.workspace_id, user.pk)
    assert row is not None
    workspaces.remove_member(world.workspace_id, row.id)
    again = Stranger()
    came_by(again)
    assert workspaces_of(again) == []


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (person("stranger@elsewhere.example"), "error=signup_closed"),
        (person("finance@home.example", email_verified=False), "error=address_not_proved"),
        (person("finance@home.example", email_verified="false"), "error=address_not_proved"),
    ],
)
def test_nobody_else_comes_in(provider: Provider, world: World, who: dict[str, Any], said: str) -> None:
    provider.person = who
    client = Stranger()
    assert said in came_by(client)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        lambda one: setattr(one, "signing_key", rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        lambda one: one.claims.update(iss="https://another.example"),
        lambda one: one.claims.update(aud="another program"),
        lambda one: one.claims.update(exp=int(time.time()) - 60),
    ],
    ids=["signature", "issuer", "audience", "expired"],
)
def test_a_token_that_is_not_the_issuers_own_opens_nothing(
    provider: Provider, world: World, wrong: Callable[[Provider], None]
) -> None:
    provider.person = person(world.users[Role.FINANCE].email)
    wrong(provider)
    client = Stranger()
    assert "error=" in came_by(client)
    assert client.get("/api/v1/me").status_code == 401


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(provider: Provider, world: World) -> None:
    provider.person = person(world.users[Role.FINANCE].email)
    begun = Stranger().send("/api/v1/sign-in/single-sign-on", next="")
    state = parse_qs(urlsplit(begun.json()["url"]).query)["state"][0]
    victim = Stranger()
    answer = victim.get(f"/sso/sso/callback?{urlencode({'code': 'the-code', 'state': state})}")
    assert "error=" in answer["Location"]
    assert victim.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_but_to_our_own_page(provider: Provider, world: World, then: str) -> None:
    provider.person = person(world.users[Role.FINANCE].email)
    assert came_by(Stranger(), then=then) == "http://localhost:9300/sign-in"


def test_the_owner_of_an_address_takes_the_account_from_who_made_it_with_a_copied_link(provider: Provider, world: World) -> None:
    user = world.users[Role.FINANCE]
    member = workspaces.membership(world.workspace_id, user.pk)
    assert member is not None
    wanted = tokens.NewToken(name="Left behind", role="finance", scopes=["read"], expires_at=None)
    _, secret = tokens.create_token(world.workspace_id, member_id=member.id, wanted=wanted)
    impostor = Stranger()
    assert impostor.send("/_allauth/browser/v1/auth/login", email=user.email, password=PASSWORD).status_code == 200
    provider.person = person(user.email)
    owner = Stranger()
    came_by(owner)
    assert workspaces_of(owner) == [("Home", "finance")]
    assert impostor.get("/api/v1/me").status_code == 401
    assert tokens.by_secret(secret) is None
    cache.clear()
    assert Stranger().send("/_allauth/browser/v1/auth/login", email=user.email, password=PASSWORD).status_code == 400
    assert accounts.is_proved(user)


def test_without_an_issuer_there_is_no_single_sign_on(db: None) -> None:
    client = Stranger()
    assert client.get("/api/v1/sign-in").json() == {"single_sign_on": "", "mail": False}
    assert client.send("/api/v1/sign-in/single-sign-on", next="").status_code == 404
