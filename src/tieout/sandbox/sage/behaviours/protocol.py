"""Envelopes, pages, errors and idempotency."""

from tieout.sandbox.behaviour import Behaviour

_PAGE, _RESP, _IDEM, _SPEC = "Pagination guide", "Response codes", "Idempotency guide", "Swagger v3.1"
_LS = "ledgerscope/SageOneApi"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("*", "A write wraps the object in the singular name of the resource; answers are bare.", "documented", _SPEC),
    Behaviour("*", "PUT changes the attributes that were sent and leaves the others.", "assumed", _SPEC),
    Behaviour("*", "Attributes that are not known are passed over.", "assumed", _SPEC),
    Behaviour("*", "Required attributes and lengths are those of the published description.", "documented", _SPEC),
    Behaviour("*", "A list has 20 items a page and 200 at most; other sizes get 400.", "documented", _PAGE),
    Behaviour("*", "A page past the end is the last page again.", "documented", _PAGE),
    Behaviour("*", "`$next` and `$back` are relative, without the version, and keep the query.", "observed", _LS),
    Behaviour("*", "A list shows id, displayed_as and $path unless `attributes` asks for more.", "documented", _SPEC),
    Behaviour("*", "Nested objects collapse to their base attributes unless `nested_attributes` asks.", "documented", _SPEC),
    Behaviour("*", "The answer to a write shows nested objects in full.", "assumed", _SPEC),
    Behaviour("*", "Lists come in the order of creation unless sorted.", "assumed", _SPEC),
    Behaviour("*", "`sort` takes the attributes that the list names, others get 400.", "assumed", _SPEC),
    Behaviour("*", "`updated_or_created_since` includes its instant, `deleted_since` excludes it.", "documented", _SPEC),
    Behaviour("*", "With both, the changed and the deleted ones come in one list.", "assumed", _SPEC),
    Behaviour("*", "Instants have whole seconds.", "observed", _LS),
    Behaviour("*", "Decimals come as text with a digit after the point and are taken as text or number.", "observed", _LS),
    Behaviour("*", "Errors are a JSON array of $severity, $dataCode, $message and $source.", "documented", _RESP),
    Behaviour("*", "A refused write is 422 RecordInvalid with one entry for each attribute.", "documented", _RESP),
    Behaviour(
        "*",
        "An id in a write that is not found, or not for that use, is 404 RecordNotFound.",
        "observed",
        "sageone_api_php_sample #32",
    ),
    Behaviour("*", "The messages of refusals other than “can't be blank” are our own.", "assumed", "no source"),
    Behaviour("*", "A wrong method is 405, a content type that is not JSON 415, broken JSON 400.", "documented", _RESP),
    Behaviour("*", "`idempotency_id` inside the object brings the first answer again, for ever.", "documented", _IDEM),
    Behaviour("*", "The same idempotency_id for another resource or body is refused with 422.", "assumed", _IDEM),
    Behaviour("*", "A refused write does not use its idempotency_id up.", "assumed", _IDEM),
    Behaviour(
        "*",
        "Ids are 32 hexadecimal digits, the same in every sandbox for the same writes; look-ups have words.",
        "documented",
        _SPEC,
    ),
    Behaviour("*", "`links` lead to a page of the sandbox whose number has nothing to do with the id.", "observed", _LS),
    Behaviour(
        "lookups", "Lists of types, statuses, countries and currencies are read only and the same everywhere.", "documented", _SPEC
    ),
    Behaviour("lookups", "Ids that were not seen at the provider are made after those that were.", "assumed", "no source"),
)
