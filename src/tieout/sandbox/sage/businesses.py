"""`/businesses` and `/user`: what a user can reach, in an envelope that spells its page size in its own way."""

from collections.abc import Sequence

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.ground import Ground
from tieout.sandbox.oauth import Grant
from tieout.sandbox.sage.errors import not_found, refuse
from tieout.sandbox.sage.lookups import LOOKUPS
from tieout.sandbox.sage.wire import Sent, instant_out, object_of, reply, text_of

_ITEMS_PER_PAGE = 2_147_483_647
_BUSINESS_TEXTS = (
    "name",
    "address_line_1",
    "address_line_2",
    "city",
    "region",
    "postal_code",
    "telephone",
    "mobile",
    "website",
)
_USER_TEXTS = ("first_name", "last_name", "initials", "locale")
_SUBSCRIPTIONS = {"Start": "START", "Standard": "ACCOUNTS", "Plus": "ACCOUNTING"}


def business_of(ground: Ground, id: str) -> Body | None:
    return ground.books.get(f"sage:{id}", "businesses", id=id)


def lead(ground: Ground, grant: Grant) -> str:
    """The business that the user has made the default one, else the first."""
    for own_id in grant.organisations:
        if (business := business_of(ground, own_id)) is not None and business.get("lead"):
            return own_id
    return grant.organisations[0] if grant.organisations else ""


def respond(ground: Ground, grant: Grant, *, call: Call, segments: Sequence[str]) -> Reply:
    match [call.method, *segments]:
        case ["GET", "businesses"]:
            shown = [_shown(found) for own_id in grant.organisations if (found := business_of(ground, own_id)) is not None]
            page = {"$total": len(shown), "$page": 1, "$next": None, "$back": None, "$items_per_page": _ITEMS_PER_PAGE}
            return reply({**page, "$items": shown})
        case ["GET", "businesses", key]:
            return reply(_shown(_reached(ground, grant, key=lead(ground, grant) if key == "lead" else key)))
        case ["PUT", "businesses", key] if key != "lead":
            business = _reached(ground, grant, key=key)
            changed = {**business, **_texts(object_of(call, "business"), _BUSINESS_TEXTS)}
            changed |= {"displayed_as": changed["name"], "updated_at": instant_out(ground.clock.now())}
            ground.books.put(f"sage:{key}", "businesses", id=key, body=changed)
            return reply(_shown(changed))
        case ["GET", "user"]:
            return reply(_user(ground, grant))
        case ["PUT", "user"]:
            user = {**_user(ground, grant), **_texts(object_of(call, "user"), _USER_TEXTS)}
            user |= {"displayed_as": f"{user['first_name']} {user['last_name']}", "updated_at": instant_out(ground.clock.now())}
            ground.books.put("sage:", "users", id=grant.user, body=user)
            return reply(user)
    if segments[0] in ("businesses", "user") and len(segments) <= 2:
        raise refuse(405, "MethodNotAllowed", message="The method is not allowed for this resource")
    raise not_found()


def _reached(ground: Ground, grant: Grant, *, key: str) -> Body:
    business = business_of(ground, key) if key in grant.organisations else None
    if business is None:
        raise not_found()
    return business


def _texts(sent: Sent, names: Sequence[str]) -> dict[str, str]:
    return {name: text_of(sent, name) for name in names if name in sent}


def _user(ground: Ground, grant: Grant) -> Body:
    if (known := ground.books.get("sage:", "users", id=grant.user)) is not None:
        return known
    began = instant_out(grant.began_at)
    names = {"first_name": "Sandbox", "last_name": "User", "initials": "SU"}
    return {
        "id": grant.user,
        "displayed_as": "Sandbox User",
        **names,
        "email": f"{grant.user}@user.example",
        "locale": "en-GB",
        "created_at": began,
        "updated_at": began,
    }


def _shown(business: Body) -> Body:
    country = LOOKUPS["countries"][business["country_id"]]
    moments = {"created_at": business["created_at"], "updated_at": business["updated_at"]}
    subscription = {
        **moments,
        "displayed_as": f"Accounting {business['plan']}",
        "id": _SUBSCRIPTIONS[business["plan"]],
        "active": business["active"],
        "status": "Active" if business["active"] else "Inactive",
    }
    return {
        "id": business["id"],
        "displayed_as": business["displayed_as"],
        "$path": f"/businesses/{business['id']}",
        **moments,
        **{name: business.get(name) for name in _BUSINESS_TEXTS},
        "country": {"id": country["id"], "displayed_as": country["displayed_as"]},
        "is_demo": business["is_demo"],
        "ni_based": business["ni_based"],
        "subscriptions": [subscription],
    }
