"""Bodies, batches, filters, pages and errors: what all endpoints have in common."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("*", "PUT only creates; POST creates or updates, found by id, number, code or name.", "documented", "xero.md 2.3"),
    Behaviour(
        "*",
        "A POST is a merge: what is left out keeps its value, but lists inside the object are replaced as a whole.",
        "documented",
        "xero.md 2.3",
    ),
    Behaviour(
        "*",
        "A body may be the bare object, a list, or either in its plural wrapper; unknown and read-only fields are ignored.",
        "documented",
        "requests-and-responses/http-requests-methods",
    ),
    Behaviour(
        "*",
        "In a batch with a refused element the valid ones are kept; unless summarizeErrors=false is sent,"
        " the answer is a 400 that lists only the refused ones.",
        "observed",
        "xero-ruby#247, pyxero#79",
    ),
    Behaviour(
        "*",
        "With summarizeErrors=false a batch answers 200 with every element in order, each with its"
        " StatusAttributeString and ValidationErrors.",
        "documented",
        "xero.md 2.3",
    ),
    Behaviour("*", "A call takes up to 500 elements.", "assumed", "xero.md 2.3: Items has 500, the rest is not said"),
    Behaviour(
        "*",
        "A token without the scope of an endpoint gets 401 with AuthorizationUnsuccessful and an insufficient_scope challenge.",
        "observed",
        "Xero-NetStandard#97, xero-node#344",
    ),
    Behaviour("*", "Broad and granular scopes are both enforced; `.read` opens GET only.", "documented", "oauth2/scopes"),
    Behaviour(
        "*",
        "Attachments need accounting.attachments, whatever object they are on.",
        "documented",
        "OpenAPI: security of /Attachments",
    ),
    Behaviour("*", "An organisation that is not connected answers 403 with AuthenticationUnsuccessful.", "documented", "xero.md 4"),
    Behaviour("*", "What is not found answers 404 with a line of text, not JSON.", "observed", "xero.md 4"),
    Behaviour("*", "A method that a resource does not have answers 501.", "documented", "xero.md 4"),
    Behaviour(
        "*",
        "Bad JSON and bad dates answer 400 with ErrorNumber 14, a bad `where` with 16, refused values with 10 and Elements.",
        "documented",
        "xero.md 4",
    ),
    Behaviour(
        "*",
        "Dates leave as /Date(milliseconds+0000)/; the three ways of writing them are taken in, and an"
        " offset is converted to UTC first.",
        "documented",
        "xero.md 2.2",
    ),
    Behaviour(
        "*",
        "If-Modified-Since is exact to the second and takes ISO text as the official client sends it.",
        "documented",
        "xero.md 2.6",
    ),
    Behaviour(
        "*",
        "Lists are ordered by UpdatedDateUTC and id unless `order` is sent, so an edited row moves to the end.",
        "documented",
        "xero.md 2.5",
    ),
    Behaviour(
        "*",
        "`page` and `pageSize` (1 to 1,000, default 100) are clamped; `pagination` is in the answer only when paging.",
        "documented",
        "xero.md 2.5",
    ),
    Behaviour(
        "*",
        "Quotes and LinkedTransactions take `page` alone, of 100 rows, and tell no `pagination`.",
        "documented",
        "xero.md 2.5; Accounting API",
    ),
    Behaviour("*", "Fields that are empty are left out, never null.", "documented", "xero.md 10.3"),
    Behaviour(
        "*",
        "Notes are added with PUT to History and listed newest first; each has up to 450 characters and no person.",
        "assumed",
        "xero.md 5.13",
    ),
    Behaviour(
        "*",
        "History holds the notes that were added and nothing that Xero itself would write into it.",
        "assumed",
        "limit of the sandbox",
    ),
    Behaviour(
        "*",
        "An object takes up to ten files of 25 MB each; a file of the same name is replaced and keeps its id, by PUT as by POST.",
        "assumed",
        "xero.md 5.13",
    ),
    Behaviour(
        "*",
        "A file is downloaded by its id or its name, byte for byte, with the media type of its name.",
        "documented",
        "Accounting API: Attachments",
    ),
)
