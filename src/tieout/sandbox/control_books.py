"""Control of what the organisations hold: looking, changing behind the client's back, keeping and putting back."""

from tieout.sandbox.call import Json
from tieout.sandbox.orders import Order, OrderError, Wish, organisation_of, provider_of
from tieout.sandbox.world import World


def organisations(world: World, _order: Order) -> Json:
    return {name: [vars(one) for one in provider.organisations()] for name, provider in world.providers.items()}


def counts(world: World, order: Order) -> Json:
    books = world.ground.books
    return {
        name: {
            one.id: {"name": one.name, **{kind: books.count(shelf, kind) for kind in books.kinds(shelf)}}
            for one in provider.organisations()
            for shelf in (f"{name}:{one.id}",)
        }
        for name, provider in world.providers.items()
        if order.query.get("provider", name) == name
    }


def listed(world: World, order: Order) -> Json:
    provider = provider_of(world, order.query)
    organisation, kind = organisation_of(provider, str(order.query.get("organisation", ""))), str(order.query.get("kind", ""))
    shelf = f"{provider.name}:{organisation.id}"
    found = {known.lower(): known for known in world.ground.books.kinds(shelf)}
    return {"objects": world.ground.books.all(shelf, found.get(kind.lower(), kind))}


def token(world: World, order: Order) -> Json:
    provider = provider_of(world, order.wish)
    named = order.wish.get("organisations")
    chosen = provider.organisations() if named is None else [organisation_of(provider, str(name)) for name in named]
    if not chosen:
        raise OrderError("name at least one organisation, or leave organisations out for all of them")
    with world.ground.books.unit():
        body = provider.token(chosen, str(order.wish.get("client_id", "tieout")))
    return {**body, "organisations": [{"id": one.id, "name": one.name} for one in chosen]}


def register(world: World, order: Order) -> Json:
    client_id = str(order.wish.get("client_id", ""))
    with world.ground.books.unit():
        provider_of(world, order.wish).oauth.register(client_id, order.wish)
    return {"client_id": client_id}


def edit(world: World, order: Order) -> Json:
    provider = provider_of(world, order.wish)
    organisation = organisation_of(provider, str(order.wish.get("organisation", "")))
    kind, own_id, change = str(order.wish.get("kind", "")), str(order.wish.get("id", "")), order.wish.get("change")
    if not isinstance(change, dict):
        raise OrderError("change is an object of the fields to set")
    try:
        with world.ground.books.unit():
            return {"object": provider.edit(organisation=organisation.id, kind=kind, id=own_id, change=change)}
    except KeyError:
        raise OrderError(f"{organisation.name} has no {kind} {own_id}", status=404) from None


def pay(world: World, order: Order) -> Json:
    provider = provider_of(world, order.wish)
    organisation = organisation_of(provider, str(order.wish.get("organisation", "")))
    with world.ground.books.unit():
        return provider.pay(organisation.id, order.wish)


def snapshots(world: World, _order: Order) -> Json:
    return {"snapshots": world.snapshots}


def snapshot(world: World, order: Order) -> Json:
    world.snapshot(_name(order.wish))
    return snapshots(world, order)


def restore(world: World, order: Order) -> Json:
    name = _name(order.wish)
    try:
        world.restore(name)
    except KeyError:
        raise OrderError(f"there is no snapshot {name!r}; there are {', '.join(world.snapshots) or 'none'}", status=404) from None
    return {"restored": name}


def _name(wish: Wish) -> str:
    return str(wish.get("name", "snapshot"))
