"""What the organisations hold: objects in memory for speed, written through to a file, where there is one, with each request."""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from tieout.sandbox.changes import Changes

Body = dict[str, Any]
IndexKey = Callable[[Body], Hashable | None]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS object (shelf TEXT, kind TEXT, id TEXT, body TEXT NOT NULL, UNIQUE (shelf, kind, id));
CREATE TABLE IF NOT EXISTS counter (shelf TEXT, name TEXT, value INTEGER NOT NULL, PRIMARY KEY (shelf, name)) WITHOUT ROWID;
"""


_UPSERT = "INSERT INTO object VALUES (?,?,?,?) ON CONFLICT (shelf, kind, id) DO UPDATE SET body = excluded.body"


@dataclass(frozen=True)
class Snapshot:
    """All objects and counters at one moment."""

    bodies: Mapping[tuple[str, str], Mapping[str, Body]]
    counters: Mapping[tuple[str, str], int]


class Books:
    """A shelf is `provider:organisation id` (or `provider:` for what the provider keeps across organisations).

    Bodies that `get`, `all` and `find` hand out belong to the books: copy before you change, then `put`. All writes happen inside
    `unit()`, which takes every one of them back when the block raises.
    """

    def __init__(self, path: Path | None, *, indexes: Mapping[tuple[str, str], IndexKey]) -> None:
        """`indexes` maps (kind, index name) to the function that gives an object's key, or None to leave it out."""
        self._database = None if path is None else sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._by_kind: dict[str, list[tuple[str, IndexKey]]] = {}
        for (kind, name), key in indexes.items():
            self._by_kind.setdefault(kind, []).append((name, key))
        self._objects: dict[tuple[str, str], dict[str, Body]] = {}
        self._index: dict[tuple[str, str, str], dict[Hashable, dict[str, None]]] = {}
        self._counters: dict[tuple[str, str], int] = {}
        self._undo: list[Callable[[], None]] | None = None
        self._dirty: dict[tuple[str, str, str], None] = {}
        self.changes = Changes(self._writing)
        if self._database is not None:
            self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
            self._load(self._database)

    def get(self, shelf: str, kind: str, *, id: str) -> Body | None:
        return self._objects.get((shelf, kind), {}).get(id)

    def all(self, shelf: str, kind: str) -> list[Body]:
        """Every object of a kind, oldest first."""
        return list(self._objects.get((shelf, kind), {}).values())

    def count(self, shelf: str, kind: str) -> int:
        return len(self._objects.get((shelf, kind), {}))

    def shelves(self) -> list[str]:
        return sorted({shelf for shelf, _ in self._objects})

    def kinds(self, shelf: str) -> list[str]:
        return sorted(kind for (owner, kind), objects in self._objects.items() if owner == shelf and objects)

    def find(self, shelf: str, kind: str, *, index: str, key: Hashable) -> list[Body]:
        objects = self._objects.get((shelf, kind), {})
        return [objects[own_id] for own_id in self._index.get((shelf, kind, index), {}).get(key, {})]

    def named(self, shelf: str, kind: str, *, index: str, key: Hashable) -> list[tuple[str, Body]]:
        """As `find`, with the ids that the objects are kept under."""
        objects = self._objects.get((shelf, kind), {})
        return [(own_id, objects[own_id]) for own_id in self._index.get((shelf, kind, index), {}).get(key, {})]

    def put(self, shelf: str, kind: str, *, id: str, body: Body) -> None:
        undo, objects = self._writing(), self._objects.setdefault((shelf, kind), {})
        before = objects.get(id)
        undo.append(lambda: self._replace(shelf, kind, id=id, body=before))
        self._replace(shelf, kind, id=id, body=body)
        self._dirty[shelf, kind, id] = None

    def remove(self, shelf: str, kind: str, *, id: str) -> None:
        undo, before = self._writing(), self.get(shelf, kind, id=id)
        undo.append(lambda: self._replace(shelf, kind, id=id, body=before))
        self._replace(shelf, kind, id=id, body=None)
        self._dirty[shelf, kind, id] = None

    def next(self, shelf: str, counter: str, *, start: int = 1) -> int:
        """The next number of a counter; a unit that is taken back gives its numbers back too."""
        undo, key = self._writing(), (shelf, counter)
        before = self._counters.get(key)
        value = start if before is None else before + 1
        undo.append(lambda: self._set_counter(key, before))
        self._counters[key] = value
        return value

    @contextmanager
    def unit(self) -> Iterator[None]:
        """All or nothing; units do not nest."""
        if self._undo is not None:
            raise RuntimeError("a unit is open already")
        self._undo, counters = [], {} if self._database is None else dict(self._counters)
        try:
            yield
        except BaseException:
            for step in reversed(self._undo):
                step()
            self._dirty.clear()
            raise
        else:
            if self._database is not None:
                self._save(self._database, counters)
            self._dirty.clear()
        finally:
            self._undo = None
        self.changes.commit()

    @contextmanager
    def part(self) -> Iterator[None]:
        """A piece of the open unit, such as one element of a batch, that is taken back alone when the block raises."""
        undo = self._writing()
        mark = len(undo)
        try:
            yield
        except BaseException:
            while len(undo) > mark:
                undo.pop()()
            raise

    def snapshot(self) -> Snapshot:
        """The books as they are; cheap, for bodies are never changed once they are kept."""
        bodies = {place: dict(kept) for place, kept in self._objects.items()}
        return Snapshot(bodies, dict(self._counters))

    def restore(self, snapshot: Snapshot) -> None:
        """Puts the books back, on disk too; nobody is told of changes."""
        self.clear()
        with self.changes.silent(), self.unit():
            for (shelf, kind), kept in snapshot.bodies.items():
                for own_id, body in kept.items():
                    self.put(shelf, kind, id=own_id, body=body)
            self._counters.update(snapshot.counters)

    def clear(self) -> None:
        """Empties everything, on disk too."""
        self._objects.clear()
        self._index.clear()
        self._counters.clear()
        if self._database is not None:
            self._database.executescript("DELETE FROM object; DELETE FROM counter;")

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def _set_counter(self, key: tuple[str, str], value: int | None) -> None:
        if value is None:
            self._counters.pop(key, None)
        else:
            self._counters[key] = value

    def _writing(self) -> list[Callable[[], None]]:
        if self._undo is None:
            raise RuntimeError("writes belong inside unit()")
        return self._undo

    def _replace(self, shelf: str, kind: str, *, id: str, body: Body | None) -> None:
        objects = self._objects.setdefault((shelf, kind), {})
        before = objects.get(id)
        for name, key_of in self._by_kind.get(kind, []):
            entries = self._index.setdefault((shelf, kind, name), {})
            if before is not None and (key := key_of(before)) is not None:
                entries.get(key, {}).pop(id, None)
            if body is not None and (key := key_of(body)) is not None:
                entries.setdefault(key, {})[id] = None
        if body is None:
            objects.pop(id, None)
        else:
            objects[id] = body

    def _save(self, database: sqlite3.Connection, counters_before: dict[tuple[str, str], int]) -> None:
        if not self._dirty and counters_before == self._counters:
            return
        cursor = database.cursor()
        cursor.execute("BEGIN")
        for place in self._dirty:
            shelf, kind, own_id = place
            body = self.get(shelf, kind, id=own_id)
            if body is None:
                cursor.execute("DELETE FROM object WHERE shelf=? AND kind=? AND id=?", place)
            else:
                cursor.execute(_UPSERT, (*place, _dump(body)))
        for (shelf, name), value in self._counters.items():
            if counters_before.get((shelf, name)) != value:
                cursor.execute("INSERT OR REPLACE INTO counter VALUES (?,?,?)", (shelf, name, value))
        cursor.execute("COMMIT")

    def _load(self, database: sqlite3.Connection) -> None:
        for shelf, kind, own_id, body in database.execute("SELECT shelf, kind, id, body FROM object ORDER BY rowid"):
            self._replace(shelf, kind, id=own_id, body=_parse(body))
        self._counters = {(shelf, name): value for shelf, name, value in database.execute("SELECT shelf, name, value FROM counter")}


def _dump(body: Body) -> str:
    return orjson.dumps(body, default=_tagged).decode()


def _tagged(value: object) -> object:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"the books keep JSON and Decimal, not {type(value).__name__}")


def _parse(text: str) -> Body:
    body: Body = json.loads(text, object_hook=lambda o: Decimal(o["$decimal"]) if o.keys() == {"$decimal"} else o)
    return body
