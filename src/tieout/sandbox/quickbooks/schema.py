"""The properties that each QuickBooks object knows: their types, lengths and which of them are only ever read."""

from typing import Any

# A shape is a type name ("text:100"), a dict of named shapes, or a list with the one shape of its members.
Shape = Any
Shapes = dict[str, Shape]

NUMBER, FLAG, DATE, ID = "number", "flag", "date", "text:64"

NAMES = frozenset(
    {"Customer", "Vendor", "Employee", "CompanyCurrency", "Item", "Account", "Class", "Department", "Term", "PaymentMethod"}
)
TRANSACTIONS = frozenset(
    {"Invoice", "CreditMemo", "Estimate", "SalesReceipt", "RefundReceipt", "Payment", "Bill", "VendorCredit", "BillPayment"}
    | {"Purchase", "PurchaseOrder", "Deposit", "Transfer", "JournalEntry"}
)
TAX_KINDS = frozenset({"TaxCode", "TaxRate", "TaxAgency"})
KINDS = NAMES | TRANSACTIONS | TAX_KINDS | {"CompanyInfo", "Preferences", "Attachable", "ExchangeRate"}
BY_LOWER_NAME = {kind.lower(): kind for kind in KINDS}


def _texts(most: int, *names: str) -> Shapes:
    return dict.fromkeys(names, f"text:{most}")


def _numbers(*names: str) -> Shapes:
    return dict.fromkeys(names, NUMBER)


def _flags(*names: str) -> Shapes:
    return dict.fromkeys(names, FLAG)


def _refs(*names: str) -> Shapes:
    return dict.fromkeys(names, REF)


REF: Shapes = _texts(500, "value", "name", "type")
_ADDRESS: Shapes = (
    {"Id": ID}
    | _texts(500, "Line1", "Line2", "Line3", "Line4", "Line5")
    | _texts(255, "City", "CountrySubDivisionCode", "Country", "Lat", "Long", "Note", "CountryCode", "Tag")
    | _texts(30, "PostalCode")
)
_PHONE: Shapes = _texts(30, "FreeFormNumber", "Tag")
_EMAIL: Shapes = _texts(100, "Address", "Tag")
_LINKED: list[Shape] = [_texts(64, "TxnId", "TxnType", "TxnLineId")]
_CUSTOM: list[Shape] = [_texts(100, "DefinitionId", "Type", "Name") | _texts(31, "StringValue")]
_COMMON: Shapes = {
    "Id": ID,
    "SyncToken": ID,
    "domain": "text:20",
    "sparse": FLAG,
    "status": "text:30",
    "MetaData": _texts(64, "CreateTime", "LastUpdatedTime") | _refs("CreatedByRef", "LastModifiedByRef"),
}
_PERSON: Shapes = (
    _COMMON
    | _texts(500, "DisplayName")
    | _texts(16, "Title", "Suffix")
    | _texts(100, "GivenName", "MiddleName", "FamilyName", "CompanyName")
    | _texts(110, "PrintOnCheckName")
    | dict.fromkeys(("PrimaryPhone", "AlternatePhone", "Mobile", "Fax"), _PHONE)
    | {"PrimaryEmailAddr": _EMAIL, "WebAddr": _texts(1000, "URI", "Tag"), "BillAddr": _ADDRESS, "OtherAddr": _ADDRESS}
    | _numbers("Balance")
    | _flags("Active")
    | _texts(64, "V4IDPseudonym", "Source", "GSTIN", "GSTRegistrationType", "BusinessNumber")
    | _refs("CurrencyRef")
)
_CUSTOMER: Shapes = (
    _PERSON
    | {"ShipAddr": _ADDRESS, "CustomField": _CUSTOM, "OpenBalanceDate": DATE}
    | _texts(2000, "Notes", "FullyQualifiedName")
    | _texts(64, "PrimaryTaxIdentifier", "SecondaryTaxIdentifier", "PreferredDeliveryMethod", "ResaleNum", "TaxExemptionReasonId")
    | _flags("Job", "BillWithParent", "Taxable", "IsProject")
    | _numbers("BalanceWithJobs", "Level")
    | _refs("ParentRef", "DefaultTaxCodeRef", "SalesTermRef", "PaymentMethodRef", "CustomerTypeRef", "ARAccountRef")
    | {"ClientEntityId": ID}
)
_VENDOR: Shapes = (
    _PERSON
    | _texts(100, "AcctNum", "TaxReportingBasis")
    | _texts(20, "TaxIdentifier")
    | _flags("Vendor1099", "HasTPAR", "T4AEligible", "T5018Eligible")
    | _numbers("BillRate", "CostRate")
    | _refs("TermRef", "APAccountRef")
    | {"VendorPaymentBankDetail": _texts(64, "BankAccountName", "BankBranchIdentifier", "BankAccountNumber", "StatementText")}
)
_EMPLOYEE: Shapes = (
    {name: shape for name, shape in _PERSON.items() if name not in ("Balance", "CurrencyRef", "CompanyName")}
    | _texts(100, "EmployeeNumber", "SSN", "Gender")
    | {"PrimaryAddr": _ADDRESS, "EmailAddress": _EMAIL}
    | dict.fromkeys(("BirthDate", "HiredDate", "ReleasedDate"), DATE)
    | _flags("Organization", "BillableTime")
    | _numbers("BillRate", "CostRate")
)
_ITEM: Shapes = (
    _COMMON
    | {"ItemGroupDetail": {"ItemGroupLine": [{"ItemRef": REF, "Qty": NUMBER}]}, "PrintGroupedItems": FLAG}
    | _texts(100, "Name", "Sku")
    | _texts(4000, "Description")
    | _texts(1000, "PurchaseDesc", "FullyQualifiedName")
    | _texts(64, "Type", "ServiceType", "ItemCategoryType", "UQCDisplayText", "UQCId")
    | _numbers("UnitPrice", "PurchaseCost", "QtyOnHand", "Level", "AbatementRate", "ReverseChargeRate", "ReorderPoint")
    | _flags("Active", "SubItem", "Taxable", "SalesTaxIncluded", "PurchaseTaxIncluded", "TrackQtyOnHand", "DeferredRevenue")
    | {"InvStartDate": DATE}
    | _refs("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "SalesTaxCodeRef", "PurchaseTaxCodeRef")
    | _refs("ParentRef", "ClassRef", "PrefVendorRef", "TaxClassificationRef")
)
_ACCOUNT: Shapes = (
    _COMMON
    | _texts(100, "Name", "Description", "AccountType", "AccountSubType", "Classification")
    | _texts(20, "AcctNum")
    | _texts(600, "FullyQualifiedName")
    | _numbers("CurrentBalance", "CurrentBalanceWithSubAccounts", "OpeningBalance")
    | _flags("Active", "SubAccount")
    | _refs("ParentRef", "TaxCodeRef", "CurrencyRef")
)
_MARKUP: Shapes = {"PercentBased": FLAG} | _numbers("Value", "Percent") | _refs("PriceLevelRef", "MarkUpIncomeAccountRef")
_LINE: Shapes = (
    {"Id": ID, "LinkedTxn": _LINKED, "CustomField": _CUSTOM, "DetailType": "text:64", "Description": "text:4000"}
    | _numbers("LineNum", "Amount")
    | {"LineEx": "any"}
)
_TAXED: Shapes = _numbers("TaxInclusiveAmt", "TaxAmount", "Qty", "UnitPrice") | _refs(
    "TaxCodeRef", "ClassRef", "ItemRef", "PriceLevelRef"
)
_SALES_DETAIL: Shapes = _TAXED | {"ServiceDate": DATE, "MarkupInfo": _MARKUP} | _refs("ItemAccountRef", "TaxClassificationRef")
_DISCOUNT: Shapes = {"PercentBased": FLAG, "DiscountPercent": NUMBER} | _refs(
    "DiscountRef", "DiscountAccountRef", "ClassRef", "TaxCodeRef"
)
_SALES_LINE: Shapes = _LINE | {
    "SalesItemLineDetail": _SALES_DETAIL,
    "DiscountLineDetail": _DISCOUNT | {"Discount": _DISCOUNT},
    "DescriptionLineDetail": {"ServiceDate": DATE, "TaxCodeRef": REF},
    "SubTotalLineDetail": {"ItemRef": REF},
    "SubtotalLineDetail": {"ItemRef": REF},
    "GroupLineDetail": {
        "GroupItemRef": REF,
        "Quantity": NUMBER,
        "Line": [_LINE | {"SalesItemLineDetail": _SALES_DETAIL}],
    },
}
_BILLED: Shapes = _TAXED | {"BillableStatus": "text:30", "MarkupInfo": _MARKUP} | _refs("CustomerRef", "AccountRef")
_EXPENSE_LINE: Shapes = _LINE | {"AccountBasedExpenseLineDetail": _BILLED, "ItemBasedExpenseLineDetail": _BILLED}
_TAX_LINE: Shapes = {
    "Amount": NUMBER,
    "DetailType": "text:64",
    "TaxLineDetail": {"PercentBased": FLAG}
    | _numbers("TaxPercent", "NetAmountTaxable", "TaxInclusiveAmount", "OverrideDeltaAmount")
    | _refs("TaxRateRef"),
}
_TRANSACTION: Shapes = (
    _COMMON
    | _texts(4000, "PrivateNote")
    | {"TxnDate": DATE, "CustomField": _CUSTOM, "LinkedTxn": _LINKED, "AttachableRef": "any"}
    | _numbers("TotalAmt", "ExchangeRate", "HomeTotalAmt", "HomeBalance", "Balance")
    | _texts(64, "TxnStatus", "TxnSource", "TransactionLocationType")
    | _refs("CurrencyRef", "DepartmentRef", "TaxExemptionRef", "RecurDataRef", "ProjectRef", "ClassRef")
)
_TAXED_TRANSACTION: Shapes = (
    _TRANSACTION
    | _texts(21, "DocNumber")
    | {"TxnTaxDetail": {"TotalTax": NUMBER, "TaxLine": [_TAX_LINE], "TxnTaxCodeRef": REF, "UseAutomatedSalesTax": FLAG}}
    | _texts(64, "GlobalTaxCalculation")
)
_SALE: Shapes = (
    _TAXED_TRANSACTION
    | {"CustomerRef": REF, "Line": [_SALES_LINE], "CustomerMemo": _texts(1000, "value")}
    | dict.fromkeys(("BillAddr", "ShipAddr", "ShipFromAddr"), _ADDRESS)
    | dict.fromkeys(("BillEmail", "BillEmailCc", "BillEmailBcc"), _EMAIL)
    | _texts(64, "PrintStatus", "EmailStatus")
    | _flags("ApplyTaxAfterDiscount", "FreeFormAddress", "AllowIPNPayment", "AllowOnlinePayment")
    | _flags("AllowOnlineACHPayment", "AllowOnlineCreditCardPayment")
    | _refs("SalesTermRef", "PaymentMethodRef", "DepositToAccountRef", "ShipMethodRef", "ARAccountRef")
    | {"DeliveryInfo": _texts(64, "DeliveryType", "DeliveryTime")}
)
_SHIPPED: Shapes = _SALE | {"ShipDate": DATE} | _texts(1000, "TrackingNum")
_INVOICE: Shapes = (
    _SHIPPED | {"DueDate": DATE, "Deposit": NUMBER} | _texts(1000, "InvoiceLink", "EInvoiceStatus", "InvoiceLinkSecurityCode")
)
_ESTIMATE: Shapes = _SHIPPED | dict.fromkeys(("DueDate", "ExpirationDate", "AcceptedDate"), DATE) | _texts(100, "AcceptedBy")
_PAID_SALE: Shapes = (
    _SHIPPED | _texts(21, "PaymentRefNum") | {"PaymentType": "text:30", "CreditCardPayment": "any", "CheckPayment": "any"}
)
_PURCHASE: Shapes = (
    _TAXED_TRANSACTION
    | {"VendorRef": REF, "APAccountRef": REF, "Line": [_EXPENSE_LINE], "VendorAddr": _ADDRESS, "RemitToAddr": _ADDRESS}
    # The Python library's VendorCredit sends these two names of a Transfer, always empty.
    | _refs("FromAccountRef", "ToAccountRef")
)
_EXPENSE: Shapes = (
    {name: shape for name, shape in _PURCHASE.items() if name not in ("VendorRef", "APAccountRef", "VendorAddr")}
    | _texts(30, "PaymentType", "PrintStatus")
    | {"Credit": FLAG, "PurchaseEx": "any"}
    | _refs("AccountRef", "EntityRef", "PaymentMethodRef")
)
_ORDER: Shapes = (
    _PURCHASE
    | {"DueDate": DATE, "ShipAddr": _ADDRESS, "POEmail": _EMAIL, "EmailStatus": "text:30", "POStatus": "text:30"}
    | _texts(4000, "Memo")
    | _refs("SalesTermRef", "ShipMethodRef", "TaxCodeRef", "ShipTo")
)
_DEPOSIT_DETAIL: Shapes = _refs("AccountRef", "Entity", "PaymentMethodRef", "ClassRef", "TaxCodeRef", "CustomerRef") | _texts(
    64, "CheckNum", "TxnType", "TaxApplicableOn"
)
_DEPOSIT: Shapes = _TAXED_TRANSACTION | {
    "DepositToAccountRef": REF,
    "Line": [_LINE | {"DepositLineDetail": _DEPOSIT_DETAIL, "DepositToAccountRef": REF}],
    "CashBack": {"AccountRef": REF, "Amount": NUMBER, "Memo": "text:4000"},
}
_JOURNAL_DETAIL: Shapes = (
    _refs("AccountRef", "ClassRef", "DepartmentRef", "TaxCodeRef", "CustomerRef")
    | _numbers("TaxAmount", "TaxInclusiveAmt")
    | _texts(30, "PostingType", "TaxApplicableOn", "BillableStatus")
    | {"Entity": {"Type": "text:30", "EntityRef": REF}}
)
_JOURNAL_LINE: Shapes = _LINE | {"JournalEntryLineDetail": _JOURNAL_DETAIL, "DescriptionLineDetail": {"ServiceDate": DATE}}
_PAYMENT: Shapes = (
    _TRANSACTION
    | {"CustomerRef": REF, "Line": [_LINE], "UnappliedAmt": NUMBER, "ProcessPayment": FLAG, "CreditCardPayment": "any"}
    | _texts(21, "PaymentRefNum")
    | _refs("DepositToAccountRef", "ARAccountRef", "PaymentMethodRef")
)
_BILL_PAYMENT: Shapes = (
    _TRANSACTION
    | {"VendorRef": REF, "APAccountRef": REF, "Line": [_LINE], "VendorAddr": _ADDRESS, "ProcessBillPayment": FLAG}
    | _texts(21, "DocNumber")
    | _texts(30, "PayType")
    | {"CheckPayment": {"BankAccountRef": REF, "PrintStatus": "text:30"}, "CreditCardPayment": {"CCAccountRef": REF}}
)
_GROUPING: Shapes = (
    _COMMON
    | _texts(100, "Name")
    | _texts(600, "FullyQualifiedName")
    | _flags("Active", "SubClass", "SubDepartment")
    | {"ParentRef": REF}
)
_TERM: Shapes = (
    _COMMON
    | _texts(31, "Name", "Type")
    | _flags("Active")
    | _numbers("DueDays", "DiscountDays", "DiscountPercent", "DayOfMonthDue", "DueNextMonthDays", "DiscountDayOfMonth")
)
_RATE_LIST: Shapes = {"TaxRateDetail": [{"TaxRateRef": REF, "TaxTypeApplicable": "text:30", "TaxOrder": NUMBER}]}
_TAX_CODE: Shapes = (
    _COMMON
    | _texts(100, "Name", "Description", "TaxCodeConfigType")
    | _flags("Active", "Hidden", "Taxable", "TaxGroup")
    | {"SalesTaxRateList": _RATE_LIST, "PurchaseTaxRateList": _RATE_LIST}
)
_TAX_RATE: Shapes = (
    _COMMON
    | _texts(100, "Name", "Description", "SpecialTaxType", "DisplayType")
    | _flags("Active")
    | _refs("AgencyRef", "TaxReturnLineRef")
    | {"RateValue": NUMBER, "EffectiveTaxRate": "any"}
)
_COMPANY_CURRENCY: Shapes = _COMMON | _texts(3, "Code") | _texts(100, "Name") | _flags("Active") | {"CustomField": "any"}
_EXCHANGE_RATE: Shapes = (
    {name: _COMMON[name] for name in ("SyncToken", "domain", "sparse", "MetaData")}
    | _texts(3, "SourceCurrencyCode", "TargetCurrencyCode")
    | {"AsOfDate": DATE, "Rate": NUMBER, "CustomField": "any"}
)
_ATTACHABLE: Shapes = (
    _COMMON
    | _texts(1000, "FileName", "FileAccessUri", "TempDownloadUri", "ThumbnailFileAccessUri", "ThumbnailTempDownloadUri")
    | _texts(2000, "Note")
    | _texts(100, "ContentType", "Category", "Lat", "Long", "Tag")
    | _texts(500, "PlaceName")
    | _numbers("Size")
    | {
        "AttachableRef": [
            {"EntityRef": REF, "IncludeOnSend": FLAG, "LineInfo": "text:64", "CustomField": "any"} | _flags("Inactive", "NoRefOnly")
        ]
    }
)
_TAX_AGENCY: Shapes = (
    _COMMON
    | _texts(100, "DisplayName", "TaxRegistrationNumber", "TaxAgencyConfig")
    | _flags("TaxTrackedOnSales", "TaxTrackedOnPurchases")
)
_COMPANY_INFO: Shapes = (
    _COMMON
    | _texts(
        1024, "CompanyName", "LegalName", "Country", "FiscalYearStartMonth", "SupportedLanguages", "DefaultTimeZone", "EmployerId"
    )
    | {"CompanyStartDate": DATE, "NameValue": "any", "PrimaryPhone": _PHONE, "Email": _EMAIL, "WebAddr": _texts(1000, "URI")}
    | dict.fromkeys(("CompanyAddr", "CustomerCommunicationAddr", "CustomerCommunicationEmailAddr", "LegalAddr"), _ADDRESS)
)
_PREFERENCES: Shapes = _COMMON | dict.fromkeys(
    (
        "EmailMessagesPrefs",
        "ProductAndServicesPrefs",
        "ReportPrefs",
        "AccountingInfoPrefs",
        "SalesFormsPrefs",
        "VendorAndPurchasesPrefs",
    ),
    "group",
)

SHAPES: dict[str, Shapes] = {
    "Customer": _CUSTOMER,
    "Vendor": _VENDOR,
    "Employee": _EMPLOYEE,
    "Item": _ITEM,
    "Account": _ACCOUNT,
    "Class": _GROUPING,
    "Department": _GROUPING,
    "Term": _TERM,
    "PaymentMethod": _COMMON | _texts(31, "Name", "Type") | _flags("Active"),
    "Invoice": _INVOICE,
    "Estimate": _ESTIMATE,
    "SalesReceipt": _PAID_SALE,
    "RefundReceipt": _PAID_SALE,
    "CreditMemo": _SALE | {"RemainingCredit": NUMBER, "InvoiceRef": REF},
    "Payment": _PAYMENT,
    "Bill": _PURCHASE | {"SalesTermRef": REF, "DueDate": DATE},
    "VendorCredit": _PURCHASE,
    "BillPayment": _BILL_PAYMENT,
    "Purchase": _EXPENSE,
    "PurchaseOrder": _ORDER,
    "Deposit": _DEPOSIT,
    "Transfer": _TRANSACTION | {"Amount": NUMBER} | _refs("FromAccountRef", "ToAccountRef"),
    "JournalEntry": _TAXED_TRANSACTION | {"Adjustment": FLAG, "Line": [_JOURNAL_LINE]},
    "TaxCode": _TAX_CODE,
    "TaxRate": _TAX_RATE,
    "TaxAgency": _TAX_AGENCY,
    "CompanyCurrency": _COMPANY_CURRENCY,
    "ExchangeRate": _EXCHANGE_RATE,
    "Attachable": _ATTACHABLE,
    "CompanyInfo": _COMPANY_INFO,
    "Preferences": _PREFERENCES | dict.fromkeys(("TaxPrefs", "OtherPrefs", "TimeTrackingPrefs", "CurrencyPrefs"), "group"),
}

_READ_EVERYWHERE = frozenset({"Id", "SyncToken", "domain", "sparse", "status", "MetaData", "V4IDPseudonym"})
_READ_PEOPLE = frozenset({"Balance", "BalanceWithJobs", "FullyQualifiedName", "Level", "IsProject", "Source"})
_READ_TRANSACTIONS = frozenset(
    {
        "TotalAmt",
        "Balance",
        "HomeTotalAmt",
        "HomeBalance",
        "RemainingCredit",
        "LinkedTxn",
        "InvoiceLink",
        "DeliveryInfo",
        "RecurDataRef",
    }
)
# A payment's TotalAmt is what the client says was received or paid.
_READ_PAYMENTS = (_READ_TRANSACTIONS - {"TotalAmt"}) | {"UnappliedAmt"}

READ_ONLY: dict[str, frozenset[str]] = {
    **dict.fromkeys(("Customer", "Vendor", "Employee"), _READ_EVERYWHERE | _READ_PEOPLE),
    "Account": _READ_EVERYWHERE
    | {"Classification", "FullyQualifiedName", "CurrentBalance", "CurrentBalanceWithSubAccounts", "OpeningBalance"},
    **dict.fromkeys(("Item", "Class", "Department"), _READ_EVERYWHERE | {"FullyQualifiedName", "Level"}),
    "Term": _READ_EVERYWHERE | {"Type"},
    **dict.fromkeys(("CreditMemo", "VendorCredit"), _READ_EVERYWHERE | _READ_TRANSACTIONS),
    **dict.fromkeys(("Purchase", "PurchaseOrder", "Deposit", "Transfer", "JournalEntry"), _READ_EVERYWHERE | _READ_TRANSACTIONS),
    # A bill may say which purchase order it fulfils.
    "Bill": (_READ_EVERYWHERE | _READ_TRANSACTIONS) - {"LinkedTxn"},
    **dict.fromkeys(("Estimate", "SalesReceipt", "RefundReceipt"), _READ_EVERYWHERE | _READ_TRANSACTIONS),
    # An invoice may say which estimate it comes from.
    "Invoice": (_READ_EVERYWHERE | _READ_TRANSACTIONS) - {"LinkedTxn"},
    **dict.fromkeys(("Payment", "BillPayment"), _READ_EVERYWHERE | _READ_PAYMENTS),
    **dict.fromkeys(("CompanyCurrency", "ExchangeRate"), _READ_EVERYWHERE),
    "Attachable": _READ_EVERYWHERE
    | {"Size", "FileAccessUri", "TempDownloadUri", "ThumbnailFileAccessUri", "ThumbnailTempDownloadUri"},
    **dict.fromkeys(("PaymentMethod", "TaxCode", "TaxRate", "TaxAgency", "CompanyInfo", "Preferences"), _READ_EVERYWHERE),
}
