"""What went wrong, as problem+json (RFC 9457): a plain sentence, and a remedy where there is one."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Rejected, Throttled, Transient
from tieout.engine import actions
from tieout.engine.collections import FieldRefused
from tieout.store.field_values import ValueTaken
from tieout.store.listings import BadCursor
from tieout.store.record_filters import FilterRefused

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)
_E = TypeVar("_E", bound=Exception)


class Problem(Schema):
    """`fields` says by the field's name what is wrong with it."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str = ""
    fields: dict[str, str] = {}


class Refused(Exception):
    """The request cannot be answered; `detail` and `remedy` are for the user."""

    def __init__(self, status: int, detail: str, *, remedy: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.remedy, self.fields = status, detail, remedy, dict(fields or {})


def not_found(what: str = "This") -> Refused:
    """One answer for what does not exist and for what the asker may not know of."""
    return Refused(404, f"{what} was not found.", remedy="Check the address, or go back to the list.")


def problem(refused: Refused) -> HttpResponse:
    body = Problem(
        type="about:blank",
        title=HTTPStatus(refused.status).phrase,
        status=refused.status,
        detail=refused.detail,
        remedy=refused.remedy,
        fields=refused.fields,
    )
    return HttpResponse(orjson.dumps(body.model_dump()), status=refused.status, content_type=MEDIA_TYPE)


SIGN_IN = Refused(401, "You are not signed in.", remedy="Sign in and try again.")


def add_handlers(api: NinjaAPI) -> None:
    """Every error that is not a defect of ours becomes a problem; a defect is logged and says nothing of itself."""
    _on(api, Refused, say=lambda error: error)
    _on(api, AuthenticationError, say=lambda _: SIGN_IN)
    _on(api, Http404, say=lambda _: not_found())
    _on(api, RequestDataTooBig, say=lambda _: Refused(413, "The request is too large.", remedy="Send less at once."))
    _on(api, HttpError, say=lambda error: Refused(error.status_code, str(error)))
    _on(api, ValidationError, say=_invalid)
    _on(api, BadCursor, say=lambda _: Refused(422, "The cursor is not one of this list.", remedy="Begin the list anew."))
    _on(api, FilterRefused, say=lambda error: Refused(422, str(error), remedy="Change the filter.", fields={"where": str(error)}))
    _on(api, ValueTaken, say=_taken)
    _on(api, FieldRefused, say=lambda error: Refused(422, str(error), fields=error.fields))
    _on(api, actions.NotPossible, say=lambda error: Refused(409, str(error)))
    _on(api, ProviderError, say=_of_provider)
    _on(api, Exception, say=_defect)


def _on(api: NinjaAPI, kind: type[_E], *, say: Callable[[_E], Refused]) -> None:
    def answer(_: HttpRequest, error: _E | type[_E]) -> HttpResponse:
        assert isinstance(error, kind)
        return problem(say(error))

    api.add_exception_handler(kind, answer)


def _defect(error: Exception) -> Refused:
    # The edge of the API: the log has the trace, the answer has nothing of it.
    _log.error("a request failed", exc_info=error)
    return Refused(500, "The server could not do this.", remedy="Try again in a moment. If it stays, the server's log says why.")


def _taken(error: ValueTaken) -> Refused:
    said = "; ".join(f"{name} {message}" for name, message in error.fields.items())
    remedy = "Write another value, or open that record."
    return Refused(409, f"A value that may be there only once is taken: {said}.", remedy=remedy, fields=error.fields)


def _invalid(error: ValidationError) -> Refused:
    """An id that is none is simply not there; everything else is said field by field."""
    fields: dict[str, str] = {}
    for wrong in error.errors:
        place = [str(part) for part in wrong["loc"]]
        if place[0] == "path":
            return not_found()
        # The second part is the name of the parameter that holds the body; it means nothing to the caller.
        named = place[2:] if place[0] in ("body", "query", "form") and len(place) > 2 else place[1:]
        fields[".".join(named) or place[0]] = str(wrong["msg"])
    said = "; ".join(f"{name}: {message}" for name, message in fields.items())
    return Refused(422, f"The request cannot be read. {said}.", remedy="Correct what is named and try again.", fields=fields)


def _of_provider(error: ProviderError) -> Refused:
    if isinstance(error, AuthorisationLost):
        remedy = "A System Administrator can connect again under Settings, Integrations."
        return Refused(409, "The ledger no longer accepts our authorisation.", remedy=remedy)
    if isinstance(error, NotPermitted):
        remedy = "Connect as a user of the ledger who may read and write, and agree to all that is asked."
        return Refused(409, "The ledger does not allow this to the user who connected it.", remedy=remedy)
    if isinstance(error, Rejected):
        remedies = " ".join(dict.fromkeys(one.remedy for one in error.problems if one.remedy))
        return Refused(409, f"The ledger refused this: {error}", remedy=remedies)
    if isinstance(error, Throttled):
        return Refused(
            503, "The ledger takes no more calls for now.", remedy=f"Try again in {round(error.retry_after or 60)} seconds."
        )
    if isinstance(error, Transient | OutcomeUnknown):
        return Refused(503, "The ledger did not answer.", remedy="Try again in a moment.")
    return Refused(502, "The ledger answered with an error.", remedy="Try again in a moment.")
