"""Statements that are put together once: for what every event asks, where Django takes ten times as long to write a query as the
database to answer it. What is asked seldom goes through the models."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

# So many rows are written, and so many ids are asked for, with one statement.
BATCH = 500
_PLAIN = frozenset({str, int, bool})

Row = TypeVar("Row", bound=models.Model)
Conversion = tuple[int, Sequence[Callable[[object, Col, BaseDatabaseWrapper], object]], Col]


def rows(
    workspace_id: UUID,
    model: type[Row],
    *,
    where: tuple[str, Sequence[object]],
    without: frozenset[str] = frozenset(),
    lock: bool = False,
) -> list[Row]:
    """Rows of the workspace for which `where` holds: a condition that has a %s for each of the values beside it; read without the
    columns `without`, and locked for the caller's transaction with `lock`. The condition alone says what is searched by: where the
    index begins with the workspace, it names it, too."""
    alias = router.db_for_write(model)
    connection = connections[alias]
    condition, values = where
    statement, names, conversions = _select(model, condition, alias, without, lock)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_value(one, connection) for one in (*values, workspace_id)])
        found = cursor.fetchall()
    return [model.from_db(alias, names, _read(row, conversions, connection=connection)) for row in found]


def rows_by_ids(
    workspace_id: UUID, model: type[Row], *, ids: Iterable[UUID], by: str = "id", without: frozenset[str] = frozenset()
) -> list[Row]:
    """Those whose key, or whose column `by`, is among the ids."""
    wanted = sorted(set(ids))
    found: list[Row] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        found += rows(workspace_id, model, where=(f"{by} IN ({places(part)})", part), without=without)
    return found


def places(values: Collection[object]) -> str:
    """A %s for each, to stand behind IN."""
    return ", ".join(["%s"] * len(values))


def insert(workspace_id: UUID, new: Sequence[models.Model], *, ignore: bool = False) -> set[Any]:
    """Keeps new rows of one kind; with `ignore` not those that a unique key forbids. Gives the keys of what was kept, which rows
    that the database numbers have from then on, without `ignore`."""
    if any(getattr(row, "workspace_id", None) != workspace_id for row in new):
        raise ValueError("a row is kept in its own workspace")
    kept: set[Any] = set()
    for start in range(0, len(new), BATCH):
        part = new[start : start + BATCH]
        alias = router.db_for_write(type(part[0]))
        connection = connections[alias]
        fields = [field for field in type(part[0])._meta.concrete_fields if not isinstance(field, models.AutoField)]  # noqa: SLF001
        values = [written(field, field.pre_save(row, add=True), connection=connection) for row in part for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(_insert(type(part[0]), len(part), alias, ignore), values)
            keys = [key for (key,) in cursor.fetchall()]
        key_field = type(part[0])._meta.pk  # noqa: SLF001
        for row in part:
            row._state.adding, row._state.db = False, alias  # noqa: SLF001
        # Which of them were kept is not told where others may have been forbidden.
        if isinstance(key_field, models.AutoField) and not ignore:
            for row, key in zip(part, keys, strict=True):
                row.pk = key
        kept.update(key_field.to_python(key) for key in keys)
    return kept


def written(field: "models.Field[object, object]", value: object, *, connection: BaseDatabaseWrapper) -> Any:
    """The value as the database takes it; what is plain already is not asked how it is to be written."""
    if value is None or (type(value) in _PLAIN and not isinstance(field, models.JSONField)):
        return value
    return field.get_db_prep_save(value, connection)


@lru_cache(maxsize=300)
def _select(
    model: type[models.Model], where: str, alias: str, without: frozenset[str], lock: bool
) -> tuple[str, list[str], list[Conversion]]:
    connection = connections[alias]
    quote, meta = connection.ops.quote_name, model._meta  # noqa: SLF001 - Django's public name for it
    fields = [field for field in meta.concrete_fields if field.name not in without]
    conversions: list[Conversion] = []
    for place, field in enumerate(fields):
        column = field.get_col(meta.db_table)
        if made := [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]:
            conversions.append((place, made, column))
    # As `chosen` says: SQLite is to search by the condition, not by the workspace.
    own = f"{'+' if connection.vendor == 'sqlite' else ''}{quote('workspace_id')} = %s"
    locked = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {where} AND {own} ORDER BY {quote(meta.pk.column)}{locked}"
    return statement, [field.attname for field in fields], conversions


@lru_cache(maxsize=60)
def _insert(model: type[models.Model], count: int, alias: str, ignore: bool) -> str:
    quote, meta = connections[alias].ops.quote_name, model._meta  # noqa: SLF001
    columns = [quote(field.column) for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    row = f"({places(columns)})"
    conflict = " ON CONFLICT DO NOTHING" if ignore else ""
    return (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) VALUES {', '.join([row] * count)}{conflict}"
        f" RETURNING {quote(meta.pk.column)}"
    )


def _read(row: Sequence[object], conversions: Sequence[Conversion], *, connection: BaseDatabaseWrapper) -> list[object]:
    values = list(row)
    for place, made, column in conversions:
        for convert in made:
            values[place] = convert(values[place], column, connection)
    return values


def _value(value: object, connection: BaseDatabaseWrapper) -> Any:
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
