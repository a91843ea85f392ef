"""Xero's refusals: the cause of each message, and what each answer means for the caller."""

import pytest

from tieout.connectors.errors import AuthorisationLost, NotPermitted, ProviderError, Throttled, Transient
from tieout.connectors.http import Json, Response
from tieout.connectors.xero import errors
from unit.connectors.scripted import Gate


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            "The contact name A is already assigned to another contact. A contact name must be unique across all active contacts.",
            "name_taken",
        ),
        ("Another contact has this contact number. Please enter a different contact number.", "number_taken"),
        ("Invoice # must be unique.", "number_taken"),
        ("Price List Item with Code 'abc' already exists", "code_taken"),
        ("Account Code is too long. Maximum of 10 characters allowed", "too_long"),
        ("The document date cannot be before the period lock date", "period_locked"),
        ("Payment amount exceeds the amount outstanding on this document", "amount_over_due"),
        ("Users Organisation is not subscribed to currency NZD", "currency_not_enabled"),
        ("The TaxType code 'OUTPUT9' does not exist or cannot be used for this type of transaction.", "tax_code_invalid"),
        ("Account code '999' is not a valid code for this document.", "account_invalid"),
        ("Account could not be found", "account_invalid"),
        ("Account must be specified", "account_missing"),
        ("Item code 'X' is not valid", "item_invalid"),
        ("A Contact must be specified for this type of transaction", "contact_missing"),
        ("The contact with the specified contact details has been archived. The contact must be un-archived", "contact_archived"),
        ("The line total 1.00 does not match the expected line total 100.00", "totals_differ"),
        ("This document cannot be edited as it has a payment or credit note allocated to it.", "not_editable"),
        ("Invoice not of valid status for modification", "not_editable"),
        (
            "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.",
            "not_editable",
        ),
        ("Payments can only be made against Authorised documents", "not_editable"),
        ("Allocations can only be made from and to Authorised documents", "not_editable"),
        ("Allocated amount exceeds the amount outstanding on the invoice or the remaining credit", "amount_over_due"),
        ("Bank transfers cannot be edited; delete it and create a new one", "not_editable"),
        ("A payment of a batch can only be deleted with the batch", "not_editable"),
        ("A reconciled bank transaction's amounts, account and date cannot be changed", "not_editable"),
        ("Manual journal not of valid status for modification", "not_editable"),
        ("The total debits (100.00) must equal total credits (-10.00)", "totals_differ"),
        ("The total debits do not equal the total credits: 5.00 is left over", "totals_differ"),
        ("BankAccount must be an account of type BANK", "account_invalid"),
        ("A transfer needs two different bank accounts", "account_invalid"),
        ("The account cannot be used for payments", "account_invalid"),
        ("The resource you're looking for cannot be found", "not_found"),
        ("Email address must be valid.", "other"),
        ("", "other"),
    ],
)
def test_a_message_has_a_cause_and_a_remedy(message: str, cause: str) -> None:
    problem = errors.problem(message)
    assert (problem.cause, problem.message) == (cause, message)
    assert problem.remedy.endswith(".")


def test_problems_of_the_parts_are_found_with_their_place_and_said_once() -> None:
    element: Json = {
        "ValidationErrors": [{"Message": "Invoice # must be unique."}],
        "Contact": {"ValidationErrors": [{"Description": "Email address must be valid."}]},
        "LineItems": [{"ValidationErrors": []}, {"ValidationErrors": [{"Message": "Item code 'X' is not valid"}]}],
        "Warnings": [{"Message": "Only AUTHORISED invoices may have SentToContact updated."}],
        "Payments": [{"ValidationErrors": [{"Message": "Invoice # must be unique."}]}],
    }
    found = [(problem.cause, problem.field) for problem in errors.problems(element)]
    assert found == [("number_taken", ""), ("other", "Contact"), ("item_invalid", "LineItems.1")]


def problem_answer(status: int, detail: str, **headers: str) -> Response:
    return Response(status=status, headers=headers, body={"Type": None, "Title": "x", "Status": status, "Detail": detail})


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (problem_answer(401, "TokenExpired: token expired at 01/23/2020 18:21:16"), AuthorisationLost),
        (problem_answer(401, "AuthenticationUnsuccessful"), AuthorisationLost),
        (problem_answer(401, "AuthorizationUnsuccessful"), NotPermitted),
        (Response(status=401, headers={}, body={"status": 401, "detail": "AuthorizationUnsuccessful"}), NotPermitted),
        (Response(status=401, headers={"www-authenticate": 'Bearer error="insufficent_scope"'}), NotPermitted),
        (problem_answer(403, "AuthenticationUnsuccessful"), AuthorisationLost),
        (Response(status=503, headers={}, text="The Organisation is offline", readable=False), Transient),
        (Response(status=409, headers={}, body={"Title": "Conflict"}), Transient),
        (Response(status=400, headers={}, body={"Message": "Idempotency Key: k is used with a different request."}), Transient),
    ],
)
def test_an_answer_says_what_to_do_next(answer: Response, trouble: type[ProviderError]) -> None:
    assert type(errors.trouble(answer)) is trouble


def test_an_offline_organisation_is_asked_again_after_five_minutes() -> None:
    found = errors.trouble(Response(status=503, headers={}, text="The Organisation is offline", readable=False))
    assert isinstance(found, Transient)
    assert found.retry_after == 300


@pytest.mark.parametrize("status", [400, 404, 412, 500, 501, 503])
def test_other_answers_are_left_to_the_usual_rules(status: int) -> None:
    assert errors.trouble(Response(status=status, headers={}, text="whatever", readable=False)) is None


@pytest.mark.parametrize(
    ("headers", "scope", "seconds"),
    [
        ({"x-rate-limit-problem": "minute", "retry-after": "23"}, "minute", 23),
        ({"x-rate-limit-problem": "day", "retry-after": "7200"}, "day", 7200),
        ({"x-rate-limit-problem": "concurrent"}, "concurrent", 1),
        ({"x-rate-limit-problem": "appminute"}, "appminute", 60),
        ({}, "minute", 60),
    ],
)
def test_a_limit_names_its_scope_and_its_wait(headers: dict[str, str], scope: str, seconds: float) -> None:
    found = errors.throttled(Response(status=429, headers=headers))
    assert isinstance(found, Throttled)
    assert (found.scope, found.retry_after) == (scope, seconds)


def test_every_answer_corrects_the_gate() -> None:
    gate = Gate()
    told = {"x-minlimit-remaining": "57", "x-daylimit-remaining": "4990", "x-appminlimit-remaining": "9001"}
    errors.correct(gate, Response(status=200, headers=told))
    errors.correct(gate, Response(status=200, headers={"x-minlimit-remaining": "many"}))
    assert gate.corrections == [("minute", 57, None), ("day", 4990, None), ("appminute", 9001, None)]
