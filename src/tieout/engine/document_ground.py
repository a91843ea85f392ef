"""What is true of a record before a document of it is asked for: its lines, what covers them, and what the ledger offers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from tieout.accounting.accounts import Account, TaxRate
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Manifest
from tieout.engine import access, record_documents, records
from tieout.engine.record_documents import RecordDocument
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import BillsMapping, InvoicesMapping, parse_mapping
from tieout.mapping.coverage import Coverage
from tieout.mapping.references import RECORD_PREFIX
from tieout.mapping.requests import Defaults, DocumentsMapping, Proposal, proposed
from tieout.store import connections, links, mirror
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.links import SourceKind
from tieout.store.records import Record, record_by_id, records_by_keys

NO_LEDGER = "No ledger is connected. A System Administrator can connect one under Settings, Integrations."
NOT_FOR_DOCUMENTS = "The records of this collection are neither invoices nor bills. Its Accounting pane sets what they are."


@dataclass(frozen=True, kw_only=True)
class Party:
    """A record that the document refers to, and what it is in the ledger ("" = not linked)."""

    placeholder: str
    record: Record | None
    external_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is true of a record before anything is asked for. `documents` are those in the ledger itself, `elsewhere` those in other
    ledgers of the workspace, which cover the lines too."""

    record: Record
    mapping: DocumentsMapping
    ledger: Connection
    manifest: Manifest
    proposal: Proposal
    documents: tuple[RecordDocument, ...]
    elsewhere: tuple[RecordDocument, ...]
    coverage: Coverage
    accounts: Mapping[str, Account]
    taxes: Mapping[str, TaxRate]
    parties: Mapping[str, Party]
    items: Mapping[str, Item]

    @property
    def has_drafts(self) -> bool:
        return "drafts" not in self.manifest.cannot


def ground(workspace_id: UUID, record_id: UUID) -> Ground:
    """Raises NotPossible where no document can be asked for at all (no ledger, no such collection, a record in the bin)."""
    record = record_by_id(workspace_id, record_id)
    if record is None or record.deleted_at is not None:
        raise NotPossible("The record is gone. Load the page again.")
    mapping = documents_mapping(record)
    if mapping is None:
        raise NotPossible(NOT_FOR_DOCUMENTS)
    ledger = connections.records_ledger(workspace_id)
    if ledger is None or ledger.status == ConnectionStatus.DISCONNECTED:
        raise NotPossible(NO_LEDGER)
    proposal = proposed(mapping, records.scope(record))
    documents = record_documents.everywhere(workspace_id, ledger, records=[record.id])[record.id]
    manifest = access.connector(ledger.provider).manifest
    kinds = {proposal.contact: {manifest.supplier_kind if isinstance(mapping, BillsMapping) else manifest.customer_kind}}
    kinds |= {offer.line.item: {EntityKind.ITEM} for offer in proposal.offers if offer.line is not None}
    kinds.pop("", None)
    parties = _parties(ledger, kinds)
    accounts, taxes = reference_of(ledger)
    return Ground(
        record=record,
        mapping=mapping,
        ledger=ledger,
        manifest=manifest,
        proposal=proposal,
        documents=tuple(one for one in documents if one.ledger.id == ledger.id),
        elsewhere=tuple(one for one in documents if one.ledger.id != ledger.id),
        coverage=record_documents.covered(mapping, records.scope(record), documents=documents),
        accounts=accounts,
        taxes=taxes,
        parties=parties,
        items=_items(ledger, parties),
    )


def documents_mapping(record: Record) -> DocumentsMapping | None:
    """The mapping of a record that is invoiced or billed; None for any other."""
    mapping = parse_mapping(record.collection.mapping) if record.collection.mapping else None
    return mapping if isinstance(mapping, InvoicesMapping | BillsMapping) else None


def reference_of(ledger: Connection) -> tuple[dict[str, Account], dict[str, TaxRate]]:
    """What is archived stays readable on old documents and is marked as not to be chosen."""
    rows = mirror.entities(ledger.workspace_id, ledger.id, kinds=[EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value])
    accounts: dict[str, Account] = {}
    taxes: dict[str, TaxRate] = {}
    for row in rows:
        one = entity_of(row)
        if isinstance(one, Account):
            accounts[one.key] = replace(one, is_active=one.is_active and not row.archived)
        elif isinstance(one, TaxRate):
            taxes[one.key] = replace(one, is_active=one.is_active and not row.archived)
    return accounts, taxes


def _parties(ledger: Connection, kinds: Mapping[str, set[EntityKind]]) -> dict[str, Party]:
    """What each placeholder is in the ledger, as a kind that may stand there."""
    pairs = {name: name.removeprefix(RECORD_PREFIX).partition("/") for name in kinds}
    found = records_by_keys(ledger.workspace_id, [(collection, key) for collection, _, key in pairs.values()])
    by_name = {name: found.get((collection, key)) for name, (collection, _, key) in pairs.items()}
    ids = [record.id for record in by_name.values() if record is not None]
    linked = links.links_by_sources(ledger.workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=ids)
    parties: dict[str, Party] = {}
    for name, record in by_name.items():
        rows = linked.get(record.id, []) if record is not None else []
        external_id = next((row.external_id for row in rows if EntityKind(row.kind) in kinds[name]), "")
        parties[name] = Party(placeholder=name, record=record, external_id=external_id)
    return parties


def _items(ledger: Connection, parties: Mapping[str, Party]) -> dict[str, Item]:
    """Placeholder to the item as the ledger has it."""
    pairs = {name: (EntityKind.ITEM.value, party.external_id) for name, party in parties.items() if party.external_id}
    rows = mirror.entities_by_external_ids(ledger.workspace_id, ledger.id, pairs=pairs.values())
    found = {name: entity_of(rows[pair]) for name, pair in pairs.items() if pair in rows}
    return {name: one for name, one in found.items() if isinstance(one, Item)}


def defaults(here: Ground) -> dict[str, Defaults]:
    """Account and tax code of each linked item, of the side on which the record stands."""
    buys = isinstance(here.mapping, BillsMapping)
    return {
        name: Defaults(account=item.purchase_account, tax_code=item.purchase_tax)
        if buys
        else Defaults(account=item.sale_account, tax_code=item.sale_tax)
        for name, item in here.items.items()
    }
