"""Creating, changing, voiding and deleting: versions, sparse and full updates, unique names and numbers, requestid."""

from decimal import Decimal

import pytest

from unit.sandbox.quickbooks.desk import US, Desk, Json, expense_line, open_desk, purchase, sale, sale_line, settling


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_it_answers_a_create_with_200_and_a_whole_object(desk: Desk) -> None:
    answer = desk.post("/customer", {"DisplayName": "Harbour View"})
    customer = answer["Customer"]
    assert desk.last.status == 200
    assert (customer["SyncToken"], customer["domain"], customer["sparse"]) == ("0", "QBO", False)
    assert customer["Id"].isdigit()
    assert customer["MetaData"]["LastUpdatedTime"][-6:] in ("-08:00", "-07:00")
    assert answer["time"][-6:] in ("-08:00", "-07:00")


def test_it_refuses_an_old_sync_token_with_5010_and_counts_versions(desk: Desk) -> None:
    own_id = desk.customer()
    desk.save("Customer", {"Id": own_id, "SyncToken": "0", "sparse": True, "Notes": "first"})
    assert desk.refused("/customer", {"Id": own_id, "SyncToken": "0", "sparse": True, "Notes": "second"}) == "5010"
    assert desk.read("Customer", own_id)["Notes"] == "first"
    assert desk.read("Customer", own_id)["SyncToken"] == "1"
    assert desk.refused("/customer", {"Id": own_id, "sparse": True}) == "2020"


def test_it_stamps_every_write_later_than_the_one_before_though_the_clock_stands(desk: Desk) -> None:
    desk.ground.clock.freeze(frozen=True)
    ids = [desk.customer(f"Customer {place}") for place in range(5)]
    stamps = [desk.read("Customer", own_id)["MetaData"]["LastUpdatedTime"] for own_id in ids]
    assert stamps == sorted(set(stamps))


def test_it_keeps_what_a_sparse_update_leaves_out_and_clears_what_it_sends_empty(desk: Desk) -> None:
    own_id = desk.customer(Notes="kept", CompanyName="Harbour Ltd")
    updated = desk.save("Customer", {"Id": own_id, "SyncToken": "0", "sparse": True, "CompanyName": ""})
    assert updated["Notes"] == "kept"
    assert "CompanyName" not in updated


def test_it_resets_what_a_full_update_leaves_out(desk: Desk) -> None:
    own_id = desk.customer(Notes="gone")
    updated = desk.save("Customer", {"Id": own_id, "SyncToken": "0", "DisplayName": "Harbour View"})
    assert "Notes" not in updated


def test_it_edits_adds_and_removes_lines_by_their_ids(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=item), sale_line("20.00", item=item)))
    first, second = (line for line in invoice["Line"] if "Id" in line)
    lines = [{**second, "Description": "edited"}, sale_line("5.00", item=item)]
    updated = desk.save("Invoice", {"Id": invoice["Id"], "SyncToken": "0", "sparse": True, "Line": lines})
    ids = [line["Id"] for line in updated["Line"] if "Id" in line]
    assert ids[0] == second["Id"]
    assert ids[1] not in (first["Id"], second["Id"])
    assert updated["Line"][-1] == {"Amount": Decimal("25.00"), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    assert updated["TotalAmt"] == Decimal("30.00")


def test_it_holds_names_unique_over_customers_and_vendors_in_any_case(desk: Desk) -> None:
    desk.customer("Harbour View")
    assert desk.refused("/vendor", {"DisplayName": "HARBOUR view"}) == "6240"
    assert desk.refused("/customer", {"DisplayName": "harbour view"}) == "6240"
    vendor = desk.vendor("Somebody else")
    assert desk.refused("/vendor", {"Id": vendor, "SyncToken": "0", "DisplayName": "Harbour View"}) == "6240"


def test_it_frees_the_name_of_an_inactive_customer(desk: Desk) -> None:
    own_id = desk.customer("Harbour View")
    gone = desk.save("Customer", {"Id": own_id, "SyncToken": "0", "sparse": True, "Active": False})
    assert gone["DisplayName"] == "Harbour View (deleted)"
    desk.vendor("Harbour View")
    assert desk.refused("/customer", {"Id": own_id, "SyncToken": "1", "sparse": True, "Active": True}) == "6240"


def test_it_refuses_to_switch_off_a_customer_with_a_balance(desk: Desk) -> None:
    customer = desk.customer()
    desk.save("Invoice", sale(customer, sale_line("10.00", item=desk.item())))
    assert desk.refused("/customer", {"Id": customer, "SyncToken": "0", "sparse": True, "Active": False}) == "6220"


def test_it_holds_document_numbers_unique_per_kind_and_bills_per_vendor(desk: Desk) -> None:
    customer, item, one, two = desk.customer(), desk.item(), desk.vendor("One"), desk.vendor("Two")
    desk.save("Invoice", sale(customer, sale_line("1.00", item=item), DocNumber="A-1"))
    assert desk.refused("/invoice", sale(customer, sale_line("1.00", item=item), DocNumber="a-1")) == "6140"
    desk.save("CreditMemo", sale(customer, sale_line("1.00", item=item), DocNumber="A-1"))
    desk.save("Bill", purchase(one, expense_line("1.00"), DocNumber="77"))
    desk.save("Bill", purchase(two, expense_line("1.00"), DocNumber="77"))
    assert desk.refused("/bill", purchase(one, expense_line("1.00"), DocNumber="77")) == "6140"


def test_it_numbers_invoices_by_itself_only_where_the_company_does() -> None:
    def number(desk: Desk, **fields: Json) -> Json:
        name = f"Number {len(fields)} {fields.get('DocNumber')}"
        line = sale_line("1.00", item=desk.item(name), code=None)
        body = {"CustomerRef": {"value": desk.customer(name)}, "Line": [line], **fields}
        if desk.realm != US:
            body |= {"GlobalTaxCalculation": "NotApplicable"}
        return desk.save("Invoice", body).get("DocNumber")

    us, gb = open_desk(US), open_desk()
    assert (number(us), number(us, PrivateNote="x")) == ("1001", "1002")
    assert number(us, DocNumber="") is None
    assert number(gb) is None
    assert number(gb, DocNumber="AUTO_GENERATE") == "1001"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Nonsense": 1}, "2010"),
        ({"Line": [{"DetailType": "SalesItemLineDetail", "Amount": 1, "Nonsense": 1}]}, "2010"),
        ({"Line": []}, "2020"),
        ({"CustomerRef": None}, "2020"),
        ({"CustomerRef": {"value": "99999"}}, "2500"),
        ({"DocNumber": "X" * 22}, "2050"),
        ({"TxnDate": "31/01/2026"}, "2060"),
        ({"ExchangeRate": "many"}, "2090"),
        ({"EmailStatus": "Sometimes"}, "2170"),
        ({"EmailStatus": "NeedToSend"}, "6000"),
        ({"CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"CustomerRef": "1"}, "2110"),
    ],
)
def test_it_refuses_a_wrong_invoice_with_the_code_for_it(desk: Desk, change: Json, *, code: str) -> None:
    body = sale(desk.customer(), sale_line("1.00", item=desk.item()))
    assert desk.refused("/invoice", {**body, **change}) == code
    assert desk.query("select count(*) from Invoice") == {"totalCount": 0}


def test_it_refuses_an_amount_that_is_not_quantity_times_price(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    assert desk.refused("/invoice", sale(customer, sale_line("10.00", item=item, Qty=3, UnitPrice=3))) == "6070"
    assert desk.refused("/invoice", sale(customer, sale_line("0", item=item, Qty=3, UnitPrice=3))) == "6070"
    desk.save("Invoice", sale(customer, sale_line("10.00", item=item, Qty=3, UnitPrice="3.3333333")))
    desk.save("Invoice", sale(customer, sale_line("10.00", item=item, Qty=0, UnitPrice=0)))
    free = desk.save("Invoice", sale(customer, sale_line("0", item=item, Qty=3, UnitPrice=0)))
    assert free["TotalAmt"] == 0


def test_it_refuses_inactive_references(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    desk.save("Item", {"Id": item, "SyncToken": "0", "sparse": True, "Active": False})
    assert desk.refused("/invoice", sale(customer, sale_line("1.00", item=item))) == "2500"


def test_it_deletes_with_a_short_answer_and_answers_610_afterwards(desk: Desk) -> None:
    invoice = desk.save("Invoice", sale(desk.customer(), sale_line("10.00", item=desk.item())))
    gone = desk.post("/invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation="delete")["Invoice"]
    assert gone == {"status": "Deleted", "domain": "QBO", "Id": invoice["Id"]}
    answer = desk.get(f"/invoice/{invoice['Id']}")
    assert (desk.last.status, answer["Fault"]["Error"][0]["code"]) == (400, "610")
    assert desk.balance("Accounts Receivable (A/R)") == 0


def test_it_refuses_to_delete_a_name_or_a_paid_invoice(desk: Desk) -> None:
    customer = desk.customer()
    assert desk.refused("/customer", {"Id": customer, "SyncToken": "0"}, operation="delete") == "500"
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=desk.item())))
    payment = {"CustomerRef": {"value": customer}, "TotalAmt": 12, "Line": settling(("Invoice", invoice["Id"], "12.00"))}
    desk.save("Payment", payment)
    assert desk.refused("/invoice", {"Id": invoice["Id"], "SyncToken": "1"}, operation="delete") == "6000"


def test_it_voids_an_invoice_and_unapplies_its_payment(desk: Desk) -> None:
    customer = desk.customer()
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=desk.item(), Qty=2, UnitPrice=5), PrivateNote="note"))
    payment = {"CustomerRef": {"value": customer}, "TotalAmt": 12, "Line": settling(("Invoice", invoice["Id"], "12.00"))}
    paid = desk.save("Payment", payment)
    assert desk.read("Invoice", invoice["Id"])["LinkedTxn"] == [{"TxnId": paid["Id"], "TxnType": "Payment"}]
    void = desk.save("Invoice", {"Id": invoice["Id"], "SyncToken": "1"}, operation="void")
    assert (void["TotalAmt"], void["Balance"], void["LinkedTxn"]) == (0, 0, [])
    assert void["PrivateNote"].startswith("Voided")
    assert [line["Amount"] for line in void["Line"]] == [0, 0]
    loose = desk.read("Payment", paid["Id"])
    assert (loose["Line"], loose["UnappliedAmt"], loose["SyncToken"]) == ([], 12, "1")
    assert desk.read("Customer", customer)["Balance"] == -12


@pytest.mark.parametrize("query", [{"operation": "update", "include": "void"}, {"operation": "void"}])
def test_it_voids_a_payment_in_both_forms(desk: Desk, query: dict[str, str]) -> None:
    customer = desk.customer()
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=desk.item())))
    payment = {"CustomerRef": {"value": customer}, "TotalAmt": 12, "Line": settling(("Invoice", invoice["Id"], "12.00"))}
    paid = desk.save("Payment", payment)
    void = desk.save("Payment", {"Id": paid["Id"], "SyncToken": "0", "sparse": True}, **query)
    assert (void["TotalAmt"], void["Line"], void["PrivateNote"]) == (0, [], "Voided")
    assert desk.read("Invoice", invoice["Id"])["Balance"] == 12
    assert desk.refused("/creditmemo", {"Id": "1", "SyncToken": "0"}, operation="void") == "500"


def test_it_gives_the_first_answer_again_for_a_repeated_requestid(desk: Desk) -> None:
    first = desk.post("/customer", {"DisplayName": "Once"}, requestid="intent-1")
    again = desk.post("/customer", {"DisplayName": "Once"}, requestid="intent-1")
    assert first == again
    assert desk.query("select count(*) from Customer") == {"totalCount": 1}
    assert desk.refused("/customer", {"DisplayName": "Once"}, requestid="intent-2") == "6240"
    assert desk.refused("/customer", {"DisplayName": "Long"}, requestid="x" * 51) == "2130"


def test_it_keeps_requestids_of_companies_apart() -> None:
    desk = open_desk()
    desk.post("/customer", {"DisplayName": "Once"}, requestid="same")
    other = open_desk(US)
    other.ground, other.provider = desk.ground, desk.provider
    with desk.ground.books.unit():
        organisation = next(one for one in desk.provider.organisations() if one.id == US)
        other.token = desk.provider.token([organisation], "desk")["access_token"]
    other.post("/customer", {"DisplayName": "Other"}, requestid="same")
    assert other.query("select * from Customer")["Customer"][0]["DisplayName"] == "Other"


def test_it_closes_the_books_up_to_the_day_that_the_preferences_name(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    early = desk.save("Invoice", sale(customer, sale_line("10.00", item=item), TxnDate="2026-01-31"))
    preferences = desk.get("/preferences")["Preferences"]
    closed = {"Id": "1", "SyncToken": preferences["SyncToken"], "AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"}}
    desk.save("Preferences", closed)
    assert desk.refused("/invoice", sale(customer, sale_line("10.00", item=item), TxnDate="2026-01-31")) == "6210"
    for operation in ("delete", "void"):
        assert desk.refused("/invoice", {"Id": early["Id"], "SyncToken": "0"}, operation=operation) == "6210"
    moved = {"Id": early["Id"], "SyncToken": "0", "sparse": True, "TxnDate": "2026-02-01"}
    assert desk.refused("/invoice", moved) == "6210"
    desk.save("Invoice", sale(customer, sale_line("10.00", item=item), TxnDate="2026-02-01"))


def test_it_takes_the_due_date_from_the_terms(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    monthly = desk.save("Term", {"Name": "End of month", "DayOfMonthDue": 31, "DueNextMonthDays": 5})["Id"]
    for term, due in (("3", "2026-02-27"), (monthly, "2026-02-28")):
        body = sale(customer, sale_line("1.00", item=item), TxnDate="2026-01-28", SalesTermRef={"value": term})
        assert desk.save("Invoice", body)["DueDate"] == due
    assert desk.save("Invoice", sale(customer, sale_line("1.00", item=item), TxnDate="2026-01-28"))["DueDate"] == "2026-01-28"


def test_it_sends_an_invoice_to_the_address_of_the_call(desk: Desk) -> None:
    invoice = desk.save("Invoice", sale(desk.customer(), sale_line("1.00", item=desk.item())))
    sent = desk.call("POST", f"/invoice/{invoice['Id']}/send", query={"sendTo": "a+b@example.com"})["Invoice"]
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"]) == ("EmailSent", "a+b@example.com")


def test_it_keeps_trees_of_names_within_five_levels(desk: Desk) -> None:
    parent = desk.customer("Level 1")
    for level in range(2, 6):
        parent = desk.customer(f"Level {level}", ParentRef={"value": parent}, Job=True)
    assert desk.read("Customer", parent)["FullyQualifiedName"] == "Level 1:Level 2:Level 3:Level 4:Level 5"
    assert desk.refused("/customer", {"DisplayName": "Level 6", "ParentRef": {"value": parent}}) == "6180"


def test_it_makes_accounts_with_the_class_of_their_type(desk: Desk) -> None:
    account = desk.save("Account", {"Name": "Shop till", "AccountType": "Bank"})
    assert (account["Classification"], account["AccountSubType"], account["CurrentBalance"]) == ("Asset", "Checking", 0)
    assert desk.refused("/account", {"Name": "shop TILL", "AccountType": "Bank"}) == "6240"
    assert desk.refused("/account", {"Name": "Other"}) == "2020"


def test_it_makes_tax_codes_through_the_tax_service_without_an_envelope(desk: Desk) -> None:
    agency = desk.query("select * from TaxAgency")["TaxAgency"][0]["Id"]
    rate = {"TaxRateName": "VAT 12 S", "RateValue": "12", "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
    made = desk.post("/taxservice/taxcode", {"Id": 0, "TaxCode": "VAT 12", "TaxRateDetails": [rate]})
    assert made["TaxRateDetails"][0]["RateValue"] == 12
    invoice = desk.save("Invoice", sale(desk.customer(), sale_line("10.00", item=desk.item(), code=made["TaxCodeId"])))
    assert invoice["TotalAmt"] == Decimal("11.20")
    assert desk.refused("/taxservice/taxcode", {"TaxCode": "VAT 12", "TaxRateDetails": [rate]}) == "6240"
    assert desk.refused("/taxcode", {"Name": "Direct"}) == "500"
