"""What is sold and bought."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ItemType(StrEnum):
    """Goods are bought and sold without counting them; stock is counted by the ledger; other things (bundles, categories) are
    kept as they are."""

    SERVICE = "service"
    GOODS = "goods"
    STOCK = "stock"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A product or service of one ledger.

    Prices are per unit in the organisation's base currency. `sale_account` and the other accounts are the ledger's own key for an
    account on a line (Xero: the code; QuickBooks: the id), `sale_tax` its key for a tax code. `stock_account` is where stock is
    an asset, for STOCK only; `type` is None where the ledger does not tell goods from services (Xero).
    """

    code: str
    name: str
    id: str | None = None
    type: ItemType | None = None
    description: str = ""
    is_sold: bool = True
    is_purchased: bool = False
    sale_price: Decimal | None = None
    sale_account: str = ""
    sale_tax: str = ""
    purchase_price: Decimal | None = None
    purchase_account: str = ""
    purchase_tax: str = ""
    stock_account: str = ""
    is_active: bool = True
