"""Who comes in and how: invitations, forgotten passwords, second steps, mail; and what all of it tells to strangers."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from authenticator import code_of
from integration.web.test_sign_in import AUTH, JSON, signed_in
from integration.web.world import PASSWORD, World
from tieout.engine import digests
from tieout.settings import settings as own_settings
from tieout.store import accounts, audit, exceptions, invitations, mail, tokens, workspaces
from tieout.store import notifications as wishes
from tieout.store.workspaces import Role

ACCOUNT = "/_allauth/browser/v1/account"


class Stranger(Client):
    """A browser that has this page's token and no session."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.get(f"{AUTH}/session")

    def send(self, address: str, method: str = "post", **body: object) -> Any:
        token = self.cookies["tieout_csrf"].value
        return getattr(self, method)(address, json.dumps(body), content_type=JSON, headers={"X-CSRFToken": token})


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def administrator(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.ADMINISTRATOR)


def invited(administrator: Client, base: str, *, email: str = "new@home.example", role: str = "editor") -> str:
    answer = administrator.post(f"{base}/invitations", json.dumps({"email": email, "role": role}), content_type=JSON)
    assert answer.status_code == 201, answer.json()
    link = str(answer.json()["link"])
    return link.partition("/invitation#")[2]


def test_an_invitation_makes_an_account_and_a_member_once(administrator: Client, base: str, world: World) -> None:
    secret = invited(administrator, base)
    assert not invitations.Invitation.objects.filter(hash=secret).exists(), "only the hash is kept"
    new = Stranger()
    shown = new.send("/api/v1/invitations/open", secret=secret).json()
    assert (shown["workspace"], shown["email"], shown["role"], shown["has_account"]) == (
        "Home",
        "new@home.example",
        "editor",
        False,
    )
    weak = new.send("/api/v1/invitations/accept", secret=secret, name="", password="password")
    assert weak.status_code == 422
    assert set(weak.json()["fields"]) == {"name", "password"}
    done = {"secret": secret, "name": "New Editor", "password": PASSWORD}
    assert new.send("/api/v1/invitations/accept", **done).status_code == 204
    assert new.send("/api/v1/invitations/accept", **done).status_code == 404
    assert new.send(f"{AUTH}/login", email="new@home.example", password=PASSWORD).status_code == 200
    assert [one["role"] for one in new.get("/api/v1/me").json()["workspaces"]] == ["editor"]
    actions = audit.AuditEntry.objects.filter(workspace_id=world.workspace_id).values_list("action", flat=True)
    assert {"member.invited", "member.joined"} <= set(actions)


def test_an_invitation_for_somebody_with_an_account_is_theirs_alone(
    administrator: Client, base: str, world: World, other_world: World
) -> None:
    email = other_world.users[Role.FINANCE].email
    secret = invited(administrator, base, email=email)
    accept = {"secret": secret, "name": "Somebody else", "password": PASSWORD}
    assert Stranger().send("/api/v1/invitations/accept", **accept).status_code == 401
    another, _ = signed_in(other_world, Role.EDITOR)
    token = {"X-CSRFToken": another.cookies["tieout_csrf"].value}
    refused = another.post("/api/v1/invitations/accept", json.dumps(accept), content_type=JSON, headers=token)
    assert refused.status_code == 409
    theirs, _ = signed_in(other_world, Role.FINANCE)
    token = {"X-CSRFToken": theirs.cookies["tieout_csrf"].value}
    assert theirs.post("/api/v1/invitations/accept", json.dumps(accept), content_type=JSON, headers=token).status_code == 204
    assert len(theirs.get("/api/v1/me").json()["workspaces"]) == 2
    assert theirs.get("/api/v1/me").json()["user"]["name"] != "Somebody else"


def test_an_invitation_ends_when_it_is_withdrawn_renewed_or_a_week_old(administrator: Client, base: str) -> None:
    withdrawn, renewed, old = (invited(administrator, base, email=f"{name}@home.example") for name in ("one", "two", "three"))
    by_email = {one["email"]: one["id"] for one in administrator.get(f"{base}/invitations").json()["items"]}
    assert administrator.delete(f"{base}/invitations/{by_email['one@home.example']}").status_code == 204
    again = administrator.post(f"{base}/invitations/{by_email['two@home.example']}/resend").json()["link"]
    invitations.Invitation.objects.filter(email="three@home.example").update(expires_at=timezone.now() - timedelta(seconds=1))
    for secret in (withdrawn, renewed, old, "x" * 43):
        assert Stranger().send("/api/v1/invitations/open", secret=secret).status_code == 404
    assert Stranger().send("/api/v1/invitations/open", secret=again.partition("#")[2]).status_code == 200


def test_invitations_are_not_tried_without_end_nor_from_another_site(administrator: Client, base: str) -> None:
    secret = invited(administrator, base)
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/api/v1/invitations/open", json.dumps({"secret": secret}), content_type=JSON).status_code == 403
    new = Stranger()
    statuses = [new.send("/api/v1/invitations/open", secret="x" * 43).status_code for _ in range(31)]
    assert set(statuses[:30]) == {404}
    assert statuses[30] == 429


def test_the_last_administrator_stays_and_who_goes_loses_the_way_in(administrator: Client, base: str, world: World) -> None:
    me = next(one for one in administrator.get(f"{base}/members").json()["items"] if one["is_me"])
    for refused in (
        administrator.post(f"{base}/members/leave"),
        administrator.delete(f"{base}/members/{me['id']}"),
        administrator.patch(f"{base}/members/{me['id']}", json.dumps({"role": "auditor"}), content_type=JSON),
    ):
        assert refused.status_code == 409
        assert "the last" in refused.json()["detail"]
    editor, _ = signed_in(world, Role.EDITOR)
    assert editor.get(f"{base}/home").status_code == 200
    theirs = next(one for one in administrator.get(f"{base}/members").json()["items"] if one["role"] == "editor")
    assert administrator.delete(f"{base}/members/{theirs['id']}").status_code == 204
    assert editor.get(f"{base}/home").status_code == 404


def test_the_second_step_is_asked_for_and_its_secret_is_sealed(world: World, base: str) -> None:
    client, _ = signed_in(world, Role.FINANCE)
    secret = with_app(client)
    kept = Authenticator.objects.get(user=world.users[Role.FINANCE], type="totp").data["secret"]
    assert secret not in kept
    again, status = signed_in(world, Role.FINANCE)
    assert status == 401
    assert again.get("/api/v1/me").status_code == 401
    token = {"X-CSRFToken": again.cookies["tieout_csrf"].value}
    wrong = again.post(f"{AUTH}/2fa/authenticate", json.dumps({"code": "000000"}), content_type=JSON, headers=token)
    assert wrong.status_code == 400
    code = json.dumps({"code": code_of(secret, step=1)})
    assert again.post(f"{AUTH}/2fa/authenticate", code, content_type=JSON, headers=token).status_code == 200
    assert again.get("/api/v1/me").json()["user"]["has_second_step"]


def with_app(client: Client) -> str:
    """Sets up an authenticator app, and gives its secret."""

    def send(address: str, **body: str) -> Any:
        token = {"X-CSRFToken": client.cookies["tieout_csrf"].value}
        return client.post(address, json.dumps(body), content_type=JSON, headers=token)

    secret = str(client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"])
    assert send(f"{ACCOUNT}/authenticators/totp", code=code_of(secret, step=0)).status_code == 401, "the person confirms it first"
    assert send(f"{AUTH}/reauthenticate", password=PASSWORD).status_code == 200
    assert send(f"{ACCOUNT}/authenticators/totp", code=code_of(secret, step=0)).status_code == 200
    return secret


def test_a_workspace_has_a_clock_of_its_own(administrator: Client, base: str) -> None:
    assert administrator.get(f"{base}/policies").json()["time_zone"] == "UTC"
    for zone, status in (("Europe/London", 200), ("Mars/Olympus", 422), ("../etc/passwd", 422)):
        said = administrator.patch(f"{base}/policies", json.dumps({"time_zone": zone}), content_type=JSON)
        assert said.status_code == status, said.content
    assert administrator.get(f"{base}/policies").json()["time_zone"] == "Europe/London"


def test_a_workspace_that_asks_for_a_second_step_shows_nothing_without(administrator: Client, base: str, world: World) -> None:
    body = json.dumps({"mfa_required": True})
    locked_out = administrator.patch(f"{base}/policies", body, content_type=JSON)
    assert (locked_out.status_code, "locked out" in locked_out.json()["detail"]) == (409, True)
    chief, _ = signed_in(world, Role.ADMINISTRATOR)
    with_app(chief)
    token = {"X-CSRFToken": chief.cookies["tieout_csrf"].value}
    assert chief.patch(f"{base}/policies", body, content_type=JSON, headers=token).status_code == 200
    finance, _ = signed_in(world, Role.FINANCE)
    row = workspaces.membership(world.workspace_id, world.users[Role.FINANCE].pk)
    assert row is not None
    wanted = tokens.NewToken(name="Export", role="finance", scopes=["read"], expires_at=None)
    _, secret = tokens.create_token(world.workspace_id, member_id=row.id, wanted=wanted)
    refused = finance.get(f"{base}/home")
    assert refused.status_code == 403
    assert "second step" in refused.json()["detail"]
    (mine,) = finance.get("/api/v1/me").json()["workspaces"]
    assert (mine["needs_second_step"], mine["permissions"]) == (True, [])
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get(f"{base}/home").status_code == 403
    with_app(finance)
    assert finance.get(f"{base}/home").status_code == 200
    assert program.get(f"{base}/home").status_code == 200


def test_a_new_password_by_an_administrators_link_ends_every_session_and_works_once(
    administrator: Client, base: str, world: World, other_world: World
) -> None:
    editor, _ = signed_in(world, Role.EDITOR)
    row = workspaces.membership(world.workspace_id, world.users[Role.EDITOR].pk)
    assert row is not None
    answer = administrator.post(f"{base}/members/{row.id}/password-link")
    key = str(answer.json()["link"]).rpartition("/")[2]
    person = Stranger()
    chosen = "quite another password"
    assert person.send(f"{AUTH}/password/reset", key=key, password=chosen).status_code == 401, "done: now one signs in"
    assert person.send(f"{AUTH}/password/reset", key=key, password="and a third password").status_code == 400
    assert editor.get("/api/v1/me").status_code == 401
    assert signed_in(world, Role.EDITOR, password=chosen)[1] == 200
    workspaces.join(other_world.workspace_id, user_id=world.users[Role.EDITOR].pk, role="auditor")
    refused = administrator.post(f"{base}/members/{row.id}/password-link")
    assert refused.status_code == 409, "the account opens another business's books, too"


def test_a_change_of_the_password_ends_the_other_sessions(world: World) -> None:
    here, _ = signed_in(world, Role.EDITOR)
    there, _ = signed_in(world, Role.EDITOR)
    assert len(here.get(f"{AUTH}/sessions").json()["data"]) == 2
    body = json.dumps({"current_password": PASSWORD, "new_password": "quite another password"})
    token = {"X-CSRFToken": here.cookies["tieout_csrf"].value}
    assert here.post(f"{ACCOUNT}/password/change", body, content_type=JSON, headers=token).status_code == 200
    assert here.get("/api/v1/me").status_code == 200
    assert there.get("/api/v1/me").status_code == 401


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as takes a message."""

    def handle(self) -> None:
        self.wfile.write(b"220 mailbox\r\n")
        while line := self.rfile.readline().strip():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                taken = iter(lambda: self.rfile.readline().rstrip(b"\r\n"), b".")
                self.server.letters.append(b"\n".join(taken).decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 good\r\n")


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[list[str]]:
    """What arrived at a mail server of this test's own."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        host, port = server.server_address[:2]
        monkeypatch.setenv("TIEOUT_SMTP_HOST", str(host))
        own_settings.cache_clear()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = host, port, False
        yield server.letters  # type: ignore[attr-defined]
        monkeypatch.undo()
        own_settings.cache_clear()
        server.shutdown()
        thread.join()


def test_with_a_mail_server_the_link_goes_to_the_invited_alone(administrator: Client, base: str, letters: list[str]) -> None:
    assert invited(administrator, base) == "", "who invites does not see the link"
    assert mail.send_due() == 1
    (letter,) = letters
    assert "To: new@home.example" in letter
    secret = letter.partition("/invitation#")[2].split()[0].replace("=\n", "")
    done = {"secret": secret, "name": "New Editor", "password": PASSWORD}
    assert Stranger().send("/api/v1/invitations/accept", **done).status_code == 204
    user = workspaces.user_by_email("new@home.example")
    assert user is not None
    assert accounts.is_proved(user)
    assert mail.MailMessage.objects.get().sealed_text == "", "what was sent is not kept"
    assert mail.send_due() == 0


def test_a_forgotten_password_tells_a_stranger_nothing(world: World, letters: list[str]) -> None:
    known, unknown = world.users[Role.EDITOR].email, "nobody@home.example"
    answers = [Stranger().send(f"{AUTH}/password/request", email=email) for email in (known, unknown)]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].content == answers[1].content
    mail.send_due()
    (letter,) = letters
    assert f"To: {known}" in letter
    assert "http://localhost:9300/reset/" in letter.replace("=\n", "")


def test_members_are_told_what_they_asked_to_be_told_and_nothing_twice(
    world: World, letters: list[str], administrator: Client, base: str
) -> None:
    body = json.dumps({"exceptions": "now", "connections": "never"})
    assert administrator.patch(f"{base}/notifications", body, content_type=JSON).json()["exceptions"] == "now"
    digests.send_all(now=timezone.now() + timedelta(minutes=3))
    letters.clear()
    item = exceptions.ExceptionItem(
        workspace_id=world.workspace_id, fingerprint="new", cause="account_inactive", message="Account 200 is archived.",
        title="Order 1003", opened_at=timezone.now() + timedelta(minutes=4),
    )  # fmt: skip
    exceptions.raise_exceptions(world.workspace_id, [item])
    exceptions.ExceptionItem.objects.filter(fingerprint="new").update(opened_at=timezone.now() + timedelta(minutes=4))
    for minutes in (8, 12):
        digests.send_all(now=timezone.now() + timedelta(minutes=minutes))
        mail.MailMessage.objects.update(next_at=timezone.now() - timedelta(hours=1))
        mail.send_due()
    told = [one for one in letters if "Order 1003" in one]
    assert len(told) == 1
    assert f"To: {world.users[Role.ADMINISTRATOR].email}" in told[0]
    digests.send_all(now=timezone.now() + timedelta(hours=26))
    daily = [one for one in letters if "Order 1003" in one and f"To: {world.users[Role.FINANCE].email}" in one]
    assert len(daily) == 1
    assert {row.how for row in wishes.rows_of(world.workspace_id)} <= {"now", "daily"}


def test_without_a_mail_server_nothing_is_kept_to_be_sent(administrator: Client, base: str) -> None:
    assert invited(administrator, base)
    assert digests.send_all() == 0
    assert not mail.MailMessage.objects.exists()


def test_what_is_not_offered_of_the_sign_in_library_is_not_there(world: World) -> None:
    client, _ = signed_in(world, Role.EDITOR)
    for path in (
        "account/email",
        "account/phone",
        "account/providers",
        "auth/provider/token",
        "auth/provider/redirect",
        "auth/code/request",
    ):
        token = {"X-CSRFToken": client.cookies["tieout_csrf"].value}
        assert client.post(f"/_allauth/browser/v1/{path}", "{}", content_type=JSON, headers=token).status_code == 404, path
