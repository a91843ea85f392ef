"""Every refusal of the API is a problem (RFC 9457), also where Django or ninja answers by itself; and a token's limit is told."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from tieout.store.tokens import Rate
from tieout.web.permissions import RATE
from tieout.web.problems import MEDIA_TYPE, Refused, not_found, problem

Next = Callable[[HttpRequest], HttpResponseBase]
NextAsync = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

_SAID = {
    400: ("The request cannot be understood.", "Compare it with the description at /api/docs."),
    405: ("This address does not know this method.", "The header Allow says which methods it knows."),
    413: ("The request is too large.", "Send less at once."),
    500: ("The server could not do this.", "Try again in a moment. If it stays, the server's log says why."),
}


@sync_and_async_middleware
def plain_problems(get_response: Next | NextAsync) -> Next | NextAsync:
    """Works in both chains, so that an event stream need not hop threads for it."""
    if iscoroutinefunction(get_response):
        later: NextAsync = get_response

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            refused = _unreadable(request)
            if refused is not None:
                return problem(refused)
            return _told(request, await later(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        refused = _unreadable(request)
        response = problem(refused) if refused is not None else get_response(request)
        assert isinstance(response, HttpResponseBase)
        return _told(request, response)

    return answer


def _unreadable(request: HttpRequest) -> Refused | None:
    """For a body of a kind or a size that no operation reads: ninja would call it all a bad request."""
    if not request.path.startswith("/api/v1/") or request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    kind = request.content_type or ""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size and kind not in ("application/json", "multipart/form-data"):
        return Refused(415, "The body must be JSON.", remedy="Send it with Content-Type: application/json.")
    if kind == "application/json" and size > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or size):
        return Refused(413, "The request is too large.", remedy="Send less at once.")
    return None


def _told(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith("/api/"):
        response = _as_problem(response)
    rate = request.META.get(RATE)
    if isinstance(rate, Rate):
        response.headers["X-RateLimit-Limit"] = str(rate.limit)
        response.headers["X-RateLimit-Remaining"] = str(max(0, rate.left))
        response.headers["X-RateLimit-Reset"] = str(rate.reset_seconds)
        if response.status_code == 429:
            response.headers["Retry-After"] = str(rate.reset_seconds)
    if response.status_code == 401 and request.path.startswith("/api/"):
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="Tieout"')
    return response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    status = response.status_code
    if status < 400 or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    if status == 404:
        refused = not_found()
    elif status in _SAID:
        detail, remedy = _SAID[status]
        refused = Refused(status, detail, remedy=remedy)
    else:
        return response
    made: HttpResponse = problem(refused)
    if "Allow" in response.headers:
        made.headers["Allow"] = response.headers["Allow"]
    return made
