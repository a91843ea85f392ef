"""Xero's refusals: problem bodies, validation bodies and the messages met in practice."""

from collections.abc import Mapping, Sequence

from tieout.sandbox.call import Json, Reply, answer
from tieout.sandbox.ground import ProviderError
from tieout.sandbox.oauth import new_guid

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


class InvalidError(Exception):
    """One element of a request is refused, with every message that applies to it."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


def problem(status: int, title: str, *, detail: str, headers: Mapping[str, str] | None = None) -> Reply:
    body = {"Type": None, "Title": title, "Status": status, "Detail": detail, "Instance": new_guid()}
    return answer(body, status=status, headers=headers)


def refuse(status: int, title: str, *, detail: str, headers: Mapping[str, str] | None = None) -> ProviderError:
    return ProviderError(problem(status, title, detail=detail, headers=headers))


def not_found() -> ProviderError:
    text = b"The resource you're looking for cannot be found"  # assumed: the exact words
    return ProviderError(Reply(404, text, media_type="text/html; charset=utf-8"))


def bad_data(message: str) -> ProviderError:
    return ProviderError(answer({"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": message}, status=400))


def bad_query(message: str) -> ProviderError:
    return ProviderError(answer({"ErrorNumber": 16, "Type": "QueryParseException", "Message": message}, status=400))


def validation(elements: Sequence[Mapping[str, Json]], *, units: int = 1) -> Reply:
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }
    return answer(body, status=400, units=units)


# Kept in one place so that a client's table of messages can be held against it. Those without a source are marked.
NAME_TAKEN = (
    "The contact name {0} is already assigned to another contact. The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
BAD_EMAIL = "Email address must be valid."
NOT_UNIQUE = "Invoice # must be unique."
CREDIT_NOT_UNIQUE = "Credit note number must be unique."  # assumed
NOT_MODIFIABLE = "Invoice not of valid status for modification"
HAS_PAYMENTS = "This document cannot be edited as it has a payment or credit note allocated to it."
VOID_WITH_PAYMENTS = "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."
BAD_TYPE = "Invoice not of valid type for creation"
BAD_STATUS = "Invoice not of valid status for creation"  # assumed
NO_LINES = "One or more line items must be specified"
LINE_TOTAL = "The line total {0} does not match the expected line total {1}"
BAD_ACCOUNT = "Account code '{0}' is not a valid code for this document."
NO_ACCOUNT = "Account code must be specified"  # assumed
NO_DESCRIPTION = "Description must be specified"  # assumed
NO_DUE_DATE = "Due Date cannot be empty"  # assumed
BAD_ITEM = "Item code '{0}' is not valid"
BAD_TAX = "The TaxType code '{0}' does not exist or cannot be used for this type of transaction."  # assumed
BAD_TRACKING = "The tracking option could not be found"  # assumed
BAD_CURRENCY = "Users Organisation is not subscribed to currency {0}"
NEGATIVE_TOTAL = "The document total must not be negative"  # assumed
DISCOUNT_ON_PURCHASE = "Discounts can only be applied to sales invoices and quotes"  # assumed
SENT_TO_CONTACT = "Only AUTHORISED invoices may have SentToContact updated."
NO_CONTACT = "A Contact must be specified for this type of transaction"
UNKNOWN_CONTACT = "The contact could not be found"  # assumed
ARCHIVED_CONTACT = "The contact is archived and cannot be used"  # assumed
LOCKED = "The document date cannot be before the end of year or period lock date"  # assumed
OVERPAID = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
NO_SUCH_ACCOUNT = "Account could not be found"
NOT_FOR_PAYMENTS = "The account cannot be used for payments"  # assumed
NOT_POSITIVE = "Payment amount must be greater than zero"  # assumed
NO_DOCUMENT = "Invoice could not be found"  # assumed
PAYMENT_FINAL = "Payments cannot be edited; delete it and create a new one"  # assumed
ALLOCATE_STATUS = "Allocations can only be made from and to Authorised documents"  # assumed
ALLOCATE_CONTACT = "The contact of the credit note and the invoice must be the same"  # assumed
ALLOCATE_TOO_MUCH = "Allocated amount exceeds the amount outstanding on the invoice or the remaining credit"  # assumed
ITEM_TAKEN = "Price List Item with Code '{0}' already exists"
ACCOUNT_NAME = "Please enter a unique Name."
ACCOUNT_CODE_TAKEN = "Please enter a unique Code."  # assumed
ACCOUNT_CODE_LONG = "Account Code is too long. Maximum of 10 characters allowed"
TOO_LONG = "The {0} field is too long. Maximum of {1} characters allowed"  # assumed
REQUIRED = "The {0} field is required"  # assumed
IN_USE = "It is used by transactions or by the system and can only be archived"  # assumed
