"""How sales invoices, purchase invoices and their credit notes differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """One of the four kinds of document."""

    kind: str
    name: str
    lines: str
    contact_type: str
    visible_in: str
    number: str = ""  # the attribute that holds a sales document's number; bought documents have none
    due: bool = False
    pro_forma: bool = False

    @property
    def sold(self) -> bool:
        return self.kind.startswith("sales")


SALES_INVOICE = Form(
    "sales_invoices", "sales_invoice", "invoice_lines", "CUSTOMER", "visible_in_sales", "invoice_number", due=True, pro_forma=True
)
SALES_CREDIT_NOTE = Form(
    "sales_credit_notes", "sales_credit_note", "credit_note_lines", "CUSTOMER", "visible_in_sales", "credit_note_number"
)
PURCHASE_INVOICE = Form("purchase_invoices", "purchase_invoice", "invoice_lines", "VENDOR", "visible_in_expenses", due=True)
PURCHASE_CREDIT_NOTE = Form("purchase_credit_notes", "purchase_credit_note", "credit_note_lines", "VENDOR", "visible_in_expenses")
FORMS = (SALES_INVOICE, SALES_CREDIT_NOTE, PURCHASE_INVOICE, PURCHASE_CREDIT_NOTE)
