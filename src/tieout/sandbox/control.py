"""`/_control`: what a test does to the sandbox that no client can do at a provider."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tieout.sandbox import call as wire
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.ground import Organisation
from tieout.sandbox.provider import Provider
from tieout.sandbox.world import World

Wish = Mapping[str, Json]


class _OrderError(Exception):
    """What is wrong with the order, for the answer."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def answer(world: World, call: Call) -> Reply:
    path = call.path.rstrip("/").lower()
    try:
        if (route := _ROUTES.get((call.method, path))) is None:
            known = ", ".join(f"{method} {path}" for method, path in sorted(_ROUTES))
            raise _OrderError(f"there is no {call.method} {path}; there are {known}", status=404)
        return wire.answer(route(world, call.query, _wish(call)))
    except _OrderError as refused:
        return wire.answer({"error": str(refused)}, status=refused.status)
    except (ValueError, TypeError) as error:
        return wire.answer({"error": str(error)}, status=400)


def _wish(call: Call) -> Wish:
    wish = call.json() if call.body else {}
    if not isinstance(wish, dict):
        raise _OrderError("the body is one JSON object")
    return wish


def _health(world: World, _query: Wish, _wish: Wish) -> Json:
    return {"status": "ok", "providers": sorted(world.providers)}


def _reset(world: World, _query: Wish, wish: Wish) -> Json:
    world.reset(wish.get("seed"))
    return {"seed": world.seed_name}


def _seed(world: World, _query: Wish, wish: Wish) -> Json:
    world.seed(str(wish.get("name", "")))
    return {"seed": world.seed_name}


def _clock(world: World, _query: Wish, _wish: Wish) -> Json:
    return {"now": world.ground.clock.now(), "frozen": world.ground.clock.frozen}


def _set_clock(world: World, query: Wish, wish: Wish) -> Json:
    clock = world.ground.clock
    if "set" in wish:
        instant = datetime.fromisoformat(str(wish["set"]))
        clock.set(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    if "advance_seconds" in wish:
        clock.advance(float(wish["advance_seconds"]))
    if "frozen" in wish:
        clock.freeze(frozen=bool(wish["frozen"]))
    return _clock(world, query, wish)


def _faults(world: World, _query: Wish, _wish: Wish) -> Json:
    return {"faults": world.faults.describe()}


def _order_faults(world: World, _query: Wish, wish: Wish) -> Json:
    ordered = [world.faults.order(one) for one in wish.get("faults", [wish])]
    return {"ids": [fault.id for fault in ordered]}


def _cancel_faults(world: World, query: Wish, wish: Wish) -> Json:
    world.faults.cancel(int(query["id"]) if "id" in query else None)
    return _faults(world, query, wish)


def _limits(world: World, _query: Wish, _wish: Wish) -> Json:
    return {"limits": world.ground.limits.text()}


def _set_limits(world: World, query: Wish, wish: Wish) -> Json:
    world.ground.limits.set(str(wish.get("limits", wish.get("factor", ""))))
    return _limits(world, query, wish)


def _log(world: World, query: Wish, _wish: Wish) -> Json:
    return {"entries": world.log.entries(query)}


def _log_summary(world: World, _query: Wish, _wish: Wish) -> Json:
    return world.log.summary()


def _organisations(world: World, _query: Wish, _wish: Wish) -> Json:
    return {name: [vars(one) for one in provider.organisations()] for name, provider in world.providers.items()}


def _counts(world: World, query: Wish, _wish: Wish) -> Json:
    books = world.ground.books
    return {
        name: {
            one.id: {"name": one.name, **{kind: books.count(shelf, kind) for kind in books.kinds(shelf)}}
            for one in provider.organisations()
            for shelf in (f"{name}:{one.id}",)
        }
        for name, provider in world.providers.items()
        if query.get("provider", name) == name
    }


def _objects(world: World, query: Wish, _wish: Wish) -> Json:
    provider = _provider(world, query)
    organisation, kind = _organisation(provider, str(query.get("organisation", ""))), str(query.get("kind", ""))
    shelf = f"{provider.name}:{organisation.id}"
    found = {known.lower(): known for known in world.ground.books.kinds(shelf)}
    return {"objects": world.ground.books.all(shelf, found.get(kind.lower(), kind))}


def _token(world: World, _query: Wish, wish: Wish) -> Json:
    provider = _provider(world, wish)
    named = wish.get("organisations")
    chosen = provider.organisations() if named is None else [_organisation(provider, str(name)) for name in named]
    if not chosen:
        raise _OrderError("name at least one organisation, or leave organisations out for all of them")
    with world.ground.books.unit():
        body = provider.token(chosen, str(wish.get("client_id", "tieout")))
    return {**body, "organisations": [{"id": one.id, "name": one.name} for one in chosen]}


def _register(world: World, _query: Wish, wish: Wish) -> Json:
    client_id = str(wish.get("client_id", ""))
    with world.ground.books.unit():
        _provider(world, wish).oauth.register(client_id, wish)
    return {"client_id": client_id}


def _edit(world: World, _query: Wish, wish: Wish) -> Json:
    provider = _provider(world, wish)
    organisation = _organisation(provider, str(wish.get("organisation", "")))
    kind, own_id, change = str(wish.get("kind", "")), str(wish.get("id", "")), wish.get("change")
    if not isinstance(change, dict):
        raise _OrderError("change is an object of the fields to set")
    try:
        with world.ground.books.unit():
            return {"object": provider.edit(organisation=organisation.id, kind=kind, id=own_id, change=change)}
    except KeyError:
        raise _OrderError(f"{organisation.name} has no {kind} {own_id}", status=404) from None


def _pay(world: World, _query: Wish, wish: Wish) -> Json:
    provider = _provider(world, wish)
    organisation = _organisation(provider, str(wish.get("organisation", "")))
    with world.ground.books.unit():
        return provider.pay(organisation.id, wish)


def _provider(world: World, wish: Wish) -> Provider:
    if (provider := world.providers.get(str(wish.get("provider", "")))) is None:
        raise _OrderError(f"provider is one of {', '.join(sorted(world.providers))}")
    return provider


def _organisation(provider: Provider, wanted: str) -> Organisation:
    for organisation in provider.organisations():
        if wanted in (organisation.id, organisation.name):
            return organisation
    names = ", ".join(organisation.name for organisation in provider.organisations())
    raise _OrderError(f"{provider.title} has no organisation {wanted!r}; it has {names}", status=404)


_ROUTES: dict[tuple[str, str], Callable[[World, Wish, Wish], Json]] = {
    ("GET", "/health"): _health,
    ("POST", "/reset"): _reset,
    ("POST", "/seed"): _seed,
    ("GET", "/clock"): _clock,
    ("POST", "/clock"): _set_clock,
    ("GET", "/faults"): _faults,
    ("POST", "/faults"): _order_faults,
    ("DELETE", "/faults"): _cancel_faults,
    ("GET", "/limits"): _limits,
    ("POST", "/limits"): _set_limits,
    ("GET", "/log"): _log,
    ("GET", "/log/summary"): _log_summary,
    ("GET", "/organisations"): _organisations,
    ("GET", "/counts"): _counts,
    ("GET", "/objects"): _objects,
    ("POST", "/token"): _token,
    ("POST", "/clients"): _register,
    ("POST", "/edit"): _edit,
    ("POST", "/pay"): _pay,
}
