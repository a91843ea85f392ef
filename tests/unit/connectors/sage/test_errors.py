"""Sage's refusals as ours: what each means for the caller, and what a person can do."""

import pytest

from tieout.connectors.errors import NotPermitted, ProviderError, Transient
from tieout.connectors.http import Response
from tieout.connectors.sage.errors import SubscriptionEnded, problems, throttled, trouble


def entry(message: str, *, code: str = "RecordInvalid", source: str = "") -> dict[str, object]:
    return {"$severity": "error", "$dataCode": code, "$message": message, "$source": source}


def answer(status: int, *entries: object, text: str = "", headers: dict[str, str] | None = None) -> Response:
    return Response(status=status, headers=headers or {}, body=list(entries) or None, text=text)


@pytest.mark.parametrize(
    ("source", "message", "cause"),
    [
        ("contact.reference", "has already been taken", "number_taken"),
        ("contact.name", "has already been taken", "name_taken"),
        ("product.item_code", "has already been taken", "code_taken"),
        ("contact.name", "is too long (maximum is 100 characters)", "too_long"),
        ("sales_invoice.date", "must be after the year end lockdown date 2025-12-31", "period_locked"),
        ("contact_payment.allocated_artefacts[0].amount", "is more than the outstanding amount", "amount_over_due"),
        ("sales_invoice.currency_id", "is not the contact's", "currency_not_enabled"),
        ("sales_invoice.invoice_lines[0].ledger_account_id", "can't be blank", "account_missing"),
        ("contact_payment.bank_account_id", "can't be blank", "account_missing"),
        ("sales_invoice.contact_id", "can't be blank", "contact_missing"),
        ("sales_invoice.invoice_lines[0].tax_amount", "can't be blank", "tax_code_invalid"),
        ("journal.journal_lines", "debits and credits must balance", "totals_differ"),
        ("", "can no longer be edited", "not_editable"),
        ("", "The VAT return has been reconciled", "not_editable"),
        ("sales_invoice.invoice_lines[0].ledger_account_id", "is not visible here", "account_invalid"),
        ("", "does not exist", "not_found"),
        ("sales_invoice.mood", "is sad", "other"),
    ],
)
def test_each_refusal_has_its_cause_and_its_remedy(source: str, message: str, cause: str) -> None:
    (problem,) = problems(answer(422, entry(message, source=source)))
    assert (problem.cause, problem.message, problem.code) == (cause, message, "RecordInvalid")
    assert problem.field == source.partition(".")[2]
    assert problem.remedy.endswith(".")


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("sales_invoice.contact_id", "contact_missing"),
        ("sales_invoice.invoice_lines[0].ledger_account_id", "account_invalid"),
        ("sales_invoice.invoice_lines[0].tax_rate_id", "tax_code_invalid"),
        ("sales_invoice.invoice_lines[0].product_id", "item_invalid"),
        ("contact_payment.allocated_artefacts[0].artefact_id", "not_found"),
        ("", "not_found"),
    ],
)
def test_not_found_is_told_apart_by_what_was_not_found(source: str, cause: str) -> None:
    """A supplier on a sales invoice and an account that is hidden there are not found either."""
    (problem,) = problems(answer(404, entry("The requested record was not found", code="RecordNotFound", source=source)))
    assert problem.cause == cause


def test_every_entry_is_told_and_what_has_none_still_says_something() -> None:
    found = problems(answer(422, entry("can't be blank", source="contact.name"), entry("is too long", source="contact.notes"), "?"))
    assert [problem.field for problem in found] == ["name", "notes"]
    single = Response(status=422, headers={}, body=entry("can't be blank", source="contact.name"))
    assert [problem.field for problem in problems(single)] == ["name"]
    assert [problem.cause for problem in problems(answer(404))] == ["not_found"]
    assert [problem.message for problem in problems(answer(400))] == ["Sage answered 400"]
    assert [problem.message for problem in problems(answer(400, text="<html>no</html>"))] == ["<html>no</html>"]
    assert [problem.message for problem in problems(answer(422, {"$dataCode": "Odd"}))] == ["Odd"]


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (answer(401, entry("No active subscription", code="AuthorizationFailure")), SubscriptionEnded),
        (answer(403, entry("No", code="MultiUserAccessDenied")), NotPermitted),
        (answer(403), NotPermitted),
        (answer(409, entry("Conflict", code="Conflict")), Transient),
    ],
)
def test_some_answers_are_not_about_the_object(told: Response, error: type[ProviderError]) -> None:
    assert type(trouble(told)) is error


@pytest.mark.parametrize("status", [400, 401, 404, 405, 415, 422, 500, 525])
def test_the_rest_is_left_to_the_usual_rules(status: int) -> None:
    assert trouble(answer(status, entry("expired", code="AuthorizationFailure"))) is None


def test_a_limit_is_waited_for_as_long_as_sage_says_or_a_minute() -> None:
    assert throttled(answer(429, headers={"retry-after": "7"})).retry_after == 7
    assert (throttled(answer(429)).retry_after, throttled(answer(429)).scope) == (60, "day")
