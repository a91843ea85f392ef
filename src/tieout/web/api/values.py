"""The values that several resources share, as they stand in the API's description."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Path, Schema
from pydantic import Field, JsonValue

from tieout.accounting.money import decimal_places, plain
from tieout.store.listings import LIMIT_MAX

RoleName = Literal["administrator", "finance", "editor", "auditor"]
ProviderName = Literal["xero", "quickbooks", "sage"]
EntityKindName = Literal[
    "contact",
    "customer",
    "supplier",
    "item",
    "invoice",
    "bill",
    "credit_note",
    "supplier_credit",
    "payment",
    "supplier_payment",
    "allocation",
    "bank_transaction",
    "transfer",
    "journal",
    "attachment",
    "account",
    "tax_rate",
    "tracking_category",
    "term",
]

# An amount leaves as text with the currency's digits, so that no client reads it as a floating number.
Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["1234.50"])]
JsonObject = dict[str, JsonValue]

# It stands in the prefix of the paths, where ninja does not look for it by itself.
WorkspaceId = Path[UUID]


class PageQuery(Schema):
    """`cursor` is the `next_cursor` of the page before; without one the list begins."""

    cursor: str = Field(default="", max_length=600)
    limit: int = Field(default=50, ge=1, le=LIMIT_MAX)


class PageOut(Schema):
    """`next_cursor` is null on the last page; `total` comes with the first page only."""

    next_cursor: str | None
    total: int | None = None


class Total(Schema):
    currency: str
    amount: Amount


class Created(Schema):
    id: UUID


def amount_text(amount: Decimal, currency: str) -> str:
    """With the digits of the currency, and more only where the amount has them."""
    shown = amount.normalize() if amount else Decimal(0)
    return plain(shown, places=decimal_places(currency) if currency else 2)


def optional_amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else amount_text(amount, currency)


def totals_shown(totals: Iterable[tuple[str, Decimal]]) -> list[Total]:
    return [Total(currency=currency, amount=amount_text(amount, currency)) for currency, amount in sorted(totals)]
