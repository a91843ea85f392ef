"""Takes a configuration in: adds and changes what its plan says, in one transaction; values of records are never taken away."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import JsonValue

from tieout.engine import accounting_pane, actions, configuration, publishing, view_edits
from tieout.engine import collections as shaping
from tieout.engine.configuration import Plan, Wanted
from tieout.engine.surface import NotPossible
from tieout.mapping import configuration as text
from tieout.mapping.conditions import ConditionError
from tieout.mapping.configuration import AutomationText, CollectionText, FieldText, SyncText, ViewText, WorkspaceText
from tieout.mapping.field_options import Wanted as FieldWanted
from tieout.store import audit, automations, collections, connections, database, removal, step_secrets, syncs, views, workspaces
from tieout.store.collections import AccountingType, Collection
from tieout.store.connections import ConnectionStatus
from tieout.store.record_lists import FilterRefused, UnknownField

# What others relate to has its accounting type before them.
_FIRST = (AccountingType.NONE, AccountingType.CONTACTS, AccountingType.ITEMS)


def apply(workspace_id: UUID, wanted: Wanted, *, fingerprint: str, remove: bool, actor: str) -> Plan:
    """Makes the state what the files say, and answers the plan that was carried out.

    `fingerprint` is that of the plan which a person has seen. With `remove`, what the files do not name goes as far as no value is
    lost by it: fields are archived, views deleted, automations and syncs switched off; collections stay. Raises NotPossible.
    """
    found = configuration.plan(workspace_id, wanted)
    if found.fingerprint != fingerprint:
        raise NotPossible("Something changed since this plan was made. Look at the new plan, then apply it.")
    missing = [one.name for one in found.ledgers if one.connection_id is None]
    if missing:
        raise NotPossible(f"Say which connection takes the place of: {', '.join(missing)}. Or connect these ledgers first.")
    with database.atomic():
        _Taking(workspace_id, wanted, actor=actor).run(found, remove=remove)
        counts: dict[str, object] = {
            action: sum(one.action == action for one in found.changes) for action in ("add", "change", "remove")
        }
        if not remove:
            counts["remove"] = 0
        said = f"{counts['add']} added, {counts['change']} changed"
        note = audit.Note(actor=actor, action="configuration.imported", subject_kind="workspace", subject_id=str(workspace_id),
                          text=said, details={**counts, "fingerprint": fingerprint})  # fmt: skip
        audit.add(workspace_id, [note])
    return found


class _Taking:
    """One import: the files with names put back to ids."""

    def __init__(self, workspace_id: UUID, wanted: Wanted, *, actor: str) -> None:
        self.workspace_id, self.actor = workspace_id, actor
        self.ids = self._ids(wanted)
        self.files = configuration.read(wanted.files)

    def run(self, plan: Plan, *, remove: bool) -> None:
        """Collections first, because the others name them."""
        touched = {(one.kind, one.name) for one in plan.changes if one.action != "remove"}
        order = sorted(self.files, key=lambda file: ("workspace", "collection", "sync", "automation").index(text.kind_of(file)))
        parsed = [text.parsed(file, self.files[file]) for file in order]
        shapes = [one for one in parsed if isinstance(one, CollectionText) and ("collection", one.name) in touched]
        for one in shapes:
            self._make(one)
        for one in shapes:
            self._shape(one, remove=remove)
        for one in sorted(shapes, key=lambda shape: shape.accounting_type not in _FIRST):
            self._account(one)
        for other in parsed:
            if isinstance(other, WorkspaceText):
                self._policies(other)
            elif isinstance(other, SyncText):
                self._sync(other)
        for automation in _called_first([one for one in parsed if isinstance(one, AutomationText)]):
            if ("automation", automation.name) in touched:
                self._automation(automation)
        if remove:
            self._switch_off([one.name for one in plan.changes if one.action == "remove" and one.kind == "automation"])
            self._end_syncs(parsed)

    def _ids(self, wanted: Wanted) -> dict[str, str]:
        plan = configuration.plan(self.workspace_id, wanted)
        ids = {one.name: str(one.connection_id) for one in plan.ledgers if one.connection_id}
        ids |= {f"collection {row.key}": str(row.id) for row in collections.collections(self.workspace_id)}
        ids |= {f"{text.AUTOMATION}{row.name}": str(row.id) for row in automations.automations(self.workspace_id)}
        ids |= {f"{text.SECRET}{row.name}": str(row.id) for row in step_secrets.secrets(self.workspace_id)}
        return ids | {f"member {row.user.email}": str(row.id) for row in workspaces.members(self.workspace_id)}

    def _back(self, document: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        made = text.renamed(dict(document), self.ids)
        assert isinstance(made, dict)
        return made

    def _make(self, wanted: CollectionText) -> None:
        """The collection itself where it is new, so that relations between new ones find both; raises NotPossible."""
        if collections.collection(self.workspace_id, wanted.key) is None:
            others = {name.casefold() for name in collections.collection_keys(self.workspace_id).values()}
            if wanted.name.casefold() in others:
                raise NotPossible(f"Another collection is called {wanted.name}, with another key. Rename one of them first.")
            if len(others) >= shaping.COLLECTIONS_MAX:
                raise NotPossible(f"A workspace has at most {shaping.COLLECTIONS_MAX} collections. Delete one that is not used.")
            row = collections.save_collection(self.workspace_id, key=wanted.key, name=wanted.name, fields=[])
            names = ", ".join(one.name for one in wanted.fields)
            said = f"Collection {wanted.name} made with the fields {names}"
            self._note("collection.created", "collection", subject_id=row.id, said=said)

    def _shape(self, wanted: CollectionText, *, remove: bool) -> None:
        row = collections.collection(self.workspace_id, wanted.key)
        assert row is not None
        if row.system:
            raise NotPossible(f"{row.name} is filled in by the ledger; it cannot be imported.")
        try:
            self._fields(row, wanted, remove=remove)
            if (row.name, row.description) != (wanted.name, wanted.description):
                said = wanted.description
                shaping.describe_collection(self.workspace_id, row, name=wanted.name, description=said, actor=self.actor)
            self._order(row, [one.key for one in wanted.fields])
            self._views(row, wanted.views, remove=remove)
        except shaping.FieldRefused as refused:
            raise NotPossible(f"{wanted.name}: {refused}") from None

    def _order(self, row: Collection, keys: list[str]) -> None:
        present = [one.key for one in collections.fields_of(self.workspace_id, row.id)]
        if keys != present[: len(keys)]:
            shaping.order_fields(self.workspace_id, row, keys=keys, actor=self.actor)
        else:
            # New fields all stand at the same place as yet.
            collections.order_fields(self.workspace_id, row.id, keys=keys)

    def _account(self, wanted: CollectionText) -> None:
        """What the collection is to the ledger, by the pane's own checks; the plan has shown a change of the type."""
        row = collections.collection(self.workspace_id, wanted.key)
        assert row is not None
        mapping = configuration.whole_mapping(self._back(wanted.mapping))
        type_ = str(mapping.get("type", AccountingType.NONE.value))
        if type_ != wanted.accounting_type:
            raise NotPossible(f"{wanted.name}: its accounting type is {wanted.accounting_type}, and its mapping is for {type_}.")
        if (row.accounting_type, configuration.whole_mapping(row.mapping)) == (wanted.accounting_type, mapping):
            return
        try:
            accounting_pane.save(self.workspace_id, row, mapping=mapping or None, confirmed=True, actor=self.actor)
        except NotPossible as trouble:
            raise NotPossible(f"{wanted.name}: {trouble}") from None

    def _fields(self, row: Collection, wanted: CollectionText, *, remove: bool) -> None:
        present = {one.key: one for one in row.fields.all()}
        new = [one for one in wanted.fields if one.key not in present]
        if len(present) + len(new) > shaping.FIELDS_MAX:
            raise NotPossible(
                f"{wanted.name} would have more than {shaping.FIELDS_MAX} fields, those that are archived among them."
            )
        for one in new:
            others = [other for other in collections.fields_of(self.workspace_id, row.id) if other.key != one.key]
            shaping.judge(self.workspace_id, self._wanted(one), others=others)
            collections.save_collection(self.workspace_id, key=row.key, name=row.name, fields=[self._columns(one)])
            collections.place_fields(self.workspace_id, row, has_values=True)
            self._note("field.added", "collection", subject_id=row.id, said=f"{row.name}: field {one.name} added")
        if any(one.type == "formula" for one in new):
            removal.recompute(self.workspace_id, row)
        for one in wanted.fields:
            known = present.get(one.key)
            if known is not None:
                self._field(row, known, wanted=one)
            elif one.archived:
                shaping.set_field_archived(self.workspace_id, row, key=one.key, archived=True, actor=self.actor)
        if remove:
            for key in present.keys() - {one.key for one in wanted.fields}:
                if present[key].archived_at is None and not present[key].options.get("from_ledger"):
                    shaping.set_field_archived(self.workspace_id, row, key=key, archived=True, actor=self.actor)

    def _field(self, row: Collection, known: collections.Field, *, wanted: FieldText) -> None:
        if known.type != wanted.type:
            raise NotPossible(
                f"{row.name}: {known.name} is of type {known.type} here and {wanted.type} in the file."
                " Change the type on the page first, where it is shown what becomes of the values."
            )
        if known.options.get("from_ledger"):
            return
        if (known.archived_at is not None) != wanted.archived:
            shaping.set_field_archived(self.workspace_id, row, key=wanted.key, archived=wanted.archived, actor=self.actor)
        said: dict[str, JsonValue] = {
            **self._back(wanted.options),
            "name": wanted.name,
            "required": wanted.required,
            "unique": wanted.unique,
            "default": wanted.default,
            "hint": wanted.hint,
        }
        now = [known.name, known.required, known.unique, known.default, known.hint, known.options]
        if now != [wanted.name, wanted.required, wanted.unique, wanted.default, wanted.hint, self._back(wanted.options)]:
            shaping.change_field(self.workspace_id, row, key=wanted.key, said=said, actor=self.actor)

    def _wanted(self, one: FieldText) -> FieldWanted:
        return FieldWanted(key=one.key, name=one.name, type=one.type, required=one.required, unique=one.unique,
                              default=one.default, hint=one.hint, options=self._back(one.options))  # fmt: skip

    def _columns(self, one: FieldText) -> dict[str, object]:
        return {
            "key": one.key,
            "name": one.name,
            "type": one.type,
            "required": one.required,
            "unique": one.unique,
            "default": one.default,
            "hint": one.hint,
            "options": self._back(one.options),
        }

    def _views(self, row: Collection, wanted: list[ViewText], *, remove: bool) -> None:
        present = {one.name: one for one in views.views(self.workspace_id, row, user_id=configuration.NOBODY)}
        for one in wanted:
            known = present.get(one.name) or views.View(workspace_id=self.workspace_id, collection=row, created_by=self.actor)
            arrangement: dict[str, object] = {**self._back(one.arrangement)}
            if (known.name, known.arrangement, known.is_default) != (one.name, arrangement, one.is_default):
                self._judge_view(row, one.name, arrangement=arrangement)
                said = view_edits.ViewSaid(name=one.name, shared=True, is_default=one.is_default, arrangement=arrangement)
                view_edits.save(known, said, user_id=configuration.NOBODY, actor=self.actor)
        for name in present.keys() - {one.name for one in wanted} if remove else ():
            view_edits.delete(present[name], actor=self.actor)

    def _judge_view(self, row: Collection, name: str, *, arrangement: Mapping[str, object]) -> None:
        """Raises NotPossible for a view that its list could not show."""
        where, remedy = f"{row.name}: the view {name}", "Change the view in the file, or leave it out."
        try:
            view_edits.judge(self.workspace_id, row, arrangement=arrangement)
        except UnknownField as error:
            raise NotPossible(f"{where} sorts, groups or filters by {error}, which is no such field. {remedy}") from None
        except (ConditionError, FilterRefused) as error:
            raise NotPossible(f"{where} has a filter that cannot be used: {error} {remedy}") from None

    def _automation(self, wanted: AutomationText) -> None:
        definition = self._back(wanted.definition)
        for called in text.named(definition, text.AUTOMATION):
            raise NotPossible(f"{wanted.name} calls {called}, which is neither here nor in the files, or calls it back.")
        for secret in text.named(definition, text.SECRET):
            raise NotPossible(f"{wanted.name} needs a secret called {secret}. Make it here first: files hold no secrets.")
        row = publishing.publish(
            self.workspace_id, name=wanted.name, definition=definition, enabled=wanted.enabled, actor=self.actor
        )
        self.ids[f"{text.AUTOMATION}{wanted.name}"] = str(row.id)

    def _policies(self, wanted: WorkspaceText) -> None:
        row, said = workspaces.workspace_by_id(self.workspace_id), wanted.policies.model_dump()
        changes = {name: value for name, value in said.items() if getattr(row, name) != value}
        if changes:
            workspaces.set_policies(self.workspace_id, changes)
            written = ", ".join(f"{name}: {value}" for name, value in sorted(changes.items()))
            self._note("policies.changed", "workspace", subject_id=self.workspace_id, said=written)

    def _sync(self, wanted: SyncText) -> None:
        pair = (UUID(self.ids[wanted.source]), UUID(self.ids[wanted.target]))
        present = next((one for one in syncs.syncs(self.workspace_id) if (one.source_id, one.target_id) == pair), None)
        maps = self._back(wanted.maps)
        if present is None:
            for row in (connections.connection(self.workspace_id, one) for one in pair):
                if row.status != ConnectionStatus.ACTIVE:
                    raise NotPossible(f"{row.organisation_name} is not connected. Connect it under Settings, Integrations.")
        if present is None or (present.kinds, present.maps) != (wanted.kinds, maps):
            present = actions.save_sync(self.workspace_id, pair=pair, kinds=wanted.kinds, maps=maps, actor=self.actor)
        if present.enabled != wanted.enabled:
            self._switch_sync(present, enabled=wanted.enabled)

    def _switch_sync(self, row: syncs.Sync, *, enabled: bool) -> None:
        syncs.update_sync(self.workspace_id, row.id, enabled=enabled)
        action, done = ("sync.enabled", "on") if enabled else ("sync.disabled", "off")
        self._note(action, "sync", subject_id=row.id, said=f"{row.name} was switched {done}")

    def _switch_off(self, names: list[str]) -> None:
        for row in automations.automations(self.workspace_id):
            if row.name in names:
                publishing.switch(self.workspace_id, row, enabled=False, actor=self.actor)

    def _end_syncs(self, parsed: list[text.Stored]) -> None:
        kept = {(self.ids[one.source], self.ids[one.target]) for one in parsed if isinstance(one, SyncText)}
        for row in syncs.syncs(self.workspace_id):
            if (str(row.source_id), str(row.target_id)) not in kept and row.enabled:
                self._switch_sync(row, enabled=False)

    def _note(self, action: str, kind: str, *, subject_id: UUID, said: str) -> None:
        note = audit.Note(actor=self.actor, action=action, subject_kind=kind, subject_id=str(subject_id), text=said)
        audit.add(self.workspace_id, [note])


def _called_first(wanted: Sequence[AutomationText]) -> list[AutomationText]:
    """Those that others call before these; where they call one another, in the order of the files."""
    left, ordered = list(wanted), list[AutomationText]()
    while left:
        names = {one.name for one in left}
        free = [one for one in left if not names & (set(text.named(one.definition, text.AUTOMATION)) - {one.name})]
        ordered += free or left
        left = [one for one in left if free and one not in free]
    return ordered


def ledger_ids(workspace_id: UUID, said: Mapping[str, str]) -> dict[str, UUID]:
    """Connections by the files' names of ledgers, as a person said them; raises NotPossible for one that is none of here."""
    known = {str(row.id): row.id for row in connections.connections(workspace_id)}
    wrong = [name for name, value in said.items() if value not in known]
    if wrong:
        raise NotPossible(f"There is no such connection for {', '.join(wrong)}. Choose one that is connected here.")
    return {name: known[value] for name, value in said.items()}
