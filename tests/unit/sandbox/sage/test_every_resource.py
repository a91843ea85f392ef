"""What holds for every path in the table of resources, and for whatever anybody may send to it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chances import tries
from tieout.sandbox.sage import schema
from tieout.sandbox.sage.resources import RESOURCES
from unit.sandbox.sage.business import Desk, open_business

_COUNTRIES = ("GB", "IE", "CA", "US")
_COMMON = (
    "credit_limit",
    "credit_days",
    "currency_id",
    "tax_treatment",
    "sales_prices",
    "cost_price",
    "quantity",
    "date",
    "rate",
    "total_amount",
    "analysis_type_categories",
    "idempotency_id",
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=12)
    | st.sampled_from(["1.5", "2026-11-02", "", "CUSTOMER", "GBP"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_business()


@pytest.mark.parametrize("path", sorted(RESOURCES))
def test_it_lists_and_shows_every_resource_that_the_business_has(desk: Desk, path: str) -> None:
    resource = RESOURCES[path]
    if not schema.available(f"GET {path}", plan="Plus", country="GB"):
        assert desk.refusal("GET", path, status=403)
    elif resource.once:
        assert desk.get(path)["$path"] == f"/{path}"
    else:
        for item in desk.items(path)[:3]:
            own, _, key = item["$path"].removeprefix("/").partition("/")
            assert (own, key) == (path, item.get("id", key))
            assert ("id" in item) is not resource.path_alone
            assert item["displayed_as"]
            if resource.allows("GET"):
                assert desk.get(f"{path}/{key}")["$path"] == item["$path"]


@pytest.mark.parametrize("country", _COUNTRIES)
def test_it_offers_invoices_and_contacts_in_every_country_and_plan(country: str) -> None:
    for plan in ("Start", "Plus"):
        assert schema.available("POST contacts", plan=plan, country=country)
        assert schema.available("POST sales_invoices", plan=plan, country=country)


@given(
    path=st.sampled_from(sorted(path for path, resource in RESOURCES.items() if resource.allows("POST") and not resource.once)),
    chosen=st.data(),
)
@settings(
    max_examples=tries(40, 800), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_it_answers_whatever_is_sent_without_breaking(desk: Desk, path: str, chosen: st.DataObject) -> None:
    known = [*schema.attributes(f"POST {path}"), *_COMMON]
    body: dict[str, Any] = {name: chosen.draw(_JSON, label=name) for name in known if chosen.draw(st.booleans())}
    desk.call("POST", path, body={RESOURCES[path].name: body})
    assert desk.last.status in (201, 400, 403, 404, 422)


@given(
    query=st.dictionaries(
        st.sampled_from(["page", "items_per_page", "sort", "search", "attributes", "from_date", "date"]), st.text(max_size=6)
    )
)
@settings(max_examples=tries(30, 600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_answers_whatever_is_asked_of_a_list(desk: Desk, query: dict[str, str]) -> None:
    for path in ("contacts", "tax_rates", "ledger_accounts"):
        desk.call("GET", path, query=query)
        assert desk.last.status in (200, 400)
