"""The charts of accounts and tax codes of the sandbox's companies."""

from dataclasses import dataclass

# Its id and name, its AccountType, its AccountSubType.
AccountRow = tuple[str, str, str, str]
# Its id, name and description, and what it is on sales and on purchases; None leaves a side out, a plus adds a second tax.
TaxRow = tuple[str, str, str, str | None, str | None]


@dataclass(frozen=True)
class Chart:
    accounts: tuple[AccountRow, ...]
    roles: dict[str, str]
    agency: str
    taxes: tuple[TaxRow, ...]


def _common(*, tax_account: str, sales_spelling: str) -> tuple[AccountRow, ...]:
    return (
        ("1", "Sales of Product Income", "Income", "SalesOfProductIncome"),
        ("2", "Sales", "Income", "SalesOfProductIncome"),
        ("3", "Billable expense income", "Income", "ServiceFeeIncome"),
        ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
        ("5", "Postage Income", "Income", "ServiceFeeIncome"),
        ("6", "Discounts given", "Income", "DiscountsRefundsGiven"),
        ("7", "Other income", "Other Income", "OtherMiscellaneousIncome"),
        ("8", "Interest earned", "Other Income", "InterestEarned"),
        ("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
        ("35", "Current", "Bank", "Checking"),
        ("36", "Savings", "Bank", "Savings"),
        ("37", "Cash on hand", "Bank", "CashOnHand"),
        ("41", "Credit card", "Credit Card", "CreditCard"),
        ("42", tax_account, "Other Current Liability", "GlobalTaxPayable"),
        ("43", "Accrued liabilities", "Other Current Liability", "OtherCurrentLiabilities"),
        ("50", "Advertising", "Expense", "AdvertisingPromotional"),
        ("51", "Bank charges", "Expense", "BankCharges"),
        ("52", "Postage and delivery", "Expense", "ShippingFreightDelivery"),
        ("53", f"Office {sales_spelling}", "Expense", "OfficeGeneralAdministrativeExpenses"),
        ("54", "Legal and professional fees", "Expense", "LegalProfessionalFees"),
        ("55", "Rent or lease payments", "Expense", "RentOrLeaseOfBuildings"),
        ("56", "Travel expenses", "Expense", "Travel"),
        ("57", "Utilities", "Expense", "Utilities"),
        ("58", "Repair and maintenance", "Expense", "RepairMaintenance"),
        ("59", "Commissions and fees", "Expense", "OtherBusinessExpenses"),
        ("60", "Bad debts", "Expense", "BadDebts"),
        ("61", "Rounding", "Expense", "OtherMiscellaneousServiceCost"),
        ("62", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss"),
        ("70", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
        ("71", "Retained Earnings", "Equity", "RetainedEarnings"),
        ("72", "Prepaid expenses", "Other Current Asset", "PrepaidExpenses"),
        ("73", "Fixed assets", "Fixed Asset", "FurnitureAndFixtures"),
        ("80", "Cost of sales", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        ("81", "Inventory Asset", "Other Current Asset", "Inventory"),
        ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    )


_ROLES = {
    "receivable": "84",
    "payable": "33",
    "undeposited": "4",
    "tax": "42",
    "discounts": "6",
    "exchange": "62",
    "income": "1",
    "shipping": "5",
    "opening": "70",
    "earnings": "71",
}

GB = Chart(
    _common(tax_account="VAT Control", sales_spelling="stationery and printing"),
    _ROLES,
    "HM Revenue & Customs (VAT)",
    (
        ("2", "20.0% S", "Standard rate", "20", "20"),
        ("3", "5.0% R", "Reduced rate", "5", "5"),
        ("4", "0.0% Z", "Zero rate", "0", "0"),
        ("5", "Exempt", "Exempt", "0", "0"),
        ("6", "No VAT", "Outside the scope of VAT", "0", "0"),
        ("7", "0.0% ECG", "Zero-rated goods to and from EC countries", "0", "0"),
        ("8", "17.5% S", "Standard rate before 4 January 2011", "17.5", "17.5"),
    ),
)

AU = Chart(
    _common(tax_account="GST Liabilities Payable", sales_spelling="supplies"),
    _ROLES,
    "Australian Taxation Office",
    (
        ("2", "GST", "Goods and services tax", "10", "10"),
        ("3", "GST free", "GST-free sales and purchases", "0", "0"),
        ("4", "Input tax", "Input-taxed sales and purchases", "0", "0"),
        ("5", "Out of Scope", "Outside the scope of GST", "0", "0"),
        ("6", "GST on capital", "GST on capital purchases", None, "10"),
    ),
)

CA = Chart(
    _common(tax_account="GST/HST Payable", sales_spelling="supplies"),
    _ROLES,
    "Canada Revenue Agency",
    (
        ("2", "GST", "Goods and services tax", "5", "5"),
        ("3", "HST ON", "Harmonized sales tax, Ontario", "13", "13"),
        ("4", "HST NS", "Harmonized sales tax, Nova Scotia", "14", "14"),
        ("5", "GST/PST BC", "Goods and services tax and provincial sales tax, British Columbia", "5+7", "5"),
        ("6", "GST/QST QC", "Goods and services tax and Quebec sales tax", "5+9.975", "5+9.975"),
        ("7", "Zero-rated", "Zero-rated supplies", "0", "0"),
        ("8", "Exempt", "Exempt supplies", "0", "0"),
        ("9", "Out of Scope", "Outside the scope of tax", "0", "0"),
    ),
)

# The ids are those of Intuit's sample company where its documentation names them.
US = Chart(
    (
        ("1", "Services", "Income", "ServiceFeeIncome"),
        ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
        ("7", "Advertising", "Expense", "AdvertisingPromotional"),
        ("8", "Bank Charges", "Expense", "BankCharges"),
        ("15", "Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses"),
        ("17", "Rent or Lease", "Expense", "RentOrLeaseOfBuildings"),
        ("24", "Utilities", "Expense", "Utilities"),
        ("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
        ("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
        ("35", "Checking", "Bank", "Checking"),
        ("36", "Savings", "Bank", "Savings"),
        ("2", "Retained Earnings", "Equity", "RetainedEarnings"),
        ("41", "Mastercard", "Credit Card", "CreditCard"),
        ("54", "Job Expenses", "Expense", "SuppliesMaterials"),
        ("55", "Shipping and Delivery", "Expense", "ShippingFreightDelivery"),
        ("56", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss"),
        ("57", "Rounding", "Expense", "OtherMiscellaneousServiceCost"),
        ("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
        ("80", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        ("81", "Inventory Asset", "Other Current Asset", "Inventory"),
        ("82", "Shipping Income", "Income", "ServiceFeeIncome"),
        ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
        ("85", "Billable Expense Income", "Income", "ServiceFeeIncome"),
        ("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
        ("90", "Board of Equalization Payable", "Other Current Liability", "SalesTaxPayable"),
    ),
    {
        "receivable": "84",
        "payable": "33",
        "undeposited": "4",
        "tax": "90",
        "discounts": "86",
        "exchange": "56",
        "income": "79",
        "shipping": "82",
        "opening": "34",
        "earnings": "2",
    },
    "Board of Equalization",
    (("2", "California", "California sales tax", "8", None), ("3", "Tucson", "Tucson sales tax", "9.1", None)),
)
