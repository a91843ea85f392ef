"""What every connector must do, played over real HTTP; a provider takes part with a class of five lines.

The sandbox is where it is played in every run. But for what is marked `only_sandbox`, with the reason, the same tests are played in
any organisation that somebody has a key to (`bench.py`).

class TestXero(ConnectorSuite):
    provider = "xero"
    organisation = "Demo Company (UK)"
    urls = {"authorize": "/xero/identity/connect/authorize", …}  # below the sandbox's address
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from contract.bench import CLOCK, CONSENT, EMPTY, ENDS, FAULTS, PRINT, SandboxBench, only_sandbox
from contract.ledgers import (
    REDIRECT_URI,
    VERIFIER,
    Control,
    Ledger,
    Shop,
    Supply,
    accounts,
    consent,
    contact_of,
    found_ids,
    ids,
    tax_rates,
)
from contract.trouble_suite import TroubleSuite
from tieout.accounting.accounts import AccountType
from tieout.accounting.attachments import Attachment
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Payment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Connector, Operation
from tieout.connectors.errors import AuthorisationLost, Rejected, Transient

PRINTED = ["invoice", "credit_note", "payment", "bill"]
PDF = b"%PDF-1.4\n%%EOF\n"


class ConnectorSuite(TroubleSuite, SandboxBench):
    # ---- Signing in

    @only_sandbox(CONSENT)
    def test_it_signs_in_by_the_consent_page(self, control: Control, connector: Connector) -> None:
        wanted = control.organisation_id(self.organisation)
        callback = consent(connector, organisation=wanted)
        assert callback["state"] == "state-1"
        tokens = connector.exchange(callback=callback, redirect_uri=REDIRECT_URI, code_verifier=VERIFIER)
        assert tokens.expires_at > datetime.now(UTC) + timedelta(minutes=4)
        reached = connector.organisations(tokens, callback=callback)
        organisation = next(one for one in reached if one.id == wanted)
        assert (organisation.id, organisation.name) == (wanted, self.organisation)
        ledger = Ledger(control, connector, organisation.id, tokens)
        assert ledger.reference().organisation.currency == "GBP"

    @only_sandbox(CONSENT)
    def test_it_says_that_consent_was_refused(self, control: Control, connector: Connector) -> None:
        callback = consent(connector, organisation=control.organisation_id(self.organisation), decision="deny")
        with pytest.raises(AuthorisationLost):
            connector.exchange(callback=callback, redirect_uri=REDIRECT_URI, code_verifier=VERIFIER)

    @only_sandbox(CONSENT)
    def test_it_takes_a_code_once_only(self, control: Control, connector: Connector) -> None:
        callback = consent(connector, organisation=control.organisation_id(self.organisation))
        connector.exchange(callback=callback, redirect_uri=REDIRECT_URI, code_verifier=VERIFIER)
        with pytest.raises(AuthorisationLost):
            connector.exchange(callback=callback, redirect_uri=REDIRECT_URI, code_verifier=VERIFIER)

    def test_it_refreshes(self, ledger: Ledger) -> None:
        ledger.refresh()
        assert ledger.reference().organisation.name
        assert ledger.renewals == 0

    @only_sandbox(CLOCK)
    def test_it_renews_a_token_that_ran_out_on_the_way(self, ledger: Ledger) -> None:
        ledger.sandbox.post("clock", {"advance_seconds": 7200})
        assert ledger.reference().organisation.name
        assert ledger.renewals == 1

    @only_sandbox(FAULTS)
    def test_a_refresh_without_an_answer_may_be_tried_again(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("500", method="POST", path=".*(token|bearer)")
        with pytest.raises(Transient):
            ledger.connector.refresh(ledger.tokens)
        ledger.refresh()
        assert ledger.reference().organisation.name

    @only_sandbox(ENDS)
    def test_a_revoked_grant_is_lost(self, ledger: Ledger) -> None:
        ledger.connector.revoke(ledger.tokens)
        # Where access tokens cannot be revoked they run out.
        ledger.sandbox.post("clock", {"advance_seconds": 7200})
        with pytest.raises(AuthorisationLost):
            ledger.reference()
        with pytest.raises(AuthorisationLost):
            ledger.connector.refresh(ledger.tokens)
        ledger.connector.revoke(ledger.tokens)

    @only_sandbox(FAULTS)
    def test_a_grant_revoked_under_way_is_lost(self, ledger: Ledger) -> None:
        ledger.sandbox.fault("revoked")
        with pytest.raises(AuthorisationLost):
            ledger.read(EntityKind.ITEM)

    # ---- Reading

    def test_it_understands_all_reference_data(self, ledger: Ledger) -> None:
        found = ledger.reference()
        assert [seen.problem for seen in (*found.accounts, *found.tax_rates, *found.tracking_categories) if seen.problem] == []
        assert {AccountType.BANK, AccountType.RECEIVABLE, AccountType.REVENUE} <= {each.type for each in accounts(found)}
        assert Decimal(20) in {rate.rate for rate in tax_rates(found)}

    @only_sandbox(EMPTY)
    def test_it_pages(self, ledger: Ledger) -> None:
        size, kind = ledger.connector.manifest.batch_sizes[ledger.contact_kind], ledger.contact_kind
        wanted = ledger.connector.manifest.page_size + 5
        everybody = [contact_of(ledger, number) for number in range(wanted)]
        for start in range(0, wanted, size):
            ledger.write(*everybody[start : start + size])
        ledger.gate.taken.clear()
        pages = ledger.read(kind)
        assert len(ledger.gate.taken) == 2
        names = [seen.entity.name for page in pages for seen in page.seen if isinstance(seen.entity, Contact)]
        assert sorted(names) == sorted(operation.entity.name for operation in everybody if isinstance(operation.entity, Contact))
        assert [page.complete for page in pages] == [False] * (len(pages) - 1) + [True]

    @only_sandbox(CLOCK)
    def test_it_reads_what_changed_since(self, ledger: Ledger) -> None:
        kind = ledger.contact_kind
        ledger.write(contact_of(ledger, 1))
        since = ledger.read(kind)[-1].watermark
        assert since is not None
        ledger.sandbox.post("clock", {"advance_seconds": 600})
        ledger.write(contact_of(ledger, 2))
        later = ledger.read(kind, since=since + timedelta(seconds=300))
        assert [seen.external_id for page in later for seen in page.seen] == [found_ids(ledger, kind)["Customer 2"]]
        last = later[-1].watermark
        assert last is not None
        assert last > since
        assert not any(page.seen for page in ledger.read(kind, since=last + timedelta(seconds=300)))

    @only_sandbox(EMPTY)
    def test_it_reads_an_empty_ledger_as_complete(self, ledger: Ledger) -> None:
        kinds = ledger.connector.manifest.kinds
        pages = ledger.read(*kinds)
        assert {page.kind for page in pages if page.complete} == set(kinds)
        assert not any(page.seen for page in pages)

    # ---- Writing

    def test_it_writes_what_a_shop_needs(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        invoice = shop.written(shop.document("INV-1", EntityKind.INVOICE))
        assert (invoice.net, invoice.tax, invoice.gross, invoice.due) == tuple(map(Decimal, ("37.50", "7.50", "45.00", "45.00")))
        note = shop.written(shop.document("CN-1", EntityKind.CREDIT_NOTE))
        assert (note.gross, note.due) == (Decimal("45.00"), Decimal("45.00"))
        (paid,) = ledger.write(shop.payment(invoice, amount="45.00"))
        assert paid.receipt is not None, paid.problems
        found = {
            seen.external_id: seen.entity for page in ledger.read(EntityKind.INVOICE, EntityKind.PAYMENT) for seen in page.seen
        }
        after = found[invoice.id or ""]
        assert isinstance(after, Document)
        assert (after.status, after.due, after.number) == (DocumentStatus.PAID, Decimal(0), ledger.named("INV-1"))
        payment = found[paid.receipt.seen.external_id]
        assert isinstance(payment, Payment)
        assert (payment.amount, payment.marker) == (Decimal(45), ledger.named("posting-1"))
        assert payment.allocations == (Allocation(kind=EntityKind.INVOICE, document=invoice.id or "", amount=Decimal(45)),)

    def test_it_writes_what_a_supplier_sends(self, ledger: Ledger) -> None:
        supply, kinds = Supply.open(ledger), (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT, EntityKind.SUPPLIER_PAYMENT)
        before = ledger.ids(*kinds)
        bill, credit = supply.written(EntityKind.BILL, "B-1"), supply.written(EntityKind.SUPPLIER_CREDIT, "SC-1")
        assert (bill.net, bill.tax, bill.gross, bill.due) == tuple(map(Decimal, ("80.00", "16.00", "96.00", "96.00")))
        assert (credit.gross, credit.due) == (Decimal(96), Decimal(96))
        operation = supply.payment(bill, amount="36.00")
        (paid,) = ledger.write(operation)
        assert paid.receipt is not None, paid.problems
        found = {seen.external_id: seen.entity for page in ledger.read(*kinds) for seen in page.seen}
        assert set(found) - before == {bill.id, credit.id, paid.receipt.seen.external_id}
        after = found[bill.id or ""]
        assert isinstance(after, Document)
        assert (after.kind, after.status, after.due) == (EntityKind.BILL, DocumentStatus.OPEN, Decimal(60))
        assert after.number == ledger.named("B-1")
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}

    def test_one_bad_element_of_a_batch_keeps_no_good_one_back(self, ledger: Ledger) -> None:
        ledger.write(contact_of(ledger, 1))
        clash = replace(contact_of(ledger, 1), key=ledger.named("clash"))
        good, bad, also_good = ledger.write(contact_of(ledger, 2), clash, contact_of(ledger, 3))
        assert good.receipt is not None
        assert also_good.receipt is not None
        assert bad.receipt is None
        assert bad.problems
        assert all(problem.message and problem.remedy for problem in bad.problems)
        assert {problem.cause for problem in bad.problems} <= {"name_taken", "number_taken"}
        assert set(found_ids(ledger, ledger.contact_kind)) == {"Customer 1", "Customer 2", "Customer 3"}

    def test_the_same_batch_again_makes_nothing_twice(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        batch = [shop.document(f"INV-{number}", EntityKind.INVOICE) for number in range(3)]
        before = shop.ids(EntityKind.INVOICE)
        first, second = ledger.write(*batch), ledger.write(*batch)
        assert ids(first) == ids(second)
        assert shop.ids(EntityKind.INVOICE) - before == set(ids(first))
        assert len(set(ids(first))) == 3

    def test_a_refused_operation_can_be_tried_again_at_once(self, ledger: Ledger) -> None:
        """The provider remembers keys with their answers: a second attempt must not hear the first one's refusal."""
        (first,) = ledger.write(contact_of(ledger, 1))
        assert first.receipt is not None
        clash = replace(contact_of(ledger, 1), key=ledger.named("clash"))
        assert ledger.write(clash)[0].problems
        seen = first.receipt.seen
        renamed = contact_of(ledger, 9, name="Another name").entity
        change = Operation(
            key=ledger.named("change"),
            action=Action.UPDATE,
            kind=seen.kind,
            entity=renamed,
            external_id=seen.external_id,
            version=seen.version,
        )
        assert ledger.write(change)[0].receipt is not None
        (settled,) = ledger.write(replace(clash, attempt=2))
        assert settled.receipt is not None, settled.problems

    def test_it_changes_and_voids(self, ledger: Ledger) -> None:
        shop = Shop.open(ledger)
        (written,) = ledger.write(shop.document("INV-1", EntityKind.INVOICE))
        assert written.receipt is not None
        seen = written.receipt.seen
        entity = seen.entity
        assert isinstance(entity, Document)
        void = Operation(
            key=ledger.named("void"),
            action=Action.VOID,
            kind=seen.kind,
            entity=entity,
            external_id=seen.external_id,
            version=seen.version,
        )
        (voided,) = ledger.write(void)
        assert voided.receipt is not None, voided.problems
        pages = ledger.read(EntityKind.INVOICE)
        after = next(one.entity for page in pages for one in page.seen if one.external_id == seen.external_id)
        assert isinstance(after, Document)
        assert after.status is DocumentStatus.VOIDED

    # ---- Printed

    @pytest.mark.parametrize("kind", PRINTED)
    def test_a_document_is_printed_where_the_provider_prints_it(self, ledger: Ledger, kind: str) -> None:
        connector, wanted = ledger.connector, EntityKind(kind)
        if wanted not in connector.manifest.has_pdf:
            with pytest.raises(Rejected, match="PDF"):
                connector.pdf(ledger.access, kind=wanted, external_id="1")
            assert ledger.gate.taken == []
            return
        printed = connector.pdf(ledger.access, kind=wanted, external_id=self._to_print(ledger, wanted))
        assert (printed[:5], printed.rstrip()[-5:]) == (b"%PDF-", b"%%EOF")
        with pytest.raises(Rejected) as caught:
            connector.pdf(ledger.access, kind=wanted, external_id="99999")
        assert [problem.cause for problem in caught.value.problems] == ["not_found"]

    @only_sandbox(PRINT)
    @pytest.mark.parametrize("kind", PRINTED)
    def test_what_is_printed_says_its_number_and_total_and_is_whole(self, ledger: Ledger, kind: str) -> None:
        connector, wanted = ledger.connector, EntityKind(kind)
        if wanted not in connector.manifest.has_pdf:
            return
        external_id = self._to_print(ledger, wanted)
        printed = connector.pdf(ledger.access, kind=wanted, external_id=external_id)
        assert all(text in printed for text in ([b"12.34"] if wanted is EntityKind.PAYMENT else [b"D-7", b"45.00"]))
        ledger.sandbox.fault("truncated")
        with pytest.raises(Transient):
            connector.pdf(ledger.access, kind=wanted, external_id=external_id)

    # ---- E-mailed

    def test_a_document_is_e_mailed_where_the_provider_does_it(self, ledger: Ledger) -> None:
        connector, wanted = ledger.connector, EntityKind.INVOICE
        if wanted not in connector.manifest.sendable:
            with pytest.raises(Rejected, match="send it there"):
                connector.send(ledger.access, kind=wanted, external_id="1")
            assert ledger.gate.taken == []
            return
        external_id = self._to_print(ledger, wanted)
        if "send_address" in connector.manifest.cannot:
            with pytest.raises(Rejected, match="no other"):
                connector.send(ledger.access, kind=wanted, external_id=external_id, to="other@books.example")
            connector.send(ledger.access, kind=wanted, external_id=external_id)
        else:
            connector.send(ledger.access, kind=wanted, external_id=external_id, to="other@books.example")
        with pytest.raises(Rejected):
            connector.send(ledger.access, kind=EntityKind.BILL, external_id=external_id)

    def _to_print(self, ledger: Ledger, kind: EntityKind) -> str:
        shop = Shop.open(ledger)
        operation = (
            shop.document("D-7", kind)
            if kind is not EntityKind.PAYMENT
            else shop.payment(shop.written(shop.document("INV-7", EntityKind.INVOICE)), amount="12.34")
        )
        (outcome,) = ledger.write(operation)
        assert outcome.receipt is not None, outcome.problems
        return outcome.receipt.seen.external_id

    # ---- Among others

    def test_a_contact_is_found_by_its_operation_and_by_when_it_changed(self, ledger: Ledger) -> None:
        began, create = datetime.now(UTC), contact_of(ledger, 1)
        (written,) = ledger.write(create)
        assert written.receipt is not None, written.problems
        found = ledger.connector.look_up(ledger.access, [create])
        assert found[create.key].seen.external_id == written.receipt.seen.external_id
        pages = ledger.read(ledger.contact_kind, since=began - timedelta(minutes=5))
        assert written.receipt.seen.external_id in {one.external_id for page in pages for one in page.seen}

    def test_a_file_hangs_on_an_invoice_once_and_comes_back_byte_for_byte(self, ledger: Ledger) -> None:
        shop, connector = Shop.open(ledger), ledger.connector
        owner = shop.written(shop.document("INV-1", EntityKind.INVOICE)).id or ""
        file = Attachment(
            owner_kind=EntityKind.INVOICE, owner=owner, file_name=ledger.named("note.pdf"), media_type="application/pdf"
        )
        hung = connector.attach(ledger.access, file, content=PDF)
        assert connector.attach(ledger.access, file, content=PDF).id == hung.id
        (listed,) = connector.attachments(ledger.access, kind=EntityKind.INVOICE, external_id=owner)
        assert (listed.id, listed.file_name) == (hung.id, file.file_name)
        assert connector.download(ledger.access, listed) == PDF

    # ---- Budget

    def test_every_call_takes_from_the_budget(self, ledger: Ledger) -> None:
        ledger.read(*ledger.connector.manifest.kinds)
        known = {limit.scope for limit in ledger.connector.manifest.limits}
        assert ledger.gate.taken
        assert all(scopes and set(scopes) <= known for scopes in ledger.gate.taken)

    # ---- Secrets

    def test_no_token_and_no_body_is_ever_logged(self, ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
        before = ledger.tokens
        with caplog.at_level(logging.DEBUG):
            ledger.write(contact_of(ledger, 1))
            ledger.refresh()
            ledger.read(EntityKind.ITEM)
        said = "\n".join(str(vars(record)) for record in caplog.records)
        assert "milliseconds" in said
        for secret in (before.access_token, before.refresh_token, ledger.tokens.access_token, "Customer 1", "secret-of-the-app"):
            assert secret not in said
