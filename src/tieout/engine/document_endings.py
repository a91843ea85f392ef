"""Documents that end in the ledger: voided, or deleted where that is how it is done there."""

from uuid import UUID

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine import record_documents, records, turns
from tieout.engine.document_ground import Ground, ground
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.mapping.coverage import coverage
from tieout.mapping.requests import record_lines
from tieout.store import audit, database, document_requests, postings
from tieout.store.ids import new_id
from tieout.store.postings import Posting, PostingState


def end(workspace_id: UUID, record_id: UUID, *, document_id: UUID, actor: str) -> None:
    """Voids or deletes a document in the ledger, once; its quantities are open again as soon as the ledger has done so."""
    with database.atomic():
        document_requests.hold_records(workspace_id, [record_id])
        here = ground(workspace_id, record_id)
        one = document_named(here, document_id)
        action, said = ending_of(here, one)
        if action is None or one.link is None or one.row is None:
            raise NotPossible(said)
        row = Posting(
            id=new_id(),
            workspace_id=workspace_id,
            connection=here.ledger,
            key=f"{action.value}:{one.link.id}:{one.row.version or one.row.hash[:20]}",
            action=action.value,
            kind=one.kind,
            source_kind=one.link.source_kind,
            source_id=one.link.source_id,
            title=f"{one.kind.replace('_', ' ').capitalize()} {one.row.number}"[:300],
            entity=one.row.entity,
            source_hash=one.row.hash,
            external_id=one.row.external_id,
            version=one.row.version,
        )
        postings.create_postings([row])
        stored = postings.postings_by_keys(workspace_id, here.ledger.id, keys=[row.key])[row.key]
        if stored.state in (PostingState.REJECTED, PostingState.CANCELLED):
            stored.state, stored.problems, stored.finished_at = PostingState.INTENDED, [], None
            postings.save_postings([stored])
        note = audit.Note(
            actor=actor, action=f"document.{action.value}", subject_kind="record", subject_id=str(record_id), text=row.title
        )
        audit.add(workspace_id, [note])
        turns.wake(workspace_id, here.ledger.id)


def ending_of(here: Ground, one: RecordDocument) -> tuple[Action | None, str]:
    """How a document can be ended there and what that means, or None and why it cannot."""
    name, can = here.manifest.name, here.manifest.can.get(EntityKind(one.kind), frozenset())
    if one.state != "posted" or one.row is None or one.row.entity is None:
        return None, "It is not in the ledger."
    if _would_cover_twice(here, one):
        return None, "What it gave back was invoiced again since. Void that invoice first."
    if (credit := _credit_of(here, one)) is not None:
        return None, _credited(credit)
    word, is_draft = one.kind.replace("_", " "), one.row.status in ("draft", "submitted")
    if not is_draft and one.row.gross and one.row.due is not None and one.row.due < one.row.gross:
        return None, f"Something is paid on it, or set against it. Undo that in {name} first, or credit what was returned."
    if is_draft and Action.DELETE in can:
        return Action.DELETE, f"The draft {word} is deleted in {name}; its lines can be put on another one."
    if Action.VOID in can:
        return Action.VOID, f"The {word} stays in {name} as voided with a total of 0.00; its lines can be put on another one."
    if Action.DELETE in can:
        return (
            Action.DELETE,
            f"{name} deletes the {word} for good: it is in its lists no more. Its lines can be put on another one.",
        )
    return None, f"{name} does not void this from outside. Credit it, or void it there."


def document_named(here: Ground, document_id: UUID) -> RecordDocument:
    """Raises NotPossible for what is not this record's."""
    found = next((one for one in here.documents if one.id == document_id), None)
    if found is None:
        raise NotPossible("This document is not one of the record's. Load the page again.")
    return found


def _credit_of(here: Ground, one: RecordDocument) -> RecordDocument | None:
    """A credit that takes back from this document and is in the ledger, or may still go there: without the document it would stand
    for what nobody was ever billed."""
    external_id = one.link.external_id if one.link is not None else ""
    found = (other for other in here.documents if other.holds and other.is_credit_back)
    return next((other for other in found if other.credited_external_id == external_id), None)


def _credited(credit: RecordDocument) -> str:
    word = credit.kind.replace("_", " ")
    if credit.state == "posted":
        return f"A {word} takes back a part of it. Void that one first, or credit the rest."
    if credit.state == "waiting_approval":
        return f"A {word} of it waits for approval. Decline or withdraw that one first."
    return f"A {word} of it is on its way. Wait until it has arrived, or withdraw it if the ledger refused it."


def _would_cover_twice(here: Ground, one: RecordDocument) -> bool:
    """A credit whose quantities were invoiced again cannot go: more would be invoiced than was ordered."""
    if not one.is_credit_back:
        return False
    lines = record_lines(here.mapping, records.scope(here.record))
    without = [claim for claim in record_documents.claims((*here.documents, *here.elsewhere)) if claim.document != str(one.id)]
    return any(line.is_over for line in coverage(lines, without).lines)
