"""`/_control`: what a test does to the sandbox that no client can do at a provider."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from inspect import isawaitable

from tieout.sandbox import call as wire
from tieout.sandbox import control_books as books
from tieout.sandbox import replay
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.orders import Order, OrderError, Wish
from tieout.sandbox.world import World

Route = Callable[[World, Order], Json | Awaitable[Json]]


async def answer(world: World, call: Call) -> Reply:
    path = call.path.rstrip("/").lower()
    try:
        if (route := ROUTES.get((call.method, path))) is None:
            known = ", ".join(f"{method} {path}" for method, path in sorted(ROUTES))
            raise OrderError(f"there is no {call.method} {path}; there are {known}", status=404)
        world.webhooks.base_url = call.base_url
        found = route(world, Order(call.query, _wish(call)))
        return wire.answer(await found if isawaitable(found) else found)
    except OrderError as refused:
        return wire.answer({"error": str(refused)}, status=refused.status)
    except (ValueError, TypeError, NotImplementedError) as error:
        return wire.answer({"error": str(error)}, status=400)


def _wish(call: Call) -> Wish:
    wish = call.json() if call.body else {}
    if not isinstance(wish, dict):
        raise OrderError("the body is one JSON object")
    return wish


def _health(world: World, _order: Order) -> Json:
    return {"status": "ok", "providers": sorted(world.providers)}


def _reset(world: World, order: Order) -> Json:
    world.reset(order.wish.get("seed"))
    return {"seed": world.seed_name}


def _seed(world: World, order: Order) -> Json:
    world.seed(str(order.wish.get("name", "")))
    return {"seed": world.seed_name}


def _clock(world: World, _order: Order) -> Json:
    return {"now": world.ground.clock.now(), "frozen": world.ground.clock.frozen}


def _set_clock(world: World, order: Order) -> Json:
    clock = world.ground.clock
    if "set" in order.wish:
        instant = datetime.fromisoformat(str(order.wish["set"]))
        clock.set(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    if "advance_seconds" in order.wish:
        clock.advance(float(order.wish["advance_seconds"]))
    if "frozen" in order.wish:
        clock.freeze(frozen=bool(order.wish["frozen"]))
    world.webhooks.wake()
    return _clock(world, order)


def _faults(world: World, _order: Order) -> Json:
    return {"faults": world.faults.describe()}


def _order_faults(world: World, order: Order) -> Json:
    ordered = [world.faults.order(one) for one in order.wish.get("faults", [order.wish])]
    return {"ids": [fault.id for fault in ordered]}


def _cancel_faults(world: World, order: Order) -> Json:
    world.faults.cancel(int(order.query["id"]) if "id" in order.query else None)
    return _faults(world, order)


def _limits(world: World, _order: Order) -> Json:
    return {"limits": world.ground.limits.text()}


def _set_limits(world: World, order: Order) -> Json:
    world.ground.limits.set(str(order.wish.get("limits", order.wish.get("factor", ""))))
    return _limits(world, order)


def _log(world: World, order: Order) -> Json:
    return {"entries": world.log.entries(order.query)}


def _log_summary(world: World, _order: Order) -> Json:
    return world.log.summary()


def _keep_bodies(world: World, order: Order) -> Json:
    world.log.bodies = bool(order.wish.get("bodies", False))
    return {"bodies": world.log.bodies}


def _empty_log(world: World, _order: Order) -> Json:
    world.log.clear()
    return {"entries": []}


def _webhooks(world: World, _order: Order) -> Json:
    return {"webhooks": world.webhooks.describe()}


def _cancel_webhooks(world: World, order: Order) -> Json:
    world.webhooks.cancel(int(order.query["id"]) if "id" in order.query else None)
    return _webhooks(world, order)


def _sent(world: World, _order: Order) -> Json:
    return {"sent": world.webhooks.sent()}


def _subscribe(world: World, order: Order) -> Awaitable[Json]:
    return world.webhooks.subscribe(order.wish)


def _flush(world: World, _order: Order) -> Awaitable[Json]:
    return world.webhooks.flush()


ROUTES: dict[tuple[str, str], Route] = {
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
    ("POST", "/log"): _keep_bodies,
    ("DELETE", "/log"): _empty_log,
    ("GET", "/log/summary"): _log_summary,
    ("GET", "/organisations"): books.organisations,
    ("GET", "/counts"): books.counts,
    ("GET", "/objects"): books.listed,
    ("POST", "/token"): books.token,
    ("POST", "/clients"): books.register,
    ("POST", "/edit"): books.edit,
    ("POST", "/pay"): books.pay,
    ("GET", "/snapshots"): books.snapshots,
    ("POST", "/snapshot"): books.snapshot,
    ("POST", "/restore"): books.restore,
    ("POST", "/replay"): replay.replay,
    ("GET", "/webhooks"): _webhooks,
    ("POST", "/webhooks"): _subscribe,
    ("DELETE", "/webhooks"): _cancel_webhooks,
    ("GET", "/webhooks/sent"): _sent,
    ("POST", "/webhooks/flush"): _flush,
}
