"""What is sold and bought."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A product or service of one ledger.

    Prices are per unit in the organisation's base currency. `sale_account` and the other accounts are the ledger's own key for an
    account on a line (Xero: the code; QuickBooks: the id), `sale_tax` its key for a tax code.
    """

    code: str
    name: str
    id: str | None = None
    description: str = ""
    is_sold: bool = True
    is_purchased: bool = False
    sale_price: Decimal | None = None
    sale_account: str = ""
    sale_tax: str = ""
    purchase_price: Decimal | None = None
    purchase_account: str = ""
    purchase_tax: str = ""
    is_active: bool = True
