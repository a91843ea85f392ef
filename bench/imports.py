"""A CSV file of 100,000 orders becomes records, beside the same rows read by `csv` and inserted into one table by `sqlite3`."""

import csv
import io
import json
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

import records

if TYPE_CHECKING:
    from tieout.store.imports import Import

COLUMNS = ("number", "customer", "email", "ordered_on", "country", "stage", "net", "rush", "note")
CHANGED_EVERY = 20


def written(count: int, *, changed_every: int = 0) -> bytes:
    """The file; with `changed_every`, every so many rows say another amount than before."""
    chance, text = random.Random(1), io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name.replace("_", " ").capitalize() for name in COLUMNS])
    for number in range(count):
        own = records.values(chance, number)
        if changed_every and number % changed_every == 0:
            own["net"] = "1234.56"
        writer.writerow([{True: "yes", False: "no"}.get(own[name], own[name]) for name in COLUMNS])
    return text.getvalue().encode()


def plainly(content: bytes) -> None:
    """What a script would do: each row as JSON beside its key, in one transaction that is kept for good."""
    with tempfile.TemporaryDirectory() as folder:
        line = sqlite3.connect(Path(folder) / "plain.sqlite3")
        line.execute("PRAGMA journal_mode=WAL")
        line.execute("PRAGMA synchronous=FULL")
        line.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, key TEXT UNIQUE, said TEXT)")
        rows = csv.DictReader(io.StringIO(content.decode()))
        with line:
            told = ((row["Number"], json.dumps(row)) for row in rows)
            line.executemany("INSERT INTO record (key, said) VALUES (?, ?)", told)
        line.close()


def uploaded(workspace_id: UUID, content: bytes) -> "Import":
    """Under the mapping that the file's own column names suggest."""
    from tieout.engine import imports
    from tieout.store import imports as store

    row = imports.upload(workspace_id, name="orders.csv", collection="orders", content=content, actor="bench")
    mapping = imports.described(row)["mapping"]
    assert isinstance(mapping, dict)
    # Known by its own number, so that the file brought again means the same records.
    mapping |= {"key": {"kind": "field", "path": "number"}, "numbered": False}
    store.update_import(workspace_id, row.id, mapping=mapping)
    found = store.import_by_id(workspace_id, row.id)
    assert found is not None
    return found


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and those of this process's own work."""
    began, began_busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - began_busy


def told(name: str, count: int, *, taken: tuple[float, float], plain: tuple[float, float]) -> None:
    seconds, busy = taken
    print(
        f"{name:36}{seconds:8.1f} s {busy:8.1f} s cpu {count / seconds:9,.0f} rows/s   plain x {busy / plain[1]:6.1f} (cpu)",
        flush=True,
    )


def main(count: int) -> None:
    content, again = written(count), written(count, changed_every=CHANGED_EVERY)
    with records.installation() as workspace_id:
        from tieout.engine import imports
        from tieout.mapping.import_mapping import ImportMapping
        from tieout.store import imports as store

        plain = timed(lambda: plainly(content))
        print(f"{count:,} rows, {len(content) / 1e6:.1f} MB of CSV")
        told("plain: csv and sqlite3", count, taken=plain, plain=plain)
        row = uploaded(workspace_id, content)
        mapping = ImportMapping.model_validate(row.mapping)
        told("preview", count, taken=timed(lambda: imports.preview(row, mapping)), plain=plain)
        for name, said in (("applied", content), ("the same again", content), (f"again, 1 of {CHANGED_EVERY} changed", again)):
            row = uploaded(workspace_id, said)
            told(name, count, taken=timed(lambda row=row: imports.apply(row, actor="bench")), plain=plain)  # type: ignore[misc]
            kept = store.import_by_id(workspace_id, row.id)
            assert kept is not None
            print(f"    {', '.join(f'{kept.counts[key]:,} {key}' for key in ('created', 'updated', 'unchanged', 'errors'))}")
        print(f"memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
