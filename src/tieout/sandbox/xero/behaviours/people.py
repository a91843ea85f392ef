"""Contacts and their groups, items, users, and how documents look."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "Contacts",
        "The name is unique among active contacts, whatever its case; the contact number among all.",
        "documented",
        "Accounting API: Contacts",
    ),
    Behaviour(
        "Contacts",
        "A name in a document attaches to the contact of that name or makes a new one; an id with more fields edits the contact.",
        "observed",
        "xero.md 5.1",
    ),
    Behaviour(
        "Contacts",
        "Contacts are archived, never deleted; archived ones are refused on documents and hidden unless includeArchived is sent.",
        "documented",
        "Accounting API: Contacts",
    ),
    Behaviour(
        "Contacts",
        "IsCustomer and IsSupplier are set by the first document and do not move UpdatedDateUTC.",
        "documented",
        "xero.md 2.6",
    ),
    Behaviour(
        "Contacts",
        "Balances are in base currency, over open invoices, credit notes and overpayments, and absent when there is nothing.",
        "assumed",
        "xero.md 5.1",
    ),
    Behaviour(
        "Contacts", "Replies always have both types of address and four types of phone.", "documented", "Accounting API: Contacts"
    ),
    Behaviour(
        "Contacts",
        "CIS settings are answered for organisations in the United Kingdom, where nobody has joined the scheme.",
        "assumed",
        "OpenAPI: /Contacts/{ContactID}/CISSettings",
    ),
    Behaviour(
        "ContactGroups",
        "Members are listed on a single read only; a contact shows the groups that it is in.",
        "documented",
        "Accounting API: ContactGroups",
    ),
    Behaviour(
        "ContactGroups",
        "A group is deleted by a POST of its status; it then leaves the list, and its name is free again.",
        "assumed",
        "Accounting API: ContactGroups",
    ),
    Behaviour(
        "ContactGroups",
        "Members are added by PUT and removed, one or all, by DELETE, which answers 204.",
        "documented",
        "Accounting API: ContactGroups",
    ),
    Behaviour(
        "Items", "Code (30 characters) is unique; an item is found by its id or its code.", "documented", "Accounting API: Items"
    ),
    Behaviour(
        "Items", "Setting IsSold or IsPurchased to false takes that side's details away.", "documented", "Accounting API: Items"
    ),
    Behaviour(
        "Items",
        "An item with an InventoryAssetAccountCode of type INVENTORY and a COGSAccountCode is tracked, and"
        " starts with nothing on hand.",
        "documented",
        "Accounting API: Items",
    ),
    Behaviour(
        "Items",
        "Approved bills and spending bring stock in at cost, sales take it out at the average cost; a sale"
        " without stock is refused.",
        "documented",
        "xero.md 5.2",
    ),
    Behaviour(
        "Items",
        "The order of documents' dates plays no part in the cost; what comes back to an empty shelf is worth its purchase price.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "Items",
        "A line that buys a tracked item goes to the inventory account whatever account is sent, and no"
        " other line can use that account.",
        "assumed",
        "xero.md 5.2",
    ),
    Behaviour("Items", "An item with stock on hand cannot be deleted.", "assumed", "no source"),
    Behaviour(
        "Users",
        "Two users are there from the start, a financial adviser and a standard user; they can only be read.",
        "assumed",
        "Accounting API: Users",
    ),
    Behaviour(
        "BrandingThemes",
        "Two themes are there from the start, ordered by SortOrder; they can only be read.",
        "assumed",
        "Accounting API: BrandingThemes",
    ),
    Behaviour(
        "BrandingThemes",
        "Payment services are added to a theme by POST and need the scope paymentservices.",
        "documented",
        "OpenAPI: /BrandingThemes/{BrandingThemeID}/PaymentServices",
    ),
    Behaviour(
        "PaymentServices",
        "A payment service of type Custom has a name, an address and the words on its button, all required.",
        "documented",
        "Accounting API: PaymentServices",
    ),
    Behaviour(
        "InvoiceReminders",
        "Reminders are off and cannot be switched on through the API.",
        "assumed",
        "Accounting API: InvoiceReminders",
    ),
)
