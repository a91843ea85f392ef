"""Webhooks of the sandbox reach a served Tieout, which reads what they tell; a lost one is made good by the schedule."""

import base64
import hashlib
import hmac
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from integration.engine.stage import Shop, wait_until
from integration.engine.watching import succeeded, watch
from tieout.accounting.kinds import EntityKind
from tieout.engine import poll, read
from tieout.settings import settings
from tieout.store import connections as ledgers
from tieout.store import mirror
from tieout.store.events import Event
from tieout.store.gate import GateDay, GateSlot
from tieout.web.webhooks import BODY_BYTES_MAX

KEYS = {"xero": "xero-signing-key", "quickbooks": "quickbooks-verifier"}
HEADERS = {"xero": "x-xero-signature", "quickbooks": "intuit-signature"}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        del format, arguments


@pytest.fixture
def served(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of Tieout's own application on this database, told the keys of both providers' webhooks."""
    monkeypatch.setenv("TIEOUT_XERO_WEBHOOK_KEY", KEYS["xero"])
    monkeypatch.setenv("TIEOUT_QUICKBOOKS_WEBHOOK_TOKEN", KEYS["quickbooks"])
    monkeypatch.setenv("TIEOUT_POLL_MINUTES", "15")
    settings.cache_clear()
    shop.control("limits", {"limits": "20"})
    GateDay.objects.all().delete()
    GateSlot.objects.all().delete()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    # The first answer loads the application, for which a provider would not wait.
    assert ask(url, b"{}")[0] == 401
    yield url
    server.shutdown()
    thread.join()
    server.server_close()
    shop.control("limits", {"limits": "off"})
    monkeypatch.undo()
    settings.cache_clear()


def ask(url: str, body: bytes, *, signature: str = "", provider: str = "xero") -> tuple[int, bytes]:
    headers = {HEADERS.get(provider, "x-signature"): signature, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/webhooks/{provider}", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status), answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, b""


def signed(body: bytes, provider: str = "xero") -> str:
    return base64.b64encode(hmac.new(KEYS[provider].encode(), body, hashlib.sha256).digest()).decode()


def subscribe(shop: Shop, url: str, *, provider: str) -> None:
    found = shop.control("webhooks", {"provider": provider, "url": f"{url}/webhooks/{provider}", "key": KEYS[provider]})
    assert found["status"] == "active", found


def make_customer(shop: Shop, provider: str, *, name: str) -> None:
    if provider == "xero":
        shop.put("Contacts", {"Contacts": [{"Name": name}]})
    else:
        shop.put("customer", {"DisplayName": name}, provider="quickbooks")


def names(shop: Shop, provider: str) -> set[str]:
    rows = mirror.entities(shop.workspace_id, shop.ledgers[provider], kinds=["contact", "customer"])
    return {row.name for row in rows}


@pytest.mark.parametrize("provider", ["xero", "quickbooks"])
def test_a_change_at_the_provider_is_told_by_its_webhook_and_read(shop: Shop, served: str, provider: str) -> None:
    shop.connect(provider)
    subscribe(shop, served, provider=provider)
    make_customer(shop, provider, name="Ridgeway University")
    shop.control("webhooks/flush", {})
    wait_until(lambda: "Ridgeway University" in names(shop, provider), "the mirror has the new customer")
    heard = Event.objects.filter(workspace_id=shop.workspace_id, kind="entity_told").count()
    assert heard == 1
    assert set(shop.connection(provider).read_at) == {"contact" if provider == "xero" else "customer"}


@pytest.mark.feature("Q-73")
@pytest.mark.parametrize("provider", ["xero", "quickbooks"])
def test_a_webhook_starts_the_automation_that_waits_for_the_change(shop: Shop, served: str, provider: str) -> None:
    ledger = shop.connect(provider)
    row = watch(shop, {"type": "entity_created", "kind": "contact", "connection": str(ledger)})
    read.read_ledger(shop.connection(provider), [EntityKind.CONTACT, EntityKind.CUSTOMER])
    subscribe(shop, served, provider=provider)
    make_customer(shop, provider, name="Ridgeway University")
    shop.control("webhooks/flush", {})
    [run] = succeeded(shop, row, count=1)
    assert run.title.endswith(" Ridgeway University")


def test_a_notice_that_comes_twice_is_read_once(shop: Shop, served: str) -> None:
    shop.connect("xero")
    subscribe(shop, served, provider="xero")
    shop.fault("webhook_duplicate", provider="xero", times=1)
    make_customer(shop, "xero", name="Ridgeway University")
    shop.control("webhooks/flush", {})
    shop.settle_runs()
    assert "Ridgeway University" in names(shop, "xero")
    assert Event.objects.filter(workspace_id=shop.workspace_id, kind="entity_told").count() == 1
    assert shop.paths("GET").count("Contacts") == 1


def test_the_schedule_finds_what_a_lost_webhook_did_not_tell(shop: Shop, served: str) -> None:
    shop.connect("xero")
    subscribe(shop, served, provider="xero")
    shop.fault("webhook_loss", provider="xero", times=1)
    make_customer(shop, "xero", name="Ridgeway University")
    shop.control("webhooks/flush", {})
    assert names(shop, "xero") == set()
    ledgers.update_connection(shop.workspace_id, shop.ledgers["xero"], connected_at=datetime.now(UTC) - timedelta(hours=1))
    assert poll.start_due()
    wait_until(lambda: "Ridgeway University" in names(shop, "xero"), "the schedule has read it")


def test_it_believes_nothing_but_a_right_signature(shop: Shop, served: str) -> None:
    shop.connect("xero")
    nobody = {"tenantId": "nobody", "tenantType": "ORGANISATION", "eventCategory": "CONTACT", "resourceId": "c1"}
    elsewhere = json.dumps({"events": [{**nobody, "eventType": "UPDATE", "eventDateUtc": "2026-11-20T09:30:00.000"}]}).encode()
    empty = b'{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}'
    # Xero's intent to receive: empty and signed, empty and signed wrongly.
    assert ask(served, empty, signature=signed(empty)) == (200, b"")
    assert ask(served, empty, signature="A" + signed(empty)[1:])[0] == 401
    assert ask(served, empty)[0] == 401
    # An organisation that nobody here has.
    assert ask(served, elsewhere, signature=signed(elsewhere)) == (200, b"")
    assert ask(served, b"no json", signature=signed(b"no json"))[0] == 400
    large = b" " * (BODY_BYTES_MAX + 1)
    assert ask(served, large, signature=signed(large))[0] == 413
    assert ask(served, empty, provider="sage")[0] == 404
    assert not Event.objects.filter(workspace_id=shop.workspace_id, kind="entity_told").exists()


def test_it_takes_no_webhook_without_a_key_of_its_own(shop: Shop, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_XERO_WEBHOOK_KEY", "")
    settings.cache_clear()
    body = b'{"events":[]}'
    assert ask(served, body, signature=signed(body))[0] == 404
