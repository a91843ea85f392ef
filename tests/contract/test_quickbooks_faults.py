"""QuickBooks' connector under each fault of the sandbox: nothing lost, nothing doubled, and the right class of error."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, Shop, contact_of, found_ids
from contract.test_connector_quickbooks import TestQuickBooks as _QuickBooks
from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice, Operation, Outcome, ProviderSettings
from tieout.connectors.errors import AuthorisationLost, OutcomeUnknown, ProviderError, Throttled, Transient
from tieout.connectors.http import Http, Retry
from tieout.connectors.quickbooks import connector as connector_of
from tieout.connectors.quickbooks.errors import DIALECT
from unit.sandbox.desk import Receiver, listening

UNDONE: Mapping[str, type[ProviderError]] = {
    "lost_before": OutcomeUnknown,
    "500": OutcomeUnknown,
    "503": OutcomeUnknown,
    "429_minute": Throttled,
    "429_day": Throttled,
    "429_concurrent": Throttled,
    # QuickBooks says so when it lets the app no more into the company.
    "forbidden": AuthorisationLost,
}
DONE = ("lost", "500_after", "truncated")
CUSTOMER = EntityKind.CUSTOMER


class TestQuickBooksFaults(SandboxBench):
    provider, organisation, urls = _QuickBooks.provider, _QuickBooks.organisation, _QuickBooks.urls

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("fault", UNDONE)
    def test_what_was_not_done_is_told_so_and_then_done_once(self, ledger: Ledger, fault: str, size: int) -> None:
        operations = [contact_of(ledger, number) for number in range(size)]
        ledger.sandbox.fault(fault, method="POST")
        with pytest.raises(UNDONE[fault]) as caught:
            ledger.write(*operations)
        assert type(caught.value) is UNDONE[fault]
        assert ledger.connector.look_up(ledger.access, operations) == {}
        assert all(outcome.receipt for outcome in ledger.write(*operations))
        assert set(found_ids(ledger, CUSTOMER)) == {f"Customer {number}" for number in range(size)}

    def test_a_conflict_with_another_write_is_said_and_a_second_attempt_is_done_once(self, ledger: Ledger) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault("clash", method="POST")
        (clashed,) = ledger.write(operation)
        assert [problem.cause for problem in clashed.problems] == ["stale_version"]
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        assert ledger.write(replace(operation, attempt=2))[0].receipt is not None
        assert set(found_ids(ledger, CUSTOMER)) == {"Customer 1"}

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("fault", DONE)
    def test_what_was_done_without_a_clear_answer_is_found_and_not_done_twice(self, ledger: Ledger, fault: str, size: int) -> None:
        operations = [contact_of(ledger, number) for number in range(size)]
        ledger.sandbox.fault(fault, method="POST")
        with pytest.raises(OutcomeUnknown):
            ledger.write(*operations)
        found = ledger.connector.look_up(ledger.access, operations)
        ids = {key: receipt.seen.external_id for key, receipt in found.items()}
        again = {outcome.key: outcome.receipt.seen.external_id for outcome in ledger.write(*operations) if outcome.receipt}
        assert again == ids
        assert sorted(found_ids(ledger, CUSTOMER).values()) == sorted(ids.values())
        assert len(ids) == size

    def test_an_answer_that_takes_too_long_is_unknown_and_found(self, ledger: Ledger) -> None:
        operation, patient = contact_of(ledger, 1), ledger.connector
        settings = ProviderSettings(client_id="tieout", client_secret="s", urls=self._urls(ledger))
        ledger.connector = connector_of(settings, http=Http(DIALECT, timeout_seconds=0.2, retry=Retry(pauses=())))
        ledger.sandbox.post("faults", {"kind": "slow", "provider": self.provider, "method": "POST", "seconds": 0.6})
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        ledger.connector = patient
        (again,) = ledger.write(operation)
        assert again.receipt is not None
        assert found_ids(ledger, CUSTOMER) == {"Customer 1": again.receipt.seen.external_id}

    def test_a_token_that_runs_out_early_costs_one_renewal_and_nothing_else(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("expired", method="POST", path=".*customer")
        assert ledger.write(contact_of(ledger, 1))[0].receipt is not None
        assert ledger.renewals == 1
        assert set(found_ids(ledger, CUSTOMER)) == {"Customer 1"}

    @pytest.mark.parametrize("fault", ["revoked", "tenant_removed"])
    def test_a_consent_that_ends_under_way_is_lost(self, ledger: Ledger, fault: str) -> None:
        ledger.sandbox.fault(fault)
        with pytest.raises(AuthorisationLost):
            ledger.write(contact_of(ledger, 1))

    def test_a_refresh_whose_answer_is_lost_may_be_tried_again(self, ledger: Ledger) -> None:
        """The refresh token keeps its value for a day, so that nothing of it was lost."""
        ledger.sandbox.fault("rotation_lost")
        with pytest.raises(Transient):
            ledger.connector.refresh(ledger.tokens)
        ledger.refresh()
        assert ledger.reference().organisation.name

    def test_what_a_stale_list_of_changes_leaves_out_comes_with_the_next_one(self, ledger: Ledger) -> None:
        since = datetime.now(UTC) - timedelta(days=1)
        ledger.sandbox.fault("stale_page", times=2, method="GET", path=".*cdc")
        first = ledger.read(CUSTOMER, since=since)
        ledger.write(contact_of(ledger, 1))
        stale = ledger.read(CUSTOMER, since=since)
        assert [page.seen for page in (*first, *stale)] == [()] * 2
        watermark = stale[-1].watermark
        assert watermark is not None
        fresh = ledger.read(CUSTOMER, since=watermark)
        assert [each.external_id for page in fresh for each in page.seen] == list(found_ids(ledger, CUSTOMER).values())

    @pytest.mark.parametrize(
        ("fault", "more"),
        [
            ("unknown_value", {"field": "TxnDate", "value": "some day"}),
            ("null_fields", {"field": "TxnDate"}),
            ("empty_dates", {}),
        ],
    )
    def test_a_document_that_cannot_be_understood_is_kept_with_its_problem(
        self, ledger: Ledger, fault: str, more: dict[str, Any]
    ) -> None:
        shop = Shop.open(ledger)
        document = shop.written(shop.document("D-1", EntityKind.INVOICE))
        ledger.sandbox.post("faults", {"kind": fault, "provider": self.provider, "path": ".*query", **more})
        (seen,) = (one for page in ledger.read(EntityKind.INVOICE) for one in page.seen)
        assert (seen.external_id, seen.entity) == (document.id, None)
        assert seen.problem
        assert seen.body["DocNumber"] == "D-1"
        assert [one.entity for page in ledger.read(EntityKind.INVOICE) for one in page.seen] == [document]

    def test_a_write_whose_answer_cannot_be_understood_has_its_receipt_and_its_problem(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        operation = shop.document("D-1", EntityKind.INVOICE)
        ledger.sandbox.post("faults", {"kind": "null_fields", "provider": self.provider, "path": ".*invoice", "field": "TotalAmt"})
        (outcome,) = ledger.write(operation)
        assert outcome.receipt is not None
        assert outcome.receipt.seen.problem
        assert shop.ids(EntityKind.INVOICE) == {outcome.receipt.seen.external_id}

    def test_the_half_of_a_run_that_was_accepted_stays_accepted(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        operations = [shop.document(f"D-{number}", EntityKind.INVOICE) for number in range(4)]
        wish = {"kind": "500_after", "provider": self.provider, "method": "POST", "path": ".*invoice", "nth": 2}
        ledger.sandbox.post("faults", wish)
        ids = [self._settled(ledger, operation) for operation in operations]
        assert set(ids) == shop.ids(EntityKind.INVOICE)
        assert len(set(ids)) == len(operations)

    def test_a_batch_with_an_element_that_was_refused_is_found_whole_after_a_lost_answer(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        good, other = (shop.document(f"D-{number}", EntityKind.INVOICE) for number in (1, 2))
        assert isinstance(other.entity, Document)
        bad = replace(other, entity=replace(other.entity, lines=(replace(other.entity.lines[0], tax_code="99"),)))
        ledger.sandbox.fault("lost", method="POST", path=".*batch")
        with pytest.raises(OutcomeUnknown):
            ledger.write(good, bad)
        assert set(ledger.connector.look_up(ledger.access, [good, bad])) == {good.key}
        first, second = ledger.write(good, bad)
        assert first.receipt is not None
        assert [problem.cause for problem in second.problems] == ["tax_code_invalid"]
        assert len(shop.ids(EntityKind.INVOICE)) == 1

    @pytest.mark.parametrize(
        ("fault", "shape"),
        [
            ("webhook_duplicate", "classic"),
            ("webhook_delay", "cloudevents"),
            ("webhook_reorder", "cloudevents"),
            ("webhook_loss", "classic"),
        ],
    )
    def test_whatever_becomes_of_a_notice_the_change_is_known_once(self, ledger: Ledger, fault: str, shape: str) -> None:
        since = datetime.now(UTC) - timedelta(days=1)
        with listening(Receiver(careless=True)) as receiver:
            wish = {"provider": self.provider, "url": receiver.url, "key": "verifier", "shape": shape}
            ledger.sandbox.post("webhooks", wish)
            ledger.sandbox.post("faults", {"kind": fault, "provider": self.provider, "seconds": 30})
            ids = [_id(ledger.write(contact_of(ledger, number))[0]) for number in (1, 2)]
            ledger.sandbox.post("webhooks/flush", {})
            ledger.sandbox.post("clock", {"advance_seconds": 60})
            ledger.sandbox.post("webhooks/flush", {})
            httpx.delete(f"{ledger.sandbox.url}/_control/webhooks")
        told = [self._told(ledger, headers, body) for headers, body in receiver.received]
        assert {notice.organisation_id for notices in told for notice in notices} == {ledger.organisation_id}
        heard = [notice.external_id for notices in told for notice in notices]
        assert set(heard) == ({ids[1]} if fault == "webhook_loss" else set(ids))
        # What was not told, or not in order, is found by asking; what was told twice is one entity all the same.
        changes = [each.external_id for page in ledger.read(CUSTOMER, since=since) for each in page.seen]
        assert sorted(changes) == sorted(ids)

    @staticmethod
    def _told(ledger: Ledger, headers: Mapping[str, str], body: bytes) -> tuple[Notice, ...]:
        assert ledger.connector.notices(headers=headers, body=body + b" ", key="verifier") is None
        told = ledger.connector.notices(headers=headers, body=body, key="verifier")
        assert told is not None
        return told

    @staticmethod
    def _settled(ledger: Ledger, operation: Operation) -> str:
        try:
            (outcome,) = ledger.write(operation)
        except OutcomeUnknown:
            return ledger.connector.look_up(ledger.access, [operation])[operation.key].seen.external_id
        return _id(outcome)

    def _urls(self, ledger: Ledger) -> dict[str, str]:
        return {name: ledger.sandbox.url + path for name, path in self.urls.items()}


def _id(outcome: Outcome) -> str:
    assert outcome.receipt is not None, outcome.problems
    return outcome.receipt.seen.external_id
