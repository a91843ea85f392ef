"""The security headers of every answer."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

POLICY = "; ".join(  # noqa: FLY002 - one source a line
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",  # Mantine writes style attributes
        "font-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


Next = Callable[[HttpRequest], HttpResponseBase]
NextAsync = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def security_headers(get_response: Next | NextAsync) -> Next | NextAsync:
    """Works in both chains, so that an event stream need not hop threads for it."""
    if iscoroutinefunction(get_response):
        later: NextAsync = get_response

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            return _with_headers(request, await later(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        assert isinstance(response, HttpResponseBase)
        return _with_headers(request, response)

    return answer


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # What the API and the sign-in answer is for this person now and for no cache.
    if request.path.startswith(("/api/v1/", "/_allauth/", "/oauth/", "/sso/")):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
