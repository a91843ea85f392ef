"""What a provider itself answered to a step: the bodies of the entities that the step names, as it wrote them, and its refusals."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from tieout.store import connections, mirror, postings
from tieout.store.connections import Connection
from tieout.store.postings import PostingState

# So many are shown: a step that found hundreds is read by its result.
ANSWERS_MAX = 20


@dataclass(frozen=True, kw_only=True)
class ProviderAnswer:
    """`body` is the provider's own JSON of an entity, its numbers digit by digit as text, or what it said when it refused."""

    connection: Connection
    kind: str
    external_id: str
    title: str
    said_at: datetime | None
    refused: bool
    body: JsonValue


def answers_to(workspace_id: UUID, output: Mapping[str, object], *, posting_id: UUID | None = None) -> list[ProviderAnswer]:
    """Those to a step with this result, each entity once; `posting_id` is what it waited for."""
    wanted = list(dict.fromkeys(_named(output)))[:ANSWERS_MAX]
    ledgers = {str(one.id): one for one in connections.connections(workspace_id)}
    found: list[ProviderAnswer] = []
    for ledger_id in dict.fromkeys(ledger for ledger, _, _ in wanted if ledger in ledgers):
        pairs = [(kind, external_id) for ledger, kind, external_id in wanted if ledger == ledger_id]
        found += _bodies(ledgers[ledger_id], pairs)
    return [*found, *_refusal(workspace_id, posting_id)]


def _named(value: object) -> Iterator[tuple[str, str, str]]:
    """Connection, kind and id of each entity that a result names, at whatever depth, in its order."""
    if isinstance(value, Mapping):
        connection, kind, external_id = (value.get(name) for name in ("connection", "kind", "external_id"))
        if isinstance(connection, str) and isinstance(kind, str) and isinstance(external_id, str) and external_id:
            yield connection, kind, external_id
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _named(part)


def _bodies(ledger: Connection, pairs: Sequence[tuple[str, str]]) -> Iterator[ProviderAnswer]:
    rows = mirror.entities_by_external_ids(ledger.workspace_id, ledger.id, pairs=pairs)
    for pair in pairs:
        row = rows.get(pair)
        if row is None:
            continue
        # A float would change the digits that the provider wrote.
        body: JsonValue = json.loads(row.body, parse_float=str)
        yield ProviderAnswer(
            connection=ledger, kind=row.kind, external_id=row.external_id, title=row.number or row.name,
            said_at=row.seen_at, refused=False, body=body,
        )  # fmt: skip


def _refusal(workspace_id: UUID, posting_id: UUID | None) -> Iterator[ProviderAnswer]:
    row = None if posting_id is None else postings.postings_by_ids(workspace_id, [posting_id]).get(posting_id)
    if row is not None and row.state == PostingState.REJECTED and row.problems:
        yield ProviderAnswer(
            connection=row.connection, kind=row.kind, external_id=row.external_id, title=row.title,
            said_at=row.finished_at, refused=True, body=row.problems,
        )  # fmt: skip
