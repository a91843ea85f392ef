"""Makes a workspace connected to each provider for the browser test of masses; a program, because there Django is its own."""

import sys
from uuid import UUID

KNOWN, ALIKE, NEW = ("FERRY", "Ferry Lane Bakery Ltd"), ("QUARRY", "Quarry Lights Tradng"), ("SPIRE", "Old Spire Pottery")
# The last of them is in the ledger only.
THERE = ("Ferry Lane Bakery Ltd", "Quarry Lights Trading", "Wharf Candle Works")
MEMBERS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text", "required": True},
    {"key": "account_number", "name": "Account number", "type": "text", "required": True},
]


def person(role: str, provider: str) -> str:
    return f"{role}@mass-{provider}.example"


def main(sandbox_url: str) -> None:
    """As the shop of the card's test, with people and names of its own."""
    from e2e import card_stage

    card_stage.KNOWN, card_stage.ALIKE, card_stage.NEW, card_stage.THERE = KNOWN, ALIKE, NEW, THERE
    card_stage.person = person
    made = card_stage.make
    card_stage.make = lambda provider: _with_members(made(provider))
    card_stage.main(sandbox_url)


def _with_members(workspace_id: UUID) -> UUID:
    """A collection whose records need what a ledger's own contacts do not have."""
    from tieout.store import collections

    collections.save_collection(workspace_id, key="members", name="Members", fields=MEMBERS)
    mapping: dict[str, object] = {"type": "contacts", **{str(one["key"]): {"kind": "field", "path": one["key"]} for one in MEMBERS}}
    collections.set_accounting(workspace_id, key="members", accounting_type="contacts", mapping=mapping)
    return workspace_id


if __name__ == "__main__":
    main(sys.argv[1])
