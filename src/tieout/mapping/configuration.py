"""A workspace's configuration as text files: what stands in them, how they are written, and how two of them differ."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError

FORMAT = 1
FILES_MAX = 1000
# What has one of these is told from its neighbours by it, wherever it stands in its list.
NAMES = ("key", "id", "name")
# How steps name another automation and a secret, whose ids are others elsewhere.
AUTOMATION, SECRET = "automation ", "secret "

Document = dict[str, JsonValue]
Action = Literal["add", "change", "remove"]
Kind = Literal["workspace", "collection", "automation", "sync"]


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _domain(said: str) -> str:
    name = said.strip().lower().removeprefix("@")
    if not re.fullmatch(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", name):
        raise ValueError("write domains as in addresses after the @: shop.example")
    return name


Domain = Annotated[str, AfterValidator(_domain)]
Domains = Annotated[list[Domain], Field(max_length=50)]
TokenDays = Annotated[int, Field(ge=1, le=3650)]


def _zone(said: str) -> str:
    try:
        return str(ZoneInfo(said).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a time zone as the IANA names it: Europe/London") from None


TimeZone = Annotated[str, AfterValidator(_zone)]


class PoliciesText(Stored):
    mfa_required: bool
    sso_domains: Domains
    sso_role: Literal["finance", "editor", "auditor"]
    token_days_max: TokenDays | None
    documents_need_approval: Literal["never", "editors", "always"]
    time_zone: TimeZone = "UTC"


class WorkspaceText(Stored):
    """workspace.json. `format` says how these files are to be read."""

    format: Literal[1]
    policies: PoliciesText


class FieldText(Stored):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    name: str = Field(min_length=1, max_length=100)
    type: str
    required: bool
    unique: bool
    default: JsonValue
    hint: str
    archived: bool
    options: Document


class _Arrangement(Stored):
    """What a list can show."""

    search: str = ""
    sort: str = ""
    group: str = ""
    where: str = ""
    filters: dict[str, str] = {}
    hide: str = ""
    columns: list[str] = []
    widths: dict[str, int] = {}


class _Maps(Stored):
    """What an agreement puts in place of what, by the ledgers' own keys."""

    accounts: dict[str, str] = {}
    taxes: dict[str, str] = {}
    bank_accounts: dict[str, str] = {}


def _arrangement(said: Document) -> Document:
    _Arrangement.model_validate(said)
    return said


def _maps(said: Document) -> Document:
    _Maps.model_validate(said)
    return said


class ViewText(Stored):
    name: str = Field(min_length=1, max_length=100)
    is_default: bool
    arrangement: Annotated[Document, AfterValidator(_arrangement)]


class CollectionText(Stored):
    """collections/KEY.json; `views` are those that all share."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    name: str = Field(min_length=1, max_length=100)
    description: str
    accounting_type: Literal["none", "contacts", "items", "invoices", "bills"]
    mapping: Document
    fields: list[FieldText] = Field(min_length=1)
    views: list[ViewText]


class AutomationText(Stored):
    """automations/NAME.json: the version that is live."""

    name: str = Field(min_length=1, max_length=200)
    enabled: bool
    definition: Document


# A ledger is named by its provider and organisation; what it is called elsewhere is said when the files are imported.
LedgerName = Annotated[str, Field(pattern=r"^(xero|quickbooks|sage)/.+$")]


class SyncText(Stored):
    """syncs/SOURCE--TARGET.json."""

    source: LedgerName
    target: LedgerName
    kinds: list[str]
    maps: Annotated[Document, AfterValidator(_maps)]
    enabled: bool


SHAPES: dict[str, type[Stored]] = {"collections": CollectionText, "automations": AutomationText, "syncs": SyncText}
KINDS: dict[str, Kind] = {"collections": "collection", "automations": "automation", "syncs": "sync"}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One value that differs; `path` leads to it through the file."""

    path: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to one file's subject."""

    file: str
    kind: Kind
    name: str
    action: Action
    differences: tuple[Difference, ...] = ()


class Unreadable(ValueError):
    """A file that is none of ours; the message names it and says what is wrong."""


def text_of(document: Mapping[str, JsonValue]) -> str:
    """Sorted keys, one value a line: a change of one value is a change of one line.

    >>> print(text_of({"b": 1, "a": ["x"]}), end="")
    {
      "a": [
        "x"
      ],
      "b": 1
    }
    """
    return json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def file_name(name: str) -> str:
    """A name as a file's, the same on every system.

    >>> file_name("Invoice finished jobs (UK)")
    'invoice-finished-jobs-uk'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "unnamed"


def kind_of(file: str) -> Kind:
    """Raises Unreadable for a path that no export has."""
    folder, _, rest = file.rpartition("/")
    if file == "workspace.json":
        return "workspace"
    if folder not in SHAPES or not re.fullmatch(r"[\w-]+\.json", rest):
        raise Unreadable(f"{file}: no such file belongs to a configuration.")
    return KINDS[folder]


def parsed(file: str, document: object) -> Stored:
    """The content of a file, checked; raises Unreadable."""
    kind_of(file)
    shape = WorkspaceText if file == "workspace.json" else SHAPES[file.partition("/")[0]]
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise Unreadable(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def changes(present: Mapping[str, Document], wanted: Mapping[str, Document]) -> list[Change]:
    """What makes the present state the wanted one; what is here alone is named as removed."""
    found = []
    for file in sorted({*present, *wanted}):
        here, there = present.get(file), wanted.get(file)
        name = str((there or here or {}).get("name") or file)
        if here is None:
            found.append(Change(file=file, kind=kind_of(file), name=name, action="add"))
        elif there is None:
            if file != "workspace.json":
                found.append(Change(file=file, kind=kind_of(file), name=name, action="remove"))
        elif differing := tuple(differences(here, there)):
            found.append(Change(file=file, kind=kind_of(file), name=name, action="change", differences=differing))
    return found


def differences(before: JsonValue, after: JsonValue, *, path: str = "") -> Iterator[Difference]:
    """Every value that differs. Things with a key, an id or a name are compared with the one of the same name.

    >>> [(one.path, one.after) for one in differences({"a": [{"key": "x", "n": 1}]}, {"a": [{"key": "x", "n": 2}]})]
    [('a.x.n', 2)]
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from differences(before.get(name), after.get(name), path=f"{path}.{name}" if path else name)
    elif (here := _by_name(before)) is not None and (there := _by_name(after)) is not None:
        for name in dict.fromkeys([*here, *there]):
            yield from differences(here.get(name), there.get(name), path=f"{path}.{name}")
        common = [name for name in here if name in there]
        if common != [name for name in there if name in here]:
            yield Difference(path=f"{path} (order)", before=list(here), after=list(there))
    elif before != after:
        yield Difference(path=path, before=before, after=after)


def renamed(document: JsonValue, names: Mapping[str, str]) -> JsonValue:
    """With every text that is one of these put in place by its other: ids by names, and back."""
    if isinstance(document, str):
        return names.get(document, document)
    if isinstance(document, list):
        return [renamed(one, names) for one in document]
    if isinstance(document, dict):
        return {names.get(name, name): renamed(value, names) for name, value in document.items()}
    return document


def named(document: JsonValue, word: str) -> Iterator[str]:
    """The names of what is referred to by that word, `automation` or `secret`, wherever it stands in the settings of steps."""
    if isinstance(document, list):
        for one in document:
            yield from named(one, word)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name == word.strip() and isinstance(value, str) and value.startswith(word):
                yield value.removeprefix(word)
            else:
                yield from named(value, word)


def ledgers_named(documents: Sequence[Mapping[str, JsonValue]]) -> list[str]:
    """The ledgers that the files speak of."""
    found: set[str] = set()
    for document in documents:
        found |= set(_ledgers(dict(document)))
    return sorted(found)


def _ledgers(document: JsonValue) -> Iterator[str]:
    if isinstance(document, str) and re.match(r"(xero|quickbooks|sage)/.", document):
        yield document
    elif isinstance(document, list):
        for one in document:
            yield from _ledgers(one)
    elif isinstance(document, dict):
        for one in document.values():
            yield from _ledgers(one)


def _by_name(value: JsonValue) -> dict[str, JsonValue] | None:
    """The members of a list by their names; None where one has none, or two have the same."""
    if not isinstance(value, list) or not value:
        return {} if value == [] else None
    named: dict[str, JsonValue] = {}
    for one in value:
        name = next((one[part] for part in NAMES if isinstance(one.get(part), str)), None) if isinstance(one, dict) else None
        if not isinstance(name, str) or name in named:
            return None
        named[name] = one
    return named
