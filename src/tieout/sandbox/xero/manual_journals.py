"""Manual journals: drafts, posted ones, and what a posted one may still become."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.documents import AMOUNT_TYPES
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.lines import read_tracking
from tieout.sandbox.xero.rules import LINE_AMOUNT_MAX, line_tax, round2
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, moment_out, read_date, read_decimal, text_of

KIND = "ManualJournals"
NARRATION_MAX = 4000
# Accounts that only documents, payments and bank transactions move.
_FORBIDDEN = frozenset({"DEBTORS", "CREDITORS", "RETAINEDEARNINGS"})
_ONWARD = {"DRAFT": ("DRAFT", "POSTED", "DELETED"), "POSTED": ("POSTED", "VOIDED")}  # assumed transitions


def save_manual_journal(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = _meant(state, sent, wish=wish)
    body: Body = dict(before) if before else _blank(state)
    body["Status"] = _status(sent, before)
    problems = _headers(sent, body=body)
    if body["Status"] in ("DRAFT", "POSTED"):
        problems += _write_lines(state, sent, body=body)
    if state.locked(body["Date"]) or (before is not None and state.locked(before["Date"])):
        problems.append(errors.LOCKED)
    if problems:
        raise InvalidError(*dict.fromkeys(problems))
    kept = state.save(KIND, body)
    journals.post(state, KIND, body=kept)
    return kept


def _meant(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    if wish.id:
        if (found := state.get(KIND, wish.id)) is None:
            raise errors.not_found()
        return found
    if wish.create_only or not text_of(sent, "ManualJournalID"):
        return None
    if (found := state.get(KIND, text_of(sent, "ManualJournalID"))) is None:
        raise InvalidError("Manual journal could not be found")  # assumed
    return found


def _blank(state: State) -> Body:
    return {
        "ManualJournalID": state.new_id(),
        "Narration": "",
        "Date": state.today(),
        "Status": "DRAFT",
        "LineAmountTypes": "NoTax",
        "ShowOnCashBasisReports": True,
        "JournalLines": [],
    }


def _status(sent: Mapping[str, Json], before: Body | None) -> str:
    wanted = text_of(sent, "Status").upper()
    if before is None:
        if wanted not in ("", "DRAFT", "POSTED"):
            raise InvalidError("Manual journal not of valid status for creation")  # assumed
        return wanted or "DRAFT"
    present = str(before["Status"])
    if present not in _ONWARD or (wanted and wanted not in _ONWARD[present]):
        raise InvalidError("Manual journal not of valid status for modification")  # assumed
    return wanted or present


def _headers(sent: Mapping[str, Json], *, body: Body) -> list[str]:
    problems = []
    if "Narration" in sent:
        body["Narration"] = text_of(sent, "Narration")
    if not body["Narration"]:
        problems.append(errors.REQUIRED.format("Narration"))
    if len(body["Narration"]) > NARRATION_MAX:
        problems.append(errors.TOO_LONG.format("Narration", NARRATION_MAX))
    if sent.get("Date"):
        body["Date"] = read_date(sent["Date"])
    if "Url" in sent:
        body["Url"] = text_of(sent, "Url")
    if "ShowOnCashBasisReports" in sent:
        body["ShowOnCashBasisReports"] = flag(sent["ShowOnCashBasisReports"])
    if "LineAmountTypes" in sent:
        chosen = AMOUNT_TYPES.get(text_of(sent, "LineAmountTypes").lower())
        problems += [] if chosen else ["LineAmountTypes is not valid"]  # assumed
        body["LineAmountTypes"] = chosen or body["LineAmountTypes"]
    return problems


def _write_lines(state: State, sent: Mapping[str, Json], *, body: Body) -> list[str]:
    lines: Sequence[Json] = sent["JournalLines"] if isinstance(sent.get("JournalLines"), list) else body["JournalLines"]
    problems: list[str] = []
    try:
        body["JournalLines"] = [_line(state, line if isinstance(line, dict) else {}, body=body) for line in lines]
    except InvalidError as refused:
        return list(refused.messages)
    if len(body["JournalLines"]) < 2:
        problems.append("A manual journal needs at least two lines")  # assumed words
    tax = Decimal(0) if body["LineAmountTypes"] == "Inclusive" else Decimal(1)
    total = sum((line["LineAmount"] + tax * line["TaxAmount"] for line in body["JournalLines"]), Decimal("0.00"))
    if total:
        problems.append(f"The total debits do not equal the total credits: {total} is left over")  # assumed words
    return problems


def _line(state: State, sent: Mapping[str, Json], *, body: Body) -> Body:
    code, own_id = text_of(sent, "AccountCode"), text_of(sent, "AccountID")
    account = state.account(code=code) if code else state.account(id=own_id) if own_id else None
    problems: list[str] = []
    if account is None or account["Status"] != "ACTIVE" or account["Type"] == "BANK" or account["SystemAccount"] in _FORBIDDEN:
        raise InvalidError(errors.BAD_ACCOUNT.format(code or own_id))
    amount = round2(read_decimal(sent.get("LineAmount"), "LineAmount"))
    if abs(amount) > LINE_AMOUNT_MAX:
        problems.append(errors.TOO_LONG.format("LineAmount", LINE_AMOUNT_MAX))
    tax_type = "NONE" if body["LineAmountTypes"] == "NoTax" else text_of(sent, "TaxType") or account["TaxType"]
    rate = state.tax_rate(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        problems.append(errors.BAD_TAX.format(tax_type))
    tracking = read_tracking(state, sent.get("Tracking"), problems=problems)
    if problems:
        raise InvalidError(*problems)
    percent = rate["EffectiveRate"] if rate else Decimal(0)
    return {
        "AccountID": account["AccountID"],
        "AccountCode": account["Code"],
        "Description": text_of(sent, "Description"),
        "LineAmount": amount,
        "TaxType": tax_type,
        "TaxAmount": line_tax(amount, percent, line_amount_types=body["LineAmountTypes"]),
        "Tracking": tracking,
        "IsBlank": False,
    }


def show_manual_journal(body: Body, *, full: bool) -> Body:
    shown = {key: value for key, value in body.items() if value != ""}
    return {
        **shown,
        "Date": date_out(body["Date"]),
        "UpdatedDateUTC": moment_out(body["UpdatedDateUTC"]),
        "HasAttachments": False,
        "JournalLines": body["JournalLines"] if full else [],
    }
