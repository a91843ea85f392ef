"""Which business a call is about, and what a business's plan and subscription allow."""

from tieout.sandbox.call import Call
from unit.sandbox.sage.business import open_business


def test_it_lists_businesses_in_an_envelope_that_spells_its_page_size_differently() -> None:
    desk = open_business()
    found = desk.get("businesses")
    assert found["$items_per_page"] == 2_147_483_647
    assert "$itemsPerPage" not in found
    assert [(one["country"]["id"], one["is_demo"]) for one in found["$items"]] == [
        ("GB", True),
        ("IE", True),
        ("CA", True),
        ("US", True),
    ]
    assert "X-Business" not in desk.last.headers


def test_it_echoes_the_business_and_uses_the_lead_one_without_a_header() -> None:
    desk = open_business()
    irish = desk.get("businesses")["$items"][1]["id"]
    desk.call("GET", "contacts", headers={"x-business": irish})
    assert desk.last.headers["X-Business"] == irish
    desk.call("GET", "contacts", headers={"x-business": ""})
    assert desk.last.headers["X-Business"] == desk.get("businesses/lead")["id"] == desk.business


def test_it_follows_the_user_to_another_lead_business() -> None:
    desk = open_business()
    other = desk.get("businesses")["$items"][2]["id"]
    with desk.ground.books.unit():
        desk.provider.edit(organisation=other, kind="businesses", id=other, change={"lead": True})
    assert desk.get("businesses/lead")["id"] == other
    desk.call("GET", "contacts", headers={"x-business": ""})
    assert desk.last.headers["X-Business"] == other


def test_it_does_not_find_a_business_or_an_object_of_another_one() -> None:
    desk = open_business()
    contact = desk.contact()["id"]
    irish = desk.get("businesses")["$items"][1]["id"]
    desk.call("GET", f"contacts/{contact}", headers={"x-business": irish})
    assert desk.last.status == 404
    desk.call("GET", "contacts", headers={"x-business": "0" * 32})
    assert desk.last.status == 404
    assert desk.refusal("GET", f"businesses/{'0' * 32}", status=404) == [("", "RecordNotFound")]


def test_it_tells_and_changes_the_user() -> None:
    desk = open_business()
    assert desk.get("user")["locale"] == "en-GB"
    assert desk.change("user", "user", locale="en-IE")["locale"] == "en-IE"
    assert desk.get("user")["locale"] == "en-IE"


def test_it_changes_the_name_of_a_business() -> None:
    desk = open_business()
    assert desk.change(f"businesses/{desk.business}", "business", name="Renamed Ltd")["displayed_as"] == "Renamed Ltd"


def test_it_puts_a_request_id_and_the_sandbox_time_on_every_answer() -> None:
    desk = open_business()
    desk.get("contacts")
    first = desk.last.headers["x_request_id"]
    assert desk.last.headers["Date"] == "Mon, 02 Nov 2026 12:00:00 GMT"
    desk.refusal("GET", "nothing", status=404)
    assert desk.last.headers["x_request_id"] != first


def test_it_keeps_products_from_being_written_in_start() -> None:
    desk = open_business()
    desk.edit("businesses", desk.business, plan="Start")
    desk.get("products")
    assert desk.refusal("POST", "products", {"product": {}}, status=403) == [("", "AuthorizationFailure")]
    desk.edit("businesses", desk.business, plan="Standard")
    assert desk.refusal("POST", "products", {"product": {}})
    assert desk.refusal("POST", "stock_items", {"stock_item": {}}, status=403)


def test_it_answers_401_without_an_active_subscription() -> None:
    desk = open_business()
    desk.edit("businesses", desk.business, active=False)
    assert desk.refusal("GET", "contacts", status=401) == [("", "AuthorizationFailure")]


def test_it_opens_a_page_of_its_own_for_a_link() -> None:
    desk = open_business()
    contact = desk.contact("Albion Garden Centre")
    (link,) = contact["links"]
    assert contact["id"] not in link["href"]
    path = link["href"].partition("/sage")[2]
    page = desk.send(Call("GET", path, {}, {}, b"", desk.ground.clock.now(), "http://127.0.0.1:1"))
    assert page.status == 200
    assert b"Albion Garden Centre" in page.body
