"""Is it there already? Asked before any contact or item is created: certain is linked, doubtful is asked, new goes on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.engine import identity, linking, raising
from tieout.engine.identity import Candidate, Judgement
from tieout.engine.linking import Target
from tieout.store.connections import Connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.links import Link
from tieout.store.records import Record

CAUSE = "maybe_there_already"
ACTOR = "Tieout"

Asked = Mapping[UUID, tuple[Record, Contact | Item]]


def settle(workspace_id: UUID, connection: Connection, *, asked: Asked) -> dict[UUID, Link | str]:
    """The link of what is certainly there, the question about what may be; what is new is not in the answer.

    Inside the caller's transaction. A question is an exception with the candidates and both ways out of it.
    """
    if not asked:
        return {}
    judged = identity.judge_many(workspace_id, connection.id, entities={key: entity for key, (_, entity) in asked.items()})
    free = {key: found.candidates[0] for key, found in judged.items() if _is_free(found)}
    targets = {key: Target(connection_id=connection.id, kind=one.kind, external_id=one.external_id) for key, one in free.items()}
    answers: dict[UUID, Link | str] = dict(linking.link_many(workspace_id, targets, actor=ACTOR)) if targets else {}
    raised: list[ExceptionItem] = []
    for key, found in judged.items():
        if found.certainty == "new" or isinstance(answers.get(key), Link):
            continue
        item = question(connection, asked[key][0], judgement=found)
        answers[key] = item.message
        raised.append(item)
    if raised:
        raising.raise_exceptions(workspace_id, raised)
    return answers


def question(connection: Connection, record: Record, *, judgement: Judgement) -> ExceptionItem:
    """The exception that asks a person, with the candidates as they are now."""
    best = judgement.candidates[0]
    if judgement.certainty == "certain":
        message = f"{best.name} in {connection.organisation_name} is the same, and another record is linked to it already."
    else:
        count = len(judgement.candidates)
        more = f", or {count - 1} more that are like it" if count > 1 else ""
        message = f"{record.title or record.key} may be in {connection.organisation_name} already: {best.name}{more}."
    return ExceptionItem(
        workspace_id=record.workspace_id,
        fingerprint=f"record:{record.id}:{connection.id}",
        cause=CAUSE,
        message=message,
        remedy="Link the one that it is, or create it anyway if it is none of them.",
        subject_kind="record",
        subject_id=record.id,
        title=record.title or record.key,
        connection=connection,
        details={"collection": record.collection.key, "candidates": _shown(judgement.candidates)},
    )


def _is_free(found: Judgement) -> bool:
    return found.certainty == "certain" and not found.candidates[0].already_linked


def _shown(candidates: Sequence[Candidate]) -> list[dict[str, object]]:
    return [
        {
            "kind": one.kind,
            "external_id": one.external_id,
            "name": one.name,
            "detail": one.detail,
            "reasons": list(one.reasons),
            "already_linked": one.already_linked,
        }
        for one in candidates
    ]
