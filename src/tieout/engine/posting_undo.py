"""Taking back what a posting wrote: how that is done at its ledger, what it leaves behind, and doing it once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tieout.accounting.documents import Payment, PaymentStatus, Settlement
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action
from tieout.engine import access, document_endings, turns
from tieout.engine.document_ground import Ground, ground
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.store import audit, connections, database, document_requests, mirror, postings
from tieout.store.connections import ConnectionStatus
from tieout.store.ids import new_id
from tieout.store.links import SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState

Way = Literal["reversible", "by_compensation", "not_reversible"]
Standing = Literal["standing", "under_way", "undone"]
DRAFTS = frozenset({"draft", "submitted"})
ENDED = frozenset({"voided", "deleted"})
# Nothing else refers to what stands for itself alone, so nothing stays of it.
OF_THEIR_OWN = frozenset({EntityKind.CONTACT, EntityKind.CUSTOMER, EntityKind.SUPPLIER, EntityKind.ITEM})


@dataclass(frozen=True, kw_only=True)
class Undo:
    """`said` is what taking it back does there, or why that cannot be done now; `action` is None then."""

    way: Way
    said: str
    state: Standing = "standing"
    action: Action | None = None


def undo_of(workspace_id: UUID, posting: Posting) -> Undo:
    """How this posting could be taken back now."""
    return _plan(workspace_id, posting)[0]


def undo(workspace_id: UUID, posting_id: UUID, *, actor: str) -> None:
    """Voids or deletes in the ledger what the posting created there, once; raises NotPossible with what stands in the way."""
    with database.atomic():
        posting = postings.posting_to_undo(workspace_id, posting_id)
        if posting is None:
            raise NotPossible("There is no such posting. Load the page again.")
        found, carry_out = _plan(workspace_id, posting)
        if found.state == "under_way":
            return
        if found.action is None or carry_out is None:
            raise NotPossible(found.said)
        carry_out(actor)


def _plan(workspace_id: UUID, posting: Posting) -> tuple[Undo, Callable[[str], None] | None]:
    connection = posting.connection
    name = access.connector(connection.provider).manifest.name
    if posting.action != Action.CREATE:
        return Undo(
            way="not_reversible", said=f"Not reversible from here: only what was created can be taken back. Change it in {name}."
        ), None
    if posting.state != PostingState.POSTED:
        return Undo(way="not_reversible", said="Nothing of it is in the ledger."), None
    row = mirror.entities_by_external_ids(workspace_id, connection.id, pairs=[(posting.kind, posting.external_id)]).get(
        (posting.kind, posting.external_id)
    )
    if row is None or row.deleted or row.status in ENDED:
        ended = "voided" if row is not None and row.status == "voided" else "deleted"
        return Undo(way=_way(posting.kind, row), said=f"It is {ended} in {name}.", state="undone"), None
    if connections.connection(workspace_id, connection.id).status != ConnectionStatus.ACTIVE:
        return Undo(
            way=_way(posting.kind, row), said=f"{connection.organisation_name} is not connected. Connect it again first."
        ), None
    if posting.source_kind == SourceKind.STEP:
        return _of_step(posting, row, name=name)
    if posting.source_kind in (SourceKind.RECORD, SourceKind.REQUEST) and EntityKind(posting.kind) in DOCUMENT_KINDS:
        return _of_record(posting, row, name=name)
    if posting.source_kind == SourceKind.ENTITY:
        said = "Not reversible from here: undo it in the ledger that it came from, and the next sync carries that over."
    else:
        said = f"Not reversible from here: unlink it on its record, then archive or delete it in {name}."
    return Undo(way="not_reversible", said=said), None


def _of_record(posting: Posting, row: MirrorEntity, *, name: str) -> tuple[Undo, Callable[[str], None] | None]:
    """A document of a record ends as it does on the record's page, so that its lines are open again."""
    workspace_id, record_id = posting.workspace_id, posting.source_id
    if posting.source_kind == SourceKind.REQUEST:
        record_id = document_requests.records_of_requests(workspace_id, [posting.source_id]).get(posting.source_id, record_id)
    way = _way(posting.kind, row)
    try:
        here: Ground = ground(workspace_id, record_id)
    except NotPossible as trouble:
        return Undo(way=way, said=str(trouble)), None
    found = (one for one in here.documents if one.link is not None and one.link.external_id == posting.external_id)
    one = next((one for one in found if one.kind == posting.kind), None)
    if one is None:
        return Undo(way=way, said=f"It is not linked to its record any more. Void or delete it in {name}."), None
    if one.state == "ending":
        return Undo(way=way, said=f"It is being taken back in {name}.", state="under_way"), None
    action, said = document_endings.ending_of(here, one)
    document_id = one.id
    undoing = Undo(way=way, said=said, action=action)
    return undoing, lambda actor: document_endings.end(workspace_id, record_id, document_id=document_id, actor=actor)


def _of_step(posting: Posting, row: MirrorEntity, *, name: str) -> tuple[Undo, Callable[[str], None] | None]:
    kind, connection = EntityKind(posting.kind), posting.connection
    word, way = posting.kind.replace("_", " "), _way(posting.kind, row)
    before = postings.postings_by_keys(posting.workspace_id, connection.id, keys=[_key(posting, row)]).get(_key(posting, row))
    if before is not None and before.state in OPEN_STATES:
        return Undo(way=way, said=f"It is being taken back in {name}.", state="under_way"), None
    can = access.connector(connection.provider).manifest.can.get(kind, frozenset())
    is_draft = row.status in DRAFTS
    if kind in DOCUMENT_KINDS and not is_draft and _is_settled(posting, row):
        return Undo(way=way, said=f"Something is paid on it, or set against it. Undo that first, or credit it in {name}."), None
    order = (Action.DELETE, Action.VOID) if is_draft else (Action.VOID, Action.DELETE)
    action = next((one for one in order if one in can), None)
    if action is None or row.entity is None:
        return Undo(
            way="not_reversible", said=f"Not reversible from here: {name} does not end a {word} from outside. End it there."
        ), None
    if kind in OF_THEIR_OWN:
        said = f"The {word} is deleted in {name}, or archived where that is how it is done there."
    elif action == Action.VOID:
        said = f"The {word} stays in {name} as voided, with a total of 0.00."
    else:
        said = f"The {word} is deleted in {name}: it is in its lists no more."
    undoing = Undo(way=way, said=said, action=action)
    return undoing, lambda actor: _end(posting, row, action=action, before=before, actor=actor)


def _is_settled(posting: Posting, row: MirrorEntity) -> bool:
    """Whether something is paid on it, or set against it: also what was entered after the document was last read."""
    if row.gross and row.due is not None and row.due < row.gross:
        return True
    kinds = [kind.value for kind in (*PAYMENT_KINDS, EntityKind.ALLOCATION)]
    around = mirror.entities_of_contact(posting.workspace_id, posting.connection_id, contact_id=row.contact_id, kinds=kinds)
    return any(row.external_id in _settles(other) for other in around if other.status not in ENDED)


def _settles(row: MirrorEntity) -> set[str]:
    """The ledger's ids of the documents that a payment or a credit is set against."""
    entity = entity_of(row)
    if isinstance(entity, Payment):
        return {one.document for one in entity.allocations} if entity.status == PaymentStatus.POSTED else set()
    if isinstance(entity, Settlement) and entity.status == PaymentStatus.POSTED:
        return {entity.allocation.document, entity.source}
    return set()


def _end(posting: Posting, row: MirrorEntity, *, action: Action, before: Posting | None, actor: str) -> None:
    """Inside the caller's transaction, by the posting protocol like every other write."""
    if before is not None:
        before.state, before.problems, before.finished_at = PostingState.INTENDED, [], None
        postings.save_postings([before])
    else:
        ending = Posting(
            id=new_id(),
            workspace_id=posting.workspace_id,
            connection=posting.connection,
            key=_key(posting, row),
            action=action.value,
            kind=posting.kind,
            source_kind=posting.source_kind,
            source_id=posting.source_id,
            run_id=posting.run_id,
            title=posting.title,
            entity=row.entity,
            source_hash=row.hash,
            external_id=row.external_id,
            version=row.version,
        )
        postings.create_postings([ending])
    about = ("run", posting.run_id) if posting.run_id is not None else ("posting", posting.id)
    note = audit.Note(
        actor=actor,
        action="posting.undo",
        subject_kind=about[0],
        subject_id=str(about[1]),
        text=f"{posting.title} is to be taken back in {posting.connection.organisation_name}",
        details={"posting": str(posting.id), "action": action.value, "external_id": posting.external_id},
    )
    audit.add(posting.workspace_id, [note])
    turns.wake(posting.workspace_id, posting.connection_id)


def _key(posting: Posting, row: MirrorEntity) -> str:
    """The same while it stands there as it does now: asked twice, it is taken back once."""
    return f"undo:{posting.id}:{row.version or row.hash[:20]}"


def _way(kind: str, row: MirrorEntity | None) -> Way:
    if EntityKind(kind) in OF_THEIR_OWN or (row is not None and row.status in DRAFTS):
        return "reversible"
    return "by_compensation"
