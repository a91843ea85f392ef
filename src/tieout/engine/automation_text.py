"""One automation's draft as text for version control: written out with names in place of ids, and read back as a draft to be."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from tieout.automations.definition import Definition, to_json
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.automations.validate import DefinitionProblem
from tieout.engine import configuration, drafting, publishing
from tieout.mapping import configuration as text
from tieout.mapping.configuration import AutomationText, Document, Unreadable
from tieout.store.automations import Automation

TEXT_CHARACTERS_MAX = 1_000_000
FOLDER = "automations/"
REMEDY = "Correct the text, or download one from here to see how it is written."


@dataclass(frozen=True, kw_only=True)
class Written:
    """`file` is where an export of the whole configuration keeps it."""

    file: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Read:
    """`definition` is None where the text is no automation; `problems` are all that stands in the way of publishing it, what the
    text names and this workspace does not have among them."""

    name: str
    definition: Definition | None
    problems: tuple[DefinitionProblem, ...]


def written(workspace_id: UUID, row: Automation) -> Written:
    """The draft as it is saved; samples and secrets are not part of it. Raises NotPossible for a draft that cannot be read."""
    definition = publishing.published(drafting.draft_of(row))
    named = text.renamed(definition, configuration.names_of(workspace_id))
    document: Document = {"name": row.name, "enabled": row.enabled, "definition": named}
    return Written(file=f"{FOLDER}{text.file_name(row.name)}.json", text=text.text_of(document))


def read(workspace_id: UUID, said: str) -> Read:
    """What a draft would be made of that text: nothing is kept of it."""
    try:
        document = json.loads(said)
    except (ValueError, RecursionError) as error:
        return _unreadable(f"This is not JSON: {error}.")
    if not isinstance(document, dict):
        return _unreadable("This is no automation: it begins with no object.")
    whole = document if "definition" in document else {"name": "Draft", "enabled": False, "definition": document}
    try:
        wanted = text.parsed(f"{FOLDER}draft.json", whole)
        assert isinstance(wanted, AutomationText)
        ids, missing = _ids(workspace_id, wanted.definition)
        back = text.renamed(wanted.definition, ids)
        definition = upgraded(back if isinstance(back, dict) else {})
    except (Unreadable, UpgradeError) as error:
        return _unreadable(str(error).removeprefix(f"{FOLDER}draft.json: "))
    except RecursionError:
        return _unreadable("It is nested too deep.")
    except ValidationError as error:
        first = error.errors()[0]
        return _unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.")
    definition = definition.model_copy(update={"samples": {}})
    problems = (*_unknown(to_json(definition), missing), *publishing.problems_of(workspace_id, definition))
    return Read(name=wanted.name, definition=definition, problems=problems)


def _ids(workspace_id: UUID, definition: Document) -> tuple[dict[str, str], list[str]]:
    """Ids by the names that the text uses, and the ledgers that it names and that are not here."""
    ids = {name: own for own, name in configuration.names_of(workspace_id).items()}
    ledgers = configuration.ledgers_of(workspace_id, {f"{FOLDER}draft.json": definition}, said={})
    ids |= {one.name: str(one.connection_id) for one in ledgers if one.connection_id is not None}
    return ids, [one.name for one in ledgers if one.connection_id is None]


def _unknown(document: Mapping[str, object], missing: list[str]) -> Iterator[DefinitionProblem]:
    """What is named and is not here, once each."""
    whole = dict(document)
    for name in missing:
        yield _problem(f"There is no ledger {name} here.", "Connect it, or choose another one in the steps that name it.")
    for name in dict.fromkeys(text.named(whole, text.AUTOMATION)):  # type: ignore[arg-type]  # to_json gives JSON
        yield _problem(f"There is no automation called {name} here.", "Make it first, or choose another one to call.")
    for name in dict.fromkeys(text.named(whole, text.SECRET)):  # type: ignore[arg-type]  # to_json gives JSON
        yield _problem(f"There is no secret called {name} here.", "Make it under Settings, Secrets: a text holds none.")


def _unreadable(said: str) -> Read:
    return Read(name="", definition=None, problems=(_problem(said, REMEDY),))


def _problem(message: str, remedy: str) -> DefinitionProblem:
    return DefinitionProblem(step_id="", field="", message=message, remedy=remedy)
