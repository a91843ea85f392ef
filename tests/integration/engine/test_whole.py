"""The whole main job in one process: figures, audit, isolation, and that doing it all again posts nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

import main_job
from integration.engine.stage import Shop, open_shop
from tieout.accounting.kinds import EntityKind
from tieout.engine import read
from tieout.reconciliation import report as reports
from tieout.sandbox.server import Sandbox
from tieout.store import audit, exceptions, links, mirror, records
from tieout.store import connections as ledgers
from tieout.store.audit import AuditEntry
from tieout.store.postings import Posting, PostingState

ORDERS = main_job.orders_csv(orders=30, customers=12, products=15)
DOCUMENTS = 30


@dataclass(kw_only=True)
class Job:
    shop: Shop
    report: dict[str, Any]


def do_job(shop: Shop, *, share: str) -> dict[str, Any]:
    main_job.import_orders(shop.workspace_id, ORDERS)
    shop.settle()
    wish = {"provider": "xero", "organisation": main_job.LEDGERS["xero"], "share": share, "seed": 1}
    shop.control("pay", wish)
    shop.sync()
    shop.settle()
    return main_job.tie_out(shop.workspace_id, [shop.ledgers["xero"], shop.ledgers["quickbooks"]])


@pytest.fixture(scope="module")
def job(sandbox: Sandbox) -> Iterator[Job]:
    """The job, done."""
    shop = open_shop(sandbox.url)
    shop.connect("xero")
    shop.connect("quickbooks")
    yield Job(shop=shop, report=do_job(shop, share="0.5"))
    shop.close()


def test_everything_is_posted_once_and_the_proof_leaves_nothing_unexplained(job: Job) -> None:
    xero = [one["InvoiceNumber"] for one in job.shop.objects("Invoices")]
    xero += [one["CreditNoteNumber"] for one in job.shop.objects("CreditNotes")]
    quickbooks = job.shop.objects("Invoice", "quickbooks") + job.shop.objects("CreditMemo", "quickbooks")
    assert len(set(xero)) == len(xero) == DOCUMENTS
    assert sorted(xero) == sorted(one["DocNumber"] for one in quickbooks)
    assert job.report["unexplained"] == {"GBP": "0.00"}
    assert [[one["cause"] for one in pair["differences"]] for pair in job.report["pairs"]] == [["exception"], []]
    assert {cause: count for cause, (count, _) in exceptions.count_by_cause(job.shop.workspace_id).items()} == {"not_a_sale": 1}


def test_the_proof_is_checked_again_offline_and_a_changed_figure_is_noticed(job: Job) -> None:
    document = json.loads(json.dumps(job.report))
    assert reports.recheck(document) == ()
    document["sides"][1]["figures"][0]["gross"] = "1.00"
    assert reports.recheck(document)


@pytest.mark.feature("T-03")
def test_every_posting_has_a_certificate_and_its_entry_in_the_audit_log(job: Job) -> None:
    entries = {
        (entry["details"]["posting"], entry["action"])  # type: ignore[index]  # details are an object
        for entry in audit.entries(job.shop.workspace_id)
        if str(entry["action"]).startswith("posting.")
    }
    rows = list(Posting.objects.filter(workspace_id=job.shop.workspace_id))
    assert len(rows) > 2 * DOCUMENTS
    assert entries == {(str(row.id), "posting.posted") for row in rows}
    for row in rows:
        assert row.certificate["external_id"] == row.external_id
        assert row.certificate["request_hash"] == row.request_hash
        assert row.certificate["read_back_hash"]
        assert row.certificate["intended_at"] <= row.certificate["sent_at"] <= row.certificate["recorded_at"]


def test_the_audit_log_verifies_and_names_the_entry_of_which_one_byte_was_changed(job: Job) -> None:
    workspace_id = job.shop.workspace_id
    head = audit.head(workspace_id)
    assert audit.verify(audit.entries(workspace_id), head=head).wrong is None
    for change in ({"text": "somebody else"}, {"actor": "nobody"}, {"details": {"posting": "another"}}):
        with transaction.atomic():
            AuditEntry.objects.filter(workspace_id=workspace_id, number=17).update(**change)
            verdict = audit.verify(audit.entries(workspace_id), head=head)
            transaction.set_rollback(True)
        assert (verdict.wrong, verdict.why) == (17, "entry 17 was changed after it was written")
    with transaction.atomic():
        AuditEntry.objects.filter(workspace_id=workspace_id, number=head[0]).delete()
        verdict = audit.verify(audit.entries(workspace_id), head=head)
        transaction.set_rollback(True)
    assert verdict.wrong == head[0]


@pytest.mark.feature("Q-72")
def test_the_exported_log_is_verified_without_the_database(job: Job) -> None:
    lines = [json.dumps(entry) for entry in audit.entries(job.shop.workspace_id)]
    assert audit.verify(iter([json.loads(line) for line in lines])).wrong is None
    lines[4] = lines[4].replace('"actor": "', '"actor": "x', 1)
    assert audit.verify(iter([json.loads(line) for line in lines])).wrong == 5


def test_what_was_seen_at_the_providers_stands_in_the_log_too(job: Job) -> None:
    told = {str(entry["action"]) for entry in audit.entries(job.shop.workspace_id)}
    assert {"connection.reference_synced", "import.finished", "record.created", "sync.planned", "entity.created"} <= told
    assert {"entity.updated", "record.updated", "tie_out.finished", "sync.saved", "shop.set_up"} <= told


def test_the_same_organisation_in_two_workspaces_shares_no_row(job: Job) -> None:
    shop, workspace_id = job.shop, job.shop.workspace_id
    before = _everything(shop)
    other = open_shop(shop.url)
    other.connect("quickbooks")
    other.connect("xero")
    try:
        other.customer("X1")  # Into QuickBooks, which is this workspace's ledger of records.
        other.settle()
        read.read_ledger(other.connection(), [EntityKind.INVOICE])
        assert len(mirror.entities(other.workspace_id, other.ledgers["xero"], kinds=["invoice"])) > DOCUMENTS // 2
        assert _everything(shop) == before
        record = records.all_records(workspace_id, "orders")[0]
        assert records.record_by_id(other.workspace_id, record.id) is None
        assert links.links_of(other.workspace_id, "record", source_id=record.id) == []
        assert links.links_to(other.workspace_id, shop.ledgers["xero"], source_kind="record") == []
        assert mirror.entities(other.workspace_id, shop.ledgers["xero"], kinds=["invoice"]) == []
        assert [one.title for one in Posting.objects.filter(workspace_id=other.workspace_id)] == ["Customer X1"]
        with pytest.raises(ledgers.Connection.DoesNotExist):
            ledgers.connection(other.workspace_id, shop.ledgers["xero"])
    finally:
        other.close()


def test_no_row_refers_to_a_row_of_another_workspace() -> None:
    own = [model for model in apps.get_app_config("store").get_models() if _has_workspace(model)]
    assert len(own) > 15
    for model in own:
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if isinstance(target, type) and _has_workspace(target) and target is not model:
                crossed = model.objects.exclude(**{f"{field.name}__isnull": True})  # type: ignore[attr-defined]
                crossed = crossed.exclude(**{f"{field.name}__workspace_id": models.F("workspace_id")})
                assert not crossed.exists(), f"{model.__name__}.{field.name}"


@pytest.mark.feature("Q-37")
def test_the_whole_job_done_again_posts_nothing(job: Job) -> None:
    shop = job.shop
    before = _everything(shop)
    objects = {(kind, provider): shop.objects(kind, provider) for provider, kind in _KINDS}
    writes = shop.calls("PUT"), _writes(shop)
    report = do_job(shop, share="0")
    assert {(kind, provider): shop.objects(kind, provider) for provider, kind in _KINDS} == objects
    assert (shop.calls("PUT"), _writes(shop)) == writes
    assert {name: _everything(shop)[name] for name in ("postings", "links", "records")} == {
        name: before[name] for name in ("postings", "links", "records")
    }
    assert report["unexplained"] == {"GBP": "0.00"}
    assert Posting.objects.filter(workspace_id=shop.workspace_id).exclude(state=PostingState.POSTED).count() == 0


_KINDS = [
    *(("xero", kind) for kind in ("Contacts", "Items", "Invoices", "CreditNotes", "Payments")),
    *(("quickbooks", kind) for kind in ("Customer", "Item", "Invoice", "CreditMemo", "Payment")),
]


def _writes(shop: Shop) -> int:
    return sum(path != "query" for path in shop.paths("POST", "quickbooks"))


def _everything(shop: Shop) -> dict[str, object]:
    """All that a workspace holds and that must not change by itself."""
    workspace_id = shop.workspace_id
    return {
        "postings": sorted(
            (row.key, row.state, row.external_id, row.attempts) for row in [*shop.postings(), *shop.postings("quickbooks")]
        ),
        "links": sorted((row.kind, row.external_id) for one in shop.ledgers.values() for row in _links(workspace_id, one)),
        "records": sorted((row.key, row.version) for key in ("customers", "products", "orders") for row in shop.all_records(key)),
        "audit": audit.head(workspace_id),
        "exceptions": sorted(one.fingerprint for one in shop.exceptions()),
    }


def _links(workspace_id: Any, connection_id: Any) -> list[links.Link]:
    return [row for kind in ("record", "entity") for row in links.links_to(workspace_id, connection_id, source_kind=kind)]


def _has_workspace(model: type[models.Model]) -> bool:
    return any(field.name == "workspace" for field in model._meta.get_fields())
