"""Files and notes on objects, and the page that a document prints on."""

import pytest

from tieout.sandbox.xero import history
from tieout.sandbox.xero.pdf import LINES_MAX, page_of
from unit.sandbox.xero.ledger import Json, Ledger, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def invoice(ledger: Ledger) -> str:
    return f"Invoices/{ledger.invoice(ledger.contact(), '10.00')['InvoiceID']}"


def upload(ledger: Ledger, path: str, *, body: bytes, method: str = "PUT", media: str = "application/octet-stream") -> Json:
    return ledger.call(method, path, body=body, headers={"content-type": media})


def test_a_file_has_the_type_that_is_said_or_that_its_name_has(ledger: Ledger, invoice: str) -> None:
    said = upload(ledger, f"{invoice}/Attachments/notes", body=b"a", media="text/csv")["Attachments"][0]
    named = upload(ledger, f"{invoice}/Attachments/scan.pdf", body=b"b")["Attachments"][0]
    unknown = upload(ledger, f"{invoice}/Attachments/thing", body=b"c")["Attachments"][0]
    assert [one["MimeType"] for one in (said, named, unknown)] == ["text/csv", "application/pdf", "application/octet-stream"]
    assert named["Url"].endswith(f"/{invoice}/Attachments/scan.pdf")


def test_a_file_is_found_by_its_name_in_any_case_and_by_its_id(ledger: Ledger, invoice: str) -> None:
    made = upload(ledger, f"{invoice}/Attachments/R%C3%A9sum%C3%A9%20.txt", body=b"abc")["Attachments"][0]
    assert made["FileName"] == "Résumé .txt"
    for name in (made["AttachmentID"], made["AttachmentID"].upper(), "r%C3%A9sum%C3%A9%20.TXT"):
        ledger.call("GET", f"{invoice}/Attachments/{name}", headers={"accept": "application/octet-stream"})
        assert (ledger.last.status, ledger.last.body) == (200, b"abc")


def test_a_file_of_the_same_name_takes_the_place_of_the_first(ledger: Ledger, invoice: str) -> None:
    first = upload(ledger, f"{invoice}/Attachments/a.txt", body=b"1")["Attachments"][0]
    again = upload(ledger, f"{invoice}/Attachments/A.TXT", body=b"22")["Attachments"][0]
    assert (again["AttachmentID"], again["FileName"], again["ContentLength"]) == (first["AttachmentID"], "a.txt", 2)
    assert len(ledger.call("GET", f"{invoice}/Attachments")["Attachments"]) == 1


def test_an_empty_file_is_refused(ledger: Ledger, invoice: str) -> None:
    told = upload(ledger, f"{invoice}/Attachments/a.txt", body=b"")
    assert (ledger.last.status, told["ErrorNumber"]) == (400, 10)


def test_what_takes_no_files_or_notes_says_so(ledger: Ledger) -> None:
    group = ledger.make("ContactGroups", {"Name": "VIP"})["ContactGroupID"]
    for child in ("Attachments", "History", "Nonsense"):
        ledger.call("GET", f"ContactGroups/{group}/{child}")
        assert ledger.last.status == 404
    for path in ("Invoices/nope/History", "Reports/TrialBalance/History", "Journals/1/Attachments", "Users/x/y/z/more"):
        ledger.call("GET", path)
        assert ledger.last.status == 404


def test_only_invoices_and_credit_notes_show_files_to_the_customer(ledger: Ledger, invoice: str) -> None:
    path = f"{invoice}/Attachments/a.txt"
    shown = ledger.call("PUT", path, body=b"1", query={"IncludeOnline": "True"})["Attachments"][0]
    assert shown["IncludeOnline"] is True
    contact = ledger.contact("Another")
    assert "IncludeOnline" not in upload(ledger, f"Contacts/{contact}/Attachments/a.txt", body=b"1")["Attachments"][0]


def test_files_are_no_objects_of_the_organisation(ledger: Ledger, invoice: str) -> None:
    upload(ledger, f"{invoice}/Attachments/a.txt", body=b"1")
    ledger.call("PUT", f"{invoice}/History", body={"HistoryRecords": [{"Details": "called"}]})
    assert {"Attachments", "History"} & set(ledger.ground.books.kinds(f"xero:{ledger.tenant}")) == set()


def test_a_long_note_is_refused_beside_a_good_one(ledger: Ledger, invoice: str) -> None:
    notes = [{"Details": "short"}, {"Details": "x" * (history.DETAILS_MAX + 1)}, {}]
    told = ledger.call("PUT", f"{invoice}/History", body={"HistoryRecords": notes}, query={"summarizeErrors": "false"})
    assert [one["StatusAttributeString"] for one in told["HistoryRecords"]] == ["OK", "ERROR", "ERROR"]
    ledger.call("PUT", f"{invoice}/History", body={"HistoryRecords": [{"Details": "later"}]})
    assert [one["Details"] for one in ledger.call("GET", f"{invoice}/History")["HistoryRecords"]] == ["later", "short"]
    ledger.call("DELETE", f"{invoice}/History")
    assert ledger.last.status == 501


def test_a_printed_page_points_to_each_of_its_parts() -> None:
    page = page_of(["Total (net) \\ 5", "naïve ✓"])
    start = int(page.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert page[start : start + 4] == b"xref"
    for number, entry in enumerate(page[start:].split(b"\n")[3:8], 1):
        place = int(entry[:10])
        assert page[place:].startswith(b"%d 0 obj" % number)
    assert b"(Total \\(net\\) \\\\ 5) Tj" in page
    assert "(naïve ?) Tj".encode("latin-1") in page


def test_a_printed_page_ends_with_its_last_line() -> None:
    assert page_of(["x"] * 500).count(b"(x) Tj") == LINES_MAX
