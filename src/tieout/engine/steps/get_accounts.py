"""Get accounts: the ledger's chart of accounts, or those of it that are wanted."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import Field, JsonValue

from tieout.accounting.accounts import Account
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, ListSettings, Looked, counted
from tieout.mapping.rules import ValueRule
from tieout.store import finding
from tieout.store.connections import Connection

ACCOUNT = EntityKind.ACCOUNT.value
Purpose = Literal["any", "revenue", "expense", "asset", "liability", "equity", "bank", "takes_payments"]
PURPOSES = ["All accounts", "Revenue", "Expense", "Asset", "Liability", "Equity", "Bank accounts", "Accounts that take payments"]
OWN = {
    **dict.fromkeys(("id", "key", "code", "name", "type", "account_class", "currency", "bank_number"), "text"),
    "takes_payments": "checkbox",
}
assert len(PURPOSES) == len(get_args(Purpose))


class Settings(ListSettings):
    """Without rules all accounts of the purpose are given."""

    code: ValueRule | None = Field(default=None, title="Code", json_schema_extra=field_as("rule"))
    name: ValueRule | None = Field(default=None, title="Name", json_schema_extra=field_as("rule"))
    purpose: Purpose = Field(default="any", title="Which", json_schema_extra=field_as("choice", names=list[JsonValue](PURPOSES)))


class GetAccounts(Find):
    kind = "get_accounts"
    name = "Get accounts"
    about = "Gives accounts of the accounting system's chart by code, name or purpose."
    settings = Settings
    labels = {"code": "Code", "name": "Name"}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        assert isinstance(settings, Settings)
        return {"code": settings.code, "name": settings.name}

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        del ledger, settings
        return [ACCOUNT]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        lists = {"accounts": "line_items", **{f"accounts[].{name}": type_ for name, type_ in OWN.items()}}
        return {"found": "checkbox", "count": "number", "more": "checkbox", **OWN, **lists}

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        every = [entity_of(row) for row in finding.listed(ledger.workspace_id, ledger.id, kinds=[ACCOUNT])]
        found = [one for one in every if isinstance(one, Account) and one.is_active and _is_for(one, settings.purpose)]
        if settings.code is not None:
            found = [
                one for one in found if asked["code"] and asked["code"].casefold() in (one.code.casefold(), one.key.casefold())
            ]
        if settings.name is not None:
            found = [one for one in found if asked["name"] and one.name.casefold() == asked["name"].casefold()]
        found.sort(key=lambda one: (one.code, one.name, one.id))
        shown = [_shown(one) for one in found[: settings.limit]]
        output = {
            **(shown[0] if shown else {}),
            "count": len(shown),
            "more": len(found) > settings.limit,
            "accounts": shown,
        }
        one = f"{found[0].code} {found[0].name}".strip() if found else ""
        said = counted("account", found, limit=settings.limit, one=one) if found else "there is no such account"
        return Looked(found=bool(found), outcome=said, output=output)


def _is_for(one: Account, purpose: Purpose) -> bool:
    if purpose == "takes_payments":
        return one.takes_payments or one.type.value == "bank"
    return purpose in ("any", one.account_class.value, one.type.value)


def _shown(one: Account) -> dict[str, object]:
    return {
        "id": one.id,
        "key": one.key,
        "code": one.code,
        "name": one.name,
        "type": one.type.value,
        "account_class": one.account_class.value,
        "currency": one.currency,
        "bank_number": one.bank_number,
        "takes_payments": one.takes_payments,
    }
