"""The API as a whole: its resources, its JSON, its errors, its description."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from tieout.web.api import (
    accounting,
    accounting_card,
    alerts,
    approval_decisions,
    approvals,
    audit,
    automation_drafts,
    automation_starts,
    automation_templates,
    automation_tests,
    automation_text,
    automations,
    collections,
    comments,
    configuration,
    connections,
    document_requests,
    documents,
    entities,
    exceptions,
    fields,
    home,
    imports,
    masses,
    match_rules,
    me,
    members,
    policies,
    posting_undo,
    record_changes,
    record_exports,
    record_files,
    records,
    run_actions,
    run_files,
    runs,
    sign_in,
    step_secrets,
    suggestions,
    syncs,
    tie_outs,
    tokens,
    views,
)
from tieout.web.api.described import ABOUT, described
from tieout.web.permissions import MemberSession
from tieout.web.problems import add_handlers

ROUTERS = (
    home.router,
    collections.router,
    fields.router,
    views.router,
    record_exports.router,
    records.router,
    record_changes.router,
    comments.router,
    record_files.router,
    documents.router,
    document_requests.router,
    accounting.router,
    accounting_card.router,
    imports.router,
    connections.router,
    match_rules.router,
    entities.router,
    suggestions.router,
    masses.router,
    syncs.router,
    # Before those whose paths begin with an id.
    run_actions.router,
    run_files.router,
    posting_undo.router,
    runs.router,
    step_secrets.router,
    alerts.router,
    automation_tests.router,
    automation_templates.router,
    automation_text.router,
    automations.router,
    automation_drafts.router,
    automation_starts.router,
    # Before those whose paths begin with an id.
    approval_decisions.router,
    approvals.router,
    exceptions.router,
    tie_outs.router,
    audit.router,
    members.router,
    tokens.router,
    policies.router,
    configuration.router,
    me.notifications_router,
)


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
    """Its description has what ninja does not know of: who may, the errors of every operation, and the event stream."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        prefix = path_prefix or "/api/"
        document["paths"][f"{prefix}v1/workspaces/{{workspace_id}}/events"] = {"get": deepcopy(STREAM)}
        document.pop("servers", None)
        complete: OpenAPISchema = described(document, self._needed())
        return complete

    def _needed(self) -> dict[str, str]:
        """The permission that each operation asks for."""
        operations = (
            operation
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        )
        return {
            str(operation.operation_id): one.permission
            for operation in operations
            for one in operation.auth_callbacks
            if isinstance(one, MemberSession)
        }


def make_api() -> NinjaAPI:
    api = Api(
        title="Tieout",
        version="1",
        description=ABOUT,
        renderer=Json(),
        docs_url="/docs",
        urls_namespace="api",
    )
    add_handlers(api)
    api.add_router("/v1", me.router)
    api.add_router("/v1", sign_in.router)
    for router in ROUTERS:
        api.add_router("/v1/workspaces/{workspace_id}", router)
    return api


api = make_api()
