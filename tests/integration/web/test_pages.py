"""What is not the API: the page, the headers, the way back from a consent, the shape of errors."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from integration.web.world import World
from tieout.settings import settings as tieout_settings
from tieout.store import workspaces
from tieout.store.workspaces import Role
from tieout.web import page


def test_every_answer_carries_the_security_headers(finance: Client, base: str) -> None:
    for address in ("/", f"{base}/home", "/api/v1/me", "/_allauth/browser/v1/auth/session", f"{base}/nothing"):
        headers = finance.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["Referrer-Policy"] == "same-origin", address
    assert finance.get(f"{base}/home").headers["Cache-Control"] == "no-store"


def test_an_address_of_the_api_that_is_none_is_a_problem(finance: Client, base: str) -> None:
    for address in ("/api/v1/nothing", f"{base}/nothing", "/api/v1/workspaces/not-an-id/home"):
        answer = finance.get(address)
        assert answer.status_code == 404, address
        assert answer.headers["Content-Type"] == "application/problem+json", address
        assert set(answer.json()) == {"type", "title", "status", "detail", "remedy", "fields"}, address


def test_a_defect_says_nothing_of_itself(finance: Client, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("tieout.store.syncs.syncs", broken)
    answer = finance.get(f"{base}/syncs")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer.json()["remedy"]


def test_the_page_answers_for_every_address_that_its_router_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr(page, "FOLDER", tmp_path)
    missing = Client().get("/collections/orders")
    assert missing.status_code == 503
    assert b"./dev demo" in missing.content
    (tmp_path / "index.html").write_text("<!doctype html><title>Tieout</title>")
    answer = Client().get("/collections/orders/1")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert Client().get("/assets/none.js").status_code == 404


def test_the_api_documents_itself_without_another_host(db: None) -> None:
    answer = Client().get("/api/docs")
    assert answer.status_code == 200
    assert b"https://" not in answer.content


def _back(answer: object) -> tuple[str, dict[str, list[str]]]:
    place = urlsplit(answer["Location"])  # type: ignore[index]
    return place.path, parse_qs(place.query)


def test_the_way_back_from_a_consent_asks_for_the_person_who_went(world: World, browser: Callable[[Role], Client]) -> None:
    assert _back(Client().get("/oauth/xero/callback"))[0] == "/sign-in"
    path, said = _back(browser(Role.FINANCE).get("/oauth/xero/callback", {"state": "state-Home", "code": "stolen"}))
    assert path == "/settings/integrations"
    assert "not known here" in said["error"][0]
    assert "stolen" not in str(said)
    path, said = _back(browser(Role.ADMINISTRATOR).get("/oauth/unknown/callback", {"state": "state-Home"}))
    assert "error" in said


def test_the_way_back_asks_for_the_second_step_where_the_workspace_does(world: World, browser: Callable[[Role], Client]) -> None:
    workspaces.set_policies(world.workspace_id, {"mfa_required": True})
    path, said = _back(browser(Role.ADMINISTRATOR).get("/oauth/xero/callback", {"state": "state-Home", "code": "again"}))
    assert (path, list(said)) == ("/settings/integrations", ["error"])
    assert "asks for a second step" in said["error"][0]


def test_the_way_back_leads_to_the_choice_of_organisation(world: World, browser: Callable[[Role], Client]) -> None:
    path, said = _back(browser(Role.ADMINISTRATOR).get("/oauth/xero/callback", {"state": "state-Home", "code": "again"}))
    assert (path, said) == ("/settings/integrations", {"choose": [world.ids["pending_id"]]})


def test_connecting_begins_at_the_providers_own_page(
    world: World, base: str, browser: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_XERO_CLIENT_ID", "our-app")
    monkeypatch.setenv("TIEOUT_XERO_CLIENT_SECRET", "our-secret")
    tieout_settings.cache_clear()
    try:
        answer = browser(Role.ADMINISTRATOR).post(f"{base}/connections/xero/authorise", b"", content_type="application/json")
        assert answer.status_code == 200, answer.content
        place = urlsplit(answer.json()["url"])
        asked = parse_qs(place.query)
        assert place.hostname == "login.xero.com"
        assert asked["redirect_uri"] == ["http://localhost:9300/oauth/xero/callback"]
        assert asked["code_challenge_method"] == ["S256"]
        assert "our-secret" not in answer.content.decode()
    finally:
        monkeypatch.undo()
        tieout_settings.cache_clear()
