"""Tax rates and the percentage that each has on a date; they can be written in the US only."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields
from tieout.sandbox.sage.errors import NO_RECORD, NOT_FOUND, InvalidError, invalid, refuse
from tieout.sandbox.sage.resource import Query, Resource, View, expand
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, objects_of, read_date, read_decimal, read_flag

ZERO = Decimal(0)


def percentage_on(rate: Body, on: str) -> Decimal:
    """The percentage that is valid on a day; outside of all periods the nearest one counts (assumed)."""
    periods = rate["percentages"]
    for period in periods:
        if (period["from_date"] or "") <= on and on <= (period["to_date"] or "9999-12-31"):
            return Decimal(period["percentage"])
    return Decimal(periods[0 if on < (periods[0]["from_date"] or "") else -1]["percentage"])


def _show(state: State, rate: Body, view: View) -> Body:
    """A list without include_historical_data shows the percentages of today and later only."""
    on = view.query.get("date") or state.today()
    shown: Body = expand(state, rate)
    if not view.single and not read_flag(view.query.get("include_historical_data", "")):
        shown["percentages"] = [one for one in shown["percentages"] if (one["to_date"] or "9999") >= on]
    return {**shown, "percentage": percentage_on(rate, on)}


def _check(query: Query) -> None:
    try:
        if query.get("date"):
            read_date(query["date"], source="date")
    except InvalidError:
        raise refuse(400, "BadRequest", message="date is not a valid date", source="date") from None
    if query.get("usage", "") not in ("", "sales", "purchase", "purchases"):
        raise refuse(400, "BadRequest", message="usage is one of sales, purchase", source="usage")


def _usage(_state: State, _rate: Body, _value: str) -> bool:
    """Every seeded rate serves sales and purchases."""
    return True


def _in_region(state: State, rate: Body, value: str) -> bool:
    """Canadian rates belong to provinces by their id; those of the whole country are in each of them (assumed)."""
    if state.get("address_regions", value) is None:
        raise refuse(404, NOT_FOUND, message=NO_RECORD, source="address_region_id")
    regions = rate.get("_regions")
    return regions is None or value in regions


def _save(state: State, before: Body | None, sent: Sent) -> Body:
    if state.country != "US":
        raise refuse(403, "AccessDenied", message="Tax rates can be written for businesses in the US only")
    if before is not None and not before["editable"]:
        raise invalid("base", "cannot be edited")
    read = {"name": fields.text, "agency": fields.text, "is_visible": fields.flag}
    new = {"agency": "", "is_visible": True, "retailer": False, "editable": True, "deletable": True, "percentages": []}
    rate = {**new, **(before or {}), **fields.written(state, sent, fields=read)}
    components = [
        _component(one, place=f"component_tax_rate[{at}]") for at, one in enumerate(objects_of(sent, "component_tax_rate"))
    ]
    if components:
        total = sum((one["percentage"] for one in components), ZERO)
        rate["percentages"] = [{"percentage": total, "from_date": None, "to_date": None}]
        rate |= {"component_tax_rates": components, "is_combined_rate": len(components) > 1}
    if not rate["percentages"]:
        raise invalid("component_tax_rate", "can't be blank")
    return state.save("tax_rates", {**rate, "displayed_as": rate["name"]})


def _component(sent: Sent, *, place: str) -> Body:
    percentage = read_decimal(sent.get("percentage", 0), source=f"{place}.percentage")
    name = str(sent.get("name") or "")
    if not name:
        raise invalid(f"{place}.name", "can't be blank")
    return {"name": name, "displayed_as": name, "agency": str(sent.get("agency") or ""), "percentage": percentage}


def _remove(state: State, rate: Body, _query: Query) -> None:
    if state.country != "US":
        raise refuse(403, "AccessDenied", message="Tax rates can be written for businesses in the US only")
    if not rate["deletable"]:
        raise invalid("base", "cannot be deleted")
    state.remove("tax_rates", rate["id"])


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="tax_rates",
        name="tax_rate",
        show=_show,
        save=_save,
        remove=_remove,
        filters={"usage": _usage, "address_region_id": _in_region},
        since=True,
        check_list=_check,
    ),
)
