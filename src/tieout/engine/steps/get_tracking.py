"""Get tracking categories: what the ledger sorts its lines by, each with its options."""

from collections.abc import Mapping, Sequence

from pydantic import Field, JsonValue

from tieout.accounting.accounts import TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, Looked
from tieout.mapping.rules import ValueRule
from tieout.store import finding
from tieout.store.connections import Connection

TRACKING = EntityKind.TRACKING_CATEGORY.value


class Settings(FindSettings):
    """Without a rule for the name all categories are given; with `option` just that one of its options."""

    name: ValueRule | None = Field(
        default=None, title="Name", description="Without a name all categories are given.", json_schema_extra=field_as("rule")
    )
    option: ValueRule | None = Field(
        default=None, title="Option", description="One option of a category by its name.", json_schema_extra=field_as("rule")
    )


class GetTracking(Find):
    kind = "get_tracking"
    name = "Get tracking categories"
    about = "Gives the tracking categories of the accounting system with their options."
    settings = Settings
    labels = {"name": "Name", "option": "Option"}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        assert isinstance(settings, Settings)
        return {"name": settings.name, "option": settings.option}

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        del ledger, settings
        return [TRACKING]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        own = {"id": "text", "name": "text", "option_id": "text", "option": "text"}
        lists = {"categories": "line_items", "categories[].id": "text", "categories[].name": "text"}
        options = {"options": "line_items", "options[].id": "text", "options[].name": "text", "options[].category": "text"}
        return {"found": "checkbox", "count": "number", **own, **lists, **options}

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        every = [entity_of(row) for row in finding.listed(ledger.workspace_id, ledger.id, kinds=[TRACKING])]
        found = [one for one in every if isinstance(one, TrackingCategory) and one.is_active]
        if settings.name is not None:
            found = [one for one in found if asked["name"] and one.name.casefold() == asked["name"].casefold()]
        options = [
            (one, key, name)
            for one in found
            for key, name in one.options
            if settings.option is None or (asked["option"] and name.casefold() == asked["option"].casefold())
        ]
        is_found = bool(options) if settings.option is not None else bool(found)
        first = found[0] if found else None
        chosen = next(((key, name) for one, key, name in options if one is first), ("", "")) if settings.option else ("", "")
        output: dict[str, object] = {
            "count": len(found),
            "id": first.id if first else "",
            "name": first.name if first else "",
            "option_id": chosen[0],
            "option": chosen[1],
            "categories": [_shown(one) for one in found],
            "options": [{"id": key, "name": name, "category": one.name} for one, key, name in options],
        }
        if is_found:
            names = [one.name for one in found]
            said = f"found {len(names)} tracking categories" if len(names) > 1 else f"found {names[0]}"
        else:
            said = "there is no such tracking category" if settings.name or settings.option else "there are no tracking categories"
        return Looked(found=is_found, outcome=said, output=output)


def _shown(one: TrackingCategory) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "options": [{"id": key, "name": name} for key, name in one.options]}
