"""Makes a connected workspace for the browser test of masses; a program, because there Django is its own."""

import sys

KNOWN, ALIKE, NEW = ("FERRY", "Ferry Lane Bakery Ltd"), ("QUARRY", "Quarry Lights Tradng"), ("SPIRE", "Old Spire Pottery")
# The last of them is in the ledger only.
THERE = ("Ferry Lane Bakery Ltd", "Quarry Lights Trading", "Wharf Candle Works")


def person(role: str, provider: str = "xero") -> str:
    return f"{role}@mass-{provider}.example"


def main(sandbox_url: str) -> None:
    """As the shop of the card's test, with people and names of its own."""
    from e2e import card_stage

    card_stage.KNOWN, card_stage.ALIKE, card_stage.NEW, card_stage.THERE = KNOWN, ALIKE, NEW, THERE
    card_stage.person = person
    card_stage.PROVIDERS = ("xero",)
    card_stage.main(sandbox_url)


if __name__ == "__main__":
    main(sys.argv[1])
