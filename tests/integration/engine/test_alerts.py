"""Alerts by rule: told once for each cause, to those whom the rule names."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection as database_connection
from django.test import override_settings
from django.utils import timezone
from pydantic import ValidationError

from integration.engine.conftest import HASHERS
from integration.engine.outside_desk import mail_server, secret, told
from integration.engine.stage import Shop, wait_until
from stub_host import Said, StubHost, stub_host
from tieout.engine import alert_messages, alerts, notifying
from tieout.store import alert_rules, connections, database, exceptions, grants, runs, workspaces
from tieout.store.alert_rules import AlertCause, AlertMessage, AlertRule, MessageState, RuleValues
from tieout.store.connections import ConnectionStatus
from tieout.store.exceptions import ExceptionItem
from tieout.store.grants import Grant
from tieout.store.mail import MailMessage
from tieout.store.mirror import MirrorEntity
from tieout.store.runs import RunStatus
from tieout.store.workspaces import Member, Role

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # A Wednesday.


@pytest.fixture
def office(db: None) -> Iterator[Member]:
    """A member who is told, of a workspace of its own, with a mail server."""
    workspace = workspaces.create_workspace("Shop")
    with mail_server(), override_settings(PASSWORD_HASHERS=HASHERS):
        yield workspaces.add_member(
            workspace.id, email=f"{uuid4().hex}@shop.example", name="Finance", password="long enough pass", role=Role.FINANCE
        )


def rule(member: Member, kind: str, **settings: object) -> AlertRule:
    said = alerts.terms_of(kind, settings).model_dump(mode="json")
    name = f"{kind} {uuid4().hex[:6]}"
    values = RuleValues(name=name, kind=kind, settings=said, enabled=True, members=[member.id], addresses=[])
    return alert_rules.save(member.workspace_id, values, rule_id=None, by="tests")


def look(member: Member, *, now: datetime | None = None) -> int:
    """How many rules of the workspace told something."""
    at = now or timezone.now()
    workspace = member.workspace
    return sum(alerts.look(workspace, one, now=at) for one in alert_rules.rules(workspace.id, enabled_only=True))


def lines(member: Member) -> list[str]:
    """Of all messages, the oldest first."""
    rows = AlertMessage.objects.filter(workspace_id=member.workspace_id).order_by("made_at", "id")
    return [line.removeprefix("- ") for row in rows for line in row.text.splitlines() if line.startswith("- ")]


def fail(member: Member, title: str = "1001", **more: object) -> runs.Run:
    run, _ = runs.start_run(member.workspace_id, kind="sync", key=uuid4().hex, title=title, **more)
    runs.finish_run(member.workspace_id, run.id, status=RunStatus.FAILED, error="It broke.")
    return run


def raised(member: Member, cause: str = "name_missing") -> ExceptionItem:
    item = ExceptionItem(workspace_id=member.workspace_id, fingerprint=uuid4().hex, cause=cause, message="No name.", title="C1")
    exceptions.raise_exceptions(member.workspace_id, [item])
    return item


def test_a_failed_run_is_told_once_and_again_when_it_fails_again(office: Member) -> None:
    fail(office, "before the rule")
    rule(office, "run_failed")
    run = fail(office)
    fail(office, "an item", parent=run)
    assert [look(office) for _ in range(3)] == [1, 0, 0]
    assert lines(office) == ["Sync: 1001. It broke."]
    runs.update_run(office.workspace_id, run.id, status=RunStatus.QUEUED, finished_at=None)
    runs.finish_run(office.workspace_id, run.id, status=RunStatus.FAILED, error="It broke anew.")
    assert look(office) == 1
    assert lines(office)[-1] == "Sync: 1001. It broke anew."
    message = MailMessage.objects.filter(key__startswith="alert:").first()
    assert message is not None
    assert message.to == office.user.email
    assert "one thing" in message.subject


@pytest.mark.feature("Q-71")
def test_exceptions_of_the_chosen_causes_are_told_together_and_those_of_others_not(office: Member) -> None:
    rule(office, "exception", causes=["name_missing"])
    for cause in ("name_missing", "name_missing", "amount"):
        raised(office, cause)
    assert [look(office) for _ in range(2)] == [1, 0]
    assert lines(office) == ["C1: No name.", "C1: No name."]
    (row,) = AlertMessage.objects.filter(workspace_id=office.workspace_id)
    assert (row.receiver, row.state, row.subject.endswith("2 things")) == (office.user.email, "sent", True)


def _ledger(member: Member, **values: object) -> connections.Connection:
    tokens = grants.NewTokens(access_token="a", refresh_token="r", expires_at=timezone.now())
    grant_id = grants.create_grant(member.workspace_id, provider="xero", tokens=tokens)
    organisation = {"id": uuid4().hex, "name": "Demo Company (UK)", "country": "GB", "currency": "GBP"}
    row = connections.save_connection(member.workspace_id, grant_id=grant_id, provider="xero", organisation=organisation)
    if values:
        connections.update_connection(member.workspace_id, row.id, **values)
    return row


def _owed(row: connections.Connection, contact: str, *, due: str, on: str = "2026-11-01", currency: str = "GBP") -> MirrorEntity:
    return MirrorEntity.objects.create(
        workspace_id=row.workspace_id,
        connection=row,
        kind="invoice",
        external_id=uuid4().hex,
        contact_id=contact,
        status="open",
        currency=currency,
        due=Decimal(due),
        hash="h",
        body="{}",
        entity={"due_on": on},
    )


@pytest.mark.feature("Q-25")
def test_a_balance_that_is_overdue_is_told_when_it_passes_the_amount_and_again_after_it_was_below(office: Member) -> None:
    ledger = _ledger(office)
    MirrorEntity.objects.create(
        workspace_id=office.workspace_id,
        connection=ledger,
        kind="contact",
        external_id="c1",
        name="Paper mill",
        hash="h",
        body="{}",
    )
    rule(office, "overdue", amount="100", currency="GBP")
    invoice = _owed(ledger, "c1", due="60.00")
    _owed(ledger, "c1", due="500.00", on="2026-12-24")
    _owed(ledger, "c2", due="500.00", currency="EUR")
    assert look(office, now=NOW) == 0
    second = _owed(ledger, "c1", due="40.01")
    assert look(office, now=NOW + timedelta(minutes=1)) == 0, "it looks at the mirror every quarter of an hour"
    assert look(office, now=NOW + timedelta(minutes=16)) == 1
    assert lines(office) == ["Demo Company (UK): 100.01 GBP overdue from Paper mill on 2 documents"]
    assert look(office, now=NOW + timedelta(minutes=40)) == 0
    MirrorEntity.objects.filter(id=second.id).update(due=Decimal("40.00"))
    assert look(office, now=NOW + timedelta(hours=1)) == 0
    MirrorEntity.objects.filter(id=invoice.id).update(due=Decimal("60.0001"))
    assert look(office, now=NOW + timedelta(hours=2)) == 1


def test_all_contacts_together_count_where_the_rule_says_so(office: Member) -> None:
    ledger = _ledger(office)
    for contact in ("c1", "c2"):
        _owed(ledger, contact, due="60.00")
    rule(office, "overdue", amount="100", currency="GBP", each_contact=False)
    assert look(office, now=NOW) == 1
    assert lines(office) == ["Demo Company (UK): 120.00 GBP overdue on 2 documents"]


def test_a_broken_connection_is_told_once_until_it_works_again(office: Member) -> None:
    ledger = _ledger(office)
    rule(office, "broken")
    assert look(office) == 0
    for status, expected in (("needs_reconnecting", 1), ("needs_reconnecting", 0), ("active", 0), ("needs_reconnecting", 1)):
        connections.update_connection(office.workspace_id, ledger.id, status=ConnectionStatus(status), trouble="Refused.")
        assert look(office) == expected
    assert lines(office) == ["Demo Company (UK) must be connected again. Refused."] * 2


def test_a_connection_that_nobody_reads_is_told_before_it_is_lost(office: Member) -> None:
    ledger = _ledger(office)
    rule(office, "expiring", days=14)
    assert look(office, now=NOW) == 0
    Grant.objects.filter(id=ledger.grant_id).update(expires_at=NOW - timedelta(days=47))
    assert [look(office, now=NOW + timedelta(hours=hour)) for hour in (1, 2)] == [1, 0]
    assert lines(office)[0].startswith("Demo Company (UK) will be lost on 1 December 2026.")


def test_a_digest_comes_once_a_day_at_its_hour_whatever_else_is_counted_later(office: Member) -> None:
    made = rule(office, "digest", hour=8, zone="Europe/London")
    AlertRule.objects.filter(id=made.id).update(from_at=NOW - timedelta(days=3))
    fail(office)
    early = NOW.replace(hour=7)
    assert [look(office, now=early + timedelta(minutes=each)) for each in (0, 20)] == [1, 0], "yesterday's"
    assert look(office, now=NOW) == 1
    _ledger(office, status=ConnectionStatus.NEEDS_RECONNECTING)
    assert look(office, now=NOW + timedelta(hours=3)) == 0
    assert lines(office)[-4:] == ["Runs that succeeded: 0", "Runs that stopped: 1", "Open exceptions: 0", "Waiting for approval: 0"]


def test_a_young_rule_does_not_tell_the_digest_of_before(office: Member) -> None:
    rule(office, "digest", hour=8)
    assert look(office, now=timezone.now()) == 0


def test_a_rule_that_is_off_tells_nothing_and_nothing_of_that_time_when_it_is_on_again(office: Member) -> None:
    made = rule(office, "run_failed")
    off = RuleValues(name=made.name, kind=made.kind, settings=made.settings, enabled=False, members=[office.id], addresses=[])
    alert_rules.save(office.workspace_id, off, rule_id=made.id, by="tests")
    fail(office)
    assert look(office) == 0
    on = RuleValues(name=made.name, kind=made.kind, settings=made.settings, enabled=True, members=[office.id], addresses=[])
    alert_rules.save(office.workspace_id, on, rule_id=made.id, by="tests")
    assert look(office) == 0
    fail(office, "1002")
    assert look(office) == 1
    assert lines(office) == ["Sync: 1002. It broke."]


def test_more_than_fit_are_counted(office: Member) -> None:
    rule(office, "run_failed")
    for number in range(25):
        fail(office, str(number))
    assert look(office) == 1
    assert len(lines(office)) == alert_messages.LINES_MAX
    assert AlertMessage.objects.get(workspace_id=office.workspace_id).subject.endswith("more than 20 things")


def test_without_a_mail_server_the_message_says_so(office: Member) -> None:
    rule(office, "run_failed")
    fail(office)
    with told(smtp_host=""):
        look(office)
    row = AlertMessage.objects.get(workspace_id=office.workspace_id)
    assert (row.state, row.error) == ("failed", alert_messages.NO_MAIL)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("overdue", {"currency": "pounds"}),
        ("overdue", {"currency": "GBP", "amount": "-1"}),
        ("digest", {"zone": "Mars"}),
        ("broken", {"x": 1}),
    ],
)
def test_settings_that_a_kind_does_not_have_are_refused(kind: str, settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        alerts.terms_of(kind, settings)


@pytest.mark.contended
def test_two_who_look_at_once_tell_one_cause_once(shop: Shop) -> None:
    workspace = workspaces.workspace_by_id(shop.workspace_id)
    with mail_server():
        member = workspaces.members(shop.workspace_id)[0]
        rule(member, "run_failed")
        fail(member)

        def one_look(_: int) -> int:
            try:
                return look(member)
            finally:
                database_connection.close()

        with ThreadPoolExecutor(max_workers=4) as pool:
            assert sum(pool.map(one_look, range(8))) <= 1, "or the worker was first"
    assert AlertMessage.objects.filter(workspace_id=workspace.id).count() == 1
    assert AlertCause.objects.filter(workspace_id=workspace.id).count() == 1


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started
    notifying.end()


def _newest(shop: Shop) -> AlertMessage:
    return AlertMessage.objects.filter(workspace_id=shop.workspace_id).order_by("-made_at", "-id")[0]


def test_a_sealed_address_is_told_by_the_worker_once_and_a_refusal_is_an_exception(shop: Shop, host: StubHost) -> None:
    host.says("/told", Said(200), Said(404))
    with told(outside_allow="127.0.0.1"):
        address = secret(shop, "address", address=f"json://127.0.0.1:{host.port}/told")
        values = RuleValues(name="Chat", kind="exception", settings={"causes": []}, enabled=True, members=[], addresses=[address])
        with database.atomic():
            alert_rules.save(shop.workspace_id, values, rule_id=None, by="tests")
        member = workspaces.members(shop.workspace_id)[0]
        for count, expected in enumerate(("sent", "failed"), start=1):
            raised(member)
            look(member)
            wait_until(lambda: _newest(shop).state not in ("waiting", "sending"), "the message has ended")
            row = _newest(shop)
            assert (row.state, row.receiver) == (expected, "address 0")
            assert len(host.asked) == count
        AlertMessage.objects.filter(id=row.id).update(state=MessageState.SENDING)
        alert_messages.tell_alert(str(shop.workspace_id), str(row.id))
        assert AlertMessage.objects.get(id=row.id).state == "unknown", "it may be there, and is not sent again"
    assert len(host.asked) == 2
    (item,) = exceptions.open_exceptions(shop.workspace_id, cause="alert_failed")
    assert "did not reach address 0" in item.message
