"""A document as a PDF of one page: small, valid, and with the figures of the document as text."""

from tieout.sandbox.books import Body
from tieout.sandbox.call import Reply
from tieout.sandbox.quickbooks.state import Company

# The kinds that QuickBooks prints.
KINDS = frozenset({"Invoice", "Estimate", "CreditMemo", "RefundReceipt", "SalesReceipt", "Payment"})
_LINES_MAX = 40


def printed(company: Company, kind: str, *, id: str) -> Reply:
    """Raises FaultError when there is no such document."""
    content = _render(kind, company.fetch(kind, id), company_name=company.profile["name"])
    return Reply(body=content, media_type="application/pdf")


def _render(kind: str, body: Body, *, company_name: str) -> bytes:
    page = _content(_texts(kind, body, company_name=company_name))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    document, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(document))
    return document + head + table + trailer


def _texts(kind: str, body: Body, *, company_name: str) -> list[str]:
    number = body.get("DocNumber") or body.get("PaymentRefNum") or body["Id"]
    texts = [company_name, f"{kind} {number}", f"Date {body['TxnDate']}"]
    if "CustomerRef" in body:
        texts.append(f"To {body['CustomerRef'].get('name', '')}")
    lines = [line for line in body.get("Line", [])[:_LINES_MAX] if "Amount" in line]
    texts += [
        f"{line.get('Description', '')}  {line['Amount']}" for line in lines if line.get("DetailType") != "SubTotalLineDetail"
    ]
    if "TxnTaxDetail" in body:
        texts.append(f"Tax {body['TxnTaxDetail']['TotalTax']}")
    return [*texts, f"Total {body['CurrencyRef']['value']} {body['TotalAmt']}"]


def _content(texts: list[str]) -> bytes:
    rows = [b"BT /F1 11 Tf 56 786 Td 16 TL"]
    for text in texts:
        plain = text.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        rows.append(b"(" + plain.replace(b"\r", b" ").replace(b"\n", b" ") + b") Tj T*")
    return b"\n".join([*rows, b"ET"])
