"""Where a provider sends the browser back to after the consent."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from tieout.connectors.errors import ProviderError
from tieout.engine import actions
from tieout.store import connections
from tieout.web.permissions import check_second_step, member_of, require
from tieout.web.problems import Refused
from tieout.web.providers import NAMES

PAGE = "/settings/integrations"


@require_GET
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Ends at the settings page in any case, which shows what came of it; no code or token stays in an address."""
    if not request.user.is_authenticated:
        return _to("/sign-in", {"next": PAGE})
    if provider not in NAMES:
        return _to(PAGE, {"error": "This provider is not known. Connect again from this page."})
    try:
        _check(request)
        given = {name: str(value) for name, value in request.GET.items()}
        ended = actions.finish_connecting(provider=provider, callback=given, user_id=int(request.user.pk))
    except (Refused, actions.NotPossible) as error:
        return _to(PAGE, {"error": str(error)})
    except ProviderError:
        return _to(PAGE, {"error": f"{NAMES[provider]} did not complete the connection. Try again in a moment."})
    if ended.error:
        return _to(PAGE, {"error": ended.error})
    return _to(PAGE, {"choose": str(ended.pending_id)} if ended.pending_id else {"connected": ended.provider})


def _check(request: HttpRequest) -> None:
    """Raises Refused unless the person began this consent and may still connect in its workspace."""
    consent = connections.consent_by_state(request.GET.get("state", ""))
    if consent is None or consent.user_id != request.user.pk:
        raise Refused(404, "This consent is not known here, or it took longer than an hour. Connect again from this page.")
    member = member_of(consent.user_id, str(consent.workspace_id))
    check_second_step(request, member)
    require(member, "connect")


def _to(path: str, said: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"{path}?{urlencode(said)}")
