"""QuickBooks' faults in their three shapes, and what each code means for the caller."""

import pytest

from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import AuthorisationLost, OutcomeUnknown, ProviderError, Rejected, Throttled, Transient
from tieout.connectors.http import Response
from tieout.connectors.quickbooks.errors import Fault, faults, general, problems, refused, throttled, trouble


def validation(code: str, *, detail: str = "No good", element: str = "") -> dict[str, object]:
    return {
        "Fault": {"Error": [{"Message": "Short", "Detail": detail, "code": code, "element": element}], "type": "ValidationFault"},
        "time": "2026-03-02T10:11:12.345-08:00",
    }


def gateway(code: str) -> dict[str, object]:
    error = {
        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "detail": "Token expired",
        "code": code,
        "element": None,
    }
    return {"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "report": None, "time": 1730024394085}


XML = (
    '<?xml version="1.0" encoding="UTF-8"?><IntuitResponse time="2026-03-02T10:11:12.345-08:00" xmlns="http://schema.intuit.com/finance/v3">'
    '<Fault type="SERVICE"><Error code="{code}"><Message>message=ThrottleExceeded; errorCode=003001</Message>'
    "<Detail>The request limit was reached.</Detail></Error></Fault></IntuitResponse>"
)


def answer(status: int, body: object = None, *, text: str = "") -> Response:
    return Response(status=status, headers={}, body=body, text=text, readable=not text)


def test_it_reads_the_faults_of_the_api_of_the_gateway_and_of_xml() -> None:
    assert faults(validation("6240", detail="The name exists", element="DisplayName")) == (
        Fault("6240", "The name exists", "DisplayName"),
    )
    assert faults(gateway("3200")) == (Fault("3200", "Token expired"),)
    assert faults(None, XML.format(code="3001")) == (Fault("3001", "The request limit was reached."),)
    assert faults({"Invoice": {}}) == faults(None) == faults([], "<html>no</html>") == ()


def test_a_fault_without_any_words_still_says_something() -> None:
    assert faults({"Fault": {"Error": [{}]}}) == (Fault("", "no reason given"),)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("6240", "name_taken"),
        ("6140", "number_taken"),
        ("5010", "stale_version"),
        ("5030", "feature_off"),
        ("6190", "subscription_ended"),
        ("620", "linked_elsewhere"),
        ("610", "not_found"),
        ("2050", "too_long"),
        ("2220", "currency_not_enabled"),
        ("2270", "tax_code_invalid"),
        ("2300", "totals_differ"),
        ("6200", "period_locked"),
        ("6220", "not_editable"),
        ("6430", "account_invalid"),
        ("6450", "not_editable"),
        ("6480", "not_editable"),
        ("6210", "period_locked"),
        ("6070", "totals_differ"),
        ("6100", "tax_code_invalid"),
        ("6250", "contact_archived"),
        ("6540", "not_editable"),
        ("5020", "not_permitted"),
        ("150", "provider_trouble"),
        ("3001", "provider_trouble"),
        ("2010", "other"),
        ("987654", "other"),
    ],
)
def test_each_code_has_its_cause_and_its_remedy(code: str, cause: str) -> None:
    (problem,) = problems(faults(validation(code)))
    assert (problem.cause, problem.message, problem.code) == (cause, "No good", code)
    assert problem.remedy.endswith(".")


def test_a_name_that_is_taken_by_an_item_is_its_code() -> None:
    (problem,) = problems(faults(validation("6240")), kind=EntityKind.ITEM)
    assert (problem.cause, problem.code) == ("code_taken", "6240")


@pytest.mark.parametrize(
    ("code", "detail", "element", "cause"),
    [
        ("6000", "Make sure all your transactions have a VAT rate before you save.", "", "tax_code_invalid"),
        ("6000", "The currency of the customer is another one", "", "currency_not_enabled"),
        ("6000", "You must choose an account", "", "account_invalid"),
        ("6000", "Something else", "", "other"),
        ("2500", "Invalid Reference Id : Names element id 99 not found", "", "contact_missing"),
        ("2500", "Invalid Reference Id : Item element id 99 not found", "ItemRef", "item_invalid"),
        ("2500", "Invalid Reference Id : 99", "IncomeAccountRef", "account_invalid"),
        ("2500", "Invalid Reference Id : TaxCode element id 99 not found", "TaxCodeRef", "tax_code_invalid"),
    ],
)
def test_the_codes_that_mean_many_things_are_told_apart_by_their_words(code: str, detail: str, element: str, cause: str) -> None:
    (problem,) = problems(faults(validation(code, detail=detail, element=element)))
    assert (problem.cause, problem.field) == (cause, element)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, gateway("3200"), AuthorisationLost),
        (403, gateway("3100"), AuthorisationLost),
        (401, validation("120"), AuthorisationLost),
        (403, validation("3001"), Throttled),
        (400, validation("140"), Transient),
    ],
)
def test_some_answers_are_not_about_the_object(status: int, body: object, error: type[ProviderError]) -> None:
    assert type(trouble(answer(status, body))) is error


def test_what_is_about_the_object_or_about_http_is_left_to_others() -> None:
    assert trouble(answer(400, validation("6240"))) is None
    assert trouble(answer(400, validation("10000"))) is None
    assert trouble(answer(500, validation("10000"))) is None
    assert trouble(answer(503, text="<html>gone</html>")) is None


def test_an_xml_401_of_old_is_a_dead_token() -> None:
    assert isinstance(trouble(answer(401, text=XML.format(code="100"))), AuthorisationLost)


def test_a_company_that_is_busy_is_left_alone_for_minutes() -> None:
    found = trouble(answer(400, validation("150")))
    assert isinstance(found, Transient)
    assert found.retry_after == 300


def test_a_limit_is_waited_for_a_minute_unless_quickbooks_says_how_long() -> None:
    assert throttled(answer(429, text=XML.format(code="3001"))).retry_after == 60
    said = throttled(Response(status=429, headers={"retry-after": "7"}))
    assert (said.retry_after, said.scope) == (7, "minute")


def test_an_error_of_its_own_leaves_the_outcome_of_a_write_unknown_and_a_read_to_be_repeated() -> None:
    for code in ("10000", "10200"):
        assert isinstance(general(faults(validation(code)), writes=True), OutcomeUnknown)
        assert type(general(faults(validation(code)), writes=False)) is Transient
    assert isinstance(general(faults(validation("600")), writes=True), OutcomeUnknown)


def test_a_whole_answer_is_refused_with_every_problem_even_under_200() -> None:
    both = {"Fault": {"Error": [{"Detail": "one", "code": "6240"}, {"Detail": "two", "code": "2050"}]}}
    error = refused(answer(200, both), writes=True)
    assert isinstance(error, Rejected)
    assert [problem.cause for problem in error.problems] == ["name_taken", "too_long"]
    assert refused(answer(200, {"Invoice": {}}), writes=True) is None
    assert isinstance(refused(answer(404), writes=False), Rejected)
