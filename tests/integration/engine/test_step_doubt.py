"""What was sent by a step and has no answer: looked for in the ledger before anything is written again, and long enough."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from integration.engine.stage import Shop, wait_until
from integration.engine.step_desk import Taken, codes_of, contact, cup, document, done, fixed, sent
from tieout.engine import access, batches
from tieout.settings import settings
from tieout.store import database
from tieout.store.postings import Posting, PostingState

ENDS = {
    "xero": ("POST", "/api.xro/2.0/Invoices$"),
    "quickbooks": ("POST", "/v3/company/[^/]+/invoice$"),
    "sage": ("DELETE", "/v3.1/sales_invoices"),
}


@contextmanager
def answering_within(seconds: float) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_PROVIDER_TIMEOUT_SECONDS", str(seconds))
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.mark.feature("T-03")
@pytest.mark.parametrize("provider", ENDS)
def test_a_document_whose_end_is_not_answered_is_found_ended_and_not_refused(shop: Shop, provider: str) -> None:
    shop.connect(provider)
    codes = codes_of(shop, provider)
    buyer, _ = contact(shop, "Buyer"), cup(shop, codes)
    wanted = document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1")
    made = done(shop, "create_document", settings=wanted)
    method, path = ENDS[provider]
    shop.fault("lost", provider=provider, method=method, path=path)
    result = Taken(shop, "void_document", {"document": fixed(made["external_id"])}).end()
    assert (result.status, shop.exceptions()) == ("done", []), result.outcome
    assert " in " in result.outcome


@pytest.mark.feature("T-03")
@pytest.mark.parametrize("arrives", [True, False])
def test_what_a_dead_worker_was_sending_is_written_again_only_when_it_cannot_arrive(connected: Shop, arrives: bool) -> None:
    codes = codes_of(connected, "xero")
    line = {"description": fixed("Fee"), "unit_price": fixed("12.00"), "account": fixed(codes.expense)}
    bank = contact(connected, "The bank", role="supplier")
    spent = {"account": fixed(codes.bank), "contact": fixed(bank["external_id"]), "tax_mode": "none", "lines": [line]}
    taken = Taken(connected, "create_bank_transaction", spent)
    with answering_within(2.0):
        with database.atomic():  # As a worker leaves it that dies in the call.
            posting_id = taken.turn().posting_id
            assert posting_id is not None
            rows = Posting.objects.filter(id=posting_id)
            rows.update(state=PostingState.SENDING, attempts=1, sent_at=datetime.now(UTC))
        wait_until(lambda: "looked_at" in rows.get().certificate, "somebody has looked for it")
        if arrives:
            ledger = connected.connection()
            link = access.connector("xero")
            (batch,) = batches.of_postings(ledger, [rows.get()], limit=link.manifest.batch_sizes)
            assert link.write(access.open_access(ledger), batch.operations)[0].receipt is not None
        sent(connected)
    assert taken.turn().status == "done"
    assert [one["Total"] for one in connected.objects("BankTransactions")] == [12]
    assert connected.paths("PUT").count("BankTransactions") == 1
