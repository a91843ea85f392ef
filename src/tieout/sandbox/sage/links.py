"""The links to Sage's own pages, whose numbers have nothing to do with the ids of the API."""

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.ground import Ground
from tieout.sandbox.page import facts
from tieout.sandbox.sage.state import State

_FOLDER = "pages"


def links_of(state: State, kind: str, *, body: Body) -> list[Body]:
    """One link to the page of the object; `_page` is the number that it got when it was made."""
    if "_page" not in body:
        return []
    href = f"{state.base_url}/sage/{_FOLDER}/{state.business_id}/{kind}/{body['_page']}"
    return [{"href": href, "rel": "alternate", "type": "text/html"}]


def show_page(ground: Ground, call: Call, *, segments: list[str]) -> Reply | None:
    """The page behind a link, or None when the path is no such page."""
    if call.method != "GET" or len(segments) != 4 or segments[0] != _FOLDER or not segments[3].isdigit():
        return None
    state = State(ground, segments[1])
    for body in state.all(segments[2]):
        if body.get("_page") == int(segments[3]):
            return facts(f"{segments[2].replace('_', ' ').capitalize()}: {body['displayed_as']}", body)
    return None
