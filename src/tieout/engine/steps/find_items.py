"""Find items: one of the ledger's products and services by its code or name, or all of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.automations.entity_shapes import entity_types
from tieout.engine import identity
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, ListSettings, Looked, counted, list_types, listed
from tieout.mapping.rules import ValueRule
from tieout.store import finding, mirror
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity

ITEM = EntityKind.ITEM.value


class Settings(ListSettings):
    """Without a rule for code or name all items are given."""

    code: ValueRule | None = Field(
        default=None,
        title="Code",
        description="With neither code nor name, all items are found.",
        json_schema_extra=field_as("rule"),
    )
    name: ValueRule | None = Field(default=None, title="Name", json_schema_extra=field_as("rule"))


class FindItems(Find):
    kind = "find_items"
    name = "Find or get all items"
    about = "Looks for a product or service in the accounting system by code or name, or gives all of them."
    settings = Settings
    labels = {"code": "Code", "name": "Name"}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        assert isinstance(settings, Settings)
        return {"code": settings.code, "name": settings.name}

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        del ledger, settings
        return [ITEM]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return list_types("items", {**entity_types(ITEM), "external_id": "text"})

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        wants_one = settings.code is not None or settings.name is not None
        if wants_one and not any(asked.values()):
            said = "code and name are empty, so nothing was looked for"
            return Looked(found=False, outcome=said, output=listed("items", ledger, rows=[], limit=settings.limit))
        if wants_one:
            rows = _by_keys(ledger, asked)
        else:
            every = finding.listed(ledger.workspace_id, ledger.id, kinds=[ITEM])
            rows = list(every[: settings.limit + 1])
        outcome = counted("item", rows, limit=settings.limit, one=_called(rows)) if rows else "there is no such item"
        return Looked(found=bool(rows), outcome=outcome, output=listed("items", ledger, rows=rows, limit=settings.limit))


def _by_keys(ledger: Connection, asked: Mapping[str, str]) -> list[MirrorEntity]:
    """By the code, or by the name where no code is given; by both, where both are."""
    wanted = Item(code=asked.get("code", ""), name=asked.get("name", ""))
    exact = identity.having_keys(ledger.workspace_id, ledger.id, entity=wanted)
    hits: list[set[UUID]] = [set(exact.get(name, ())) for name in ("code", "name") if asked.get(name)]
    found = set.intersection(*hits) if hits else set()
    rows = mirror.entities_by_ids(ledger.workspace_id, found)
    # A code is that of the business: 1-12 and 112 are two. Only where none is written so, its marks do not count.
    same = [row for row in rows.values() if not asked.get("code") or row.number.casefold() == asked["code"].casefold()]
    return sorted(same or rows.values(), key=lambda row: (row.name, row.number, row.id))


def _called(rows: Sequence[MirrorEntity]) -> str:
    return " ".join(part for part in (rows[0].number, rows[0].name) if part) if len(rows) == 1 else ""
