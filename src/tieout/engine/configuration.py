"""A workspace's configuration: written out as text, compared with the present state, and taken in under a plan."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.engine import publishing
from tieout.engine.surface import NotPossible
from tieout.mapping import configuration as text
from tieout.mapping.accounting_mapping import parse_mapping
from tieout.mapping.configuration import Change, Document
from tieout.store import automations, collections, connections, step_secrets, syncs, views, workspaces

# Views of nobody in particular: those that all share.
NOBODY = 0


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A ledger that the files name, and the connection that takes its place here; None where that must be said."""

    name: str
    connection_id: UUID | None
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`fingerprint` is of exactly these changes to exactly this state: what is applied is what was looked at."""

    changes: tuple[Change, ...]
    ledgers: tuple[Ledger, ...]
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The files as they were given, and which connection each ledger's name means here."""

    files: Mapping[str, object]
    ledgers: Mapping[str, UUID]


def exported(workspace_id: UUID) -> dict[str, Document]:
    """File to content. Ids are left out or written as names; secrets, records and people are not part of it."""
    names = names_of(workspace_id)
    files: dict[str, Document] = {"workspace.json": _workspace(workspace_id)}
    for row in collections.collections(workspace_id):
        if not row.system:
            files[f"collections/{row.key}.json"] = _collection(workspace_id, row)
    for automation in automations.automations(workspace_id):
        live = automations.live_definition(workspace_id, automation.id)
        if live is not None:
            definition = whole_definition(live.definition)
            document: Document = {"name": automation.name, "enabled": automation.enabled, "definition": definition}
            files[_free(files, f"automations/{text.file_name(automation.name)}")] = document
    for sync in syncs.syncs(workspace_id):
        pair = f"{names[str(sync.source_id)]}--{names[str(sync.target_id)]}"
        files[_free(files, f"syncs/{text.file_name(pair)}")] = {
            "source": names[str(sync.source_id)],
            "target": names[str(sync.target_id)],
            "kinds": list(sync.kinds),
            "maps": sync.maps,
            "enabled": sync.enabled,
        }
    return {file: _as_document(text.renamed(document, names)) for file, document in files.items()}


def plan(workspace_id: UUID, wanted: Wanted) -> Plan:
    """What the files would change here; nothing is written. Raises NotPossible for files that cannot be read."""
    documents = read(wanted.files)
    ledgers = ledgers_of(workspace_id, documents, said=wanted.ledgers)
    names = {one.name: _name(connections.connection(workspace_id, one.connection_id)) for one in ledgers if one.connection_id}
    there = {file: _as_document(text.renamed(document, names)) for file, document in documents.items()}
    present = exported(workspace_id)
    changes = tuple(text.changes(*_aligned(present, there)))
    seen = json.dumps([present, there], sort_keys=True)
    return Plan(changes=changes, ledgers=ledgers, fingerprint=hashlib.sha256(seen.encode()).hexdigest())


def read(files: Mapping[str, object]) -> dict[str, Document]:
    """The files with all that is wrong in them told at once; raises NotPossible."""
    wrong: list[str] = []
    documents: dict[str, Document] = {}
    for file, document in files.items():
        try:
            read = text.parsed(file, document)
            documents[file] = read.model_dump(mode="json")
            if isinstance(read, text.CollectionText):
                documents[file]["mapping"] = whole_mapping(read.mapping)
            elif isinstance(read, text.AutomationText):
                documents[file]["definition"] = whole_definition(read.definition)
        except text.Unreadable as trouble:
            wrong.append(str(trouble))
    if "workspace.json" not in files:
        wrong.append("workspace.json is missing, which says how the others are to be read.")
    if wrong:
        raise NotPossible("The configuration cannot be read. " + " ".join(wrong[:10]))
    return documents


def whole_mapping(document: Mapping[str, object]) -> Document:
    """A mapping as it is kept, whatever was left out of it. The types of the fields stand at the fields; what is no mapping stays
    as it is, for whoever takes it in to refuse."""
    try:
        kept = parse_mapping(dict(document)).model_dump(mode="json") if document else {}
    except ValidationError:
        kept = dict(document)
    return {name: value for name, value in kept.items() if name != "field_types"}


def whole_definition(document: Mapping[str, object]) -> Document:
    """An automation's definition in the present form, without the samples of those who built it; what is none stays as it is, for
    whoever takes it in to refuse."""
    try:
        return publishing.published(upgraded(_as_document(dict(document))))
    except (UpgradeError, ValidationError):
        return _as_document(dict(document))


def _aligned(present: dict[str, Document], there: dict[str, Document]) -> tuple[dict[str, Document], dict[str, Document]]:
    """With the same thing under the same file name, whatever the file was called: a collection by its key, others by their name."""
    known = {_identity(file, document): file for file, document in present.items()}
    return present, {known.get(_identity(file, document), file): document for file, document in there.items()}


def _identity(file: str, document: Document) -> tuple[str, ...]:
    kind = text.kind_of(file)
    if kind == "workspace":
        return (kind,)
    if kind == "sync":
        return (kind, str(document["source"]), str(document["target"]))
    return (kind, str(document["key"] if kind == "collection" else document["name"]))


def ledgers_of(workspace_id: UUID, documents: Mapping[str, Document], *, said: Mapping[str, UUID]) -> tuple[Ledger, ...]:
    """By what was said; else the organisation of the same name; else the only one of the same provider."""
    rows = connections.connections(workspace_id)
    found = []
    for name in text.ledgers_named(list(documents.values())):
        same = [row for row in rows if _name(row) == name]
        provider = [row for row in rows if row.provider == name.partition("/")[0]]
        chosen = [row for row in rows if row.id == said[name]] if name in said else same or (provider if len(provider) == 1 else [])
        row = chosen[0] if chosen else None
        found.append(Ledger(name=name, connection_id=row.id if row else None, organisation=row.organisation_name if row else ""))
    return tuple(found)


def names_of(workspace_id: UUID) -> dict[str, str]:
    """Names by ids, for whatever the configuration may refer to."""
    names = {str(row.id): _name(row) for row in connections.connections(workspace_id)}
    names |= {str(row.id): f"collection {row.key}" for row in collections.collections(workspace_id)}
    names |= {str(row.id): f"{text.AUTOMATION}{row.name}" for row in automations.automations(workspace_id)}
    names |= {str(row.id): f"{text.SECRET}{row.name}" for row in step_secrets.secrets(workspace_id)}
    return names | {str(row.id): f"member {row.user.email}" for row in workspaces.members(workspace_id)}


def _name(row: connections.Connection) -> str:
    return f"{row.provider}/{row.organisation_name}"


def _workspace(workspace_id: UUID) -> Document:
    row = workspaces.workspace_by_id(workspace_id)
    return {
        "format": text.FORMAT,
        "policies": {
            "mfa_required": row.mfa_required,
            "sso_domains": row.sso_domains,
            "sso_role": row.sso_role,
            "token_days_max": row.token_days_max,
            "documents_need_approval": row.documents_need_approval,
            "time_zone": row.time_zone,
        },
    }


def _collection(workspace_id: UUID, row: collections.Collection) -> Document:
    return {
        "key": row.key,
        "name": row.name,
        "description": row.description,
        "accounting_type": row.accounting_type,
        "mapping": whole_mapping(row.mapping),
        "fields": [_field(one) for one in row.fields.all()],
        "views": [
            {"name": one.name, "is_default": one.is_default, "arrangement": one.arrangement}
            for one in views.views(workspace_id, row, user_id=NOBODY)
        ],
    }


def _field(row: collections.Field) -> Document:
    return {
        "key": row.key,
        "name": row.name,
        "type": row.type,
        "required": row.required,
        "unique": row.unique,
        "default": row.default,
        "hint": row.hint,
        "archived": row.archived_at is not None,
        "options": row.options,
    }


def _free(files: Mapping[str, Document], name: str) -> str:
    number, wanted = 1, f"{name}.json"
    while wanted in files:
        number += 1
        wanted = f"{name}-{number}.json"
    return wanted


def _as_document(value: object) -> Document:
    assert isinstance(value, dict)
    return value
