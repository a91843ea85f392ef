"""The API as a whole: its resources, its JSON, its errors, its description."""

from decimal import Decimal

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from tieout.web.api import (
    audit,
    automations,
    collections,
    connections,
    entities,
    exceptions,
    home,
    imports,
    me,
    members,
    records,
    runs,
    syncs,
    tie_outs,
)
from tieout.web.problems import add_handlers

ROUTERS = (
    home.router,
    collections.router,
    records.router,
    imports.router,
    connections.router,
    entities.router,
    syncs.router,
    runs.router,
    automations.router,
    exceptions.router,
    tie_outs.router,
    audit.router,
    members.router,
)


class Json(BaseRenderer):
    """Amounts as text, instants in UTC with a Z."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_text, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def make_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Tieout",
        version="1",
        description="Business records and accounting ledgers in agreement.",
        renderer=Json(),
        docs_url="/docs",
        urls_namespace="api",
    )
    add_handlers(api)
    api.add_router("/v1", me.router)
    for router in ROUTERS:
        api.add_router("/v1/workspaces/{workspace_id}", router)
    return api


api = make_api()
