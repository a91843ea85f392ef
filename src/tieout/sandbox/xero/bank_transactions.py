"""Money spent and received straight at the bank, and the bank's side of prepayments, overpayments and transfers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.contacts import contact_of, mark_used
from tieout.sandbox.xero.documents import AMOUNT_TYPES, day_rate
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.inventory import moved
from tieout.sandbox.xero.ledger import system_account
from tieout.sandbox.xero.lines import Paper, again, read_lines, show_lines
from tieout.sandbox.xero.prepayments import take
from tieout.sandbox.xero.rules import line_tax, totals
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, moment_out, object_of, read_date, read_decimal, text_of

KIND = "BankTransactions"
TYPES = ("RECEIVE", "SPEND", "RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT")
_FINAL = "The bank transaction cannot be changed through this endpoint"  # assumed
_RECONCILED = "A reconciled bank transaction's amounts, account and date cannot be changed"  # assumed
_MONEY = ("Date", "Total", "BankAccount", "CurrencyRate")


def save_bank_transaction(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = _meant(state, sent, wish=wish)
    if before is not None:
        if before["Type"] not in ("RECEIVE", "SPEND") or before["Status"] != "AUTHORISED":
            raise InvalidError(_FINAL)
        if text_of(sent, "Status").upper() in ("DELETED", "VOIDED"):
            return _delete(state, before)
    body = _compose(state, sent, before=before, places=wish.places)
    mark_used(state, body["Contact"]["ContactID"], flag_field="IsCustomer" if _receives(body) else "IsSupplier")
    if body["Type"] not in ("RECEIVE", "SPEND"):
        return state.save(KIND, take(state, body))
    kept = state.save(KIND, moved(state, KIND, body=body))
    journals.post(state, KIND, body=kept)
    return kept


def _receives(body: Body) -> bool:
    return bool(body["Type"].startswith("RECEIVE"))


def _meant(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    if wish.id:
        if (found := state.get(KIND, wish.id)) is None:
            raise errors.not_found()
        return found
    if wish.create_only or not text_of(sent, "BankTransactionID"):
        return None
    if (found := state.get(KIND, text_of(sent, "BankTransactionID"))) is None:
        raise InvalidError("Bank transaction could not be found")  # assumed
    return found


def _delete(state: State, before: Body) -> Body:
    if before["IsReconciled"]:
        raise InvalidError(_RECONCILED)
    if state.locked(before["Date"]):
        raise InvalidError(errors.LOCKED)
    deleted = state.save(KIND, moved(state, KIND, body={**before, "Status": "DELETED"}))
    journals.post(state, KIND, body=deleted)
    return deleted


def _compose(state: State, sent: Mapping[str, Json], *, before: Body | None, places: int) -> Body:
    body: Body = dict(before) if before else _blank(state, sent)
    problems = _headers(state, sent, body=body)
    try:
        contact = contact_of(state, sent.get("Contact"), kept=before["Contact"]["ContactID"] if before else "")
        body["Contact"] = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
    except InvalidError as refused:
        problems.extend(refused.messages)
    try:
        _write_lines(state, sent, body=body, places=places)
    except InvalidError as refused:
        problems.extend(refused.messages)
    if state.locked(body["Date"]) or (before is not None and state.locked(before["Date"])):
        problems.append(errors.LOCKED)
    if before is not None and before["IsReconciled"] and any(body[field] != before[field] for field in _MONEY):
        problems.append(_RECONCILED)
    if problems:
        raise InvalidError(*dict.fromkeys(problems))
    return body


def _blank(state: State, sent: Mapping[str, Json]) -> Body:
    kind = text_of(sent, "Type").upper()
    if kind not in TYPES:
        raise InvalidError("Bank transaction not of valid type for creation")  # assumed
    return {
        "BankTransactionID": state.new_id(),
        "Type": kind,
        "Reference": "",
        "Date": state.today(),
        "Status": "AUTHORISED",
        "LineAmountTypes": "NoTax" if kind.endswith("OVERPAYMENT") else "Inclusive",
        "CurrencyCode": state.organisation["BaseCurrency"],
        "CurrencyRate": Decimal(1),
        "LineItems": [],
        "IsReconciled": False,
        "BankAccount": {},
    }


def _headers(state: State, sent: Mapping[str, Json], *, body: Body) -> list[str]:
    problems = []
    if text_of(sent, "Status").upper() not in ("", "AUTHORISED"):
        problems.append(errors.BAD_STATUS)
    if sent.get("Date"):
        body["Date"] = read_date(sent["Date"])
    for field, most in (("Reference", 255), ("Url", 2000)):
        if field in sent:
            body[field] = text_of(sent, field)
            if len(body[field]) > most:
                problems.append(errors.TOO_LONG.format(field, most))
    if "IsReconciled" in sent:
        body["IsReconciled"] = flag(sent["IsReconciled"])
    if "LineAmountTypes" in sent and not body["Type"].endswith("OVERPAYMENT"):
        chosen = AMOUNT_TYPES.get(text_of(sent, "LineAmountTypes").lower())
        problems += [] if chosen else ["LineAmountTypes is not valid"]  # assumed
        body["LineAmountTypes"] = chosen or body["LineAmountTypes"]
    try:
        _write_bank(state, sent, body=body)
    except InvalidError as refused:
        problems.extend(refused.messages)
    return problems


def bank_account(state: State, sent: Mapping[str, Json], *, field: str) -> Body:
    """The account of type BANK that `field` names; raises InvalidError for any other."""
    wanted = object_of(sent, field)
    account = state.account(code=text_of(wanted, "Code"), id=text_of(wanted, "AccountID"))
    if account is None or account["Status"] != "ACTIVE":
        raise InvalidError(errors.NO_SUCH_ACCOUNT)
    if account["Type"] != "BANK":
        raise InvalidError(f"{field} must be an account of type BANK")  # assumed
    return account


def _write_bank(state: State, sent: Mapping[str, Json], *, body: Body) -> None:
    base = str(state.organisation["BaseCurrency"])
    if "BankAccount" in sent or not body["BankAccount"]:
        account = bank_account(state, sent, field="BankAccount")
        body["BankAccount"] = {"AccountID": account["AccountID"], "Code": account.get("Code", ""), "Name": account["Name"]}
        currency = str(account.get("CurrencyCode", base))
        if body["Type"].endswith("OVERPAYMENT") and text_of(sent, "CurrencyCode"):
            currency = text_of(sent, "CurrencyCode").upper()
            if state.get("Currencies", currency) is None:
                raise InvalidError(errors.BAD_CURRENCY.format(currency))
        if currency != body["CurrencyCode"]:
            body |= {"CurrencyCode": currency, "CurrencyRate": day_rate(currency, base)}
    if sent.get("CurrencyRate") and body["CurrencyCode"] != base:
        rate = read_decimal(sent["CurrencyRate"], "CurrencyRate")
        if rate <= 0:
            raise InvalidError("CurrencyRate must be greater than zero")  # assumed
        body["CurrencyRate"] = rate.quantize(Decimal("0.0000000001")).normalize()


def _write_lines(state: State, sent: Mapping[str, Json], *, body: Body, places: int) -> None:
    lines: Sequence[Json] | None = sent["LineItems"] if isinstance(sent.get("LineItems"), list) else None
    kept = body["LineItems"]
    if lines is None:
        lines, places = again(kept) if "LineAmountTypes" in sent else kept, 4
    if not lines:
        raise InvalidError(errors.NO_LINES)
    over = body["Type"].endswith("OVERPAYMENT")
    if over and len(lines) != 1:
        raise InvalidError("An overpayment has exactly one line")  # assumed words
    # An overpayment's one line stands on the control account, whatever account was sent.
    asked = [{**_no_account(line), "TaxType": "NONE"} for line in lines] if over else lines
    paper = Paper(
        sale=_receives(body),
        approved=not over,
        line_amount_types=body["LineAmountTypes"],
        places=places,
        discounts=False,
        trusted=asked is kept,
    )
    body["LineItems"] = read_lines(state, asked, paper=paper, kept=kept)
    if over:
        control = state.need("Accounts", system_account(state, "DEBTORS" if _receives(body) else "CREDITORS"))
        body["LineItems"][0] |= {"AccountID": control["AccountID"], "AccountCode": control["Code"]}
    problems = [problem for line in body["LineItems"] for problem in _line_problems(state, line, body=body)]
    summed = totals([(line["LineAmount"], line["TaxAmount"]) for line in body["LineItems"]], body["LineAmountTypes"])
    body |= {"SubTotal": summed.subtotal, "TotalTax": summed.tax, "Total": summed.total}
    if summed.total <= 0:
        problems.append("The total of a bank transaction must be positive")  # assumed words
    if problems:
        raise InvalidError(*problems)


def _no_account(line: Json) -> dict[str, Json]:
    return {
        key: value for key, value in line.items() if key not in ("AccountCode", "AccountID", "AccountId", "ItemCode", "TaxAmount")
    }


def _line_problems(state: State, line: Body, *, body: Body) -> list[str]:
    problems = []
    if line["Quantity"] <= 0:
        problems.append("Quantity must be greater than zero")  # assumed words
    if not line["UnitAmount"]:
        problems.append("UnitAmount must not be zero")  # assumed words
    rate = state.tax_rate(line.get("TaxType", ""))
    percent = rate["EffectiveRate"] if rate else Decimal(0)
    expected = line_tax(line["LineAmount"], percent, line_amount_types=body["LineAmountTypes"])
    if line["TaxAmount"] != expected:
        problems.append(f"The tax amount {line['TaxAmount']} does not match the expected tax amount {expected}")  # assumed words
    return problems


def show_bank_transaction(state: State, body: Body, *, full: bool, places: int = 2) -> Body:
    shown = {key: value for key, value in body.items() if value != ""}
    shown |= {
        "Date": date_out(body["Date"]),
        "DateString": f"{body['Date']}T00:00:00",
        "UpdatedDateUTC": moment_out(body["UpdatedDateUTC"]),
        "HasAttachments": False,
        "LineItems": show_lines(body["LineItems"], places=places) if full else [],
    }
    if body["CurrencyCode"] == state.organisation["BaseCurrency"]:
        shown.pop("CurrencyRate")
    if "Contact" in body:
        contact = state.contact(body["Contact"]["ContactID"])
        shown["Contact"] = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
    return shown
