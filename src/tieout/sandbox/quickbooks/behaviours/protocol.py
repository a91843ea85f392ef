"""How requests are read and answered: bodies, versions, queries, batches, changes."""

from tieout.sandbox.behaviour import Behaviour

_API = "api/accounting/all-entities"
_QUERY = "learn/explore-the-quickbooks-online-api/data-queries"
_BATCH = "api/accounting/all-entities/batch"
_CDC = "api/accounting/all-entities/changedatacapture"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("*", "A body with an Id is an update; success is always 200.", "documented", _API),
    Behaviour(
        "*",
        "An update needs the current SyncToken, else 5010; each write raises it, and so does a payment that is applied.",
        "documented",
        _API,
    ),
    Behaviour("*", "A full update resets every writable field that is left out.", "documented", _API),
    Behaviour(
        "*", "With `sparse` true what is left out stays, but an array that is sent replaces the whole array.", "documented", _API
    ),
    Behaviour(
        "*",
        "Sparse updates work on every entity, those too that are documented for full updates only.",
        "observed",
        "integrations in wide use",
    ),
    Behaviour("*", "A property that an entity does not know is refused with 2010.", "documented", "error codes"),
    Behaviour(
        "*",
        "Empty texts and the zeros that python-quickbooks sends by default count as not set.",
        "observed",
        "python-quickbooks 0.9.12",
    ),
    Behaviour("*", "Every `minorversion` is 75.", "documented", "Intuit developer blog, 2025-01-21"),
    Behaviour(
        "*", "A repeated requestid brings the first answer again, whatever the body says.", "documented", "learn/idempotency"
    ),
    Behaviour("*", "Only successes are kept for a requestid, and for ever.", "assumed", "no source"),
    Behaviour("*", "What is unknown or deleted answers 400 and 610.", "documented", "error codes"),
    Behaviour("*", "Nothing dated up to BookCloseDate is written, voided or deleted: 6210.", "documented", "error codes"),
    Behaviour("*", "Characters outside Latin-1 are kept in US companies too.", "assumed", "no source"),
    Behaviour("query", "100 rows by default, 1,000 at most; more are cut without a word.", "documented", _QUERY),
    Behaviour("query", "There is no OR, NOT, != or JOIN: 4000. Unknown objects and properties: 4001.", "documented", _QUERY),
    Behaviour("query", "Id takes = and IN only; LIKE knows % only; ORDERBY and ORDER BY are one.", "documented", _QUERY),
    Behaviour("query", "Inactive names and codes are left out unless the statement names Active.", "documented", _QUERY),
    Behaviour("query", "Nothing found is an empty QueryResponse, without the entity's key.", "documented", _QUERY),
    Behaviour("query", "A list of fields brings partial objects with `sparse` true.", "observed", "python-quickbooks"),
    Behaviour("query", "totalCount comes with a COUNT, and where one page holds everything.", "assumed", "no source"),
    Behaviour("query", "PrivateNote and CustomerMemo cannot be asked for.", "observed", "community threads"),
    Behaviour("query", "The only list that a condition reaches into is AttachableRef.", "documented", "attachments guide"),
    Behaviour("batch", "30 items at most, else 1040; each succeeds or fails alone.", "documented", _BATCH),
    Behaviour(
        "batch", "A bId may be long unless a requestid is sent; then it has 10 characters at most.", "observed", "python-quickbooks"
    ),
    Behaviour("cdc", "30 days back at most, 1,000 objects in all, no pages.", "documented", _CDC),
    Behaviour("cdc", "What was deleted comes as a stub with the status Deleted.", "documented", _CDC),
    Behaviour("cdc", "Tax codes, rates and agencies and exchange rates are refused with 2000.", "documented", _CDC),
    Behaviour("cdc", "The oldest changes come first.", "assumed", "no source"),
    Behaviour(
        "taxservice",
        "Makes a tax code with new or existing rates, in bodies without an envelope; no name twice.",
        "documented",
        "api/accounting/all-entities/taxservice",
    ),
)
