"""What every connector must do when an answer is lost, comes late or refuses: each trouble is ordered from the sandbox."""

import pytest

from contract.bench import FAULTS, only_sandbox
from contract.ledgers import Ledger, Shop, contact_of, found_ids
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import OutcomeUnknown, Throttled, Transient


class TroubleSuite:
    # ---- Lost answers

    @only_sandbox(FAULTS)
    @pytest.mark.parametrize("kind", ["contact", "item", "invoice", "credit_note", "payment"])
    def test_what_was_written_without_an_answer_is_found(self, ledger: Ledger, kind: str) -> None:
        shop = Shop.open(ledger)
        batch = ledger.at_once(shop.batch(kind))
        assert ledger.connector.look_up(ledger.access, batch) == {}
        ledger.sandbox.fault("lost")
        with pytest.raises(OutcomeUnknown):
            ledger.write(*batch)
        found = ledger.connector.look_up(ledger.access, batch)
        assert set(found) == {operation.key for operation in batch}
        assert {receipt.seen.external_id for receipt in found.values()} <= shop.ids(batch[0].kind)
        assert len({receipt.seen.external_id for receipt in found.values()}) == len(batch)

    @only_sandbox(FAULTS)
    @pytest.mark.parametrize("kind", ["contact", "item", "invoice", "credit_note", "payment"])
    def test_what_was_not_written_is_not_found(self, ledger: Ledger, kind: str) -> None:
        shop = Shop.open(ledger)
        batch, before = ledger.at_once(shop.batch(kind)), shop.ids(shop.batch(kind)[0].kind)
        assert ledger.connector.look_up(ledger.access, batch) == {}
        ledger.sandbox.fault("lost_before")
        with pytest.raises(OutcomeUnknown):
            ledger.write(*batch)
        assert ledger.connector.look_up(ledger.access, batch) == {}
        assert all(outcome.receipt for outcome in ledger.write(*batch))
        assert len(shop.ids(batch[0].kind) - before) == len(batch)

    @only_sandbox(FAULTS)
    @pytest.mark.parametrize("fault", ["500", "truncated"])
    def test_a_write_that_may_have_happened_is_unknown(self, ledger: Ledger, fault: str) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault(fault)
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)

    @only_sandbox(FAULTS)
    @pytest.mark.parametrize("fault", ["500", "truncated", "lost", "lost_before"])
    def test_a_read_is_repeated_and_then_may_be_tried_later(self, ledger: Ledger, fault: str) -> None:
        ledger.sandbox.fault(fault)
        assert ledger.read(EntityKind.ITEM)[-1].complete
        ledger.sandbox.fault(fault, times=99)
        with pytest.raises(Transient):
            ledger.read(EntityKind.ITEM)

    @only_sandbox(FAULTS)
    def test_an_outage_refuses_nothing(self, ledger: Ledger) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault("503")
        with pytest.raises((Transient, OutcomeUnknown)):
            ledger.write(operation)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        assert ledger.write(operation)[0].receipt is not None

    # ---- Limits

    @only_sandbox(FAULTS)
    @pytest.mark.parametrize("scope", ["minute", "concurrent"])
    def test_a_limit_says_how_long_to_wait_and_nothing_is_written(self, ledger: Ledger, scope: str) -> None:
        operation = contact_of(ledger, 1)
        ledger.sandbox.fault(f"429_{scope}")
        with pytest.raises(Throttled) as caught:
            ledger.write(operation)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after > 0
        assert (caught.value.scope, None, caught.value.retry_after) in ledger.gate.corrections
        assert found_ids(ledger, ledger.contact_kind) == {}
