"""What a run's step writes to a ledger: a posting for each effect, kept before anything is sent; the second intent of an effect is
the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.money import plain
from tieout.accounting.serial import Written, content_hash, to_json
from tieout.connectors.contract import Action, Organisation
from tieout.engine import access, intake, turns
from tieout.engine.steps.contract import StepInput, StepResult
from tieout.store import exceptions, mirror, postings, runs
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.links import SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.runs import RunStatus

# A position of more characters would not fit into the posting's key.
PATH_IN_KEY_MAX = 50
DONE_WORDS = {
    Action.CREATE: "was created in",
    Action.UPDATE: "was changed in",
    Action.VOID: "was voided in",
    Action.DELETE: "was deleted in",
}


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One entity to write. `part` tells several effects of one step apart; `external_id`, `version` and `seen_hash` are of what is
    to be changed or ended, as the mirror had it."""

    action: Action
    kind: EntityKind
    entity: Written
    title: str
    part: str = ""
    external_id: str = ""
    version: str = ""
    seen_hash: str = ""


def source_of(run_id: UUID, path: str, *, part: str = "") -> UUID:
    """The id under which an effect of a step is known: the same whenever the same step of the same run is taken up."""
    return uuid5(run_id, f"{path}#{part}" if part else path)


def key_of(run_id: UUID, path: str, *, part: str = "") -> str:
    named = path if len(path) <= PATH_IN_KEY_MAX else source_of(run_id, path).hex
    return f"run:{run_id}:{named}#{part}" if part else f"run:{run_id}:{named}"


def ending_of(row: MirrorEntity, *, action: Action, entity: Written) -> Effect:
    """The end of what stands in the ledger."""
    return Effect(
        action=action,
        kind=EntityKind(row.kind),
        entity=entity,
        title=title_of(row.kind, row.number or row.name),
        external_id=row.external_id,
        version=row.version,
        seen_hash=row.hash,
    )


def title_of(kind: str, name: str) -> str:
    return f"{kind.replace('_', ' ').capitalize()} {name}".strip()[:300]


def so_far(workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, list[Posting]]:
    """Run to what this step of it has intended before, oldest first, locked for the caller's transaction."""
    rows = postings.of_step_runs(workspace_id, [one.run.id for one in inputs])
    found: dict[UUID, list[Posting]] = {}
    for one in inputs:
        own = key_of(one.run.id, one.path)
        members = [row for row in rows.get(one.run.id, []) if row.key == own or row.key.startswith(f"{own}#")]
        if members:
            found[one.run.id] = members
    return found


def settled(rows: Sequence[Posting], *, tried_again: bool) -> StepResult | None:
    """What a step comes to by what it has written so far; None where it is to be worked out anew: something was taken back, or was
    refused and is tried again."""
    under_way = next((row for row in rows if row.state in OPEN_STATES), None)
    if under_way is not None:
        return StepResult(status="waiting", outcome="waiting for the ledger", posting_id=under_way.id)
    refused = [row for row in rows if row.state == PostingState.REJECTED]
    if any(row.state == PostingState.CANCELLED for row in rows) or (refused and tried_again):
        return None
    if refused:
        said = " ".join(str(problem.get("message", "")) for row in refused for problem in row.problems)
        done = sum(row.state == PostingState.POSTED for row in rows)
        more = f" {done} of {len(rows)} are posted." if done else ""
        return StepResult(status="refused", outcome=(said or "refused by the ledger") + more, posting_id=refused[0].id)
    return StepResult(status="done", outcome=_said(rows), output=output_of(rows), posting_id=rows[-1].id)


def intend(
    workspace_id: UUID, connection: Connection, *, wanted: Sequence[tuple[StepInput, Sequence[Effect]]]
) -> dict[UUID, StepResult]:
    """What each step waits for now, by run. Inside the caller's transaction.

    What was posted stays as it is; what was refused or taken back is intended again as it is now.
    """
    before = postings.postings_by_keys(
        workspace_id,
        connection.id,
        keys=[key_of(one.run.id, one.path, part=effect.part) for one, effects in wanted for effect in effects],
    )
    new: list[Posting] = []
    again: list[Posting] = []
    results: dict[UUID, StepResult] = {}
    for one, effects in wanted:
        rows: list[Posting] = []
        for effect in effects:
            row = before.get(key_of(one.run.id, one.path, part=effect.part))
            if row is None:
                row = _posting(connection, one, effect=effect)
                new.append(row)
            elif row.state in (PostingState.REJECTED, PostingState.CANCELLED):
                _renew(row, effect)
                again.append(row)
            rows.append(row)
        results[one.run.id] = settled(rows, tried_again=False) or StepResult(status="skipped", outcome="nothing to write")
    postings.create_postings(sorted(new, key=lambda row: row.key))
    postings.save_postings(again)
    known = [f"posting:{row.id}" for row in again]
    exceptions.resolve_fingerprints(workspace_id, known, reason="It is tried again as it is now.")
    if new or again:
        turns.wake(workspace_id, connection.id)
    return results


def let_go(workspace_id: UUID, *, before: Mapping[UUID, Sequence[Posting]], results: Mapping[UUID, StepResult]) -> None:
    """What was refused before and cannot even be asked for now is told by the step itself."""
    failed = [row for run_id, rows in before.items() if results[run_id].status == "failed" for row in rows]
    known = [f"posting:{row.id}" for row in failed if row.state == PostingState.REJECTED]
    exceptions.resolve_fingerprints(workspace_id, known, reason="The step itself says now what is wrong.")


def output_of(rows: Sequence[Posting]) -> dict[str, object]:
    """What later steps see of what was written; `parts` where it is more than one."""
    connection = rows[0].connection
    pairs = [(row.kind, row.external_id) for row in rows]
    mirrored = mirror.entities_by_external_ids(connection.workspace_id, connection.id, pairs=pairs)
    parts = [
        entity_output(connection, row.kind, external_id=row.external_id, row=mirrored.get((row.kind, row.external_id)))
        for row in rows
    ]
    for part, row in zip(parts, rows, strict=True):
        part["number"] = part["number"] or row.number
    return parts[0] if len(parts) == 1 else {**parts[0], "parts": parts}


def entity_output(connection: Connection, kind: str, *, external_id: str, row: MirrorEntity | None) -> dict[str, object]:
    """An entity of a ledger in the words of a step's output; amounts as text, "" where there are none."""
    link = access.connector(connection.provider)
    organisation = Organisation(id=connection.organisation_id, name=connection.organisation_name, short_code=connection.short_code)
    built = link.link_url(kind=EntityKind(kind), external_id=external_id, organisation=organisation)
    has_due = row is not None and EntityKind(kind) in DOCUMENT_KINDS
    named = {"code": row.number} if row is not None and kind == EntityKind.ITEM else {}
    return {
        **named,
        "connection": str(connection.id),
        "kind": kind,
        "external_id": external_id,
        "number": row.number if row is not None else "",
        "name": row.name if row is not None else "",
        "gross": plain(row.gross.normalize(), places=2) if row is not None and row.gross is not None else "",
        "due": plain(row.due.normalize(), places=2) if row is not None and has_due and row.due is not None else "",
        "url": row.url if row is not None and row.url else built,
    }


def try_again(workspace_id: UUID, posting: Posting) -> None:
    """What a step wrote and the ledger refused is tried once more: worked out anew where its run waits for that, as it was where
    the run went on without it. Inside the caller's transaction."""
    run = runs.run_by_id(workspace_id, posting.run_id) if posting.run_id is not None else None
    if run is not None and run.status == RunStatus.ATTENTION and posting.key in _keys_at(run.id, run.position, key=posting.key):
        runs.update_run(workspace_id, run.id, status=RunStatus.QUEUED, error="", finished_at=None)
        intake.enqueue_advance(workspace_id, [run.id], turn=uuid4().hex)
        return
    postings.intend_again(workspace_id, [posting.id])
    turns.wake(workspace_id, posting.connection_id)


def _keys_at(run_id: UUID, path: str, *, key: str) -> tuple[str, ...]:
    own = key_of(run_id, path)
    return (own, key) if key.startswith(f"{own}#") else (own,)


def _posting(connection: Connection, one: StepInput, *, effect: Effect) -> Posting:
    row = Posting(
        id=new_id(),
        workspace_id=connection.workspace_id,
        connection=connection,
        key=key_of(one.run.id, one.path, part=effect.part),
        source_kind=SourceKind.STEP,
        source_id=source_of(one.run.id, one.path, part=effect.part),
        run=one.run,
    )
    _renew(row, effect)
    row.intended_at = datetime.now(UTC)
    return row


def _renew(row: Posting, effect: Effect) -> None:
    row.action, row.kind = effect.action.value, effect.kind.value
    row.title, row.entity = effect.title[:300], to_json(effect.entity)
    row.external_id, row.version = effect.external_id, effect.version
    # Of a change it is what was seen there: somebody else's change in between is noticed by it.
    row.source_hash = effect.seen_hash or content_hash(effect.entity)
    row.state, row.problems, row.finished_at = PostingState.INTENDED, [], None


def _said(rows: Sequence[Posting]) -> str:
    first = rows[0]
    done = f"{DONE_WORDS[Action(first.action)]} {first.connection.organisation_name}"
    if len(rows) == 1:
        return f"{first.title} {done}"
    return f"{len(rows)} times: {first.title} {done}"
