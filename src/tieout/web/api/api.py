"""The API as a whole: its resources, its JSON, its errors, its description."""

from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
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
from tieout.web.problems import Problem, add_handlers

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


PROBLEM = {
    "description": "What went wrong, and what to do",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
STREAM = {
    "operationId": "stream_events",
    "summary": "Stream Events",
    "description": "Server-sent events: `progress` with topic, id, done, total, state and text; `end` after half an hour.",
    "tags": ["events"],
    "security": [{"MemberSession": []}],
    "parameters": [
        {"in": "path", "name": "workspace_id", "required": True, "schema": {"format": "uuid", "type": "string"}},
    ],
    "responses": {
        "200": {"description": "What moves, as it moves", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    },
}


class Json(BaseRenderer):
    """Amounts as text, instants in UTC with a Z."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_text, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in an answer")


class Api(NinjaAPI):
    """Its description has what ninja does not know of: the errors of every operation, and the event stream."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        prefix = path_prefix or "/api/"
        document["paths"][f"{prefix}v1/workspaces/{{workspace_id}}/events"] = {"get": STREAM}
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operations in document["paths"].values():
            for operation in operations.values():
                responses = {str(status): said for status, said in operation["responses"].items()}
                operation["responses"] = {**responses, "default": PROBLEM}
        document.pop("servers", None)
        return document


def make_api() -> NinjaAPI:
    api = Api(
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
