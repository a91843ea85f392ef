"""Reading the ledger: journals by number, a hundred at a time."""

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.xero.errors import not_found, refuse
from tieout.sandbox.xero.ledger import journals
from tieout.sandbox.xero.lists import since
from tieout.sandbox.xero.state import State, of_text
from tieout.sandbox.xero.wire import date_out, envelope, moment_out

PAGE = 100


def answer_journals(state: State, call: Call, *, key: str) -> Reply:
    """`key` is a journal's id or number, empty for the list."""
    query = {name.lower(): value.strip() for name, value in call.query.items()}
    if call.method != "GET":
        raise refuse(501, "Not Implemented", detail="Journals are read only")
    if query.get("paymentsonly", "").lower() == "true":
        raise refuse(501, "Not Implemented", detail="The sandbox keeps its ledger on an accrual basis only")
    found = journals(state)
    if key:
        found = [one for one in found if key.lower() in (one["JournalID"], str(one["JournalNumber"]))]
        if not found:
            raise not_found()
        return envelope("Journals", [show_journal(state, found[0])], call=call)
    after = int(query["offset"]) if query.get("offset", "").isdigit() else 0
    moment = since(call)
    # Numbers have no gaps, so the offset is a place in the list.
    wanted = [one for one in found[after:] if moment is None or one["CreatedDateUTC"] >= moment]
    return envelope("Journals", [show_journal(state, one) for one in wanted[:PAGE]], call=call)


def show_journal(state: State, journal: Body) -> Body:
    fields = ("JournalID", "JournalNumber", "Reference", "SourceID", "SourceType")
    return {
        **{field: journal[field] for field in fields if journal[field] != ""},
        "JournalDate": date_out(journal["JournalDate"]),
        "CreatedDateUTC": moment_out(journal["CreatedDateUTC"]),
        "JournalLines": [_show_line(state, journal, place=place) for place in range(len(journal["Lines"]))],
    }


def _show_line(state: State, journal: Body, *, place: int) -> Body:
    line = journal["Lines"][place]
    account = state.need("Accounts", line["AccountID"])
    tax = line.get("TaxAmount", 0)
    shown: Body = {
        "JournalLineID": of_text(journal["JournalID"], str(place)),
        "AccountID": account["AccountID"],
        "AccountCode": account["Code"],
        "AccountType": account["Type"],
        "AccountName": account["Name"],
        "Description": line.get("Description", ""),
        "NetAmount": line["NetAmount"],
        "GrossAmount": line["NetAmount"] + tax,
        "TaxAmount": tax,
        "TrackingCategories": line.get("Tracking", []),
    }
    if rate := state.tax_rate(line.get("TaxType", "")):
        shown |= {"TaxType": rate["TaxType"], "TaxName": rate["Name"]}
    return shown
