"""Sage Business Cloud Accounting."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Connector,
    Notice,
    Operation,
    Organisation,
    Outcome,
    Page,
    ProviderSettings,
    Receipt,
    ReferenceData,
    Seen,
    Tokens,
)
from tieout.connectors.errors import NotPermitted, OutcomeUnknown, Rejected, Transient
from tieout.connectors.http import Http
from tieout.connectors.sage import auth, chart, errors, translate, webhooks
from tieout.connectors.sage.client import Client, Listing
from tieout.connectors.sage.manifest import LISTS, MANIFEST, OVERLAP_SECONDS
from tieout.connectors.sage.standing import Standing, business, financial_settings
from tieout.connectors.sage.translate.banks import Known
from tieout.connectors.sage.translate.recognition import origin, question
from tieout.connectors.sage.translate.reference import CONTEXTS
from tieout.connectors.sage.wire import Body
from tieout.connectors.sage.writing import Writer

__all__ = ["MANIFEST", "Sage", "connector"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sage:
    """The provider Sage, as `connectors.contract.Connector` describes it; safe to share between threads."""

    manifest = MANIFEST

    def __init__(self, settings: ProviderSettings, *, http: Http | None = None, now: Callable[[], datetime] = _utc_now) -> None:
        self._settings = settings
        self._http = http or Http(errors.DIALECT, timeout_seconds=settings.timeout_seconds)
        self._oauth = auth.oauth(settings, self._http)
        self._client = Client(self._http, auth.urls(settings)["api"])
        self._standing = Standing(client=self._client)
        self._now = now

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        return self._oauth.authorise_url(redirect_uri=redirect_uri, state=state, code_verifier=code_verifier)

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        return self._oauth.exchange(callback=callback, redirect_uri=redirect_uri, code_verifier=code_verifier)

    def organisations(self, tokens: Tokens, *, callback: Mapping[str, str]) -> tuple[Organisation, ...]:
        del callback  # it tells the country only
        return auth.organisations(self._settings, self._http, tokens=tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> None:
        """Ends the grant, to every business of its person; the access token lives on for up to five minutes."""
        self._oauth.revoke(tokens)

    def leave(self, tokens: Tokens, *, organisation_id: str) -> bool:
        del tokens, organisation_id  # there is nothing but to revoke
        return False

    def read_reference(self, access: Access) -> ReferenceData:
        self._standing.forget(access)
        said = business(self._client.settings(access, f"businesses/{access.organisation_id}"))
        settings = financial_settings(self._client.settings(access, "financial_settings"))
        known = Known(today=self._now().date())

        def listed(plural: str, kind: EntityKind) -> tuple[Seen, ...]:
            return tuple(translate.seen(kind, body, known=known) for body in self._client.all(access, plural, params={}))

        banks = listed("bank_accounts", EntityKind.ACCOUNT)
        behind = {seen.entity.id for seen in banks if seen.entity is not None}
        ledger = listed("ledger_accounts", EntityKind.ACCOUNT)
        try:
            tracking = listed("analysis_types", EntityKind.TRACKING_CATEGORY)
        except (NotPermitted, Rejected):
            # Start has none, and Standard only in two countries.
            tracking = ()
        return ReferenceData(
            organisation=auth.organisation(said, settings=settings),
            # A bank account and its ledger account are one: payments, and journals too, name it by the former.
            accounts=(*banks, *(seen for seen in ledger if seen.external_id not in behind)),
            tax_rates=listed("tax_rates", EntityKind.TAX_RATE),
            tracking_categories=tracking,
        )

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        if unknown := set(kinds) - set(MANIFEST.kinds):
            raise ValueError(f"Sage has no {', '.join(sorted(unknown))}")
        reading = _Reading(since=since)
        # What settles documents comes before them: they are read again by what it names.
        for kind in sorted(kinds, key=lambda one: one in DOCUMENT_KINDS):
            paying = tuple(one for one in kinds if one in PAYMENT_KINDS)
            if kind in paying[1:]:
                continue  # read with the other kind, whose list it shares
            yield from self._read(access, kind, wanted=paying if kind in paying else (kind,), reading=reading)

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        if len(operations) > 1:
            raise ValueError("a write is of one operation: Sage takes no batches, and nothing in parallel")
        if operations and operations[0].kind in chart.KINDS:
            self._standing.forget(access)
            known = Known(today=self._now().date())
            return (chart.ChartWriter(client=self._client, access=access, known=known).write(operations[0]),)
        writer = Writer(client=self._client, access=access, standing=self._standing)
        return tuple(writer.write(operation) for operation in operations)

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        found: dict[str, Receipt] = {}
        for operation in operations:
            if operation.action is not Action.CREATE:
                continue
            taken = {receipt.seen.external_id for receipt in found.values() if receipt.seen.kind is operation.kind}
            if (receipt := self._found(access, operation, taken=taken)) is not None:
                found[operation.key] = receipt
        return found

    def attachments(self, access: Access, *, kind: EntityKind, external_id: str) -> tuple[Attachment, ...]:
        context, owner = self._context(access, kind, external_id=external_id)
        params = {"attachment_context_type_id": context, "attachment_context_id": owner}
        found = (translate.seen(EntityKind.ATTACHMENT, body) for body in self._client.all(access, "attachments", params=params))
        return tuple(seen.entity for seen in found if isinstance(seen.entity, Attachment))

    def download(self, access: Access, attachment: Attachment) -> bytes:
        answer = self._client.file(access, id=attachment.id or "")
        if not answer.ok:
            raise Rejected(errors.problems(answer))
        if attachment.size_bytes is not None and len(answer.content) != attachment.size_bytes:
            raise Transient("Sage's answer has another length than the file")
        return answer.content

    def attach(self, access: Access, attachment: Attachment, *, content: bytes) -> Attachment:
        if len(content) > MANIFEST.attachment_bytes_max:
            message = f"the file has {len(content)} bytes; Sage takes {MANIFEST.attachment_bytes_max}"
            raise Rejected((errors.problem("too_long", message=message),))
        for known in self.attachments(access, kind=attachment.owner_kind, external_id=attachment.owner):
            if (known.file_name, known.size_bytes) == (attachment.file_name, len(content)):
                return known
        context, owner = self._context(access, attachment.owner_kind, external_id=attachment.owner)
        body = {
            "file": base64.b64encode(content).decode(),
            "file_name": attachment.file_name,
            "mime_type": attachment.media_type,
            "attachment_context_type_id": context,
            "attachment_context_id": owner,
        }
        # Attachments have no idempotency id: looking first is what keeps a repeat from adding another.
        answer = self._client.create(access, "attachments", name="attachment", body=body, idempotency_id="")
        if not answer.ok:
            raise Rejected(errors.problems(answer))
        made = translate.seen(EntityKind.ATTACHMENT, answer.body).entity if isinstance(answer.body, dict) else None
        if not isinstance(made, Attachment) or not made.id:
            raise OutcomeUnknown("Sage's answer has no attachment with an id")
        return made

    def pdf(self, access: Access, *, kind: EntityKind, external_id: str) -> bytes:
        del access, kind, external_id
        raise Rejected((errors.problem("other", message=MANIFEST.cannot["pdf"]),))

    def send(self, access: Access, *, kind: EntityKind, external_id: str, to: str = "") -> None:
        del access, kind, external_id, to
        raise Rejected((errors.problem("other", message=MANIFEST.cannot["send"]),))

    def notices(self, *, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
        del headers, key
        return webhooks.parse(body)

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        """Nothing: Sage's pages have numbers of their own, which it tells with the object (`Seen.url`)."""
        del kind, external_id, organisation
        return ""

    # ---- Reading

    def _read(self, access: Access, kind: EntityKind, *, wanted: tuple[EntityKind, ...], reading: "_Reading") -> Iterator[Page]:
        """The pages of a kind: of all its lists, what changed, and then what was deleted."""
        known, met = self._standing.of_kind(access, kind), set[str]()
        for name, listing, last in self._listings(access, kind, since=reading.since):
            reading.started = reading.started or listing.answered_at
            if kind is EntityKind.ALLOCATION:
                known = self._standing.of_allocations(access, listing.elements)
            seen = [translate.seen(kind, body, name=name, known=known) for body in listing.elements]
            met |= {one.external_id for one in seen}
            if kind in PAYMENT_KINDS or kind is EntityKind.ALLOCATION:
                reading.named |= {artefact for body in listing.elements for artefact in translate.artefacts(body)}
            elif last and kind in DOCUMENT_KINDS and reading.since is not None:
                seen += self._named(access, kind, reading=reading, met=met)
            for one in wanted:
                mine = tuple(each for each in seen if each.kind is one)
                yield Page(kind=one, seen=mine, complete=last, watermark=reading.started or reading.since if last else None)

    def _named(self, access: Access, kind: EntityKind, *, reading: "_Reading", met: set[str]) -> Iterator[Seen]:
        """Documents that payments or allocations settle which changed: whether Sage itself says then that these changed, is told
        nowhere (sage.md §7)."""
        (plural,) = LISTS[kind].values()
        for own_id in sorted(own_id for named, own_id in reading.named if named == plural and own_id not in met):
            body = self._client.one(access, plural, id=own_id)
            if body is not None:
                yield translate.seen(kind, body)

    def _listings(self, access: Access, kind: EntityKind, *, since: datetime | None) -> Iterator[tuple[str, Listing, bool]]:
        """Each page with the name of its objects, and whether it is the last of the kind."""
        asked: list[tuple[str, str, dict[str, str]]] = []
        for name, plural in LISTS[kind].items():
            own = {"exclude_system": "true"} if kind is EntityKind.CONTACT else {}
            if since is None:
                asked.append((name, plural, own))
            else:
                moment = _moment(since)
                asked += [
                    (name, plural, own | {"updated_or_created_since": moment}),
                    (name, plural, own | {"deleted_since": moment}),
                ]
        for position, (name, plural, params) in enumerate(asked, start=1):
            for listing in self._client.pages(access, plural, params=params):
                yield name, listing, listing.last and position == len(asked)

    # ---- Looking up

    def _found(self, access: Access, operation: Operation, *, taken: set[str]) -> Receipt | None:
        """One object is the creation of one operation, however alike two of them are: `taken` are others'."""
        if operation.kind in chart.KINDS:
            there, today = chart.found(self._client, access, operation=operation), Known(today=self._now().date())
            return translate.receipt(operation.kind, there, known=today) if there is not None else None
        known = self._standing.of_operation(access, operation)
        try:
            asked = question(operation, known=known)
        except Rejected:
            return None  # it was never sent
        if asked is None:
            return None
        name, plural = asked.name, LISTS[operation.kind].get(asked.name, "transactions")
        for body in self._client.all(access, plural, params=asked.params):
            whole: Body | None = body
            if not asked.fits(body):
                continue
            if plural == "transactions":
                name = next(iter(LISTS[operation.kind]))
                whole = self._client.one(access, LISTS[operation.kind][name], id=origin(body))
            found = translate.receipt(operation.kind, whole, name=name, known=known) if whole is not None else None
            if found is not None and found.seen.external_id not in taken:
                return found
        return None

    # ---- Attachments

    def _context(self, access: Access, kind: EntityKind, *, external_id: str) -> tuple[str, str]:
        """What Sage calls the thing that a file hangs on, and its id: for money by its direction, which the body tells."""
        if kind not in MANIFEST.attachable:
            raise Rejected((errors.problem("other", message=f"no file can hang on a {kind.value} in Sage"),))
        names = [context for context, meant in CONTEXTS.items() if meant is kind]
        if len(names) == 1:
            return names[0], external_id
        prefix, _, own_id = external_id.partition(":")
        if own_id:
            return prefix.upper(), own_id
        (plural,) = LISTS[kind].values()
        body = self._client.one(access, plural, id=external_id)
        if body is None:
            raise Rejected((errors.problem("not_found", message=f"{external_id} is not in Sage any more"),))
        return _type(body).removesuffix("_REFUND") if kind is EntityKind.BANK_TRANSACTION else _type(body), external_id


@dataclass(kw_only=True)
class _Reading:
    """One reading of several kinds. `started` is Sage's own clock at the first answer, the watermark of all of them: what changes
    while we read is read again next time, and the kinds stay together. `named` are documents by list and id."""

    since: datetime | None
    started: datetime | None = None
    named: set[tuple[str, str]] = field(default_factory=set)


def connector(settings: ProviderSettings, *, http: Http | None = None) -> Connector:
    return Sage(settings, http=http)


def _moment(since: datetime) -> str:
    """A little earlier: what Sage commits late may carry a time before our last answer. Met again, it is known by its hash."""
    return (since - timedelta(seconds=OVERLAP_SECONDS)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _type(body: Body) -> str:
    type_ = body.get("transaction_type")
    return str(type_.get("id") or "") if isinstance(type_, Mapping) else ""
