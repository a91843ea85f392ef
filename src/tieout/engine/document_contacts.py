"""The one who is billed, and whether the ledger may have it already: nothing is posted for somebody the ledger does not know."""

from tieout.accounting.contacts import Contact
from tieout.engine import identity, intents, records
from tieout.engine.document_ground import Ground
from tieout.engine.identity import Judgement
from tieout.mapping.accounting_mapping import parse_mapping
from tieout.mapping.apply import Entry, apply
from tieout.store.records import Record


def contact_judged(here: Ground) -> tuple[Record | None, Judgement | None]:
    """The record that is billed, and whether the ledger has it already; None where that cannot be asked."""
    party = here.parties.get(here.proposal.contact)
    record = party.record if party is not None else None
    if party is None or record is None or party.external_id or not record.collection.mapping:
        return record, None
    mapping = parse_mapping(record.collection.mapping)
    made = apply(mapping, records.scope(record), key=record.key, contact_kind=intents.kind_of(mapping, here.manifest))
    if not isinstance(made, Entry) or not isinstance(made.entity, Contact):
        return record, None
    return record, identity.judge(record.workspace_id, here.ledger.id, entity=made.entity, source_id=record.id)
