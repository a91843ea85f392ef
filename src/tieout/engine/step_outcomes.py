"""What is told of a step's postings once they have ended: to whom they matter, and to what is linked to what they changed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from tieout.connectors.contract import Action
from tieout.engine import carry, document_values
from tieout.engine.agreement import LINKED_KINDS
from tieout.store import audit, links, mirror, postings
from tieout.store.connections import Connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.links import SourceKind
from tieout.store.mirror import Change
from tieout.store.postings import Posting


def on_subjects(workspace_id: UUID, notes: Sequence[audit.Note], *, raised: Sequence[ExceptionItem]) -> list[audit.Note]:
    """What is said of a step is said of what its run is about, or of the run: there people look for it."""
    asked = {UUID(note.subject_id) for note in notes if note.subject_kind == SourceKind.STEP}
    if not asked:
        return list(notes)
    about = postings.subjects_of_steps(workspace_id, asked)
    subjects = {key: (kind, subject) if subject is not None else ("run", run) for key, (run, kind, subject) in about.items()}
    for item in raised:
        if item.subject_kind == SourceKind.STEP and item.subject_id in subjects:
            item.subject_kind, item.subject_id = subjects[item.subject_id]
    return [_of(note, subjects.get(UUID(note.subject_id))) if note.subject_kind == SourceKind.STEP else note for note in notes]


def carry_on(connection: Connection, done: Sequence[Posting], *, changes: Sequence[Change]) -> None:
    """Records that are linked to what a step has changed see it as they see a change by somebody else. Inside the caller's
    transaction."""
    own = {(row.kind, row.external_id) for row in done if row.source_kind == SourceKind.STEP and row.action != Action.CREATE}
    if not own:
        return
    document_values.after_changes(connection, [one for one in changes if (one.row.kind, one.row.external_id) in own])
    pairs = [pair for pair in own if pair[0] in LINKED_KINDS]
    linked = links.links_by_external(connection.workspace_id, connection.id, source_kind=SourceKind.RECORD, pairs=pairs)
    carry.enqueue(connection.workspace_id, sorted({link.source_id for link in linked.values()}), actor="Tieout")


def stale(connection: Connection, rows: Sequence[Posting]) -> list[Posting]:
    """Changes by steps of what somebody else has changed since: the step works them out anew."""
    changing = [row for row in rows if row.source_kind == SourceKind.STEP and row.action == Action.UPDATE]
    pairs = [(row.kind, row.external_id) for row in changing]
    now = mirror.entities_by_external_ids(connection.workspace_id, connection.id, pairs=pairs) if pairs else {}
    return [row for row in changing if (seen := now.get((row.kind, row.external_id))) is None or seen.hash != row.source_hash]


def _of(note: audit.Note, subject: tuple[str, UUID] | None) -> audit.Note:
    return note if subject is None else replace(note, subject_kind=subject[0], subject_id=str(subject[1]))
