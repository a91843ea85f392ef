"""The page at `/`: which organisations there are and what their books hold."""

from html import escape

from tieout.sandbox.call import Reply
from tieout.sandbox.ground import Organisation
from tieout.sandbox.page import page
from tieout.sandbox.provider import Latest, Overview, Provider
from tieout.sandbox.world import World


def answer(world: World) -> Reply:
    titles = " and ".join(provider.title for provider in world.providers.values())
    state = (
        f"{titles} on this machine. The clock says {world.ground.clock.now():%Y-%m-%d %H:%M:%S} UTC; "
        f"the seed is {world.seed_name}; call limits × {world.ground.limits.text()}."
    )
    parts = [f'<h1>Tieout sandbox</h1><p class="soft">{escape(state)}</p>']
    for provider in world.providers.values():
        parts.extend(_section(provider, organisation) for organisation in provider.organisations())
    return page("Tieout sandbox", "".join(parts))


def _section(provider: Provider, organisation: Organisation) -> str:
    overview = provider.overview(organisation.id)
    facts = f"{provider.title} · {organisation.country} · {organisation.currency} · {organisation.id}"
    return (
        f'<section><h2>{escape(organisation.name)}</h2><div class="soft">{escape(facts)}</div>'
        f"{_counts(overview)}{_latest(overview)}</section>"
    )


def _counts(overview: Overview) -> str:
    counts = "".join(f"<li>{escape(kind)} <strong>{count}</strong></li>" for kind, count in overview.counts.items() if count)
    balances = "".join(f"<li>{escape(name)} <strong>{amount:,.2f}</strong></li>" for name, amount in overview.balances.items())
    return f'<ul class="counts">{counts}</ul><ul class="counts">{balances}</ul>'


def _latest(overview: Overview) -> str:
    if not overview.latest:
        return '<p class="soft">No documents yet.</p>'
    rows = "".join(_row(document) for document in overview.latest)
    amounts = "".join(f'<th class="amount">{name}</th>' for name in ("Total", "Due"))
    head = "<tr>" + "".join(f"<th>{name}</th>" for name in ("Kind", "Number", "Contact", "Date", "Status")) + amounts + "</tr>"
    return f"<h3>Latest documents</h3><table>{head}{rows}</table>"


def _row(document: Latest) -> str:
    texts = (document.kind, document.number, document.contact, document.on, document.status)
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    return f'<tr>{cells}<td class="amount">{document.total:,.2f}</td><td class="amount">{document.due:,.2f}</td></tr>'
