"""Which events start which triggers: entities of ledgers, exceptions, and what happens to one automation alone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json
from tieout.automations.building import Catalogue, CollectionShape
from tieout.automations.entity_shapes import entity_types, entity_values
from tieout.automations.events import Event, EventKind
from tieout.automations.trigger_problems import trigger_problems
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import Schedule, Trigger, TriggerType, matches

ME, OTHER = "01939d3e-4c7a-7d3e-8a51-000000000001", "01939d3e-4c7a-7d3e-8a51-000000000002"
LEDGER = "01939d3e-4c7a-7d3e-8a51-00000000000a"
OPEN = {"payment_status": "open", "status": "open", "due": "120.00"}
PAID = {"payment_status": "paid", "status": "paid", "due": "0.00"}
VOIDED = {"payment_status": "voided", "status": "voided"}


def seen(now: Mapping[str, object], before: Mapping[str, object] | None = None, *, kind: str = "invoice") -> Event:
    return make(EventKind.ENTITY_CHANGED, now, before=before, subject_kind=kind, source=LEDGER)


def make(
    kind: EventKind,
    now: Mapping[str, object],
    *,
    before: Mapping[str, object] | None = None,
    source: str = ME,
    subject_kind: str = "record",
) -> Event:
    return Event(
        key="k",
        source=source,
        kind=kind,
        subject="",
        subject_kind=subject_kind,
        values=now,
        previous=before or {},
        occurred_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def starts(trigger: Trigger, event: Event) -> bool:
    return matches(trigger, event, field_types=trigger_types(trigger, collections={}, sample=dict(event.values)), automation=ME)  # type: ignore[arg-type]  # JSON


@pytest.mark.parametrize(
    ("type_", "event", "expected"),
    [
        ("entity_created", seen(OPEN), True),
        ("entity_created", seen(PAID, OPEN), False),
        ("entity_created", seen(VOIDED), False),
        ("entity_updated", seen(OPEN), False),
        ("entity_updated", seen(PAID, OPEN), True),
        ("entity_paid", seen(PAID, OPEN), True),
        ("entity_paid", seen(PAID), True),
        ("entity_paid", seen({**PAID, "reference": "x"}, PAID), False),
        ("entity_voided", seen(VOIDED, OPEN), True),
        ("entity_voided", seen({**VOIDED, "reference": "x"}, VOIDED), False),
        ("entity_voided", seen({"status": "deleted"}, {"status": "posted"}, kind="payment"), True),
        ("entity_voided", seen({"deleted": True}, {"deleted": False}, kind="contact"), True),
        ("entity_reconciled", seen({"reconciled": True}, {"reconciled": False}, kind="payment"), True),
        ("entity_reconciled", seen({"reconciled": True}, {"reconciled": True}, kind="payment"), False),
        ("entity_changed", seen(PAID, OPEN), True),
        ("entity_overdue", seen(OPEN), False),
        ("entity_overdue", make(EventKind.ENTITY_OVERDUE, OPEN, subject_kind="invoice", source=LEDGER), True),
    ],
)
def test_a_change_of_an_entity_starts_what_waits_for_it(type_: TriggerType, event: Event, expected: bool) -> None:
    assert starts(Trigger(type=type_, kind=event.subject_kind), event) is expected
    assert not starts(Trigger(type=type_, kind="journal"), event)
    assert not starts(Trigger(type=type_, kind=event.subject_kind, connection=OTHER), event)
    assert starts(Trigger(type=type_, kind=event.subject_kind, connection=LEDGER), event) is expected


@pytest.mark.parametrize("kind", ["contact", "customer", "supplier"])
def test_a_contact_is_one_where_customers_and_suppliers_are_kept_apart(kind: str) -> None:
    assert starts(Trigger(type="entity_created", kind="contact"), seen({"name": "A"}, kind=kind))
    assert starts(Trigger(type="entity_created", kind="supplier"), seen({"name": "A"}, kind=kind)) is (kind == "supplier")


def test_a_condition_sees_the_entity_and_what_it_was() -> None:
    rule = {"field": "previous.payment_status", "operator": "=", "value": "part_paid"}
    large = {"field": "gross", "operator": ">", "value": "100"}
    trigger = Trigger(type="entity_paid", kind="invoice", condition={"combinator": "and", "rules": [rule, large]})
    assert starts(trigger, seen({**PAID, "gross": "120.00"}, {"payment_status": "part_paid"}))
    assert not starts(trigger, seen({**PAID, "gross": "120.00"}, OPEN))
    assert not starts(trigger, seen({**PAID, "gross": "99.00"}, {"payment_status": "part_paid"}))


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("schedule", EventKind.SCHEDULE_DUE),
        ("webhook", EventKind.WEBHOOK),
        ("called", EventKind.CALLED),
        ("manual", EventKind.MANUAL),
    ],
)
def test_what_happens_to_one_automation_starts_no_other(type_: TriggerType, kind: EventKind) -> None:
    assert starts(Trigger(type=type_), make(kind, {}, source=ME))
    assert not starts(Trigger(type=type_), make(kind, {}, source=OTHER))


def test_a_condition_on_a_webhook_takes_what_a_body_lacks_for_empty() -> None:
    trigger = Trigger(type="webhook", condition={"field": "body.total", "operator": ">", "value": "10"})
    assert starts(trigger, make(EventKind.WEBHOOK, {"body": {"total": "10.01"}}))
    assert not starts(trigger, make(EventKind.WEBHOOK, {"body": {"total": "9.99"}}))
    assert not starts(trigger, make(EventKind.WEBHOOK, {"body": {}}))


def test_an_exception_starts_those_that_it_is_not_about() -> None:
    raised = {"cause": "tax_missing", "automations": [OTHER]}
    event = make(EventKind.EXCEPTION_RAISED, raised, source="exceptions", subject_kind="exception")
    assert starts(Trigger(type="exception_raised"), event)
    assert starts(Trigger(type="exception_raised", kind="tax_missing"), event)
    assert not starts(Trigger(type="exception_raised", kind="locked"), event)
    assert starts(Trigger(type="exception_raised", cause="tax_missing"), event)
    assert not starts(Trigger(type="exception_raised", cause="period_locked"), event)
    assert not starts(Trigger(type="exception_raised", cause="tax_missing", kind="invoice"), event)
    own = make(EventKind.EXCEPTION_RAISED, {**raised, "automations": [OTHER, ME]}, source="exceptions", subject_kind="exception")
    assert not starts(Trigger(type="exception_raised"), own)


def test_a_document_is_told_with_its_status_its_sums_and_its_contact() -> None:
    document = Document(
        kind=EntityKind.INVOICE,
        contact="c-1",
        contact_name="Ridgeway University",
        issued_on=date(2026, 10, 5),
        due_on=date(2026, 11, 5),
        currency="GBP",
        number="INV-1",
        status=DocumentStatus.OPEN,
        gross=Decimal(120),
        due=Decimal(20),
        lines=(),
    )
    values = entity_values("invoice", to_json(document), known={"id": "i-1", "connection": LEDGER}, deleted=False)
    assert {name: values[name] for name in ("number", "name", "gross", "due", "paid", "payment_status", "due_on")} == {
        "number": "INV-1",
        "name": "Ridgeway University",
        "gross": "120.00",
        "due": "20.00",
        "paid": "100.00",
        "payment_status": "part_paid",
        "due_on": "2026-11-05",
    }
    assert set(entity_types("invoice")) >= {"number", "gross", "lines", "deleted"}
    assert set(entity_types("invoice")) <= {*values, "url"}


def test_a_contact_is_never_paid() -> None:
    contact = Contact(kind=EntityKind.CONTACT, name="Ridgeway University", account_number="C1")
    values = entity_values("contact", to_json(contact), known={"id": "c-1"}, deleted=False)
    assert "payment_status" not in values
    assert values["number"] == "C1"
    assert not starts(Trigger(type="entity_paid", kind="contact"), seen(values, kind="contact"))


CATALOGUE = Catalogue(
    step_kinds={}, collections={"orders": CollectionShape(key="orders", name="Orders", field_types={"stage": "choice"})}
)


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        (Trigger(type="record_created"), "names no collection"),
        (Trigger(type="manual", collection="gone"), "no collection gone"),
        (Trigger(type="stage_reached", collection="orders", stage="done"), "names no field"),
        (Trigger(type="stage_reached", collection="orders", stage_field="stage"), "names no stage"),
        (Trigger(type="entity_paid"), "names no kind"),
        (Trigger(type="entity_paid", kind="ship"), "no kind of entity ship"),
        (Trigger(type="entity_overdue", kind="contact"), "Contacts do not fall due"),
        (Trigger(type="exception_raised", cause="bad_weather"), "No exception is raised for bad_weather"),
        (Trigger(type="schedule"), "no schedule"),
        (Trigger(type="schedule", schedule=Schedule(cron="99 * * * *")), "minute"),
    ],
)
def test_a_trigger_that_could_never_work_is_told_before(trigger: Trigger, said: str) -> None:
    found = list(trigger_problems(trigger, CATALOGUE))
    assert len(found) == 1
    assert said in found[0].message
    assert found[0].remedy


@pytest.mark.parametrize(
    "trigger",
    [
        Trigger(type="record_created", collection="orders"),
        Trigger(type="stage_reached", collection="orders", stage_field="stage", stage="done"),
        Trigger(type="entity_overdue", kind="bill"),
        Trigger(type="schedule", schedule=Schedule(cron="0 9 * * 1-5", time_zone="Europe/London")),
        Trigger(type="webhook"),
        Trigger(type="manual"),
        Trigger(type="exception_raised"),
        Trigger(type="exception_raised", cause="period_locked"),
        Trigger(type="schedule", schedule=Schedule(cron="0 9 * * 1", business_days="next", country="GB-ENG")),
    ],
)
def test_a_trigger_that_can_work_has_no_problem(trigger: Trigger) -> None:
    assert list(trigger_problems(trigger, CATALOGUE)) == []
