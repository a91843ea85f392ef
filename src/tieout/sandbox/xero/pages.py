"""The pages of Xero's own product, to which deep links lead: here each shows what the books hold of the object."""

import re
from urllib.parse import unquote

from tieout.sandbox.call import Call, Reply
from tieout.sandbox.ground import Ground
from tieout.sandbox.page import facts

# How an address begins, without what stands for the organisation in it (xero.md 8).
_PLACES = ("app", "organisationlogin", "journal")
_NAMES = ("Name", "InvoiceNumber", "CreditNoteNumber", "Code", "Narration", "Reference")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def show_page(ground: Ground, call: Call) -> Reply | None:
    """The object that the address names, of whichever organisation; None when the path is no such page."""
    place, _, rest = call.path.strip("/").partition("/")
    if call.method != "GET" or place.lower() not in _PLACES:
        return None
    named = _GUID.search(unquote(f"{rest} {' '.join(call.query.values())}"))
    wanted = named[0].lower() if named else ""
    books = ground.books
    for shelf in books.shelves() if wanted else ():
        for kind in books.kinds(shelf) if shelf.startswith("xero:") else ():
            body = books.get(shelf, kind, id=wanted)
            if body is not None:
                name = next((str(body[part]) for part in _NAMES if body.get(part)), wanted)
                return facts(f"{kind.removesuffix('s')}: {name}", body)
    return None
