"""Rows of a workspace by their ids: a search by the id, of which the workspace is checked on what was found.

Without statistics SQLite takes the index of the workspace for the narrower one as soon as three ids are asked for, and reads every
row of the workspace (https://www.sqlite.org/queryplanner-ng.html, and https://www.sqlite.org/optoverview.html on the unary plus).
"""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Model, QuerySet, UUIDField
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class _Checked(Func):
    """A column that SQLite compares but does not search by."""

    template = "%(expressions)s"
    arity = 1
    output_field = UUIDField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = super().as_sql(compiler, connection, template="+%(expressions)s", **context)
        return sql, tuple(parameters)


def chosen(rows: QuerySet[Row], workspace_id: UUID, *, ids: Iterable[UUID | int], by: str = "id") -> QuerySet[Row]:
    """Of `rows` those of the workspace whose key, or whose `by`, is among the ids: as many as one query may name."""
    return rows.filter(Exact(_Checked(F("workspace_id")), workspace_id), **{f"{by}__in": list(ids)})
