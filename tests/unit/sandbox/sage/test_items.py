"""Products, services and stock items with their prices, and the movements of stock."""

import pytest

from unit.sandbox.sage.business import Desk, Json, open_business


@pytest.fixture
def desk() -> Desk:
    return open_business()


def product(desk: Desk, description: str = "Small box", **more: Json) -> Json:
    accounts = {"sales_ledger_account_id": desk.account(4000), "purchase_ledger_account_id": desk.account(5000)}
    return desk.make("products", "product", description=description, **{**accounts, **more})


def stock_item(desk: Desk, code: str = "TAPE", **more: Json) -> Json:
    accounts = {"sales_ledger_account_id": desk.account(4000), "purchase_ledger_account_id": desk.account(5000)}
    return desk.make("stock_items", "stock_item", item_code=code, description="Packing tape", **accounts, **more)


def move(desk: Desk, item: Json, *, quantity: str, cost: str, on: str = "2026-10-01") -> Json:
    sent = {"stock_item_id": item["id"], "date": on, "quantity": quantity, "cost_price": cost, "details": "Count"}
    return desk.make("stock_movements", "stock_movement", **sent)


def test_it_keeps_three_lists_apart(desk: Desk) -> None:
    product(desk)
    desk.make("services", "service", description="Design", sales_ledger_account_id=desk.account(4010))
    stock_item(desk)
    assert [desk.get(path)["$total"] for path in ("products", "services", "stock_items")] == [1, 1, 1]


def test_it_keeps_the_prices_of_a_product_by_type(desk: Desk) -> None:
    trade = next(one for one in desk.items("product_sales_price_types") if one["name"] == "Trade")
    prices = [{"price": "12.50"}, {"price": 10, "price_includes_tax": True, "product_sales_price_type_id": trade["id"]}]
    made = product(desk, sales_prices=prices)
    told = [
        (one["price"], one["price_includes_tax"], one["product_sales_price_type"]["displayed_as"]) for one in made["sales_prices"]
    ]
    assert told == [("12.5", False, "Sales Price"), ("10.0", True, "Trade")]


def test_it_keeps_the_rates_of_a_service(desk: Desk) -> None:
    sent = {
        "description": "Design",
        "sales_ledger_account_id": desk.account(4010),
        "sales_rates": [{"rate_name": "Hour", "rate": 85}],
    }
    (rate,) = desk.make("services", "service", **sent)["sales_rates"]
    assert (rate["rate_name"], rate["rate"], rate["service_rate_type"]["displayed_as"]) == ("Hour", "85.0", "Rate")


def test_it_does_not_find_an_account_that_is_hidden_from_the_use(desk: Desk) -> None:
    sent = {"description": "Box", "sales_ledger_account_id": desk.account(7100), "purchase_ledger_account_id": desk.account(5000)}
    assert desk.refusal("POST", "products", {"product": sent}, status=404) == [
        ("product.sales_ledger_account_id", "RecordNotFound")
    ]


def test_it_takes_vendors_only_as_usual_suppliers(desk: Desk) -> None:
    customer, vendor = desk.contact("C"), desk.contact("V", "VENDOR")
    assert product(desk, usual_supplier_id=vendor["id"])["usual_supplier"]["displayed_as"] == "V"
    sent = {"description": "Box", "sales_ledger_account_id": desk.account(4000), "purchase_ledger_account_id": desk.account(5000)}
    sent["usual_supplier_id"] = customer["id"]
    assert desk.refusal("POST", "products", {"product": sent}, status=404) == [("product.usual_supplier_id", "RecordNotFound")]


def test_it_filters_by_active_and_searches_codes(desk: Desk) -> None:
    product(desk, item_code="BOX-S")
    product(desk, "Large box", item_code="BOX-L", active=False)
    assert [one["item_code"] for one in desk.items("products", active="true")] == ["BOX-S"]
    assert [one["item_code"] for one in desk.items("products", active="false")] == ["BOX-L"]
    assert [one["item_code"] for one in desk.items("products", search="box-l")] == ["BOX-L"]


def test_it_deletes_a_product_and_tells_of_it(desk: Desk) -> None:
    made = product(desk)
    desk.call("DELETE", f"products/{made['id']}")
    assert desk.last.status == 204
    assert desk.get("products")["$total"] == 0
    assert [one["id"] for one in desk.items("products", deleted_since="2026-11-01")] == [made["id"]]


def test_it_averages_the_cost_of_incoming_stock(desk: Desk) -> None:
    item = stock_item(desk, reorder_level=5)
    move(desk, item, quantity="10", cost="2.00")
    move(desk, item, quantity="10", cost="4.00", on="2026-10-02")
    move(desk, item, quantity="-16", cost="0", on="2026-10-03")
    seen = desk.get(f"stock_items/{item['id']}")
    assert (seen["quantity_in_stock"], seen["average_cost_price"], seen["last_cost_price"]) == ("4.0", "3.0", "4.0")
    assert seen["average_cost_price_stock_value"] == "12.0"
    assert [one["id"] for one in desk.items("stock_items", below_reorder_level="true")] == [item["id"]]
    assert desk.items("stock_items", out_of_stock="true") == []


def test_it_takes_a_deleted_movement_out_of_the_stock(desk: Desk) -> None:
    item = stock_item(desk)
    made = move(desk, item, quantity="10", cost="2.00")
    assert desk.refusal("DELETE", f"stock_items/{item['id']}")
    desk.call("DELETE", f"stock_movements/{made['id']}")
    assert desk.get(f"stock_items/{item['id']}")["quantity_in_stock"] == "0.0"


def test_it_refuses_a_movement_in_a_locked_year_or_of_nothing(desk: Desk) -> None:
    item = stock_item(desk)
    desk.change("financial_settings", "financial_settings", year_end_lockdown_date="2026-09-30")
    sent = {"stock_item_id": item["id"], "date": "2026-09-30", "quantity": 1, "cost_price": 1, "details": "Count"}
    assert desk.refusal("POST", "stock_movements", {"stock_movement": sent}) == [("stock_movement.date", "RecordInvalid")]
    sent |= {"date": "2026-10-01", "quantity": 0}
    assert desk.refusal("POST", "stock_movements", {"stock_movement": sent}) == [("stock_movement.quantity", "RecordInvalid")]


def test_it_keeps_at_least_one_type_of_price(desk: Desk) -> None:
    made = desk.make("product_sales_price_types", "product_sales_price_type", name="Staff", active=True)
    desk.call("DELETE", f"product_sales_price_types/{made['id']}")
    assert desk.last.status == 204
    (only,) = desk.items("service_rate_types")
    assert desk.refusal("DELETE", f"service_rate_types/{only['id']}")
