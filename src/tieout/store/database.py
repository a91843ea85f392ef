"""Which database: the SQLite file by default, PostgreSQL when its URL is given; nothing else changes."""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from tieout.settings import Settings, SettingsError

WANTED = "Write postgresql://user:password@host:5432/name or sqlite:///path, or leave it empty for the file in TIEOUT_HOME."


# How long a writer waits for the one before it. On a machine with much else to do a large import holds its turn for many seconds,
# and work that was accepted is rather late than failed.
SQLITE_WAIT_SECONDS = 120
# So often a transaction begins again after a collision.
COLLISIONS_MAX = 5

T = TypeVar("T")
_turn = threading.RLock()


def django_database(settings: Settings) -> dict[str, Any]:
    """The DATABASES["default"] of Django; raises SettingsError for a URL that is neither."""
    if settings.is_sqlite:
        return _sqlite(settings)
    try:
        url = urlsplit(settings.database_url)
        port = url.port or ""
    except ValueError:
        # What it says is not repeated: a password could be in it.
        raise SettingsError(f"TIEOUT_DATABASE_URL cannot be read, its host or port is none. {WANTED}") from None
    if url.scheme not in ("postgres", "postgresql"):
        raise SettingsError(f"TIEOUT_DATABASE_URL begins with {url.scheme}://. {WANTED}")
    if not url.path.strip("/"):
        raise SettingsError(f"TIEOUT_DATABASE_URL names no database. {WANTED}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def engine_database_url(settings: Settings) -> str:
    """The same database for the durable engine, as SQLAlchemy writes it."""
    if settings.is_sqlite:
        return f"sqlite:///{settings.sqlite_path.absolute()}"
    return settings.database_url.replace("postgres://", "postgresql://", 1)


def atomic(*, savepoint: bool = True) -> AbstractContextManager[None]:
    """All or nothing: what a block writes, its events and the starts of its runs are kept together or not at all. Inside of another
    such block it can be undone alone, unless it is made without a savepoint."""
    from django.db import transaction

    return transaction.atomic(savepoint=savepoint)


@contextmanager
def discarded() -> Iterator[None]:
    """Nothing of what the block writes is kept, also where it is part of a larger transaction."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def after_commit(act: Callable[[], None]) -> None:
    """Does this once the caller's transaction is kept, at once where there is none; a death in between leaves it undone."""
    from django.db import transaction

    transaction.on_commit(act)


def borrowed_connection() -> Any:
    """Django's own database connection of this thread, for one who writes into the same transaction."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection


def is_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def execute(statement: str, values: Sequence[str | None]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def one_at_a_time(key: str) -> None:
    """Until the caller's transaction ends nobody else passes here with that key; on SQLite a transaction is alone in any case."""
    if is_postgres():
        execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def with_others(key: str) -> None:
    """Until the caller's transaction ends nobody passes `one_at_a_time` with that key; others who pass here do not wait."""
    if is_postgres():
        execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [key])


def in_turn() -> AbstractContextManager[object]:
    """Threads of one process that write often wait for each other here, around their transactions: at its file SQLite lets them
    sleep, longer each time."""
    return nullcontext() if is_postgres() else _turn


def is_away(trouble: BaseException) -> bool:
    """Whether the database could not be reached, or has ended the connection: what had begun is undone, and may be begun again."""
    from django.db import InterfaceError, OperationalError

    if not is_postgres() or not isinstance(trouble, InterfaceError | OperationalError):
        return False
    code = getattr(trouble.__cause__, "sqlstate", None)
    return code is None or code.startswith(("08", "57P0"))


def is_collision(trouble: BaseException) -> bool:
    """Whether this transaction ended because of another one of the same moment: two waited for each other, or the other was the
    first with a value that may be there once. Nothing of it is kept, and begun again it finds what the other has made."""
    return is_postgres() and getattr(trouble.__cause__, "sqlstate", None) in ("40P01", "23505")


def without_collision(act: Callable[[], T]) -> T:
    """Does what is one transaction, and begins it again after a collision; not inside of another."""
    from django.db import DatabaseError, connection

    for number in itertools.count():
        try:
            return act()
        except DatabaseError as trouble:
            if number >= COLLISIONS_MAX or connection.in_atomic_block or not is_collision(trouble):
                raise
    raise AssertionError("it was done or has raised")


def when_there(act: Callable[[], None], *, wait: Callable[[int], None]) -> None:
    """Does it in the background, with connections that work; begins it again after a wait for as long as the database is away."""
    from django.db import InterfaceError, OperationalError

    for number in itertools.count():
        tidy_connections()
        try:
            act()
            return
        except (InterfaceError, OperationalError) as trouble:
            if not is_away(trouble):
                raise
            wait(number)
        finally:
            tidy_connections()


def tidy_connections() -> None:
    """Lets go of connections that broke or grew old: at the start and the end of each piece of background work."""
    from django.db import close_old_connections

    close_old_connections()


def close_connections() -> None:
    """At the end of a thread that nobody uses again: its connection would be open for good."""
    from django.db import connections

    connections.close_all()


def set_up() -> None:
    """Makes Django ready, once a process, for those who start without it (the command line, a worker, the server)."""
    import os

    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tieout.django_settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Brings the tables up to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _sqlite(settings: Settings) -> dict[str, Any]:
    path = settings.sqlite_path
    if settings.database_url and not settings.database_url.startswith("sqlite:///"):
        raise SettingsError(f"TIEOUT_DATABASE_URL names no file. {WANTED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise SettingsError(
            f"The folder {path.parent} cannot be made: {trouble.strerror}. Give TIEOUT_HOME one that this account may write."
        ) from None
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # FULL, because an accepted event is a promise; IMMEDIATE, so that a transaction never has to be upgraded.
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_WAIT_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        },
    }
