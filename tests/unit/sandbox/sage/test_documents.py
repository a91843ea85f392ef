"""Invoices and credit notes: what Sage asks of them, how they are numbered, and how they end."""

from typing import Any

import pytest

from unit.sandbox.sage.business import Desk, open_business
from unit.sandbox.sage.documents import ON, balance, buy, credit, line, pay, sell

Json = Any


@pytest.fixture
def desk() -> Desk:
    return open_business()


@pytest.fixture
def customer(desk: Desk) -> Json:
    return desk.contact()


@pytest.fixture
def vendor(desk: Desk) -> Json:
    return desk.contact("Midland Paper Mill", "VENDOR")


def refused_line(desk: Desk, customer: Json, *, status: int = 422, **wrong: Json) -> list[tuple[str, str]]:
    body = {"contact_id": customer["id"], "date": ON, "invoice_lines": [line(desk, **wrong)]}
    return desk.refusal("POST", "sales_invoices", {"sales_invoice": body}, status=status)


def test_it_posts_an_invoice_at_once_and_books_it(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, line(desk, quantity="3.0", tax_amount="24.0"), reference="JOB-118")
    assert invoice["displayed_as"] == invoice["invoice_number"] == "SI-1"
    assert (invoice["net_amount"], invoice["tax_amount"], invoice["total_amount"]) == ("120.0", "24.0", "144.0")
    assert (invoice["status"]["id"], invoice["outstanding_amount"]) == ("UNPAID", "144.0")
    assert invoice["due_date"] == "2026-10-31"
    assert [balance(desk, code) for code in (1100, 4000, 2200)] == ["144.0 D", "120.0 C", "24.0 C"]


def test_it_takes_the_tax_from_the_caller_and_computes_none(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, line(desk, tax_amount="7.99"))
    assert (invoice["tax_amount"], invoice["total_amount"]) == ("7.99", "47.99")
    assert invoice["tax_analysis"][0]["tax_amount"] == "7.99"


def test_it_asks_for_the_tax_unless_the_rate_comes_to_nothing(desk: Desk, customer: Json) -> None:
    assert refused_line(desk, customer, tax_amount=None) == [("sales_invoice.invoice_lines[0].tax_amount", "RecordInvalid")]
    invoice = sell(desk, customer, line(desk, tax_rate_id="GB_ZERO", tax_amount=None))
    assert invoice["tax_amount"] == "0.0"
    assert sell(desk, customer, line(desk, tax_rate_id="GB_EXEMPT", tax_amount="3.0"))["tax_amount"] == "0.0"


def test_it_takes_the_discount_off_by_amount_or_by_percentage(desk: Desk, customer: Json) -> None:
    by_amount = sell(desk, customer, line(desk, price="110.00", discount_amount="10.00", tax_amount="20"))
    assert (by_amount["net_amount"], by_amount["total_discount_amount"]) == ("100.0", "10.0")
    by_percentage = sell(desk, customer, line(desk, price="10.0", discount_percentage="10", tax_amount="1.8"))
    assert by_percentage["invoice_lines"][0]["discount_amount"] == "1.0"
    assert by_percentage["invoice_lines"][0]["net_amount"] == "9.0"
    assert refused_line(desk, customer, discount_amount="41")[0][0].endswith("discount_amount")
    assert refused_line(desk, customer, discount_percentage="101")[0][0].endswith("discount_percentage")


def test_it_takes_a_price_that_includes_the_tax(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, line(desk, price="48.0", tax_amount="8.0", unit_price_includes_tax=True))
    assert (invoice["net_amount"], invoice["tax_amount"], invoice["total_amount"]) == ("40.0", "8.0", "48.0")


def test_it_computes_the_tax_on_shipping_whatever_is_sent(desk: Desk, customer: Json) -> None:
    wish = {"shipping_net_amount": "5.03", "shipping_tax_rate_id": "GB_STANDARD", "shipping_tax_amount": "99"}
    invoice = sell(desk, customer, **wish)
    assert (invoice["shipping_tax_amount"], invoice["shipping_total_amount"]) == ("1.01", "6.04")
    assert invoice["total_amount"] == "54.04"
    assert balance(desk, 4100) == "5.03 C"


def test_it_keeps_drafts_and_pro_formas_out_of_the_books(desk: Desk, customer: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    assert (draft["displayed_as"], draft["invoice_number"]) == ("SI-DRAFT", "SI-DRAFT")
    assert (draft["outstanding_amount"], draft["transaction"]) == ("0.0", None)
    sell(desk, customer, status_id="PRO_FORMA")
    assert desk.items("transactions") == []
    assert balance(desk, 1100) == "0.0 D"


def test_it_numbers_and_books_a_draft_when_it_is_released(desk: Desk, customer: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    sell(desk, customer)
    released = desk.call("POST", f"sales_invoices/{draft['id']}/release")
    assert desk.last.status == 201
    assert (released["invoice_number"], released["status"]["id"], released["outstanding_amount"]) == ("SI-2", "UNPAID", "48.0")
    assert balance(desk, 1100) == "96.0 D"
    assert desk.refusal("POST", f"sales_invoices/{draft['id']}/release") == [("sales_invoice.status_id", "RecordInvalid")]


def test_it_lets_no_update_change_the_status(desk: Desk, customer: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    wish = {"sales_invoice": {"status_id": "UNPAID"}}
    assert desk.refusal("PUT", f"sales_invoices/{draft['id']}", wish) == [("sales_invoice.status_id", "RecordInvalid")]
    again = {"contact_id": customer["id"], "date": ON, "invoice_lines": [line(desk)], "status_id": "PAID"}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": again}) == [("sales_invoice.status_id", "RecordInvalid")]


def test_it_voids_a_sales_invoice_with_200_and_a_reason(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    path = f"sales_invoices/{invoice['id']}"
    assert desk.refusal("DELETE", path) == [("sales_invoice.void_reason", "RecordInvalid")]
    voided = desk.call("DELETE", path, query={"void_reason": "Ordered twice"})
    assert desk.last.status == 200
    assert (voided["status"]["id"], voided["void_reason"], voided["outstanding_amount"]) == ("VOID", "Ordered twice", "0.0")
    assert [one["status"]["id"] for one in desk.items("sales_invoices")] == ["VOID"]
    assert balance(desk, 1100) == "0.0 D"
    assert desk.refusal("DELETE", path, {"void_reason": "again"}) == [("sales_invoice", "RecordInvalid")]
    assert desk.refusal("PUT", path, {"sales_invoice": {"reference": "x"}}) == [("sales_invoice", "RecordInvalid")]


def test_it_takes_the_reason_in_a_bare_body_as_well(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    voided = desk.call("DELETE", f"sales_invoices/{invoice['id']}", body={"void_reason": "By accident"})
    assert (desk.last.status, voided["void_reason"]) == (200, "By accident")


def test_it_voids_a_draft_without_a_reason(desk: Desk, customer: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    assert desk.call("DELETE", f"sales_invoices/{draft['id']}")["status"]["id"] == "VOID"


def test_it_deletes_a_purchase_invoice_with_204(desk: Desk, vendor: Json) -> None:
    bill = buy(desk, vendor, vendor_reference="BILL 500")
    assert balance(desk, 2100) == "48.0 C"
    assert desk.call("DELETE", f"purchase_invoices/{bill['id']}") is None
    assert desk.last.status == 204
    desk.refusal("GET", f"purchase_invoices/{bill['id']}", status=404)
    assert [one["id"] for one in desk.items("purchase_invoices", deleted_since="2026-11-01T00:00:00Z")] == [bill["id"]]
    assert balance(desk, 2100) == "0.0 D"
    assert [one["deleted"] for one in desk.items("transactions")] == [True]


def test_it_voids_nothing_that_has_been_paid(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    payment = pay(desk, customer, (invoice, "10.0"), total="10.0")
    path = f"sales_invoices/{invoice['id']}"
    assert desk.refusal("DELETE", path, {"void_reason": "x"}) == [("sales_invoice", "RecordInvalid")]
    desk.call("DELETE", f"contact_payments/{payment['id']}")
    desk.call("DELETE", path, body={"void_reason": "x"})
    assert desk.last.status == 200


@pytest.mark.parametrize(("asked", "sent"), [({}, True), ({"mark_as_sent": "true"}, True), ({"mark_as_sent": "false"}, False)])
def test_it_marks_an_invoice_as_sent_when_it_is_read(desk: Desk, customer: Json, asked: dict[str, str], sent: bool) -> None:
    invoice = sell(desk, customer)
    assert invoice["sent"] is False
    assert desk.get(f"sales_invoices/{invoice['id']}", **asked)["sent"] is sent
    assert desk.items("sales_invoices")[0]["sent"] is sent


def test_it_does_not_mark_drafts_and_lists_as_sent(desk: Desk, customer: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    assert desk.get(f"sales_invoices/{draft['id']}")["sent"] is False
    sell(desk, customer)
    desk.items("sales_invoices")
    assert not any(one["sent"] for one in desk.items("sales_invoices"))


def test_it_does_not_find_a_contact_of_the_other_kind(desk: Desk, customer: Json, vendor: Json) -> None:
    body = {"contact_id": vendor["id"], "date": ON, "invoice_lines": [line(desk)]}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body}, status=404) == [
        ("sales_invoice.contact_id", "RecordNotFound")
    ]
    body = {"contact_id": customer["id"], "date": ON, "due_date": ON, "invoice_lines": [line(desk, account=5000)]}
    assert desk.refusal("POST", "purchase_invoices", {"purchase_invoice": body}, status=404) == [
        ("purchase_invoice.contact_id", "RecordNotFound")
    ]
    both = desk.contact("Both", "CUSTOMER", "VENDOR")
    assert sell(desk, both)["id"] != buy(desk, both)["id"]


def test_it_does_not_find_an_account_that_is_hidden_there(desk: Desk, customer: Json) -> None:
    hidden = refused_line(desk, customer, status=404, account=5000)
    assert hidden == [("sales_invoice.invoice_lines[0].ledger_account_id", "RecordNotFound")]
    assert refused_line(desk, customer, status=404, tax_rate_id="GB_NONE") == [
        ("sales_invoice.invoice_lines[0].tax_rate_id", "RecordNotFound")
    ]
    assert refused_line(desk, customer, status=404, product_id="f" * 32) == [
        ("sales_invoice.invoice_lines[0].product_id", "RecordNotFound")
    ]
    assert refused_line(desk, customer, status=404, service_id="f" * 32) == [
        ("sales_invoice.invoice_lines[0].service_id", "RecordNotFound")
    ]


def test_it_refuses_html_entities_and_mixed_kinds_of_goods(desk: Desk, customer: Json) -> None:
    assert refused_line(desk, customer, description="Cups &amp; saucers")[0][0].endswith("description")
    assert sell(desk, customer, line(desk, description="Cups & saucers; both"))["invoice_lines"][0]["description"]
    lines = [line(desk, eu_goods_services_type_id=kind) for kind in ("GOODS", "SERVICES")]
    body = {"contact_id": customer["id"], "date": ON, "invoice_lines": lines}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body})[0][0].endswith("eu_goods_services_type_id")


def test_it_replaces_the_lines_by_those_sent_and_keeps_their_ids(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, line(desk), line(desk, price="5.0"))
    first, second = invoice["invoice_lines"]
    lines = [{"id": second["id"], "unit_price": "6.0", "tax_amount": "1.2"}, line(desk, price="1.0")]
    changed = desk.change(
        f"sales_invoices/{invoice['id']}", "sales_invoice", invoice_lines=[{**second, **one} for one in lines[:1]]
    )
    assert [one["id"] for one in changed["invoice_lines"]] == [second["id"]]
    assert (changed["total_amount"], changed["outstanding_amount"]) == ("7.2", "7.2")
    assert balance(desk, 1100) == "7.2 D"
    strange = {"sales_invoice": {"invoice_lines": [{**line(desk), "id": first["id"]}]}}
    assert desk.refusal("PUT", f"sales_invoices/{invoice['id']}", strange) == [
        ("sales_invoice.invoice_lines[0].id", "RecordInvalid")
    ]


def test_it_changes_what_is_sent_and_nothing_else(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, reference="JOB-1", notes="Inside only")
    changed = desk.change(f"sales_invoices/{invoice['id']}", "sales_invoice", reference="JOB-2")
    assert (changed["reference"], changed["notes"]) == ("JOB-2", "Inside only")
    assert changed["invoice_lines"] == invoice["invoice_lines"]
    assert changed["invoice_number"] == "SI-1"


def test_it_changes_texts_but_no_amounts_of_a_paid_invoice(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    pay(desk, customer, (invoice, "48.0"), total="48.0")
    path = f"sales_invoices/{invoice['id']}"
    assert desk.change(path, "sales_invoice", reference="NEW")["status"]["id"] == "PAID"
    wish = {"sales_invoice": {"invoice_lines": [line(desk, price="1.0")]}}
    assert desk.refusal("PUT", path, wish) == [("sales_invoice", "RecordInvalid")]


def test_it_refuses_to_touch_what_is_on_a_vat_return(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    desk.edit("sales_invoices", invoice["id"], tax_reconciled=True)
    path = f"sales_invoices/{invoice['id']}"
    assert desk.get(path)["editable"] is False
    told = desk.call("PUT", path, body={"sales_invoice": {"reference": "x"}})
    assert (desk.last.status, told[0]["$message"]) == (422, "cannot edit VAT reconciled transactions")
    desk.refusal("DELETE", path, {"void_reason": "x"})


def test_it_books_nothing_in_a_locked_year(desk: Desk, customer: Json, vendor: Json) -> None:
    bill, invoice = buy(desk, vendor), sell(desk, customer)
    draft = sell(desk, customer, status_id="DRAFT")
    desk.change("financial_settings", "financial_settings", year_end_lockdown_date=ON)
    body = {"contact_id": customer["id"], "date": ON, "invoice_lines": [line(desk)]}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body}) == [("sales_invoice.date", "RecordInvalid")]
    assert desk.refusal("POST", f"sales_invoices/{draft['id']}/release") == [("sales_invoice.date", "RecordInvalid")]
    desk.refusal("DELETE", f"purchase_invoices/{bill['id']}")
    desk.refusal("PUT", f"sales_invoices/{invoice['id']}", {"sales_invoice": {"date": "2026-11-01"}})
    sell(desk, customer, date="2026-10-02")


def test_it_takes_no_document_from_before_the_books_began(desk: Desk, customer: Json) -> None:
    began = "2026-01-01"
    desk.change("financial_settings", "financial_settings", accounts_start_date=began)
    body = {"contact_id": customer["id"], "date": "2025-12-31", "invoice_lines": [line(desk)]}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body}) == [("sales_invoice.date", "RecordInvalid")]
    sell(desk, customer, date=began)


def test_it_counts_on_from_a_number_of_the_callers_own(desk: Desk, customer: Json) -> None:
    assert sell(desk, customer, invoice_number="WEB-41")["displayed_as"] == "WEB-41"
    assert sell(desk, customer)["displayed_as"] == "SI-42"
    body = {"contact_id": customer["id"], "date": ON, "invoice_lines": [line(desk)], "invoice_number": "WEB-41"}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body}) == [("sales_invoice.invoice_number", "RecordInvalid")]
    assert sell(desk, customer, invoice_number_prefix="A-")["displayed_as"] == "A-43"


def test_it_numbers_credit_notes_apart_or_with_the_invoices(desk: Desk, customer: Json) -> None:
    sell(desk, customer)
    assert credit(desk, customer)["credit_note_number"] == "SCN-1"
    desk.change("invoice_settings", "invoice_settings", separate_invoice_credit_note_numbering=False)
    assert credit(desk, customer)["credit_note_number"] == "SCN-2"
    assert sell(desk, customer)["invoice_number"] == "SI-3"


def test_it_keeps_a_foreign_invoice_in_both_currencies(desk: Desk) -> None:
    abroad = desk.contact("Abroad", currency_id="EUR")
    invoice = sell(desk, abroad, exchange_rate="0.85")
    assert (invoice["currency"]["id"], invoice["exchange_rate"], invoice["inverse_exchange_rate"]) == (
        "EUR",
        "0.85",
        "1.1764705882",
    )
    assert (invoice["total_amount"], invoice["base_currency_total_amount"]) == ("48.0", "40.8")
    assert balance(desk, 1100) == "40.8 D"
    assert sell(desk, abroad)["exchange_rate"] == "0.86"
    body = {"contact_id": abroad["id"], "date": ON, "invoice_lines": [line(desk)], "currency_id": "USD"}
    assert desk.refusal("POST", "sales_invoices", {"sales_invoice": body}) == [("sales_invoice.currency_id", "RecordInvalid")]


def test_it_keeps_the_name_and_address_that_the_contact_had(desk: Desk) -> None:
    place = {"address_line_1": "1 Market Street", "city": "Leeds", "postal_code": "LS1 1AA", "country_id": "GB"}
    customer = desk.contact("Old Name", main_address=place)
    invoice = sell(desk, customer)
    assert invoice["main_address_free_form"] == "1 Market Street\nLeeds LS1 1AA"
    desk.change(f"contacts/{customer['id']}", "contact", name="New Name", main_address={**place, "city": "York"})
    again = desk.change(f"sales_invoices/{invoice['id']}", "sales_invoice", reference="x")
    assert (again["contact_name"], again["main_address"]["city"]) == ("Old Name", "Leeds")
    assert sell(desk, {"id": customer["id"]})["main_address"]["city"] == "York"


def test_it_shows_tracking_and_payments_only_when_asked(desk: Desk, customer: Json) -> None:
    category = desk.items("analysis_type_categories")[0]
    invoice = sell(desk, customer, line(desk, analysis_type_categories=[category["id"]]))
    payment = pay(desk, customer, (invoice, "8.0"), total="8.0")
    path = f"sales_invoices/{invoice['id']}"
    plain = desk.get(path)
    assert "payments_allocations" not in plain
    assert "analysis_type_categories" not in plain["invoice_lines"][0]
    whole = desk.get(path, show_analysis_types="true", show_payments_allocations="true")
    assert whole["invoice_lines"][0]["analysis_type_categories"][0]["id"] == category["id"]
    (paid,) = whole["payments_allocations"]
    assert (paid["amount"], paid["contact_payment"]["id"]) == ("8.0", payment["id"])


def test_it_filters_documents_by_contact_status_date_and_text(desk: Desk, customer: Json) -> None:
    other = desk.contact("Other")
    sell(desk, customer, reference="JOB-118")
    sell(desk, other, date="2026-10-05", status_id="DRAFT")
    for query, number in (
        ({"contact_id": other["id"]}, 1),
        ({"status_id": "DRAFT"}, 1),
        ({"from_date": "2026-10-02"}, 1),
        ({"to_date": "2026-10-02"}, 1),
        ({"search": "job-118"}, 1),
        ({"search": "thornfield"}, 1),
        ({"has_attachments": "false"}, 2),
    ):
        assert len(desk.items("sales_invoices", **query)) == number, query


def test_it_pays_a_document_of_nothing_at_once(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer, line(desk, price="0", tax_amount="0"))
    assert (invoice["status"]["id"], invoice["total_amount"]) == ("PAID", "0.0")
    changed = desk.change(f"sales_invoices/{invoice['id']}", "sales_invoice", invoice_lines=[line(desk)])
    assert (changed["status"]["id"], changed["outstanding_amount"]) == ("UNPAID", "48.0")


def test_it_refuses_a_total_below_zero(desk: Desk, customer: Json) -> None:
    assert refused_line(desk, customer, quantity="-1") == [("sales_invoice.total_amount", "RecordInvalid")]
    sell(desk, customer, line(desk), line(desk, price="-5.0", tax_amount="-1.0"))


def test_it_answers_a_repeated_post_with_the_first_invoice(desk: Desk, customer: Json) -> None:
    key = "ab" * 16
    first, again = (sell(desk, customer, idempotency_id=key) for _ in range(2))
    assert first == again
    assert len(desk.items("sales_invoices")) == 1


def test_it_moves_the_stock_of_stock_items(desk: Desk, customer: Json, vendor: Json) -> None:
    accounts = {"sales_ledger_account_id": desk.account(4000), "purchase_ledger_account_id": desk.account(5000)}
    mug = desk.make("stock_items", "stock_item", item_code="MUG", description="Mug, white", **accounts)

    def in_stock() -> str:
        return str(desk.get(f"stock_items/{mug['id']}")["quantity_in_stock"])

    rows = [line(desk, account=5000, price="3.0", quantity="10", tax_amount="6.0", product_id=mug["id"])]
    bill = buy(desk, vendor, invoice_lines=rows)
    invoice = sell(desk, customer, line(desk, quantity="4", product_id=mug["id"]))
    sell(desk, customer, line(desk, quantity="4", product_id=mug["id"]), status_id="DRAFT")
    assert in_stock() == "6.0"
    row = {**invoice["invoice_lines"][0], "quantity": "1", "ledger_account_id": desk.account(4000), "tax_rate_id": "GB_STANDARD"}
    desk.change(f"sales_invoices/{invoice['id']}", "sales_invoice", invoice_lines=[row])
    assert in_stock() == "9.0"
    desk.call("DELETE", f"sales_invoices/{invoice['id']}", body={"void_reason": "x"})
    assert in_stock() == "10.0"
    desk.call("DELETE", f"purchase_invoices/{bill['id']}")
    assert in_stock() == "0.0"
