"""Ledger accounts, tax rates with their dates, analysis types, exchange rates, settings and files."""

import base64

import pytest

from unit.sandbox.sage.business import Desk, Json, open_business


@pytest.fixture
def desk() -> Desk:
    return open_business()


def test_it_shows_where_a_ledger_account_can_be_used(desk: Desk) -> None:
    sales = desk.items("ledger_accounts", visible_in="sales")
    assert {one["nominal_code"] for one in sales} >= {4000, 4010}
    assert all(one["visible_in_sales"] and "sales" in one["visible_scopes"] for one in sales)
    assert 4000 not in {one["nominal_code"] for one in desk.items("ledger_accounts", not_visible_in="sales")}
    desk.call("GET", "ledger_accounts", query={"visible_in": "everywhere"})
    assert desk.last.status == 400


def test_it_names_its_control_accounts(desk: Desk) -> None:
    found = {one["control_name"]: one for one in desk.items("ledger_accounts", show_control_accounts="true")}
    assert found["DEBTORS"]["displayed_as"] == "Trade Debtors (1100)"
    assert not found["CREDITORS"]["visible_in_journals"]
    path = f"ledger_accounts/{found['DEBTORS']['id']}"
    assert desk.refusal("PUT", path, {"ledger_account": {"nominal_code": 1101}})


def test_it_makes_and_changes_an_account_but_never_deletes_one(desk: Desk) -> None:
    new = {"ledger_account_type_id": "OVERHEADS", "included_in_chart": True, "name": "Cleaning", "display_name": "Cleaning"}
    made = desk.make("ledger_accounts", "ledger_account", **new, nominal_code=7250)
    assert made["displayed_as"] == "Cleaning (7250)"
    assert (made["visible_in_expenses"], made["visible_in_sales"]) == (True, False)
    assert made["ledger_account_classification"]["id"] == "EXPENSES"
    assert desk.change(f"ledger_accounts/{made['id']}", "ledger_account", name="Cleaners", visible_in_sales=True)[
        "visible_in_sales"
    ]
    assert desk.refusal("DELETE", f"ledger_accounts/{made['id']}", status=405)
    again = {"ledger_account": {**new, "nominal_code": 7250}}
    assert desk.refusal("POST", "ledger_accounts", again) == [("ledger_account.nominal_code", "RecordInvalid")]
    assert desk.refusal("POST", "ledger_accounts", {"ledger_account": {**new, "nominal_code": 100_000_000}})


def test_it_shows_balances_between_two_dates_only(desk: Desk) -> None:
    desk.call("GET", "ledger_accounts", query={"show_balance_details": "true", "from_date": "2026-01-01"})
    assert desk.last.status == 400
    query = {"show_balance_details": "true", "from_date": "2026-01-01", "to_date": "2026-12-31"}
    details = desk.items("ledger_accounts", **query)[0]["balance_details"]
    assert (details["balance"], details["debits"], details["credits"]) == ("0.0", "0.0", "0.0")


@pytest.mark.parametrize(
    ("on", "percentage"), [("2010-06-01", "17.5"), ("2009-06-01", "15.0"), ("2026-06-01", "20.0"), ("", "20.0")]
)
def test_it_dates_the_percentages_of_a_tax_rate(desk: Desk, on: str, percentage: str) -> None:
    assert desk.get("tax_rates/GB_STANDARD", date=on)["percentage"] == percentage


def test_it_lists_past_percentages_when_asked(desk: Desk) -> None:
    def percentages(**query: str) -> list[str]:
        (rate,) = (one for one in desk.items("tax_rates", **query) if one["id"] == "GB_STANDARD")
        return [one["percentage"] for one in rate["percentages"]]

    assert percentages() == ["20.0"]
    assert percentages(include_historical_data="true") == ["17.5", "15.0", "17.5", "20.0"]


def test_it_adds_the_parts_of_a_combined_rate() -> None:
    desk = open_business(name="Demo Business (Canada)")
    rate = desk.get("tax_rates/CA_GST_QST")
    assert rate["is_combined_rate"]
    assert rate["percentage"] == "14.975"
    assert [one["percentage"] for one in rate["component_tax_rates"]] == ["5.0", "9.975"]


def test_it_writes_tax_rates_in_the_us_only(desk: Desk) -> None:
    new = {"name": "Seattle", "component_tax_rate": [{"name": "State", "percentage": 6.5}, {"name": "City", "percentage": "3.6"}]}
    assert desk.refusal("POST", "tax_rates", {"tax_rate": new}, status=403)
    american = open_business(name="Demo Business (US)")
    made = american.make("tax_rates", "tax_rate", **new)
    assert made["percentage"] == "10.1"
    american.call("DELETE", f"tax_rates/{made['id']}")
    assert american.last.status == 204


def test_it_tracks_by_categories_of_analysis_types(desk: Desk) -> None:
    department = next(one for one in desk.items("analysis_types") if one["name"] == "Department")
    assert [one["displayed_as"] for one in department["analysis_type_categories"]] == ["North", "South", "East", "West"]
    made = desk.make(
        "analysis_type_categories", "analysis_type_category", code="105", name="Centre", analysis_type_id=department["id"]
    )
    again = {"analysis_type_category": {"code": "106", "name": "centre", "analysis_type_id": department["id"]}}
    assert desk.refusal("POST", "analysis_type_categories", again) == [("analysis_type_category.name", "RecordInvalid")]
    desk.change(f"analysis_types/{department['id']}", "analysis_type", name="Region", analysis_type_level=["GROUP"])
    assert made["id"] in [one["id"] for one in desk.items("analysis_type_categories", analysis_type_level="GROUP")]
    desk.call("DELETE", f"analysis_type_categories/{made['id']}")
    assert desk.last.status == 204


def test_it_keeps_exchange_rates_of_the_business_beside_those_of_the_day(desk: Desk) -> None:
    assert desk.get("exchange_rates/USD")["rate"] == "0.79"
    desk.change("business_exchange_rates/USD", "business_exchange_rate", rate="0.8")
    assert desk.get("business_exchange_rates/USD")["inverse_rate"] == "1.25"
    live = desk.get("live_exchange_rates/USD")
    assert (live["rate"], live["$path"], "id" in live) == ("0.79", "/live_exchange_rates/USD", False)
    assert "id" not in desk.items("exchange_rates")[0]
    assert desk.refusal("POST", "business_exchange_rates", {"business_exchange_rate": {"currency_id": "USD", "rate": 1}})
    assert desk.make("business_exchange_rates", "business_exchange_rate", currency_id="CHF", rate="0.9")["currency"]["id"] == "CHF"


def test_it_has_each_kind_of_settings_once(desk: Desk) -> None:
    assert desk.get("financial_settings")["base_currency"]["id"] == "GBP"
    assert desk.get("invoice_settings")["sales_invoice_number_prefix"] == "SI-"
    defaults = desk.get("business_settings")["default_ledger_accounts"]
    assert defaults["bank_charges_ledger_account"]["displayed_as"] == "Bank Charges (7900)"
    changed = desk.change(
        "business_settings", "business_settings", default_ledger_accounts={"carriage_ledger_account_id": desk.account(4900)}
    )
    assert changed["default_ledger_accounts"]["carriage_ledger_account"]["displayed_as"] == "Other Income (4900)"
    assert changed["default_ledger_accounts"]["sales_ledger_account"]["displayed_as"] == "Sales - Products (4000)"
    assert desk.refusal("PUT", "financial_settings", {"financial_settings": {"base_currency_id": "EUR"}})
    assert desk.refusal("POST", "financial_settings", {"financial_settings": {}}, status=405)


def test_terms_of_customers_and_vendors_have_words_of_their_own(desk: Desk) -> None:
    changed = desk.change("invoice_settings", "invoice_settings", vendor_credit_terms="month_end_payment")
    assert (changed["customer_credit_terms"], changed["vendor_credit_terms"]) == ("date_from_invoice", "month_end_payment")
    mixed = {"invoice_settings": {"vendor_credit_terms": "month_end_invoice"}}
    assert desk.refusal("PUT", "invoice_settings", mixed) == [("invoice_settings.vendor_credit_terms", "RecordInvalid")]


def test_it_tells_the_day_that_locks_the_books(desk: Desk) -> None:
    desk.change("financial_settings", "financial_settings", year_end_lockdown_date="2026-06-30")
    assert desk.get("financial_settings")["year_end_lockdown_date"] == "2026-06-30"
    assert desk.state.locked("2026-06-30") == "2026-06-30"
    assert desk.state.locked("2026-07-01") is None


def attach(desk: Desk, contact: Json, *, content: bytes, **more: str) -> Json:
    file = {"file": base64.b64encode(content).decode(), "file_name": "terms.pdf", "mime_type": "application/pdf"}
    context = {"attachment_context_type_id": "CONTACT", "attachment_context_id": contact["id"]}
    return {"attachment": {**file, **context, **more}}


def test_it_gives_back_the_file_that_was_attached(desk: Desk) -> None:
    contact = desk.contact()
    made = desk.call("POST", "attachments", body=attach(desk, contact, content=b"\x00\xffterms"))
    assert (made["file_size"], made["file_extension"], made["attachment_context"]["id"]) == (7, "pdf", contact["id"])
    desk.call("GET", made["$file_path"].lstrip("/"), headers={"accept": "application/octet-stream"})
    assert (desk.last.body, desk.last.media_type) == (b"\x00\xffterms", "application/octet-stream")
    context = {"attachment_context_type_id": "CONTACT", "attachment_context_id": contact["id"]}
    assert [one["id"] for one in desk.items("attachments", **context)] == [made["id"]]
    desk.call("DELETE", f"attachments/{made['id']}")
    assert desk.items("attachments", **context) == []


def test_it_refuses_half_a_context_and_files_that_are_too_large_or_none(desk: Desk) -> None:
    contact = desk.contact()
    desk.call("GET", "attachments", query={"attachment_context_id": contact["id"]})
    assert desk.last.status == 400
    large = attach(desk, contact, content=b"x" * 2_621_441)
    assert desk.refusal("POST", "attachments", large) == [("attachment.file", "RecordInvalid")]
    assert desk.refusal("POST", "attachments", attach(desk, contact, content=b"x", file="%%%")) == [
        ("attachment.file", "RecordInvalid")
    ]
    foreign = attach(desk, contact, content=b"x", attachment_context_id="0" * 32)
    assert desk.refusal("POST", "attachments", foreign, status=404) == [("attachment.attachment_context_id", "RecordNotFound")]


def test_it_attaches_again_when_asked_twice_for_attachments_know_no_idempotency(desk: Desk) -> None:
    sent = attach(desk, desk.contact(), content=b"x", idempotency_id="0123456789abcdef0123456789abcdef")
    desk.call("POST", "attachments", body=sent)
    desk.call("POST", "attachments", body=sent)
    assert desk.get("attachments")["$total"] == 2
