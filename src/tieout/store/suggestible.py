"""The words by which what a ledger has is found while somebody types: one row an entity, with a word index over all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection as database
from django.db import models

from tieout.store.chosen import chosen
from tieout.store.workspaces import Workspace

BATCH = 500
WORD_MAX = 40
# What can be linked by hand, and so is suggested.
KINDS = frozenset({"contact", "customer", "supplier", "item", "invoice", "bill"})


class Suggestible(models.Model):
    """`words` are folded words, each behind `place`, so that a look into one ledger's contacts never meets another's.

    Written in the transaction that writes the mirror. On SQLite a full-text table (`suggestible_words`) indexes them by `id`, on
    PostgreSQL an index over the text itself: both are made by the migration.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    entity = models.OneToOneField("store.MirrorEntity", on_delete=models.CASCADE, related_name="suggestible")
    words = models.TextField()

    class Meta:
        db_table = "suggestible"


def place(connection_id: UUID, kind: str, *, first: bool = False) -> str:
    """What stands before each word of a kind of entity of one ledger; `first` before the word with which its name begins."""
    # The last digits of an id are its random ones.
    return f"{connection_id.hex[-12:]}{'1' if first else ''}{kind[:3]}"


def sentence(connection_id: UUID, kind: str, *, words: Sequence[str]) -> str:
    """The text that is kept of an entity with these words, the name's own first."""
    own, begins = place(connection_id, kind), place(connection_id, kind, first=True)
    told = [f"{begins}{word[:WORD_MAX]}" for word in words[:1]]
    return " ".join([*told, *(f"{own}{word[:WORD_MAX]}" for word in dict.fromkeys(words))])


def keep(workspace_id: UUID, words: dict[UUID, str]) -> None:
    """Entity to its words, "" for one that is not suggested any more; inside the caller's transaction."""
    ids = list(words)
    present: dict[UUID, Suggestible] = {}
    for start in range(0, len(ids), BATCH):
        rows = chosen(Suggestible.objects.all(), workspace_id, ids=ids[start : start + BATCH], by="entity_id")
        present.update({row.entity_id: row for row in rows})
    stale = [row for row in present.values() if row.words != words[row.entity_id]]
    _forget(stale)
    gone = [row.id for row in stale if not words[row.entity_id]]
    chosen(Suggestible.objects.all(), workspace_id, ids=gone).delete()
    changed = [row for row in stale if words[row.entity_id]]
    for row in changed:
        row.words = words[row.entity_id]
    Suggestible.objects.bulk_update(changed, ["words"], batch_size=BATCH)
    new = {one: said for one, said in words.items() if said and one not in present}
    rows_new = [Suggestible(workspace_id=workspace_id, entity_id=one, words=said) for one, said in new.items()]
    made = Suggestible.objects.bulk_create(rows_new, batch_size=BATCH)
    _learn([*changed, *made])


@dataclass(frozen=True, kw_only=True)
class Starts:
    """What a name must have: for each of `words` a word that begins so; with `first`, the name begins with the first of them."""

    words: Sequence[str]
    first: bool


def beginning(
    workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str], asked: Starts, limit: int
) -> list[tuple[UUID, str]]:
    """Entities, with their names, that are as `asked`. At most `limit`, in no order."""
    starts, first = asked.words, asked.first
    if not starts or not kinds:
        return []
    wanted = [
        [f"{place(connection_id, kind, first=first and number == 0)}{start[:WORD_MAX]}" for number, start in enumerate(starts)]
        for kind in kinds
    ]
    if database.vendor == "sqlite":
        match = " OR ".join("(" + " AND ".join(f'"{word}"*' for word in every) + ")" for every in wanted)
        # CROSS keeps the order: the words first, or every row of the workspace would be looked up among them.
        joined = "suggestible_words w CROSS JOIN suggestible s ON s.id = w.rowid CROSS"
        condition, workspace = "suggestible_words MATCH %s", str(workspace_id.hex)
    else:
        match = " | ".join("(" + " & ".join(f"{word}:*" for word in every) + ")" for every in wanted)
        joined, workspace = "suggestible s", str(workspace_id)
        condition = "to_tsvector('simple', s.words) @@ to_tsquery('simple', %s)"
    statement = (
        f"SELECT m.id, m.name, m.number FROM {joined} JOIN mirror_entity m ON m.id = s.entity_id"
        f" WHERE {condition} AND s.workspace_id = %s LIMIT %s"
    )
    with database.cursor() as cursor:
        cursor.execute(statement, [match, workspace, limit])
        rows = cursor.fetchall()
    return [(one if isinstance(one, UUID) else UUID(one), name or number) for one, name, number in rows]


def _forget(rows: Iterable[Suggestible]) -> None:
    """The full-text table must be told the words that it is to forget."""
    if database.vendor == "sqlite":
        told = [(row.id, row.words) for row in rows]
        with database.cursor() as cursor:
            cursor.executemany("INSERT INTO suggestible_words (suggestible_words, rowid, words) VALUES ('delete', %s, %s)", told)


def _learn(rows: Iterable[Suggestible]) -> None:
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO suggestible_words (rowid, words) VALUES (%s, %s)", [(row.id, row.words) for row in rows]
            )
