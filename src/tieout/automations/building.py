"""What there is to build automations with: the kinds of step and the collections, as validation and the pills need them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingsProblem:
    """`field` is the setting's name, with dots into what it holds; "" for the settings as a whole."""

    message: str
    field: str = ""
    remedy: str = "Correct the step's settings."


SettingsCheck = Callable[[Mapping[str, JsonValue]], Sequence[SettingsProblem]]
Outputs = Callable[[Mapping[str, JsonValue]], Mapping[str, str]]


def nothing_known(settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
    """Of a kind whose outputs are known only when it has run."""
    del settings
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class StepKind:
    """A kind of step as validation needs it. `check` names each wrong setting.

    `accounting_types` limits it to collections of these types (empty: any), `needs_connection` to workspaces that have one.
    `outputs` is path to type of what it gives with these settings; what a list holds stands behind `[].`.
    """

    kind: str
    name: str
    check: SettingsCheck
    accounting_types: frozenset[str] = frozenset()
    needs_connection: bool = False
    outputs: Outputs = nothing_known


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectionShape:
    """A collection as validation needs it: accounting type ("" = not linked), types of its fields, whether a mapping is set.

    `line_types` are the columns of its line items, by field; `relations` the collections that its relations lead to, by field.
    """

    key: str
    name: str
    accounting_type: str = ""
    field_types: Mapping[str, str] = field(default_factory=dict)
    has_mapping: bool = False
    line_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """What there is to build with; `entity_fields` are types of an entity's fields by kind."""

    step_kinds: Mapping[str, StepKind]
    collections: Mapping[str, CollectionShape]
    entity_fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_connection: bool = False
