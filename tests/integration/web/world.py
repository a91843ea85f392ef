"""A workspace with a bit of everything, for the tests of the web."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone

from integration.web.outside_world import outside_ids
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Line
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json
from tieout.engine import shop
from tieout.store import (
    approvals,
    audit,
    automations,
    change_sets,
    collections,
    comments,
    database,
    document_requests,
    exceptions,
    files,
    grants,
    imports,
    invitations,
    links,
    masses,
    mirror,
    postings,
    progress,
    records,
    runs,
    syncs,
    tieouts,
    tokens,
    views,
    workspaces,
)
from tieout.store import connections as ledgers
from tieout.store.ids import new_id
from tieout.store.workspaces import Role

PASSWORD = "a long enough password"
CSV = (
    b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    b"1001,A1,Cup,2,2011-02-01,3.50,17850,United Kingdom\n"
)


@dataclass(kw_only=True)
class World:
    """One workspace: `ids` by the name of the path parameter that wants them."""

    workspace_id: UUID
    users: dict[Role, User]
    ids: dict[str, str] = field(default_factory=dict)
    orders: list[UUID] = field(default_factory=list)
    ledgers: list[UUID] = field(default_factory=list)


def make_world(name: str) -> World:
    with database.atomic():
        return _made(name)


def _made(name: str) -> World:
    workspace = workspaces.create_workspace(name)
    users: dict[Role, User] = {}
    for role in Role:
        email = f"{role.value}@{name.lower()}.example"
        member = workspaces.add_member(workspace.id, email=email, name=role.label, password=PASSWORD, role=role)
        assert isinstance(member.user, User)
        users[role] = member.user
    world = World(workspace_id=workspace.id, users=users)
    shop.set_up(workspace.id, actor="setup")
    _ledgers(world, name)
    _orders(world)
    _work(world)
    _people(world)
    return world


def _ledgers(world: World, name: str) -> None:
    for provider, currency in (("xero", "GBP"), ("quickbooks", "GBP")):
        grant_id = grants.create_grant(
            world.workspace_id,
            provider=provider,
            tokens=grants.NewTokens(
                access_token="access", refresh_token="refresh", expires_at=timezone.now() + timedelta(minutes=30)
            ),
        )
        organisation = {
            "id": f"{name}-{provider}",
            "name": f"Demo Company ({provider})",
            "country": "GB",
            "currency": currency,
            "short_code": "!AbC12",
        }
        row = ledgers.save_connection(world.workspace_id, grant_id=grant_id, provider=provider, organisation=organisation)
        world.ledgers.append(row.id)
    consent_id = new_id()
    administrator = world.users[Role.ADMINISTRATOR]
    ledgers.begin_consent(
        world.workspace_id,
        ledgers.PendingConsent(
            id=consent_id, user_id=administrator.pk, provider="xero", state=f"state-{name}", sealed_verifier="sealed"
        ),
    )
    ledgers.keep_consent(
        world.workspace_id,
        consent_id,
        grant_id=ledgers.connection(world.workspace_id, world.ledgers[0]).grant_id,
        organisations=[{"id": f"{name}-new", "name": "Second Company", "country": "GB", "currency": "GBP"}],
    )
    world.ids.update(connection_id=str(world.ledgers[0]), pending_id=str(consent_id), provider="xero")


def _orders(world: World) -> None:
    collection = collections.collection(world.workspace_id, "orders")
    assert collection is not None
    drafts = [
        records.Draft(
            key=str(number),
            title=f"Order {number}",
            values={
                "number": str(number),
                "customer": "17850",
                "country": "France" if number % 3 == 0 else "United Kingdom",
                "document": "invoice",
                "ordered_on": f"2011-02-{1 + number % 28:02d}",
                "amount_due": f"{number - 1000}.50",
                "lines": [{"code": "A1", "quantity": "2", "unit_price": "3.50"}],
            },
            problems=[],
        )
        for number in range(1001, 1013)
    ]
    world.orders = [saved.record.id for saved in records.save_drafts(world.workspace_id, collection, drafts=drafts)]
    first = world.orders[0]
    sights = [_contact(), _invoice("INV-1", due="120.00"), _invoice("INV-2", due="60.00", kind=EntityKind.CREDIT_NOTE)]
    mirror.take_in(world.workspace_id, world.ledgers[0], sights=sights)
    mirror.take_in(world.workspace_id, world.ledgers[1], sights=[_invoice("INV-1", due="120.00")])
    source = mirror.entity(world.workspace_id, world.ledgers[0], kind="invoice", external_id="INV-1")
    assert source is not None
    links.create_links(
        [
            _link(world, world.ledgers[0], source_kind="record", source_id=first),
            _link(world, world.ledgers[1], source_kind="entity", source_id=source.id),
        ]
    )
    shared = views.save_view(
        world.workspace_id, views.View(workspace_id=world.workspace_id, collection=collection, name="Open orders")
    )
    world.ids.update(view_id=str(shared.id), field="country", key="orders")
    _life(world, first)
    world.ids.update(record_id=str(first), kind="invoice", external_id="INV-1", entity=str(source.id))
    _documents(world)


def _documents(world: World) -> None:
    """The first order's invoice, and one that somebody asked for of the third."""
    (invoice,) = links.links_of(world.workspace_id, "record", source_id=world.orders[0])
    asked = document_requests.DocumentRequest(
        workspace_id=world.workspace_id,
        connection_id=world.ledgers[0],
        record_id=world.orders[2],
        key=f"asked-{world.workspace_id}",
        kind="invoice",
        lines=[{"number": 1, "quantity": "1", "tax_code": None, "account": None, "without_item": False}],
        number="1003",
        currency="GBP",
        status_asked="draft",
        state=document_requests.RequestState.WAITING_APPROVAL,
        asked_by="editor@home.example",
        asker_id=world.users[Role.EDITOR].pk,
    )
    document_requests.create_request(asked)
    lines = (Line(description="Cup", quantity=Decimal(1), unit_price=Decimal("3.50"), account="200", tax_code="OUTPUT2"),)
    entity = Document(
        kind=EntityKind.INVOICE,
        contact="@record/customers/17850",
        issued_on=date(2011, 2, 5),
        currency="GBP",
        lines=lines,
        number="1003",
    )
    posting = postings.Posting(
        workspace_id=world.workspace_id,
        connection_id=world.ledgers[0],
        key=f"create:request:{asked.id}",
        action="create",
        kind="invoice",
        source_kind="request",
        source_id=asked.id,
        title="Invoice 1003",
        state=postings.PostingState.WAITING_APPROVAL,
        entity=to_json(entity),
    )
    postings.create_postings([posting])
    world.ids.update(document_id=str(invoice.id), request_id=str(asked.id), posting_id=str(posting.id))
    _mass(world)


def _mass(world: World) -> None:
    """A file of links, planned and not applied."""
    row = masses.create_mass(
        world.workspace_id, world.ledgers[0], collection_key="customers", direction="links", kind="contact",
        state=masses.MassState.PLANNED, created_by="editor@home.example", planned_at=timezone.now(),
    )  # fmt: skip
    run, _ = runs.start_run(world.workspace_id, kind=runs.RunKind.MASS, key=f"mass:{row.id}", status=runs.RunStatus.WAITING)
    masses.update_mass(world.workspace_id, row.id, run_id=run.id)
    planned = masses.MassRow(
        workspace_id=world.workspace_id, mass=row, number=1, record_id=world.orders[0], record_key="1001", name="Order 1001",
        action=masses.RowAction.LINK, external_id="INV-1", reasons=["Id of INV-1"],
    )  # fmt: skip
    masses.replace_rows(world.workspace_id, row.id, rows=[planned])
    world.ids.update(mass_id=str(row.id), number="1")


def _life(world: World, record_id: UUID) -> None:
    """What people did to a record: a change of it, a comment, a file."""
    row = records.record_by_id(world.workspace_id, record_id)
    assert row is not None
    act = change_sets.Act(kind=change_sets.ChangeKind.EDIT, title="An edit", actor="setup")
    change = change_sets.begin(world.workspace_id, row.collection, act=act)
    member = workspaces.membership(world.workspace_id, world.users[Role.FINANCE].pk)
    assert member is not None
    said = comments.add_comment(world.workspace_id, record_id, member=member, text="Seen.", mentions=[])
    new = files.NewFile(name="paper.txt", content_type="application/octet-stream", content=b"paper")
    kept = files.add_file(world.workspace_id, record_id, new=new, by="setup")
    world.ids.update(change_id=str(change.id), comment_id=str(said.id), file_id=str(kept.id))


def _link(world: World, connection_id: UUID, *, source_kind: str, source_id: UUID) -> links.Link:
    return links.Link(
        workspace_id=world.workspace_id,
        connection_id=connection_id,
        kind="invoice",
        external_id="INV-1",
        source_kind=source_kind,
        source_id=source_id,
    )


def _contact() -> mirror.Sight:
    entity = Contact(kind=EntityKind.CONTACT, id="C-1", name="Demo Customer")
    return mirror.Sight(kind="contact", external_id="C-1", body='{"ContactID": "C-1"}', entity=to_json(entity), name=entity.name)


def _invoice(number: str, *, due: str, kind: EntityKind = EntityKind.INVOICE) -> mirror.Sight:
    today = timezone.now().date()
    entity = Document(
        kind=kind,
        id=number,
        contact="C-1",
        contact_name="Demo Customer",
        issued_on=today - timedelta(days=80),
        due_on=today - timedelta(days=45) if kind == EntityKind.INVOICE else None,
        currency="GBP",
        lines=(Line(description="Cup", quantity=Decimal(2), unit_price=Decimal("50.00")),),
        number=number,
        net=Decimal("100.00"),
        tax=Decimal("20.00"),
        gross=Decimal("120.00"),
        due=Decimal(due),
    )
    return mirror.Sight(
        kind=kind.value,
        external_id=number,
        body='{"Total": 120.10, "InvoiceID": "INV"}',
        entity=to_json(entity),
        number=number,
        name="Demo Customer",
        status="open",
        issued_on=entity.issued_on,
        currency="GBP",
        gross=entity.gross,
        due=entity.due,
    )


def _people(world: World) -> None:
    """Somebody who is invited, and a program of the administrator's."""
    guest = workspaces.add_member(
        world.workspace_id, email=f"guest@{world.workspace_id}.example", name="Guest", password=PASSWORD, role=Role.AUDITOR
    )
    administrator = workspaces.membership(world.workspace_id, world.users[Role.ADMINISTRATOR].pk)
    assert administrator is not None
    invited, _ = invitations.invite(
        world.workspace_id, email=f"new@{world.workspace_id}.example", role=Role.EDITOR, by="setup", is_mailed=False
    )
    wanted = tokens.NewToken(name="Nightly export", role=Role.AUDITOR, scopes=["read"], expires_at=None)
    token, _ = tokens.create_token(world.workspace_id, member_id=administrator.id, wanted=wanted)
    world.ids.update(member_id=str(guest.id), invitation_id=str(invited.id), token_id=str(token.id))


def _file(workspace_id: UUID) -> imports.Import:
    file = imports.create_import(workspace_id, name="orders.csv", collection_key="orders", content=CSV, by="editor@home.example")
    imports.keep_rows(
        workspace_id,
        [
            imports.ImportRow(workspace_id=workspace_id, file=file, number=n, cells=["1"], state="error", problem="bad")
            for n in (1, 2, 3)
        ],
    )
    return file


def _work(world: World) -> None:
    workspace_id = world.workspace_id
    agreement = syncs.save_sync(
        workspace_id,
        name="Xero to QuickBooks",
        pair=(world.ledgers[0], world.ledgers[1]),
        kinds=["contact", "invoice"],
        maps={"accounts": {"200": "79"}, "taxes": {}, "bank_accounts": {}},
    )
    run, _ = runs.start_run(
        workspace_id, kind=runs.RunKind.SYNC, key="sync:1", title="Xero to QuickBooks", subject_kind="sync", subject_id=agreement.id
    )
    runs.save_steps([runs.RunStep(workspace_id=workspace_id, run=run, path="create", kind="create_in_ledger", status="done")], [])
    posting = postings.Posting(
        workspace_id=workspace_id,
        connection_id=world.ledgers[0],
        key=f"create:invoice:record:{world.orders[1]}",
        action="create",
        kind="invoice",
        source_kind="record",
        source_id=world.orders[1],
        title="Order 1002",
        run=run,
        state=postings.PostingState.REJECTED,
        entity={},
        problems=[{"cause": "account_inactive", "message": "Account 200 is archived.", "remedy": "Choose another one."}],
    )
    postings.create_postings([posting])
    trouble = exceptions.ExceptionItem(
        workspace_id=workspace_id,
        fingerprint="record:1002",
        cause="account_inactive",
        message="Account 200 is archived.",
        remedy="Choose another one.",
        subject_kind="record",
        subject_id=world.orders[1],
        title="Order 1002",
        connection_id=world.ledgers[0],
        posting=posting,
        amount=Decimal("7.00"),
        currency="GBP",
        run=run,
    )
    exceptions.raise_exceptions(workspace_id, [trouble])
    file = _file(workspace_id)
    proof = tieouts.create_tie_out(workspace_id, title="Records and Xero", by="finance@home.example")
    audit.add(workspace_id, [audit.Note(actor="finance@home.example", action="tie_out.started", text="Records and Xero")])
    progress.show(workspace_id, "sync", subject_id=run.id, done=1, total=2, state="running", text="Sending")
    world.ids.update(
        sync_id=str(agreement.id),
        run_id=str(run.id),
        exception_id=str(trouble.id),
        import_id=str(file.id),
        tie_out_id=str(proof.id),
        automation_id=str(automations.automations(workspace_id)[0].id),
        version_number="1",
    )
    _approval(world)
    world.ids.update(outside_ids(workspace_id))


def _approval(world: World) -> None:
    """A run that waits for what Finance says."""
    version = automations.live_versions(world.workspace_id)[0]
    run, _ = runs.start_run(
        world.workspace_id,
        kind=runs.RunKind.AUTOMATION,
        key="asked:1",
        title="Order 1001",
        version=version,
        status=runs.RunStatus.WAITING,
        position="ask",
    )
    row = approvals.Approval(
        workspace_id=world.workspace_id, run=run, path="ask", title="Invoice of 120.00 GBP", roles=["finance"], needed=1
    )
    approvals.ask(world.workspace_id, [row])
    world.ids["approval_id"] = str(row.id)
