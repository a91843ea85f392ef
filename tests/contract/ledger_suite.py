"""What a connector does in an organisation that others use too: nothing is expected to be empty, and every name is this run's own.

The same tests run on the sandbox and, where somebody gave a key, on a real organisation: REAL_XERO, REAL_QUICKBOOKS or REAL_SAGE
in the environment is the path of a JSON file with client_id, client_secret, organisation (its id) and refresh_token; the file is
written anew when the provider gives another refresh token. Take a demo company: the documents are voided, their names stay.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from contract.ledgers import RecordingGate, accounts, tax_rates
from tieout.accounting.accounts import AccountType, TaxSide
from tieout.accounting.attachments import Attachment
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus, Line
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.serial import Written
from tieout.connectors.contract import Access, Action, Connector, Operation, ProviderSettings, Receipt, ReferenceData, Tokens
from tieout.connectors.http import Http
from tieout.connectors.registry import CONNECTORS
from tieout.engine.access import provider_settings

TODAY = datetime.now(UTC).date()
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Place:
    """An organisation at a provider, and the word that all names of this run begin with."""

    connector: Connector
    access: Access
    own: str

    def receipt(self, operation: Operation) -> Receipt:
        (outcome,) = self.connector.write(self.access, [operation])
        assert outcome.receipt is not None, outcome.problems
        return outcome.receipt

    def created(self, entity: Written, kind: EntityKind) -> Receipt:
        return self.receipt(Operation(key=uuid4().hex, action=Action.CREATE, kind=kind, entity=entity))

    def changed(self, receipt: Receipt, action: Action, *, entity: Written) -> Receipt:
        seen = receipt.seen
        return self.receipt(
            Operation(
                key=uuid4().hex,
                action=action,
                kind=seen.kind,
                entity=entity,
                external_id=seen.external_id,
                version=seen.version,
            )
        )


def real(provider: str) -> Path | None:
    """The file that opens a real organisation, if there is one."""
    named = os.environ.get(f"REAL_{provider.upper()}", "")
    return Path(named) if named else None


@contextmanager
def real_place(provider: str, file: Path) -> Iterator[Place]:
    key = json.loads(file.read_text("utf-8"))
    settings = replace(provider_settings(provider), client_id=key["client_id"], client_secret=key["client_secret"])
    connector = CONNECTORS[provider](settings)
    tokens = connector.refresh(Tokens(access_token="", refresh_token=key["refresh_token"], expires_at=datetime.now(UTC)))
    # Kept before it is used: the old one may be worth nothing from now on.
    file.write_text(json.dumps({**key, "refresh_token": tokens.refresh_token}), "utf-8")
    yield _place(connector, str(key["organisation"]), tokens=tokens)


def sandbox_place(provider: str, settings: ProviderSettings, *, organisation_id: str, tokens: Tokens) -> Place:
    dialect = import_module(f"tieout.connectors.{provider}.errors").DIALECT
    connector = CONNECTORS[provider](settings, http=Http(dialect, timeout_seconds=20))
    return _place(connector, organisation_id, tokens=tokens)


def _place(connector: Connector, organisation_id: str, *, tokens: Tokens) -> Place:
    gate = RecordingGate()
    access = Access(
        organisation_id=organisation_id,
        token=lambda: tokens.access_token,
        renew=lambda _stale: tokens.access_token,
        gate=gate,
    )
    return Place(connector=connector, access=access, own=f"Tieout {uuid4().hex[:8]}")


class LedgerSuite:
    def test_its_reference_data_is_understood(self, place: Place) -> None:
        found = place.connector.read_reference(place.access)
        assert [one.problem for one in (*found.accounts, *found.tax_rates, *found.tracking_categories) if one.problem] == []
        assert {AccountType.REVENUE, AccountType.RECEIVABLE} <= {one.type for one in accounts(found)}

    def test_a_contact_is_written_found_read_and_changed(self, place: Place) -> None:
        began = datetime.now(UTC)
        kind = place.connector.manifest.customer_kind
        contact = Contact(kind=kind, name=f"{place.own} Ltd", email="accounts@example.com", is_customer=True)
        create = Operation(key=uuid4().hex, action=Action.CREATE, kind=kind, entity=contact)
        receipt = place.receipt(create)
        found = place.connector.look_up(place.access, [create])
        assert found[create.key].seen.external_id == receipt.seen.external_id
        changed = place.changed(receipt, Action.UPDATE, entity=replace(contact, email="office@example.com"))
        assert isinstance(changed.seen.entity, Contact)
        assert changed.seen.entity.email == "office@example.com"
        pages = place.connector.read(place.access, kinds=[kind], since=began - timedelta(minutes=5))
        assert receipt.seen.external_id in {one.external_id for page in pages for one in page.seen}

    def test_an_invoice_comes_to_what_we_say_and_is_voided(self, place: Place) -> None:
        receipt, document = invoice(place)
        assert (receipt.net, receipt.gross) == (Decimal("37.50"), document.gross)
        voided = place.changed(receipt, Action.VOID, entity=document)
        assert isinstance(voided.seen.entity, Document)
        assert voided.seen.entity.status is DocumentStatus.VOIDED

    def test_a_file_hangs_on_an_invoice_once_and_comes_back_byte_for_byte(self, place: Place) -> None:
        receipt, document = invoice(place)
        owner = receipt.seen
        file = Attachment(
            owner_kind=owner.kind, owner=owner.external_id, file_name=f"{place.own}.pdf", media_type="application/pdf"
        )
        hung = place.connector.attach(place.access, file, content=PDF)
        assert place.connector.attach(place.access, file, content=PDF).id == hung.id
        (listed,) = place.connector.attachments(place.access, kind=owner.kind, external_id=owner.external_id)
        assert (listed.id, listed.file_name) == (hung.id, file.file_name)
        assert place.connector.download(place.access, listed) == PDF
        place.changed(receipt, Action.VOID, entity=document)


def invoice(place: Place) -> tuple[Receipt, Document]:
    """One that was made for this run, and as it was sent with what it comes to."""
    found = place.connector.read_reference(place.access)
    manifest = place.connector.manifest
    contact = place.created(
        Contact(kind=manifest.customer_kind, name=f"{place.own} {uuid4().hex[:4]}", is_customer=True), manifest.customer_kind
    )
    sales = next(one.key for one in accounts(found) if one.type is AccountType.REVENUE and one.is_active)
    code, percent = _tax(found)
    document = Document(
        kind=EntityKind.INVOICE,
        contact=contact.seen.external_id,
        issued_on=TODAY,
        due_on=TODAY + timedelta(days=30),
        currency=found.organisation.currency,
        number=f"T{uuid4().hex[:10]}",
        lines=(
            Line(
                description=f"{place.own}, three cups",
                quantity=Decimal(3),
                unit_price=Decimal("12.50"),
                account=sales,
                tax_code=code,
                item=_item(place, sales) if manifest.lines_need_items else "",
            ),
        ),
        gross=round_half_up(Decimal("37.50") * (100 + percent) / 100, places=2),
    )
    return place.created(document, EntityKind.INVOICE), document


def _tax(found: ReferenceData) -> tuple[str, Decimal]:
    """The highest rate for sales: zero would prove nothing."""
    offered = [rate for rate in tax_rates(found) if rate.side is not TaxSide.INPUT and rate.is_active and not rate.parts]
    best = max(offered, key=lambda rate: rate.rate)
    return best.key, best.rate


def _item(place: Place, account: str) -> str:
    item = Item(
        code=f"T{uuid4().hex[:8]}", name=f"{place.own} cup {uuid4().hex[:4]}", sale_price=Decimal("12.50"), sale_account=account
    )
    return place.created(item, EntityKind.ITEM).seen.external_id
