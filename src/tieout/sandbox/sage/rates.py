"""Exchange rates: those that the business keeps, and those of the day."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import chart, fields
from tieout.sandbox.sage.errors import TAKEN, invalid
from tieout.sandbox.sage.resource import Query, Resource, View, expand
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, instant_out

_PLACES = Decimal("0.000001")


def rate_on(state: State, currency: str) -> Decimal:
    """The worth of one unit in base currency: by the business's own rate, else that of the day (assumed: the direction)."""
    if currency == state.currency:
        return Decimal(1)
    kept = state.get("business_exchange_rates", currency)
    return Decimal(kept["rate"]) if kept is not None else day_rate(state.currency, currency)


def day_rate(base: str, currency: str) -> Decimal:
    """The sandbox's rates of the day never move, so that sums can be told beforehand."""
    return (chart.WORTH[currency] / chart.WORTH[base]).quantize(_PLACES)


def _of_the_day(state: State) -> list[Body]:
    now = instant_out(state.clock.now())
    return [
        _rate(state, currency, rate=day_rate(state.currency, currency), at=now)
        for currency in chart.WORTH
        if currency != state.currency
    ]


def _rate(state: State, currency: str, *, rate: Decimal, at: str) -> Body:
    return {
        "id": currency,
        "displayed_as": f"{currency} to {state.currency}",
        "created_at": at,
        "updated_at": at,
        "rate": rate,
        "inverse_rate": (1 / rate).quantize(_PLACES),
        "base_currency_id": state.currency,
        "currency_id": currency,
    }


def _save(state: State, before: Body | None, sent: Sent) -> Body:
    read = {"currency_id": fields.to("currencies"), "rate": fields.amount, "inverse_rate": fields.amount}
    written = fields.written(state, sent, fields=read)
    currency = before["currency_id"] if before else written["currency_id"]
    if before is None and (currency == state.currency or state.get("business_exchange_rates", currency) is not None):
        raise invalid("currency_id", TAKEN)
    rate = written.get("rate") or (1 / written["inverse_rate"] if written.get("inverse_rate") else (before or {}).get("rate"))
    if not rate or rate <= 0:
        raise invalid("rate", "must be greater than 0")
    made = _rate(state, currency, rate=rate.quantize(_PLACES), at=instant_out(state.clock.now()))
    return state.save("business_exchange_rates", {**made, "created_at": (before or made)["created_at"]})


def _remove(state: State, rate: Body, _query: Query) -> None:
    state.remove("business_exchange_rates", rate["id"])


def _show_live(state: State, rate: Body, _view: View) -> Body:
    shown: Body = expand(state, rate)
    retrieved_at = shown.pop("created_at")
    return {**shown, "retrieved_at": retrieved_at}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="business_exchange_rates", name="business_exchange_rate", save=_save, remove=_remove, idempotent=True, path_alone=True
    ),
    Resource(path="exchange_rates", derived=_of_the_day, path_alone=True),
    Resource(path="live_exchange_rates", show=_show_live, derived=_of_the_day, path_alone=True),
)
