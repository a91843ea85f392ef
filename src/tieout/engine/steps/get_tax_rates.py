"""Get tax rates: the ledger's tax codes with their percents, or the one that is wanted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field, JsonValue

from tieout.accounting.accounts import TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import MoneyError, parse_amount, plain
from tieout.engine.sights import entity_of
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, ListSettings, Looked, counted
from tieout.mapping.rules import ValueRule
from tieout.store import finding
from tieout.store.connections import Connection

TAX_RATE = EntityKind.TAX_RATE.value
OWN = {**dict.fromkeys(("id", "key", "name", "side"), "text"), "rate": "number"}


class Settings(ListSettings):
    """Without rules all tax codes of the side are given."""

    name: ValueRule | None = Field(default=None, title="Name", json_schema_extra=field_as("rule"))
    percent: ValueRule | None = Field(default=None, title="Percent", json_schema_extra=field_as("rule"))
    side: Literal["any", "output", "input"] = Field(
        default="any", title="For", json_schema_extra=field_as("choice", names=["Sales and purchases", "Sales", "Purchases"])
    )


class GetTaxRates(Find):
    kind = "get_tax_rates"
    name = "Get tax rates"
    about = "Gives tax codes of the accounting system by name, percent or side."
    settings = Settings
    labels = {"name": "Name", "percent": "Percent"}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        assert isinstance(settings, Settings)
        return {"name": settings.name, "percent": settings.percent}

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        del ledger, settings
        return [TAX_RATE]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        lists = {"tax_rates": "line_items", **{f"tax_rates[].{name}": type_ for name, type_ in OWN.items()}}
        return {"found": "checkbox", "count": "number", "more": "checkbox", **OWN, **lists}

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        every = [entity_of(row) for row in finding.listed(ledger.workspace_id, ledger.id, kinds=[TAX_RATE])]
        found = [one for one in every if isinstance(one, TaxRate) and one.is_active and _is_of(one, settings.side)]
        if settings.name is not None:
            found = [
                one for one in found if asked["name"] and asked["name"].casefold() in (one.name.casefold(), one.key.casefold())
            ]
        if settings.percent is not None:
            try:
                wanted: Decimal | None = parse_amount(asked["percent"]) if asked["percent"] else None
            except MoneyError:
                problem = f"Percent: {asked['percent']!r} is no number; write it like 20 or 17.5."
                return Looked(found=False, outcome="", problem=problem)
            found = [one for one in found if one.rate == wanted]
        found.sort(key=lambda one: (one.name, one.key))
        shown = [_shown(one) for one in found[: settings.limit]]
        output = {
            **(shown[0] if shown else {}),
            "count": len(shown),
            "more": len(found) > settings.limit,
            "tax_rates": shown,
        }
        said = counted("tax rate", found, limit=settings.limit, one=found[0].name) if found else "there is no such tax rate"
        return Looked(found=bool(found), outcome=said, output=output)


def _is_of(one: TaxRate, side: str) -> bool:
    return side == "any" or one.side in (TaxSide.BOTH, TaxSide(side))


def _shown(one: TaxRate) -> dict[str, object]:
    rate = plain(one.rate.normalize() if one.rate else Decimal(0), places=0)
    return {"id": one.id, "key": one.key, "name": one.name, "side": one.side.value, "rate": rate}
