"""Where providers tell that something has changed: verified, kept, answered at once; the reading comes at our own pace."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tieout.connectors.contract import Notice
from tieout.engine import actions
from tieout.settings import settings

BODY_BYTES_MAX = 1_000_000
_log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Nobody signs in here: the signature over the body is what is believed.

    200 and empty for what is true, whether or not it concerns us, and for Xero's intent to receive; 401 for a false signature;
    404 where this installation takes no webhooks of that provider.
    """
    key = _key(provider)
    if not key:
        return HttpResponse(status=404)
    try:
        body = request.read(BODY_BYTES_MAX + 1)
    except OSError:
        return HttpResponse(status=400)
    if len(body) > BODY_BYTES_MAX:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        notices = actions.read_webhook(provider, headers=headers, body=body, key=key)
    except ValueError as trouble:
        _log.warning("a webhook of %s cannot be read: %s", provider, trouble)
        return HttpResponse(status=400)
    return HttpResponse(status=401) if notices is None else _taken(provider, notices)


def _taken(provider: str, notices: tuple[Notice, ...]) -> HttpResponse:
    runs = actions.take_notices(provider, notices) if notices else []
    if notices:
        _log.info("%d notices of %s started %d readings", len(notices), provider, len(runs))
    return HttpResponse(status=200)


def _key(provider: str) -> str:
    own = settings()
    return {"xero": own.xero_webhook_key, "quickbooks": own.quickbooks_webhook_token}.get(provider, "")
