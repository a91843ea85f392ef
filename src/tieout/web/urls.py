"""Every address of the product."""

from django.urls import include, path, re_path

from tieout.web.api.api import api
from tieout.web.events import events
from tieout.web.oauth import callback
from tieout.web.page import page
from tieout.web.single_sign_on import callback as single_sign_on
from tieout.web.webhooks import webhook

# Parts of the sign-in library that are not offered: addresses are the administrators' to give, and there is one issuer only.
CLOSED = r"^_allauth/browser/v1/(?:account/(?:email|phone|providers)|auth/(?:email|phone|code|provider|webauthn/signup)(?:/.*)?)$"

urlpatterns = [
    re_path(CLOSED, page),
    path("sso/<str:provider_id>/callback", single_sign_on, name="openid_connect_callback"),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/workspaces/<uuid:workspace_id>/events", events),
    path("api/", api.urls),
    path("oauth/<str:provider>/callback", callback),
    path("webhooks/<str:provider>", webhook),
    re_path(r"^.*$", page),
]
