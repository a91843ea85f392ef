"""What a template finds in a workspace: the collections, ledgers and people that its automation is to work with."""

from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from pydantic import JsonValue

from tieout.accounting.accounts import AccountType
from tieout.automations.building import CollectionShape
from tieout.engine.document_ground import reference_of
from tieout.engine.scope import collection_shapes
from tieout.engine.suggest import suggested_maps
from tieout.store import collections, connections, event_lists, workspaces
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.workspaces import Role

NUMBERS = frozenset({"money", "number", "formula"})
Json = dict[str, JsonValue]


@dataclass(frozen=True)
class Ground:
    """What is not there is named as a template would have it, and the problems of the draft say that it is missing."""

    workspace_id: UUID

    @cached_property
    def shapes(self) -> Mapping[str, CollectionShape]:
        return collection_shapes(self.workspace_id)

    @cached_property
    def _ledgers(self) -> list[Connection]:
        rows = connections.connections(self.workspace_id)
        return [row for row in rows if row.status != ConnectionStatus.DISCONNECTED]

    def collection(self, key: str, *, accounting_type: str = "") -> str:
        """That one, or the first that is the same to the ledger."""
        if key in self.shapes or not accounting_type:
            return key
        return next((one.key for one in self.shapes.values() if one.accounting_type == accounting_type), key)

    def with_stages(self, key: str) -> str:
        """That one, or the first whose records go through stages."""
        if key in self.shapes:
            return key
        return next((one.key for one in self.shapes.values() if "stage" in one.field_types.values()), key)

    def field(self, collection: str, *wanted: str, types: Some[str] = ()) -> str:
        """The first of these that the collection has, else the first of these types, else the first name."""
        shape = self.shapes.get(collection)
        known = shape.field_types if shape else {}
        by_type = [name for name, type_ in known.items() if type_ in types]
        return next((name for name in (*wanted, *by_type) if name in known), wanted[0])

    def lines(self, collection: str) -> tuple[str, Mapping[str, str]]:
        """The field of line items and its columns."""
        shape = self.shapes.get(collection)
        found = next(iter(shape.line_types.items()), None) if shape else None
        return found or ("lines", {"description": "text", "quantity": "number", "unit_price": "money"})

    def final_stage(self, collection: str) -> tuple[str, str]:
        """The field whose options are stages, and the stage at which the work is done."""
        row = collections.collection(self.workspace_id, collection)
        for one in row.fields.all() if row else ():
            stages = one.options.get("stages")
            if one.type == "stage" and isinstance(stages, list) and stages:
                last = next((stage for stage in stages if stage.get("is_final")), stages[-1])
                return one.key, str(last["key"])
        return "stage", "done"

    def ledger(self, provider: str) -> str:
        return next((str(row.id) for row in self._ledgers if row.provider == provider), "")

    def bank_account(self, provider: str) -> str:
        """The code of an account that money is on; "" where none was read."""
        row = next((row for row in self._ledgers if row.provider == provider), None)
        accounts = reference_of(row)[0].values() if row else ()
        return next((one.code or one.key for one in accounts if one.type is AccountType.BANK and one.is_active), "")

    def tables(self, provider: str, *, to: str) -> tuple[Json, Json]:
        """Accounts and tax codes of one ledger to those of the other that look like the same: a proposal to look over."""
        source, target = self.ledger(provider), self.ledger(to)
        found = suggested_maps(self.workspace_id, UUID(source), target_id=UUID(target)) if source and target else {}
        return _table(found.get("accounts")), _table(found.get("taxes"))

    def item(self, provider: str) -> str | None:
        """Something that lines can name, for ledgers that ask for it."""
        row = event_lists.latest_entity(self.workspace_id, "item", connection=ledger) if (ledger := self.ledger(provider)) else None
        return (row.number or row.name) if row else None

    def finance(self) -> list[JsonValue]:
        """Who looks after the books: the members with the role Finance, or the administrators."""
        rows = workspaces.members(self.workspace_id)
        for role in (Role.FINANCE, Role.ADMINISTRATOR):
            if found := [str(row.id) for row in rows if row.role == role]:
                return list[JsonValue](found)
        return []


def _table(rows: object) -> Json:
    """Source to target, of those that have one."""
    found = rows if isinstance(rows, list) else []
    return {str(row["source"]): str(row["target"]) for row in found if row["target"]}


def step(
    kind: str,
    own: str,
    *,
    called: str,
    settings: Mapping[str, JsonValue] | None = None,
    branches: Mapping[str, Sequence[Json]] | None = None,
) -> Json:
    """`own` is its id; `called` the name that the canvas shows."""
    held: Json = {name: list[JsonValue](steps) for name, steps in (branches or {}).items()}
    return {"id": own, "kind": kind, "name": called, "settings": dict(settings or {}), "branches": held}


def field(path: str) -> Json:
    return {"kind": "field", "path": path}


def fixed(value: str | None) -> Json:
    return {"kind": "fixed", "value": value}


def text(*parts: str) -> Json:
    """Words, and in the odd places paths: `text("Invoice ", "number", " is overdue")`."""
    return {"kind": "text", "parts": [part if index % 2 == 0 else {"path": part} for index, part in enumerate(parts)]}


def rule(name: str, operator: str, *, value: JsonValue = None) -> Json:
    return {"field": name, "operator": operator, "value": value}


def automation(trigger: Json, steps: Sequence[Json], *, about: str, samples: Mapping[str, JsonValue] | None = None) -> Json:
    return {
        "schema": 2,
        "description": about,
        "trigger": trigger,
        "steps": list[JsonValue](steps),
        "samples": dict(samples or {}),
    }
