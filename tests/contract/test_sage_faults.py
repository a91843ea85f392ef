"""Sage's connector under each fault of the sandbox: nothing lost, nothing doubled, and the right class of error."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, contact_of, found_ids
from contract.test_connector_sage import TestSage as _Sage
from contract.written import create, document_for, made
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import ProviderSettings, Seen
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Throttled, Transient
from tieout.connectors.http import Http, Retry
from tieout.connectors.sage import connector as connector_of
from tieout.connectors.sage.errors import DIALECT

UNDONE: Mapping[str, type[ProviderError]] = {
    "lost_before": OutcomeUnknown,
    "500": OutcomeUnknown,
    "503": OutcomeUnknown,
    "429_minute": Throttled,
    "429_day": Throttled,
    "429_concurrent": Throttled,
    "clash": Transient,
    "forbidden": NotPermitted,
}
DONE = ("lost", "500_after", "truncated")


class TestSageFaults(SandboxBench):
    provider, organisation, urls = _Sage.provider, _Sage.organisation, _Sage.urls

    @pytest.mark.parametrize("fault", UNDONE)
    def test_what_was_not_done_is_told_so_and_then_done_once(self, ledger: Ledger, fault: str) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault(fault, method="POST")
        with pytest.raises(UNDONE[fault]) as caught:
            ledger.write(operation)
        assert type(caught.value) is UNDONE[fault]
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        (written,) = ledger.write(operation)
        assert written.receipt is not None
        assert found_ids(ledger, EntityKind.CONTACT) == {"Customer 1": written.receipt.seen.external_id}

    @pytest.mark.parametrize("fault", DONE)
    def test_what_was_done_without_a_clear_answer_is_found_and_not_done_twice(self, ledger: Ledger, fault: str) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault(fault, method="POST")
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        found = ledger.connector.look_up(ledger.access, [operation])[operation.key]
        (again,) = ledger.write(operation)
        assert again.receipt is not None
        assert again.receipt.seen.external_id == found.seen.external_id
        assert found_ids(ledger, EntityKind.CONTACT) == {"Customer 1": found.seen.external_id}

    def test_an_answer_that_takes_too_long_is_unknown_and_found(self, ledger: Ledger) -> None:
        operation = contact_of(ledger, 1)
        patient, settings = ledger.connector, ProviderSettings(client_id="tieout", client_secret="s", urls=self._urls(ledger))
        ledger.connector = connector_of(settings, http=Http(DIALECT, timeout_seconds=0.2, retry=Retry(pauses=())))
        ledger.sandbox.post("faults", {"kind": "slow", "provider": "sage", "method": "POST", "seconds": 0.6})
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        ledger.connector = patient
        (again,) = ledger.write(operation)
        assert again.receipt is not None
        assert found_ids(ledger, EntityKind.CONTACT) == {"Customer 1": again.receipt.seen.external_id}

    def test_a_token_that_runs_out_early_costs_one_renewal_and_nothing_else(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("expired", method="POST")
        assert ledger.write(contact_of(ledger, 1))[0].receipt is not None
        assert ledger.renewals == 1
        assert set(found_ids(ledger, EntityKind.CONTACT)) == {"Customer 1"}

    @pytest.mark.parametrize("fault", ["revoked", "tenant_removed"])
    def test_a_consent_that_ends_under_way_is_lost(self, ledger: Ledger, fault: str) -> None:
        ledger.sandbox.fault(fault)
        with pytest.raises(AuthorisationLost):
            ledger.write(contact_of(ledger, 1))

    def test_a_refresh_whose_answer_is_lost_ends_the_connection(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("rotation_lost")
        with pytest.raises(Transient):
            ledger.connector.refresh(ledger.tokens)
        with pytest.raises(AuthorisationLost):
            ledger.connector.refresh(ledger.tokens)

    def test_a_list_is_read_whole_in_small_pages_whose_next_is_missing(self, ledger: Ledger) -> None:
        everybody = [contact_of(ledger, number) for number in range(53)]
        ledger.write(*everybody)
        ledger.sandbox.fault("503", times=3, method="GET")
        ledger.sandbox.fault("next_missing", times=9, method="GET")
        pages = ledger.read(EntityKind.CONTACT)
        assert [len(page.seen) for page in pages] == [50, 3]
        assert len({seen.external_id for page in pages for seen in page.seen}) == len(everybody)

    def test_what_a_stale_page_leaves_out_comes_with_the_next_reading(self, ledger: Ledger) -> None:
        since = ledger.read(EntityKind.CONTACT)[-1].watermark
        ledger.sandbox.fault("stale_page", times=2, method="GET")
        first = self._changes(ledger, since)
        ledger.write(contact_of(ledger, 1))
        stale = ledger.read(EntityKind.CONTACT, since=since)
        assert first == [seen for page in stale for seen in page.seen] == []
        assert len(self._changes(ledger, stale[-1].watermark)) == 1

    @pytest.mark.parametrize(
        ("fault", "more"),
        [("unknown_value", {"field": "date", "value": "some day"}), ("null_fields", {"field": "date"}), ("empty_dates", {})],
    )
    def test_a_document_that_cannot_be_understood_is_kept_with_its_problem(
        self, ledger: Ledger, fault: str, more: dict[str, Any]
    ) -> None:
        document = made(ledger, document_for(ledger, EntityKind.INVOICE))
        ledger.sandbox.post("faults", {"kind": fault, "provider": "sage", "method": "GET", **more})
        (seen,) = (one for page in ledger.read(EntityKind.INVOICE) for one in page.seen)
        assert (seen.external_id, seen.entity) == (document.id, None)
        assert seen.problem
        assert seen.body["total_amount"] == "48.0"
        assert [one.entity for page in ledger.read(EntityKind.INVOICE) for one in page.seen] == [document]

    def test_the_half_of_a_run_that_was_accepted_stays_accepted(self, ledger: Ledger) -> None:
        document = document_for(ledger, EntityKind.INVOICE)
        operations = [create(replace(document, number=f"D-{number}"), key=f"d-{number}") for number in range(4)]
        ledger.sandbox.post("faults", {"kind": "500_after", "provider": "sage", "method": "POST", "nth": 2})
        outcomes: dict[str, str] = {}
        for operation in operations:
            try:
                (outcome,) = ledger.write(operation)
            except OutcomeUnknown:
                found = ledger.connector.look_up(ledger.access, [operation])
                outcomes[operation.key] = found[operation.key].seen.external_id
                continue
            assert outcome.receipt is not None, outcome.problems
            outcomes[operation.key] = outcome.receipt.seen.external_id
        there = [one.external_id for page in ledger.read(EntityKind.INVOICE) for one in page.seen]
        assert sorted(outcomes.values()) == sorted(there)
        assert len(there) == len(operations)

    def _urls(self, ledger: Ledger) -> dict[str, str]:
        return {name: ledger.sandbox.url + path for name, path in self.urls.items()}

    @staticmethod
    def _changes(ledger: Ledger, since: datetime | None) -> list[Seen]:
        return [seen for page in ledger.read(EntityKind.CONTACT, since=since) for seen in page.seen]
