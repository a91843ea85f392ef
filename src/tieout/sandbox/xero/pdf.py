"""A document on one printed page: a small PDF file that every reader opens."""

from collections.abc import Sequence

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json

LINES_MAX = 50  # what one page holds
_NUMBERS = ("InvoiceNumber", "CreditNoteNumber", "QuoteNumber", "PurchaseOrderNumber")


def page_of(lines: Sequence[str]) -> bytes:
    """One page of text, one line under another; what Latin-1 does not have becomes a question mark."""
    text = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines[:LINES_MAX])
    content = b"BT /F1 11 Tf 14 TL 56 786 Td\n" + text + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + ending


def _escaped(line: str) -> bytes:
    raw = line.encode("latin-1", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\n", b" ").replace(b"\r", b" ")


def document_page(title: str, document: Body, *, contact: str) -> bytes:
    """An invoice, a credit note, a quote or a purchase order; `title` says which."""
    lines: list[Json] = document["LineItems"]
    shown = [f"{line['Quantity']:f} x {line['Description']} at {line['UnitAmount']:f} = {line['LineAmount']:f}" for line in lines]
    figures = [f"{field} {document[field]:f} {document['CurrencyCode']}" for field in ("SubTotal", "TotalTax", "Total")]
    number = next((str(document[field]) for field in _NUMBERS if document.get(field)), "")
    return page_of([title, f"Number {number}", contact, f"Date {document['Date']}", "", *shown[: LINES_MAX - 10], "", *figures])
