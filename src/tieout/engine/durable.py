"""The durable engine behind five verbs: everything that DBOS is to us, so that another could take its place.

A start is written into the caller's own database transaction: it is kept with the domain write that causes it, or not at all
(docs/decisions/0003). Workflow ids deduplicate: a second start under the same id is the first.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar

import sqlalchemy
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, run_dbos_database_migrations
from sqlalchemy.pool import NullPool

from tieout.settings import settings
from tieout.store import database

APPLICATION = "tieout"
# Raised on purpose only: runs started by an older version go on under the newer code.
VERSION = "1"
# A start waits half of this on average; an idle process asks five times a second, once for all queues.
POLLING_SECONDS = 0.2
# While the database is away a workflow waits half a second, one, two …, and is begun again as after a death.
AWAY_SECONDS, AWAY_MAX_SECONDS = 0.5, 10.0
SCHEMA = "dbos"

# Queue name to (workflows at once in a process, at most one at once for each partition).
QUEUES: dict[str, tuple[int, bool]] = {"runs": (2, False), "send": (8, True), "work": (4, True), "act": (4, False)}

# Which queue a workflow waits in; `work` for all that are not named.
QUEUE_OF = {"advance": "runs", "advance_parents": "runs", "act": "act", "send": "send"}

P = ParamSpec("P")
R = TypeVar("R")
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_clients: dict[str, DBOSClient] = {}
_looks: "_Looks | None" = None


def workflow(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Makes a function startable by `enqueue` under a name that must stay as long as a run of it may be left."""

    def decorate(function: Callable[P, None]) -> Callable[P, None]:
        def tidied(*args: P.args, **kwargs: P.kwargs) -> None:
            database.when_there(partial(function, *args, **kwargs), wait=wait)

        def wait(number: int) -> None:
            _log.warning("%s waits until the database is back", name)
            time.sleep(min(AWAY_SECONDS * 2.0 ** min(number, 9), AWAY_MAX_SECONDS))

        tidied.__qualname__ = tidied.__name__ = name
        made: Callable[P, None] = DBOS.workflow(name=name, max_recovery_attempts=None)(tidied)
        return made

    return decorate


def enqueue(name: str, arguments: Sequence[str], *, workflow_id: str, partition: str = "", delay_seconds: float = 0) -> None:
    """Starts a workflow when the caller's transaction commits, at once where there is none; arguments are ids, never documents."""
    queue = QUEUE_OF.get(name, "work")
    if _looks is not None and not delay_seconds:
        database.after_commit(_looks.look_anew)
    if database.is_postgres():
        values = [name, queue, *arguments, workflow_id, VERSION, APPLICATION, partition or None]
        _enqueue_on_postgres(values, count=len(arguments), delay_seconds=delay_seconds)
        return
    options: EnqueueOptions = {"workflow_name": name, "queue_name": queue, "workflow_id": workflow_id, "app_version": VERSION}
    if partition:
        options["queue_partition_key"] = partition
    if delay_seconds:
        options["delay_seconds"] = delay_seconds
    engine = sqlalchemy.create_engine("sqlite://", creator=_Borrowed, poolclass=NullPool, pool_reset_on_return=None)
    # The start and its arguments are two rows: a worker must never see the one without the other.
    with database.atomic(savepoint=False), engine.connect() as lent:
        _client().enqueue_in_transaction(lent, options, *arguments)


def forget(before: datetime, *, limit: int) -> int:
    """Deletes rows of workflows that ended before then, so many at most; gives how many. Their ids could be used once more: what
    must not happen twice is told by our own keys."""
    ended = _client().list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"],
        completed_before=before.isoformat(),
        limit=limit,
        load_input=False,
        load_output=False,
    )
    _client().delete_workflows([one.workflow_id for one in ended])
    return len(ended)


def migrate() -> None:
    """Makes or renews the engine's own tables, in the application's database."""
    url = database.engine_database_url(settings())
    run_dbos_database_migrations(system_database_url=url, schema=SCHEMA)


def launch() -> None:
    """Begins to run workflows in this process; once, never at import. Whatever this worker left unfinished goes on."""
    sqlite = settings().is_sqlite
    config: DBOSConfig = {
        "name": APPLICATION,
        "serializer": DBOSPortableJSONSerializer(),
        "application_version": VERSION,
        "executor_id": settings().worker_name,
        "max_executor_threads": 32,
        "log_level": "ERROR",
    }
    if sqlite:
        config["system_database_engine"] = _sqlite_engine()
    else:
        config["system_database_url"] = database.engine_database_url(settings())
        config["sys_db_pool_size"] = 10
    engine = DBOS(config=config)
    DBOS.launch()
    for name, (at_once, partitioned) in QUEUES.items():
        limits: dict[str, Any] = {"partition_concurrency": 1} if partitioned else {}
        DBOS.register_queue(
            name, worker_concurrency=at_once, polling_interval_sec=POLLING_SECONDS, on_conflict="always_update", **limits
        )
    global _looks
    _looks = _Looks(engine._sys_db)  # noqa: SLF001 - held by a contract test, as `take_over`


def stop() -> None:
    """Ends this process's part; what is under way stays and goes on at the next launch."""
    global _looks
    _looks = None
    DBOS.destroy(workflow_completion_timeout_sec=5)


def take_over(worker: str) -> int:
    """Runs what a dead worker left; answers how many workflows. A private call of the pinned version, held by a contract test."""
    return len(DBOS._recover_pending_workflows([worker]))  # noqa: SLF001


class _Looks:
    """One look at all queues instead of three queries for each: they are ours, say what they always say, and are mostly empty.

    The engine's own looks take a tenth of a core of an idle installation. What it does with a queue in which something waits
    stays its own.
    """

    def __init__(self, tables: Any) -> None:
        self._tables = tables
        schema = "" if tables.engine.dialect.name == "sqlite" else f"{SCHEMA}."
        self._statement = " UNION ALL ".join(
            # The second condition is that of the index, which SQLite uses only where it is said.
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {schema}workflow_status"
            f" WHERE queue_name = '{name}' AND status = 'ENQUEUED' AND status IN ('ENQUEUED', 'PENDING'))"
            for name in QUEUES
        )
        self._turn = threading.Lock()
        self._at = 0.0
        self._found: frozenset[str] = frozenset()
        read, scopes = self._tables.get_queue, self._tables.dequeue_scopes
        ours = {name: read(name) for name in QUEUES}
        self._tables.get_queue = lambda name, **more: ours[name] if name in ours else read(name, **more)
        self._tables.dequeue_scopes = lambda name: scopes(name) if name not in ours or self._waits(name) else []

    def look_anew(self) -> None:
        """Something was put into a queue by this process."""
        self._at = 0.0

    def _waits(self, name: str) -> bool:
        with self._turn:
            # The four ask at their own times: each is answered with a look that is as old as half its wait at most.
            now = time.monotonic()
            if now - self._at > POLLING_SECONDS / 2:
                self._at = now
                with self._tables.engine.connect() as connection:
                    self._found = frozenset(row[0] for row in connection.exec_driver_sql(self._statement))
            return name in self._found


class _Borrowed:
    """Django's connection, lent: who borrows it neither commits nor closes it."""

    def __init__(self) -> None:
        self._connection = database.borrowed_connection()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def create_function(self, *arguments: object, **options: object) -> None:
        """SQLAlchemy brings functions of its own to each connection; SQLite refuses that while a full-text index is being written
        in the same transaction, and nothing here uses them."""

    def close(self) -> None:
        pass

    def rollback(self) -> None:
        pass

    def commit(self) -> None:
        raise RuntimeError("the transaction belongs to the one who lent the connection")


def _sqlite_engine() -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(database.engine_database_url(settings()), pool_size=2, max_overflow=0, pool_timeout=60)

    @sqlalchemy.event.listens_for(engine, "connect")
    def durable(connection: Any, record: object) -> None:
        del record
        # As everywhere on this file: WAL, and FULL because an accepted event is a promise.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={database.SQLITE_WAIT_SECONDS * 1000}"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _client() -> DBOSClient:
    with _lock:
        url = database.engine_database_url(settings())
        if url not in _clients:
            _clients[url] = DBOSClient(
                system_database_url=url, serializer=DBOSPortableJSONSerializer(), application_name=APPLICATION
            )
        return _clients[url]


def _enqueue_on_postgres(values: Sequence[str | None], *, count: int, delay_seconds: float) -> None:
    """`values` in the order of the statement, `count` of them arguments of the workflow."""
    until = f"(extract(epoch from clock_timestamp()) * 1000)::bigint + {int(delay_seconds * 1000)}" if delay_seconds else "NULL"
    texts = ", ".join(["to_json(%s::text)"] * count)
    database.execute(
        f"SELECT {SCHEMA}.enqueue_workflow(workflow_name => %s, queue_name => %s, positional_args => ARRAY[{texts}]::json[],"
        f" workflow_id => %s, app_version => %s, application_name => %s, queue_partition_key => %s,"
        f" delay_until_epoch_ms => {until})",
        values,
    )
