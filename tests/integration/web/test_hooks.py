"""The outside door: what it takes, what it refuses, and that what it took is kept before it answers."""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from integration.outside_door import told
from integration.web.world import World
from tieout.automations.hook_proof import sign
from tieout.automations.triggers import WebhookDoor
from tieout.engine import hooks, replay
from tieout.store import audit, automations, event_lists, workspaces
from tieout.store import hooks as rows
from tieout.store.automations import Automation
from tieout.store.events import Event
from tieout.store.runs import Run
from tieout.web import hooks as web_hooks
from tieout.web.hooks import BODY_BYTES_MAX, Said, answered
from tieout.web.logs import Line

BODY = {"order": {"number": "A-1", "total": 12.50, "lines": [{"sku": "P1", "quantity": 2}]}}
LOG = {"id": "log", "kind": "log", "settings": {"message": {"kind": "fixed", "value": "came"}}}


def definition(door: Mapping[str, object] | None = None) -> dict[str, object]:
    return {"schema": 2, "trigger": {"type": "webhook", "webhook": dict(door or {})}, "steps": [LOG]}


@pytest.fixture
def workspace_id(db: None) -> UUID:
    return workspaces.create_workspace("Home").id


class Outside:
    """Another system that has the address of one automation."""

    def __init__(
        self,
        workspace_id: UUID,
        door: Mapping[str, object] | None = None,
        *,
        enabled: bool = True,
        published: bool = True,
        name: str = "Shop",
    ) -> None:
        self.workspace_id = workspace_id
        if published:
            self.row = automations.publish(workspace_id, name=name, definition=definition(door), by="tests", enabled=enabled)
        else:
            self.row = automations.create_automation(workspace_id, name=name, draft=definition(door), by="tests")
        made = hooks.open_door(workspace_id, self.row.id, actor="tests")
        self.path, self.secret = made.url[made.url.index("/hooks/") :], made.secret

    def tell(self, body: object = BODY, *, kind: str = "application/json", **headers: str) -> Said:
        sent = body if isinstance(body, bytes | str) else json.dumps(body)
        return told(self.path, sent, kind=kind, **headers)

    def events(self) -> list[Event]:
        return event_lists.latest_events(self.workspace_id, kinds=["webhook"], source=str(self.row.id), limit=100)

    def runs(self) -> list[Run]:
        return list(Run.objects.filter(workspace_id=self.workspace_id, event__in=[row.id for row in self.events()]))


def test_what_it_answers_202_to_is_kept_and_started(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    status, answer = shop.tell()
    assert status == 202
    [event] = shop.events()
    assert answer == {"event": str(event.id), "repeated": False, "runs": 1}
    assert event.subject["values"]["body"]["order"]["total"] == "12.5"
    [run] = shop.runs()
    assert run.event_id == event.id


def test_the_key_is_kept_as_a_hash_and_the_secret_sealed(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    row = rows.hook_of(workspace_id, shop.row.id)
    assert row is not None
    key = shop.path.removeprefix("/hooks/")
    assert len(key) >= 40
    assert key not in str(vars(row))
    assert shop.secret not in str(vars(row))
    shown = hooks.door(workspace_id, shop.row.id)
    assert shown is not None
    assert shown.has_secret
    assert key not in shown.url
    assert key[:4] in shown.url
    assert not any(key in str(entry) or shop.secret in str(entry) for entry in audit.entries(workspace_id))


def test_the_key_of_an_address_stays_out_of_the_log(workspace_id: UUID, caplog: pytest.LogCaptureFixture) -> None:
    shop = Outside(workspace_id, {"auth": "token"})
    with caplog.at_level(logging.DEBUG):
        shop.tell()
    assert "a webhook was refused with 401" in caplog.text
    assert shop.path.removeprefix("/hooks/") not in caplog.text
    record = logging.LogRecord("any", logging.ERROR, "", 0, f"{shop.path} broke", (), None)
    assert Line("%(message)s").format(record) == "/hooks/… broke"


def test_calls_of_one_moment_are_kept_together_and_each_is_answered_for_itself(
    workspace_id: UUID, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shop = Outside(workspace_id, {"auth": "token"})
    other = Outside(workspace_id, name="Till")
    key = shop.path.removeprefix("/hooks/")
    proof = {"authorization": f"Bearer {shop.secret}"}

    def call(number: int, headers: Mapping[str, str]) -> tuple[str, hooks.Call]:
        return key, hooks.call_of(headers=headers, query={}, body=json.dumps({"number": number}).encode())

    till = other.path.removeprefix("/hooks/")
    some = [call(1, proof), call(2, {}), (till, call(3, {})[1]), ("nobody", call(4, proof)[1]), call(1, proof), call(5, proof)]
    with django_assert_max_num_queries(40):
        said = answered([*some, *(call(number, proof) for number in range(10, 40))])
    assert [status for status, _ in said[:6]] == [202, 401, 202, 404, 202, 202]
    assert [one.get("repeated") for _, one in said[:6]] == [False, None, False, None, True, False]
    assert said[4][1]["event"] == said[0][1]["event"]
    assert {status for status, _ in said[6:]} == {202}
    assert len(shop.events()) == len(shop.runs()) == 32
    assert len(other.runs()) == 1


def test_a_new_address_closes_the_old_one(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    hooks.open_door(workspace_id, shop.row.id, actor="tests")
    assert shop.tell()[0] == 404
    assert shop.events() == []


@pytest.mark.parametrize(
    "door",
    [
        WebhookDoor(auth="token"),
        WebhookDoor(auth="token", header="X-Api-Key"),
        WebhookDoor(auth="signature", header="X-Shop-Hmac-Sha256"),
        WebhookDoor(auth="signature", header="Stripe-Signature", scheme="timestamped"),
        WebhookDoor(auth="signature", scheme="standard"),
    ],
)
def test_only_who_proves_it_is_let_in(workspace_id: UUID, door: WebhookDoor) -> None:
    shop = Outside(workspace_id, door.model_dump())
    body = json.dumps(BODY).encode()
    right = sign(door, secret=shop.secret, body=body, now=datetime.now(UTC), id="msg_1")
    wrong = sign(door, secret="guessed", body=body, now=datetime.now(UTC), id="msg_1")
    assert shop.tell(body)[0] == 401
    assert shop.tell(body, **wrong)[0] == 401
    assert shop.events() == []
    assert shop.tell(body, **right)[0] == 202
    values = shop.events()[0].subject["values"]
    assert not any(secret in json.dumps(values) for secret in (shop.secret, *right.values()) if len(secret) > 20)


def test_a_sender_may_bring_its_own_secret(world: World, finance: Client, base: str) -> None:
    shop = Outside(world.workspace_id, {"auth": "token"})
    asked = json.dumps({"rotate": False, "secret": "chosen by the sender"})
    answer = finance.post(f"{base}/automations/{shop.row.id}/webhook", asked, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["secret"] == ""
    assert shop.tell(authorization=f"Bearer {shop.secret}")[0] == 401
    assert shop.tell(authorization="Bearer chosen by the sender")[0] == 202


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-Event-Id", "Webhook-Id"])
def test_the_same_id_is_the_same_event_whatever_it_says(workspace_id: UUID, name: str) -> None:
    shop = Outside(workspace_id)
    first, again = shop.tell(**{name: "e-1"}), shop.tell({"other": 1}, **{name: "e-1"})
    assert first[1]["event"] == again[1]["event"]
    assert again == (202, {**first[1], "repeated": True, "runs": 0})
    assert shop.tell(**{name: "e-2"})[1]["event"] != first[1]["event"]
    assert len(shop.runs()) == len(shop.events()) == 2


def test_the_same_body_is_the_same_event_for_a_while(workspace_id: UUID) -> None:
    shop = Outside(workspace_id, {"same_body_minutes": 10})
    path = shop.path.removeprefix("/hooks/")
    now = datetime(2026, 11, 20, 12, 9, 59, tzinfo=UTC)
    taken = [
        hooks.receive(path, hooks.Call(headers={}, query={}, body=b'{"a": 1}', at=now + timedelta(seconds=after)))
        for after in (0, 2, 30 * 60)
    ]
    assert [one.repeated for one in taken] == [False, True, False]
    assert taken[0].event_id == taken[1].event_id
    assert len(shop.runs()) == 2


def test_without_a_window_every_call_is_another(workspace_id: UUID) -> None:
    shop = Outside(workspace_id, {"same_body_minutes": 0})
    assert shop.tell()[1]["event"] != shop.tell()[1]["event"]


def test_a_form_is_taken_as_well(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    assert shop.tell("name=Ridgeway+University&total=12.50", kind="application/x-www-form-urlencoded")[0] == 202
    assert shop.events()[0].subject["values"]["body"] == {"name": "Ridgeway University", "total": "12.50"}


def test_what_is_no_body_is_refused_with_a_sentence(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    large = b'"' + b"a" * BODY_BYTES_MAX + b'"'
    for status, answer in (shop.tell(b"no json"), shop.tell(b'{"a": "\\u0000"}')):
        assert status == 400
        assert "Send" in str(answer["message"])
    assert shop.tell(large)[0] == 413
    assert shop.tell(large[:-3] + b'"')[0] == 202
    assert told(shop.path, b"", method="GET")[0] == 405
    assert told("/hooks/nobody", {})[0] == 404
    assert len(shop.events()) == 1


def test_while_the_automation_is_off_it_is_kept_for_it(workspace_id: UUID) -> None:
    shop = Outside(workspace_id, enabled=False)
    status, answer = shop.tell()
    assert (status, answer["runs"]) == (202, 0)
    kept = replay.missed_events(workspace_id, shop.row.id)
    assert [str(item.event_id) for item in kept.items] == [answer["event"]]
    assert kept.items[0].values["body"]["order"]["number"] == "A-1"  # type: ignore[index]  # JSON
    automations.set_enabled(workspace_id, shop.row.id, enabled=True)
    replayed = replay.replay(workspace_id, shop.row.id, actor="tests")
    assert len(replayed.run_ids) == len(shop.runs()) == 1
    assert shop.runs()[0].started_by == "tests"
    assert replay.replay(workspace_id, shop.row.id, actor="tests").run_ids == ()


def test_a_draft_collects_samples_to_build_with(workspace_id: UUID) -> None:
    shop = Outside(workspace_id, published=False)
    assert shop.tell(**{"X-Topic": "orders"})[0] == 202
    [sample] = hooks.samples(workspace_id, shop.row.id)
    assert sample.values["body"]["order"]["number"] == "A-1"
    assert sample.types["body.order.total"] == "number"
    assert sample.types["body.order.lines"] == "line_items"
    assert sample.types["headers.x-topic"] == "text"
    assert replay.missed_events(workspace_id, shop.row.id).count == 1


def test_the_last_ten_samples_are_kept(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    key, now = shop.path.removeprefix("/hooks/"), datetime(2026, 11, 20, tzinfo=UTC)
    for number in range(15):
        body = json.dumps({"number": number}).encode()
        hooks.receive(key, hooks.Call(headers={}, query={}, body=body, at=now + timedelta(minutes=2 * number)))
    kept = hooks.samples(workspace_id, shop.row.id)
    assert [sample.values["body"]["number"] for sample in kept] == list(range(14, 4, -1))


def test_an_automation_that_is_no_webhook_or_is_gone_has_no_door(workspace_id: UUID) -> None:
    shop = Outside(workspace_id)
    other = {**definition(), "trigger": {"type": "manual"}}
    automations.publish(workspace_id, name="Shop", definition=other, by="tests")
    assert shop.tell()[0] == 404
    automations.publish(workspace_id, name="Shop", definition=definition(), by="tests")
    assert shop.tell()[0] == 202
    automations.archive(workspace_id, shop.row.id)
    assert shop.tell()[0] == 404


def test_nothing_is_kept_when_the_transaction_breaks(workspace_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Outside(workspace_id)

    def broken(workspace_id: UUID, sample: rows.HookSample) -> None:
        raise OSError(f"{workspace_id} {sample}")

    monkeypatch.setattr(rows, "take_sample", broken)
    with pytest.raises(OSError, match=str(workspace_id)):
        shop.tell()
    assert shop.events() == []
    assert Automation.objects.filter(id=shop.row.id).exists()


def test_a_call_that_breaks_breaks_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def taken(calls: list[tuple[str, hooks.Call]]) -> list[Said]:
        if any(key == "broken" for key, _ in calls):
            raise OSError("the disk is full")
        return [(202, {"key": key}) for key, _ in calls]

    monkeypatch.setattr(web_hooks, "_answered_tidily", taken)
    call = hooks.call_of(headers={}, query={}, body=b"{}")

    async def three() -> list[Said]:
        door = web_hooks.Door()
        return await asyncio.gather(*(door.take(key, call) for key in ("one", "broken", "two")))

    said = asyncio.run(three())
    assert [status for status, _ in said] == [202, 500, 202]
    assert (said[0][1]["key"], said[2][1]["key"]) == ("one", "two")
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_body_sent_twice_over_the_end_of_a_window_is_the_same_event(workspace_id: UUID) -> None:
    """Both come in one transaction, the later one in the next ten minutes by the clock."""
    shop = Outside(workspace_id, {"same_body_minutes": 10})
    end = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)
    calls = [hooks.Call(headers={}, query={}, body=b'{"a": 1}', at=at) for at in (end - timedelta(seconds=1), end)]
    said = answered([(shop.path.removeprefix("/hooks/"), call) for call in calls])
    assert [(status, answer["repeated"]) for status, answer in said] == [(202, False), (202, True)]
    assert said[0][1]["event"] == said[1][1]["event"]
    assert len(shop.events()) == 1


def test_a_signed_id_counts_and_no_other_beside_it(workspace_id: UUID) -> None:
    terms = WebhookDoor(auth="signature", scheme="standard")
    shop = Outside(workspace_id, terms.model_dump())
    body = json.dumps(BODY)
    proof = sign(terms, secret=shop.secret, body=body.encode(), now=datetime.now(UTC), id="e-1")
    first = shop.tell(body, **proof)
    assert first[0] == 202
    again = shop.tell(body, **proof, **{"Idempotency-Key": "another"})
    assert again == (202, {**first[1], "repeated": True, "runs": 0})


def test_one_busy_address_does_not_take_the_room_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door is asked for more calls than may wait, before it has answered one."""
    monkeypatch.setattr(web_hooks, "_answered_tidily", lambda calls: [(202, {"key": key}) for key, _ in calls])
    call = hooks.call_of(headers={}, query={}, body=b"{}")

    async def rush() -> tuple[list[int], int]:
        door = web_hooks.Door()
        busy = [asyncio.create_task(door.take("busy", call)) for _ in range(web_hooks.WAITING_EACH + 5)]
        other = asyncio.create_task(door.take("other", call))
        said = [status for status, _ in await asyncio.gather(*busy)]
        return said, (await other)[0]

    said, other = asyncio.run(rush())
    assert (said.count(202), said.count(503), other) == (web_hooks.WAITING_EACH, 5, 202)
