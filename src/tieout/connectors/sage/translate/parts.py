"""What all of Sage's objects have in common on the way out: amounts as text, lengths, refusals."""

from collections.abc import Mapping
from decimal import Context, Decimal

from tieout.accounting.money import round_half_up
from tieout.connectors.errors import Rejected
from tieout.connectors.http import Json
from tieout.connectors.sage.errors import problem

_RATES = Context(prec=28)
RATE_PLACES = 10
MONEY_PLACES = 2


class Unreadable(ValueError):
    """What Sage has and our words cannot say."""


def refusal(cause: str, message: str, *, field: str = "") -> Rejected:
    return Rejected((problem(cause, message=message, field=field),))


def amount(value: Decimal) -> str:
    """As Sage itself says amounts: text, with every digit and never an exponent."""
    return format(value, "f")


def money(value: Decimal) -> str:
    """Sage keeps two places in every currency; raises Rejected for more."""
    if value != round_half_up(value, places=MONEY_PLACES):
        raise refusal("currency_not_enabled", f"Sage keeps two places of an amount: {value:f} has more")
    return amount(round_half_up(value, places=MONEY_PLACES))


def text(value: str, *, longest: int, what: str) -> str:
    """Raises Rejected: nothing is cut off that people wrote."""
    if len(value) > longest:
        raise refusal("too_long", f"{what} has {len(value)} characters; Sage takes {longest}", field=what)
    return value


def filled(body: Mapping[str, Json]) -> dict[str, Json]:
    """Without what is empty; False and 0 are said. What is left out of a change stays as it is in Sage."""
    return {name: value for name, value in body.items() if value is not None and value != "" and value != [] and value != {}}


def rate_out(rate: Decimal | None) -> str | None:
    """Which way Sage means its rate is told nowhere: taken as ours, units of the base for one of the currency (unverified)."""
    return amount(round_half_up(rate, places=RATE_PLACES).normalize()) if rate else None


def rate_in(rate: Decimal | None, *, total: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Units of the base for one of the currency: whichever way `rate` is meant, it takes the total to the total in the base."""
    if not rate or not total or not base:
        return rate or None
    inverse = _RATES.divide(Decimal(1), rate).normalize(_RATES)
    return inverse if abs(total * inverse - base) < abs(total * rate - base) else rate
