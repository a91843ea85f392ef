"""Xero's connector under each fault of the sandbox: nothing lost, nothing doubled, and the right class of error."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, contact_of, found_ids
from contract.test_connector_xero import TestXero as _Xero
from contract.written import create, document_for, made
from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import ProviderSettings, Seen
from tieout.connectors.errors import AuthorisationLost, OutcomeUnknown, ProviderError, Throttled, Transient
from tieout.connectors.http import Http, Retry
from tieout.connectors.xero import connector as connector_of
from tieout.connectors.xero.errors import DIALECT
from tieout.sandbox.faults import KINDS, NOTICES

UNDONE: Mapping[str, type[ProviderError]] = {
    "lost_before": OutcomeUnknown,
    "500": OutcomeUnknown,
    # Xero says in words that the organisation is away: nothing was done.
    "503": Transient,
    "429_minute": Throttled,
    "429_day": Throttled,
    "429_concurrent": Throttled,
    "429_appminute": Throttled,
    "clash": Transient,
    # Xero says the same of an organisation that is not connected any more and of a user who lost access to it.
    "forbidden": AuthorisationLost,
}
DONE = ("lost", "500_after", "truncated")
ENDS = ("revoked", "tenant_removed")
ODD: list[tuple[str, dict[str, Any]]] = [("unknown_value", {}), ("null_fields", {"field": "Date"}), ("empty_dates", {})]


def test_every_fault_that_can_be_ordered_is_met_here() -> None:
    # What a ledger keeps otherwise than it was sent is no trouble of the connector: the receipts' own tests meet it.
    others = {"slow", "expired", "rotation_lost", "next_missing", "stale_page", "other_value"}
    assert {*UNDONE, *DONE, *ENDS, *(fault for fault, _ in ODD), *others} == set(KINDS) - set(NOTICES)


class TestXeroFaults(SandboxBench):
    provider, organisation, urls = _Xero.provider, _Xero.organisation, _Xero.urls

    @pytest.mark.parametrize("fault", UNDONE)
    def test_what_was_not_done_is_told_so_and_then_done_once(self, ledger: Ledger, fault: str) -> None:
        operations = [contact_of(ledger, number) for number in (1, 2)]
        ledger.sandbox.fault(fault, method="PUT")
        with pytest.raises(UNDONE[fault]) as caught:
            ledger.write(*operations)
        assert type(caught.value) is UNDONE[fault]
        assert ledger.connector.look_up(ledger.access, operations) == {}
        assert all(outcome.receipt for outcome in ledger.write(*operations))
        assert set(found_ids(ledger, EntityKind.CONTACT)) == {"Customer 1", "Customer 2"}

    @pytest.mark.parametrize("fault", DONE)
    def test_what_was_done_without_a_clear_answer_is_found_and_not_done_twice(self, ledger: Ledger, fault: str) -> None:
        operations = [contact_of(ledger, number) for number in (1, 2)]
        ledger.sandbox.fault(fault, method="PUT")
        with pytest.raises(OutcomeUnknown):
            ledger.write(*operations)
        found = ledger.connector.look_up(ledger.access, operations)
        assert set(found) == {operation.key for operation in operations}
        # Long after, when Xero has forgotten the key, looking is what keeps a second one away.
        ledger.sandbox.post("clock", {"advance_seconds": 3600})
        assert ledger.connector.look_up(ledger.access, operations).keys() == found.keys()
        assert sorted(found_ids(ledger, EntityKind.CONTACT).values()) == sorted(one.seen.external_id for one in found.values())

    def test_an_answer_that_takes_too_long_is_unknown_and_found(self, ledger: Ledger) -> None:
        operation = contact_of(ledger, 1)
        patient = ledger.connector
        urls = {name: ledger.sandbox.url + path for name, path in self.urls.items()}
        settings = ProviderSettings(client_id="tieout", client_secret="s", urls=urls)
        ledger.connector = connector_of(settings, http=Http(DIALECT, timeout_seconds=0.2, retry=Retry(pauses=())))
        ledger.sandbox.post("faults", {"kind": "slow", "provider": "xero", "method": "PUT", "seconds": 0.6})
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        ledger.connector = patient
        (again,) = ledger.write(operation)
        assert again.receipt is not None
        assert found_ids(ledger, EntityKind.CONTACT) == {"Customer 1": again.receipt.seen.external_id}

    def test_a_token_that_runs_out_early_costs_one_renewal_and_nothing_else(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("expired", method="PUT")
        assert ledger.write(contact_of(ledger, 1))[0].receipt is not None
        assert ledger.renewals == 1
        assert set(found_ids(ledger, EntityKind.CONTACT)) == {"Customer 1"}

    @pytest.mark.parametrize("fault", ENDS)
    def test_a_consent_that_ends_under_way_is_lost(self, ledger: Ledger, fault: str) -> None:
        ledger.sandbox.fault(fault)
        with pytest.raises(AuthorisationLost):
            ledger.write(contact_of(ledger, 1))

    def test_a_refresh_whose_answer_is_lost_is_made_again_with_the_same_token(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("rotation_lost")
        with pytest.raises(Transient):
            ledger.connector.refresh(ledger.tokens)
        # Xero takes the previous token for half an hour more.
        ledger.refresh()
        assert ledger.reference().organisation.name

    def test_what_a_list_that_ends_too_early_leaves_out_comes_with_the_next_reading(self, ledger: Ledger) -> None:
        everybody = [contact_of(ledger, number) for number in range(1005)]
        for start in range(0, len(everybody), 50):
            ledger.write(*everybody[start : start + 50])
        ledger.sandbox.fault("next_missing", method="GET")
        short = ledger.read(EntityKind.CONTACT)
        assert sum(len(page.seen) for page in short) == ledger.connector.manifest.page_size
        rest = self._changes(ledger, short[-1].watermark)
        names = {seen.entity.name for page in short for seen in page.seen if isinstance(seen.entity, Contact)}
        names |= {seen.entity.name for seen in rest if isinstance(seen.entity, Contact)}
        assert len(names) == len(everybody)

    def test_what_a_stale_page_leaves_out_comes_with_the_next_reading(self, ledger: Ledger) -> None:
        since = ledger.read(EntityKind.CONTACT)[-1].watermark
        ledger.sandbox.fault("stale_page", method="GET")
        first = self._changes(ledger, since)
        ledger.write(contact_of(ledger, 1))
        stale = ledger.read(EntityKind.CONTACT, since=since)
        assert first == [seen for page in stale for seen in page.seen] == []
        assert len(self._changes(ledger, stale[-1].watermark)) == 1

    @pytest.mark.parametrize(("fault", "more"), ODD)
    def test_a_document_that_cannot_be_understood_is_kept_with_its_problem(
        self, ledger: Ledger, fault: str, more: dict[str, Any]
    ) -> None:
        document = made(ledger, document_for(ledger, EntityKind.INVOICE))
        ledger.sandbox.post("faults", {"kind": fault, "provider": "xero", "method": "GET", **more})
        (seen,) = (one for page in ledger.read(EntityKind.INVOICE) for one in page.seen)
        assert (seen.external_id, seen.entity) == (document.id, None)
        assert seen.problem
        assert seen.body["InvoiceNumber"] == "D-1"
        assert [one.entity for page in ledger.read(EntityKind.INVOICE) for one in page.seen] == [document]

    def test_the_half_of_a_run_that_was_accepted_stays_accepted(self, ledger: Ledger) -> None:
        document = document_for(ledger, EntityKind.INVOICE)
        operations = [create(replace(document, number=f"D-{number}"), key=f"d-{number}") for number in range(4)]
        ledger.sandbox.post("faults", {"kind": "500_after", "provider": "xero", "method": "PUT", "nth": 2})
        outcomes: dict[str, str] = {}
        for batch in (operations[:1], operations[1:3], operations[3:]):
            try:
                written = {one.key: one.receipt for one in ledger.write(*batch)}
            except OutcomeUnknown:
                written = dict(ledger.connector.look_up(ledger.access, batch))
            outcomes |= {key: receipt.seen.external_id for key, receipt in written.items() if receipt is not None}
        there = [one.external_id for page in ledger.read(EntityKind.INVOICE) for one in page.seen]
        assert sorted(outcomes.values()) == sorted(there)
        assert len(there) == len(operations)

    @staticmethod
    def _changes(ledger: Ledger, since: datetime | None) -> list[Seen]:
        return [seen for page in ledger.read(EntityKind.CONTACT, since=since) for seen in page.seen]
