"""Every address of the product."""

from django.urls import include, path, re_path

from tieout.web.api.api import api
from tieout.web.events import events
from tieout.web.oauth import callback
from tieout.web.page import page

urlpatterns = [
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/workspaces/<uuid:workspace_id>/events", events),
    path("api/", api.urls),
    path("oauth/<str:provider>/callback", callback),
    re_path(r"^.*$", page),
]
