"""What every request has in common: envelopes, dates, batches, repeated keys, pages, filters, scopes, limits."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sandbox.ground import ProviderError
from tieout.sandbox.xero.wire import date_out, read_date
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-03-29", "2026-03-29"),
        ("2026-03-29T00:00:00", "2026-03-29"),
        ("2026-03-29T00:00:00Z", "2026-03-29"),
        ("2026-03-29T00:00:00+13:00", "2026-03-28"),
        ("/Date(1774742400000)/", "2026-03-29"),
        ("/Date(1774742400000+0000)/", "2026-03-29"),
        ("/Date(1774742400000+1300)/", "2026-03-29"),
        ("/Date(-86400000)/", "1969-12-31"),
    ],
)
def test_a_date_is_read_in_each_of_its_forms(sent: str, kept: str) -> None:
    assert read_date(sent) == kept


@pytest.mark.parametrize("sent", ["2017-12-14 00:00:00", "29/03/2026", "2026-02-30", "", "/Date(x)/"])
def test_any_other_date_is_error_fourteen(sent: str) -> None:
    with pytest.raises(ProviderError) as refused:
        read_date(sent)
    body = json.loads(refused.value.reply.body)
    assert (body["ErrorNumber"], body["Message"]) == (14, f"The string '{sent}' is not a valid AllXsd value.")


@given(st.dates())
def test_a_date_goes_out_and_comes_back(day: Json) -> None:
    assert read_date(date_out(day.isoformat())) == day.isoformat()


def test_a_bare_object_a_list_and_a_wrapper_mean_the_same(ledger: Ledger) -> None:
    for number, body in enumerate(({"Name": "A0"}, [{"Name": "A1"}], {"Contacts": [{"Name": "A2"}]}, {"contacts": {"Name": "A3"}})):
        assert ledger.call("POST", "Contacts", body=body)["Contacts"][0]["Name"] == f"A{number}"


@pytest.mark.parametrize("body", [b"{", b"3", b'"x"', b'{"Contacts": 3}', b"[1]", b""])
def test_a_body_that_cannot_be_read_is_error_fourteen(ledger: Ledger, body: bytes) -> None:
    assert ledger.call("POST", "Contacts", body=body)["ErrorNumber"] == 14
    assert ledger.last.status == 400


def test_the_envelope_has_its_four_fields_and_a_plain_time(ledger: Ledger) -> None:
    answer = ledger.call("get".upper(), "Organisation")
    assert sorted(answer) == ["DateTimeUTC", "Id", "Organisations", "ProviderName", "Status"]
    assert answer["DateTimeUTC"] == "/Date(1793620800000)/"
    assert {"Xero-Correlation-Id", "X-MinLimit-Remaining", "X-DayLimit-Remaining", "X-AppMinLimit-Remaining"} <= set(
        ledger.last.headers
    )


def test_paths_are_found_in_any_case(ledger: Ledger) -> None:
    assert ledger.call("GET", "taxRATES")["TaxRates"]
    ledger.contact("One", ContactNumber="C-1")
    assert ledger.call("GET", "CONTACTS/c-1")["Contacts"][0]["Name"] == "One"


def test_without_json_in_accept_it_is_not_acceptable(ledger: Ledger) -> None:
    ledger.call("GET", "Contacts", headers={"accept": "*/*"})
    assert ledger.last.status == 406


@pytest.mark.parametrize(("path", "status"), [("Invoices/nope", 404), ("Nonsense", 404), ("ExpenseClaims", 501), ("Receipts", 501)])
def test_what_is_not_there_is_said(ledger: Ledger, path: str, status: int) -> None:
    ledger.call("GET", path)
    assert ledger.last.status == status


def test_no_null_ever_leaves(ledger: Ledger) -> None:
    contact = ledger.contact("One", FirstName=None, PaymentTerms={"Sales": {"Day": 15, "Type": "OFCURRENTMONTH"}, "Bills": None})
    ledger.pay(ledger.invoice(contact, "10"), "12")
    for path in ("Organisation", "Accounts", "TaxRates", "TrackingCategories", "Contacts", "Invoices", "Payments"):
        ledger.call("GET", path, query={"page": "1"})
        assert b"null" not in ledger.last.body, path


def test_a_batch_keeps_the_good_whichever_way_it_is_told(ledger: Ledger) -> None:
    bodies = [{"Name": "One"}, {"Name": "<bad>"}, {"Name": "Two"}]
    told = ledger.call("PUT", "Contacts", body={"Contacts": bodies})
    assert ledger.last.status == 400
    assert (told["ErrorNumber"], [one["Name"] for one in told["Elements"]]) == (10, ["<bad>"])
    assert [one["Name"] for one in ledger.get("Contacts")] == ["One", "Two"]
    again = ledger.write("Contacts", {"Name": "Three"}, {"Name": "One"}, method="PUT")
    assert [one["StatusAttributeString"] for one in again] == ["OK", "ERROR"]
    assert again[1]["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert ledger.last.units == 2


def test_a_bad_date_takes_the_whole_request_back(ledger: Ledger) -> None:
    contact = ledger.contact()
    bodies = [draft(contact, "1"), draft(contact, "1", Date="2026-10-01 00:00:00")]
    assert ledger.call("PUT", "Invoices", body={"Invoices": bodies}, query={"summarizeErrors": "false"})["ErrorNumber"] == 14
    assert ledger.get("Invoices") == []


def test_a_repeated_key_replays_the_answer_for_six_minutes(ledger: Ledger) -> None:
    key, body = {"idempotency-key": "k"}, {"Contacts": [{"Name": "One"}]}
    first = ledger.call("PUT", "Contacts", body=body, headers=key)
    assert ledger.call("PUT", "Contacts", body=body, headers=key) == first
    assert len(ledger.get("Contacts")) == 1
    told = ledger.call("PUT", "Contacts", body={"Contacts": [{"Name": "Two"}]}, headers=key)
    assert (ledger.last.status, told["Detail"]) == (400, "Idempotency Key: k is used with a different request.")
    ledger.ground.clock.advance(360)
    assert ledger.call("PUT", "Contacts", body=body, headers=key)["Elements"][0]["HasErrors"] is True


def test_a_refusal_is_replayed_too(ledger: Ledger) -> None:
    key, body = {"idempotency-key": "k"}, {"Invoices": [draft("", "1", Contact={"ContactNumber": "later"}, Date="2026-13-01")]}
    first = ledger.call("PUT", "Invoices", body=body, headers=key)
    ledger.contact("One", ContactNumber="later")
    assert ledger.call("PUT", "Invoices", body=body, headers=key) == first
    ledger.call("GET", "Contacts", headers=key)
    assert ledger.last.status == 200


def test_pages_are_clamped_and_lists_without_page_are_summaries(ledger: Ledger) -> None:
    contact = ledger.contact()
    ledger.write("Invoices", *(draft(contact, "1") for _ in range(12)), method="PUT")
    assert all(one["LineItems"] == [] and "EmailAddress" not in one["Contact"] for one in ledger.get("Invoices"))
    answer = ledger.call("GET", "Invoices", query={"page": "3", "pageSize": "5"})
    assert answer["pagination"] == {"page": 3, "pageSize": 5, "pageCount": 3, "itemCount": 12}
    assert [len(one["LineItems"]) for one in answer["Invoices"]] == [1, 1]
    assert ledger.call("GET", "Invoices", query={"page": "1", "pageSize": "99999"})["pagination"]["pageSize"] == 1000
    assert ledger.call("GET", "Invoices", query={"page": "1"})["pagination"]["pageSize"] == 100
    slim = ledger.call("GET", "Invoices", query={"summaryOnly": "True"})
    assert "pagination" in slim
    assert "LineItems" not in slim["Invoices"][0]


def test_rows_come_in_the_order_of_their_change_and_an_edit_goes_to_the_end(ledger: Ledger) -> None:
    ids = [ledger.contact(name) for name in ("A", "B", "C")]
    ledger.write("Contacts", {"ContactID": ids[0], "TaxNumber": "1"})
    found = ledger.get("Contacts")
    assert [one["Name"] for one in found] == ["B", "C", "A"]
    stamps = [int(one["UpdatedDateUTC"][6:19]) for one in found]
    assert stamps == sorted(set(stamps))
    assert [one["Name"] for one in ledger.get("Contacts", order="Name DESC")] == ["C", "B", "A"]


def test_modified_since_counts_seconds_in_utc(ledger: Ledger) -> None:
    ledger.contact("Old")
    ledger.ground.clock.advance(60)
    since = ledger.ground.clock.now().replace(microsecond=0)
    ledger.contact("New")
    for text in (f"{since:%Y-%m-%dT%H:%M:%S}", since.isoformat(), f"{since:%a, %d %b %Y %H:%M:%S GMT}"):
        answer = ledger.call("GET", "Contacts", headers={"if-modified-since": text})
        assert [one["Name"] for one in answer["Contacts"]] == ["New"]
    ledger.call("GET", "Contacts", headers={"if-modified-since": "yesterday"})
    assert ledger.last.status == 412


def test_lists_of_values_choose_invoices(ledger: Ledger) -> None:
    one, two = ledger.contact("One"), ledger.contact("Two")
    made = [ledger.invoice(contact, "1", InvoiceNumber=number) for contact, number in ((one, "A"), (one, "B"), (two, "C"))]
    assert [body["InvoiceNumber"] for body in ledger.get("Invoices", InvoiceNumbers="c,A,none")] == ["A", "C"]
    assert len(ledger.get("Invoices", IDs=f"{made[0]['InvoiceID']},{made[2]['InvoiceID']}")) == 2
    assert [body["InvoiceNumber"] for body in ledger.get("Invoices", ContactIDs=two)] == ["C"]
    ledger.write("Invoices", {"InvoiceID": made[0]["InvoiceID"], "Status": "VOIDED"})
    assert [body["InvoiceNumber"] for body in ledger.get("Invoices", Statuses="VOIDED")] == ["A"]
    assert [body["InvoiceNumber"] for body in ledger.get("Invoices", where='Contact.Name=="ONE" AND AmountDue>0')] == ["B"]
    assert [body["InvoiceNumber"] for body in ledger.get("Invoices", searchTerm="c")] == ["C"]
    assert ledger.call("GET", "Invoices", query={"where": "Status=='PAID'"})["ErrorNumber"] == 16


def test_accounts_are_written_one_at_a_time(ledger: Ledger) -> None:
    bodies = [{"Code": code, "Name": code, "Type": "REVENUE"} for code in ("A1", "A2")]
    made = ledger.call("PUT", "Accounts", body={"Accounts": bodies})["Accounts"]
    assert [one["Code"] for one in made] == ["A1"]
    path = f"Accounts/{made[0]['AccountID']}"
    assert ledger.call("POST", path, body={"Accounts": [{"Status": "ARCHIVED", "Name": "x"}]})["ErrorNumber"] == 10
    assert ledger.call("POST", path, body={"Accounts": [{"Status": "ARCHIVED"}]})["Accounts"][0]["Status"] == "ARCHIVED"
    told = ledger.call("PUT", "Accounts", body={"Code": "12345678901", "Name": "x", "Type": "REVENUE"})
    assert told["Elements"][0]["ValidationErrors"][0]["Message"] == "Account Code is too long. Maximum of 10 characters allowed"
    debtors = ledger.get("Accounts", where='SystemAccount=="DEBTORS"')[0]
    assert ledger.call("DELETE", f"Accounts/{debtors['AccountID']}")["ErrorNumber"] == 10


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("accounting.transactions", "GET", "Invoices", 200),
        ("accounting.transactions.read", "PUT", "Invoices", 401),
        ("accounting.invoices.read", "GET", "CreditNotes", 200),
        ("accounting.invoices", "GET", "Payments", 401),
        ("accounting.settings.read", "GET", "Items", 200),
        ("accounting.contacts", "GET", "Accounts", 401),
    ],
)
def test_a_call_needs_its_scope(scope: str, method: str, path: str, status: int) -> None:
    ledger = open_ledger(scope=scope)
    answer = ledger.call(method, path, body={} if method == "PUT" else None)
    assert ledger.last.status == status
    if status == 401:
        assert answer["Detail"] == "AuthorizationUnsuccessful"
        assert "insufficient_scope" in ledger.last.headers["WWW-Authenticate"]


def test_a_token_is_told_apart_when_it_is_old_and_when_it_is_wrong(ledger: Ledger) -> None:
    ledger.ground.clock.advance(1800)
    assert ledger.call("GET", "Accounts")["Detail"] == "TokenExpired: token expired at 11/02/2026 12:30:00"
    ledger.token = "nonsense"
    assert ledger.call("GET", "Accounts")["Detail"] == "AuthenticationUnsuccessful"
    assert ledger.last.status == 401


def test_another_tenant_is_forbidden() -> None:
    ledger = open_ledger(scope="accounting.settings")
    for tenant in ("", "00000000-0000-0000-0000-000000000000"):
        ledger.tenant = tenant
        assert ledger.call("GET", "Accounts")["Detail"] == "AuthenticationUnsuccessful"
        assert ledger.last.status == 403


def test_the_minute_runs_out_and_begins_anew() -> None:
    ledger = open_ledger(limits="1")
    left = [int(ledger.last.headers["X-MinLimit-Remaining"]) for _ in range(60) if ledger.get("TaxRates")]
    assert (left[0], left[-1]) == (59, 0)
    ledger.call("GET", "TaxRates")
    headers = ledger.last.headers
    assert (ledger.last.status, headers["X-Rate-Limit-Problem"], headers["Retry-After"]) == (429, "minute", "60")
    ledger.ground.clock.advance(60)
    assert ledger.get("TaxRates")
    ledger.ground.limits.set("off")
    assert all(ledger.get("Currencies") for _ in range(70))


def test_the_day_runs_out_too() -> None:
    ledger = open_ledger(limits="1")
    for minute in range(84):
        ledger.ground.clock.advance(60)
        if minute % 20 == 0:
            ledger.renew()
        for _ in range(60):
            ledger.call("GET", "Currencies")
    assert ledger.last.headers["X-Rate-Limit-Problem"] == "day"
    assert int(ledger.last.headers["Retry-After"]) == 86_400 - 83 * 60


def test_a_time_stamp_grows_even_when_the_clock_stands_still(ledger: Ledger) -> None:
    made = ledger.write("Contacts", *({"Name": f"C{number}"} for number in range(20)), method="PUT")
    stamps = [one["UpdatedDateUTC"] for one in made]
    assert stamps == sorted(set(stamps))
    ledger.ground.clock.set(datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=1))
    assert ledger.write("Contacts", {"Name": "late"})[0]["UpdatedDateUTC"] > stamps[-1]
