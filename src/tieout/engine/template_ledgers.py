"""Templates that begin with a ledger, a clock or trouble: documents and payments from one ledger to another, reminders, alerts."""

from collections.abc import Sequence

from tieout.engine.template_ground import Ground, Json, automation, field, fixed, rule, step, text
from tieout.engine.template_records import Template


def _invoice_across(ground: Ground, about: str) -> Json:
    target = ground.ledger("quickbooks")
    accounts, taxes = ground.tables("xero", to="quickbooks")
    contact = step(
        "find_or_create_contact",
        "contact",
        called="The same customer in QuickBooks",
        settings={"connection": target, "name": field("contact_name"), "fields": {"currency": field("currency")}},
    )
    line: Json = {
        "each": "lines",
        "item": {"kind": "lookup", "path": "line.item", "table": {}, "otherwise": fixed(ground.item("quickbooks"))},
        "description": field("line.description"),
        "quantity": field("line.quantity"),
        "unit_price": field("line.unit_price"),
        "discount_percent": field("line.discount_percent"),
        "account": {"kind": "lookup", "path": "line.account", "table": accounts},
        "tax_code": {"kind": "lookup", "path": "line.tax_code", "table": taxes},
    }
    invoice = step(
        "create_document",
        "invoice",
        called="The same invoice in QuickBooks",
        settings={
            "connection": target,
            "document": "invoice",
            "contact": field("steps.contact.external_id"),
            "number": field("number"),
            "reference": text("Xero ", "id"),
            "issued_on": field("issued_on"),
            "due_on": field("due_on"),
            "currency": field("currency"),
            "status": "approved",
            "lines": [line],
        },
    )
    told = step(
        "update_document",
        "told",
        called="The QuickBooks id in Xero",
        settings={
            "connection": ground.ledger("xero"),
            "which": field("id"),
            "reference": text("QuickBooks ", "steps.invoice.external_id"),
        },
    )
    log = step(
        "log",
        "confirm",
        called="Confirmation",
        settings={
            "message": text("Invoice ", "number", " of Xero is QuickBooks invoice ", "steps.invoice.external_id", "."),
            "in_audit_log": True,
        },
    )
    trigger: Json = {"type": "entity_created", "kind": "invoice", "connection": ground.ledger("xero")}
    return automation(trigger, [contact, invoice, told, log], about=about)


def _told_of_a_payment(ground: Ground) -> tuple[Json, Json, Json]:
    """To Finance that it was posted, to the audit log, and to Finance that a person must look."""
    tell = step(
        "send_email",
        "tell",
        called="Finance is told",
        settings={
            "members": ground.finance(),
            "subject": text("Payment of ", "amount", " was posted"),
            "text": text(
                "The payment of ", "amount", " ", "currency", " on invoice ", "steps.match.best.number", " is in Xero as well."
            ),
        },
    )
    log = step(
        "log",
        "trail",
        called="Audit trail",
        settings={"message": text("Payment ", "id", " was carried to Xero."), "in_audit_log": True},
    )
    unsure = step(
        "send_email",
        "unsure",
        called="Finance is asked",
        settings={
            "members": ground.finance(),
            "subject": text("A payment of ", "amount", " fits no invoice"),
            "text": text("No open invoice in Xero is surely what the payment ", "reference", " is for. Enter it by hand."),
        },
    )
    return tell, log, unsure


def _payment_across(ground: Ground, about: str) -> Json:
    target = ground.ledger("xero")
    look = step(
        "find_documents",
        "open",
        called="Open invoices in Xero",
        settings={"connection": target, "document": "invoice", "standing": "open", "currency": field("currency")},
    )
    match = step(
        "match",
        "match",
        called="Which one was paid",
        settings={
            "what": "document",
            "candidates": "steps.open.documents",
            "values": {
                "number": field("reference"),
                "amount": field("amount"),
                "currency": field("currency"),
                "issued_on": field("paid_on"),
            },
            "days": 90,
        },
    )
    pay = step(
        "create_payment",
        "pay",
        called="The payment in Xero",
        settings={
            "connection": target,
            "of": "invoices",
            "documents": [{"document": field("steps.match.best.external_id"), "amount": field("amount")}],
            "account": fixed(ground.bank_account("xero")),
            "paid_on": field("paid_on"),
            "reference": field("reference"),
            "reconciled": True,
        },
    )
    tell, log, unsure = _told_of_a_payment(ground)
    check = step(
        "condition",
        "sure",
        called="An invoice was found",
        settings={"condition": rule("steps.match.found", "=", value=True)},
        branches={"then": [pay, tell, log], "otherwise": [unsure]},
    )
    trigger: Json = {"type": "entity_created", "kind": "payment", "connection": ground.ledger("quickbooks")}
    return automation(trigger, [look, match, check], about=about)


def _reminder(ground: Ground, about: str) -> Json:
    contact = step("find_contact", "contact", called="The customer", settings={"name": field("contact_name")})
    remind = step(
        "send_email",
        "remind",
        called="Reminder",
        settings={
            "to": field("steps.contact.email"),
            "subject": text("Invoice ", "number", " is overdue"),
            "text": text("Invoice ", "number", " was due on ", "due_on", ". ", "due", " ", "currency", " is still to be paid."),
        },
    )
    ask = step(
        "send_email",
        "ask",
        called="Finance is told",
        settings={
            "members": ground.finance(),
            "subject": text("No address for a reminder: ", "contact_name", ""),
            "text": text("Invoice ", "number", " of ", "contact_name", " is overdue, and the contact has no e-mail address."),
        },
    )
    check = step(
        "condition",
        "address",
        called="There is an address",
        settings={"condition": rule("steps.contact.email", "notNull")},
        branches={"then": [remind], "otherwise": [ask]},
    )
    return automation({"type": "entity_overdue", "kind": "invoice"}, [contact, check], about=about)


def _paid_thanks(ground: Ground, about: str) -> Json:
    tell = step(
        "send_email",
        "tell",
        called="Finance is told",
        settings={
            "members": ground.finance(),
            "subject": text("Invoice ", "number", " is paid"),
            "text": text("", "contact_name", " has paid ", "gross", " ", "currency", "."),
        },
    )
    trigger: Json = {"type": "entity_paid", "kind": "invoice", "condition": rule("gross", ">", value="1000")}
    return automation(trigger, [tell], about=about)


def _nightly(ground: Ground, about: str) -> Json:
    providers = [provider for provider in ("xero", "quickbooks", "sage") if ground.ledger(provider)] or ["xero"]
    steps = [
        step(
            "sync_entity",
            f"{provider}_{kind}s",
            called=f"{kind.capitalize()}s of {provider.capitalize()}",
            settings={"connection": ground.ledger(provider), "of": kind},
        )
        for provider in providers
        for kind in ("contact", "invoice", "payment")
    ]
    trigger: Json = {"type": "schedule", "schedule": {"cron": "0 2 * * *", "time_zone": "Europe/London"}}
    return automation(trigger, steps, about=about)


def _overdue_list(ground: Ground, about: str) -> Json:
    look = step(
        "find_documents",
        "overdue",
        called="Overdue invoices",
        settings={"document": "invoice", "standing": "overdue", "order": "oldest"},
    )
    file = step(
        "file_out",
        "file",
        called="As a file",
        settings={"format": "xlsx", "name": text("overdue ", "date", ""), "rows": field("steps.overdue.documents")},
    )
    send = step(
        "send_email",
        "send",
        called="To Finance",
        settings={
            "members": ground.finance(),
            "subject": text("", "steps.overdue.count", " invoices are overdue"),
            "text": fixed("The list is attached, the oldest first."),
            "files": field("steps.file.file_id"),
        },
    )
    schedule: Json = {"cron": "0 8 * * 1", "time_zone": "Europe/London", "business_days": "next"}
    return automation({"type": "schedule", "schedule": schedule}, [look, file, send], about=about)


def _alert(ground: Ground, about: str) -> Json:
    notify = step(
        "notify",
        "channel",
        called="To the channel",
        settings={"title": text("", "title", ": ", "message", ""), "text": text("", "remedy", "")},
    )
    mail = step(
        "send_email",
        "mail",
        called="To Finance",
        settings={
            "members": ground.finance(),
            "subject": text("Needs attention: ", "title", ""),
            "text": text("", "message", " ", "remedy", ""),
        },
    )
    return automation({"type": "exception_raised"}, [notify, mail], about=about)


TEMPLATES: Sequence[Template] = (
    Template(
        key="invoice_to_other_ledger",
        name="Xero invoice to QuickBooks",
        goal="Keep two ledgers in step",
        about="A new invoice in Xero is made in QuickBooks with customer, lines, taxes and terms; Xero is told its id.",
        needs=("Xero and QuickBooks connected", "A look over the accounts, tax codes and items in the invoice step"),
        build=_invoice_across,
    ),
    Template(
        key="payment_to_other_ledger",
        name="QuickBooks payment to Xero",
        goal="Keep two ledgers in step",
        about="A payment in QuickBooks is matched to an open invoice of Xero and posted there as reconciled; Finance is told.",
        needs=("Xero and QuickBooks connected", "The bank account of Xero, in the payment step"),
        build=_payment_across,
    ),
    Template(
        key="nightly_reading",
        name="Every night: what changed in the ledgers",
        goal="Keep two ledgers in step",
        about="Contacts, invoices and payments are read at two in the morning, and what changed starts what it starts.",
        needs=("A connected ledger",),
        build=_nightly,
    ),
    Template(
        key="overdue_reminder",
        name="Reminder of an overdue invoice",
        goal="Know who has paid",
        about="The day after an invoice was due its customer gets a letter; without an address Finance is told.",
        needs=("A connected ledger", "E-mail set up"),
        build=_reminder,
    ),
    Template(
        key="paid_large_invoice",
        name="A large invoice is paid",
        goal="Know who has paid",
        about="Finance is told when an invoice of more than 1000 is paid in full.",
        needs=("A connected ledger", "E-mail set up"),
        build=_paid_thanks,
    ),
    Template(
        key="weekly_overdue_list",
        name="Every Monday: a list of what is overdue",
        goal="Know who has paid",
        about="Finance gets a spreadsheet of the overdue invoices at eight on Monday, or on the next business day.",
        needs=("A connected ledger", "E-mail set up"),
        build=_overdue_list,
    ),
    Template(
        key="exception_to_channel",
        name="Exceptions to a channel",
        goal="Be told at once",
        about="What needs a person is said in Slack, Teams or another channel, and by e-mail to Finance.",
        needs=("The channel's address, in the step To the channel", "E-mail set up"),
        build=_alert,
    ),
)
