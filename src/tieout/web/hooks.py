"""The outside door: other systems tell an automation what happened, without signing in."""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tieout.engine import hooks

BODY_BYTES_MAX = 1_000_000
_log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def hook(request: HttpRequest, key: str) -> JsonResponse:
    """202 with the event once it is kept; 400 for a body that is none, 401 without proof, 404 for an address that nobody has, 413
    for a body of more than a megabyte."""
    try:
        body = request.read(BODY_BYTES_MAX + 1)
    except OSError:
        return _said(400, "The body did not arrive whole. Send it again.")
    if len(body) > BODY_BYTES_MAX:
        return _said(413, f"The body is larger than {BODY_BYTES_MAX} bytes. Send less, or a link to it.")
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    try:
        taken = hooks.receive(key, hooks.call_of(headers=dict(request.headers.items()), query=query, body=body))
    except hooks.Refused as refusal:
        _log.info("a webhook was refused with %d", refusal.status)
        return _said(refusal.status, str(refusal))
    return JsonResponse({"event": str(taken.event_id), "repeated": taken.repeated, "runs": len(taken.run_ids)}, status=202)


def _said(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
