"""Which currency a document is in, and at what rate."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import rates
from tieout.sandbox.sage.errors import invalid
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, decimal_of, text_of

ONE = Decimal("1.0")
WRONG_CURRENCY = "must be the currency of the contact"


def of_contact(state: State, contact: Body, *, sent: Sent) -> str:
    """A contact has one currency, and so have its documents and payments; the words of the refusal are assumed."""
    own = str(contact.get("currency_id") or state.currency)
    if text_of(sent, "currency_id", otherwise=own) != own:
        raise invalid("currency_id", WRONG_CURRENCY)
    return own


def rate_of(state: State, currency: str, *, sent: Sent, before: Decimal | None = None) -> Decimal:
    """The rate that was sent, else the one before, else the business's own; base currency has 1 whatever is sent."""
    if currency == state.currency:
        return ONE
    rate = decimal_of(sent, "exchange_rate")
    if rate is None and before is not None:
        rate = before
    if rate is None:
        rate = rates.rate_on(state, currency)
    if rate <= 0:
        raise invalid("exchange_rate", "must be greater than 0")
    return rate
