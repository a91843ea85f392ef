"""Files and pages of Xero's connector against the sandbox."""

from dataclasses import replace

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Ledger, contact_of
from contract.test_connector_xero import TestXero as _Xero
from contract.written import seen_of
from contract.xero_desk import owner_of
from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation
from tieout.connectors.errors import OutcomeUnknown, Rejected


class TestXeroFiles(SandboxBench):
    provider, organisation, urls = _Xero.provider, _Xero.organisation, _Xero.urls

    @pytest.mark.parametrize("kind", ["contact", "bill", "bank_transaction", "transfer", "journal"])
    def test_a_file_hangs_on_what_it_belongs_to_and_comes_back(self, ledger: Ledger, kind: str) -> None:
        owner = seen_of(ledger.write(owner_of(ledger, kind))[0])
        content = bytes(range(256)) * 40
        wish = Attachment(owner_kind=owner.kind, owner=owner.external_id, file_name="scan 1.pdf", media_type="application/pdf")
        hung = ledger.connector.attach(ledger.access, wish, content=content)
        assert replace(hung, id=None) == replace(wish, size_bytes=len(content))
        assert ledger.connector.attach(ledger.access, wish, content=content) == hung
        other = ledger.connector.attach(ledger.access, wish, content=b"%PDF")
        assert other.file_name == "scan 1 (2).pdf"
        assert ledger.connector.attachments(ledger.access, kind=owner.kind, external_id=owner.external_id) == (hung, other)
        assert ledger.connector.download(ledger.access, hung) == content
        with pytest.raises(Rejected):
            ledger.connector.download(ledger.access, replace(hung, id="no-such-file"))

    def test_a_file_whose_answer_was_lost_hangs_there_once(self, ledger: Ledger) -> None:
        owner = seen_of(ledger.write(contact_of(ledger, 1))[0])
        wish = Attachment(owner_kind=owner.kind, owner=owner.external_id, file_name="scan.pdf", media_type="application/pdf")
        ledger.sandbox.fault("lost", method="PUT")
        with pytest.raises(OutcomeUnknown):
            ledger.connector.attach(ledger.access, wish, content=b"%PDF")
        hung = ledger.connector.attach(ledger.access, wish, content=b"%PDF")
        assert ledger.connector.attachments(ledger.access, kind=owner.kind, external_id=owner.external_id) == (hung,)

    def test_a_kind_has_its_page(self, ledger: Ledger) -> None:
        organisation, unknown = ledger.reference().organisation, Organisation(id="", name="")
        for kind in (EntityKind.CONTACT, EntityKind.BILL, EntityKind.BANK_TRANSACTION, EntityKind.JOURNAL):
            url = ledger.connector.link_url(kind=kind, external_id="e-1", organisation=organisation)
            assert url.startswith("https://go.xero.com/")
            assert "e-1" in url
            assert ledger.connector.link_url(kind=kind, external_id="e-1", organisation=unknown) == ""
        for kind, external_id in ((EntityKind.ITEM, "e-1"), (EntityKind.PAYMENT, "overpayment:e-1")):
            assert ledger.connector.link_url(kind=kind, external_id=external_id, organisation=organisation) == ""
