"""Faults in the three shapes that QuickBooks uses: validation faults, the gateway's lower-case ones, and XML throttling."""

from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from tieout.sandbox.call import Reply, answer
from tieout.sandbox.quickbooks.moments import stamp

Body = dict[str, Any]

UNSUPPORTED, NOT_FOUND, CANNOT_LINK, BATCH_TOO_LARGE = 500, 610, 620, 1040
BAD_OBJECT, UNKNOWN_PROPERTY, MISSING, BAD_ID, BAD_STRING, TOO_LONG = 2000, 2010, 2020, 2030, 2040, 2050
BAD_DATE, BAD_NUMBER, BAD_TYPE, BAD_REQUEST_ID, BAD_ENUM = 2060, 2090, 2110, 2130, 2170
BAD_EMAIL, BAD_CURRENCY, BAD_BOOLEAN, NO_LINES, NEGATIVE, BAD_REFERENCE = 2210, 2220, 2230, 2250, 2290, 2500
QUERY_PARSE, QUERY_INVALID = 4000, 4001
STALE, SWITCHED_OFF, BUSINESS, BAD_AMOUNT, BAD_DISCOUNT, BAD_TAX_CODE = 5010, 5030, 6000, 6070, 6090, 6100
DUPLICATE_NUMBER, TAX_NOT_APPLICABLE, BAD_PARENT, TOO_DEEP = 6140, 6170, 6150, 6180
PERIOD_CLOSED, HAS_BALANCE, DUPLICATE_NAME = 6210, 6220, 6240
BAD_POSTING_TYPE, UNBALANCED, ACCOUNT_TYPE, DEPOSITED, TOO_LARGE = 2260, 2300, 6430, 6540, 10100

_MESSAGES = {
    UNSUPPORTED: "Unsupported Operation",
    NOT_FOUND: "Object Not Found",
    CANNOT_LINK: "Transaction cannot be linked",
    BATCH_TOO_LARGE: "Batch size too large",
    BAD_OBJECT: "Invalid object name",
    UNKNOWN_PROPERTY: "Request has invalid or unsupported property",
    MISSING: "Required param missing, need to supply the required value for the API",
    BAD_ID: "Invalid ID",
    BAD_STRING: "Invalid String",
    TOO_LONG: "String length is either shorter or longer than supported by specification",
    BAD_DATE: "Invalid date format",
    BAD_NUMBER: "Invalid Number",
    BAD_TYPE: "Invalid Type",
    BAD_REQUEST_ID: "Invalid Request Id",
    BAD_ENUM: "Invalid Enumeration",
    BAD_EMAIL: "Invalid Email Address format",
    BAD_CURRENCY: "Invalid Currency Code",
    BAD_BOOLEAN: "Invalid Boolean",
    NO_LINES: "Transaction has no lines",
    NEGATIVE: "Negative amount",
    BAD_REFERENCE: "Invalid Reference Id",
    QUERY_PARSE: "Error parsing query",
    QUERY_INVALID: "Invalid query",
    STALE: "Stale Object Error",
    SWITCHED_OFF: "Feature Not Supported Error",
    BUSINESS: "A business validation error has occurred while processing your request",
    BAD_AMOUNT: "Amount calculation incorrect in the request",
    BAD_DISCOUNT: "Invalid discount",
    BAD_TAX_CODE: "Invalid tax code",
    DUPLICATE_NUMBER: "Duplicate Document Number Error",
    BAD_PARENT: "Invalid parent",
    TAX_NOT_APPLICABLE: "Tax detail not allowed",
    TOO_DEEP: "Hierarchy too deep",
    PERIOD_CLOSED: "Account Period Closed",
    HAS_BALANCE: "Object has a balance",
    DUPLICATE_NAME: "Duplicate Name Exists Error",
    BAD_POSTING_TYPE: "Invalid posting type",
    UNBALANCED: "Transaction is not balanced",
    ACCOUNT_TYPE: "Invalid account type",
    DEPOSITED: "Deposited Transaction cannot be changed",
    TOO_LARGE: "The result is too large",
}


class FaultError(Exception):
    """A request that QuickBooks would answer with a Fault; `element` names the field where one is to blame."""

    def __init__(self, code: int, detail: str, *, element: str = "", status: int = 400) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.element, self.status = code, detail, element, status

    def fault(self) -> Body:
        error = {"Message": _MESSAGES[self.code], "Detail": self.detail, "code": str(self.code), "element": self.element}
        return {"Error": [error], "type": "ValidationFault"}


def missing(name: str) -> FaultError:
    return FaultError(MISSING, f"Required parameter {name} is missing in the request", element=name)


def not_found() -> FaultError:
    return FaultError(
        NOT_FOUND,
        "Object Not Found : Something you're trying to use has been made inactive. "
        "Check the fields with accounts, customers, items, vendors or employees.",
    )


def bad_reference(kind: str, id: str, *, element: str) -> FaultError:
    return FaultError(BAD_REFERENCE, f"Invalid Reference Id : {kind} element id {id} not found", element=element)


def business(detail: str, *, element: str = "") -> FaultError:
    return FaultError(BUSINESS, f"Business Validation Error: {detail}", element=element)


def refusal(refused: FaultError, *, at: datetime) -> Reply:
    return answer({"Fault": refused.fault(), "time": stamp(at)}, status=refused.status)


def gateway(*, status: int, code: int, name: str, at: datetime) -> Reply:
    """401 and 403 come from the gateway: lower-case keys, and the time as milliseconds."""
    detail = "Token expired or not valid" if status == 401 else "The application is not allowed on this company"
    error = {
        "message": f"message={name}; errorCode={code:06d}; statusCode={status}",
        "detail": detail,
        "code": str(code),
        "element": None,
    }
    document: Body = {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": "AUTHENTICATION" if status == 401 else "SERVICE"},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(at.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }
    return answer(document, status=status)


_THROTTLED = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
_THROTTLED_DETAIL = "The request limit was reached.  Try again later"


def throttled(*, at: datetime, as_xml: bool = False) -> Reply:
    """The XML form has been seen though JSON was asked for (python-quickbooks thread 43)."""
    if as_xml:
        document = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<IntuitResponse time="{stamp(at)}" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">'
            f'<Error code="3001"><Message>{escape(_THROTTLED)}</Message><Detail>{escape(_THROTTLED_DETAIL)}</Detail></Error>'
            "</Fault></IntuitResponse>"
        )
        return Reply(status=429, body=document.encode(), media_type="application/xml;charset=UTF-8")
    error = {"Message": _THROTTLED, "Detail": _THROTTLED_DETAIL, "code": "3001"}
    return answer({"Fault": {"Error": [error], "type": "SERVICE"}, "time": stamp(at)}, status=429)
